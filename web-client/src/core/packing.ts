// The newest rows of a room as a browser keeps them; keeping.ts takes them out again. Pure.
import { from } from "./intervals.ts";
import type { KeptLine } from "./keeping.ts";
import type { Timeline } from "./timeline.ts";

export const rowsKept = 60; // of a room
export const roomsKept = 40; // the liveliest; of the others only their place in the list

export function packLine(line: Timeline, epoch: string, rows = rowsKept): KeptLine {
  const { room, removals, recalls, known, lastSeq, lastN, lastAt, begins } = line;
  const kept = line.order.slice(-rows);
  const first = kept[0] ?? Infinity;
  return {
    room,
    epoch,
    known,
    lastSeq,
    lastN,
    lastAt,
    begins,
    removals: new Map([...removals].filter(([seq]) => seq >= first)),
    recalls: new Set([...recalls].filter((seq) => seq >= first)),
    held: line.order.length > rows ? from(line.held, first) : line.held,
    shown: kept.map((seq) => line.shown.get(seq)!),
    edits: kept.flatMap((seq) => line.edits.get(seq) ?? []),
    deleted: [...line.deleted].filter(([seq]) => seq >= first),
    totals: kept.flatMap((seq) => line.totals.get(seq) ?? []),
  };
}
