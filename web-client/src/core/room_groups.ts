// The list of rooms in groups: those of one's own unit first, then of what lies above it, then of
// the other units, then talks heart to heart and direct ones; apart from these, those one may join,
// those one only arranges, and what is archived. Pure.
import { type Standing, type Tree, arranging, rootUnit, upwards } from "./organisation.ts";
import type { RoomRow } from "./protocol.ts";

export interface RoomGroup {
  kind: "unit" | "talk" | "direct" | "join" | "arrange" | "archived";
  unit: number; // of "unit"
  rooms: RoomRow[]; // in the order they came
}

export const isArchived = (row: RoomRow) => row.archived === true;
export const isTalk = (row: RoomRow | undefined) => row?.kind === "talk";
export const isDirect = (row: RoomRow) => row.access === "direct";
export const unitOf = (row: RoomRow) => row.unit ?? rootUnit;

export function groupRooms(
  rows: readonly RoomRow[],
  tree: Tree,
  standing: Standing,
): RoomGroup[] {
  const { home } = standing;
  const duties = arranging(standing);
  const units = new Map<number, RoomRow[]>();
  const rest: Record<string, RoomRow[]> = {
    ...{ talk: [], direct: [], join: [], arrange: [], archived: [] },
  };
  const arranges = (row: RoomRow) =>
    duties.some((held) => upwards(tree, unitOf(row)).includes(held.unit));
  for (const row of rows) {
    if (isArchived(row)) {
      // Nobody can come in any more: it is there for those who were in it, and who may reopen it.
      if (row.joined || arranges(row)) rest["archived"]!.push(row);
    } else if (isTalk(row)) rest["talk"]!.push(row);
    else if (isDirect(row)) rest["direct"]!.push(row);
    else if (row.joined) units.set(unitOf(row), [...(units.get(unitOf(row)) ?? []), row]);
    else rest[row.access === "closed" ? "arrange" : "join"]!.push(row);
  }
  const own = home ?? duties[0]?.unit;
  // Before the tree is known one's own unit still comes first.
  const known = own === undefined ? [] : upwards(tree, own);
  const line = (known.length > 0 || own === undefined ? known : [own]).filter(
    (unit) => unit !== rootUnit,
  );
  const others = [...units.keys()].filter((unit) => unit !== rootUnit && !line.includes(unit));
  others.sort((a, b) => a - b);
  const groups: RoomGroup[] = [...line, rootUnit, ...others]
    .filter((unit) => units.has(unit))
    .map((unit) => ({ kind: "unit", unit, rooms: units.get(unit)! }));
  for (const kind of ["talk", "direct", "join", "arrange", "archived"] as const) {
    if (rest[kind]!.length > 0) groups.push({ kind, unit: 0, rooms: rest[kind]! });
  }
  return groups;
}
