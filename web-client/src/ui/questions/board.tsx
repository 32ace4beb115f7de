// The board of questions: what is open, what is owed first at the top, and how units answer.
import { useEffect, useRef, useState } from "preact/hooks";
import { everyRow } from "../../app/acts.ts";
import { link } from "../../app/connection.ts";
import { useFetched } from "../../app/people.ts";
import { answersFor } from "../../app/questions.ts";
import { go } from "../../app/routing.ts";
import {
  link as linkState,
  me,
  names,
  roomRows,
  skew,
  timelineVersion,
  tree,
  wanted,
} from "../../app/state.ts";
import type { EditEvent, PostEvent, Question } from "../../core/protocol.ts";
import { readable } from "../../core/mentions.ts";
import { arranging } from "../../core/organisation.ts";
import { topUnits } from "../../core/rights.ts";
import { words } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { called, nameIn } from "../called.ts";
import { Dialog } from "../dialog.tsx";
import { drawn } from "../drawn.tsx";
import { Choices, Fetching, Trouble } from "../form.tsx";
import { Standing } from "../question_strip.tsx";
import { titleOf, unitName } from "../room_title.ts";

interface Place {
  due: number;
  room: number;
  question: number;
}
interface Page {
  questions: Question[];
  events: (PostEvent | { seq: number; kind: "deleted_post" })[];
  about: EditEvent[];
  next?: Place;
}
interface Line {
  question: Question;
  text: string | undefined; // undefined = it was deleted
}

type Which = "all" | "ours" | "mine";

// Of one unit of one's own the server picks; of several the page does.
async function fetchPage(which: Which, after?: Place) {
  const units = topUnits(tree.value, me.value);
  const unit = which === "ours" && units.length === 1 ? units[0] : undefined;
  const asked = {
    ...(which === "mine" ? { mine: true } : {}),
    ...(unit ? { unit } : {}),
    ...(after ? { after } : {}),
  };
  const reply = await link.call("question.list", asked);
  if (reply.kind === "lost") return "lost";
  if (reply.kind === "refused") return reply.refusal.reason;
  const { questions, events, about, next } = reply.result as unknown as Page;
  const edited = new Map(about.map(({ room, target, text }) => [`${room} ${target}`, text]));
  const lines = questions.map((question, i): Line => {
    const event = events[i];
    const text = event?.kind === "post" ? event.text : undefined;
    return { question, text: edited.get(`${question.room} ${question.question}`) ?? text };
  });
  return { lines, next };
}

const newsMs = 1_000;

// Grows by a page when asked; a moment after news it begins anew, and what was there stays
// meanwhile.
function useLines(which: Which) {
  const [state, setState] = useState<{ which: Which; lines: Line[]; next: Place | undefined }>();
  const [why, setWhy] = useState("");
  const known = state?.which === which ? state : undefined;
  const asked = useRef(which);
  asked.current = which;
  const load = async (after?: Place) => {
    const page = await fetchPage(which, after);
    if (asked.current !== which) return; // something else is to be shown by now
    if (typeof page === "string") return setWhy(page);
    setWhy("");
    const before = after && known ? known.lines : [];
    setState({ which, lines: [...before, ...page.lines], next: page.next });
  };
  const version = `${timelineVersion.value} ${linkState.value.name}`;
  useEffect(() => {
    const timer = setTimeout(() => void load(), known ? newsMs : 0);
    return () => clearTimeout(timer);
  }, [which, version]);
  return { lines: known?.lines, next: known?.next, why, load };
}

export function QuestionBoard({ close }: { close: () => void }) {
  const t = more.value.questions;
  return (
    <Dialog title={t.title} close={close} wide>
      <Board close={close} />
    </Dialog>
  );
}

