// Whom one may ask: the listeners of a unit, whoever is on duty there; or one of them by name. Those
// who stand above one are apart, and it is said.
import { useEffect, useState } from "preact/hooks";
import { useFetched } from "../../app/people.ts";
import { go } from "../../app/routing.ts";
import { me } from "../../app/state.ts";
import { type Listener, type Listeners, ask, listeners } from "../../app/talks/desk.ts";
import { talksTold } from "../../app/talks.ts";
import { talkWords } from "../../i18n/later/talks.ts";
import { Fetching } from "../form.tsx";
import { Seal } from "../mark.tsx";
import { unitName } from "../room_title.ts";
import { Before } from "./before.tsx";

const askAgainMs = 20_000;
async function fetchListeners(): Promise<Listeners[] | string> {
  const told = await listeners();
  return typeof told === "string" ? told : [told];
}

type Asking = { unit: number } | { listener: number; name: string };

export function Whom() {
  const t = talkWords.value;
  const [asking, setAsking] = useState<Asking>();
  // Who is on duty is told when it is asked: anew when something was told of talks, and now and then.
  const { rows, again } = useFetched<Listeners>("", fetchListeners, talksTold.value);
  useEffect(() => {
    const timer = setInterval(() => talksTold.value++, askAgainMs);
    return () => clearInterval(timer);
  }, []);
  const found = Array.isArray(rows) ? rows[0] : undefined;
  return (
    <section>
      <h3>{t.desk.whom}</h3>
      <Fetching rows={rows} again={again} />
      {found && <Offered found={found} pick={setAsking} />}
      {asking && (
        <Before
          title={
            "unit" in asking ? t.desk.askUnit(unitName(asking.unit)) : t.desk.askOne(asking.name)
          }
          yes={t.before.yes}
          act={() => ask("unit" in asking ? asking : { listener: asking.listener })}
          then={go}
          close={() => setAsking(undefined)}
        />
      )}
    </section>
  );
}

function Offered({ found, pick }: { found: Listeners; pick: (asking: Asking) => void }) {
  const t = talkWords.value.desk;
  const others = found.listeners.filter(({ member }) => member !== me.value.member);
  const above = others.filter(({ line }) => line);
  const beside = others.filter(({ line }) => !line);
  if (others.length === 0) return <p class="quiet">{t.nobody}</p>;
  return (
    <>
      <h4>{t.units}</h4>
      <p class="quiet">{t.unitsHow}</p>
      <ul class="whom">
        {found.units.map(({ unit, on_duty }) => (
          <li key={unit}>
            <span class="about">
              <bdi data-user>{unitName(unit)}</bdi>
              <small>{t.onDuty(on_duty)}</small>
            </span>
            <button
              type="button"
              aria-label={t.askUnit(unitName(unit))}
              onClick={() => pick({ unit })}
            >
              {t.ask}
            </button>
          </li>
        ))}
      </ul>
      {beside.length > 0 && <h4>{t.names}</h4>}
      <Named people={beside} pick={pick} />
      {above.length > 0 && (
        <>
          <h4>{t.line}</h4>
          <p class="quiet">{t.lineHow}</p>
          <Named people={above} pick={pick} />
        </>
      )}
      {found.more && <p class="quiet">{t.many}</p>}
    </>
  );
}

interface NamedProps {
  people: readonly Listener[];
  pick: (asking: Asking) => void;
}

function Named({ people, pick }: NamedProps) {
  const t = talkWords.value.desk;
  return (
    <ul class="whom">
      {people.map(({ member, name, on_duty }) => (
        <li key={member}>
          <Seal name={name} member={member} />
          <span class="about">
            <bdi data-user>{name}</bdi>
            <small>{on_duty ? t.there : t.away}</small>
          </span>
          <button
            type="button"
            aria-label={t.askOne(name)}
            onClick={() => pick({ listener: member, name })}
          >
            {t.ask}
          </button>
        </li>
      ))}
    </ul>
  );
}
