// Who is a listener of a unit: asked for talks heart to heart there and below.
import { acted, manage } from "../../app/administration.ts";
import { useFetched } from "../../app/people.ts";
import type { Duty, Person } from "../../core/organisation.ts";
import { more } from "../../i18n/later/index.ts";
import { Fetching } from "../form.tsx";
import { Seal } from "../mark.tsx";
import { unitName } from "../room_title.ts";
import { PersonPicker } from "./pickers.tsx";
import { everybodyMine } from "./unit_acts.tsx";

export const dutyName = (duty: Duty): string =>
  duty === "listener" ? more.value.duties.listener : more.value.unit[duty];

interface Props {
  unit: number;
  give: () => void;
  take: (member: number) => void;
}

// Those alone whom one looks after: of others one is not told what they hold.
export function Listeners({ unit, give, take }: Props) {
  const t = more.value;
  const { rows, again } = useFetched<Person>(`${unit}`, () => listenersOf(unit), acted.value);
  return (
    <section>
      <div class="title-line">
        <h3>{t.duties.listeners}</h3>
        <button type="button" onClick={give}>
          {t.duties.give}
        </button>
      </div>
      <Fetching rows={rows} again={again} />
      {Array.isArray(rows) && rows.length === 0 && <p class="quiet">{t.duties.nobody}</p>}
      {Array.isArray(rows) && (
        <ul class="people">
          {rows.map(({ member, name }) => (
            <li key={member}>
              <Seal name={name} member={member} />
              <span class="about">
                <bdi data-user>{name}</bdi>
                <small>{t.duties.listener}</small>
              </span>
              <button
                type="button"
                class="link"
                aria-label={t.unit.takeOf(name, t.duties.listener)}
                onClick={() => take(member)}
              >
                {t.unit.take}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

async function listenersOf(unit: number) {
  const people = await everybodyMine();
  if (typeof people === "string") return people;
  return people.filter(({ duties }) =>
    duties.some((held) => held.unit === unit && held.duty === "listener"),
  );
}

export function GiveListening({ unit, close }: { unit: number; close: () => void }) {
  const t = more.value;
  return (
    <PersonPicker
      title={t.duties.giveTitle(unitName(unit))}
      how={t.duties.giveHow}
      yes={t.duties.give}
      load={everybodyMine}
      act={(member) => manage("duty.give", { member, unit, duty: "listener" })}
      close={close}
    />
  );
}
