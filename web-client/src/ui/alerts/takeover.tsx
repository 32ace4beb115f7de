// An alert takes the whole screen: nothing else ever does. It goes away by an answer, or where it
// only tells something, by one tap.
import { useEffect, useRef, useState } from "preact/hooks";
import {
  answerAlert,
  faced,
  lately,
  ownAlerts,
  setAside,
  waitingAnswers,
  watchSeen,
} from "../../app/alerts.ts";
import { alarm, hush, sounding } from "../../app/alarm.ts";
import { go } from "../../app/routing.ts";
import { link, names, roomsVersion } from "../../app/state.ts";
import { type Faced, isOver } from "../../core/alerts.ts";
import { readable } from "../../core/mentions.ts";
import { moment, words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { called, nameIn } from "../called.ts";
import { AnswerLine } from "./answer_line.tsx";
import { useBack, useOnTop } from "./hold.ts";

export function Takeover() {
  const [first] = faced.value;
  if (!first) return waitingAnswers.value.size > 0 || lately.value ? <AnswerLine /> : null;
  return <Held first={first} />;
}

function Held({ first }: { first: Faced }) {
  const { heard, face } = first;
  // What only tells is put away by Back as by a tap.
  const back = () => {
    const now = faced.peek()[0];
    if (now && now.face !== "ask") setAside(now.heard.row.room);
  };
  useBack(back, () => faced.peek().length > 0);
  const { room, words: said } = heard.row;
  return <Screen key={`${room} ${face} ${said}`} faced={first} />;
}

// Whoever taps or types at the moment it comes does not answer by that.
const calmMs = 500;
function useCalm(): boolean {
  const [calm, setCalm] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setCalm(true), calmMs);
    return () => clearTimeout(timer);
  }, []);
  return calm;
}

function Screen({ faced: { heard, face } }: { faced: Faced }) {
  names.value; // those that come in later
  roomsVersion.value;
  const t = more.value.alerts;
  const { row } = heard;
  const box = useRef<HTMLDialogElement>(null);
  const head = useRef<HTMLHeadingElement>(null);
  const calm = useCalm();
  useOnTop(box, head);
  const open = link.value.name === "open";
  useEffect(() => watchSeen(row.room), [row.room, open]);
  useEffect(() => (face === "ask" ? alarm(row.drill) : undefined), []);
  const close = () => setAside(row.room);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    if (face !== "ask" && calm) close();
  };
  const kind = isOver(row) ? "over" : row.drill ? "drill" : "real";
  return (
    <dialog
      ref={box}
      class={`takeover ${kind}`}
      role="alertdialog"
      aria-labelledby="alarm-kind alarm-title"
      aria-describedby="alarm-words"
      onCancel={(event) => event.preventDefault()}
      onKeyDown={keys}
    >
      <p class="kind" id="alarm-kind">
        {t.band(row)}
      </p>
      <div class="told">
        <h1 id="alarm-title" ref={head} tabIndex={-1} data-user dir="auto">
          {row.title}
        </h1>
        <p class="who">{t.by(called(row.by), moment(row.at), row.targeted)}</p>
        {row.state === "updated" && <p class="who">{t.updatedHere}</p>}
        <p class="words" id="alarm-words" data-user={row.text !== "" || undefined} dir="auto">
          {row.text === "" ? t.removed : readable(row.text ?? "", nameIn)}
        </p>
      </div>
      {face === "ask" ? (
        <Answers faced={{ heard, face }} calm={calm} />
      ) : (
        <Ends room={row.room} calm={calm} close={close} isNews={face === "news"} />
      )}
    </dialog>
  );
}

function Answers({ faced: { heard }, calm }: { faced: Faced; calm: boolean }) {
  const t = more.value.alerts;
  const { room, drill, options } = heard.row;
  const [why, setWhy] = useState("");
  const answer = async (option: number) => {
    const mine = { room, option, given: false };
    lately.value = mine;
    const reason = await answerAlert(room, option);
    if (lately.peek() === mine) lately.value = reason === "" ? { ...mine, given: true } : undefined;
    if (reason !== "") setWhy(whyNot({ reason, field: "" }));
  };
  return (
    <div class="answering" role="group" aria-label={words.value.alerts.ask(drill)}>
      {link.value.name !== "open" && (
        <p class="offline" role="status">
          {t.offline}
        </p>
      )}
      {why !== "" && (
        <p class="offline" role="alert">
          {why}
        </p>
      )}
      <p>{words.value.alerts.ask(drill)}</p>
      <div class="answers">
        {options.map((text, i) => (
          <button key={text} type="button" disabled={!calm} onClick={() => void answer(i + 1)}>
            <bdi data-user>{text}</bdi>
          </button>
        ))}
      </div>
      {sounding.value && (
        <button type="button" class="hush" onClick={hush}>
          {t.hush}
        </button>
      )}
    </div>
  );
}

interface EndsProps {
  room: number;
  calm: boolean;
  isNews: boolean;
  close: () => void;
}

// It asks for nothing more; what was answered may be changed in the alert's room.
function Ends({ room, calm, isNews, close }: EndsProps) {
  const t = more.value.alerts;
  const own = ownAlerts.value.get(room)?.option;
  const text = own === undefined ? undefined : faced.value[0]?.heard.row.options[own - 1];
  const there = () => {
    close();
    go(room);
  };
  return (
    <div class="answering">
      {isNews && text !== undefined && (
        <p>
          {t.yours} <bdi data-user>{text}</bdi>
        </p>
      )}
      <div class="answers">
        <button type="button" class="primary" disabled={!calm} onClick={close}>
          {t.understood}
        </button>
        <button type="button" disabled={!calm} onClick={there}>
          {isNews ? t.change : t.there}
        </button>
      </div>
    </div>
  );
}
