// The last words of a room as one line for the list: who, and what.
import { nameOf } from "../app/reading.ts";
import { me, sketched, timelines } from "../app/state.ts";
import { talks } from "../app/talks.ts";
import { lastWords } from "../core/last_words.ts";
import { readable } from "../core/mentions.ts";
import type { RoomRow } from "../core/protocol.ts";
import { isTalk } from "../core/room_groups.ts";
import { isolated } from "../core/text.ts";
import { words } from "../i18n/index.ts";
import { nameIn } from "./called.ts";

// How it stands; what was said in it stands nowhere but in the talk.
function talkLine({ room, last_n, archived }: RoomRow): string {
  const t = words.value.talks;
  if (archived) return t.state.forgotten;
  const talk = talks.value.get(room);
  if (talk?.state === "waiting" && talk.asker === me.value.member) return t.ahead(talk.ahead ?? 0);
  if (talk && talk.state !== "talking") return t.state[talk.state];
  return last_n > 0 ? t.sealed : t.state.talking;
}

const inSight = 160; // more than a line holds

export function lastLine(row: RoomRow): string {
  if (isTalk(row)) return talkLine(row);
  const last = lastWords(timelines.get(row.room)) ?? sketched.get(row.room);
  if (!last) return "";
  const text = isolated(readable(last.text, nameIn).slice(0, inSight).replace(/\s+/g, " "));
  const who = last.by === me.value.member ? words.value.log.me : isolated(nameOf(last.by));
  return row.access === "direct" && last.by !== me.value.member
    ? text
    : `${who}${words.value.house.colon}${text}`;
}
