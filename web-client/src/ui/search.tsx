// Looking for words: a field, and what was found, by room. Words still being composed by an input
// method are not looked for.
import { useEffect, useRef, useState } from "preact/hooks";
import { nameOf } from "../app/reading.ts";
import {
  behind,
  endSearch,
  hasMore,
  hits,
  looking,
  search,
  searchAgain,
  searchMore,
  showHit,
} from "../app/searching.ts";
import { limits, link, roomRows, route } from "../app/state.ts";
import { type Group, type Hit, byRoom, pieces } from "../core/search.ts";
import { utf8Bytes } from "../core/text.ts";
import { briefTime, fullTime, timeOf, whyText, words } from "../i18n/index.ts";
import { more } from "../i18n/later/index.ts";
import { Dialog } from "./dialog.tsx";
import { titleOf } from "./room_title.ts";
import { takeAhead } from "./search_key.ts";

const pauseMs = 300; // after the last letter

export function Search({ close }: { close: () => void }) {
  const t = more.value.finding;
  const [query, setQuery] = useState(takeAhead);
  const [here, setHere] = useState(false);
  const composing = useRef(false);
  const timer = useRef(0);
  const room = route.value.room;
  const ask = (text: string, only: boolean, wait = 0) => {
    clearTimeout(timer.current);
    if (composing.current) return;
    timer.current = window.setTimeout(() => search(text, only ? room : 0), wait);
  };
  useEffect(() => {
    endSearch();
    if (query !== "") ask(query, here);
    return () => {
      clearTimeout(timer.current);
      endSearch();
    };
  }, []);
  useEffect(() => {
    if (link.value.name === "open" && looking.peek().name === "offline") searchAgain();
  }, [link.value.name]);
  const input = (text: string) => {
    setQuery(text);
    ask(text, here, pauseMs);
  };
  return (
    <Dialog title={t.title} close={close} wide>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          ask(query, here);
        }}
      >
        <input
          type="search"
          aria-label={t.label}
          placeholder={t.label}
          value={query}
          autocomplete="off"
          autofocus
          enterkeyhint="search"
          onInput={(event) => input(event.currentTarget.value)}
          onCompositionStart={() => (composing.current = true)}
          onCompositionEnd={(event) => {
            composing.current = false;
            input(event.currentTarget.value);
          }}
        />
        {room > 0 && (
          <label class="choice">
            <input
              type="checkbox"
              checked={here}
              onChange={(event) => {
                setHere(event.currentTarget.checked);
                ask(query, event.currentTarget.checked);
              }}
            />
            {t.here}
          </label>
        )}
      </form>
      <Found long={utf8Bytes(query) > limits.value.search_bytes} close={close} />
    </Dialog>
  );
}

function Found({ long, close }: { long: boolean; close: () => void }) {
  const t = more.value.finding;
  const state = looking.value;
  const groups = byRoom(hits.value);
  const busy = state.name === "asking" || state.name === "more";
  return (
    <div class="found" aria-busy={busy}>
      <p class="quiet" role="status">
        {state.name === "idle" && t.how}
        {state.name === "asking" && t.asking}
        {state.name === "done" && groups.length === 0 && t.none}
        {state.name === "done" && groups.length > 0 && t.count(hits.value.length, hasMore.value)}
      </p>
      {state.name === "offline" && (
        <p class="trouble" role="alert">
          {t.offline}
        </p>
      )}
      {state.name === "refused" && (
        <p class="trouble" role="alert">
          {long ? t.tooLong : whyText(state.reason)}{" "}
          {state.reason !== "query_invalid" && (
            <button type="button" onClick={searchAgain}>
              {t.again}
            </button>
          )}
        </p>
      )}
      {behind.value && <p class="quiet">{t.behind}</p>}
      {groups.map((group) => (
        <InRoom key={group.room} group={group} close={close} />
      ))}
      {hasMore.value && (
        <button type="button" class="more" disabled={busy} onClick={searchMore}>
          {state.name === "more" ? t.asking : t.more}
        </button>
      )}
    </div>
  );
}

function InRoom({ group, close }: { group: Group; close: () => void }) {
  const row = roomRows.get(group.room);
  return (
    <section>
      <h3 data-user>{row && titleOf(row)}</h3>
      <ul>
        {group.hits.map((hit) => (
          <li key={hit.seq}>
            <Result hit={hit} close={close} />
          </li>
        ))}
      </ul>
    </section>
  );
}

// The day, if it is not today's, and the time.
function when(at: number): string {
  const brief = briefTime(at);
  const time = timeOf(at);
  return brief === time ? time : `${brief} ${time}`;
}

function Result({ hit, close }: { hit: Hit; close: () => void }) {
  const t = words.value.log;
  return (
    <button
      type="button"
      class="hit"
      onClick={() => {
        close();
        showHit(hit);
      }}
    >
      <span class="by" data-user>
        {nameOf(hit.by) || t.someone}
      </span>
      <time title={fullTime(hit.at)}>
        {when(hit.at)}
      </time>
      <span class="text" data-user dir="auto">
        {pieces(hit).map((piece, i) =>
          piece.found ? <mark key={i}>{piece.text}</mark> : piece.text,
        )}
      </span>
    </button>
  );
}
