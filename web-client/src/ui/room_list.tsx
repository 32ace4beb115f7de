// The list of rooms in groups: one's own unit first, then what lies above it, direct rooms apart;
// or those alone whose name is looked for. One stop of the Tab key; see comfort/keys.ts.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { openAlerts } from "../app/alerts.ts";
import { firstDrawn } from "../app/frames.ts";
import { go } from "../app/routing.ts";
import { joinRoom } from "../app/rooms.ts";
import { me, rooms, route, skew, tree, unreadOf } from "../app/state.ts";
import type { RoomRow } from "../core/protocol.ts";
import { type RoomGroup, groupRooms, isTalk } from "../core/room_groups.ts";
import { briefTime, whyText, words } from "../i18n/index.ts";
import { badge, most } from "./badge.tsx";
import { HeartToHeart } from "./heart_to_heart.tsx";
import { Alarm, Gear, Glass, Mark, Plus, Tree, Turn } from "./mark.tsx";
import { lastLine } from "./last_words.ts";
import { NotSent } from "./not_sent.tsx";
import {
  AlertBoard,
  Comfort,
  CreateRoom,
  Mentions,
  Room,
  RoomPanel,
  Search,
  Settings,
  everyday,
} from "./parts.ts";
import { Plain } from "./plain.tsx";
import { initialsOfRoom, titleOf, unitName } from "./room_title.ts";
import { searchFor, useSearchKey } from "./search_key.ts";
import { elder } from "./theme.ts";

type Opened = "" | "create" | "search" | "settings" | "mentions" | "alerts" | { arrange: number };
type Finds = (query: string, name: string, initials: string) => boolean;

// What one types to find a room by its name; the rule of finding is fetched with the first letter.
function useFinding() {
  const [query, setQuery] = useState("");
  const [finds, setFinds] = useState<{ rule: Finds }>();
  const find = (text: string) => {
    setQuery(text);
    if (!finds) void everyday().then((part) => setFinds({ rule: part.finds }));
  };
  const looks = query.trim() !== "" && finds !== undefined;
  const shown = looks
    ? rooms.value.filter((row) => finds.rule(query, titleOf(row), initialsOfRoom(row)))
    : rooms.value;
  return { query, find, looks, shown };
}

const smallHouse = 8; // so many rooms an elder sees without a field to find them

export function RoomList() {
  const t = words.value;
  const [opened, setOpened] = useState<Opened>("");
  const [stop, setStop] = useState(0); // the room that the Tab key reaches
  const list = useRef<HTMLDivElement>(null);
  const { query, find, looks, shown } = useFinding();
  const close = () => setOpened("");
  useSearchKey(() => setOpened("search"));
  useEffect(() => void firstDrawn.then(Room.early), []);
  const mentioned = rooms.value.reduce((sum, row) => sum + (row.mentions ?? 0), 0);
  const groups = groupRooms(shown, tree.value, me.value);
  const search = () => {
    if (query !== "") searchFor(query);
    find("");
    setOpened("search");
  };
  const stops = groups.flatMap((group) => group.rooms).filter((row) => row.joined);
  const first = [stop, route.value.room].find((room) => stops.some((row) => row.room === room));
  return (
    <>
      <Comfort />
      <nav class="rooms" aria-label={t.rooms.title}>
        <Top open={setOpened}>
          {(!elder.value || rooms.value.length > smallHouse) && (
            <Find
              query={query}
              find={find}
              down={() => list.current?.querySelector<HTMLElement>("a.room")?.focus()}
              enter={() => (stops[0] ? go(stops[0].room) : search())}
            />
          )}
          <Plain sign={Glass} label={t.search} keys="Control+K Meta+K" act={search} />
        </Top>
        <div class="scroll" tabIndex={-1} ref={list}>
          {looks ? (
            <p class="empty" role="status">
              {t.rooms.found(shown.length)}
            </p>
          ) : (
            <Said mentioned={mentioned} open={setOpened} />
          )}
          {groups.map((group) => (
            <Group
              key={`${group.kind}${group.unit}`}
              group={group}
              stop={first ?? stops[0]?.room ?? 0}
              reached={setStop}
              all={looks}
              arrange={(room) => setOpened({ arrange: room })}
            />
          ))}
          {looks && (
            <button type="button" class="in-words" onClick={search}>
              <Glass />
              <bdi>{t.rooms.inWords(query.trim())}</bdi>
            </button>
          )}
          {elder.value && <ElderActs open={setOpened} />}
        </div>
        <NotSent />
      </nav>
      {opened === "create" && <CreateRoom close={close} />}
      {opened === "alerts" && <AlertBoard close={close} />}
      {opened === "search" && <Search close={close} />}
      {opened === "mentions" && <Mentions close={close} />}
      {opened === "settings" && <Settings close={close} />}
      {typeof opened === "object" && <RoomPanel room={opened.arrange} close={close} />}
    </>
  );
}

