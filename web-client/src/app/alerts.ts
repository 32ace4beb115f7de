// The alerts that are for this member, and one's own part of each: told live, asked for whenever
// the link opens, and kept for a start without a network. What of it is shown is ui/alerts.
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import {
  type AlertRow,
  type Book,
  bookText,
  hasCome,
  hear,
  inOrder,
  isOver,
  putAway,
  readBook,
  withFollowed,
} from "../core/alerts.ts";
import type { AlertEvent, OwnAlert, RoomEvent } from "../core/protocol.ts";
import { Soon } from "../core/soon.ts";
import { keep, read } from "../i18n/index.ts";
import { link, whenTold } from "./connection.ts";
import { readPage } from "./rooms.ts";
import { ask, opened, whenAlertAnswered } from "./sending.ts";
import { alertsKey } from "./shelf.ts";
import { items, link as linkState, me, stage } from "./state.ts";

const wordsAround = 10; // events fetched to find the words of an alert

const book = signal<Book>(new Map());
export const ownAlerts = signal<ReadonlyMap<number, OwnAlert>>(new Map());
// Those that are not over and are for one, or whose people one answers for; as last listed.
export const openAlerts = signal<readonly AlertRow[]>([]);

// Answers that wait in the outbox, also those given before a reload: room -> option.
export const waitingAnswers = computed(() => {
  const waiting = new Map<number, number>();
  for (const { method, params, failure } of items.value) {
    if (method === "alert.answer" && !failure)
      waiting.set(params["room"] as number, params["option"] as number);
  }
  return waiting;
});

const answerOf = (room: number) =>
  waitingAnswers.value.get(room) ?? ownAlerts.value.get(room)?.option;

// What takes the whole screen, one after the other.
export const faced = computed(() =>
  stage.value.name === "in" ? inOrder(book.value, (room) => answerOf(room) !== undefined) : [],
);
// Given on this page a moment ago, or on its way: a line says so, once it is known.
export const lately = signal<{ room: number; option: number; given: boolean } | undefined>(
  undefined,
);
export const isAlarmed = computed(
  () =>
    stage.value.name === "in" &&
    (faced.value.length > 0 || waitingAnswers.value.size > 0 || lately.value !== undefined),
);

export const rowOf = (room: number): AlertRow | undefined =>
  book.value.get(room)?.row ?? openAlerts.value.find((row) => row.room === room);

function learn(own: OwnAlert): void {
  batch(() => {
    ownAlerts.value = new Map(ownAlerts.peek()).set(own.room, own);
    // Answered: also on another device, which is no news here.
    if (own.option !== undefined && book.peek().get(own.room)?.told === 0) setAside(own.room);
  });
}
whenTold("alert_own", (told) => learn(told as unknown as OwnAlert));
whenAlertAnswered((result) => learn(result as unknown as OwnAlert));

export function setAside(room: number): void {
  book.value = putAway(book.peek(), room);
}

function take(row: AlertRow): void {
  batch(() => {
    book.value = hear(book.peek(), row);
    if (row.own) learn(row.own);
    const others = openAlerts.peek().filter(({ room }) => room !== row.room);
    const known = openAlerts.peek().find(({ room }) => room === row.room);
    openAlerts.value = isOver(row) ? others : [...others, { ...known, ...row }];
  });
  void reached(row.room, "delivered");
}

// Of those whom it is not for, and who answer for some of its people: it stands in the list, and
// takes no screen.
function takeFollowed(row: AlertRow): void {
  openAlerts.value = withFollowed(openAlerts.peek(), row);
}

whenTold("alert", (told) => {
  const row = told as unknown as AlertRow;
  if (row.follows) return takeFollowed(row);
  take(row);
  listSoon.ask();
});

// It has come; it is before somebody's eyes. Said once, and again only if it was not heard.
export async function reached(room: number, reach: "delivered" | "seen"): Promise<void> {
  if (hasCome(ownAlerts.peek().get(room), reach)) return;
  const reply = await link.call("alert.reach", { room, reach });
  if (reply.kind === "ok") learn(reply.result as unknown as OwnAlert);
}

// Seen is what stands on a page that is looked at, now or when somebody turns to it.
export function watchSeen(room: number): () => void {
  const look = () => {
    if (document.visibilityState === "visible") void reached(room, "seen");
  };
  look();
  document.addEventListener("visibilitychange", look);
  return () => document.removeEventListener("visibilitychange", look);
}

// By the outbox: without a network the answer waits there. Why it was refused, or "".
export async function answerAlert(room: number, option: number): Promise<string> {
  const before = ownAlerts.peek().get(room);
  batch(() => {
    learn({ ...before, room, reach: "answered", option });
    setAside(room);
  });
  const outcome = await ask("alert.answer", { room, option });
  if (outcome.ok) return "";
  learn(before ?? { room, reach: "seen" });
  return outcome.reason;
}

