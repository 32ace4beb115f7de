// From a timeline and an outbox to the rows one sees: days, the unread line, groups, quotes, what
// is on its way. Pure; a row is flat, so that comparing its fields tells whether it must be drawn
// again. What is kept of a message gives the same row, never changed, until something it is made of
// is replaced: of 300 rows an arrival makes one.
import type { OutboxItem } from "./outbox_store.ts";
import type { NoticeClass, Question, QuestionEvent, Seq } from "./protocol.ts";
import { type Post, type Shown, type Timeline, indexAt, isPost, textOf } from "./timeline.ts";

export const groupMs = 5 * 60_000;

export interface DayRow {
  type: "day";
  key: string;
  at: number;
}
export interface UnreadRow {
  type: "unread";
  key: string;
}
export interface NoticeRow {
  type: "notice";
  key: string;
  seq: Seq;
  what: NoticeEvent["kind"] | "direct";
  by: number;
  who: string; // the members it is about, as ids with commas
  title: string; // or the reason of those who keep order
  why: string; // of a removal; of rules: access and past; of a mute: until when; a question's step
  quoted: string; // the beginning of the question it is about
}
export type Way = "kept" | "waiting" | "sending" | "failed";
export interface MessageRow {
  type: "message";
  key: string;
  seq: Seq; // 0 = on its way
  item: number; // of the outbox; 0 = none
  by: number;
  at: number;
  text: string;
  mine: boolean;
  deleted: boolean;
  edited: boolean;
  first: boolean; // begins a group: shows the name and the time
  way: Way;
  reason: string; // why it failed
  change: "" | "edit" | "delete"; // an own change that is on its way, or failed
  changeFailed: boolean;
  quoteSeq: Seq; // 0 = no quote
  quoteBy: number;
  quoteText: string;
  quoteState: "" | "held" | "deleted" | "away";
  recalled: boolean; // deleted by its author soon after
  removedBy: number; // who keeps order; 0 = nobody
  removedWhy: string;
  title: string; // of a notice
  notice: NoticeClass | ""; // "" = no notice
  known: string; // "read 3 9", "confirmed 3 9" or "closed 3 9": how many of how many; "" = nothing
  confirmed: boolean; // by this member
  reactions: string; // "👍 3 ❤️ 1"
  own: string; // this member's reaction
  from: number; // the room it was forwarded from; 0 = none
  fromBy: number;
  fromAt: number;
  question: Question | undefined; // that it asks; another one whenever it changes
  asks: boolean; // also while it is on its way
  answers: boolean; // it is the answer to a question
}
export type Row = DayRow | UnreadRow | NoticeRow | MessageRow;

export interface View {
  line: Timeline;
  first: Seq; // the rows of this stretch of seq
  last: Seq;
  tail: boolean; // the end of the room is in view: what is on its way follows
  unreadFrom: Seq; // the line stands before the first row at or after it; 0 = none
  me: number;
  items: readonly OutboxItem[]; // of this room, in order
  flying: (id: number) => boolean;
}

// The day of a moment: when it begins and ends, here.
function dayOf(at: number) {
  const date = new Date(at);
  const [year, month, day] = [date.getFullYear(), date.getMonth(), date.getDate()] as const;
  return {
    key: `d${year}-${month + 1}-${day}`,
    from: new Date(year, month, day).getTime(),
    to: new Date(year, month, day + 1).getTime(),
  };
}

export function buildRows(view: View): Row[] {
  const { line, first, last } = view;
  const changes = changesByTarget(view.items);
  const rows: Row[] = [];
  let before: MessageRow | undefined;
  let day = { key: "", from: 0, to: 0 };
  let unread = view.unreadFrom > 0;
  const begin = (at: number) => {
    if (at >= day.from && at < day.to) return;
    day = dayOf(at);
    rows.push({ type: "day", key: day.key, at });
    before = undefined;
  };
  const message = (row: MessageRow) => {
    const first = !(before && before.by === row.by && row.at - before.at < groupMs);
    before = row.first === first ? row : { ...row, first };
    rows.push(before);
    return before;
  };
  for (let i = indexAt(line.order, first); i < line.order.length && line.order[i]! <= last; i++) {
    const event = line.shown.get(line.order[i]!)!;
    begin(event.at);
    if (unread && event.seq >= view.unreadFrom && isPost(event) && event.by !== view.me) {
      unread = false;
      rows.push({ type: "unread", key: "unread" });
      before = undefined;
    }
    if (isPost(event) || event.kind === "deleted_post") {
      const known = madeOf(view, event, changes.get(event.seq));
      known.row = message(known.row);
    } else {
      notice(rows, line, event);
      before = undefined;
    }
  }
  if (view.tail) {
    for (const item of view.items) {
      if (!speaks.has(item.method)) continue;
      begin(item.at);
      message(itemRow(view, item));
    }
  }
  return rows;
}

