// What a browser keeps of the rooms (packing.ts puts it together), so that a page that starts has
// something to show before the server is heard, or without it: the list as it was, and the newest
// rows of each room. Pure.
// A line that was kept and taken out again is as if the link had been lost meanwhile: the next
// resume tells what it lacks.
import type { Tree } from "./organisation.ts";
import type { EditEvent, Limits, Me, PostTotals, RoomRow, Seq } from "./protocol.ts";
import type { Asked } from "./questions.ts";
import { type Shown, type Timeline, newTimeline, note } from "./timeline.ts";

export interface KeptList {
  epoch: string;
  position: number;
  me: Me;
  limits: Limits;
  reactions: readonly string[];
  rooms: RoomRow[];
  names: [number, string][];
  tree: Tree;
  upTo: number; // the server's time up to which nothing was missing
}

export interface KeptLine extends Pick<
  Timeline,
  "room" | "removals" | "recalls" | "held" | "known" | "lastSeq" | "lastN" | "lastAt" | "begins"
> {
  epoch: string;
  shown: Shown[];
  edits: EditEvent[];
  deleted: [Seq, Seq][];
  totals: PostTotals[];
  asked?: [Seq, Asked][]; // none in what an older page kept
}

export function unpackLine(kept: KeptLine): Timeline {
  const { epoch: _, shown, edits, deleted, totals, asked = [], ...same } = kept;
  const line = { ...newTimeline(kept.room, kept.lastSeq, kept.lastN, kept.lastAt), ...same };
  for (const event of shown) {
    line.order.push(event.seq);
    line.shown.set(event.seq, event);
  }
  for (const edit of edits) line.edits.set(edit.target, edit);
  for (const [target, seq] of deleted) line.deleted.set(target, seq);
  for (const known of totals) line.totals.set(known.seq, known);
  for (const [seq, told] of asked) note(line, seq, () => told);
  line.stale = true;
  return line;
}
