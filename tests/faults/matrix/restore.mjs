// A backup under full load, restored elsewhere: one point in time, with all that was acknowledged
// before it was asked for. Every second one lies on a disk whose power goes as it says that it is
// done.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { binary, Server, within } from "../../support/server.mjs";
import { hash_of } from "./journal.mjs";
import { House, make_disk } from "./house.mjs";
import { Line, whole_room } from "./line.mjs";

const patience_ms = 120_000; // a busy disk may be slow to sync a whole store

async function open() {
  const disk = await make_disk();
  const house = await House.open();
  const close = house.close.bind(house);
  return Object.assign(house, {
    other_disk: disk,
    async close() {
      await close();
      await disk.close();
    },
  });
}

function program(disk, ...words) {
  const [name, ...rest] = disk.inside(binary, ...words);
  const child = spawn(name, rest, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (piece) => (said += piece));
  const ended = new Promise((done) => child.on("close", (code) => done({ code, said })));
  return within(ended, `xinqiao ${words[0]}`, patience_ms);
}

// What is in it, held against the whole history and the order in which clients saw things happen.
export function wrong_with_point_in_time(found, original, words, asked) {
  const wrong = [];
  for (const [room, events] of found) {
    const same = events.every((event, at) => {
      return JSON.stringify(event) === JSON.stringify(original.get(room)[at]);
    });
    if (!same) wrong.push(`room ${room} is not a beginning of what it was`);
  }
  const texts = [...found.values()].flat().filter(({ text }) => text !== undefined);
  const hashes = new Set(texts.map(({ text }) => hash_of(text)));
  const last_said = words.findLast(({ hash }) => hashes.has(hash))?.said ?? 0;
  for (const { hash, heard, outbox, n } of words) {
    if (heard === undefined || hashes.has(hash)) continue;
    if (heard <= asked) wrong.push(`${outbox} ${n} was acknowledged before and is not in it`);
    else if (heard < last_said) wrong.push(`${outbox} ${n} is not in it, but what came after is`);
  }
  return wrong;
}

async function rooms_of(server, rooms, old_epoch, wrong) {
  const line = await Line.open(server, server.tokens[0]);
  if (line.hello.epoch === old_epoch) wrong.push("a restored store has the epoch of the old one");
  const found = new Map();
  for (const room of rooms) found.set(room, await whole_room(line, room));
  await line.close();
  return found;
}

async function restored(house, { number, chance }) {
  const { load, journal, server, other_disk: disk } = house;
  const is_cut = number % 2 === 0;
  const to = join(disk.place, "backup");
  const fresh = join(disk.place, "fresh");
  load.begin(200);
  await load.steady();
  await after(chance.below(200));
  const taken = load.taken();
  const asked = journal.moment;
  const made = await program(disk, "backup", "--data", server.data, "--to", to);
  if (is_cut) {
    await disk.cut();
    disk.plug_in();
  }
  await after(50);
  await load.settle();
  const original = await house.histories();
  const wrong = [];
  const other = new Server();
  Object.assign(other, { data: fresh, tokens: server.tokens, args: server.args });
  Object.assign(other, { folder: join(disk.folder, "none"), through: disk.inside() });
  const steps = [["restore", "--from", to, "--data", fresh], ["verify", "--data", fresh]];
  if (made.code !== 0) wrong.push(`the backup ended with ${made.code}: ${made.said}`);
  for (const words of steps) {
    const { code, said } = await program(disk, ...words);
    if (code !== 0) wrong.push(`${words[0]} ended with ${code}: ${said}`);
  }
  if (wrong.length === 0) {
    await other.serve("127.0.0.1:0");
    const found = await rooms_of(other, house.rooms, house.epoch, wrong);
    wrong.push(...wrong_with_point_in_time(found, original, journal.words, asked));
    await other.kill();
  }
  await program_ended(disk, to, fresh);
  return { place: is_cut ? "power cut when done" : "elsewhere", ...taken, wrong };
}

async function program_ended(disk, ...folders) {
  const place = `/proc/${disk.holder.pid}/root`;
  for (const folder of folders) rmSync(join(place, folder), { recursive: true, force: true });
}

export const restore = { cases: 20, open, one: restored };
