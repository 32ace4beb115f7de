// The newest rows of a room as a browser keeps them; keeping.ts takes them out again. And the list
// of rooms by itself; sketch.ts reads it. Pure.
import { from, holds } from "./intervals.ts";
import type { KeptLine, KeptList } from "./keeping.ts";
import { type LastWords, lastWords } from "./last_words.ts";
import type { Sketch } from "./sketch.ts";
import type { Seq } from "./protocol.ts";
import type { Timeline } from "./timeline.ts";

export const rowsKept = 60; // of a room
export const roomsKept = 40; // the liveliest; of the others only their place in the list

export function packLine(line: Timeline, epoch: string, rows = rowsKept): KeptLine {
  const { room, removals, recalls, known, lastSeq, lastN, lastAt, begins } = line;
  const kept = line.order.slice(-rows);
  const first = kept[0] ?? Infinity;
  // Words that are still to come were edited, and that they were is not told again.
  const stays = (seq: Seq) => seq >= first || !holds(known, seq);
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
    edits: [...line.edits.values()].filter(({ target }) => stays(target)),
    deleted: [...line.deleted].filter(([seq]) => stays(seq)),
    totals: kept.flatMap((seq) => line.totals.get(seq) ?? []),
    asked: [...line.asked].filter(([seq]) => stays(seq)),
  };
}

export const sketchRooms = 100; // who is in more waits for the database: half a list would jump
export const sketchLength = 60_000; // UTF-16 units

// Of the rooms one is in, with those names alone that stand in them; "" where it would be too much.
export function sketchOf(list: KeptList, lines: ReadonlyMap<number, Timeline>): string {
  const rooms = list.rooms.filter(({ joined }) => joined);
  if (rooms.length > sketchRooms) return "";
  const words = rooms.flatMap(({ room }): [number, LastWords][] => {
    const last = lastWords(lines.get(room));
    return last ? [[room, last]] : [];
  });
  const named = new Set(rooms.map((row) => row.with ?? 0));
  for (const [, { by, text }] of words) {
    named.add(by);
    for (const [, id] of text.matchAll(/<@(\d+)>/g)) named.add(Number(id));
  }
  const sketch: Sketch = {
    me: list.me,
    rooms,
    names: list.names.filter(([member]) => named.has(member)),
    version: list.tree.version,
    homeless: list.tree.homeless,
    units: [...list.tree.units.values()],
    words,
  };
  const text = JSON.stringify(sketch);
  return text.length > sketchLength ? "" : text;
}
