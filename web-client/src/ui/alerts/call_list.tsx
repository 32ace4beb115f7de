// Whom to phone: those who have not answered, by unit, with how far it has come with each; ticked
// by hand when somebody was reached.
import { useEffect, useState } from "preact/hooks";
import { act } from "../../app/acts.ts";
import { link } from "../../app/connection.ts";
import { names } from "../../app/state.ts";
import { more, whyNot } from "../../i18n/later/index.ts";
import { called } from "../called.ts";
import { Trouble } from "../form.tsx";
import { Seal } from "../mark.tsx";
import { unitOfRoll } from "./units.ts";

interface Missing {
  member: number;
  name: string;
  unit: number;
  reach: string;
  ticked_by?: number;
}
interface Page {
  members: Missing[];
  next?: number;
}

const pageRows = 60;

async function fetchRows(room: number, unit: number, least: number) {
  const rows: Missing[] = [];
  for (let after: number | undefined = undefined; ;) {
    const asked = {
      ...{ room, limit: pageRows },
      ...(unit > 0 ? { unit } : {}),
      ...(after === undefined ? {} : { after }),
    };
    const reply = await link.call("alert.missing", asked);
    if (reply.kind === "lost") return "lost";
    if (reply.kind === "refused") return reply.refusal.reason;
    const page = reply.result as unknown as Page;
    rows.push(...page.members);
    after = page.next;
    if (after === undefined || rows.length >= least) return { rows, isAll: after === undefined };
  }
}

// As many as were shown, anew with every turn of the roll call.
function useMissing(room: number, unit: number, turn: number) {
  const [most, setMost] = useState(pageRows);
  const [asked, setAsked] = useState(0);
  const [state, setState] = useState<{ rows: Missing[]; isAll: boolean }>();
  const [why, setWhy] = useState("");
  useEffect(() => {
    let here = true;
    void fetchRows(room, unit, most).then((found) => {
      if (!here) return;
      setWhy(typeof found === "string" ? found : "");
      if (typeof found !== "string") setState(found);
    });
    return () => {
      here = false;
    };
  }, [room, unit, most, turn, asked]);
  return {
    ...{ state, why },
    further: () => setMost(most + pageRows),
    anew: () => setAsked(asked + 1),
  };
}

interface Props {
  room: number;
  unit: number; // 0 = of all
  turn: number;
  close: () => void;
}

export function CallList({ room, unit, turn, close }: Props) {
  names.value; // those that come in later
  const t = more.value.alerts.call;
  const { state, why, further, anew } = useMissing(room, unit, turn);
  const units = new Map<number, Missing[]>();
  for (const one of state?.rows ?? []) units.set(one.unit, [...(units.get(one.unit) ?? []), one]);
  return (
    <section class="call-list" aria-labelledby="call-list">
      <div class="title-line">
        <h3 id="call-list">{unit > 0 ? t.titleOf(unitOfRoll(unit)) : t.title}</h3>
        <button type="button" onClick={close}>
          {t.close}
        </button>
      </div>
      <p class="quiet">{t.how}</p>
      {why !== "" && <Trouble text={whyNot({ reason: why, field: "" })} />}
      {!state && why === "" && (
        <p class="quiet" role="status">
          {more.value.loading}
        </p>
      )}
      {state?.rows.length === 0 && (
        <p class="quiet" role="status">
          {t.nobody}
        </p>
      )}
      {[...units].map(([one, people]) => (
        <div key={one} class="of-unit">
          <h4 data-user={one > 0 || undefined}>{unitOfRoll(one)}</h4>
          <ul class="people">
            {people.map((person) => (
              <One key={person.member} room={room} person={person} anew={anew} />
            ))}
          </ul>
        </div>
      ))}
      {state && !state.isAll && (
        <button type="button" class="wide" onClick={further}>
          {t.more}
        </button>
      )}
    </section>
  );
}

interface OneProps {
  room: number;
  person: Missing;
  anew: () => void;
}

function One({ room, person, anew }: OneProps) {
  const t = more.value.alerts.call;
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const { member, name, reach, ticked_by } = person;
  const isTicked = ticked_by !== undefined;
  const tick = async () => {
    setBusy(true);
    const done = await act(isTicked ? "alert.untick" : "alert.tick", { room, member });
    setBusy(false);
    setWhy(done.ok ? "" : whyNot(done));
    anew();
  };
  return (
    <li class={isTicked ? "ticked" : undefined}>
      <Seal name={name} member={member} />
      <span class="about">
        <bdi data-user>{name}</bdi>
        <small>{isTicked ? t.tickedBy(called(ticked_by)) : t.reach[reach]}</small>
        <Trouble text={why} />
      </span>
      <button
        type="button"
        aria-pressed={isTicked}
        aria-label={t.tickOf(name)}
        disabled={busy}
        onClick={() => void tick()}
      >
        {isTicked ? t.untick : t.tick}
      </button>
    </li>
  );
}
