// Rooms as they come in: the list, live events, catching up after a reconnect, joining and leaving.
import { batch } from "@preact/signals";
import type {
  HistoryPage,
  Hello,
  PostTotals,
  ReadMark,
  ResumeAnswer,
  ResumedRoom,
  RoomEvent,
  RoomRow,
} from "../core/protocol.ts";
import { readEvent } from "../core/protocol.ts";
import { isTalk } from "../core/room_groups.ts";
import { afterEvent } from "../core/room_state.ts";
import * as resume from "../core/resume.ts";
import { type Timeline, addTotals, isPost, newTimeline, tell, trim } from "../core/timeline.ts";
import type { KeptList } from "../core/keeping.ts";
import { everyRow, link, whenHeard, whenHello, whenTold } from "./connection.ts";
import { oncePerFrame } from "./frames.ts";
import { mark, seen } from "./reads.ts";
import { arrived, ask, keepLost, pump } from "./sending.ts";
import {
  type Ending,
  caughtUp,
  endings,
  limits,
  me,
  reactions,
  ready,
  roomRows,
  roomsVersion,
  route,
  sketched,
  skew,
  timelineVersion,
  timelines,
  typing,
  unreadOf,
  wentBack,
} from "./state.ts";

const attached = new Set<number>();
// From an epoch that is over, to find what was lost: dropped when the feed has passed `until`.
const before = new Map<number, { line: Timeline; until: number }>();
let epoch = "";
let position = 0;
const expected = new Map<number, number>(); // room -> top of the feed that is coming in
const rowsOfQuietRoom = 200;

export const changedRooms = () => void roomsVersion.value++;
export const changedTimeline = () => void timelineVersion.value++;
// After a moment without a network many words come at once. The list and the log are drawn
// together: an open room shows something of both, and would be drawn twice.
const changedSoon = oncePerFrame(() => batch(() => (changedRooms(), changedTimeline())));

export function timelineOf(room: number): Timeline | undefined {
  const row = roomRows.get(room);
  if (!row) return undefined;
  let line = timelines.get(room);
  if (!line) {
    line = newTimeline(room, row.last_seq, row.last_n, row.last_at);
    timelines.set(room, line);
  }
  return line;
}

// Up to when nothing was missing, by the server's clock: everything that was said before it in
// one's rooms has been heard here. 0 = not known.
let upTo = 0;
let listed = false; // since the last hello the rooms were named
let holed = false; // more was said meanwhile than is told at once
function nothingMissing(): void {
  if (!listed || expected.size > 0) return;
  ready.value = true;
  if (!holed) upTo = Date.now() + skew.peek();
}
whenHeard(nothingMissing);
export const heardUpTo = () => upTo;

export const standing = () => ({ epoch, position, upTo });

// The list as it was, before the database has answered.
export function outline(rows: readonly RoomRow[]): void {
  for (const row of rows) roomRows.set(row.room, row);
  changedRooms();
}

// What this browser kept, before the server is heard.
export function restore(kept: KeptList, lines: Timeline[]): void {
  ({ epoch, position, upTo } = kept);
  sketched.clear();
  outline(kept.rooms);
  for (const line of lines) if (roomRows.get(line.room)?.joined) timelines.set(line.room, line);
}

export function begin(hello: Hello, rows: RoomRow[]): void {
  ({ epoch, position } = hello);
  outline(rows);
}

let greeted: () => void = () => {};
export function whenGreeted(act: () => void): void {
  greeted = act;
}

export function endRooms(): void {
  endings.value = new Map();
  for (const each of [whys, roomRows, timelines, sketched, attached, before]) each.clear();
  upTo = 0;
  ready.value = false;
  changedRooms();
}

whenHello((hello) => void catchUp(hello));
whenTold("event", (params) => heard(readEvent(params)));
whenTold("read", (params) => mark(params as unknown as ReadMark));
whenTold("room", (params) => void roomTold(params as unknown as RoomRow));
whenTold("totals", ({ room, posts }) => {
  const line = timelines.get(room as number);
  if (!line) return;
  addTotals(line, posts as PostTotals[]);
  if (room === route.value.room) changedTimeline();
});
whenTold("mention", ({ room, seq }) => {
  const row = roomRows.get(room as number);
  if (!row || (seq as number) <= row.read_seq) return;
  roomRows.set(row.room, { ...row, mentions: (row.mentions ?? 0) + 1 });
  changedRooms();
});
whenTold("typing", ({ room, by }) => {
  if (by === me.value.member) return;
  const until = new Map(typing.value);
  until.set(`${room}:${by}`, Date.now() + 6_000);
  typing.value = until;
  setTimeout(() => {
    typing.value = new Map([...typing.value].filter(([, end]) => end > Date.now()));
  }, 6_100);
});

