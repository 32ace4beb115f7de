// What is asked before a question is passed on, judged by its asker, or withdrawn.
import { useId, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { roomRows, tree } from "../../app/state.ts";
import { covers } from "../../core/organisation.ts";
import type { Question } from "../../core/protocol.ts";
import { branches } from "../../core/rights.ts";
import { unitOf } from "../../core/room_groups.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Ends, Field, Sure, Trouble, useAct } from "../form.tsx";
import type { Doing } from "../question_strip.tsx";
import { unitName } from "../room_title.ts";

interface Props {
  doing: Doing;
  question: Question;
  close: () => void;
}

export function QuestionDialog({ doing, question, close }: Props) {
  const t = more.value.questions;
  const place = { room: question.room, question: question.question };
  switch (doing) {
    case "transfer":
      return <Transfer question={question} close={close} />;
    case "reopen":
      return <Reopen question={question} close={close} />;
    case "solve":
      return (
        <Sure
          title={t.solveTitle}
          text={t.solveHow}
          yes={t.solveYes}
          grave={false}
          act={() => act("question.solve", place)}
          close={close}
        />
      );
    case "withdraw":
      return (
        <Sure
          title={t.withdrawTitle}
          text={t.withdrawHow}
          yes={t.withdrawYes}
          act={() => act("question.withdraw", place)}
          close={close}
        />
      );
  }
}

// Up or down the line of the room's unit: there alone may people come into the room.
function placesFor(question: Question) {
  const row = roomRows.get(question.room);
  const home = row ? unitOf(row) : question.asked_in;
  return branches(tree.value, () => true).filter(
    ({ unit: { unit } }) =>
      unit !== question.unit && (covers(tree.value, unit, home) || covers(tree.value, home, unit)),
  );
}

function Transfer({ question, close }: { question: Question; close: () => void }) {
  const t = more.value.questions;
  const places = placesFor(question);
  const [unit, setUnit] = useState(places[0]?.unit.unit ?? 0);
  const [reason, setReason] = useState("");
  const trouble = useId();
  const { busy, why, setWhy, run } = useAct(close);
  const submit = (event: Event) => {
    event.preventDefault();
    if (reason.trim() === "") return setWhy(whyNot({ reason: "reason_invalid", field: "reason" }));
    const { room } = question;
    const params = { room, question: question.question, unit, reason: reason.trim() };
    void run(() => act("question.transfer", params));
  };
  return (
    <Dialog title={t.transferTitle} close={close}>
      {places.length === 0 ? (
        <p>{t.nowhere}</p>
      ) : (
        <form onSubmit={submit}>
          <label class="field">
            <span>{t.transferTo}</span>
            <select value={unit} onChange={(event) => setUnit(Number(event.currentTarget.value))}>
              {places.map(({ unit: row, depth }) => (
                <option key={row.unit} value={row.unit}>
                  {"\u3000".repeat(depth) + unitName(row.unit)}
                </option>
              ))}
            </select>
          </label>
          <Field
            label={t.reason}
            value={reason}
            wrong={why === "" ? undefined : trouble}
            set={(text) => {
              setReason(text);
              setWhy("");
            }}
          />
          <p class="quiet">
            {t.reasonPublic} {t.transferHow}
          </p>
          <Trouble id={trouble} text={why} />
          <Ends cancel={close}>
            <button type="submit" class="primary" disabled={busy}>
              {t.transferYes}
            </button>
          </Ends>
        </form>
      )}
    </Dialog>
  );
}

function Reopen({ question, close }: { question: Question; close: () => void }) {
  const t = more.value.questions;
  const [reason, setReason] = useState("");
  const trouble = useId();
  const { busy, why, setWhy, run } = useAct(close);
  const submit = (event: Event) => {
    event.preventDefault();
    const said = reason.trim() === "" ? {} : { reason: reason.trim() };
    const { room } = question;
    void run(() => act("question.reopen", { room, question: question.question, ...said }));
  };
  return (
    <Dialog title={t.reopenTitle} close={close}>
      <form onSubmit={submit}>
        <p>{t.reopenHow}</p>
        <Field
          label={t.reasonMaybe}
          value={reason}
          focus
          wrong={why === "" ? undefined : trouble}
          set={(text) => {
            setReason(text);
            setWhy("");
          }}
        />
        <p class="quiet">{t.reasonPublic}</p>
        <Trouble id={trouble} text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy}>
            {t.reopenYes}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