// What stands in the room before it is told.
const speaks = new Set(["message.post", "question.ask", "question.answer"]);

function changesByTarget(items: readonly OutboxItem[]): Map<Seq, OutboxItem> {
  const changes = new Map<Seq, OutboxItem>();
  for (const item of items) {
    if (item.method === "message.edit" || item.method === "message.delete") {
      changes.set(item.params["target"] as Seq, item);
    }
  }
  return changes;
}

type MessageEvent = Post | Extract<Shown, { kind: "deleted_post" }>;

const nothingKnown = {
  recalled: false,
  removedBy: 0,
  removedWhy: "",
  title: "",
  notice: "" as const,
  known: "",
  confirmed: false,
  reactions: "",
  own: "",
  from: 0,
  fromBy: 0,
  fromAt: 0,
  question: undefined,
  asks: false,
  answers: false,
};

// What is known of a post beside its words, flat.
function knownOf(line: Timeline, event: MessageEvent) {
  if (event.kind === "deleted_post") {
    const { by: removedBy = 0, reason: removedWhy = "" } = line.removals.get(event.del) ?? {};
    const recalled = line.recalls.has(event.del);
    return { ...nothingKnown, recalled, removedBy, removedWhy, ...askedOf(line, event.seq) };
  }
  const totals = line.totals.get(event.seq);
  const { read, confirmed, of = 0, closed } = totals ?? {};
  const known =
    confirmed !== undefined
      ? `${closed ? "closed" : "confirmed"} ${confirmed} ${of}`
      : read !== undefined
        ? `read ${read} ${of}`
        : "";
  const given = Object.entries(totals?.reactions ?? {});
  return {
    ...nothingKnown,
    known,
    confirmed: totals?.own_confirmed === true,
    reactions: given.map(([one, count]) => `${one} ${count}`).join(" "),
    own: totals?.own ?? "",
    ...askedOf(line, event.seq),
    ...(event.kind === "notice" ? { title: event.title, notice: event.class } : {}),
    ...(event.kind === "forwarded"
      ? { from: event.from_room, fromBy: event.from_by, fromAt: event.from_at }
      : {}),
  };
}

function askedOf(line: Timeline, seq: Seq) {
  const question = line.questions.get(seq);
  return { question, asks: question !== undefined, answers: line.answers.has(seq) };
}

interface Made {
  of: readonly unknown[];
  row: MessageRow;
}
const made = new WeakMap<MessageEvent, Made>();

// All that `keptRow` reads. None of it is changed in place but an item of the outbox, which fails.
function parts({ line, me }: View, event: MessageEvent, change: OutboxItem | undefined) {
  const totals = line.totals.get(event.seq);
  const question = line.questions.get(event.seq);
  if (event.kind === "deleted_post") {
    const [removal, recalled] = [line.removals.get(event.del), line.recalls.has(event.del)];
    return [me, change, change?.failure, totals, question, removal, recalled];
  }
  const answers = line.answers.has(event.seq);
  const re = event.kind === "post" ? event.re : undefined;
  const quote =
    re === undefined ? [] : [line.shown.get(re), line.edits.get(re), line.deleted.has(re)];
  const edit = line.edits.get(event.seq);
  return [me, change, change?.failure, totals, question, answers, edit, ...quote];
}

function madeOf(view: View, event: MessageEvent, change: OutboxItem | undefined): Made {
  const of = parts(view, event, change);
  const known = made.get(event);
  if (known && of.every((part, i) => part === known.of[i])) return known;
  const fresh = { of, row: keptRow(view, event, change) };
  made.set(event, fresh);
  return fresh;
}

function keptRow(view: View, event: MessageEvent, change: OutboxItem | undefined): MessageRow {
  const { line, me } = view;
  const words = isPost(event) ? textOf(line, event) : { text: "", edited: undefined };
  const edit = change?.method === "message.edit" ? (change.params["text"] as string) : undefined;
  return {
    type: "message",
    key: `s${event.seq}`,
    seq: event.seq,
    item: change?.id ?? 0,
    by: event.by,
    at: event.at,
    text: edit ?? words.text,
    mine: event.by === me,
    deleted: event.kind === "deleted_post",
    edited: words.edited !== undefined,
    first: true,
    way: "kept",
    reason: change?.failure?.reason ?? "",
    change: !change || event.kind === "deleted_post" ? "" : edit === undefined ? "delete" : "edit",
    changeFailed: change?.failure !== undefined,
    ...knownOf(line, event),
    ...quoteOf(line, event.kind === "post" ? event.re : undefined),
  };
}

