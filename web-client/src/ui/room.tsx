// One room: its head, its log in a window that moves over the timeline, and the composer.
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Where, fetchPage, nameOf, seen } from "../app/reading.ts";
import { joinRoom, leaveRoom, timelineOf } from "../app/rooms.ts";
import { again, isFlying, remove, withdraw } from "../app/sending.ts";
import { go } from "../app/entry.ts";
import {
  items, link as linkState, me, names, roomRows, roomsVersion, timelineVersion, typing, unreadOf,
} from "../app/state.ts";
import { type MessageRow, buildRows } from "../core/rows.ts";
import type { Timeline } from "../core/timeline.ts";
import { indexAt, stretch } from "../core/timeline.ts";
import { type Window, around, atEnd, cap, newer, older } from "../core/window.ts";
import { language, words } from "../i18n/index.ts";
import { Composer, type Purpose } from "./composer.tsx";
import { ConnectionBar } from "./connection_bar.tsx";
import { Ask } from "./dialog.tsx";
import { type Jump, Log } from "./log.tsx";
import { Back, Calendar, Door, Down } from "./mark.tsx";
import type { Acts } from "./message.tsx";
import { DateJump, MessageMenu } from "./room_dialogs.tsx";

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

export function Room({ room }: { room: number }) {
  roomsVersion.value;
  const row = roomRows.get(room);
  if (!row?.joined) return <NotIn room={room} />;
  return <Joined key={room} room={room} />;
}

function NotIn({ room }: { room: number }) {
  const t = words.value.rooms;
  const row = roomRows.get(room);
  return (
    <section class="pane nowhere">
      <p>{t.gone}</p>
      {row && <button type="button" class="primary" onClick={() => void joinRoom(room)}>{t.join}</button>}
      <button type="button" onClick={() => go(0)}>{t.back}</button>
    </section>
  );
}

function useWindow(room: number, line: Timeline) {
  const row = roomRows.get(room)!;
  const [unreadFrom, setUnreadFrom] = useState(() => (unreadOf(row) > 0 ? row.read_seq + 1 : 0));
  const [window, setWindow] = useState<Window>();
  const [jump, setJump] = useState<Jump>();
  const [failed, setFailed] = useState(false);
  const [place] = useState(() => ({ current: takePlace(room) }));
  const token = useRef(0);
  const busy = useRef(false);
  const open = linkState.value.name === "open";

  const show = useCallback((seq: number, how: Partial<Jump> = {}) => {
    setWindow(around(line, seq || unreadFrom));
    setJump({ seq, token: ++token.current, place: "center", flash: false, ...how });
  }, [line, unreadFrom]);

  const look = useCallback(async (where: Where, seq: number, how: Partial<Jump>) => {
    const page = await fetchPage(room, where, 120);
    setFailed(page === undefined);
    if (page) show(page.at_seq ?? seq, how);
    return page !== undefined;
  }, [room, show]);

  // The first look: where one was before the reload, else the first unread, else the end.
  useEffect(() => {
    if (window && stretch(line, line.lastSeq)) return;
    const first = async () => {
      const was = place.current;
      if (was) {
        if (stretch(line, was.seq)) show(was.seq, { place: was.top });
        else if (!(await look({ around: was.seq }, was.seq, { place: was.top }))) return;
        place.current = undefined;
        return;
      }
      if (unreadFrom > 0 && !window) {
        const from = Math.min(unreadFrom, line.lastSeq);
        if (stretch(line, from) && stretch(line, Math.max(1, from - 10))) return show(0, { place: "start" });
        return void (await look({ around: from }, 0, { place: "start" }));
      }
      if (window && window.last !== Infinity) return;
      if (!stretch(line, line.lastSeq) && line.lastSeq > 0) {
        const page = await fetchPage(room, {}, 80);
        setFailed(page === undefined);
        if (!page) return;
      }
      setWindow(atEnd(line));
    };
    void first();
  }, [line, open]);

  const move = (grow: typeof older, where: (seq: number) => Where) => async () => {
    if (busy.current || !window) return;
    busy.current = true;
    let at = window;
    for (let pages = 0; pages < 6; pages++) {
      const count = line.order.length;
      const step = grow(line, at);
      at = step.window;
      if (step.fetch === 0 || !(await fetchPage(room, where(step.fetch)))) break;
      at = grow(line, at).window;
      if (line.order.length > count) break;
    }
    if (at.first !== window.first || at.last !== window.last) setWindow(at);
    busy.current = false;
  };

  const toEnd = async () => {
    if (!stretch(line, line.lastSeq)) await fetchPage(room, {}, 80);
    setUnreadFrom(0);
    setWindow(atEnd(line));
    setJump({ seq: Infinity, token: ++token.current, place: "start", flash: false });
  };

  return {
    window, setWindow, jump, unreadFrom, failed, toEnd, show, look,
    older: move(older, (seq) => ({ before: seq })),
    newer: move(newer, (seq) => ({ after: seq })),
  };
}

