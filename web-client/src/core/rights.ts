// What one may do in the organisation, and how it is shown. Pure. The server decides every right
// again (protocol/README.md section 3); these only say what is worth offering.
import {
  type Person,
  type Standing,
  type Tree,
  type Unit,
  arranging,
  covers,
  organises,
  rootUnit,
  upwards,
} from "./organisation.ts";

export { organises };

export const deepest = 12; // units below the root, one below the other

export const isOwner = ({ duties = [] }: Standing) => duties.some(({ duty }) => duty === "owner");

// The unit that looks after a member without a home.
export function receptionOf(tree: Tree): number {
  for (const row of tree.units.values()) if (row.reception) return row.unit;
  return rootUnit;
}

// Looks after: organises the home (or the reception) and every unit of a duty held.
export function looksAfter(tree: Tree, mine: Standing, person: Standing): boolean {
  if (!organises(tree, mine, person.home ?? receptionOf(tree))) return false;
  return (person.duties ?? []).every(({ unit, duty }) =>
    duty === "owner" ? isOwner(mine) : organises(tree, mine, unit),
  );
}

// To move or close a unit is for those who organise what lies above it.
export function organisesAbove(tree: Tree, standing: Standing, unit: number): boolean {
  const parent = tree.units.get(unit)?.parent;
  return parent !== undefined && organises(tree, standing, parent);
}

export const depthOf = (tree: Tree, unit: number) => upwards(tree, unit).length - 1;

function heightOf(tree: Tree, unit: number): number {
  const below = tree.below.get(unit) ?? [];
  return below.length === 0 ? 0 : 1 + Math.max(...below.map((one) => heightOf(tree, one)));
}

export interface Branch {
  unit: Unit;
  depth: number; // 0 = the top of what is shown
  has: "nothing" | "open" | "closed"; // what lies below: nothing, shown, or not shown
  place: number; // among its siblings, from 1
  of: number;
}

// The tree as rows, depth first; below a unit only if `open` says so.
export function branches(tree: Tree, open: (unit: number) => boolean): Branch[] {
  const rows: Branch[] = [];
  const walk = (unit: number, depth: number, place: number, of: number) => {
    const row = tree.units.get(unit);
    if (!row) return;
    const below = tree.below.get(unit) ?? [];
    const shown = open(unit);
    const has = below.length === 0 ? "nothing" : shown ? "open" : "closed";
    rows.push({ unit: row, depth, has, place, of });
    if (shown) below.forEach((one, i) => walk(one, depth + 1, i + 1, below.length));
  };
  walk(rootUnit, 0, 1, 1);
  return rows;
}

// How many are at home in each unit and below it.
export function peopleBelow(tree: Tree): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  const sum = (unit: number): number => {
    const own = tree.units.get(unit)?.members ?? 0;
    const all = (tree.below.get(unit) ?? []).reduce((before, one) => before + sum(one), own);
    sums.set(unit, all);
    return all;
  };
  sum(rootUnit);
  return sums;
}

// Where a unit may be moved: to what one organises, not below itself, not where it is already, and
// not so that the tree gets too deep. So no circle can be picked.
export function movePlaces(tree: Tree, standing: Standing, unit: number): (to: number) => boolean {
  const height = heightOf(tree, unit);
  const parent = tree.units.get(unit)?.parent;
  return (to) =>
    to !== parent &&
    !covers(tree, unit, to) &&
    organises(tree, standing, to) &&
    depthOf(tree, to) + 1 + height <= deepest;
}

// Where one may make a room: the home, the root, and everything one organises.
export function roomPlaces(tree: Tree, standing: Standing): Branch[] {
  return branches(tree, () => true).filter(
    ({ unit: { unit } }) =>
      unit === rootUnit || unit === standing.home || organises(tree, standing, unit),
  );
}

// The highest units one organises; what lies below them is in them.
export function topUnits(tree: Tree, standing: Standing): number[] {
  const held = [...new Set(arranging(standing).map(({ unit }) => unit))];
  return held.filter((unit) => !held.some((one) => one !== unit && covers(tree, one, unit)));
}

// The names from below the root down to the unit, so that two of one name can be told apart.
export function pathOf(tree: Tree, unit: number): string {
  const names = upwards(tree, unit).map((one) => tree.units.get(one)!.name);
  return (names.length > 1 ? names.slice(0, -1) : names).reverse().join(" / ");
}

// How one waits who has no home, at a time.
export type Waiting =
  | { state: "welcomed"; since: number }
  | { state: "waiting" | "overdue"; since: number; due: number };

export function waitingOf(person: Person, now: number): Waiting {
  const since = person.waiting_since ?? 0;
  if (person.welcome === "welcomed") return { state: "welcomed", since };
  const due = person.welcome_due ?? 0;
  const over = person.welcome === "overdue" || (due > 0 && due <= now);
  return { state: over ? "overdue" : "waiting", since, due };
}

// Those who wait longest come first; who was welcomed comes last.
export function inWaitingOrder(people: readonly Person[], now: number): Person[] {
  const rank = { overdue: 0, waiting: 1, welcomed: 2 };
  const key = (person: Person) => waitingOf(person, now);
  return [...people].sort(
    (a, b) =>
      rank[key(a).state] - rank[key(b).state] || key(a).since - key(b).since || a.member - b.member,
  );
}
