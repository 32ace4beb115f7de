// One unit: where it stands, who holds a duty in it, who is in it, and what can be done with it.
import { useState } from "preact/hooks";
import { acted, belowCounts, mayOrganise, mine, ownsAll } from "../../app/administration.ts";
import { nameOf } from "../../app/reading.ts";
import { peopleOf, useFetched } from "../../app/people.ts";
import { me, tree } from "../../app/state.ts";
import { type Duty, type Person, type Unit, rootUnit, upwards } from "../../core/organisation.ts";
import { organisesAbove, pathOf } from "../../core/rights.ts";
import { words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { ConnectionBar } from "../connection_bar.tsx";
import { Fetching } from "../form.tsx";
import { Back, Seal } from "../mark.tsx";
import { PeopleList, Who } from "../people_list.tsx";
import { unitName } from "../room_title.ts";
import { Listeners, dutyName } from "./listeners.tsx";
import { PersonDialog } from "./person.tsx";
import { type UnitAct, UnitDialog } from "./unit_acts.tsx";

type Opened = "" | UnitAct | { person: Person };

export function UnitPage({ unit }: { unit: number }) {
  const t = more.value.admin;
  const row = tree.value.units.get(unit);
  const [opened, setOpened] = useState<Opened>("");
  const close = () => setOpened("");
  const organised = mayOrganise(unit);
  const above = row && upwards(tree.value, unit).slice(1);
  return (
    <section class="pane" aria-labelledby="unit-name">
      <header class="head">
        <a class="plain back" href="#/admin" aria-label={t.tree}>
          <Back />
        </a>
        <div class="who">
          <h2 id="unit-name" data-user>
            {unitName(unit)}
          </h2>
          {above && above.length > 0 && (
            <p data-user>{above.length > 1 ? pathOf(tree.value, above[0]!) : unitName(rootUnit)}</p>
          )}
        </div>
      </header>
      <div class="sheet" tabIndex={0}>
        {!row && tree.value.units.size > 0 && <p>{t.noUnit}</p>}
        {row && (
          <>
            <Facts row={row} />
            {organised ? <Acts row={row} show={setOpened} /> : <p class="quiet">{t.notYours}</p>}
            <Duties row={row} organised={organised} show={setOpened} />
            {organised && (
              <Listeners
                unit={unit}
                give={() => setOpened("listening")}
                take={(member) => setOpened({ take: { member, duty: "listener" } })}
              />
            )}
            {organised && <People unit={unit} show={setOpened} />}
          </>
        )}
      </div>
      <ConnectionBar />
      {typeof opened === "object" && "person" in opened ? (
        <PersonDialog person={opened.person} close={close} />
      ) : (
        row && opened !== "" && <UnitDialog row={row} what={opened} close={close} />
      )}
    </section>
  );
}

function Facts({ row }: { row: Unit }) {
  const t = more.value.admin;
  const all = belowCounts.value.get(row.unit) ?? row.members;
  return (
    <p class="facts">
      {`${t.here}${words.value.house.colon}${t.people(row.members)}`}
      {all !== row.members && ` · ${t.below(all)}`}
      {row.reception && <span class="tag">{`${t.reception} · ${t.receptionHow}`}</span>}
    </p>
  );
}

function Acts({ row, show }: { row: Unit; show: (what: UnitAct) => void }) {
  const t = more.value.unit;
  const fromAbove = organisesAbove(tree.value, mine(), row.unit);
  const button = (what: UnitAct, label: string) => (
    <button type="button" onClick={() => show(what)}>
      {label}
    </button>
  );
  return (
    <div class="acts">
      {button("create", t.create)}
      {button("rename", t.rename)}
      {fromAbove && button("move", t.move)}
      {ownsAll() && button("reception", row.reception ? t.receptionOff : t.reception)}
      {fromAbove && button("close", t.close)}
    </div>
  );
}

interface DutiesProps {
  row: Unit;
  organised: boolean;
  show: (what: Opened) => void;
}

function Duties({ row, organised, show }: DutiesProps) {
  const t = more.value.unit;
  const held = [
    ...(row.owners ?? []).map((member) => ({ member, duty: "owner" as Duty })),
    ...(row.organisers ?? []).map((member) => ({ member, duty: "organiser" as Duty })),
  ];
  return (
    <section>
      <div class="title-line">
        <h3>{t.duties}</h3>
        {organised && (
          <button type="button" onClick={() => show("give")}>
            {t.give}
          </button>
        )}
      </div>
      {held.length === 0 && <p class="quiet">{t.nobodyHolds}</p>}
      <ul class="people">
        {held.map(({ member, duty }) => {
          const name = nameOf(member) || words.value.log.someone;
          const own = member === me.value.member;
          const mayTake = own || (duty === "owner" ? ownsAll() : organised);
          return (
            <li key={`${duty}${member}`}>
              <Seal name={name} member={member} />
              <span class="about">
                <bdi data-user>{name}</bdi>
                <small>{dutyName(duty)}</small>
              </span>
              {mayTake && (
                <button
                  type="button"
                  class="link"
                  aria-label={t.takeOf(name, dutyName(duty))}
                  onClick={() => show({ take: { member, duty } })}
                >
                  {t.take}
                </button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function People({ unit, show }: { unit: number; show: (what: Opened) => void }) {
  const t = more.value.unit;
  const { rows, again } = useFetched<Person>(`${unit}`, () => peopleOf(unit), acted.value);
  return (
    <section>
      <div class="title-line">
        <h3>{t.people}</h3>
        <button type="button" onClick={() => show("add")}>
          {t.add}
        </button>
      </div>
      <Fetching rows={rows} again={again} />
      {Array.isArray(rows) && (
        <PeopleList<Person>
          rows={rows}
          empty={t.none}
          row={(person) => (
            <button type="button" class="person" onClick={() => show({ person })}>
              <Who person={person}>
                <small data-user>{aboutOf(person, unit)}</small>
              </Who>
            </button>
          )}
        />
      )}
    </section>
  );
}

// The unit, where it is one below, and the duties.
function aboutOf(person: Person, unit: number): string {
  const t = more.value;
  const home = person.home === undefined || person.home === unit ? [] : [unitName(person.home)];
  const duties = person.duties.map((held) =>
    held.unit === unit
      ? dutyName(held.duty)
      : t.person.dutyIn(dutyName(held.duty), unitName(held.unit)),
  );
  return [...home, ...duties].join(words.value.house.comma);
}
