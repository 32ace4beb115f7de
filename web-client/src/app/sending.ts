// The way out: everything that changes the log goes through the outbox, online or not.
import { batch } from "@preact/signals";
import { Outbox } from "../core/outbox.ts";
import type { GuardedMethod, NewItem, OutboxItem } from "../core/outbox_store.ts";
import type { LostWord } from "../core/resume.ts";
import { sendable } from "../core/text.ts";
import { type Drafts, type Kept, openKept } from "./database.ts";
import { Leader } from "./leader.ts";
import { link } from "./connection.ts";
import { items, limits, link as linkState, me, stage, timelines } from "./state.ts";

let kept: Kept | undefined;
let opening: Promise<void> | undefined;
let outbox: Outbox | undefined;
let leader: Leader | undefined;
let channel: BroadcastChannel | undefined;
let poll: ReturnType<typeof setInterval> | undefined;

// Posts, edits and deletions that are kept but whose event has not come yet: they stay on the
// screen, or what they changed would be seen as it was for a moment.
const said = new Map<number, OutboxItem & { seq: number }>();
// Answered of late: the store may still list them for a moment.
const answered = new Set<number>();
const answeredKept = 256;
const results = new Map<number, (outcome: Outcome) => void>();
export type Outcome = { ok: true; result: Record<string, unknown> } | { ok: false; reason: string };

const takeOverMs = 5_000;

// The rooms are shown meanwhile; what is written or asked for waits until it is open.
export function openSending(when: Promise<void>): void {
  const { member } = me.peek();
  opening ??= when.then(() => open(member));
}

async function open(member: number): Promise<void> {
  kept = await openKept(member);
  outbox = new Outbox(kept.outbox, {
    send: (method, params) => link.call(method, params),
    ready: () => link.state.name === "open" && leader?.leads === true,
    window: () => Math.min(64, limits.value.outbox_window),
    after: (ms, act) => void setTimeout(act, ms),
    random: Math.random,
    said: (item, result) => {
      settle(item, result);
      channel?.postMessage({ item, result });
    },
    changed: () => {
      void refresh();
      channel?.postMessage({});
    },
    signedOut: () => (stage.value = { name: "out", why: "ended" }),
  });
  if ("BroadcastChannel" in window) {
    channel = new BroadcastChannel(`xinqiao-${member}`);
    channel.onmessage = (
      event: MessageEvent<{ item?: OutboxItem; result?: Record<string, unknown> }>,
    ) => {
      const { item, result } = event.data;
      if (item && result) settle(item, result);
      void refresh();
      void pump();
    };
  } else {
    poll = setInterval(() => void refresh().then(pump), 3_000);
  }
  leader = new Leader(kept, `xinqiao-${member}`, () => void pump());
  await refresh();
}

export async function closeSending(forget: boolean): Promise<void> {
  await opening;
  opening = undefined;
  leader?.stop();
  channel?.close();
  clearInterval(poll);
  if (forget) await kept?.forget();
  kept = outbox = leader = channel = undefined;
  said.clear();
  answered.clear();
  items.value = [];
}

// Hands what waits to the socket. After a reconnect this comes before `resume`.
export async function pump(): Promise<void> {
  await opening;
  await outbox?.pump();
}

// What was written before is in `items`.
export const opened = () => opening ?? Promise.resolve();

export const isFlying = (id: number) => (outbox?.isFlying(id) ?? false) || said.has(id);
export const leads = () => leader?.leads === true;

// A draft is not given up before what was made of it is kept.
let keeping: Promise<unknown> = Promise.resolve();
export const drafts: Drafts = {
  read: async (room) => {
    await opening;
    return kept?.drafts.read(room);
  },
  write: async (room, draft) => {
    await opening;
    const store = kept?.drafts;
    await keeping.catch(() => {});
    await store?.write(room, draft);
  },
};

async function refresh(): Promise<void> {
  if (!kept) return;
  const all = await kept.outbox.all();
  for (const item of all) {
    if (!item.failure) continue;
    // Given before a reload, to an alert that is over by now: the alert says so itself.
    if (item.method === "alert.answer" && !results.has(item.id))
      await kept?.outbox.withdraw(item.id);
    finish(item.id, { ok: false, reason: item.failure.reason });
  }
  show(all.filter(({ method, failure }) => method !== "alert.answer" || !failure));
}

function show(all: OutboxItem[]): void {
  const waiting = all.filter((item) => !said.has(item.id) && !answered.has(item.id));
  items.value = [...said.values(), ...waiting].sort((a, b) => a.id - b.id);
}

