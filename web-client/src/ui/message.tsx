// One row of the log. A row is flat and drawn again only when one of its fields changed.
import { Component } from "preact";
import { names } from "../app/state.ts";
import { type MessageRow, type Row, sameRow } from "../core/rows.ts";
import { readable } from "../core/mentions.ts";
import { isEmojiOnly, isShort } from "../core/text.ts";
import { dayName, fullTime, language, timeOf, whyText, words } from "../i18n/index.ts";
import { called, nameIn } from "./called.ts";
import { drawn } from "./drawn.tsx";
import { More, Reply as ReplySign, Seal } from "./mark.tsx";
import { Notice } from "./notice.tsx";
import { Aids } from "./parts.ts";
import { Chips, Known, PostHead, Words } from "./post.tsx";
import { QuestionStrip } from "./question_strip.tsx";
import { elder } from "./theme.ts";

export interface Acts {
  menu(row: MessageRow): void;
  jump(seq: number): void;
  again(row: MessageRow): void;
  edit(row: MessageRow): void;
  discard(row: MessageRow): void;
  who(member: number): void;
  answer(row: MessageRow): void;
}

interface RowProps {
  room: number;
  row: Row;
  acts: Acts;
  chosen: boolean; // the one of the rows that the Tab key reaches
  flash: boolean;
  language: string;
  names: unknown;
}

const sameProps = (one: RowProps, other: RowProps) =>
  sameRow(one.row, other.row) &&
  one.chosen === other.chosen &&
  one.flash === other.flash &&
  one.language === other.language &&
  one.names === other.names &&
  one.acts === other.acts;

// Its element is made anew each time: one that is used again holds, in Preact, the list it first
// stood in, and with it every row that has left since.
export class RowView extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    return !sameProps(this.props, next);
  }

  override render({ room, row, acts, chosen, flash }: RowProps) {
    switch (row.type) {
      case "day":
        return (
          <h3 class="day" data-key={row.key}>
            <span>{dayName(row.at)}</span>
          </h3>
        );
      case "unread":
        return (
          <p class="divider" data-key={row.key}>
            <span>{words.value.log.unread}</span>
          </p>
        );
      case "notice":
        return <Notice row={row} />;
      case "message":
        return <Message room={room} row={row} acts={acts} chosen={chosen} flash={flash} />;
    }
  }
}

export const rowProps = () => ({ language: language.value, names: names.value });

function Message({
  room,
  row,
  acts,
  chosen,
  flash,
}: {
  room: number;
  row: MessageRow;
  acts: Acts;
  chosen: boolean;
  flash: boolean;
}) {
  const t = words.value;
  const name = called(row.by);
  const kind = [
    "message",
    row.mine ? "mine" : "",
    row.first ? "first" : "",
    row.way,
    row.deleted ? "gone" : "",
    row.notice !== "" || row.asks || row.answers ? "card" : "",
    flash ? "flash" : "",
    row.change !== "" && !row.changeFailed ? "changing" : "",
  ]
    .filter(Boolean)
    .join(" ");
  const acting = row.way === "kept" && !row.deleted;
  return (
    <article
      class={kind}
      data-key={row.key}
      data-seq={row.seq || undefined}
      aria-label={`${name}, ${timeOf(row.at)}`}
    >
      {row.first && !row.mine && <Seal name={name} member={row.by} />}
      <div class="column">
        {row.first && (
          <header>
            <button
              type="button"
              class={isShort(name) ? "name tame" : "name"}
              data-user
              dir="auto"
              tabIndex={chosen ? 0 : -1}
              onClick={() => acts.who(row.by)}
            >
              {row.mine ? t.log.me : name}
            </button>
            <time title={fullTime(row.at)} dateTime={new Date(row.at).toISOString()}>
              {timeOf(row.at)}
            </time>
          </header>
        )}
        <div class="whole">
          <div class="paper">
            {row.quoteSeq > 0 && <Quote row={row} acts={acts} />}
            <Said row={row} />
            {row.edited && <span class="edited">{t.log.edited}</span>}
            <Known room={room} row={row} chosen={chosen} />
            {row.question && <QuestionStrip row={row} chosen={chosen} answer={acts.answer} />}
          </div>
          {acting && !elder.value && <MoreButton row={row} acts={acts} chosen={chosen} />}
        </div>
        {acting && elder.value && (
          <div class="aids">
            <Aids room={room} row={row} chosen={chosen} menu={acts.menu} />
          </div>
        )}
        <Chips room={room} row={row} chosen={chosen} />
        <State row={row} acts={acts} />
      </div>
    </article>
  );
}

type MoreProps = Pick<RowProps, "acts" | "chosen"> & { row: MessageRow };

function MoreButton({ row, acts, chosen }: MoreProps) {
  return (
    <button
      type="button"
      class="more"
      data-more
      tabIndex={chosen ? 0 : -1}
      aria-label={words.value.act.more}
      onClick={() => acts.menu(row)}
    >
      <More />
    </button>
  );
}

function Said({ row }: { row: MessageRow }) {
  const t = words.value;
  if (row.deleted) {
    const who = row.mine ? t.log.me : called(row.by);
    const gone =
      row.removedBy > 0
        ? t.posts.removed(called(row.removedBy), row.removedWhy)
        : row.recalled
          ? t.posts.recalled(who)
          : t.log.deleted;
    return <p class="tombstone">{gone}</p>;
  }
  return (
    <>
      <PostHead row={row} />
      <Words text={row.text} big={isEmojiOnly(row.text)} />
    </>
  );
}

function Quote({ row, acts }: { row: MessageRow; acts: Acts }) {
  const t = words.value.log;
  const text =
    row.quoteState === "deleted"
      ? t.quoteDeleted
      : row.quoteState === "away"
        ? t.quoteAway
        : readable(row.quoteText, nameIn);
  return (
    <button
      type="button"
      class="quote"
      aria-label={`${t.quote}: ${text}`}
      onClick={() => acts.jump(row.quoteSeq)}
    >
      <ReplySign />
      {row.quoteState === "held" && <b data-user>{called(row.quoteBy)}</b>}
      <span data-user={row.quoteState === "held" || undefined}>{drawn(text)}</span>
    </button>
  );
}

// How far a word is on its way out, and what one can do about it.
function State({ row, acts }: { row: MessageRow; acts: Acts }) {
  const t = words.value;
  if (row.way === "kept" && row.change === "") return null;
  if (row.way === "sending") return <p class="state">{t.way.sending}</p>;
  if (row.way === "waiting") {
    return (
      <p class="state">
        {t.way.waiting}
        <button type="button" class="link" onClick={() => acts.discard(row)}>
          {t.act.discard}
        </button>
      </p>
    );
  }
  if (row.change !== "" && !row.changeFailed) {
    return <p class="state">{row.change === "edit" ? t.way.saving : t.way.deleting}</p>;
  }
  const what =
    row.way === "failed"
      ? t.way.failed
      : row.change === "edit"
        ? t.way.editFailed
        : t.way.deleteFailed;
  return (
    <p class="state trouble" role="alert">
      <b>{what}</b> · {whyText(row.reason)}
      <button type="button" class="link" onClick={() => acts.again(row)}>
        {t.act.again}
      </button>
      {row.change !== "delete" && (
        <button type="button" class="link" onClick={() => acts.edit(row)}>
          {t.act.edit}
        </button>
      )}
      <button type="button" class="link" onClick={() => acts.discard(row)}>
        {t.act.discard}
      </button>
    </p>
  );
}
