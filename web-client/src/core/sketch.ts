// What a page draws before its database has answered: the list of rooms as it was, small enough for
// a store that answers at once (packing.ts puts it together). Pure.
import type { KeptList } from "./keeping.ts";
import type { LastWords } from "./last_words.ts";
import { type Unit, treeOf } from "./organisation.ts";

export interface Sketch extends Pick<KeptList, "me" | "rooms" | "names"> {
  version: number; // of the tree
  homeless: number;
  units: Unit[];
  words: [number, LastWords][]; // room -> its last words
}

// Undefined where there is none, it is damaged, or of another member.
export function readSketch(text: string | null, member: number) {
  try {
    const { version, homeless, units, words, ...same } = JSON.parse(text || "{}") as Sketch;
    if (same.me.member !== member) return undefined;
    const tree = treeOf(version, homeless, units);
    return { ...same, names: new Map(same.names), tree, words: new Map(words) };
  } catch {
    return undefined;
  }
}