// What stands above the rooms: alerts, the way to a talk, that there are no rooms yet, or who is
// asked for.
function Said({ mentioned, open }: { mentioned: number; open: (what: Opened) => void }) {
  const t = words.value;
  return (
    <>
      <ToAlerts open={() => open("alerts")} />
      <HeartToHeart />
      {rooms.value.every((row) => !row.joined) && (
        <p class="empty">
          <b>{t.rooms.none}</b>
          <br />
          {t.rooms.noneHow}
        </p>
      )}
      {mentioned > 0 && (
        <button type="button" class="mentioned" onClick={() => open("mentions")}>
          @ {t.posts.mentions(mentioned)}
        </button>
      )}
    </>
  );
}

// The alerts that are open; where there are none, the way to raise one for who may.
function ToAlerts({ open }: { open: () => void }) {
  const t = words.value.alerts;
  const drills = openAlerts.value.filter(({ drill }) => drill).length;
  const real = openAlerts.value.length - drills;
  if (real + drills === 0 && !me.value.organiser) return null;
  const kind = real > 0 ? "real" : drills > 0 ? "drill" : "";
  return (
    <button type="button" class={`alarmed ${kind}`} onClick={open}>
      <Alarm />
      {real + drills > 0 ? t.open(real, drills) : t.tag}
    </button>
  );
}

// In elder mode what one seldom does comes last.
function ElderActs({ open }: { open: (what: Opened) => void }) {
  return (
    <p class="elder-acts">
      <Plain sign={Plus} label={words.value.rooms.create} act={() => open("create")} />
      {me.value.organiser && <ToAdmin />}
    </p>
  );
}

function ToAdmin() {
  const t = words.value.house;
  return (
    <a class="plain" href="#/admin" aria-label={t.admin} title={t.admin}>
      <Tree />
      {elder.value && <span>{t.admin}</span>}
    </a>
  );
}

interface TopProps {
  open: (what: Opened) => void;
  children: ComponentChildren;
}

function Top({ open, children }: TopProps) {
  const t = words.value;
  return (
    <header>
      <Mark />
      <h1>{t.name}</h1>
      <span class="ends">
        {!elder.value && me.value.organiser && <ToAdmin />}
        {!elder.value && (
          <Plain sign={Plus} label={t.rooms.create} act={() => open("create")} />
        )}
        <Plain sign={Gear} label={t.me.menu} act={() => open("settings")} />
      </span>
      <div class="finding">{children}</div>
    </header>
  );
}

interface FindProps {
  query: string;
  find: (text: string) => void;
  down: () => void;
  enter: () => void;
}

