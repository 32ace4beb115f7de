// Sets of sequence numbers as disjoint ascending closed intervals. Pure: every function returns a
// new set.
import type { Interval } from "./protocol.ts";

export type Intervals = readonly Interval[];

// The union with [first, last]; neighbours melt together.
export function add(set: Intervals, first: number, last = first): Intervals {
  if (last < first) return set;
  const result: Interval[] = [];
  let [low, high] = [first, last];
  for (const [a, b] of set) {
    if (b < low - 1 || a > high + 1) {
      result.push([a, b]);
    } else {
      low = Math.min(low, a);
      high = Math.max(high, b);
    }
  }
  result.push([low, high]);
  return result.sort((x, y) => x[0] - y[0]);
}

export function holds(set: Intervals, seq: number): boolean {
  return find(set, seq) !== undefined;
}

export function find(set: Intervals, seq: number): Interval | undefined {
  return set.find(([a, b]) => a <= seq && seq <= b);
}

// What is left at and above `first`.
export function from(set: Intervals, first: number): Intervals {
  return set.flatMap(([a, b]): Interval[] => (b < first ? [] : [[Math.max(a, first), b]]));
}

// What is left at and below `last`.
export function upTo(set: Intervals, last: number): Intervals {
  return set.flatMap(([a, b]): Interval[] => (a > last ? [] : [[a, Math.min(b, last)]]));
}

export function highest(set: Intervals): number {
  return set.length ? set[set.length - 1]![1] : 0;
}

// At most `count` intervals: the oldest knowledge is given up, so the server may tell it again.
export function newest(set: Intervals, count: number): Intervals {
  return set.length <= count ? set : set.slice(set.length - count);
}
