// What the two said, and in its place what could not be opened, and why.
import { again } from "../../app/sending.ts";
import { items, me } from "../../app/state.ts";
import { discard } from "../../app/talks/words.ts";
import type { OutboxItem } from "../../core/outbox_store.ts";
import type { Line, Talk } from "../../core/talking.ts";
import { isEmojiOnly, isTame } from "../../core/text.ts";
import { dayName, fullTime, timeOf, words } from "../../i18n/index.ts";
import { talkWords, whyNoTalk } from "../../i18n/later/talks.ts";
import { called } from "../called.ts";
import { drawn } from "../drawn.tsx";
import { Seal } from "../mark.tsx";

export function Lines({ talk, lines }: { talk: Talk; lines: readonly Line[] }) {
  const t = talkWords.value.room;
  const sent = new Map(items.value.map((item) => [item.params["sealed"], item]));
  return (
    <div class="middle">
      <div class="log talk-log" role="log" aria-label={t.label} tabIndex={0}>
        <div>
          {talk.sealing && <p class="notice">{t.start}</p>}
          {lines.map((line, i) => (
            <Row
              key={line.id}
              line={line}
              before={lines[i - 1]}
              talk={talk}
              item={line.sealed === undefined ? undefined : sent.get(line.sealed)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface RowProps {
  line: Line;
  before: Line | undefined;
  talk: Talk;
  item: OutboxItem | undefined;
}

function Row({ line, before, talk, item }: RowProps) {
  const t = talkWords.value.room;
  const day = dayName(line.at);
  return (
    <>
      {(!before || dayName(before.at) !== day) && (
        <h3 class="day">
          <span>{day}</span>
        </h3>
      )}
      {line.missing !== undefined && <p class="notice trouble">{t.missing(line.missing)}</p>}
      {line.why === undefined ? (
        <Said line={line} before={before} talk={talk} item={item} />
      ) : (
        <p class={alarms(line) ? "notice shut trouble" : "notice shut"} data-seq={line.seq}>
          {t[line.why]}
        </p>
      )}
    </>
  );
}

const alarms = ({ why }: Line) => why === "damaged" || why === "replayed";

function Said({ line, before, talk, item }: RowProps) {
  const { me: own, someone } = { ...words.value.log };
  const by = line.mine ? me.value.member : talk.other;
  const name = line.mine ? own : called(by) || someone;
  const first = before === undefined || before.why !== undefined || before.mine !== line.mine;
  const kind = ["message", line.mine ? "mine" : "", first ? "first" : "", wayOf(line, item)];
  const text = line.text ?? "";
  return (
    <article
      class={kind.filter(Boolean).join(" ")}
      data-seq={line.seq || undefined}
      aria-label={`${name}, ${timeOf(line.at)}`}
    >
      {first && !line.mine && <Seal name={name} member={by} />}
      <div class="column">
        {first && (
          <header>
            <span class="name" data-user dir="auto">
              {name}
            </span>
            <time title={fullTime(line.at)} dateTime={new Date(line.at).toISOString()}>
              {timeOf(line.at)}
            </time>
          </header>
        )}
        <div class="whole">
          <div class="paper">
            <p
              class={`text${isEmojiOnly(text) ? " big" : ""}${isTame(text) ? " tame" : ""}`}
              data-user
              dir="auto"
            >
              {drawn(text)}
            </p>
            {line.late && <span class="edited">{talkWords.value.room.late}</span>}
          </div>
        </div>
        <State line={line} item={item} talk={talk} />
      </div>
    </article>
  );
}

function wayOf(line: Line, item: OutboxItem | undefined): string {
  if (!line.mine || line.seq > 0) return "kept";
  return item?.failure ? "failed" : "waiting";
}

// How far one's own words are on their way.
function State({ line, item, talk }: Omit<RowProps, "before">) {
  const t = words.value;
  if (!line.mine || line.seq > 0) return null;
  const drop = (
    <button type="button" class="link" onClick={() => void discard(talk.room, line)}>
      {t.act.discard}
    </button>
  );
  const { failure } = item ?? {};
  if (failure) {
    return (
      <p class="state trouble" role="alert">
        <b>{talkWords.value.room.gone}</b>{" "}
        {whyNoTalk({ reason: failure.reason, field: failure.field ?? "" })}
        {talk.state === "talking" && (
          <button type="button" class="link" onClick={() => void again(item!.id)}>
            {t.act.again}
          </button>
        )}
        {drop}
      </p>
    );
  }
  return (
    <p class="state">
      {item ? talkWords.value.room.unsent : t.way.sending}
      {item?.n === undefined && item !== undefined && drop}
    </p>
  );
}
