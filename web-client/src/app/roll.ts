// How an alert stands, live: drawn at most four times a second, by unit fetched at most once.
import { useEffect, useState } from "preact/hooks";
import type { Count, Roll } from "../core/roll.ts";
import { Soon } from "../core/soon.ts";
import { link, whenTold } from "./connection.ts";
import { link as linkState } from "./state.ts";

const drawMs = 250;
const fetchMs = 1_000;
const quietMs = 5_000; // who is not in its room is told no totals, and asks by the clock

type Totals = Count & { room: number };
const listeners = new Set<(totals: Totals) => void>();
whenTold("alert_totals", (told) => {
  for (const hear of listeners) hear(told as unknown as Totals);
});

const world = {
  after: (ms: number, act: () => void) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

export interface Standing {
  roll: Roll | undefined;
  why: string;
  turn: number; // another each time that it was fetched
}

export function useRoll(room: number): Standing {
  const [standing, setStanding] = useState<Standing>({ roll: undefined, why: "", turn: 0 });
  const open = linkState.value.name === "open";
  useEffect(() => {
    let here = true;
    let latest: Totals | undefined;
    const fetch = async () => {
      const reply = await link.call("alert.roll", { room });
      if (!here || reply.kind === "lost") return;
      if (reply.kind === "refused") {
        const why = reply.refusal.reason;
        return setStanding((before) => ({ ...before, why }));
      }
      const roll = reply.result as unknown as Roll;
      latest = undefined;
      setStanding(({ turn }) => ({ roll, why: "", turn: turn + 1 }));
    };
    const fetchSoon = new Soon(world, { least: fetchMs, spread: 0 }, fetch);
    const drawSoon = new Soon(world, { least: drawMs, spread: 0 }, async () => {
      if (!here || !latest) return;
      const { room: _, ...totals } = latest;
      setStanding(({ roll, ...rest }) => ({ ...rest, roll: roll && { ...roll, ...totals } }));
    });
    const hear = (totals: Totals) => {
      if (totals.room !== room) return;
      latest = totals;
      drawSoon.ask();
      fetchSoon.ask();
    };
    listeners.add(hear);
    if (open) void fetchSoon.now();
    const clock = setInterval(() => {
      if (document.visibilityState === "visible") fetchSoon.ask();
    }, quietMs);
    return () => {
      here = false;
      listeners.delete(hear);
      clearInterval(clock);
      drawSoon.stop();
      fetchSoon.stop();
    };
  }, [room, open]);
  return standing;
}
