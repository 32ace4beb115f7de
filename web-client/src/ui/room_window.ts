// Where one looks in a room: a window over the timeline, how it moves, and what it fetches.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Where, fetchPage } from "../app/reading.ts";
import { freshen } from "../app/posts.ts";
import { latest } from "../app/routing.ts";
import { link as linkState, ready, roomRows, unreadOf, wanted } from "../app/state.ts";
import type { Row } from "../core/rows.ts";
import { type Timeline, stretch, trimBeyond } from "../core/timeline.ts";
import {
  type Window,
  around,
  atEnd,
  cap,
  heldMax,
  heldSlack,
  newer,
  older,
} from "../core/window.ts";
import type { Jump, Log } from "./log.tsx";

export function useLatest(act: () => void): void {
  useEffect(() => {
    latest.current = act;
    return () => {
      latest.current = undefined;
    };
  });
}

const placeKey = "xinqiao.place";
interface Place {
  room: number;
  seq: number;
  top: number;
  stuck: boolean;
}
function takePlace(room: number): Place | undefined {
  try {
    const place = JSON.parse(sessionStorage.getItem(placeKey) ?? "null") as Place | null;
    sessionStorage.removeItem(placeKey);
    return place?.room === room && !place.stuck && place.seq > 0 ? place : undefined;
  } catch {
    return undefined;
  }
}

const openingMs = 1_500;
const newsRows = 4; // fewer stand before one's eyes at the end anyway
const pagesAtOnce = 6; // a page of edits only brings no row: look further, but not for ever

// Moves the window one way, fetching what is not held. The window it ends with.
async function move(
  room: number,
  line: Timeline,
  from: Window,
  grow: typeof older,
  where: (seq: number) => Where,
): Promise<Window> {
  let at = from;
  for (let pages = 0; pages < pagesAtOnce; pages++) {
    const count = line.order.length;
    const step = grow(line, at);
    at = step.window;
    if (step.fetch === 0 || !(await fetchPage(room, where(step.fetch)))) break;
    at = grow(line, at).window;
    if (line.order.length > count) break;
  }
  return at.first === from.first && at.last === from.last ? from : at;
}

// Goes to a message, fetching what is not held; false if it could not be fetched. What is wanted
// from elsewhere is gone to by itself, and stays wanted until then.
function useGoTo(
  room: number,
  line: Timeline,
  show: (seq: number, how: Partial<Jump>) => void,
  look: (where: Where, seq: number, how: Partial<Jump>) => Promise<boolean>,
) {
  const goTo = useCallback(
    async (seq: number) => {
      if (!stretch(line, seq)) return look({ around: seq }, seq, { flash: true });
      show(seq, { flash: true });
      return true;
    },
    [line, show, look],
  );
  const aim = wanted.value?.room === room ? wanted.value : undefined;
  useEffect(() => {
    if (!aim) return;
    void goTo(aim.seq).then((there) => {
      if (there && wanted.peek() === aim) wanted.value = undefined;
    });
  }, [aim, linkState.value.name === "open"]);
  return goTo;
}

// The window itself, and the ways to put it somewhere.
function useView(room: number, line: Timeline) {
  const row = roomRows.get(room)!;
  const [unreadFrom, setUnreadFrom] = useState(() => (unreadOf(row) > 0 ? row.read_seq + 1 : 0));
  const [window, setWindow] = useState<Window>();
  const [jump, setJump] = useState<Jump>();
  const [failed, setFailed] = useState(false);
  const token = useRef(0);

  const show = useCallback(
    (seq: number, how: Partial<Jump> = {}, from = unreadFrom) => {
      setWindow(around(line, seq || from));
      setJump({ seq, token: ++token.current, place: "center", flash: false, ...how });
    },
    [line, unreadFrom],
  );
  const look = useCallback(
    async (where: Where, seq: number, how: Partial<Jump>) => {
      const page = await fetchPage(room, where, 120);
      setFailed(page === undefined);
      if (page) show(page.at_seq ?? seq, how);
      return page !== undefined;
    },
    [room, show],
  );
  // To the line above the first unread one.
  const toUnread = async (from: number) => {
    const seq = Math.min(from, line.lastSeq);
    if (!stretch(line, seq)) return look({ around: seq }, 0, { place: "start" });
    show(0, { place: "start" }, from);
    return true;
  };
  const toEnd = async () => {
    if (!stretch(line, line.lastSeq)) await fetchPage(room, {}, 80);
    setUnreadFrom(0);
    setWindow(atEnd(line));
    setJump({ seq: Infinity, token: ++token.current, place: "start", flash: false });
  };
  const unread = { unreadFrom, setUnreadFrom, toUnread };
  return { window, setWindow, jump, failed, setFailed, show, look, toEnd, ...unread };
}
type View = ReturnType<typeof useView>;

