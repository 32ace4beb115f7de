// The list of rooms: one's own with what is unread, then those one may join.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { go } from "../app/entry.ts";
import { createRoom, joinRoom } from "../app/rooms.ts";
import { limits, rooms, route, unreadOf } from "../app/state.ts";
import type { RoomRow } from "../core/protocol.ts";
import { utf8Bytes } from "../core/text.ts";
import { briefTime, whyText, words } from "../i18n/index.ts";
import { Dialog } from "./dialog.tsx";
import { Gear, Glass, Mark, Plus } from "./mark.tsx";
import { Search, useSearchKey } from "./search.tsx";
import { Settings } from "./settings.tsx";

export function RoomList() {
  const t = words.value;
  const [creating, setCreating] = useState(false);
  const [settings, setSettings] = useState(false);
  const [searching, setSearching] = useState(false);
  useSearchKey(() => setSearching(true));
  const mine = rooms.value.filter((row) => row.joined);
  const open = rooms.value.filter((row) => !row.joined);
  return (
    <>
      <nav class="rooms" aria-label={t.rooms.title}>
        <header>
          <Mark />
          <h1>{t.name}</h1>
          <Tool name={t.search.title} act={() => setSearching(true)} keys="Control+K Meta+K">
            <Glass />
          </Tool>
          <Tool name={t.rooms.create} act={() => setCreating(true)}>
            <Plus />
          </Tool>
          <Tool name={t.me.menu} act={() => setSettings(true)}>
            <Gear />
          </Tool>
        </header>
        <div class="scroll" tabIndex={-1}>
          {mine.length === 0 && (
            <p class="empty">
              <b>{t.rooms.none}</b>
              <br />
              {t.rooms.noneHow}
            </p>
          )}
          {mine.length > 0 && <h2>{t.rooms.mine}</h2>}
          <ul>
            {mine.map((row) => (
              <Mine key={row.room} row={row} here={row.room === route.value.room} />
            ))}
          </ul>
          {open.length > 0 && <h2>{t.rooms.open}</h2>}
          <ul>
            {open.map((row) => (
              <Open key={row.room} row={row} />
            ))}
          </ul>
        </div>
      </nav>
      {creating && <Create close={() => setCreating(false)} />}
      {searching && <Search close={() => setSearching(false)} />}
      {settings && <Settings close={() => setSettings(false)} />}
    </>
  );
}

interface ToolProps {
  name: string;
  act: () => void;
  keys?: string;
  children: ComponentChildren;
}

function Tool({ name, act, keys, children }: ToolProps) {
  return (
    <button
      type="button"
      class="plain"
      aria-label={name}
      title={name}
      aria-keyshortcuts={keys}
      onClick={act}
    >
      {children}
    </button>
  );
}

function Mine({ row, here }: { row: RoomRow; here: boolean }) {
  const t = words.value;
  const unread = unreadOf(row);
  return (
    <li>
      <a
        href={`#/r/${row.room}`}
        class={unread > 0 ? "room fresh" : "room"}
        aria-current={here ? "page" : undefined}
      >
        <span class="title" data-user>
          {row.title}
        </span>
        <time>{briefTime(row.last_at)}</time>
        <span class="about">{t.rooms.members(row.members)}</span>
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
      <span class="about">{t.members(row.members)}</span>
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

function Create({ close }: { close: () => void }) {
  const t = words.value;
  const [title, setTitle] = useState("");
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const long = utf8Bytes(title) > limits.value.title_bytes;
  const submit = async (event: Event) => {
    event.preventDefault();
    if (title.trim() === "" || long) return setWhy("title_invalid");
    setBusy(true);
    const outcome = await createRoom(title.trim());
    setBusy(false);
    if (!outcome.ok) return setWhy(outcome.reason);
    close();
    go(outcome.result["room"] as number);
  };
  return (
    <Dialog title={t.rooms.create} close={close}>
      <form onSubmit={(event) => void submit(event)}>
        <label for="room-title">{t.rooms.createTitle}</label>
        <input
          id="room-title"
          value={title}
          autocomplete="off"
          aria-describedby="room-hint"
          onInput={(event) => {
            setTitle(event.currentTarget.value);
            setWhy("");
          }}
        />
        <p id="room-hint" class="quiet">
          {t.rooms.createHint}
        </p>
        {(why !== "" || long) && (
          <p class="trouble" role="alert">
            {whyText(why || "title_invalid")}
          </p>
        )}
        <div class="choices">
          <button type="button" onClick={close}>
            {t.act.cancel}
          </button>
          <button type="submit" class="primary" disabled={busy}>
            {t.rooms.createDo}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
