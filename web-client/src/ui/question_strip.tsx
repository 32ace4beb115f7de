// What stands below the words of a question: how it stands, by when something is owed, who is
// responsible, and what one may do about it.
import { useState } from "preact/hooks";
import { answersFor } from "../app/questions.ts";
import { me, skew } from "../app/state.ts";
import { isOverdue, owed, ownersOf } from "../core/questions.ts";
import type { Question } from "../core/protocol.ts";
import type { MessageRow } from "../core/rows.ts";
import { isolated } from "../core/text.ts";
import { moment, words } from "../i18n/index.ts";
import { called } from "./called.ts";
import { QuestionDialog, everyday } from "./parts.ts";
import { unitName } from "./room_title.ts";

export function stateText(question: Question): string {
  const t = words.value.questions;
  const { state, taken_by } = question;
  return state === "taken" && taken_by ? t.takenBy(called(taken_by)) : t.state[state];
}

// "" where nothing is owed.
export function owedText(question: Question): string {
  const t = words.value.questions;
  const next = owed(question);
  if (!next) return "";
  const over = isOverdue(question, Date.now() + skew.value);
  const when = moment(next.by);
  if (next.what === "acknowledge") return over ? t.acknowledgeOver(when) : t.acknowledgeBy(when);
  return over ? t.answerOver(when) : t.answerBy(when);
}

export const ownersText = (question: Question): string =>
  words.value.questions.owners(ownersOf(question).map((unit) => isolated(unitName(unit))));

export function Standing({ question }: { question: Question }) {
  const over = isOverdue(question, Date.now() + skew.value);
  const due = owedText(question);
  const closed = question.state === "solved" || question.state === "withdrawn";
  return (
    <p class="standing">
      <span class={`stand ${over ? "over" : question.state}`}>{stateText(question)}</span>
      {due !== "" && <span class={over ? "due over" : "due"}>{due}</span>}
      {!closed && <span class="due">{ownersText(question)}</span>}
    </p>
  );
}

export type Doing = "transfer" | "reopen" | "solve" | "withdraw";

interface StripProps {
  row: MessageRow;
  chosen: boolean;
  answer: (row: MessageRow) => void;
}

export function QuestionStrip({ row, chosen, answer }: StripProps) {
  const { question } = row;
  if (!question) return null;
  return (
    <div class="strip">
      <Standing question={question} />
      <Acts {...{ question, row, chosen, answer }} />
    </div>
  );
}

function Acts({ question, row, chosen, answer }: StripProps & { question: Question }) {
  const t = words.value.questions;
  const [doing, setDoing] = useState<Doing | "">("");
  const [why, setWhy] = useState("");
  const { state } = question;
  if (state === "solved" || state === "withdrawn") return null;
  const isOwn = question.by === me.value.member;
  const answers = !isOwn && answersFor(question);
  if (!isOwn && !answers) return null;
  const reached = chosen || row.deleted; // where the words are gone, nothing else leads there
  const act = (shown: boolean, label: string, does: () => void, kind = "") =>
    shown && (
      <button type="button" class={kind} tabIndex={reached ? 0 : -1} onClick={does}>
        {label}
      </button>
    );
  const runs = state === "open" || state === "taken";
  const mine = state === "taken" && question.taken_by === me.value.member;
  const first = state === "open" ? "primary" : "";
  const take = async () => setWhy(await everyday().then((part) => part.takeUp(question)));
  return (
    <>
      <div class="strip-acts" role="group" aria-label={t.acts}>
        {act(answers && runs && !mine, t.take, () => void take(), first)}
        {act(answers, t.giveAnswer, () => answer(row), mine ? "primary" : "")}
        {act(answers && runs, t.transfer, () => setDoing("transfer"))}
        {act(isOwn && state === "answered", t.solved, () => setDoing("solve"), "primary")}
        {act(isOwn && state === "answered", t.reopen, () => setDoing("reopen"))}
        {act(isOwn && runs, t.solved, () => setDoing("solve"))}
        {act(isOwn && runs, t.withdraw, () => setDoing("withdraw"))}
      </div>
      {why !== "" && (
        <p class="trouble" role="alert">
          {why}
        </p>
      )}
      {doing !== "" && (
        <QuestionDialog doing={doing} question={question} close={() => setDoing("")} />
      )}
    </>
  );
}
