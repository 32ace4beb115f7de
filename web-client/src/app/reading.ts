// Looking into a room: history pages, names, how far one has read, that one is typing.
import { addPage } from "../core/timeline.ts";
import type { HistoryPage, Reply } from "../core/protocol.ts";
import { link } from "./connection.ts";
import { changedTimeline, mark, readPage, timelineOf } from "./rooms.ts";
import { limits, me, names, roomRows } from "./state.ts";

export type Where =
  | { before: number }
  | { after: number }
  | { around: number }
  | { at: number }
  | Record<string, never>;

// Fetches a page into the timeline. Undefined when the link was lost or the server refused.
export async function fetchPage(
  room: number,
  where: Where,
  limit = 80,
): Promise<HistoryPage | undefined> {
  const reply = await link.call("history", { room, limit, ...where });
  const line = timelineOf(room);
  if (reply.kind !== "ok" || !line) return undefined;
  const page = readPage(reply.result);
  addPage(line, page);
  changedTimeline();
  return page;
}

const wanted = new Set<number>();
let asking = false;

export function nameOf(member: number): string {
  if (member === me.value.member) return me.value.name;
  const name = names.value.get(member);
  if (name === undefined && member > 0 && !wanted.has(member)) {
    wanted.add(member);
    if (!asking) {
      asking = true;
      setTimeout(() => void askNames(), 20);
    }
  }
  return name ?? "";
}

async function askNames(): Promise<void> {
  const members = [...wanted].filter((member) => !names.peek().has(member)).slice(0, 200);
  const reply = await link.call("member.names", { members });
  asking = false;
  if (reply.kind !== "ok") return wanted.clear();
  const found = new Map(names.peek());
  for (const { member, name } of reply.result["members"] as { member: number; name: string }[]) {
    found.set(member, name);
  }
  for (const member of members) {
    wanted.delete(member);
    if (!found.has(member)) found.set(member, "");
  }
  names.value = found;
  if (wanted.size > 0) {
    asking = true;
    setTimeout(() => void askNames(), 20);
  }
}

export function forgetNames(): void {
  names.value = new Map();
  wanted.clear();
}

const pending = new Map<number, number>();
const tellMs = 600;
let telling = false;

// The watermark only rises, and only by what stood before a person's eyes.
export function seen(room: number, seq: number, n: number): void {
  const row = roomRows.get(room);
  if (!row || row.read_seq >= seq) return;
  mark({ room, seq, n });
  pending.set(room, seq);
  if (telling) return;
  telling = true;
  void tellSeen();
  setTimeout(() => {
    telling = false;
    void tellSeen();
  }, tellMs);
}

window.addEventListener("pagehide", () => void tellSeen());

async function tellSeen(): Promise<void> {
  for (const [room, seq] of [...pending]) {
    const reply: Reply = await link.call("read.set", { room, seq });
    if (reply.kind !== "lost" && pending.get(room) === seq) pending.delete(room);
  }
}

let typedAt = 0;
export function typed(room: number): void {
  if (Date.now() - typedAt < limits.value.typing_ms) return;
  typedAt = Date.now();
  link.notify("typing", { room });
}
