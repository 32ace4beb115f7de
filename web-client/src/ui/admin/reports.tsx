// What was reported, for those who settle it: the words, who said them, who reported them and why.
import { useState } from "preact/hooks";
import { acted, manage } from "../../app/administration.ts";
import { everyRow } from "../../app/acts.ts";
import { useFetched } from "../../app/people.ts";
import { me, roomRows } from "../../app/state.ts";
import type { Report } from "../../core/protocol.ts";
import { fullTime } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Choices, Fetching, Field, Trouble, useAct } from "../form.tsx";
import { called } from "../called.ts";
import { drawn } from "../drawn.tsx";
import { titleOf } from "../room_title.ts";

export function Reports() {
  const t = more.value.order;
  const [which, setWhich] = useState("open");
  const settled = which === "settled";
  const { rows, again } = useFetched<Report>(
    `${which} ${me.value.open_reports ?? 0}`,
    () => everyRow<Report>("report.list", settled ? { settled } : {}, "reports"),
    acted.value,
  );
  return (
    <>
      <p class="quiet">{t.reportsHow}</p>
      <Choices
        legend={t.which}
        value={which}
        set={setWhich}
        options={{ open: t.open, settled: t.settled }}
      />
      <Fetching rows={rows} again={again} />
      {Array.isArray(rows) && rows.length === 0 && (
        <p class="quiet" role="status">
          {t.none}
        </p>
      )}
      {Array.isArray(rows) &&
        rows.map((report: Report) => <One key={report.report} report={report} />)}
    </>
  );
}

function One({ report }: { report: Report }) {
  const t = more.value.order;
  const row = roomRows.get(report.room);
  return (
    <article class="report">
      <p>{t.line(called(report.reporter ?? 0), called(report.accused), fullTime(report.at))}</p>
      {report.text === undefined ? (
        <p class="quiet">{t.gone}</p>
      ) : (
        <blockquote data-user dir="auto">
          {drawn(report.text)}
        </blockquote>
      )}
      {report.reason !== undefined && (
        <p data-user dir="auto">
          {report.reason}
        </p>
      )}
      {row?.joined && (
        <p>
          <a href={`#/r/${report.room}`}>
            {t.goTo} <bdi>{titleOf(row)}</bdi>
          </a>
        </p>
      )}
      {report.outcome === undefined ? (
        <Settle report={report} />
      ) : (
        <p class="quiet">
          {t.outcomes[report.outcome]} · {called(report.settled_by ?? 0)} ·{" "}
          {fullTime(report.settled_at ?? 0)} <bdi data-user>{report.note}</bdi>
        </p>
      )}
    </article>
  );
}

function Settle({ report }: { report: Report }) {
  const t = more.value.order;
  const [note, setNote] = useState("");
  const { busy, why, run } = useAct(() => {});
  const settle = (outcome: string) => {
    const said = note.trim() === "" ? {} : { note: note.trim() };
    void run(() => manage("report.settle", { report: report.report, outcome, ...said }));
  };
  return (
    <>
      <Field label={t.note} value={note} set={setNote} />
      <Trouble text={why} />
      <div class="acts" role="group" aria-label={t.settle}>
        {Object.entries(t.outcomes).map(([outcome, label]) => (
          <button key={outcome} type="button" disabled={busy} onClick={() => settle(outcome)}>
            {label}
          </button>
        ))}
      </div>
    </>
  );
}

export function ReportCount() {
  const open = me.value.open_reports ?? 0;
  if (open === 0) return null;
  return (
    <span class="badges">
      <span class="badge">
        <span aria-hidden="true">{open}</span>
        <span class="spoken">{more.value.order.waiting(open)}</span>
      </span>
    </span>
  );
}
