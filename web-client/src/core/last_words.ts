// The last words of a room, for the list. Pure.
import type { RoomRow } from "./protocol.ts";
import { isTalk } from "./room_groups.ts";
import { type Post, type Timeline, isPost, textOf } from "./timeline.ts";

const looksBack = 40; // rows; what lies further back is no news

export interface LastWords {
  by: number;
  text: string; // of a notice its title
}

// Undefined where nobody spoke of late, or it is not known here.
export function lastWords(line: Timeline | undefined): LastWords | undefined {
  const post = line && lastPost(line);
  if (!post) return undefined;
  const text = post.kind === "notice" ? post.title : textOf(line, post).text;
  return { by: post.by, text: text.slice(0, 200) };
}

function lastPost(line: Timeline): Post | undefined {
  for (let i = line.order.length - 1, end = i - looksBack; i >= 0 && i > end; i--) {
    const event = line.shown.get(line.order[i]!);
    if (isPost(event)) return event;
  }
  return undefined;
}

// Rooms whose newest words are not here, the liveliest first. Those of a talk are sealed.
export function wordless(
  rows: readonly RoomRow[],
  lines: ReadonlyMap<number, Timeline>,
  most: number,
): number[] {
  return rows
    .filter((row) => row.joined && row.last_n > 0 && !isTalk(row))
    .slice(0, most)
    .map(({ room }) => room)
    .filter((room) => {
      const line = lines.get(room);
      return !line || line.order.length === 0;
    });
}
