// People as lists: who is in a room, whom one looks after, whom one could let into a room.
import { useEffect, useState } from "preact/hooks";
import type { Person } from "../core/organisation.ts";
import { organises, topUnits } from "../core/rights.ts";
import type { RoomRow } from "../core/protocol.ts";
import { unitOf } from "../core/room_groups.ts";
import { byName } from "../core/finding.ts";
import { everyRow } from "./acts.ts";
import { rememberNames } from "./reading.ts";
import { link, me, roomRows, tree } from "./state.ts";

export interface Reader {
  member: number;
  name: string;
  initials?: string; // of its pinyin
  active?: false;
  muted_until?: number; // in a room
}

// Rows, the reason why there are none, or undefined while they are on their way.
export type Fetched<Row> = readonly Row[] | string | undefined;

// Fetched when `what` changes, and again with every `after` and when the link is open again; what
// was there stays meanwhile.
export function useFetched<Row>(what: string, load: () => Promise<Row[] | string>, after = 0) {
  const [state, setState] = useState<{ what: string; rows: Fetched<Row> }>({
    what,
    rows: undefined,
  });
  const [turn, setTurn] = useState(0);
  const open = link.value.name === "open";
  useEffect(() => {
    let here = true;
    void load().then((rows) => {
      if (!here) return;
      setState((before) => {
        const keeps =
          typeof rows === "string" && before.what === what && Array.isArray(before.rows);
        return keeps ? before : { what, rows };
      });
    });
    return () => {
      here = false;
    };
  }, [what, turn, after, open]);
  const rows = state.what === what ? state.rows : undefined;
  return { rows, again: () => setTurn(turn + 1) };
}

export async function readersOf(room: number): Promise<Reader[] | string> {
  const rows = await everyRow<Reader>("room.members", { room }, "members");
  return typeof rows === "string" ? rows : byName(rows);
}

// unit 0 = those who have none.
export async function peopleOf(unit: number): Promise<Person[] | string> {
  const rows = await everyRow<Person>("member.list", unit === 0 ? {} : { unit }, "members");
  if (typeof rows === "string") return rows;
  rememberNames(rows); // they need not be asked for
  return byName(rows);
}

const roomsAsked = 40;

// Whom one could let into a room: the people one looks after and who may be in it, and those one
// shares other rooms with.
export async function candidates(row: RoomRow): Promise<Reader[] | string> {
  const found = new Map<number, Reader>();
  const unit = unitOf(row);
  const mine = me.value;
  const units =
    row.access === "open" && organises(tree.value, mine, unit)
      ? [unit]
      : topUnits(tree.value, mine);
  const lists: Promise<Reader[] | string>[] = units.map((one) => peopleOf(one));
  if (row.access !== "open") {
    const others = [...roomRows.values()].filter(
      (one) => one.joined && one.room !== row.room && one.members > 1,
    );
    for (const { room } of others.slice(0, roomsAsked)) lists.push(readersOf(room));
  }
  const inside = await readersOf(row.room);
  let failure = "";
  for (const rows of await Promise.all(lists)) {
    if (typeof rows === "string") failure = rows;
    else for (const one of rows) found.set(one.member, one);
  }
  if (typeof inside === "string" && inside !== "not_member") return inside;
  for (const { member } of typeof inside === "string" ? [] : inside) found.delete(member);
  found.delete(mine.member);
  if (found.size === 0 && failure !== "") return failure;
  return byName([...found.values()].filter(({ active }) => active !== false));
}
