// What is asked before a unit is changed.
import { useState } from "preact/hooks";
import { manage, mine } from "../../app/administration.ts";
import { nameOf } from "../../app/reading.ts";
import { peopleOf } from "../../app/people.ts";
import { me, tree } from "../../app/state.ts";
import { type Duty, type Person, type Unit, rootUnit } from "../../core/organisation.ts";
import { isOwner, movePlaces, topUnits } from "../../core/rights.ts";
import { byName } from "../../core/finding.ts";
import { words } from "../../i18n/index.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Choices, Ends, Naming, Sure } from "../form.tsx";
import { unitName } from "../room_title.ts";
import { LinkPaper } from "./link.tsx";
import { GiveListening } from "./listeners.tsx";
import { PersonPicker, UnitPicker } from "./pickers.tsx";

export type UnitAct =
  | "create"
  | "rename"
  | "move"
  | "close"
  | "reception"
  | "give"
  | "listening"
  | "add"
  | { take: { member: number; duty: Duty } };

interface Props {
  row: Unit;
  what: UnitAct;
  close: () => void;
}

export function UnitDialog({ row, what, close }: Props) {
  const t = more.value.unit;
  const { unit } = row;
  const name = unitName(unit);
  if (typeof what === "object") return <Take unit={unit} held={what.take} close={close} />;
  switch (what) {
    case "create":
      return (
        <Naming
          title={t.createTitle(name)}
          label={t.name}
          yes={t.create}
          most="name"
          act={(text) => manage("unit.create", { parent: unit, name: text })}
          close={close}
          then={({ unit: made }) => {
            close();
            location.hash = `#/admin/unit/${String(made)}`;
          }}
        />
      );
    case "rename":
      return (
        <Naming
          title={t.renameTitle(name)}
          label={t.name}
          value={row.name}
          yes={more.value.save}
          most="name"
          act={(text) => manage("unit.rename", { unit, name: text })}
          close={close}
        />
      );
    case "move":
      return (
        <UnitPicker
          title={t.moveTitle(name)}
          how={t.moveHow}
          nowhere={t.moveNowhere}
          here={row.parent}
          allowed={movePlaces(tree.value, mine(), unit)}
          yes={t.move}
          act={(parent) => manage("unit.move", { unit, parent })}
          close={close}
        />
      );
    case "close":
      return <Close row={row} close={close} />;
    case "reception":
      return (
        <Sure
          title={row.reception ? t.receptionOff : t.reception}
          text={t.receptionHow}
          yes={row.reception ? t.receptionOff : t.reception}
          grave={false}
          act={() => manage("unit.reception", { unit, on: !row.reception })}
          close={close}
        />
      );
    case "give":
      return <Give unit={unit} close={close} />;
    case "listening":
      return <GiveListening unit={unit} close={close} />;
    case "add":
      return <AddMember unit={unit} close={close} />;
  }
}

// What can be seen from here to keep a unit open is said at once; rooms only the server knows.
function Close({ row, close }: { row: Unit; close: () => void }) {
  const t = more.value.unit;
  const held =
    (tree.value.below.get(row.unit) ?? []).length > 0
      ? "units"
      : row.members > 0
        ? "members"
        : (row.organisers ?? []).length + (row.owners ?? []).length > 0
          ? "duties"
          : "";
  if (held !== "") {
    return (
      <Dialog title={t.closeNow} close={close}>
        <p>{t.holds[held]}</p>
        <div class="choices">
          <button type="button" onClick={close}>
            {words.value.act.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Sure
      title={t.closeTitle(unitName(row.unit))}
      text={t.closeHow}
      yes={t.close}
      act={() => manage("unit.close", { unit: row.unit })}
      close={close}
      then={() => (location.hash = `#/admin/unit/${row.parent ?? rootUnit}`)}
    />
  );
}

function Take({
  unit,
  held,
  close,
}: {
  unit: number;
  held: { member: number; duty: Duty };
  close: () => void;
}) {
  const t = more.value.unit;
  const name = nameOf(held.member) || words.value.log.someone;
  const own = held.member === me.value.member;
  return (
    <Sure
      title={own ? t.takeOwn : t.takeAsk(name)}
      text={t.takeHow}
      yes={t.take}
      act={() => manage("duty.take", { member: held.member, unit, duty: held.duty })}
      close={close}
    />
  );
}

// Anybody one looks after may be asked to hold a duty.
export async function everybodyMine(): Promise<Person[] | string> {
  const lists = await Promise.all(topUnits(tree.value, mine()).map(peopleOf));
  const found = new Map<number, Person>();
  for (const rows of lists) {
    if (typeof rows === "string") return rows;
    for (const one of rows) if (one.active !== false) found.set(one.member, one);
  }
  return byName([...found.values()]);
}

function Give({ unit, close }: { unit: number; close: () => void }) {
  const t = more.value.unit;
  const [duty, setDuty] = useState<string>();
  if (unit === rootUnit && isOwner(mine()) && duty === undefined) {
    return <WhichDuty close={close} pick={setDuty} />;
  }
  return (
    <PersonPicker
      title={t.giveTitle(unitName(unit))}
      how={t.giveHow}
      yes={t.give}
      load={everybodyMine}
      act={(member) => manage("duty.give", { member, unit, duty: duty ?? "organiser" })}
      close={close}
    />
  );
}

function WhichDuty({ close, pick }: { close: () => void; pick: (duty: string) => void }) {
  const t = more.value.unit;
  const [duty, setDuty] = useState("organiser");
  return (
    <Dialog title={t.give} close={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          pick(duty);
        }}
      >
        <Choices
          legend={t.duties}
          value={duty}
          set={setDuty}
          options={{ organiser: t.organiser, owner: t.owner }}
        />
        <Ends cancel={close}>
          <button type="submit" class="primary">
            {t.give}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}

function AddMember({ unit, close }: { unit: number; close: () => void }) {
  const t = more.value.unit;
  const [added, setAdded] = useState<{ member: number; name: string }>();
  if (added) {
    return (
      <Dialog title={t.added(added.name)} close={close}>
        <LinkPaper member={added.member} name={added.name} />
        <div class="choices">
          <button type="button" onClick={() => setAdded(undefined)}>
            {t.addMore}
          </button>
          <button type="button" class="primary" onClick={close}>
            {words.value.act.close}
          </button>
        </div>
      </Dialog>
    );
  }
  return (
    <Naming
      title={t.addTitle(unitName(unit))}
      label={t.personName}
      yes={t.add}
      how={t.addHow}
      most="name"
      act={(name) => manage("member.add", { name, unit })}
      close={close}
      then={({ member }, name) => setAdded({ member: member as number, name })}
    />
  );
}
