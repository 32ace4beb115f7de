// An alert: as its room's log tells it, and as the server tells it to those it is for. Pure.
import type { AlertEvent, OwnAlert, Seq } from "./protocol.ts";
import type { Timeline } from "./timeline.ts";

export interface Alert {
  drill: boolean;
  options: readonly string[];
  units: readonly number[];
  targeted: number;
  over: "" | "cancelled" | "all_clear";
}

// Nothing where the step that raised it is not here.
export function alertIn(line: Timeline): Alert | undefined {
  let alert: Alert | undefined;
  for (const seq of line.order) {
    const event = line.shown.get(seq);
    if (event?.kind !== "alert") continue;
    alert = event.move === "raised" ? raised(event) : after(alert, event);
  }
  return alert;
}

const raised = ({ drill = false, options = [], units = [], targeted = 0 }: AlertEvent): Alert => ({
  drill,
  options,
  units,
  targeted,
  over: "",
});

export const overOf = (move: AlertEvent["move"]): Alert["over"] =>
  move === "cancelled" || move === "all_clear" ? move : "";

const after = (alert: Alert | undefined, { move }: AlertEvent): Alert | undefined =>
  alert && overOf(move) !== "" ? { ...alert, over: overOf(move) } : alert;

// As the server tells it: live with its words, in the list without them.
export interface AlertRow {
  room: number;
  by: number;
  at: number;
  title: string;
  drill: boolean;
  units: readonly number[];
  options: readonly string[];
  targeted: number;
  state: AlertEvent["move"];
  words: Seq; // the post that says the latest of it
  text?: string; // what it says; "" = it was deleted
  own?: OwnAlert;
  follows?: boolean; // one answers for some of its people
}

export const isOver = ({ state }: Pick<AlertRow, "state">) => overOf(state) !== "";

const reaches = ["targeted", "written", "delivered", "seen", "answered"];
export const hasCome = (own: OwnAlert | undefined, reach: string) =>
  reaches.indexOf(own?.reach ?? "targeted") >= reaches.indexOf(reach);

// The open ones, as one who only follows it has heard of a step of this one: in whatever order, the
// latest words hold, and what is over goes.
export function withFollowed(open: readonly AlertRow[], row: AlertRow): readonly AlertRow[] {
  const known = open.find(({ room }) => room === row.room);
  if (known && known.words > row.words) return open;
  const others = open.filter(({ room }) => room !== row.room);
  return isOver(row) ? others : [...others, row];
}

// What this browser knows of an alert that is for its member.
export interface Heard {
  row: AlertRow;
  told: Seq; // the words that were answered or put away; 0 = none were
}
export type Book = ReadonlyMap<number, Heard>;

// Told live, from the list, or from what was kept: in whatever order, the latest words hold.
export function hear(book: Book, row: AlertRow): Book {
  const known = book.get(row.room);
  if (known && known.row.words > row.words) return book;
  const text = row.text ?? (known?.row.words === row.words ? known.row.text : undefined);
  const { own: _, ...rest } = row;
  const next = { row: text === undefined ? rest : { ...rest, text }, told: known?.told ?? 0 };
  return new Map(book).set(row.room, next);
}

// The words that stand there now were answered, or put away.
export function putAway(book: Book, room: number): Book {
  const known = book.get(room);
  if (!known || known.told >= known.row.words) return book;
  return new Map(book).set(room, { ...known, told: known.row.words });
}

// What of an alert takes the whole screen: it asks, it has news for who has answered, it is over.
export type Face = "ask" | "news" | "end";

export function faceOf({ row, told }: Heard, isAnswered: boolean): Face | "" {
  if (isOver(row)) return told < row.words ? "end" : "";
  if (!isAnswered) return "ask";
  return told > 0 && told < row.words ? "news" : "";
}

export interface Faced {
  heard: Heard;
  face: Face;
}

const rank: Record<Face, number> = { ask: 0, news: 1, end: 2 };

// One after the other: what is real before any drill, what asks before what tells, then as raised.
// Without its words nothing is shown: they are on their way.
export function inOrder(book: Book, isAnswered: (room: number) => boolean): Faced[] {
  const faced: Faced[] = [];
  for (const heard of book.values()) {
    const face = faceOf(heard, isAnswered(heard.row.room));
    if (face !== "" && heard.row.text !== undefined) faced.push({ heard, face });
  }
  const key = ({ heard, face }: Faced) => (heard.row.drill ? 10 : 0) + rank[face];
  return faced.sort((a, b) => key(a) - key(b) || a.heard.row.at - b.heard.row.at);
}

// What is kept in this browser, for a start without a network: an alert that is over and told is
// done with.
export function bookText(member: number, book: Book, owns: ReadonlyMap<number, OwnAlert>): string {
  const kept = [...book.values()].filter(({ row, told }) => !isOver(row) || told < row.words);
  if (kept.length === 0) return "";
  const own = [...owns.values()].filter(({ room }) => kept.some(({ row }) => row.room === room));
  return JSON.stringify({ member, kept, own });
}

export function readBook(
  text: string | null,
  member: number,
): { book: Book; owns: ReadonlyMap<number, OwnAlert> } {
  try {
    const found = JSON.parse(text || "{}");
    if (found.member === member) {
      const kept = found.kept as Heard[];
      const own = found.own as OwnAlert[];
      return {
        book: new Map(kept.map((one) => [one.row.room, one])),
        owns: new Map(own.map((one) => [one.room, one])),
      };
    }
  } catch {
    // Of another release: the server tells it anew.
  }
  return { book: new Map(), owns: new Map() };
}
