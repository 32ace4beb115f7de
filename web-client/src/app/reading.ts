// Looking into a room: history pages, names, that one is typing.
import { addPage, beginsAt } from "../core/timeline.ts";
import type { HistoryPage } from "../core/protocol.ts";
import { words } from "../i18n/index.ts";
import { link, whenTold } from "./connection.ts";
import { changedTimeline, readPage, timelineOf } from "./rooms.ts";
import { limits, me, names } from "./state.ts";

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
  if ("before" in where && page.events.length === 0) beginsAt(line, where.before);
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

interface NameRow {
  member: number;
  name?: string;
  initials?: string;
  erased?: boolean;
}

const initials = new Map<number, string>(); // of the names that are known

export const initialsOf = (member: number): string => initials.get(member) ?? "";

// Of one who has left for good there is no name any more.
export function rememberNames(rows: readonly NameRow[]): void {
  const known = new Map(names.peek());
  for (const row of rows) {
    known.set(row.member, row.erased ? words.peek().log.erased : (row.name ?? ""));
    initials.set(row.member, row.initials ?? "");
  }
  names.value = known;
}

whenTold("name", (params) => {
  const row = params as unknown as NameRow;
  if (row.member === me.peek().member && row.name) me.value = { ...me.peek(), name: row.name };
  if (names.peek().has(row.member)) rememberNames([row]);
});

async function askNames(): Promise<void> {
  const members = [...wanted].filter((member) => !names.peek().has(member)).slice(0, 200);
  const reply = await link.call("member.names", { members });
  asking = false;
  if (reply.kind !== "ok") return wanted.clear();
  const rows = reply.result["members"] as NameRow[];
  // Those whom the server does not know are not asked for again.
  rememberNames([...members.map((member) => ({ member })), ...rows]);
  for (const member of members) wanted.delete(member);
  if (wanted.size > 0) {
    asking = true;
    setTimeout(() => void askNames(), 20);
  }
}

export function forgetNames(): void {
  names.value = new Map();
  initials.clear();
  wanted.clear();
}

let typedAt = 0;
export function typed(room: number): void {
  if (Date.now() - typedAt < limits.value.typing_ms) return;
  typedAt = Date.now();
  link.notify("typing", { room });
}