// An answer to an alert, from whatever tab it was sent and whenever it was given.
let onAlertAnswered: (result: Record<string, unknown>) => void = () => {};
export function whenAlertAnswered(act: (result: Record<string, unknown>) => void): void {
  onAlertAnswered = act;
}

function settle(item: OutboxItem, result: Record<string, unknown>): void {
  const room = item.params["room"] as number | undefined;
  const seq = result["seq"] as number;
  const line = room === undefined ? undefined : timelines.get(room);
  answered.add(item.id);
  if (answered.size > answeredKept) answered.delete(answered.values().next().value!);
  batch(() => {
    if (/^(message|question)\./.test(item.method) && line && seq > line.lastSeq)
      said.set(item.id, { ...item, seq });
    if (item.method === "alert.answer") onAlertAnswered(result);
    show(items.peek().filter((other) => other.id !== item.id));
  });
  finish(item.id, { ok: true, result });
}

function finish(id: number, outcome: Outcome): void {
  results.get(id)?.(outcome);
  results.delete(id);
}

// An event has arrived: what stood for it goes.
export function arrived(room: number, seq: number): void {
  for (const [id, item] of said) {
    if (item.params["room"] === room && item.seq <= seq) {
      said.delete(id);
      show(items.peek().filter((other) => other.id !== id));
    }
  }
}

async function put(item: NewItem): Promise<OutboxItem> {
  await opening;
  if (!kept) throw new Error("not signed in");
  const adding = kept.outbox.add(item);
  keeping = adding;
  const added = await adding;
  show([...items.peek().filter((other) => !said.has(other.id)), added]);
  channel?.postMessage({});
  void pump();
  if (!leads()) setTimeout(() => watch(added.id), takeOverMs);
  return added;
}

async function watch(id: number): Promise<void> {
  await refresh();
  const still = items.peek().some((item) => item.id === id && !item.failure && !said.has(id));
  if (still && linkState.peek().name === "open") leader?.takeOver();
}

const now = () => Date.now();

export async function say(room: number, text: string, re?: number): Promise<void> {
  const params = { room, text: sendable(text), ...(re === undefined ? {} : { re }) };
  await put({ method: "message.post", params, at: now() });
}

// A question, or the answer to one, waits in the line like any word.
export async function askQuestion(room: number, text: string): Promise<void> {
  await put({ method: "question.ask", params: { room, text: sendable(text) }, at: now() });
}
export async function answerQuestion(room: number, question: number, text: string): Promise<void> {
  const params = { room, question, text: sendable(text) };
  await put({ method: "question.answer", params, at: now() });
}

// What is sealed already goes out as it is; its words stand elsewhere (talks/book.ts).
export async function saySealed(room: number, sealed: string): Promise<void> {
  await put({ method: "talk.seal", params: { room, sealed }, at: now() });
}
// What waits at this moment, as it is kept and not as it is shown.
export async function waitingNow(): Promise<OutboxItem[]> {
  await opening;
  return (await kept?.outbox.all()) ?? [];
}

export async function reword(room: number, target: number, text: string): Promise<void> {
  await put({ method: "message.edit", params: { room, target, text: sendable(text) }, at: now() });
}

export async function remove(room: number, target: number): Promise<void> {
  await put({ method: "message.delete", params: { room, target }, at: now() });
}

// For what the person waits for: resolves with the outcome, whenever it comes.
export async function ask(
  method: GuardedMethod,
  params: Record<string, unknown>,
): Promise<Outcome> {
  const item = await put({ method, params, at: now() });
  const outcome = await new Promise<Outcome>((resolve) => results.set(item.id, resolve));
  if (!outcome.ok) await kept?.outbox.withdraw(item.id).then(refresh);
  return outcome;
}

export async function again(id: number): Promise<void> {
  await kept?.outbox.again(id);
  await refresh();
  channel?.postMessage({});
  await pump();
}

export async function withdraw(id: number): Promise<boolean> {
  const free = (await kept?.outbox.withdraw(id)) ?? false;
  await refresh();
  channel?.postMessage({});
  return free;
}

// Words the server lost stand in the outbox as failed: they survive a reload and can be sent again.
export async function keepLost({ room, text, at }: LostWord): Promise<void> {
  if (!kept || !leads()) return;
  const failure = { reason: "lost_by_server" };
  await kept.outbox.add({ method: "message.post", params: { room, text }, at, failure });
  await refresh();
}
