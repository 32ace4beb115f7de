// One room: its head, its log in a window that moves over the timeline, and the composer.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { oversees } from "../app/organisation.ts";
import { nameOf } from "../app/reading.ts";
import { seen } from "../app/reads.ts";
import { timelineOf } from "../app/rooms.ts";
import { again, isFlying, remove, withdraw } from "../app/sending.ts";
import {
  items,
  me,
  ready,
  roomRows,
  roomsVersion,
  timelineVersion,
  typing,
  unreadOf,
} from "../app/state.ts";
import type { RoomRow } from "../core/protocol.ts";
import { readable } from "../core/mentions.ts";
import { isolated } from "../core/text.ts";
import { type MessageRow, type Row, buildRows } from "../core/rows.ts";
import { type Timeline, indexAt, isPost, textOf } from "../core/timeline.ts";
import type { Window } from "../core/window.ts";
import { fullTime, words } from "../i18n/index.ts";
import { AlertBar } from "./alert_bar.tsx";
import { BackToRooms } from "./back.tsx";
import { nameIn } from "./called.ts";
import { Composer, type Purpose } from "./composer.tsx";
import { ConnectionBar } from "./connection_bar.tsx";
import { Log } from "./log.tsx";
import { Calendar, Down, People } from "./mark.tsx";
import { type Acts, rowProps } from "./message.tsx";
import {
  DateJump,
  MemberCard,
  MessageMenu,
  NotIn,
  QuestionBoard,
  RoomPanel,
  WriteNotice,
} from "./parts.ts";
import { Plain } from "./plain.tsx";
import { useMuted } from "./muted.ts";
import { NotSent } from "./not_sent.tsx";
import { titleOf } from "./room_title.ts";
import {
  useBounds,
  useFresh,
  useKeptPlace,
  useLatest,
  useQuotes,
  useWindow,
} from "./room_window.ts";
import { elder } from "./theme.ts";

export function Room({ room }: { room: number }) {
  roomsVersion.value;
  const row = roomRows.get(room);
  if (!row?.joined) return <NotIn room={room} row={row} />;
  return <Joined key={room} room={room} />;
}

const settleMs = 300;

// What is still coming in is not before anybody's eyes yet, nor is the end while the news move the
// view to where they begin.
function useInSight(news: () => void) {
  const inSight = useRef(false);
  useEffect(() => {
    inSight.current = false;
    if (!ready.value) return undefined;
    news();
    const timer = setTimeout(() => (inSight.current = true), settleMs);
    return () => clearTimeout(timer);
  }, [ready.value]);
  return inSight;
}

const atTop = { place: "start" } as const;

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
  const [card, setCard] = useState(0); // the member one looks at; 0 = none
  const log = useRef<Log>(null);

  const window = useBounds(line, view.window, stuck);
  const tail = window?.last === Infinity;
  const rows = window ? rowsOf(room, line, window, view.unreadFrom) : [];
  useQuotes(line, rows, purpose.kind === "reply" || purpose.kind === "answer" ? purpose.seq : 0);
  useKeptPlace(room, log);
  const acts = useActs(line, view, { setMenu, setPurpose, setCard });
  useFresh(line, window?.first ?? 0);
  const muted = useMuted(row);
  const inSight = useInSight(() => view.news(stuck));
  useLatest(() => (seen(room, line.lastSeq, line.lastN), void view.toEnd()));

  return (
    <section class="pane" aria-labelledby="room-name">
      <Head room={room} row={row} toDay={(at) => void view.look({ at }, line.lastSeq, atTop)} />
      <div class="middle">
        {window ? (
          <Log
            self={log}
            room={room}
            label={t.log.label(titleOf(row))}
            rows={rows}
            tail={tail}
            jump={view.jump}
            acts={acts}
            {...rowProps()}
            older={() => void view.older()}
            newer={() => void view.newer()}
            moved={setStuck}
            seen={(seq, all) => inSight.current && noteSeen(line, seq, all)}
          />
        ) : (
          <Nothing failed={view.failed} />
        )}
        {window && !stuck && <Pill unread={unreadOf(row)} act={() => void view.toEnd()} />}
      </div>
      <Typing room={room} />
      <ConnectionBar />
      <NotSent />
      {row.kind === "questions" && <AskBar />}
      {(hasComposer(row) && muted === 0) || purpose.kind === "edit" || purpose.kind === "answer" ? (
        <Composer
          room={room}
          purpose={purpose}
          setPurpose={setPurpose}
          asks={row.kind === "questions"}
          quoted={(seq) => quoted(line, seq)}
          editLast={() => editLast(rows, setPurpose)}
          sent={() => void view.toEnd()}
        />
      ) : (
        <NoWords row={row} muted={muted} line={line} />
      )}
      {menu && <Menu {...{ row: menu, room, setMenu, setPurpose }} />}
      {card > 0 && <MemberCard member={card} close={() => setCard(0)} />}
    </section>
  );
}

function Nothing({ failed }: { failed: boolean }) {
  const t = words.value.log;
  return (
    <p class="log empty" role="status">
      {failed ? t.failed : t.loading}
    </p>
  );
}

const hasComposer = (row: RoomRow) =>
  !row.archived &&
  row.kind !== "bulletin" &&
  row.kind !== "alert" &&
  (!row.read_only || oversees(row));

// Where one does not simply write: an archived room, a bulletin, and where one may not speak now.
interface NoWordsProps {
  row: RoomRow;
  muted: number;
  line: Timeline;
}

