// What stands at a post beside plain words: names in it, its title, what is known of its readers,
// and the reactions to it.
import { useState } from "preact/hooks";
import { confirm, react } from "../app/posts.ts";
import { me, roomRows } from "../app/state.ts";
import { pieces, readable } from "../core/mentions.ts";
import type { MessageRow } from "../core/rows.ts";
import { isTame } from "../core/text.ts";
import { whyText, words } from "../i18n/index.ts";
import { called, nameIn } from "./called.ts";
import { drawn } from "./drawn.tsx";

export function Words({ text, big }: { text: string; big: boolean }) {
  const tame = isTame(readable(text, nameIn)) ? " tame" : "";
  return (
    <p class={`text${big ? " big" : ""}${tame}`} data-user dir="auto">
      {pieces(text).map((piece, i) =>
        typeof piece === "string" ? (
          drawn(piece)
        ) : (
          <span
            key={i}
            class={piece.member === 0 || piece.member === me.value.member ? "at own" : "at"}
          >
            @{nameIn(piece.member)}
          </span>
        ),
      )}
    </p>
  );
}

// What stands above the words.
export function PostHead({ row }: { row: MessageRow }) {
  const t = words.value.posts;
  if (row.notice !== "") {
    return (
      <>
        <p class={`class ${row.notice}`}>{t.notice[row.notice]}</p>
        <h4 data-user dir="auto">
          {row.title}
        </h4>
      </>
    );
  }
  if (row.asks) return <p class="class asks">{words.value.questions.kind}</p>;
  if (row.answers) return <p class="class answers">{words.value.questions.answer}</p>;
  if (row.from === 0) return null;
  const from = roomRows.get(row.from)?.title ?? "";
  return <p class="class">{t.forwarded(called(row.fromBy), from)}</p>;
}

// How many have read or confirmed a notice, and one's own confirmation.
export function Known({ room, row, chosen }: { room: number; row: MessageRow; chosen: boolean }) {
  const t = words.value.posts;
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  if (row.known === "") return null;
  const [what, n, of] = row.known.split(" ") as ["read" | "confirmed" | "closed", string, string];
  const asks = what === "confirmed" && !row.confirmed;
  const yes = async () => {
    setBusy(true);
    setWhy(await confirm(room, row.seq));
    setBusy(false);
  };
  return (
    <div class="known">
      <span class={what === "confirmed" && n === of ? "count all" : "count"}>
        {t[what](Number(n), Number(of))}
      </span>
      {asks && (
        <button
          type="button"
          class="confirm"
          disabled={busy}
          tabIndex={chosen ? 0 : -1}
          onClick={() => void yes()}
        >
          {t.confirm}
        </button>
      )}
      {what === "confirmed" && row.confirmed && <span class="done">{t.done}</span>}
      {why !== "" && (
        <span class="trouble" role="alert">
          {t.confirmFailed(whyText(why))}
        </span>
      )}
    </div>
  );
}

interface ChipsProps {
  room: number;
  row: MessageRow;
  chosen: boolean;
}

export function Chips({ room, row, chosen }: ChipsProps) {
  const t = words.value.posts;
  const parts = row.reactions === "" ? [] : row.reactions.split(" ");
  const given: [string, number][] = [];
  for (let i = 0; i < parts.length; i += 2) given.push([parts[i]!, Number(parts[i + 1])]);
  if (row.own !== "" && !given.some(([one]) => one === row.own)) given.push([row.own, 1]);
  if (given.length === 0) return null;
  return (
    <div class="chips">
      {given.map(([one, count]) => (
        <button
          key={one}
          type="button"
          class="chip"
          aria-pressed={row.own === one}
          aria-label={t.gave(one, count, row.own === one)}
          tabIndex={chosen ? 0 : -1}
          onClick={() => void react(room, row.seq, row.own === one ? "" : one)}
        >
          {one} <span>{count}</span>
        </button>
      ))}
    </div>
  );
}
