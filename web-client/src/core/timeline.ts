// What the page holds of one room: posts by seq, what was changed about them, and how much of the
// log it knows. Events may come in any order and more than once; the same set gives the same
// timeline.
//
// `held` are the stretches whose events are here, for showing. `known` are the stretches that need
// not be told again, for resume: it begins with everything up to the room's end when the room was
// listed, because a page fetched later shows the past as it is then (`about`, tombstones).
import { type Intervals, add, find, from, highest, newest } from "./intervals.ts";
import { type Asked, answersIn, nothingAsked, standing, withRow, withStep } from "./questions.ts";
import type {
  BulletinEvent,
  DeletedPostEvent,
  EditEvent,
  ForwardedEvent,
  HistoryPage,
  ModeratedEvent,
  PostEvent,
  PostTotals,
  Question,
  RoomEvent,
  Seq,
} from "./protocol.ts";

export type Shown = Exclude<
  RoomEvent,
  { kind: "edit" | "delete" | "deleted_edit" | "recalled" | "notice_closed" | "moderated" }
>;
// What can be answered, edited, deleted and reacted to.
export type Post = PostEvent | BulletinEvent | ForwardedEvent;
export const isPost = (event: RoomEvent | undefined): event is Post =>
  event?.kind === "post" || event?.kind === "notice" || event?.kind === "forwarded";

export interface Timeline {
  room: number;
  shown: Map<Seq, Shown>; // what has a row of its own
  edits: Map<Seq, EditEvent>; // target -> the latest edit
  deleted: Map<Seq, Seq>; // target -> the seq of its delete
  recalls: Set<Seq>; // those of the deletes that are recalls
  removals: Map<Seq, ModeratedEvent>; // those that are by who keeps order
  totals: Map<Seq, PostTotals>; // of posts of which something is known
  asked: Map<Seq, Asked>; // what was told of the questions that posts ask
  questions: Map<Seq, Question>; // how they stand
  answers: Map<Seq, Seq>; // a post -> the question that it answers
  stale: boolean; // totals may have changed unseen: the link was down
  held: Intervals;
  known: Intervals;
  order: Seq[]; // the keys of `shown`, ascending
  lastSeq: Seq;
  lastN: number;
  lastAt: number;
  begins: Seq; // nothing below it can be read: 1, or where a hidden past ends
  version: number; // grows with every change
}

export function newTimeline(room: number, lastSeq: Seq, lastN: number, lastAt: number): Timeline {
  return {
    room,
    lastSeq,
    lastN,
    lastAt,
    begins: 1,
    shown: new Map(),
    edits: new Map(),
    deleted: new Map(),
    recalls: new Set(),
    removals: new Map(),
    totals: new Map(),
    asked: new Map(),
    questions: new Map(),
    answers: new Map(),
    stale: false,
    held: [],
    known: lastSeq > 0 ? [[1, lastSeq]] : [],
    order: [],
    version: 0,
  };
}

// Takes in one event told live or by resume.
export function tell(line: Timeline, event: RoomEvent): void {
  place(line, event);
  line.known = add(line.known, event.seq);
  line.held = add(line.held, event.seq);
  if (event.seq > line.lastSeq) {
    line.lastSeq = event.seq;
    line.lastN = event.n;
    line.lastAt = event.at;
  }
  line.version++;
}

// Takes in a page of history. A page is a stretch without a hole.
export function addPage(line: Timeline, page: HistoryPage): void {
  for (const event of page.events) place(line, event);
  for (const edit of page.about) place(line, edit);
  for (const row of page.questions ?? []) note(line, row.question, (asked) => withRow(asked, row));
  const known = new Map(page.totals?.map((totals) => [totals.seq, totals]));
  for (const { seq } of page.events) {
    const totals = known.get(seq);
    if (totals) line.totals.set(seq, totals);
    else line.totals.delete(seq);
  }
  const first = page.events[0];
  const last = page.events[page.events.length - 1];
  if (first && last) {
    line.held = add(line.held, first.seq, last.seq);
    line.known = add(line.known, first.seq, last.seq);
  }
  line.version++;
}

// Takes in totals that were told live: what is this member's own is not told with them.
export function addTotals(line: Timeline, told: readonly PostTotals[]): void {
  for (const totals of told) {
    const { own, own_confirmed } = line.totals.get(totals.seq) ?? {};
    line.totals.set(totals.seq, {
      ...totals,
      ...(own ? { own } : {}),
      ...(own_confirmed ? { own_confirmed } : {}),
    });
  }
  line.version++;
}

// This member's own reaction ("" = none): shown at once, and counted when the totals come.
export function react(line: Timeline, seq: Seq, reaction: string): void {
  const { own: _, ...rest } = line.totals.get(seq) ?? { seq };
  line.totals.set(seq, reaction === "" ? rest : { ...rest, own: reaction });
  line.version++;
}

