// What a room is called: a direct one by the other member's name.
import { initialsOf, nameOf } from "../app/reading.ts";
import { tree } from "../app/state.ts";
import { rootUnit } from "../core/organisation.ts";
import type { RoomRow } from "../core/protocol.ts";
import { isTalk } from "../core/room_groups.ts";
import { words } from "../i18n/index.ts";

export function titleOf(row: RoomRow): string {
  if (isTalk(row)) return talkTitle(row);
  if (row.with === undefined) return row.title;
  return nameOf(row.with) || words.value.log.someone;
}

// With whom, as soon as somebody is there.
function talkTitle({ with: other }: RoomRow): string {
  const { title, withOne } = words.value.talks;
  return other === undefined ? title : withOne(nameOf(other) || words.value.log.someone);
}

// Of the pinyin of what the room is called.
export const initialsOfRoom = (row: RoomRow): string =>
  row.with === undefined ? (row.initials ?? "") : initialsOf(row.with);

export function unitName(unit: number): string {
  const name = tree.value.units.get(unit)?.name ?? "";
  return name === "" && unit === rootUnit ? words.value.house.root : name;
}
