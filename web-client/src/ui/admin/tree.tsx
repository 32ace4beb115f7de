// The tree of units as an ARIA tree: one stop of the Tab key, arrows walk, right and left open and
// close, letters jump, Enter picks. With a search over names, which then shows a flat list.
import { signal } from "@preact/signals";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { belowCounts, mayOrganise } from "../../app/administration.ts";
import { tree } from "../../app/state.ts";
import { type Unit, rootUnit, upwards } from "../../core/organisation.ts";
import { type Branch, branches, pathOf } from "../../core/rights.ts";
import { finds } from "../../core/finding.ts";
import { more } from "../../i18n/later/index.ts";
import { Field, pageRows } from "../form.tsx";
import { Turn } from "../mark.tsx";
import { unitName } from "../room_title.ts";

const turned = signal<ReadonlyMap<number, boolean>>(new Map()); // by hand
const searchFrom = 12;
const allOpen = 24; // so few units are shown at once

interface Props {
  selected: number;
  opened: number[]; // from the beginning
}

export function UnitTree({ selected, opened }: Props) {
  const t = more.value;
  const [query, setQuery] = useState("");
  const found = [...tree.value.units.values()].filter(({ name, initials }) =>
    finds(query, name, initials),
  );
  return (
    <>
      {tree.value.units.size >= searchFrom && (
        <Field label={t.searchUnit} search value={query} set={setQuery} />
      )}
      {query.trim() === "" ? (
        <Branches selected={selected} opened={opened} />
      ) : (
        <ul class="places">
          {found.slice(0, pageRows).map(({ unit }) => (
            <li key={unit}>
              <a href={`#/admin/unit/${unit}`} onClick={() => setQuery("")}>
                <span data-user>{unitName(unit)}</span>
                <small data-user>{pathOf(tree.value, unit)}</small>
              </a>
            </li>
          ))}
          {found.length === 0 && (
            <li class="quiet" role="status">
              {t.nothing}
            </li>
          )}
        </ul>
      )}
    </>
  );
}

function Branches({ selected, opened }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const [focused, setFocused] = useState(0);
  const moves = useRef(false); // the focus follows the keyboard, and nothing else
  const start = new Set([rootUnit, ...opened, ...upwards(tree.value, selected).slice(1)]);
  const few = tree.value.units.size <= allOpen;
  const isOpen = (unit: number) => turned.value.get(unit) ?? (few || start.has(unit));
  const rows = branches(tree.value, isOpen);
  const stop = rows.some(({ unit }) => unit.unit === focused)
    ? focused
    : rows.some(({ unit }) => unit.unit === selected)
      ? selected
      : rootUnit;

  const turn = (unit: number, open: boolean) =>
    (turned.value = new Map(turned.value).set(unit, open));
  const walk = (unit: number) => {
    moves.current = true;
    setFocused(unit);
  };
  useLayoutEffect(() => {
    if (!moves.current) return;
    moves.current = false;
    list.current?.querySelector<HTMLElement>(`[data-unit="${stop}"]`)?.focus();
  });
  const onKey = (event: KeyboardEvent) => {
    const at = rows.findIndex(({ unit }) => unit.unit === stop);
    const act = treeKey(event, rows, at);
    if (act === undefined) return;
    event.preventDefault();
    if ("to" in act) walk(rows[act.to]!.unit.unit);
    else if ("open" in act) turn(stop, act.open);
    else location.hash = `#/admin/unit/${stop}`;
  };
  return (
    <ul role="tree" class="tree" aria-label={more.value.admin.tree} ref={list} onKeyDown={onKey}>
      {rows.map((row) => (
        <Item
          key={row.unit.unit}
          row={row}
          selected={row.unit.unit === selected}
          stop={row.unit.unit === stop}
          turn={(open) => turn(row.unit.unit, open)}
          pick={() => setFocused(row.unit.unit)}
        />
      ))}
    </ul>
  );
}

type KeyAct = { to: number } | { open: boolean } | { pick: true } | undefined;

// What a key does at a row of the tree.
export function treeKey(event: KeyboardEvent, rows: readonly Branch[], at: number): KeyAct {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return undefined;
  const row = rows[at];
  if (!row) return undefined;
  const to = (index: number): KeyAct => (rows[index] && index !== at ? { to: index } : undefined);
  switch (event.key) {
    case "ArrowDown":
      return to(at + 1);
    case "ArrowUp":
      return to(at - 1);
    case "Home":
      return to(0);
    case "End":
      return to(rows.length - 1);
    case "ArrowRight":
      return row.has === "closed" ? { open: true } : row.has === "open" ? to(at + 1) : undefined;
    case "ArrowLeft":
      if (row.has === "open") return { open: false };
      return to(above(rows, at));
    case "Enter":
    case " ":
      return { pick: true };
    default:
      return event.key.length === 1 ? to(typed(rows, at, event.key)) : undefined;
  }
}

function above(rows: readonly Branch[], at: number): number {
  for (let index = at - 1; index >= 0; index--) {
    if (rows[index]!.depth < rows[at]!.depth) return index;
  }
  return -1;
}

// The next row, round the end, whose name begins with the letter or whose pinyin does.
function typed(rows: readonly Branch[], at: number, letter: string): number {
  const starts = ({ name, initials = "" }: Unit) => {
    const first = letter.toLowerCase();
    return name.trim().toLowerCase().startsWith(first) || initials.startsWith(first);
  };
  for (let step = 1; step <= rows.length; step++) {
    const index = (at + step) % rows.length;
    if (starts(rows[index]!.unit)) return index;
  }
  return -1;
}

interface ItemProps {
  row: Branch;
  selected: boolean;
  stop: boolean;
  turn: (open: boolean) => void;
  pick: () => void;
}

function Item({ row, selected, stop, turn, pick }: ItemProps) {
  const t = more.value.admin;
  const { unit, depth, has } = row;
  const people = belowCounts.value.get(unit.unit) ?? 0;
  return (
    <li
      role="treeitem"
      data-unit={unit.unit}
      class={mayOrganise(unit.unit) ? "branch" : "branch others"}
      aria-level={depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-expanded={has === "nothing" ? undefined : has === "open"}
      aria-selected={selected}
      tabIndex={stop ? 0 : -1}
      style={{ paddingInlineStart: `${Math.min(depth, 8) * 16}px` }}
      onClick={() => {
        pick();
        location.hash = `#/admin/unit/${unit.unit}`;
      }}
    >
      {has === "nothing" ? (
        <span class="turn" />
      ) : (
        <span
          class="turn"
          aria-hidden="true"
          title={has === "open" ? t.collapse : t.expand}
          onClick={(event) => {
            event.stopPropagation();
            turn(has !== "open");
          }}
        >
          <Turn />
        </span>
      )}
      <span class="name" data-user>
        {unitName(unit.unit)}
      </span>
      {unit.reception && <small class="tag">{t.reception}</small>}
      <small class="number">
        {people}
        <span class="spoken">{t.people(people)}</span>
      </small>
    </li>
  );
}