interface Words {
  text: string;
  move: AlertEvent["move"];
  words: number;
}

// The latest words of an alert, or those at `words`. Nothing where they cannot be had.
async function fetchWords(room: number, words?: number): Promise<Words | undefined> {
  const where = words === undefined ? {} : { around: words };
  const reply = await link.call("history", { room, limit: wordsAround, ...where });
  if (reply.kind !== "ok") return undefined;
  const { events } = readPage(reply.result);
  const steps = events.filter((event) => event.kind === "alert");
  const step = words === undefined ? steps.at(-1) : steps.find(({ target }) => target === words);
  if (!step) return undefined;
  const said = events.find(({ seq }: RoomEvent) => seq === step.target);
  return { text: said?.kind === "post" ? said.text : "", move: step.move, words: step.target };
}

async function takeListed(row: AlertRow): Promise<void> {
  const known = book.peek().get(row.room)?.row;
  if (known?.words === row.words && known.text !== undefined) return take(row);
  const said = await fetchWords(row.room, row.words);
  if (said) take({ ...row, text: said.text });
}

// It is listed no more: what became of it stands in its room. One that is gone is told of no more.
async function takeEnd(row: AlertRow): Promise<void> {
  const said = await fetchWords(row.room);
  if (said) return take({ ...row, state: said.move, text: said.text, words: said.words });
  if (link.state.name !== "open") return;
  const rest = new Map(book.peek());
  rest.delete(row.room);
  book.value = rest;
}

// What one has answered before a reload is known only when the outbox is open.
export async function listAlerts(): Promise<void> {
  await opened();
  const before = book.peek();
  const reply = await link.call("alert.list", {});
  if (reply.kind !== "ok") return;
  const rows = reply.result["alerts"] as AlertRow[];
  openAlerts.value = rows;
  const listed = new Set(rows.map(({ room }) => room));
  for (const row of rows) if (row.own) await takeListed(row);
  for (const { row } of before.values())
    if (!listed.has(row.room) && !isOver(book.peek().get(row.room)!.row)) await takeEnd(row);
}

// Whether one answers for people of an alert that is for oneself, too, the list alone says.
const listSoon = new Soon(
  {
    after: (ms, act) => {
      const timer = setTimeout(act, ms);
      return () => clearTimeout(timer);
    },
    random: Math.random,
  },
  { least: 300, spread: 2_700 },
  async () => {
    if ((me.peek().duties ?? []).length > 0) await listAlerts();
  },
);

// Whoever gets other duties answers for other people than before, also of what was raised already.
function watchDuties(): () => void {
  const duties = computed(() => JSON.stringify(me.value.duties ?? []));
  let before = duties.peek();
  return effect(() => {
    if (duties.value === before) return;
    before = duties.value;
    void listAlerts();
  });
}

// Restored and merged: told live meanwhile, or put away in another tab.
function restore(kept: ReturnType<typeof readBook>): void {
  let merged = kept.book;
  for (const { row } of book.peek().values()) merged = hear(merged, row);
  batch(() => {
    ownAlerts.value = new Map([...kept.owns, ...ownAlerts.peek()]);
    book.value = merged;
  });
}

function follow(kept: Book): void {
  for (const [room, { row, told }] of book.peek()) {
    const other = kept.get(room);
    const isDone = other ? other.told >= row.words : isOver(row);
    if (isDone && told < row.words) setAside(room);
  }
}

// For the member who is here: from what was kept, then from the server. Gives how to end it.
function begin(member: number): () => void {
  const ends = [watchDuties()];
  let here = true;
  const kept = (text: string | null) => readBook(text, member);
  const heardElsewhere = ({ key, newValue }: StorageEvent) => {
    if (key === alertsKey) follow(kept(newValue).book);
  };
  void Promise.resolve()
    .then(opened)
    .then(() => {
      if (!here) return;
      restore(kept(read(alertsKey)));
      ends.push(effect(() => keep(alertsKey, bookText(member, book.value, ownAlerts.value))));
      window.addEventListener("storage", heardElsewhere);
    });
  ends.push(
    effect(() => {
      if (linkState.value.name === "open") void listAlerts();
    }),
  );
  return () => {
    here = false;
    for (const end of ends) end();
    window.removeEventListener("storage", heardElsewhere);
    listSoon.stop();
    batch(() => {
      book.value = new Map();
      ownAlerts.value = new Map();
      openAlerts.value = [];
      lately.value = undefined;
    });
  };
}

// While somebody is in.
export function watchAlerts(): void {
  const member = computed(() => (stage.value.name === "in" ? me.value.member : 0));
  let end = () => {};
  effect(() => {
    const here = member.value;
    untracked(() => {
      end();
      end = here > 0 ? begin(here) : () => {};
    });
  });
}
