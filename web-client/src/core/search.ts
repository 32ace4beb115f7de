// What a search brings, made ready to be shown: hits by room, and the part of a text around what
// matched.
import type { Seq } from "./protocol.ts";

export interface Hit {
  room: number;
  seq: Seq;
  at: number;
  by: number;
  text: string;
  edited?: true;
  found: [begin: number, length: number][]; // UTF-16 code units, ascending and apart
}
export interface Place {
  room: number;
  seq: Seq;
  at: number;
}
export interface SearchPage {
  hits: Hit[];
  next?: Place;
  behind?: true;
}

export interface Group {
  room: number;
  hits: Hit[];
}

// Rooms in the order of their newest hit, and in each the hits as they came: newest first.
export function byRoom(hits: readonly Hit[]): Group[] {
  const groups = new Map<number, Group>();
  for (const hit of hits) {
    const group = groups.get(hit.room) ?? { room: hit.room, hits: [] };
    groups.set(hit.room, group);
    group.hits.push(hit);
  }
  return [...groups.values()];
}

export interface Piece {
  text: string;
  found: boolean;
}

const before = 24; // what is shown before the first match
const most = 112; // and in all

// The text around the first match, cut into what matched and what did not. Never cuts a character.
export function pieces({ text, found }: Pick<Hit, "text" | "found">): Piece[] {
  const first = found[0]?.[0] ?? 0;
  const begin = first > before + 8 ? whole(text, first - before) : 0;
  const end = text.length > begin + most + 8 ? whole(text, begin + most) : text.length;
  const out: Piece[] = [];
  const add = (from: number, to: number, is: boolean) => {
    const part = text.slice(Math.max(from, begin), Math.min(to, end));
    if (part !== "") out.push({ text: part, found: is });
  };
  if (begin > 0) out.push({ text: "…", found: false });
  let at = begin;
  for (const [from, length] of found) {
    add(at, from, false);
    add(from, from + length, true);
    at = Math.max(at, from + length);
  }
  add(at, text.length, false);
  if (end < text.length) out.push({ text: "…", found: false });
  return out;
}

// Not between the halves of a pair.
function whole(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit < 0xe000 ? at - 1 : at;
}
