// A list of people from a file: first looked at, then taken in, then a sheet of sign-in links.
import { useState } from "preact/hooks";
import { acted } from "../../app/administration.ts";
import { treeNow } from "../../app/organisation.ts";
import { sendRoster } from "../../app/people_calls.ts";
import { type RosterReport, rosterBytes } from "../../core/people.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Trouble } from "../form.tsx";
import { LinkSheet } from "./sheet.tsx";

// The file, how it is to be taken, and what the server said of it.
function useRoster() {
  const t = more.value.roster;
  const [file, setFile] = useState<File>();
  const [createUnits, setCreateUnits] = useState(true);
  const [report, setReport] = useState<RosterReport>();
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const send = async (dryRun: boolean) => {
    if (!file) return setWhy(t.pickFirst);
    if (file.size > rosterBytes) return setWhy(t.tooLarge);
    setBusy(true);
    setWhy("");
    const answer = await sendRoster(file, { createUnits, dryRun, encoding: "" });
    setBusy(false);
    if (answer === "roster_too_large") return setWhy(t.tooLarge);
    if (typeof answer === "string") return setWhy(whyNot({ reason: answer, field: "" }));
    setReport(answer);
    if (!answer.made) return;
    acted.value++;
    void treeNow();
  };
  const pick = (picked: File | undefined) => {
    setFile(picked);
    setReport(undefined);
  };
  const setUnits = (wanted: boolean) => {
    setCreateUnits(wanted);
    setReport(undefined);
  };
  return { createUnits, setUnits, pick, send, report, busy, why };
}

export function RosterScreen() {
  const t = more.value.roster;
  const { createUnits, setUnits, pick, send, report, busy, why } = useRoster();
  const [printing, setPrinting] = useState(false);
  const fresh = report?.members.filter(({ member, already }) => member && !already) ?? [];
  if (printing) {
    const members = fresh.map(({ member, name }) => ({ member: member!, name }));
    return <LinkSheet members={members} done={() => setPrinting(false)} />;
  }
  const submit = (event: Event) => {
    event.preventDefault();
    void send(true);
  };
  return (
    <>
      <p class="quiet">{t.how}</p>
      <pre class="example">{t.example}</pre>
      <form class="making" onSubmit={submit}>
        <label class="field">
          <span>{t.file}</span>
          <input
            type="file"
            accept=".csv,.txt,text/csv,text/plain"
            onChange={(event) => pick(event.currentTarget.files?.[0])}
          />
        </label>
        <label class="choice">
          <input
            type="checkbox"
            checked={createUnits}
            onChange={(event) => setUnits(event.currentTarget.checked)}
          />
          {t.createUnits}
        </label>
        <Trouble text={why} />
        <div class="choices">
          <button type="submit" disabled={busy}>
            {busy && !report ? t.working : t.check}
          </button>
          <button
            type="button"
            class="primary"
            disabled={busy || !report || report.problems_found > 0 || report.made}
            onClick={() => void send(false)}
          >
            {busy && report ? t.working : t.take}
          </button>
        </div>
      </form>
      {report && <Report report={report} fresh={fresh.length} />}
      {report?.made && fresh.length > 0 && (
        <button type="button" onClick={() => setPrinting(true)}>
          {t.sheet}
        </button>
      )}
    </>
  );
}

function Report({ report, fresh }: { report: RosterReport; fresh: number }) {
  const t = more.value.roster;
  const there = report.members.filter(({ already }) => already).length;
  const toCome = report.members.length - there;
  return (
    <section class="report" role="status">
      {report.problems_found > 0 && (
        <>
          <p class="trouble">{t.problems(report.problems_found)}</p>
          <ul>
            {report.problems.map(({ line, what, field }) => (
              <li key={`${line} ${what}`}>
                {t.line(line)}
                {t.why[what] ?? whyNot({ reason: what, field: field ?? "" })}
              </li>
            ))}
          </ul>
        </>
      )}
      {report.made && <p class="well">{t.made(fresh)}</p>}
      {!report.made && report.problems_found === 0 && <p>{t.would(toCome)}</p>}
      {there > 0 && <p class="quiet">{t.already(there)}</p>}
      {report.units.length > 0 && (
        <p class="quiet">{t.units(report.units.length, report.units.slice(0, 20).join("、"))}</p>
      )}
    </section>
  );
}
