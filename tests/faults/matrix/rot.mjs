// One bit is flipped in a file of a data folder, or the file is cut short or taken away; every kind
// of file in turn. The server refuses with a message, begins a new epoch, or is not harmed; what it
// shows is what was said, at its place.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readSync, rmSync, statSync } from "node:fs";
import { truncateSync, writeSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { Server } from "../../support/server.mjs";
import { House } from "./house.mjs";
import { Line, whole_room } from "./line.mjs";

const damages = ["flipped", "cut short", "taken away"];
const kinds = [
  ["tables", /^\d+\.sst$/],
  ["log", /^\d+\.log$/],
  ["MANIFEST", /^MANIFEST-/],
  ["CURRENT", /^CURRENT$/],
  ["OPTIONS", /^OPTIONS-/],
  ["IDENTITY", /^IDENTITY$/],
  ["sign", /^xinqiao-store$/],
  ["high_water", /^high_water$/],
  ["ballast", /^ballast$/],
  ["search", /^search\//],
];

export const kind_of = (number) => damages[Math.floor(number / kinds.length) % damages.length];

// A house whose data lie still: several starts' tables, a log, a search index.
async function still_house() {
  const house = await House.open({ args: ["--ballast-bytes", "1MiB"] });
  for (let life = 0; life < 2; ++life) {
    house.load.begin(400);
    await house.load.steady();
    await after(300);
    await house.load.settle();
    await after(1200); // the mark of what is kept follows once a second
    await house.load.leave();
    await house.server.stop();
    await house.serve();
    await house.load.connect();
  }
  house.load.begin(400);
  await house.load.steady();
  await house.load.settle();
  await after(1200);
  house.original = await house.histories();
  await house.load.leave();
  await house.server.stop();
  house.lives = 0; // no case changes it
  return house;
}

function files_of(folder, inside = folder) {
  return readdirSync(inside, { withFileTypes: true }).flatMap((entry) => {
    const path = join(inside, entry.name);
    if (entry.isDirectory()) return files_of(folder, path);
    return entry.isFile() && statSync(path).size > 0 ? [relative(folder, path)] : [];
  });
}

// Any byte of them is as likely as any other: rot does not count files.
function hit_by_chance(folder, names, chance) {
  const sizes = names.map((name) => statSync(join(folder, name)).size);
  let at = chance.below(sizes.reduce((sum, size) => sum + size, 0));
  return names.find((_, i) => (at -= sizes[i]) < 0);
}

function harm(path, damage, chance) {
  if (damage === "taken away") return rmSync(path);
  const at = chance.below(statSync(path).size);
  if (damage === "cut short") return truncateSync(path, at);
  const file = openSync(path, "r+");
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte[0] ^= 1 << chance.below(8);
  writeSync(file, byte, 0, 1, at);
  return closeSync(file);
}

function wrong_with_refusal({ code, signal }, errors) {
  if (signal) return [`it died of ${signal}: ${errors.trim().slice(-300)}`];
  if (code === 0 || !errors.trim()) return [`it ended with ${code} and said nothing`];
  return [];
}

// Whatever is shown is what stood there; and all of it, where no new epoch says otherwise.
async function read_all(house, server) {
  const line = await Line.open(server, server.tokens[0]);
  const is_new = line.hello.epoch !== house.epoch;
  const wrong = [];
  for (const room of house.rooms) {
    const original = house.original.get(room);
    const found = await whole_room(line, room);
    const differs = found.find((event) => {
      return JSON.stringify(event) !== JSON.stringify(original[event.seq - 1]);
    });
    if (differs) wrong.push(`event ${differs.seq} of room ${room} is not what was said`);
    if (!is_new && found.length !== original.length) {
      wrong.push(`room ${room} has ${found.length} of ${original.length} events, and no new epoch`);
    }
  }
  wrong.push(...(await search_on(line, house)));
  await line.close();
  return { wrong, outcome: is_new ? "new epoch" : "unharmed" };
}

// An index that is damaged is built anew: whoever asks meanwhile is told to come again.
async function hits_of(line, tried = 1) {
  try {
    return (await line.call("search", { query: "夜班的同事" })).hits;
  } catch (error) {
    if (tried > 20 || !/"retry"/.test(error.message)) throw error;
    await after(500);
    return hits_of(line, tried + 1);
  }
}

async function search_on(line, house) {
  const hits = await hits_of(line);
  const is_true = ({ room, seq, text }) => house.original.get(room)?.[seq - 1]?.text === text;
  return hits.every(is_true) ? [] : ["a search shows what was not said"];
}

// The server ended of its own while it was read: it says why, as one that does not start.
async function ended_while_reading(server, trouble) {
  const grace = after(3000).then(() => undefined);
  const end = await Promise.race([server.ended, grace]);
  if (end) server.child = undefined;
  if (end) return { wrong: wrong_with_refusal(end, server.errors), outcome: "ended when read" };
  if (!/internal/.test(trouble.message)) {
    return { wrong: [`reading: ${trouble.message}`], outcome: "?" };
  }
  const is_told = /CANNOT BE READ/.test(server.errors);
  const wrong = is_told ? [] : ["a page is refused, and the operator is not told why"];
  return { wrong, outcome: "refused a page" };
}

async function rotten(house, { number, chance }) {
  const [kind, pattern] = kinds[number % kinds.length];
  const damage = kind_of(number);
  const server = new Server();
  Object.assign(server, { folder: house.server.folder, args: house.server.args });
  Object.assign(server, { data: join(server.folder, "copy"), tokens: house.server.tokens });
  spawnSync("cp", ["-a", "--sparse=always", house.server.data, server.data]);
  const candidates = files_of(server.data).filter((name) => pattern.test(name));
  const name = hit_by_chance(server.data, candidates, chance);
  harm(join(server.data, name), damage, chance);
  let found;
  try {
    await server.serve("127.0.0.1:0");
    found = await read_all(house, server).catch((error) => ended_while_reading(server, error));
    await server.kill();
  } catch {
    const end = await server.ended;
    server.child = undefined;
    found = { wrong: wrong_with_refusal(end, server.errors), outcome: "refused" };
  }
  rmSync(server.data, { recursive: true, force: true });
  const wrong = found.wrong.map((sentence) => `${name} ${damage}: ${sentence}`);
  return { place: `${kind} ${damage}`, outcome: found.outcome, wrong };
}

export const rot = { cases: 100 * kinds.length, open: still_house, one: rotten };