function Joined({ room }: { room: number }) {
  roomsVersion.value;
  timelineVersion.value;
  const t = words.value;
  const row = roomRows.get(room)!;
  const line = timelineOf(room)!;
  const view = useWindow(room, line);
  const [stuck, setStuck] = useState(true);
  const [purpose, setPurpose] = useState<Purpose>({ kind: "new" });
  const [menu, setMenu] = useState<MessageRow>();
  const [dialog, setDialog] = useState<"" | "date" | "leave" | "delete">("");
  const log = useRef<Log>(null);

  const mine = items.value.filter((item) => item.params["room"] === room);
  const window = view.window && cap(line, view.window, stuck ? "first" : "last");
  const tail = window?.last === Infinity;
  const rows = window
    ? buildRows({
        line, first: window.first, last: window.last, tail, unreadFrom: view.unreadFrom,
        me: me.value.member, items: mine, flying: isFlying,
      })
    : [];
  useQuotes(room, rows);
  useKeptPlace(room, log);

  const jumpTo = (seq: number) => {
    if (stretch(line, seq)) view.show(seq, { flash: true });
    else void view.look({ around: seq }, seq, { flash: true });
  };
  const giveBack = async (item: MessageRow) => {
    if (!(await withdraw(item.item))) return;
    if (item.change === "edit") setPurpose({ kind: "edit", target: targetOf(item) });
    else setPurpose({ kind: "given", text: item.text, token: item.item });
  };
  const acts: Acts = useMemo(() => ({
    menu: setMenu,
    jump: (seq) => jumpTo(seq),
    again: (item) => void again(item.item),
    edit: (item) => void giveBack(item),
    discard: (item) => void withdraw(item.item),
  }), [line, view.unreadFrom]);

  const editLast = () => {
    const last = [...rows].reverse().find((one): one is MessageRow =>
      one.type === "message" && one.mine && one.way === "kept" && !one.deleted);
    if (last) setPurpose({ kind: "edit", target: targetOf(last) });
  };
  const onSeen = (seq: number, all: boolean) => {
    if (all) return seen(room, line.lastSeq, line.lastN);
    const at = line.order[indexAt(line.order, seq)];
    const event = at === undefined ? undefined : line.shown.get(at);
    if (event) seen(room, event.seq, event.n);
  };
  const unread = unreadOf(row);
  return (
    <section class="pane" aria-labelledby="room-name">
      <header class="head">
        <a class="plain back" href="#/" aria-label={t.rooms.back}><Back /></a>
        <div class="who">
          <h2 id="room-name" data-user>{row.title}</h2>
          <p title={t.rooms.readers}>{t.rooms.members(row.members)}</p>
        </div>
        <button type="button" class="plain" aria-label={t.log.jumpDate} title={t.log.jumpDate}
          onClick={() => setDialog("date")}><Calendar /></button>
        <button type="button" class="plain" aria-label={t.rooms.leave} title={t.rooms.leave}
          onClick={() => setDialog("leave")}><Door /></button>
      </header>
      <div class="middle">
        {window
          ? <Log self={log} label={t.log.label(row.title)} rows={rows} tail={tail} jump={view.jump} acts={acts}
              language={language.value} names={names.value} older={() => void view.older()}
              newer={() => void view.newer()} moved={setStuck} seen={onSeen} />
          : <p class="log empty" role="status">{view.failed ? t.log.failed : t.log.loading}</p>}
        {window && !stuck && (
          <button type="button" class="pill" onClick={() => void view.toEnd()}>
            <Down />{unread > 0 ? t.log.waiting(unread) : t.log.latest}
          </button>
        )}
      </div>
      <Typing room={room} />
      <ConnectionBar />
      <Composer room={room} purpose={purpose} setPurpose={setPurpose} editLast={editLast}
        sent={() => void view.toEnd()} />
      {menu && !dialog && (
        <MessageMenu row={menu} close={() => setMenu(undefined)} remove={() => setDialog("delete")}
          reply={() => setPurpose({ kind: "reply", target: targetOf(menu) })}
          edit={() => setPurpose({ kind: "edit", target: targetOf(menu) })} />
      )}
      {dialog === "date" && (
        <DateJump close={() => setDialog("")} go={(at) => void view.look({ at }, line.lastSeq, { place: "start" })} />
      )}
      {dialog === "leave" && (
        <Ask title={t.rooms.leaveAsk(row.title)} text={t.rooms.leaveHow} yes={t.rooms.leave}
          act={() => void leaveRoom(room).then(() => go(0))} close={() => setDialog("")} />
      )}
      {dialog === "delete" && menu && (
        <Ask title={t.act.deleteAsk} text={t.act.deleteHow} yes={t.act.delete}
          act={() => void remove(room, menu.seq)} close={() => { setDialog(""); setMenu(undefined); }} />
      )}
    </section>
  );
}

const targetOf = (row: MessageRow) => ({ seq: row.seq, name: nameOf(row.by), text: row.text });

// Quotes of posts that are not here are fetched one by one, each only once.
function useQuotes(room: number, rows: ReturnType<typeof buildRows>): void {
  const tried = useRef(new Set<number>());
  useEffect(() => {
    if (linkState.value.name !== "open") return;
    for (const row of rows) {
      if (row.type !== "message" || row.quoteState !== "away" || tried.current.has(row.quoteSeq)) continue;
      tried.current.add(row.quoteSeq);
      void fetchPage(room, { around: row.quoteSeq }, 1);
    }
  });
}

function useKeptPlace(room: number, log: { current: Log | null }): void {
  useEffect(() => {
    const keep = () => {
      const place = log.current?.whereabouts();
      if (place) sessionStorage.setItem(placeKey, JSON.stringify({ room, ...place }));
    };
    window.addEventListener("pagehide", keep);
    return () => window.removeEventListener("pagehide", keep);
  }, [room]);
}

function Typing({ room }: { room: number }) {
  const who = [...typing.value.keys()].filter((key) => key.startsWith(`${room}:`))
    .map((key) => nameOf(Number(key.split(":")[1])) || words.value.log.someone);
  return <p class="typing" aria-hidden="true">{who.length > 0 && words.value.log.typing(who)}</p>;
}