async function catchUp(hello: Hello): Promise<void> {
  batch(() => {
    ready.value = false;
    me.value = hello.me ?? me.value;
    skew.value = (hello.now ?? Date.now()) - Date.now();
    limits.value = { ...limits.value, ...hello.limits };
    reactions.value = hello.reactions ?? [];
  });
  greeted();
  attached.clear();
  for (const line of timelines.values()) line.stale = true;
  caughtUp.value = 0;
  listed = holed = false;
  expected.clear();
  if (epoch !== "" && epoch !== hello.epoch && !(await beginAnew())) return;
  epoch = hello.epoch;
  await pump();
  await attach([...roomRows.values()].filter((row) => row.joined).map((row) => row.room));
  listed = await listRooms();
  nothingMissing();
}

// Another epoch: what we hold proves nothing. It is kept aside until the new log has been compared
// with it. False when the link was lost before the rooms were told anew; then nothing has changed.
async function beginAnew(): Promise<boolean> {
  const rows = await askRooms();
  if (!rows) return false;
  batch(() => {
    for (const line of timelines.values()) setAside(line);
    timelines.clear();
    roomRows.clear();
    position = 0;
    for (const row of rows) merge(row);
    changedRooms();
    changedTimeline();
  });
  return true;
}

async function attach(wanted: number[]): Promise<void> {
  const fresh = wanted.filter((room) => !attached.has(room));
  for (let i = 0; i < fresh.length; i += 200) {
    const part = fresh.slice(i, i + 200);
    const asked = part.flatMap((room) => {
      const line = timelineOf(room);
      if (!line) return [];
      attached.add(room);
      return [
        before.has(room) ? { room, have: [] } : resume.ask(line, limits.value.resume_intervals),
      ];
    });
    const reply = await link.call("resume", { epoch, marks_since: position, rooms: asked });
    if (reply.kind !== "ok") {
      for (const room of part) attached.delete(room);
      return;
    }
    takeResume(reply.result as unknown as ResumeAnswer);
  }
}

function takeResume(answer: ResumeAnswer): void {
  batch(() => {
    position = answer.position;
    for (const part of answer.rooms) takeRoom(part);
    for (const read of answer.reads) mark(read);
    changedTimeline();
  });
}

function takeRoom(part: ResumedRoom): void {
  let line = timelines.get(part.room);
  if (!line) return;
  const top = part.top ?? 0;
  if (part.rolled_back) line = setAside(line);
  const old = before.get(part.room);
  if (old) {
    for (const word of resume.lostBeyond(old.line, me.value.member, top)) void keepLost(word);
    old.until = top;
    if ((part.first ?? 1) > top) before.delete(part.room);
  }
  if (!resume.resumed(line, part)) {
    const row = roomRows.get(part.room);
    if (row) roomRows.set(part.room, { ...row, joined: false });
    if (row?.joined) end(row);
    changedRooms();
    return;
  }
  if (part.complete === false) holed = true;
  if (top > line.lastSeq) expected.set(part.room, top);
}

// What we hold of this room is no longer true: it waits to be compared with what the server tells
// now.
function setAside(line: Timeline): Timeline {
  wentBack.value = true;
  if (resume.ownPosts(line, me.value.member).length > 0)
    before.set(line.room, { line, until: Infinity });
  const fresh = newTimeline(line.room, 0, 0, 0);
  timelines.set(line.room, fresh);
  return fresh;
}

function heard(event: RoomEvent): void {
  const line = timelineOf(event.room);
  if (!line) return;
  compare(event);
  const fresh = event.seq > line.lastSeq;
  const moreRows = fresh ? event.n - line.lastN : 0;
  tell(line, event);
  if (event.room !== route.value.room) trim(line, rowsOfQuietRoom);
  const row = roomRows.get(event.room);
  batch(() => {
    if (row && fresh) {
      roomRows.set(event.room, {
        ...afterEvent(row, event),
        last_seq: line.lastSeq,
        last_n: line.lastN,
        last_at: line.lastAt,
      });
      // One's own word after what one has read is no news, wherever one looks meanwhile.
      if (event.by === me.value.member && unreadOf(row) === 0) seen(event.room, event.seq, event.n);
    }
    const top = expected.get(event.room);
    if (top !== undefined) {
      if (event.by !== me.value.member) caughtUp.value += moreRows;
      if (event.seq >= top) expected.delete(event.room);
    }
    if (isPost(event)) hush(event.room, event.by);
    if (event.kind === "removed" && event.member === me.value.member)
      whys.set(event.room, event.why ?? "by_organiser");
    arrived(event.room, event.seq);
    if (fresh || event.room === route.value.room) changedSoon();
  });
}

