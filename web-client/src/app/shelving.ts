// Puts what this browser keeps of the rooms together, and into its database (shelf.ts).
import type { IDBPDatabase } from "idb";
import type { KeptList } from "../core/keeping.ts";
import { packLine, roomsKept, sketchOf } from "../core/packing.ts";
import { standing } from "./rooms.ts";
import { limits, me, names, reactions, roomRows, rooms, timelines, tree } from "./state.ts";

// `saved`: which version of a room is kept already.
export async function saveRooms(
  db: IDBPDatabase,
  saved: Map<number, number>,
  sketch: (text: string) => void,
): Promise<void> {
  try {
    const { epoch, position, upTo } = standing();
    const list: KeptList = {
      epoch,
      position,
      upTo,
      me: me.value,
      limits: limits.value,
      reactions: reactions.value,
      rooms: [...roomRows.values()],
      names: [...names.value],
      tree: tree.value,
    };
    const tx = db.transaction(["list", "lines"], "readwrite");
    const lines = tx.objectStore("lines");
    void tx.objectStore("list").put(list, 1);
    const wanted = rooms.value.filter(({ joined }) => joined).slice(0, roomsKept);
    const kept = new Set(wanted.map(({ room }) => room));
    for (const room of kept) {
      const line = timelines.get(room);
      if (!line || line.order.length === 0 || saved.get(room) === line.version) continue;
      saved.set(room, line.version);
      void lines.put(packLine(line, epoch));
    }
    for (const room of (await lines.getAllKeys()) as number[])
      if (!kept.has(room) || !timelines.has(room)) void lines.delete(room);
    await tx.done;
    sketch(sketchOf(list, timelines));
  } catch {
    saved.clear(); // the disk is full, or it was closed meanwhile: tried again with the next change
  }
}
