// What is done when all is quiet: the newest words of the rooms are fetched, so that the list says
// them and the rooms open without a network, and the service worker is looked after. Fetched itself
// when it is time.
import { roomsKept } from "../core/packing.ts";
import { wordless } from "../core/last_words.ts";
import { link } from "./connection.ts";
import { fetchPage } from "./reading.ts";
import { changedRooms } from "./rooms.ts";
import { roomRows, rooms, timelines } from "./state.ts";
import { lookForUpdate } from "./worker.ts";

const wordsOfRoom = 10;
let busy = false;

export async function lookAround(): Promise<void> {
  lookForUpdate();
  if (busy) return;
  busy = true;
  for (const room of wordless(rooms.value, timelines, roomsKept)) {
    if (link.state.name !== "open") break;
    if (!(await fetchPage(room, {}, wordsOfRoom))) break;
  }
  busy = false;
  // The list says the last words: its rows are drawn anew.
  for (const row of [...roomRows.values()]) roomRows.set(row.room, { ...row });
  changedRooms();
}
