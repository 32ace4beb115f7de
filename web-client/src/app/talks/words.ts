// The words of talks: what came is opened and kept, what is written is sealed and kept before it
// goes to the outbox. Whatever is shown of a talk comes from here.
import { effect, signal } from "@preact/signals";
import { seal } from "../../core/sealing.ts";
import {
  type Line,
  type Step,
  type Talk,
  fold,
  forgotten,
  inOrder,
  maySay,
} from "../../core/talking.ts";
import { sendable } from "../../core/text.ts";
import { link } from "../connection.ts";
import { saySealed, waitingNow, withdraw } from "../sending.ts";
import { items, me, stage } from "../state.ts";
import { talksName } from "../talks.ts";
import { Book } from "./book.ts";

export interface Shown {
  talk: Talk;
  lines: readonly Line[];
}
// The one that is open. `failed`: this browser does not let it be kept.
export const shown = signal<Shown | "failed" | undefined>(undefined);

let opening: Promise<Book> | undefined;
let channel: BroadcastChannel | undefined;

export function book(): Promise<Book> {
  const { member } = me.peek();
  opening ??= Book.open(member).then((opened) => {
    channel = new BroadcastChannel(talksName(member));
    channel.onmessage = ({ data }: MessageEvent<number>) => void look(data);
    return opened;
  });
  return opening;
}

async function close(): Promise<void> {
  const closing = opening;
  channel?.close();
  opening = channel = undefined;
  shown.value = undefined;
  (await closing?.catch(() => undefined))?.close();
}
effect(() => {
  if (stage.value.name === "out") void close();
});

// Shows it anew if it is what is shown, here and in the other tabs.
async function changed(room: number): Promise<void> {
  channel?.postMessage(room);
  await look(room);
}
async function look(room: number): Promise<void> {
  if (open === room) await show(room);
}

let open = 0;
export async function show(room: number): Promise<void> {
  open = room;
  try {
    const from = await book();
    const [talk, lines] = await Promise.all([from.talk(room), from.lines(room)]);
    if (open === room) shown.value = { talk, lines: inOrder(lines) };
  } catch {
    if (open === room) shown.value = "failed";
  }
}
export function hide(): void {
  open = 0;
  shown.value = undefined;
}

const pageSteps = 100;

// Fetches what is not known yet, opens it, and hands on what was sealed and did not leave. True
// when all of it is here.
export async function catchUp(room: number): Promise<boolean> {
  const from = await book();
  const before = await waitingNow(); // asked first: what is in neither place never left
  for (;;) {
    const { upTo } = await from.talk(room);
    const reply = await link.call("history", { room, after: upTo, limit: pageSteps });
    if (reply.kind !== "ok") return false;
    const { events, top } = reply.result as unknown as { events: Step[]; top: number };
    if (top < upTo) await rewind(from, room, top);
    else if (events.length === 0) break;
    else await take(from, room, events);
    await changed(room);
  }
  const waits = new Set(before.map(({ params }) => params["sealed"]));
  await handOver(from, room, (line) => !waits.has(line.sealed));
  return true;
}

// The server was restored to an earlier state: what it says from there on is new.
const rewind = (from: Book, room: number, top: number) =>
  from.change(room, async (talk) => ({ talk: { ...talk, upTo: top } }));

async function take(from: Book, room: number, events: readonly Step[]): Promise<void> {
  const asked = (await from.asked()).map(({ own }) => own);
  await from.change(room, async (talk, lines) => {
    const own = lines.filter(({ seq, mine }) => seq === 0 && mine);
    const fresh: Line[] = [];
    for (const step of events) {
      const folded = await fold(talk, step, own, asked);
      talk = folded.talk;
      if (folded.line) fresh.push(folded.line);
    }
    return { talk, lines: fresh };
  });
}

// What was sealed when the page died goes to the outbox now.
const handOver = (from: Book, room: number, left: (line: Line) => boolean) =>
  from.alone(room, async () => {
    if (!maySay(await from.talk(room))) return;
    for (const line of await from.lines(room)) {
      if (line.seq === 0 && line.sealed && !line.handed) await hand(from, room, line, left(line));
    }
  });

async function hand(from: Book, room: number, line: Line, out: boolean): Promise<void> {
  if (out) await saySealed(room, line.sealed!);
  await from.write(room, { lines: [{ ...line, handed: true }] });
}

// What seals the words is used up in the same moment in which they are kept.
export async function say(room: number, written: string): Promise<void> {
  const from = await book();
  const text = sendable(written);
  await from.alone(room, async () => {
    const talk = await from.talk(room);
    if (!maySay(talk)) return;
    const { state, sealed } = await seal(talk.sealing!, text);
    const line = { seq: 0, at: Date.now(), mine: true, text, sealed };
    const [id] = await from.write(room, {
      talk: { ...talk, sealing: state, draft: "" },
      lines: [line],
    });
    await hand(from, room, { ...line, id: id! }, true);
  });
  await changed(room);
}

// Words that the server did not take, or that wait for it: out of the outbox, and out of here.
export async function discard(room: number, line: Line): Promise<void> {
  const item = items.peek().find(({ params }) => params["sealed"] === line.sealed);
  if (item && !(await withdraw(item.id))) return;
  await (await book()).change(room, async () => ({ drop: [line.id!] }));
  await changed(room);
}

export async function note(room: number, what: Pick<Talk, "draft" | "compared">): Promise<void> {
  const from = await book();
  await from.change(room, async (talk) => ({ talk: { ...talk, ...what } }));
  if (what.draft === undefined) await changed(room);
}

// Both have forgotten: words and keys go from here, too.
export async function drop(room: number): Promise<void> {
  const from = await book();
  await from.change(room, async (talk) => ({ talk: forgotten(talk) }));
  await changed(room);
}
