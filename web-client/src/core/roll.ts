// The roll call: figures of an alert by unit, summed up the tree. Pure.
import { type Tree, rootUnit, upwards } from "./organisation.ts";

// How many have come at least so far.
export interface Count {
  targeted: number;
  written: number;
  delivered: number;
  seen: number;
  answered: number;
  ticked: number; // of those who have not answered: reached by other means
  answers: readonly number[]; // by option
}
export interface UnitCount extends Count {
  unit: number; // 0 = without a home
}
export interface Roll extends Count {
  units: readonly UnitCount[]; // those whose people one answers for
}

export const noCount: Count = {
  ...{ targeted: 0, written: 0, delivered: 0, seen: 0, answered: 0, ticked: 0 },
  answers: [],
};

export function together(one: Count, other: Count): Count {
  const most = Math.max(one.answers.length, other.answers.length);
  const both = (i: number) => (one.answers[i] ?? 0) + (other.answers[i] ?? 0);
  return {
    targeted: one.targeted + other.targeted,
    written: one.written + other.written,
    delivered: one.delivered + other.delivered,
    seen: one.seen + other.seen,
    answered: one.answered + other.answered,
    ticked: one.ticked + other.ticked,
    answers: Array.from({ length: most }, (_, i) => both(i)),
  };
}

// Neither answered nor reached by other means.
export const missingOf = ({ targeted, answered, ticked }: Count) =>
  Math.max(0, targeted - answered - ticked);

export interface RollRow {
  unit: number;
  depth: number; // 0 = the top of what is shown
  sum: Count; // of the unit and all below it
}

// Depth first, as the tree stands now; a unit above is shown where one answers for it whole, or its
// sum would say less than it seems to. Who is without a home counts at the root; they, and a unit
// that is no more in the tree, stand at the end.
export function rollRows(
  tree: Tree,
  counts: readonly UnitCount[],
  answersFor: (unit: number) => boolean,
): RollRow[] {
  const sums = new Map<number, Count>();
  const apart: RollRow[] = [];
  for (const count of counts) {
    const { unit: home } = count;
    const path = upwards(tree, home > 0 ? home : rootUnit);
    if (home === 0 || path.length === 0) apart.push({ unit: home, depth: 0, sum: count });
    for (const unit of path) {
      if (unit === home || answersFor(unit))
        sums.set(unit, together(sums.get(unit) ?? noCount, count));
    }
  }
  const rows: RollRow[] = [];
  const walk = (unit: number, depth: number) => {
    const sum = sums.get(unit);
    if (sum) rows.push({ unit, depth, sum });
    for (const one of tree.below.get(unit) ?? []) walk(one, sum ? depth + 1 : depth);
  };
  for (const row of tree.units.values()) if (row.parent === undefined) walk(row.unit, 0);
  return [...rows, ...apart];
}
