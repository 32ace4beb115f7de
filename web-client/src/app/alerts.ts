// One's own part of the alerts one is in: told by the server, and asked for when a room is opened.
import { signal } from "@preact/signals";
import type { OwnAlert } from "../core/protocol.ts";
import { link, whenTold } from "./connection.ts";
import { ask } from "./sending.ts";

export const ownAlerts = signal<ReadonlyMap<number, OwnAlert>>(new Map());

function learn(own: OwnAlert): void {
  ownAlerts.value = new Map(ownAlerts.peek()).set(own.room, own);
}
whenTold("alert_own", (told) => learn(told as unknown as OwnAlert));

// It has come, and it is before somebody's eyes.
export async function followAlert(room: number): Promise<void> {
  for (const reach of ["delivered", "seen"]) {
    const reply = await link.call("alert.reach", { room, reach });
    if (reply.kind === "ok") learn(reply.result as unknown as OwnAlert);
  }
}

// By the outbox: without a network the answer waits there. Why it was refused, or "".
export async function answerAlert(room: number, option: number): Promise<string> {
  const before = ownAlerts.peek().get(room);
  learn({ room, reach: "answered", option });
  const outcome = await ask("alert.answer", { room, option });
  if (outcome.ok) {
    learn(outcome.result as unknown as OwnAlert);
    return "";
  }
  if (before) learn(before);
  return outcome.reason;
}
