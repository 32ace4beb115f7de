// Looking for words in all rooms: what was asked last, and what has come of it.
import { batch, signal } from "@preact/signals";
import type { Hit, Place, SearchPage } from "../core/search.ts";
import { link } from "./connection.ts";
import { go } from "./routing.ts";
import { wanted } from "./state.ts";

export type Looking =
  { name: "idle" | "asking" | "more" | "done" | "offline" } | { name: "refused"; reason: string };

export const looking = signal<Looking>({ name: "idle" });
export const hits = signal<readonly Hit[]>([]);
export const behind = signal(false);
export const hasMore = signal(false);

let asked: { query: string; room: number } = { query: "", room: 0 };
let next: Place | undefined;
let ticket = 0; // an answer to an older question is not shown
const pagesAtOnce = 4; // a page may be empty though there is more

// room: only in this one; 0 = in all.
export function search(query: string, room: number): void {
  asked = { query: query.trim(), room };
  ticket++;
  next = undefined;
  if (asked.query === "") return show({ name: "idle" }, [], false);
  looking.value = { name: "asking" };
  void fetchPages([]);
}

export function searchMore(): void {
  if (looking.value.name !== "done" || !next) return;
  looking.value = { name: "more" };
  void fetchPages([...hits.value]);
}

// The same again, after the link came back or the person asks for it.
export const searchAgain = () => search(asked.query, asked.room);

export function endSearch(): void {
  search("", 0);
}

// Goes to the message in its room.
export function showHit(hit: Hit): void {
  wanted.value = { room: hit.room, seq: hit.seq };
  go(hit.room);
}

function show(state: Looking, found: readonly Hit[], isBehind: boolean): void {
  batch(() => {
    looking.value = state;
    hits.value = found;
    behind.value = isBehind;
    hasMore.value = next !== undefined;
  });
}

async function fetchPages(found: Hit[]): Promise<void> {
  const mine = ticket;
  const had = found.length;
  let isBehind = false;
  for (let pages = 0; pages < pagesAtOnce; pages++) {
    const reply = await link.call("search", {
      query: asked.query,
      ...(asked.room > 0 ? { rooms: [asked.room] } : {}),
      ...(next ? { before: next } : {}),
    });
    if (mine !== ticket) return;
    if (reply.kind === "lost") return show({ name: "offline" }, found, isBehind);
    if (reply.kind === "refused") {
      return show({ name: "refused", reason: reply.refusal.reason }, found, isBehind);
    }
    const page = reply.result as unknown as SearchPage;
    found.push(...page.hits);
    isBehind ||= page.behind === true;
    next = page.next;
    if (found.length > had || !next) break;
  }
  show({ name: "done" }, found, isBehind);
}
