// One member, for those who look after them: unit, duties, a way in, deactivation.
import { useState } from "preact/hooks";
import { manage, mayOrganise, mine, ownsAll } from "../../app/administration.ts";
import { me, tree } from "../../app/state.ts";
import type { HeldDuty, Person } from "../../core/organisation.ts";
import { looksAfter, pathOf } from "../../core/rights.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Sure } from "../form.tsx";
import { Seal } from "../mark.tsx";
import { unitName } from "../room_title.ts";
import { LinkDialog } from "./link.tsx";
import { dutyName } from "./listeners.tsx";
import { PersonAct } from "./person_acts.tsx";
import { UnitPicker } from "./pickers.tsx";

type View =
  | ""
  | "move"
  | "give"
  | "link"
  | "rename"
  | "sign_out"
  | "erase"
  | "deactivate"
  | "reactivate"
  | { take: HeldDuty };

interface Props {
  person: Person;
  close: () => void;
  first?: View;
}

export function PersonDialog({ person, close, first = "" }: Props) {
  const t = more.value;
  const [view, setView] = useState<View>(first);
  const { member, name } = person;
  const back = first === "" ? () => setView("") : close;
  if (view === "") return <Overview person={person} show={setView} close={close} />;
  if (typeof view === "object") {
    const { unit, duty } = view.take;
    return (
      <Sure
        title={t.unit.takeAsk(name)}
        text={t.unit.takeHow}
        yes={t.unit.take}
        act={() => manage("duty.take", { member, unit, duty })}
        close={back}
        then={close}
      />
    );
  }
  switch (view) {
    case "link":
      return <LinkDialog member={member} name={name} close={back} />;
    case "move":
      return <MoveHome person={person} close={close} />;
    case "give":
      return (
        <UnitPicker
          title={t.person.give}
          how={t.unit.giveHow}
          allowed={(unit) => mayOrganise(unit) && !holds(person, unit)}
          yes={t.unit.give}
          act={(unit) => manage("duty.give", { member, unit, duty: "organiser" })}
          close={close}
        />
      );
    case "rename":
    case "sign_out":
    case "erase":
      return <PersonAct person={person} what={view} back={back} close={close} />;
    case "deactivate":
      return (
        <Sure
          title={t.person.deactivateAsk(name)}
          text={t.person.deactivateHow}
          yes={t.person.deactivate}
          act={() => manage("member.deactivate", { member })}
          close={back}
          then={close}
        />
      );
    case "reactivate":
      return (
        <Sure
          title={t.person.reactivate}
          text={name}
          yes={t.person.reactivate}
          grave={false}
          act={() => manage("member.reactivate", { member })}
          close={back}
          then={close}
        />
      );
  }
}

const holds = (person: Person, unit: number) =>
  person.duties.some((held) => held.unit === unit && held.duty === "organiser");

export function MoveHome({ person, close }: { person: Person; close: () => void }) {
  const t = more.value.person;
  const { member, name, home } = person;
  return (
    <UnitPicker
      title={t.moveTitle(name)}
      how={t.moveHow}
      here={home}
      allowed={(unit) => unit !== home && mayOrganise(unit)}
      {...(home === undefined ? {} : { none: t.moveOut })}
      yes={home === undefined ? t.settle : t.move}
      act={(unit) => manage("member.move", unit === 0 ? { member } : { member, unit })}
      close={close}
    />
  );
}

interface OverviewProps {
  person: Person;
  show: (view: View) => void;
  close: () => void;
}

function Overview({ person, show, close }: OverviewProps) {
  const t = more.value;
  const { member, name, home } = person;
  const cares = looksAfter(tree.value, mine(), person);
  const active = person.active !== false;
  const button = (view: View, label: string, grave = false) => (
    <button type="button" class={grave ? "grave" : ""} onClick={() => show(view)}>
      {label}
    </button>
  );
  return (
    <Dialog title={name} close={close} named>
      <div class="card">
        <Seal name={name} member={member} />
        <p>
          <span data-user={home !== undefined || undefined}>
            {home === undefined ? t.person.homeless : pathOf(tree.value, home) || unitName(home)}
          </span>
          {!active && <small class="tag">{t.inactive}</small>}
        </p>
      </div>
      <section>
        <h3>{t.person.duties}</h3>
        {person.duties.length === 0 && <p class="quiet">{t.person.noDuty}</p>}
        <ul class="people">
          {person.duties.map((held) => {
            const what = t.person.dutyIn(dutyName(held.duty), unitName(held.unit));
            const mayTake = held.duty === "owner" ? ownsAll() : mayOrganise(held.unit);
            return (
              <li key={`${held.duty}${held.unit}`}>
                <span class="about" data-user>
                  {what}
                </span>
                {mayTake && (
                  <button
                    type="button"
                    class="link"
                    aria-label={t.unit.takeOf(name, what)}
                    onClick={() => show({ take: held })}
                  >
                    {t.unit.take}
                  </button>
                )}
              </li>
            );
          })}
        </ul>
      </section>
      {!cares && <p class="quiet">{t.person.notYours}</p>}
      <div class="acts">
        {cares && button("move", home === undefined ? t.person.settle : t.person.move)}
        {active && button("give", t.person.give)}
        {cares && active && button("link", t.person.link)}
        {cares && active && button("rename", t.person.rename)}
        {cares && active && button("sign_out", t.person.signOut)}
        {cares &&
          (active
            ? button("deactivate", t.person.deactivate, true)
            : button("reactivate", t.person.reactivate))}
        {ownsAll() && member !== me.value.member && button("erase", t.person.erase, true)}
      </div>
    </Dialog>
  );
}
