// Talks heart to heart, as the list of rooms shows them: how one's own stand, and how many wait for
// this listener. What is said in them, app/talks/ alone knows, which loads with their page.
import { signal } from "@preact/signals";
import { isListener } from "../core/organisation.ts";
import type { RoomRow, TalkRow } from "../core/protocol.ts";
import { isTalk } from "../core/room_groups.ts";
import { link, whenTold } from "./connection.ts";
import { me, roomRows, rooms, roomsVersion } from "./state.ts";

export const talks = signal<ReadonlyMap<number, TalkRow>>(new Map());
export const talksTold = signal(0); // how often something was told of them
export const talksWaiting = signal<readonly TalkRow[]>([]); // for this listener
let listed = false;

export const talkPart = () => import("../ui/talks/talk_part.ts");
// What opens the words of a talk goes as soon as they are forgotten, whatever is shown just then.
const forget = () => void talkPart().then((part) => part.dropForgotten()).catch(() => {});

whenTold("talk", (told) => {
  const row = told as unknown as TalkRow;
  talks.value = new Map(talks.peek()).set(row.room, row);
  talksTold.value++;
  learnWith(row);
  if (row.state !== "forgotten") return;
  putAway(({ room }) => room === row.room);
  forget();
});
whenTold("talk_waiting", () => void listTalks());

// Who accepted is the other one: the row of the room was told before.
function learnWith({ room, asker, listener }: TalkRow): void {
  const row = roomRows.get(room);
  const other = asker === me.peek().member ? listener : asker;
  if (!row || other === undefined || row.with === other) return;
  roomRows.set(room, { ...row, with: other });
  roomsVersion.value++;
}

// True when the server has told.
export async function listTalks(): Promise<boolean> {
  const reply = await link.call("talk.list", {});
  if (reply.kind !== "ok") return false;
  const { talks: own, waiting } = reply.result as unknown as Record<string, TalkRow[]>;
  talks.value = new Map(own!.map((row) => [row.room, row]));
  talksWaiting.value = waiting!;
  talksTold.value++;
  listed = true;
  takeOut();
  if (putAway(({ room }) => !talks.peek().has(room))) forget();
  return true;
}

// After coming back: for those whom it concerns.
export async function lookForTalks(): Promise<void> {
  const own = rooms.peek().filter(isTalk);
  if (listed || own.length > 0 || isListener(me.peek())) await listTalks();
}

// Forgotten talks stand with what is over and done with. True where one was not yet.
function putAway(gone: (row: RoomRow) => boolean): boolean {
  const rows = rooms.peek().filter((row) => isTalk(row) && !row.archived && gone(row));
  for (const row of rows) roomRows.set(row.room, { ...row, archived: true });
  if (rows.length > 0) roomsVersion.value++;
  return rows.length > 0;
}

// The server was restored to a state in which it was not forgotten.
function takeOut(): void {
  for (const row of rooms.peek()) {
    if (!isTalk(row) || !row.archived || !talks.peek().has(row.room)) continue;
    const { archived: _, ...rest } = row;
    roomRows.set(row.room, rest);
    roomsVersion.value++;
  }
}

export function endTalks(): void {
  talks.value = new Map();
  talksWaiting.value = [];
  listed = false;
}

// Signing out takes the keys with it, and with them every word.
export function wipeTalks(member: number): void {
  if (member > 0) indexedDB.deleteDatabase(talksName(member));
}
export const talksName = (member: number) => `xinqiao-talks-${member}`;
