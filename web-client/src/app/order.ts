// Order in rooms: how long one is silent, reports, and who is here.
import { useEffect, useState } from "preact/hooks";
import type { RoomRow } from "../core/protocol.ts";
import { link } from "./connection.ts";
import { skew } from "./state.ts";

const longestMs = 3_600_000; // a timer of a browser does not reach far

// Until when one may not speak there; 0 = one may. It ends by itself, so the page looks again then.
export function useMuted(row: RoomRow): number {
  const [, again] = useState(0);
  const until = row.muted_until ?? 0;
  const left = until - (Date.now() + skew.value);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => again(Date.now()), Math.min(left + 50, longestMs));
    return () => clearTimeout(timer);
  });
  return left > 0 ? until : 0;
}

export async function hereIn(room: number): Promise<number[]> {
  const reply = await link.call("presence.list", { room });
  return reply.kind === "ok" ? (reply.result["members"] as number[]) : [];
}
