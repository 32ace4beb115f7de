// Whether one organises a room's unit, and is in the room: posts its notices, sees who confirmed.
import { me, tree } from "../app/state.ts";
import { organises, rootUnit } from "../core/organisation.ts";
import type { RoomRow } from "../core/protocol.ts";

export const oversees = (row: RoomRow) =>
  row.joined && row.access !== "direct" && organises(tree.value, me.value, row.unit ?? rootUnit);