export function confirmed(line: Timeline, seq: Seq): void {
  line.totals.set(seq, { ...(line.totals.get(seq) ?? { seq }), own_confirmed: true });
  line.version++;
}

// Nothing was found before `seq`: what was said before one came in is hidden.
export function beginsAt(line: Timeline, seq: Seq): void {
  line.begins = Math.max(line.begins, seq);
  line.version++;
}

function place(line: Timeline, event: RoomEvent): void {
  switch (event.kind) {
    case "edit": {
      const before = line.edits.get(event.target);
      if (!before || before.seq < event.seq) line.edits.set(event.target, event);
      return;
    }
    case "recalled":
      line.recalls.add(event.seq);
      bury(line, event.target, event.seq);
      return;
    case "moderated":
      line.removals.set(event.seq, event);
      bury(line, event.target, event.seq);
      return;
    case "delete":
      bury(line, event.target, event.seq);
      return;
    case "notice_closed": {
      const { target: seq, confirmed, of } = event;
      const known = line.totals.get(seq) ?? { seq };
      line.totals.set(seq, { ...known, confirmed, of, closed: true });
      return;
    }
    case "question":
      note(line, event.target, (asked) => withStep(asked, event));
      if (event.move !== "asked" && event.move !== "answered") show(line, event);
      return;
    case "deleted_edit":
      return;
    case "deleted_post":
      line.deleted.set(event.seq, event.del || line.deleted.get(event.seq) || 0);
      show(line, event);
      return;
    default: {
      const del = line.deleted.get(event.seq);
      show(line, isPost(event) && del !== undefined ? tombstone(event, del) : event);
    }
  }
}

// What is told of the question that the post at target asks.
export function note(line: Timeline, target: Seq, learn: (asked: Asked) => Asked): void {
  const before = line.asked.get(target) ?? nothingAsked;
  const asked = learn(before);
  if (asked === before) return;
  line.asked.set(target, asked);
  const question = standing(asked);
  if (question) line.questions.set(target, question);
  for (const answer of answersIn(asked)) line.answers.set(answer, target);
}

function bury(line: Timeline, target: Seq, del: Seq): void {
  line.deleted.set(target, del);
  line.edits.delete(target);
  const post = line.shown.get(target);
  line.totals.delete(target);
  if (isPost(post)) line.shown.set(target, tombstone(post, del));
}

function tombstone(post: Post, del: Seq): DeletedPostEvent {
  const { room, seq, at, by, n } = post;
  return { room, seq, at, by, n, kind: "deleted_post", del };
}

function show(line: Timeline, event: Shown): void {
  if (!line.shown.has(event.seq)) insert(line.order, event.seq);
  else if (line.shown.get(event.seq)!.kind === "deleted_post" && isPost(event)) return;
  line.shown.set(event.seq, event);
}

// The first index whose value is at least `seq`.
export function indexAt(order: readonly Seq[], seq: Seq): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle]! < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

function insert(order: Seq[], seq: Seq): void {
  if (order.length === 0 || order[order.length - 1]! < seq) order.push(seq);
  else order.splice(indexAt(order, seq), 0, seq);
}

// The words of a post as they read now.
export function textOf(
  line: Timeline,
  post: Post,
): { text: string; edited: EditEvent | undefined } {
  const edit = line.edits.get(post.seq);
  return { text: edit ? edit.text : post.text, edited: edit };
}

// Gives up everything below `first`: edits and deletions of it may have been missed.
export function forgetBelow(line: Timeline, first: Seq): void {
  const cut = indexAt(line.order, first);
  for (const seq of line.order.splice(0, cut)) {
    line.shown.delete(seq);
    line.edits.delete(seq);
    line.deleted.delete(seq);
    line.totals.delete(seq);
    line.asked.delete(seq);
    line.questions.delete(seq);
    line.answers.delete(seq);
  }
  line.held = from(line.held, first);
  line.version++;
}

// Keeps only the newest `count` rows of a room nobody looks at.
export function trim(line: Timeline, count: number): void {
  if (line.order.length > count) forgetBelow(line, line.order[line.order.length - count]!);
}

// The same for a room in which people talk on and on: now and then, not at every word.
export function trimBeyond(line: Timeline, count: number, slack: number): void {
  if (line.order.length > count + slack) trim(line, count);
}

// What to claim in `resume`: what need not be told.
export function claim(line: Timeline, intervals: number): Intervals {
  return newest(line.known, intervals);
}

// The stretch of held events around `seq`, as seqs.
export function stretch(line: Timeline, seq: Seq): { first: Seq; last: Seq } | undefined {
  const interval = find(line.held, seq);
  return interval && { first: interval[0], last: interval[1] };
}

export const heldTop = (line: Timeline): Seq => highest(line.held);
