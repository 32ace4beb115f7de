// The organisation's log as it is read: pages of events, latest first. Pure.
import type { Tree } from "./organisation.ts";

export interface LoggedEvent {
  room: number;
  seq: number;
  at: number;
  by: number;
  kind: string;
  member?: number;
  unit?: number;
  parent?: number;
  from?: number;
  name?: string;
  duty?: string;
  on?: boolean;
  organiser?: boolean;
}

// The name of a unit: as the tree has it, or, for one that is closed, as the log last had it.
export function unitNames(tree: Tree, events: readonly LoggedEvent[]): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const event of [...events].sort((a, b) => a.seq - b.seq)) {
    const named = event.kind === "unit_created" || event.kind === "unit_renamed";
    if (named && event.unit && event.name) names.set(event.unit, event.name);
  }
  for (const [unit, { name }] of tree.units) names.set(unit, name);
  return names;
}

// One page more: what is there already is not doubled.
export function joined(
  before: readonly LoggedEvent[],
  page: readonly LoggedEvent[],
): LoggedEvent[] {
  const known = new Set(before.map(({ seq }) => seq));
  return [...before, ...page.filter(({ seq }) => !known.has(seq))].sort((a, b) => b.seq - a.seq);
}
