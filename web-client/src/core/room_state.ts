// What an event says about the room itself: its title, its rules, how many are in it. Pure.
import type { RoomEvent, RoomRow } from "./protocol.ts";

export function afterEvent(row: RoomRow, event: RoomEvent): RoomRow {
  switch (event.kind) {
    case "joined":
    case "added":
      return { ...row, members: row.members + 1 };
    case "left":
    case "removed":
      return { ...row, members: row.members - 1 };
    case "room_renamed":
      return { ...row, title: event.title };
    case "room_rules": {
      const { type: kind, unit, access, past } = event;
      return { ...row, kind, unit, access, past };
    }
    case "room_archived":
      return { ...row, archived: true };
    case "room_reopened": {
      const { archived: _, ...rest } = row;
      return rest;
    }
    default:
      return row;
  }
}

// Whether the first event one may see of a room shows that one made it. Where the past is hidden,
// a maker who never left still sees its own coming in, right after the room was made.
export function isMaker(first: RoomEvent | undefined, member: number): boolean {
  if (first?.by !== member) return false;
  return first.kind === "room_created" || (first.kind === "joined" && first.seq <= 3);
}
