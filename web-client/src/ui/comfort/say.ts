// What is said of a message: who wrote it, its title, its words.
import { readAloud } from "../../app/aloud.ts";
import { readable } from "../../core/mentions.ts";
import type { MessageRow } from "../../core/rows.ts";
import { comfort } from "../../i18n/later/comfort.ts";
import { words } from "../../i18n/index.ts";
import { called, nameIn } from "../called.ts";

export const idOf = (room: number, row: MessageRow) => `${room}:${row.seq}`;

export function sayMessage(room: number, row: MessageRow): boolean {
  const who = row.mine ? words.value.log.me : called(row.by);
  const title = row.title === "" ? "" : `${row.title}。`;
  const text = `${title}${readable(row.text, nameIn)}`;
  return readAloud(idOf(room, row), who, text, comfort.value.link);
}
