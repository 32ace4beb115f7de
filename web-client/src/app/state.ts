// What the page shows, as signals. Only the files of this folder write them; components read.
import { computed, signal } from "@preact/signals";
import type { LastWords } from "../core/last_words.ts";
import type { LinkState } from "../core/link.ts";
import { type Tree, noTree } from "../core/organisation.ts";
import type { OutboxItem } from "../core/outbox_store.ts";
import type { Limits, Me, Refusal, RoomRow } from "../core/protocol.ts";
import type { Timeline } from "../core/timeline.ts";

// why: "" or a reason of the wire, or "ended".
// invited: by a link that makes a member; `first` the one who begins a new house.
export type Stage =
  | { name: "loading" | "entering" | "in" }
  | { name: "unreachable"; why?: Refusal } // or it answers, and cannot let anybody in just now
  | { name: "out"; why: string }
  | { name: "invited"; first: boolean };

export const stage = signal<Stage>({ name: "loading" });
export const me = signal<Me>({ member: 0, name: "", organiser: false, session: "" });
export const limits = signal<Limits>({
  frame_bytes: 65_536,
  text_bytes: 16_384,
  title_bytes: 256,
  outbox_window: 64,
  history_events: 200,
  resume_intervals: 64,
  resume_rooms: 1_000,
  typing_ms: 3_000,
  search_bytes: 512,
});

export const link = signal<LinkState>({ name: "off" });
export const skew = signal(0); // the server's clock is so many ms ahead of this one's
export const everOpen = signal(false);
export const caughtUp = signal(0); // messages that came in by the last coming back
export const ready = signal(false); // what was missing since the last hello is here
export const updated = signal(false); // a newer release of the page waits
export const wentBack = signal(false); // the server was restored to an earlier state

// Rooms change in place; the version says so.
export const roomRows = new Map<number, RoomRow>();
export const roomsVersion = signal(0);
export const rooms = computed(() => {
  roomsVersion.value;
  return [...roomRows.values()].sort((a, b) => b.last_at - a.last_at || a.room - b.room);
});
// The last words of rooms whose lines are not here yet.
export const sketched = new Map<number, LastWords>();
export const unreadOf = (row: RoomRow) => (row.joined ? Math.max(0, row.last_n - row.read_n) : 0);
export const unreadTotal = computed(() => rooms.value.reduce((sum, row) => sum + unreadOf(row), 0));

export const timelines = new Map<number, Timeline>();
export const timelineVersion = signal(0);

export const items = signal<readonly OutboxItem[]>([]);
export const unsent = computed(() => items.value.filter((item) => item.failure)); // for good
export const reactions = signal<readonly string[]>([]); // what may be given to a post
export const names = signal<ReadonlyMap<number, string>>(new Map());
export const typing = signal<ReadonlyMap<string, number>>(new Map()); // "room:member" -> until

// admin: "" = not there, else the rest of the address (see ui/admin).
// talks: whom one may ask for a talk heart to heart.
export const route = signal<{ room: number; admin?: string; talks?: boolean }>({ room: 0 });
// A message to be shown as soon as its room is there.
export const wanted = signal<{ room: number; seq: number } | undefined>(undefined);

export const tree = signal<Tree>(noTree);
// Rooms one was in and is no more: what they were called, and why it ended.
export const endings = signal<ReadonlyMap<number, Ending>>(new Map());
export interface Ending {
  title: string;
  why: string; // by_organiser, moved, erased, left or gone
}
