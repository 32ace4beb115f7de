// What is done when all is quiet: the newest words of the rooms are fetched, so that the list says
// them and the rooms open without a network, the page gets its sign, and a newer release is looked
// for. Fetched itself when it is time.
import { roomsKept } from "../core/packing.ts";
import { wordless } from "../core/last_words.ts";
import { link } from "./connection.ts";
import { fetchPage } from "./reading.ts";
import { changedRooms } from "./rooms.ts";
import { roomRows, rooms, timelines } from "./state.ts";
import { lookForTalks } from "./talks.ts";
import { lookForUpdate } from "./worker.ts";

const wordsOfRoom = 10;
let busy = false;

// A drawing of its own for the browser to lay out: not before the first words stand there.
function showSign(): void {
  const sign = document.querySelector<HTMLLinkElement>('link[rel="icon"]')!;
  if (sign.getAttribute("href") !== "/favicon.svg") sign.href = "/favicon.svg";
}

export async function lookAround(): Promise<void> {
  showSign();
  lookForUpdate();
  void lookForTalks();
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
