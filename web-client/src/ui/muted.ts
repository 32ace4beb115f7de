// How long one is silent in a room.
import { useEffect, useState } from "preact/hooks";
import { skew } from "../app/state.ts";
import type { RoomRow } from "../core/protocol.ts";

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