export function Board({ close }: { close: () => void }) {
  names.value; // those that come in later
  const t = more.value.questions;
  const hasDuty = arranging(me.value).length > 0;
  const [which, setWhich] = useState<Which>("all");
  const mine = which === "mine";
  const { lines, next, why, load } = useLines(which);
  const shown = (lines ?? []).filter(
    ({ question }) => which !== "ours" || answersFor(question),
  );
  const options = { all: t.all, ...(hasDuty ? { ours: t.ours } : {}), mine: t.mine };
  return (
    <>
      <Choices
        legend={t.which}
        value={which}
        set={(one) => setWhich(one as Which)}
        options={options}
      />
      {why !== "" && <Trouble text={whyNot({ reason: why, field: "" })} />}
      {lines === undefined && why === "" && (
        <p class="quiet" role="status">
          {more.value.loading}
        </p>
      )}
      {lines !== undefined && shown.length === 0 && next === undefined && (
        <p class="quiet" role="status">
          {mine ? t.noneMine : t.none}
        </p>
      )}
      <ul class="board">
        {shown.map((line) => (
          <One key={`${line.question.room} ${line.question.question}`} line={line} close={close} />
        ))}
      </ul>
      {next && (
        <button type="button" onClick={() => void load(next)}>
          {t.more}
        </button>
      )}
      <Figures />
    </>
  );
}

const hourMs = 3_600_000;

function One({ line, close }: { line: Line; close: () => void }) {
  const t = more.value.questions;
  const { question, text } = line;
  const row = roomRows.get(question.room);
  const hours = Math.max(0, Math.floor((Date.now() + skew.value - question.at) / hourMs));
  const there = () => {
    close();
    wanted.value = { room: question.room, seq: question.question };
    go(question.room);
  };
  return (
    <li>
      <p class="asked" data-user={text !== undefined || undefined} dir="auto">
        {text === undefined ? t.removed : drawn(readable(text, nameIn))}
      </p>
      <Standing question={question} />
      <p class="about">
        <small>
          {t.asked(called(question.by), t.age(Math.floor(hours / 24), hours))}
          {row && (
            <>
              {" · "}
              <bdi data-user>{titleOf(row)}</bdi>
            </>
          )}
        </small>
        {row && (
          <button type="button" class="link" onClick={there}>
            {t.go}
            <span class="spoken">
              {words.value.house.colon}
              {text === undefined ? t.removed : readable(text, nameIn).slice(0, 60)}
            </span>
          </button>
        )}
      </p>
    </li>
  );
}

interface UnitFigures {
  unit: number;
  asked: number;
  open: number;
  solved: number;
  withdrawn: number;
  in_time: number;
  late: number;
  overdue: number;
}

function Figures() {
  const t = more.value.questions;
  const { rows, again } = useFetched<UnitFigures>("figures", () =>
    everyRow<UnitFigures>("question.figures", {}, "units"),
  );
  if (Array.isArray(rows) && rows.length === 0) return null;
  return (
    <section class="figures">
      <h3>{t.figures}</h3>
      <Fetching rows={rows} again={again} />
      {Array.isArray(rows) && (
        <div class="table" tabIndex={0} role="group" aria-label={t.figures}>
          <table>
            <thead>
              <tr>
                {[t.unit, t.askedCount, t.open, t.overdue, t.solved, t.withdrawn, t.inTime].map(
                  (head) => (
                    <th key={head} scope="col">
                      {head}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {rows.map((one: UnitFigures) => (
                <UnitLine key={one.unit} one={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p class="quiet">{t.figuresHow}</p>
    </section>
  );
}

function UnitLine({ one }: { one: UnitFigures }) {
  const t = more.value.questions;
  const decided = one.in_time + one.late;
  const rate = decided === 0 ? t.noRate : t.rate(Math.floor((one.in_time / decided) * 100));
  return (
    <tr>
      <th scope="row" data-user>
        {unitName(one.unit)}
      </th>
      <td>{one.asked}</td>
      <td>{one.open}</td>
      <td class={one.overdue > 0 ? "over" : ""}>{one.overdue}</td>
      <td>{one.solved}</td>
      <td>{one.withdrawn}</td>
      <td>{rate}</td>
    </tr>
  );
}
