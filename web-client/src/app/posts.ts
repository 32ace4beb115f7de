// What is done with a post beside answering and editing it: reactions, confirmations, and the
// totals that were missed while the link was down.
import { confirmed, react as show } from "../core/timeline.ts";
import { link, whenTold } from "./connection.ts";
import { fetchPage } from "./reading.ts";
import { changedTimeline } from "./rooms.ts";
import { limits, timelines } from "./state.ts";

whenTold("reaction", ({ room, target, reaction }) => {
  const line = timelines.get(room as number);
  if (!line) return;
  show(line, target as number, reaction as string);
  changedTimeline();
});
whenTold("confirmed", ({ room, seq }) => {
  const line = timelines.get(room as number);
  if (!line) return;
  confirmed(line, seq as number);
  changedTimeline();
});

// Shown at once. What the server refuses, or the network loses, is taken back.
export async function react(room: number, seq: number, reaction: string): Promise<void> {
  const line = timelines.get(room);
  if (!line) return;
  const before = line.totals.get(seq)?.own ?? "";
  show(line, seq, reaction);
  changedTimeline();
  const reply = await link.call("reaction.set", { room, target: seq, reaction });
  if (reply.kind === "ok" || line.totals.get(seq)?.own !== (reaction || undefined)) return;
  show(line, seq, before);
  changedTimeline();
}

// "" when it is confirmed, else why it is not.
export async function confirm(room: number, seq: number): Promise<string> {
  const reply = await link.call("notice.confirm", { room, seq });
  if (reply.kind === "ok") return "";
  return reply.kind === "lost" ? "lost" : reply.refusal.reason;
}

// The totals of what is shown, from `first` on, if they may have changed unseen.
export async function freshen(room: number, first: number): Promise<void> {
  const line = timelines.get(room);
  if (!line?.stale || line.lastSeq === 0) return;
  line.stale = false;
  const most = limits.value.history_events;
  const after = Math.max(first, line.lastSeq - most + 1) - 1;
  if (!(await fetchPage(room, { after }, most))) line.stale = true;
}
