// In the settings: whether others may see that one is here, and what became of one's reports.
import { useState } from "preact/hooks";
import { act, everyRow } from "../app/acts.ts";
import { useFetched } from "../app/people.ts";
import { me } from "../app/state.ts";
import type { Report } from "../core/protocol.ts";
import { fullTime } from "../i18n/index.ts";
import { more, whyNot } from "../i18n/later/index.ts";
import { Dialog } from "./dialog.tsx";
import { Fetching, Trouble } from "./form.tsx";
import { called } from "./called.ts";

export function PresenceSwitch() {
  const t = more.value.order;
  const [why, setWhy] = useState("");
  const set = async (on: boolean) => {
    const done = await act("presence.set", { on });
    setWhy(done.ok ? "" : whyNot(done));
  };
  return (
    <div>
      <label class="choice">
        <input
          type="checkbox"
          checked={me.value.presence === true}
          onChange={({ currentTarget }) => void set(currentTarget.checked)}
        />
        {t.presence}
      </label>
      <p class="quiet">{t.presenceHow}</p>
      <Trouble text={why} />
    </div>
  );
}

export function MyReports({ close }: { close: () => void }) {
  const t = more.value.order;
  const { rows, again } = useFetched<Report>("", () =>
    everyRow<Report>("report.mine", {}, "reports"),
  );
  return (
    <Dialog title={t.mine} close={close}>
      <Fetching rows={rows} again={again} />
      {Array.isArray(rows) && rows.length === 0 && <p class="quiet">{t.mineNone}</p>}
      {Array.isArray(rows) &&
        [...rows].reverse().map((report: Report) => (
          <article key={report.report} class="report">
            <p>{t.mineLine(called(report.accused), fullTime(report.at))}</p>
            {report.reason !== undefined && (
              <p data-user dir="auto">
                {report.reason}
              </p>
            )}
            <p class="quiet">
              {report.outcome === undefined ? t.mineWaits : t.outcomes[report.outcome]}{" "}
              <bdi data-user>{report.note}</bdi>
            </p>
          </article>
        ))}
    </Dialog>
  );
}
