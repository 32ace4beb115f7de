// The disk is filled to its last byte: slowly, at once, in the middle of a flush or compaction, or
// before a start. What was acknowledged is read on all the time; new words are refused for this
// reason, or the server ends and starts again on the full disk; with space again it takes them.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { within } from "../../support/server.mjs";
import { on_a_disk } from "./crash.mjs";
import { judge } from "./oracle.mjs";

const ways = ["slowly", "at once", "compaction", "before start"];
const patience_ms = 10_000; // after which space that is there again must be used
const steps = 20;

export const kind_of = (number) => ways[number % ways.length];

function shell(disk, script, ...words) {
  const [program, ...rest] = disk.inside("sh", "-c", script, "sh", disk.place, ...words);
  const child = spawn(program, rest, { stdio: "ignore" });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
}

// A part of what is free is taken at once; `all` takes what even root has in reserve.
const take = 'fallocate -l $(($(stat -f -c "%f * %S / $2" "$1"))) "$1/filler-$3"';
const all = 'fallocate -l $(($(stat -f -c "%f * %S" "$1") - 4194304)) "$1/filler-most";' +
  'dd if=/dev/zero of="$1/filler-rest" bs=64k';
const fill = (disk) => shell(disk, all);
const free = (disk) => shell(disk, 'rm -f "$1"/filler-*');

async function fill_slowly(house) {
  const { disk, load, server } = house;
  for (let step = 0; step < steps && server.child; ++step) {
    await shell(disk, take, `${steps - step}`, `${step}`);
    await after(100);
    if (load.refusals.has("low_space")) break;
  }
  await fill(disk);
}

const has_ended = ({ server: { child } }) => child.exitCode !== null || child.signalCode !== null;

// Until the server refuses for want of space, or has ended. Undefined: neither, for too long.
async function answer_to_full_disk(house) {
  const end = Date.now() + 5_000;
  while (Date.now() < end) {
    if (has_ended(house)) return "ended";
    if (house.load.refusals.has("low_space")) return "refused";
    await after(20);
  }
  return undefined;
}

// The disk is full: what stands is read and is what it should be.
async function read_on(house) {
  const told = house.load.listener.told;
  const histories = await within(house.histories(), "reading on a full disk");
  return judge({ words: house.journal.words, histories, told });
}

async function goes_on(house) {
  const { load } = house;
  await free(house.disk);
  const before = load.answers;
  load.begin(200);
  const end = Date.now() + patience_ms;
  while (load.answers === before && Date.now() < end) await after(20);
  if (load.answers === before) return [`no word was taken within ${patience_ms} ms of free space`];
  return [];
}

// Not yet connected: `connect` of a load waits for words to be taken, which are refused here.
async function start_on_full_disk(house) {
  await house.serve();
  const wrong = await read_on(house);
  const { load, server } = house;
  load.refusals.clear();
  await load.listener.connect(server);
  for (const writer of load.writers) await writer.connect(server);
  load.begin(200);
  const answer = await answer_to_full_disk(house);
  if (answer !== "refused") wrong.push(`after a start on the full disk: ${answer ?? "silence"}`);
  return wrong;
}

async function fault(house, way, { chance }) {
  const { load, disk } = house;
  if (way === "compaction") await house.table_begun();
  else await after(chance.below(200));
  const taken = load.taken();
  if (way === "before start") {
    await house.kill();
    await fill(disk);
  } else {
    await (way === "slowly" ? fill_slowly(house) : fill(disk));
  }
  return taken;
}

// All is answered, and it is killed. Or it has ended of itself: a flush that failed on the full
// disk ends it, also when there is space again by then; whoever looks after it starts it anew.
async function brought_to_rest(house, way) {
  const { load, server } = house;
  try {
    await load.settle();
  } catch (error) {
    await Promise.race([server.ended, after(5_000)]);
    if (!has_ended(house) || way === "slowly") throw error;
    await house.died();
    const has_said = /the disk failed, stopping/.test(server.errors);
    return has_said ? [] : [`it ended: ${server.errors.trim().slice(-300)}`];
  }
  await house.kill();
  return [];
}

async function filled(house, one) {
  const way = kind_of(one.number);
  const { load } = house;
  load.refusals.clear();
  load.begin(way === "compaction" ? 8192 : 600);
  await load.steady();
  const taken = await fault(house, way, one);
  const wrong = [];
  let answer = way === "before start" ? "ended" : await answer_to_full_disk(house);
  if (answer === "refused") await after(1500); // the housekeeping has looked at the full disk
  if (answer === "refused" && has_ended(house)) answer = "ended";
  if (answer === undefined) wrong.push("a full disk: neither a refusal nor an end in 5 s");
  if (answer === "ended" && way === "slowly") {
    wrong.push(`it ended while its disk was filled slowly: ${house.server.errors.slice(-300)}`);
  }
  if (answer === "ended") {
    if (way !== "before start") await house.died();
    wrong.push(...(await start_on_full_disk(house)));
  } else if (answer === "refused") {
    wrong.push(...(await read_on(house)));
  }
  wrong.push(...(await goes_on(house)));
  wrong.push(...(await brought_to_rest(house, way)));
  wrong.push(...(await house.judged()));
  return { place: way, outcome: answer, ...taken, wrong };
}

async function with_room_after(house, one) {
  try {
    return await filled(house, one);
  } finally {
    await free(house.disk);
  }
}

export const disk = { cases: 50, open: on_a_disk, one: with_room_after };
