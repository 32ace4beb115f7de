// The power is cut under load, again and again: the server is killed and, in the same moment, ext4
// on a loop image is shut down without its journal being written; then the image is mounted as it
// was and the server started on it. Every acknowledged word stands once, where the answer said.
// Two more tests see that the cut is a cut: what nobody synced is gone, a file, a server's words.
// Needs root, a loop device and, for the last, strace; skips with the reason where one is missing.
// XINQIAO_POWER_CUTS is how often; the printed seed may be given as XINQIAO_SEED.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { Disk } from "../support/power.mjs";
import { binary, no_server, Server, within } from "../support/server.mjs";

const options = { skip: no_server };
const cuts = Number(process.env.XINQIAO_POWER_CUTS ?? 5);
const writers = 4;
const rooms = 3;
const window = 8; // calls a writer has under way

function random_from(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const sayings = [
  "二号炉温度回落到 742℃,继续观察 🔥",
  "夜班的同事辛苦了,粥在值班室 🍚",
  "今晚 22:00 停 3 号泵检修,阀门已挂牌",
  "泵房有点异响,我下去看看 🔧👀",
  "صباح الخير، وصلت الشحنة إلى البوابة",
  "雨太大,装车推迟一小时 🌧️",
  "La vanne V-17 est refermée, merci à tous",
];

// A member's device: says one word after the other over an outbox, in all rooms in turn, and says
// again after a cut what was not answered. It knows what was acknowledged, and where.
class Device {
  constructor(server, token, name) {
    Object.assign(this, { server, token, name });
    this.words = []; // {n, room, text, seq}; seq when it is acknowledged
  }

  next_word() {
    const n = this.words.length + 1;
    const saying = sayings[n % sayings.length];
    const text = `${this.name} ${n}:${saying.repeat(n % 50 === 0 ? 150 : 1)}`;
    this.words.push({ n, room: 1 + (n % rooms), text });
    return this.words.at(-1);
  }

  async say(word) {
    const { n, room, text } = word;
    const answer = await this.socket.call("message.post", { room, text, outbox: this.name, n });
    word.seq = answer.seq;
    this.on_answer?.();
  }

  async connect() {
    this.socket = await this.server.connect(this.token);
    await Promise.all(this.words.filter(({ seq }) => !seq).map((word) => this.say(word)));
  }

  // Until the connection ends.
  async talk() {
    const talk_on = async () => {
      for (;;) await this.say(this.next_word());
    };
    const ends = await Promise.allSettled(Array.from({ length: window }, talk_on));
    for (const { reason } of ends) if (!/closed/.test(reason.message)) throw reason;
  }

  acknowledged() {
    return this.words.filter(({ seq }) => seq);
  }
}

// Hears all rooms, and knows what it was told.
class Listener {
  constructor(server, token) {
    Object.assign(this, { server, token });
    this.told = Array.from({ length: rooms }, () => []);
  }

  async connect() {
    this.socket = await this.server.connect(this.token);
    const { epoch } = this.socket.hello;
    assert.equal(epoch, this.epoch ?? epoch, "the server found that words were lost");
    this.epoch = epoch;
    const held = this.told.map((events, i) => ({
      room: i + 1,
      have: events.length > 0 ? [[1, events.at(-1).seq]] : [],
    }));
    const answer = await this.socket.call("resume", { rooms: held });
    for (const room of answer.rooms) assert.ok(!room.rolled_back, "the server lost what it told");
  }

  gather() {
    for (const { method, params } of this.socket.waiting.splice(0)) {
      if (method === "event") this.told[params.room - 1].push(params);
    }
  }
}

// A server, not yet running, whose data is on the disk; people who will talk, and one who hears.
async function people_on(t, disk) {
  const server = new Server();
  server.folder = join(disk.folder, "outside");
  server.data = join(disk.place, "data");
  server.args = ["--commands-per-second", "0"];
  server.through = disk.inside();
  t.after(async () => {
    await server.close();
    await disk.close();
  });
  mkdirSync(server.folder);
  const tokens = join(server.folder, "tokens");
  const counts = ["--members", `${writers + 1}`, "--rooms", `${rooms}`, "--tokens", tokens];
  disk.run(binary, "seed", "--data", server.data, ...counts);
  const lines = readFileSync(tokens, "utf8").trim().split("\n");
  server.tokens = lines.map((line) => JSON.parse(line).token);
  const listener = new Listener(server, server.tokens[0]);
  const phone = (token, i) => new Device(server, token, `duty-phone-${i + 1}`);
  const devices = server.tokens.slice(1).map(phone);
  return { server, devices, listener };
}

// They talk; the power goes after so many further answers, with more under way. With `spare` only
// the disk dies, and the server is left to itself.
async function cut_under_load({ server, devices, listener }, disk, answers, spare = false) {
  await listener.connect();
  await Promise.all(devices.map((device) => device.connect()));
  let left = answers;
  const enough = new Promise((done) => {
    for (const device of devices) device.on_answer = () => --left === 0 && done();
  });
  const talks = Promise.all(devices.map((device) => device.talk()));
  await within(Promise.race([enough, talks]), `${answers} answers`);
  await (spare ? disk.cut() : disk.cut(server.child.pid));
  const end = spare ? await within(server.ended, "the server to end") : await server.kill();
  await talks;
  listener.gather();
  disk.plug_in();
  assert.ok(left <= 0, `the server ended by itself: ${server.errors}`);
  return end;
}

// The power goes while a server starts on what the last cut left.
async function cut_at_start(server, disk, milliseconds) {
  const start = server.serve("127.0.0.1:0").catch((error) => error);
  await after(milliseconds);
  await disk.cut(server.child.pid);
  await server.kill();
  await start;
  disk.plug_in();
}

async function whole_room(server, token, room) {
  const events = [];
  for (;;) {
    const page = { room, after: events.at(-1)?.seq ?? 0, limit: 200 };
    const { body } = await server.rpc(token, "history", page);
    assert.ok(body.result, JSON.stringify(body));
    if (body.result.events.length === 0) return events;
    events.push(...body.result.events);
  }
}

const all_rooms = (server) =>
  Promise.all(
    Array.from({ length: rooms }, (_, i) => whole_room(server, server.tokens[0], i + 1)),
  );

// Of what was acknowledged, what does not stand exactly once, at its seq, as it was said.
function missing_from(histories, devices) {
  const places = histories.map((events) => {
    const seqs = new Map();
    for (const { text, seq } of events) seqs.set(text, [...(seqs.get(text) ?? []), seq]);
    return seqs;
  });
  return devices.flatMap((device) =>
    device.acknowledged().filter(({ room, text, seq }) => {
      const standing = places[room - 1].get(text) ?? [];
      return standing.length !== 1 || standing[0] !== seq;
    }),
  );
}

// After a cut, with a server started on what is left: all is as it was promised.
async function check({ server, devices, listener }) {
  const histories = await all_rooms(server);
  assert.deepEqual(missing_from(histories, devices), [], "acknowledged, and not there once");
  histories.forEach((events, room) => {
    events.forEach((event, i) => assert.equal(event.seq, i + 1, "no hole"));
    for (const told of listener.told[room]) assert.deepEqual(events[told.seq - 1], told);
  });
  assert.doesNotMatch(server.errors, /LOST/);
}

const count_acknowledged = (devices) =>
  devices.reduce((sum, device) => sum + device.acknowledged().length, 0);

test("a cut takes from a disk what nobody synced, and nothing else", async (t) => {
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  t.after(() => disk.close());
  const kept = join(disk.place, "交接班记录");
  const lost = join(disk.place, "草稿");
  disk.run("sh", "-c", 'echo 一切正常 > "$1"; sync "$1"; echo 还没写完 > "$2"', "-", kept, lost);

  await disk.cut();
  disk.plug_in();

  assert.equal(disk.run("cat", kept), "一切正常\n");
  assert.throws(() => disk.run("cat", lost), /No such file/);
});

test("the power is cut under load, and no acknowledged word is lost", options, async (t) => {
  const seed = Number(process.env.XINQIAO_SEED ?? 20261126);
  t.diagnostic(`seed ${seed}`);
  const random = random_from(seed);
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  const people = await people_on(t, disk);
  const { server, devices } = people;

  await server.serve("127.0.0.1:0");
  for (let cut = 0; cut < cuts; ++cut) {
    await cut_under_load(people, disk, 100 + random(1500));
    if (cut % 2 === 1) await cut_at_start(server, disk, random(60));
    await server.serve("127.0.0.1:0");
    await check(people);
    await server.stop();
    disk.run(binary, "verify", "--data", server.data);
    await server.serve("127.0.0.1:0");
  }
  await Promise.all([people.listener, ...devices].map((one) => one.connect()));

  await check(people);
  t.diagnostic(`${cuts} cuts under load, ${count_acknowledged(devices)} acknowledged words stand`);
});

test("a server whose disk dies says so and ends by itself", options, async (t) => {
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  const people = await people_on(t, disk);
  const { server } = people;
  await server.serve("127.0.0.1:0");

  const end = await cut_under_load(people, disk, 300, true);

  assert.deepEqual(end, { code: 74, signal: null }, server.errors);
  assert.match(server.errors, /disk/);
});

// A server whose syncs say that all is well and do nothing. strace steps aside (-D), so that the
// child we started is the server.
const without_sync = [
  ...["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null"],
  ...["-e", "inject=fdatasync,fsync,sync_file_range,syncfs,sync,msync:retval=0"],
];

// What a cut took from those people's server, in words; undefined if nothing.
async function loss(people) {
  const { server, devices } = people;
  try {
    await server.serve("127.0.0.1:0");
  } catch (error) {
    return `the server does not start: ${error.message}`;
  }
  if (/WORDS ARE LOST/.test(server.errors)) return `the server says: ${server.errors.trim()}`;
  const missing = missing_from(await all_rooms(server), devices).length;
  return missing > 0
    ? `${missing} of ${count_acknowledged(devices)} acknowledged words are missing`
    : undefined;
}

test("the same cuts take words of a server that does not sync", options, async (t) => {
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    return t.skip("strace does not work here");
  }
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  const people = await people_on(t, disk);
  const { server } = people;
  let found;

  for (let tried = 0; tried < 3 && !found; ++tried) {
    await server.kill();
    server.through = disk.inside(...without_sync);
    await server.serve("127.0.0.1:0");
    await cut_under_load(people, disk, 500);
    server.through = disk.inside();
    found = await loss(people);
  }

  assert.ok(found, "what was not synced outlived the cut: it would find nothing");
  t.diagnostic(found);
});