// Without a network: what is here, from the end; not while the link may still open at once.
function fallBack(line: Timeline, { setWindow }: View): void {
  const here = () => {
    if (linkState.peek().name !== "open" && stretch(line, line.lastSeq))
      setWindow((now) => now ?? atEnd(line));
  };
  setTimeout(here, linkState.peek().name === "waiting" ? 0 : openingMs);
}

// The first look: where one was before the reload, else the first unread, else the end. Gives what
// is done when all that was missing is here.
function useFirstLook(room: number, line: Timeline, view: View) {
  const { window, setWindow, setFailed, show, look, unreadFrom, setUnreadFrom, toUnread } = view;
  const [place] = useState(() => ({ current: takePlace(room) }));
  const first = async () => {
    const was = place.current;
    if (was) {
      const how = { place: was.top };
      if (stretch(line, was.seq)) show(was.seq, how);
      else if (!(await look({ around: was.seq }, was.seq, how))) return fallBack(line, view);
      place.current = undefined;
    } else if (unreadFrom > 0 && !window) {
      if (!(await toUnread(unreadFrom))) fallBack(line, view);
    } else if (!window || window.last === Infinity) {
      const held = line.lastSeq === 0 || stretch(line, line.lastSeq) !== undefined;
      const there = held || (await fetchPage(room, {}, 80)) !== undefined;
      setFailed(!there);
      if (there) setWindow(atEnd(line));
    }
  };
  useEffect(() => {
    const settled = window && !place.current && stretch(line, line.lastSeq);
    if (wanted.peek()?.room !== room && !settled) void first();
  }, [line, linkState.value.name === "open"]);

  // A page that started from what was kept, or slept: what is new since then begins at a line, and
  // nothing of it counts as read before it was seen.
  return (stuck: boolean) => {
    const row = roomRows.get(room)!;
    const from = row.read_seq + 1;
    if (!window || !stuck || place.current || unreadOf(row) < newsRows) return;
    setUnreadFrom(from);
    void toUnread(from);
  };
}

export function useWindow(room: number, line: Timeline) {
  const view = useView(room, line);
  const { window, setWindow, jump, unreadFrom, failed, show, look, toEnd } = view;
  const busy = useRef(false);
  const news = useFirstLook(room, line, view);
  const moving = (grow: typeof older, where: (seq: number) => Where) => async () => {
    if (busy.current || !window) return;
    busy.current = true;
    setWindow(await move(room, line, window, grow, where));
    busy.current = false;
  };
  return {
    window,
    jump,
    news,
    unreadFrom,
    failed,
    toEnd,
    look,
    goTo: useGoTo(room, line, show, look),
    older: moving(older, (seq) => ({ before: seq })),
    newer: moving(newer, (seq) => ({ after: seq })),
  };
}

// Never more rows than there may be, nor more words than need be held while one follows the end.
// Rows that are given up are gone from the window, too: who scrolls up goes on from what is there.
export function useBounds(line: Timeline, window: Window | undefined, stuck: boolean) {
  const bounded = window && cap(line, window, stuck ? "first" : "last");
  if (window && bounded !== window) Object.assign(window, bounded);
  useEffect(() => {
    if (stuck && window?.last === Infinity) trimBeyond(line, heldMax, heldSlack);
  });
  return window;
}

// Quotes of posts that are not here are fetched one by one, each only once; `also` is the one that
// is being replied to, or 0.
export function useQuotes(line: Timeline, rows: Row[], also: number): void {
  const tried = useRef(new Set<number>());
  useEffect(() => {
    if (linkState.value.name !== "open") return;
    const away = rows.flatMap((row) =>
      row.type === "message" && row.quoteState === "away" ? [row.quoteSeq] : [],
    );
    if (also > 0 && !line.shown.has(also)) away.push(also);
    for (const seq of away) {
      if (tried.current.has(seq)) continue;
      tried.current.add(seq);
      void fetchPage(line.room, { around: seq }, 1);
    }
  });
}

// What was told of totals while the link was down is asked for when one looks.
export function useFresh(line: Timeline, first: number): void {
  const open = ready.value && linkState.value.name === "open";
  useEffect(() => {
    if (open && first > 0 && line.stale) void freshen(line.room, first);
  }, [open, first > 0, line.stale]);
}

export function useKeptPlace(room: number, log: { current: Log | null }): void {
  useEffect(() => {
    const keep = () => {
      const place = log.current?.whereabouts();
      if (place) sessionStorage.setItem(placeKey, JSON.stringify({ room, ...place }));
    };
    window.addEventListener("pagehide", keep);
    return () => window.removeEventListener("pagehide", keep);
  }, [room]);
}