function Find({ query, find, down, enter }: FindProps) {
  const label = words.value.rooms.find;
  const key = (event: KeyboardEvent) => {
    if (event.isComposing || event.keyCode === 229) return;
    const act =
      event.key === "ArrowDown"
        ? down
        : query !== "" && event.key === "Enter"
          ? enter
          : query !== "" && event.key === "Escape"
            ? () => find("")
            : undefined;
    if (!act || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      value={query}
      autocomplete="off"
      enterkeyhint="go"
      onInput={(event) => find(event.currentTarget.value)}
      onKeyDown={key}
    />
  );
}

interface GroupProps {
  group: RoomGroup;
  stop: number;
  reached: (room: number) => void;
  all: boolean; // nothing is folded away
  arrange: (room: number) => void;
}

function Group({ group, stop, reached, all, arrange }: GroupProps) {
  const t = words.value.house;
  const list = (
    <ul>
      {group.rooms.map((row) =>
        row.joined ? (
          mine(row, row.room === stop, reached)
        ) : group.kind === "join" ? (
          <Open key={row.room} row={row} />
        ) : (
          <Arranged key={row.room} row={row} act={() => arrange(row.room)} />
        ),
      )}
    </ul>
  );
  if (group.kind === "archived") {
    const here = group.rooms.some(({ room }) => room === route.value.room);
    return (
      <details open={here || all}>
        <summary>
          <Turn />
          {t.archived}
          <span class="number">{group.rooms.length}</span>
        </summary>
        {list}
      </details>
    );
  }
  const name =
    group.kind === "unit"
      ? unitName(group.unit)
      : group.kind === "talk"
        ? words.value.talks.title
        : t[group.kind];
  return (
    <>
      {name !== "" && (
        <h2 data-user={group.kind === "unit" || undefined} dir="auto">
          {name}
        </h2>
      )}
      {list}
    </>
  );
}

// One that one may arrange from outside, and neither read nor come into.
function Arranged({ row, act }: { row: RoomRow; act: () => void }) {
  const t = words.value;
  return (
    <li class="room">
      <span class="title" data-user dir="auto">
        {row.title}
      </span>
      <span class="about">{about(row)}</span>
      <button
        type="button"
        onClick={act}
        aria-label={`${t.house.arrangeDo}${t.house.colon}${row.title}`}
      >
        {t.house.arrangeDo}
      </button>
    </li>
  );
}

const isMuted = (row: RoomRow) => (row.muted_until ?? 0) > Date.now() + skew.value;

function about(row: RoomRow): string {
  const t = words.value;
  const marks = [
    ...(row.access === "direct" || isTalk(row) ? [] : [t.rooms.members(row.members)]),
    ...(row.kind === "bulletin" ? [t.house.bulletin] : []),
    ...(row.kind === "alert" ? [t.alerts.tag] : []),
    ...(row.access === "closed" && !isTalk(row) ? [t.house.closed] : []),
    ...(isMuted(row) ? [t.rooms.muted] : []),
  ];
  return marks.join(" · ");
}

// No component: of a list that is drawn as a whole, each would cost as much as what it draws.
function mine(row: RoomRow, tab: boolean, reached: (room: number) => void) {
  const t = words.value;
  const unread = unreadOf(row);
  const last = lastLine(row);
  const mentions = row.mentions ?? 0;
  return (
    <li key={row.room}>
      <a
        href={`#/r/${row.room}`}
        class={unread > 0 ? "room fresh" : "room"}
        aria-current={row.room === route.value.room ? "page" : undefined}
        tabIndex={tab ? 0 : -1}
        onFocus={() => reached(row.room)}
      >
        <span class="title" data-user dir="auto">
          {titleOf(row)}
        </span>
        <time>{briefTime(row.last_at)}</time>
        <span class="about" data-user={last !== "" || undefined}>
          {isMuted(row) && last !== "" && `${t.rooms.muted} · `}
          {last || about(row)}
        </span>
        {mentions + unread > 0 && (
          <span class="badges">
            {mentions > 0 && badge("badge at", `@${most(mentions)}`, t.posts.mentions(mentions))}
            {unread > 0 && badge("badge", most(unread), t.rooms.unread(unread))}
          </span>
        )}
      </a>
    </li>
  );
}

function Open({ row }: { row: RoomRow }) {
  const t = words.value.rooms;
  const [joining, setJoining] = useState(false);
  const [why, setWhy] = useState("");
  const join = async () => {
    setJoining(true);
    const outcome = await joinRoom(row.room);
    setJoining(false);
    if (outcome.ok) go(row.room);
    else setWhy(outcome.reason);
  };
  return (
    <li class="room">
      <span class="title" data-user dir="auto">
        {row.title}
      </span>
      <span class="about">{about(row)}</span>
      <button
        type="button"
        disabled={joining}
        onClick={() => void join()}
        aria-label={`${t.join}: ${row.title}`}
      >
        {joining ? t.joining : t.join}
      </button>
      {why !== "" && (
        <span class="trouble" role="alert">
          {whyText(why)}
        </span>
      )}
    </li>
  );
}