function hush(room: number, by: number): void {
  const key = `${room}:${by}`;
  if (typing.value.has(key))
    typing.value = new Map([...typing.value].filter(([other]) => other !== key));
}

function compare(event: RoomEvent): void {
  const old = before.get(event.room);
  if (!old) return;
  const lost = resume.lostTo(old.line, me.value.member, event);
  if (lost) void keepLost(lost);
  if (event.seq >= old.until) before.delete(event.room);
}

// Why one was removed from a room, until the room says that one is out.
const whys = new Map<number, string>();
const toldSince = new Set<number>(); // rooms told while the list was being asked for

async function roomTold(row: RoomRow & { gone?: boolean }): Promise<void> {
  toldSince.add(row.room);
  if (row.gone) {
    drop(row.room);
    return changedRooms();
  }
  const known = roomRows.get(row.room);
  merge(row);
  if (row.joined) forgetEnding(row.room);
  else if (known?.joined) end(known);
  changedRooms();
  if (row.joined) await attach([row.room]);
}

// One is in the room no more: its words leave the page, and why it ended stays.
function end(row: RoomRow): void {
  const why = whys.get(row.room);
  whys.delete(row.room);
  attached.delete(row.room);
  timelines.delete(row.room);
  const ending: Ending = { title: row.title, why: why ?? "gone" };
  endings.value = new Map(endings.value).set(row.room, ending);
}

function drop(room: number): void {
  const row = roomRows.get(room);
  if (row?.joined) end(row);
  roomRows.delete(room);
}

function forgetEnding(room: number): void {
  if (!endings.value.has(room)) return;
  const rest = new Map(endings.value);
  rest.delete(room);
  endings.value = rest;
}

// The list may be older than what was told live.
function merge(row: RoomRow): void {
  const known = roomRows.get(row.room);
  const line = timelines.get(row.room);
  const live = attached.has(row.room) && line !== undefined && line.lastSeq >= row.last_seq;
  roomRows.set(row.room, {
    ...row,
    // That a talk is forgotten, the list does not say (app/talks.ts).
    ...(known?.archived && isTalk(row) ? { archived: true } : {}),
    ...(live ? { last_seq: line.lastSeq, last_n: line.lastN, last_at: line.lastAt } : {}),
    ...(known && known.read_seq > row.read_seq
      ? { read_seq: known.read_seq, read_n: known.read_n }
      : {}),
  });
}

async function askRooms(): Promise<RoomRow[] | undefined> {
  const rows = await everyRow<RoomRow>("room.list", {}, "rooms");
  return typeof rows === "string" ? undefined : rows;
}

// What the list does not name, one may know of no more.
export async function listRooms(): Promise<boolean> {
  toldSince.clear();
  const rows = await askRooms();
  if (!rows) return false;
  const named = new Set(rows.map(({ room }) => room));
  batch(() => {
    for (const room of [...roomRows.keys()]) {
      if (!named.has(room) && !toldSince.has(room)) drop(room);
    }
    for (const row of rows) {
      if (toldSince.has(row.room)) continue;
      const known = roomRows.get(row.room);
      merge(row);
      if (row.joined) forgetEnding(row.room);
      else if (known?.joined) end(known);
    }
    changedRooms();
  });
  await attach([...roomRows.values()].filter((row) => row.joined).map((row) => row.room));
  return true;
}

export async function joinRoom(room: number) {
  const outcome = await ask("room.join", { room });
  if (outcome.ok) await listRooms();
  return outcome;
}

export async function leaveRoom(room: number) {
  whys.set(room, "left");
  const outcome = await ask("room.leave", { room });
  if (outcome.ok) await listRooms();
  else whys.delete(room);
  return outcome;
}

export function readPage(raw: Record<string, unknown>): HistoryPage {
  const page = raw as unknown as HistoryPage;
  return { ...page, events: page.events.map(readEvent), about: page.about ?? [] };
}
