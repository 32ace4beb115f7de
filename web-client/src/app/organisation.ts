// The tree and one's own standing: fetched when signed in, and again soon after news of a change.
import { type Unit, noTree, organises, rootUnit, treeOf } from "../core/organisation.ts";
import type { Hello, RoomRow } from "../core/protocol.ts";
import { Soon } from "../core/soon.ts";
import { link, whenTold } from "./connection.ts";
import { listRooms, whenGreeted } from "./rooms.ts";
import { me, tree } from "./state.ts";

const world = {
  after: (ms: number, act: () => void) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};
// Everybody hears of a change of the tree; of one's own standing one hears alone.
const treeSoon = new Soon(world, { least: 200, spread: 2_800 }, fetchTree);
const roomsSoon = new Soon(world, { least: 50, spread: 450 }, listRooms);

whenTold("tree_changed", () => treeSoon.ask());
whenTold("me", (params) => {
  const told = params as unknown as Hello["me"];
  const { home, duties = [], name, organiser, login, presence, open_reports, questions } = told;
  const { on_duty } = told;
  const { member, session, home: homeBefore, duties: dutiesBefore = [] } = me.value;
  me.value = {
    member,
    session,
    name,
    organiser,
    duties,
    ...(home === undefined ? {} : { home }),
    ...(login === undefined ? {} : { login }),
    ...(presence === undefined ? {} : { presence }),
    ...(open_reports === undefined ? {} : { open_reports }),
    ...(questions === undefined ? {} : { questions }),
    ...(on_duty === undefined ? {} : { on_duty }),
  };
  // A count of reports, or a name, changes no room.
  const moved = home !== homeBefore || JSON.stringify(duties) !== JSON.stringify(dutiesBefore);
  if (moved) roomsSoon.ask();
});
whenGreeted(() => void treeSoon.now());

// After an act of one's own the change is wanted at once.
export const treeNow = () => treeSoon.now();

async function fetchTree(): Promise<void> {
  let rows: Unit[] = [];
  let after: number | undefined = undefined;
  let version: number | undefined = tree.peek().version || undefined;
  for (;;) {
    const asked = { ...(after === undefined ? {} : { after }), ...(version ? { version } : {}) };
    const reply = await link.call("unit.tree", asked);
    if (reply.kind !== "ok") return;
    const part = reply.result as unknown as TreeAnswer;
    if (!part.units) return;
    rows = [...rows, ...part.units];
    after = part.next;
    version = undefined;
    if (after === undefined) {
      tree.value = treeOf(part.version, part.homeless, rows);
      return;
    }
  }
}

interface TreeAnswer {
  version: number;
  units?: Unit[];
  homeless: number;
  next?: number;
}

// Counts are no part of the version: who shows them asks for all of it anew.
export async function countsAnew(): Promise<void> {
  tree.value = { ...tree.peek(), version: 0 };
  await treeSoon.now();
}

export function forgetTree(): void {
  treeSoon.stop();
  roomsSoon.stop();
  tree.value = noTree;
}

// Whether one organises a room's unit, and is in the room: posts its notices, sees who confirmed.
export const oversees = (row: RoomRow) =>
  row.joined && row.access !== "direct" && organises(tree.value, me.value, row.unit ?? rootUnit);