function NoWords({ row, muted, line }: NoWordsProps) {
  const t = words.value;
  const [writing, setWriting] = useState(false);
  if (row.archived) return <p class="bar told">{t.house.archivedHere}</p>;
  if (row.kind === "alert") return <AlertBar room={row.room} line={line} />;
  if (muted > 0) return <p class="bar told">{t.posts.mutedHere(fullTime(muted))}</p>;
  if (row.kind !== "bulletin") return <p class="bar told">{t.posts.quietHere}</p>;
  if (!oversees(row)) return <p class="bar told">{t.posts.readOnly}</p>;
  return (
    <div class="bar">
      <button type="button" class="primary" onClick={() => setWriting(true)}>
        {t.posts.write}
      </button>
      {writing && <WriteNotice room={row.room} close={() => setWriting(false)} />}
    </div>
  );
}

// What asking here means, and what is open.
function AskBar() {
  const t = words.value.questions;
  const [board, setBoard] = useState(false);
  return (
    <div class="ask-bar">
      <p>{t.how}</p>
      <button type="button" onClick={() => setBoard(true)}>
        {t.board}
      </button>
      {board && <QuestionBoard close={() => setBoard(false)} />}
    </div>
  );
}

interface MenuProps {
  row: MessageRow;
  room: number;
  setMenu: (row: MessageRow | undefined) => void;
  setPurpose: (purpose: Purpose) => void;
}

function Menu({ row, room, setMenu, setPurpose }: MenuProps) {
  return (
    <MessageMenu
      room={room}
      row={row}
      close={() => setMenu(undefined)}
      remove={() => void remove(room, row.seq)}
      reply={() => setPurpose({ kind: "reply", seq: row.seq })}
      edit={() => setPurpose({ kind: "edit", target: targetOf(row) })}
    />
  );
}

function editLast(rows: Row[], setPurpose: (purpose: Purpose) => void): void {
  const can = (row: Row): row is MessageRow =>
    row.type === "message" && row.mine && row.way === "kept" && !row.deleted;
  const last = [...rows].reverse().find(can);
  if (last) setPurpose({ kind: "edit", target: targetOf(last) });
}

function Pill({ unread, act }: { unread: number; act: () => void }) {
  const t = words.value.log;
  return (
    <button type="button" class="pill" onClick={act}>
      <Down />
      {unread > 0 ? t.waiting(unread) : t.latest}
    </button>
  );
}

function rowsOf(room: number, line: Timeline, { first, last }: Window, unreadFrom: number) {
  return buildRows({
    line,
    first,
    last,
    tail: last === Infinity,
    unreadFrom,
    me: me.value.member,
    items: items.value.filter((item) => item.params["room"] === room),
    flying: isFlying,
  });
}

interface Setters {
  setMenu: (row: MessageRow) => void;
  setPurpose: (purpose: Purpose) => void;
  setCard: (member: number) => void;
}

function useActs(
  line: Timeline,
  view: ReturnType<typeof useWindow>,
  { setMenu, setPurpose, setCard }: Setters,
): Acts {
  const giveBack = async (item: MessageRow) => {
    if (!(await withdraw(item.item))) return;
    if (item.change === "edit") setPurpose({ kind: "edit", target: targetOf(item) });
    else setPurpose({ kind: "given", text: item.text, token: item.item });
  };
  return useMemo(
    () => ({
      menu: setMenu,
      jump: (seq) => void view.goTo(seq),
      again: (item) => void again(item.item),
      edit: (item) => void giveBack(item),
      discard: (item) => void withdraw(item.item),
      who: setCard,
      answer: ({ seq }) => setPurpose({ kind: "answer", seq }),
    }),
    [line, view.goTo],
  );
}

function noteSeen(line: Timeline, seq: number, all: boolean): void {
  if (all) return seen(line.room, line.lastSeq, line.lastN);
  const at = line.order[indexAt(line.order, seq)];
  const event = at === undefined ? undefined : line.shown.get(at);
  if (event) seen(line.room, event.seq, event.n);
}

interface HeadProps {
  room: number;
  row: RoomRow;
  toDay: (at: number) => void;
}

function Head({ room, row, toDay }: HeadProps) {
  const t = words.value;
  const [dialog, setDialog] = useState<"" | "date" | "panel">("");
  const close = () => setDialog("");
  return (
    <>
      <header class="head">
        <BackToRooms />
        <div class="who">
          <h2 id="room-name" data-user dir="auto">
            {titleOf(row)}
          </h2>
          <p>
            <button type="button" class="readers" onClick={() => setDialog("panel")}>
              {row.access === "direct" ? t.house.between : t.rooms.members(row.members)}
              <span class="spoken">{t.house.readers}</span>
            </button>
          </p>
        </div>
        {!elder.value && (
          <Plain sign={Calendar} label={t.log.jumpDate} act={() => setDialog("date")} />
        )}
        <Plain
          sign={People}
          label={t.house.panel}
          word={t.house.people}
          act={() => setDialog("panel")}
        />
      </header>
      {dialog === "date" && <DateJump close={close} go={toDay} />}
      {dialog === "panel" && (
        <RoomPanel room={room} close={close} toDay={() => setDialog("date")} />
      )}
    </>
  );
}

const targetOf = (row: MessageRow) => ({ seq: row.seq, name: nameOf(row.by), text: row.text });

function quoted(line: Timeline, seq: number) {
  const t = words.value.log;
  const event = line.shown.get(seq);
  if (isPost(event)) {
    return { seq, name: nameOf(event.by), text: readable(textOf(line, event).text, nameIn) };
  }
  return { seq, name: t.someone, text: event ? t.quoteDeleted : t.quoteAway };
}

function Typing({ room }: { room: number }) {
  const who = [...typing.value.keys()]
    .filter((key) => key.startsWith(`${room}:`))
    .map((key) => isolated(nameOf(Number(key.split(":")[1])) || words.value.log.someone));
  return (
    <p class="typing" aria-hidden="true">
      {who.length > 0 && words.value.log.typing(who)}
    </p>
  );
}
