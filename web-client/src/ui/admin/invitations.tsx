// Invitations: made, shown once as text and QR, listed, taken back.
import { useState } from "preact/hooks";
import { acted, mayOrganise, mayWelcome } from "../../app/administration.ts";
import { type Fetched, useFetched } from "../../app/people.ts";
import {
  type Invited,
  allInvitations,
  makeInvitation,
  revokeInvitation,
} from "../../app/people_calls.ts";
import { tree } from "../../app/state.ts";
import type { InvitationRow } from "../../core/people.ts";
import { branches } from "../../core/rights.ts";
import { dayName, timeOf } from "../../i18n/index.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { Fetching, Field, Trouble } from "../form.tsx";
import { Qr } from "../qr.tsx";
import { unitName } from "../room_title.ts";

const usesMost = 10_000;
const daysMost = 90;
const between = (text: string, most: number) =>
  /^\d+$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;

export function Invitations() {
  const [times, setTimes] = useState(0);
  const { rows, again } = useFetched<InvitationRow>("", allInvitations, acted.value + times);
  return (
    <>
      <Make then={() => setTimes(times + 1)} />
      <h3>{more.value.invitations.list}</h3>
      <Fetching rows={rows} again={again} />
      <List rows={rows} then={() => setTimes(times + 1)} />
    </>
  );
}

export function UnitChoice({ value, set }: { value: number; set: (unit: number) => void }) {
  const t = more.value.invitations;
  const open = branches(tree.value, () => true).filter(({ unit }) => mayOrganise(unit.unit));
  return (
    <label class="field">
      <span>{t.unit}</span>
      <select value={value} onChange={(event) => set(Number(event.currentTarget.value))}>
        {mayWelcome() && <option value={0}>{t.noUnit}</option>}
        {open.map(({ unit, depth }) => (
          <option key={unit.unit} value={unit.unit}>
            {"\u3000".repeat(depth) + unitName(unit.unit)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Make({ then }: { then: () => void }) {
  const t = more.value.invitations;
  const open = branches(tree.value, () => true).filter(({ unit }) => mayOrganise(unit.unit));
  const [unit, setUnit] = useState(mayWelcome() ? 0 : (open[0]?.unit.unit ?? 0));
  const [duty, setDuty] = useState(false);
  const [uses, setUses] = useState("1");
  const [days, setDays] = useState("7");
  const [note, setNote] = useState("");
  const [made, setMade] = useState<Invited>();
  const [why, setWhy] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!between(uses, usesMost)) return setWhy(t.usesWrong);
    if (!between(days, daysMost)) return setWhy(t.daysWrong);
    setWhy(""); // what is refused again is told again
    const invited = await makeInvitation({
      uses: Number(uses),
      days: Number(days),
      ...(unit > 0 ? { unit } : {}),
      ...(duty ? { duty: "organiser" } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    });
    if (typeof invited === "string") return setWhy(whyNot({ reason: invited, field: "" }));
    setMade(invited);
    then();
  };
  if (made) return <Paper made={made} done={() => setMade(undefined)} />;
  return (
    <form class="making" onSubmit={(event) => void submit(event)}>
      <p class="quiet">{t.how}</p>
      <UnitChoice value={unit} set={setUnit} />
      <label class="choice">
        <input
          type="checkbox"
          checked={duty}
          onChange={(event) => setDuty(event.currentTarget.checked)}
        />
        {t.duty}
      </label>
      <Field label={t.uses} value={uses} set={setUses} />
      <Field label={t.days} value={days} set={setDays} />
      <Field label={t.note} value={note} set={setNote} />
      <Trouble text={why} />
      <div class="choices">
        <button type="submit" class="primary">
          {t.make}
        </button>
      </div>
    </form>
  );
}

// The secret is shown here and nowhere again.
function Paper({ made, done }: { made: Invited; done: () => void }) {
  const t = more.value.invitations;
  return (
    <div class="link-paper">
      <Qr text={made.address} label={t.qr} />
      <label class="field">
        <span>{t.link}</span>
        <input readOnly value={made.address} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <p class="quiet">{t.once(`${dayName(made.expires)} ${timeOf(made.expires)}`)}</p>
      <button type="button" onClick={done}>
        {t.another}
      </button>
    </div>
  );
}

function List({ rows, then }: { rows: Fetched<InvitationRow>; then: () => void }) {
  const t = more.value.invitations;
  const [why, setWhy] = useState("");
  if (!Array.isArray(rows)) return null;
  if (rows.length === 0) return <p class="empty">{t.none}</p>;
  const revoke = async (invitation: string) => {
    const reason = await revokeInvitation(invitation);
    setWhy(reason === "" ? "" : whyNot({ reason, field: "" }));
    then();
  };
  const latest = [...(rows as InvitationRow[])].sort((a, b) => b.made_at - a.made_at);
  return (
    <>
      <Trouble text={why} />
      <ul class="invitations">
        {latest.map((row) => (
          <li key={row.invitation}>
            <span class="about">
              {row.note ?? (row.unit === undefined ? t.noUnit : unitName(row.unit))}
              <small>
                {t.count(row.used, row.uses)} · {t.states[row.state]}
                {row.state === "open" && ` · ${t.until(dayName(row.expires_at))}`}
              </small>
            </span>
            {row.state === "open" && (
              <button type="button" onClick={() => void revoke(row.invitation)}>
                {t.revoke}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
