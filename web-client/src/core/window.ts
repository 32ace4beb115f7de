// Which rows of a timeline stand in the page: never more than `rowsMax`, wherever one reads.
import type { Seq } from "./protocol.ts";
import { type Timeline, heldTop, indexAt, stretch } from "./timeline.ts";

export const rowsMax = 300;
export const rowsStep = 60;
// Held of the room one looks at, while one follows its end: beyond both, back to the first.
export const heldMax = 2_000;
export const heldSlack = 200;

export interface Window {
  first: Seq;
  last: Seq; // Infinity = follows the end of the room
}

// Before the first row: whatever is held there, though none of it be a row.
const firstAt = (line: Timeline, index: number) => line.order[index] ?? 1;

export function atEnd(line: Timeline, rows = rowsStep * 2): Window {
  const held = stretch(line, heldTop(line));
  const first = Math.max(held?.first ?? 1, firstAt(line, line.order.length - rows));
  return { first, last: Infinity };
}

export function around(line: Timeline, seq: Seq, rows = rowsStep): Window {
  const held = stretch(line, seq) ?? { first: seq, last: seq };
  const at = indexAt(line.order, seq);
  const first = Math.max(held.first, firstAt(line, at - rows));
  const wanted = line.order[at + rows];
  const last = wanted === undefined || wanted > held.last ? held.last : wanted;
  return { first, last: reaches(line, last) ? Infinity : last };
}

// Whether nothing held lies after `last` and it is the end of the room.
export function reaches(line: Timeline, last: Seq): boolean {
  return last >= line.lastSeq;
}

export interface Grown {
  window: Window;
  fetch: Seq; // nothing held beyond: ask history before/after this seq; 0 = no need
}

export function older(line: Timeline, window: Window): Grown {
  const held = stretch(line, window.first);
  const at = indexAt(line.order, window.first);
  if (!held) return { window, fetch: window.first > line.begins ? window.first : 0 };
  const first = Math.max(held.first, firstAt(line, at - rowsStep));
  const room = first === held.first && held.first > line.begins;
  const grown = cap(line, { first, last: window.last }, "last");
  return {
    window: grown,
    fetch: room && at - indexAt(line.order, first) < rowsStep ? held.first : 0,
  };
}

export function newer(line: Timeline, window: Window): Grown {
  if (window.last === Infinity) return { window, fetch: 0 };
  const held = stretch(line, window.last);
  if (!held) return { window, fetch: window.last };
  const at = indexAt(line.order, window.last + 1);
  const wanted = line.order[at + rowsStep - 1];
  const last = wanted === undefined || wanted > held.last ? held.last : wanted;
  const end = reaches(line, last);
  const grown = cap(line, { first: window.first, last: end ? Infinity : last }, "first");
  return { window: grown, fetch: !end && last === held.last ? held.last : 0 };
}

// Gives up rows at the far side beyond the cap.
export function cap(line: Timeline, window: Window, side: "first" | "last"): Window {
  const from = indexAt(line.order, window.first);
  const to = window.last === Infinity ? line.order.length : indexAt(line.order, window.last + 1);
  if (to - from <= rowsMax) return window;
  if (side === "last") return { first: window.first, last: line.order[from + rowsMax - 1]! };
  return { first: line.order[to - rowsMax]!, last: window.last };
}
