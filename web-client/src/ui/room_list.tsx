// The list of rooms in groups: one's own unit first, then what lies above it, direct rooms apart.
import { useState } from "preact/hooks";
import { go } from "../app/routing.ts";
import { joinRoom } from "../app/rooms.ts";
import { me, rooms, route, tree, unreadOf } from "../app/state.ts";
import type { RoomRow } from "../core/protocol.ts";
import { type RoomGroup, groupRooms } from "../core/room_groups.ts";
import { briefTime, whyText, words } from "../i18n/index.ts";
import { Gear, Glass, Mark, Plus, Tree, Turn } from "./mark.tsx";
import { lastLine } from "./last_words.ts";
import { CreateRoom, Mentions, RoomPanel, Search, Settings } from "./parts.ts";
import { titleOf, unitName } from "./room_title.ts";
import { useSearchKey } from "./search_key.ts";

type Opened = "" | "create" | "search" | "settings" | "mentions" | { arrange: number };

export function RoomList() {
  const t = words.value;
  const [opened, setOpened] = useState<Opened>("");
  const close = () => setOpened("");
  useSearchKey(() => setOpened("search"));
  const mentioned = rooms.value.reduce((sum, row) => sum + (row.mentions ?? 0), 0);
  const groups = groupRooms(rooms.value, tree.value, me.value);
  return (
    <>
      <nav class="rooms" aria-label={t.rooms.title}>
        <Top open={setOpened} />
        <div class="scroll" tabIndex={-1}>
          {rooms.value.every((row) => !row.joined) && (
            <p class="empty">
              <b>{t.rooms.none}</b>
              <br />
              {t.rooms.noneHow}
            </p>
          )}
          {mentioned > 0 && (
            <button type="button" class="mentioned" onClick={() => setOpened("mentions")}>
              @ {t.posts.mentions(mentioned)}
            </button>
          )}
          {groups.map((group) => (
            <Group
              key={`${group.kind}${group.unit}`}
              group={group}
              arrange={(room) => setOpened({ arrange: room })}
            />
          ))}
        </div>
      </nav>
      {opened === "create" && <CreateRoom close={close} />}
      {opened === "search" && <Search close={close} />}
      {opened === "mentions" && <Mentions close={close} />}
      {opened === "settings" && <Settings close={close} />}
      {typeof opened === "object" && <RoomPanel room={opened.arrange} close={close} />}
    </>
  );
}

function Top({ open }: { open: (what: Opened) => void }) {
  const t = words.value;
  return (
    <header>
      <Mark />
      <h1>{t.name}</h1>
      {me.value.organiser && (
        <a class="plain" href="#/admin" aria-label={t.house.admin} title={t.house.admin}>
          <Tree />
        </a>
      )}
      <button
        type="button"
        class="plain"
        aria-label={t.search.title}
        title={t.search.title}
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => open("search")}
      >
        <Glass />
      </button>
      <button
        type="button"
        class="plain"
        aria-label={t.rooms.create}
        title={t.rooms.create}
        onClick={() => open("create")}
      >
        <Plus />
      </button>
      <button
        type="button"
        class="plain"
        aria-label={t.me.menu}
        title={t.me.menu}
        onClick={() => open("settings")}
      >
        <Gear />
      </button>
    </header>
  );
}

interface GroupProps {
  group: RoomGroup;
  arrange: (room: number) => void;
}

function Group({ group, arrange }: GroupProps) {
  const t = words.value.house;
  const list = (
    <ul>
      {group.rooms.map((row) =>
        row.joined ? (
          <Mine key={row.room} row={row} here={row.room === route.value.room} />
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
      <details open={here}>
        <summary>
          <Turn />
          {t.archived}
          <span class="number">{group.rooms.length}</span>
        </summary>
        {list}
      </details>
    );
  }
  const name = group.kind === "unit" ? unitName(group.unit) : t[group.kind];
  return (
    <>
      {name !== "" && <h2 data-user={group.kind === "unit"}>{name}</h2>}
      {list}
    </>
  );
}

// One that one may arrange from outside, and neither read nor come into.
function Arranged({ row, act }: { row: RoomRow; act: () => void }) {
  const t = words.value;
  return (
    <li class="room">
      <span class="title" data-user>
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

function about(row: RoomRow): string {
  const t = words.value;
  const marks = [
    ...(row.access === "direct" ? [] : [t.rooms.members(row.members)]),
    ...(row.kind === "bulletin" ? [t.house.bulletin] : []),
    ...(row.access === "closed" ? [t.house.closed] : []),
  ];
  return marks.join(" · ");
}

function Mine({ row, here }: { row: RoomRow; here: boolean }) {
  const t = words.value;
  const unread = unreadOf(row);
  const last = lastLine(row);
  return (
    <li>
      <a
        href={`#/r/${row.room}`}
        class={unread > 0 ? "room fresh" : "room"}
        aria-current={here ? "page" : undefined}
      >
        <span class="title" data-user>
          {titleOf(row)}
        </span>
        <time>{briefTime(row.last_at)}</time>
        <span class="about" data-user={last !== ""} dir="auto">
          {last || about(row)}
        </span>
        {(row.mentions ?? 0) > 0 && (
          <span class="badge at">
            <span aria-hidden="true">@{row.mentions}</span>
            <span class="spoken">{t.posts.mentions(row.mentions!)}</span>
          </span>
        )}
        {unread > 0 && (
          <span class="badge">
            <span aria-hidden="true">{unread > 999 ? "999+" : unread}</span>
            <span class="spoken">{t.rooms.unread(unread)}</span>
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
      <span class="title" data-user>
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
