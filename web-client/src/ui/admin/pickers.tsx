// Picking one unit, or one person, for an act.
import { useId, useState } from "preact/hooks";
import type { Done } from "../../app/acts.ts";
import { type Reader, useFetched } from "../../app/people.ts";
import { tree } from "../../app/state.ts";
import { upwards } from "../../core/organisation.ts";
import { branches, pathOf } from "../../core/rights.ts";
import { finds } from "../../core/finding.ts";
import { more } from "../../i18n/later/index.ts";
import { Dialog } from "../dialog.tsx";
import { Ends, Fetching, Field, Trouble, pageRows, useAct } from "../form.tsx";
import { PeopleList, Who } from "../people_list.tsx";
import { unitName } from "../room_title.ts";

interface UnitPickerProps {
  title: string;
  how: string;
  nowhere?: string; // said when there is nothing to pick
  here?: number | undefined; // where it is now
  allowed: (unit: number) => boolean;
  none?: string; // a choice of no unit
  yes: string;
  act: (unit: number) => Promise<Done>;
  close: () => void;
}

// Units that may be picked stand in their tree; what lies between is there and cannot be picked.
export function UnitPicker(props: UnitPickerProps) {
  const { title, how, nowhere, here, allowed, none, yes, act, close } = props;
  const t = more.value;
  const [query, setQuery] = useState("");
  const [picked, setPicked] = useState<number>();
  const { busy, why, setWhy, run } = useAct(close);
  const group = useId();
  const whole = branches(tree.value, () => true);
  const all = whole.filter(({ unit }) => allowed(unit.unit));
  const between = new Set(all.flatMap(({ unit }) => upwards(tree.value, unit.unit)));
  const searching = query.trim() !== "";
  const found = searching
    ? all.filter(({ unit }) => finds(query, unit.name, unit.initials))
    : whole.filter(({ unit }) => between.has(unit.unit));
  const submit = (event: Event) => {
    event.preventDefault();
    if (picked !== undefined) void run(() => act(picked));
  };
  const option = (unit: number, name: string, depth = 0, beside = "") => (
    <label
      key={unit}
      class={unit === 0 || allowed(unit) ? "pick" : "pick beside"}
      style={{ marginInlineStart: `${Math.min(depth, 6) * 14}px` }}
    >
      <input
        type="radio"
        name={group}
        disabled={unit > 0 && !allowed(unit)}
        checked={picked === unit}
        onChange={() => {
          setPicked(unit);
          setWhy("");
        }}
      />
      <span class="about">
        <span data-user={unit > 0 || undefined}>{name}</span>
        {beside !== "" && <small data-user>{beside}</small>}
      </span>
    </label>
  );
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        <p class="quiet">{how}</p>
        {all.length > 7 && <Field label={t.searchUnit} search value={query} set={setQuery} />}
        {all.length === 0 && nowhere !== undefined && <p>{nowhere}</p>}
        <div class="picks">
          {none !== undefined && !searching && option(0, none)}
          {found
            .slice(0, pageRows)
            .map(({ unit: { unit }, depth }) =>
              searching
                ? option(unit, unitName(unit), 0, pathOf(tree.value, unit))
                : option(unit, unitName(unit), depth, unit === here ? t.unit.isHere : ""),
            )}
          {searching && found.length === 0 && <p class="quiet">{t.nothing}</p>}
        </div>
        <Trouble text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy || picked === undefined}>
            {yes}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}

interface PersonPickerProps {
  title: string;
  how: string;
  yes: string;
  load: () => Promise<Reader[] | string>;
  act: (member: number) => Promise<Done>;
  close: () => void;
}

export function PersonPicker({ title, how, yes, load, act, close }: PersonPickerProps) {
  const [picked, setPicked] = useState(0);
  const { busy, why, setWhy, run } = useAct(close);
  const group = useId();
  const { rows, again } = useFetched<Reader>("people", load);
  const submit = (event: Event) => {
    event.preventDefault();
    void run(() => act(picked));
  };
  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        <p class="quiet">{how}</p>
        <Fetching rows={rows} again={again} />
        {Array.isArray(rows) && (
          <PeopleList<Reader>
            rows={rows}
            empty={more.value.nobody}
            row={(person) => (
              <label class="pick">
                <input
                  type="radio"
                  name={group}
                  checked={picked === person.member}
                  onChange={() => {
                    setPicked(person.member);
                    setWhy("");
                  }}
                />
                <Who person={person} />
              </label>
            )}
          />
        )}
        <Trouble text={why} />
        <Ends cancel={close}>
          <button type="submit" class="primary" disabled={busy || picked === 0}>
            {yes}
          </button>
        </Ends>
      </form>
    </Dialog>
  );
}
