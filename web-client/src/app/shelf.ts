// What this browser keeps of the rooms (core/keeping.ts), in a database of its own: it may be lost
// or dropped at any time, and the outbox beside it is not touched by that.
import { effect } from "@preact/signals";
import { type IDBPDatabase, openDB } from "idb";
import { type KeptLine, type KeptList, unpackLine } from "../core/keeping.ts";
import { readSketch } from "../core/sketch.ts";
import { keep, read } from "../i18n/index.ts";
import { everyday } from "../ui/parts.ts";
import { outline, restore } from "./rooms.ts";
import { leads } from "./sending.ts";
import { endTalks, wipeTalks } from "./talks.ts";
import {
  limits,
  me,
  names,
  reactions,
  roomsVersion,
  sketched,
  timelineVersion,
  tree,
} from "./state.ts";

const memberKey = "xinqiao.member"; // whose rooms were shown last in this browser
const sketchKey = "xinqiao.sketch";
export const alertsKey = "xinqiao.alerts"; // see alerts.ts
const saveMs = 1_500;
const nameOf = (member: number) => `xinqiao-rooms-${member}`;

let db: IDBPDatabase | undefined;
let turn = 0; // what was opened for a turn that is over is closed again
let stop: (() => void) | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const saved = new Map<number, number>(); // room -> the version that is kept

async function open(member: number): Promise<void> {
  const mine = ++turn;
  const fresh = await openDB(nameOf(member), 1, {
    upgrade(fresh) {
      fresh.createObjectStore("list");
      fresh.createObjectStore("lines", { keyPath: "room" });
    },
  }).catch(() => undefined);
  if (mine === turn) db = fresh;
  else fresh?.close();
}

// The list of who was here last, at once. False where there is none.
export function showSketch(): boolean {
  const sketch = readSketch(read(sketchKey), Number(read(memberKey)));
  if (!sketch) return false;
  me.value = sketch.me;
  names.value = sketch.names;
  tree.value = sketch.tree;
  for (const [room, words] of sketch.words) sketched.set(room, words);
  outline(sketch.rooms);
  return true;
}

// Shows what is kept of who was here last. False where nothing is.
export async function showKept(): Promise<boolean> {
  const member = Number(read(memberKey));
  if (!member) return false;
  try {
    await open(member);
    const tx = db!.transaction(["list", "lines"]);
    const list = (await tx.objectStore("list").get(1)) as KeptList | undefined;
    const lines = (await tx.objectStore("lines").getAll()) as KeptLine[];
    if (list?.me.member !== member) return false;
    me.value = list.me;
    limits.value = list.limits;
    reactions.value = list.reactions;
    names.value = new Map(list.names);
    tree.value = list.tree;
    restore(
      list,
      lines.filter(({ epoch }) => epoch === list.epoch).map((line) => unpackLine(line)),
    );
    return true;
  } catch {
    return false; // damaged, or of another release: it is made anew
  }
}

// From now on what changes is kept, by the tab that sends.
export function openShelf(when: Promise<void>): void {
  const { member } = me.value;
  if (read(memberKey) !== String(member)) keep(memberKey, String(member));
  const mine = ++turn;
  if (db?.name !== nameOf(member)) void when.then(() => mine === turn && void open(member));
  stop = effect(() => {
    roomsVersion.value;
    timelineVersion.value;
    names.value;
    tree.value;
    me.value;
    timer ??= setTimeout(() => void save(), saveMs);
  });
  document.addEventListener("visibilitychange", save);
}

export function closeShelf(forget: boolean): void {
  stop?.();
  clearTimeout(timer);
  document.removeEventListener("visibilitychange", save);
  db?.close();
  turn++;
  db = stop = timer = undefined;
  saved.clear();
  endTalks();
  if (forget) for (const key of [sketchKey, alertsKey]) keep(key, "");
  const member = Number(read(memberKey));
  if (!forget || !member) return;
  keep(memberKey, "");
  indexedDB.deleteDatabase(nameOf(member));
  wipeTalks(member);
}

// What puts it together comes with the part that loads a moment later.
async function save(): Promise<void> {
  clearTimeout(timer);
  timer = undefined;
  if (!db || !leads()) return;
  const part = await everyday().catch(() => undefined);
  const open = db; // closed meanwhile, nothing is kept any more
  if (open) await part?.saveRooms(open, saved, (text) => open === db && keep(sketchKey, text));
}
