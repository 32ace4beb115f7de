// Asking for a talk, taking one up, and letting go of it. Each key is kept before the server hears
// what was made with it.
import { beginGroup, makePackage } from "../../core/sealing.ts";
import { newTalk } from "../../core/talking.ts";
import type { TalkRow } from "../../core/protocol.ts";
import { type Done, act } from "../acts.ts";
import { link } from "../connection.ts";
import { listRooms } from "../rooms.ts";
import { me } from "../state.ts";
import { listTalks, talks } from "../talks.ts";
import { book, catchUp, drop } from "./words.ts";

export interface Listener {
  member: number;
  name: string;
  on_duty: boolean;
  line?: boolean; // in one's own line of command
}
export interface Listeners {
  units: { unit: number; on_duty: number }[];
  listeners: Listener[];
  more?: boolean;
}

export async function listeners(): Promise<Listeners | string> {
  const reply = await link.call("talk.listeners", {});
  if (reply.kind === "ok") return reply.result as unknown as Listeners;
  return reply.kind === "lost" ? "lost" : reply.refusal.reason;
}

const failed = (reason: string): Done => ({ ok: false, reason, field: "" });
const perhaps = (done: Done) => !done.ok && done.reason === "lost";

async function refreshed(done: Done): Promise<Done> {
  if (done.ok) await Promise.all([listRooms(), listTalks()]);
  return done;
}

export type Whom = { unit: number } | { listener: number };

// A request whose answer was lost is asked again with the package it had: it is one request.
export async function ask(whom: Whom): Promise<Done> {
  const from = await book();
  const target = JSON.stringify(whom);
  const before = (await from.asked()).find((one) => one.whom === target);
  const own = before?.own ?? (await makePackage(me.peek().member));
  const id = before?.id ?? (await from.ask({ own, whom: target }));
  void navigator.storage?.persist?.().catch(() => {});
  const done = await act("talk.ask", { ...whom, package: own.package });
  if (done.ok) {
    const room = done.result["room"] as number;
    await from.change(room, async (talk) => ({ talk: { ...talk, own: talk.own ?? own } }));
  }
  if (!perhaps(done)) await from.answered(id);
  return refreshed(done);
}

// The group of the two is made here; it counts when the server has taken the welcome.
export async function accept({ room, asker, package: theirs }: TalkRow): Promise<Done> {
  const from = await book();
  const { member } = me.peek();
  const known = await from.talk(room);
  let welcome = known.welcome;
  if (!welcome || !known.sealing) {
    const begun = await beginGroup({ room, me: member, other: asker }, theirs ?? "");
    if (!begun) return failed("package_damaged");
    welcome = begun.welcome;
    const talk = { ...newTalk(room, member), asker, other: asker, welcome, sealing: begun.state };
    await from.change(room, async () => ({ talk }));
  }
  const done = await act("talk.accept", { room, welcome });
  if (done.ok || perhaps(done)) return refreshed(done);
  // Somebody else was sooner, or it is over: what was made for it is nothing. Unless this listener
  // was sooner, in another tab.
  const told = await listTalks();
  if (told && talks.peek().get(room)?.listener !== member)
    await from.change(room, async () => ({ talk: newTalk(room, member) }));
  return done;
}

export const decline = (room: number) => act("talk.decline", { room }).then(refreshed);
export const withdrawRequest = (room: number) => act("talk.withdraw", { room }).then(refreshed);
export const end = (room: number) => act("talk.end", { room }).then(refreshed);

export async function forget(room: number): Promise<Done> {
  const done = await act("talk.forget", { room });
  if (done.ok) await drop(room);
  return refreshed(done);
}

// `me` tells every device how it stands.
export async function beOnDuty(on: boolean): Promise<Done> {
  const reply = await link.call("talk.duty", { on });
  if (reply.kind !== "ok") return failed(reply.kind === "lost" ? "lost" : reply.refusal.reason);
  me.value = { ...me.peek(), on_duty: on };
  return { ok: true, result: reply.result };
}

// What the other one has forgotten while this page was not looking. The steps of the room alone say
// so: a list that lacks it takes no key.
export async function dropForgotten(): Promise<void> {
  const from = await book();
  for (const room of await from.rooms()) {
    const row = talks.peek().get(room);
    if (row && row.state !== "forgotten") continue;
    if ((await from.talk(room)).state !== "forgotten") await catchUp(room);
  }
}
