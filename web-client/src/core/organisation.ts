// The organisation as the page knows it: a tree of units, duties and people
// (protocol/README.md section 3). Pure. What one may do in it stands in rights.ts.

// A listener is asked for talks heart to heart, and arranges nothing.
export type Duty = "owner" | "organiser" | "listener";
export interface HeldDuty {
  unit: number;
  duty: Duty;
}
export interface Unit {
  unit: number;
  parent?: number;
  name: string;
  initials?: string; // of its pinyin
  reception?: boolean;
  members: number; // at home in it, not below
  owners?: number[];
  organisers?: number[];
}
export interface Person {
  member: number;
  name: string;
  initials?: string;
  home?: number;
  welcome?: "waiting" | "welcomed" | "overdue";
  waiting_since?: number;
  welcome_due?: number;
  active?: false;
  duties: HeldDuty[];
}
// What one's own standing is.
export interface Standing {
  home?: number;
  duties?: readonly HeldDuty[];
}

export const rootUnit = 1;

export interface Tree {
  version: number;
  homeless: number;
  units: ReadonlyMap<number, Unit>;
  below: ReadonlyMap<number, readonly number[]>; // the children of a unit, in the order of making
}

export const noTree: Tree = { version: 0, homeless: 0, units: new Map(), below: new Map() };

export function treeOf(version: number, homeless: number, rows: readonly Unit[]): Tree {
  const units = new Map(rows.map((row) => [row.unit, row]));
  const below = new Map<number, number[]>();
  for (const { unit, parent } of [...rows].sort((a, b) => a.unit - b.unit)) {
    if (parent === undefined) continue;
    below.set(parent, [...(below.get(parent) ?? []), unit]);
  }
  return { version, homeless, units, below };
}

// From the unit up to the root. Ends at a unit that is not known, and never goes in a circle.
export function upwards(tree: Tree, unit: number): number[] {
  const path: number[] = [];
  for (let at: number | undefined = unit; at !== undefined && !path.includes(at);) {
    const row: Unit | undefined = tree.units.get(at);
    if (!row) break;
    path.push(at);
    at = row.parent;
  }
  return path;
}

export const covers = (tree: Tree, above: number, below: number) =>
  upwards(tree, below).includes(above);

export const isListener = ({ duties = [] }: Standing) =>
  duties.some(({ duty }) => duty === "listener");
// The duties by which one arranges.
export const arranging = ({ duties = [] }: Standing) =>
  duties.filter(({ duty }) => duty !== "listener");

export function organises(tree: Tree, standing: Standing, unit: number): boolean {
  return arranging(standing).some((held) => covers(tree, held.unit, unit));
}