function itemRow(view: View, item: OutboxItem): MessageRow {
  const way = item.failure ? "failed" : view.flying(item.id) ? "sending" : "waiting";
  return {
    type: "message",
    key: `o${item.id}`,
    seq: 0,
    item: item.id,
    by: view.me,
    at: item.at,
    text: item.params["text"] as string,
    mine: true,
    deleted: false,
    edited: false,
    first: true,
    way,
    reason: item.failure?.reason ?? "",
    change: "",
    changeFailed: false,
    ...nothingKnown,
    asks: item.method === "question.ask",
    answers: item.method === "question.answer",
    ...quoteOf(view.line, (item.params["re"] ?? item.params["question"]) as Seq | undefined),
  };
}

function quoteOf(line: Timeline, re: Seq | undefined) {
  if (re === undefined) return { quoteSeq: 0, quoteBy: 0, quoteText: "", quoteState: "" as const };
  const event = line.shown.get(re);
  if (isPost(event)) {
    const text = textOf(line, event).text.slice(0, 160);
    return { quoteSeq: re, quoteBy: event.by, quoteText: text, quoteState: "held" as const };
  }
  const gone = event !== undefined || line.deleted.has(re);
  return {
    quoteSeq: re,
    quoteBy: event?.by ?? 0,
    quoteText: "",
    quoteState: gone ? ("deleted" as const) : ("away" as const),
  };
}

type NoticeEvent = Exclude<Shown, MessageEvent>;

// A direct room begins with one line for all that made it; who was added at one go stands together.
function notice(rows: Row[], line: Timeline, event: NoticeEvent): void {
  const made = line.shown.get(1);
  const direct = made?.kind === "room_created" && made.title === "";
  if (direct && event.seq <= 4 && event.kind !== "room_rules") return;
  const row = noticeRow(line, event);
  const last = rows[rows.length - 1];
  const joins =
    last?.type === "notice" &&
    row.who !== "" &&
    (["what", "by", "why", "title"] as const).every((name) => last[name] === row[name]);
  if (joins) {
    rows[rows.length - 1] = { ...last, seq: row.seq, who: `${last.who},${row.who}` };
  } else {
    rows.push(row);
  }
}

function whyOf(event: NoticeEvent): string {
  switch (event.kind) {
    case "room_rules":
      return `${event.access} ${event.past}`;
    case "removed":
    case "added":
      return event.why ?? "";
    case "muted":
      return `${event.until}`;
    case "read_only":
      return event.on ? "on" : "off";
    case "release":
      return event.move;
    case "question":
      return stepOf(event);
    case "alert":
      return `${event.move} ${event.drill ? "drill" : "real"} ${event.targeted ?? 0}`;
    default:
      return "";
  }
}

// The move, the question, and what it says beside.
const stepOf = ({ move, target, unit = 0, clock }: QuestionEvent) =>
  `${move} ${target} ${unit} ${clock ?? ""}`;

const quoteLength = 24;
function beginning(text: string): string {
  const letters = [...text.replace(/\s+/g, " ").trim()];
  const fits = letters.length <= quoteLength;
  return fits ? letters.join("") : `${letters.slice(0, quoteLength).join("")}…`;
}

function noticeRow(line: Timeline, event: NoticeEvent): NoticeRow {
  const rules = event.kind === "room_rules";
  const about = event.kind === "question" ? line.shown.get(event.target) : undefined;
  return {
    type: "notice",
    key: `s${event.seq}`,
    seq: event.seq,
    what: rules && event.access === "direct" ? "direct" : event.kind,
    by: event.by,
    who: "member" in event ? `${event.member}` : "",
    title: "title" in event ? event.title : "reason" in event ? (event.reason ?? "") : "",
    why: whyOf(event),
    quoted: isPost(about) ? beginning(textOf(line, about).text) : "",
  };
}

export function sameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  const x = a as unknown as Record<string, unknown>;
  const y = b as unknown as Record<string, unknown>;
  for (const key in x) if (x[key] !== y[key]) return false;
  return a.type === b.type;
}
