// Backups of a server under full load, each restored elsewhere: one point in time, with all that
// was acknowledged before it was asked for. Held against the clients' journal, which lies outside.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { no_server, run, Server, within } from "../support/server.mjs";

const options = { skip: no_server };
const backups = Number(process.env.XINQIAO_BACKUPS ?? 4);
const without_limit = ["--commands-per-second", "0"];
const rooms = [1, 2, 3, 4, 5, 6, 7];
const words = "早上好 ☀️ مرحبا 夜班交接:泵房正常。".repeat(8);

// What was sent and what was acknowledged, in the order in which the clients saw it happen.
class Journal {
  constructor() {
    this.moment = 0;
    this.posts = new Map(); // text -> {room, client, n, sent, acknowledged?, seq?}
  }
  send(post, text) {
    this.posts.set(text, { ...post, sent: ++this.moment });
  }
  acknowledge(text, seq) {
    Object.assign(this.posts.get(text), { seq, acknowledged: ++this.moment });
  }
  count() {
    return [...this.posts.values()].filter(({ acknowledged }) => acknowledged).length;
  }
}

// Posts 1, 2, 3, … over one outbox, each into another room, a few at a time, until it is stopped.
class Writer {
  constructor(server, token, client, journal) {
    Object.assign(this, { server, token, client, journal, next: 1, stopped: false });
  }
  async run() {
    this.socket = await this.server.connect(this.token);
    while (!this.stopped) {
      await Promise.all(Array.from({ length: 16 }, () => this.post(this.next++)));
    }
  }
  async post(n) {
    const { client } = this;
    const room = rooms[(n * 5 + n * client) % rooms.length];
    const text = `${client}/${n} ${words}`;
    this.journal.send({ room, client, n }, text);
    const params = { room, text, outbox: `writer-${client}`, n };
    this.journal.acknowledge(text, (await this.socket.call("message.post", params)).seq);
  }
}

async function whole_room(server, token, room) {
  const events = [];
  for (;;) {
    const after = events.length > 0 ? events.at(-1).seq : 0;
    const { body } = await server.rpc(token, "history", { room, after, limit: 200 });
    assert.ok(body.result, JSON.stringify(body));
    if (body.result.events.length === 0) return events;
    events.push(...body.result.events);
  }
}

async function all_rooms(server, token) {
  const whole = new Map();
  for (const room of rooms) whole.set(room, await whole_room(server, token, room));
  return whole;
}

async function succeeded(...args) {
  const ended = await run(...args);
  assert.equal(ended.code, 0, `${args[0]}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

// Every room as it was, up to some place; and over all rooms one place in the order of things.
function check_point_in_time(found, original, journal, asked) {
  for (const room of rooms) {
    const events = found.get(room);
    events.forEach((event, at) => assert.equal(event.seq, at + 1, "no hole"));
    assert.deepEqual(events, original.get(room).slice(0, events.length));
  }
  const texts = new Set([...found.values()].flat().map(({ text }) => text));
  const last = new Map(); // of each client, what is in it
  let latest_sent = 0;
  for (const [text, post] of journal.posts) {
    if (!texts.has(text)) continue;
    last.set(post.client, Math.max(last.get(post.client) ?? 0, post.n));
    latest_sent = Math.max(latest_sent, post.sent);
  }
  for (const [text, post] of journal.posts) {
    if (texts.has(text)) continue;
    assert.ok(!(post.acknowledged <= asked), "what was acknowledged before is in it");
    assert.ok(post.n > (last.get(post.client) ?? 0), "a client's words are in it up to one");
    assert.ok(!(post.acknowledged < latest_sent), "nothing is in it that came after what is not");
  }
}

// The check itself: an older backup in place of a newer, and one torn over two moments, are found.
function check_the_check(founds, original, journal, taken) {
  const [early, late] = [founds.at(0), founds.at(-1)];
  const { asked } = taken.at(-1);
  assert.throws(() => check_point_in_time(early, original, journal, asked), /acknowledged before/);
  const torn = new Map([...late, [rooms[0], early.get(rooms[0])]]);
  assert.throws(() => check_point_in_time(torn, original, journal, 0), /up to one|came after/);
}

async function check_clients_are_told(restored, old_epoch, token, original, found) {
  const [room] = rooms;
  const held = [[1, original.get(room).length]];
  const top = found.get(room).length;
  assert.ok(top < held[0][1], "the client holds more");

  const socket = await restored.connect(token);
  assert.notEqual(socket.hello.epoch, old_epoch);
  const unaware = await socket.call("resume", { rooms: [{ room, have: held }] });
  assert.equal(unaware.rooms[0].rolled_back, true);
  assert.equal(unaware.rooms[0].top, top);
  await socket.close();

  const again = await restored.connect(token);
  const aware = await again.call("resume", { epoch: old_epoch, rooms: [{ room, have: held }] });
  assert.equal(aware.epoch, again.hello.epoch);
  assert.equal(aware.rooms[0].top, top);
  assert.ok(aware.rooms[0].first <= top, "it is told what is there, as if it had nothing");
  await again.close();
}

test("a backup under full load is one point in time", options, async (t) => {
  const server = await Server.start({ members: 4, rooms: rooms.length, args: without_limit });
  t.after(() => server.close());
  const journal = new Journal();
  const writers = server.tokens.map((token, i) => new Writer(server, token, i + 1, journal));
  const running = Promise.all(writers.map((writer) => writer.run()));
  running.catch(() => {}); // it is waited for below

  const taken = [];
  while (taken.length < backups) {
    const enough = journal.count() + 300;
    while (journal.count() < enough) await new Promise((done) => setImmediate(done));
    const to = join(server.folder, `backup-${taken.length}`);
    const asked = journal.moment;
    await succeeded("backup", "--data", server.data, "--to", to);
    taken.push({ to, asked, during: journal.moment - asked });
  }
  const enough = journal.count() + 50;
  while (journal.count() < enough) await new Promise((done) => setImmediate(done));
  for (const writer of writers) writer.stopped = true;
  await running;
  const [token] = server.tokens;
  const old_epoch = writers[0].socket.hello.epoch;
  const original = await all_rooms(server, token);
  await server.stop();
  await succeeded("verify", "--data", server.data);

  assert.ok(taken.some(({ during }) => during > 0), "words were said while backups were made");
  t.diagnostic(`${journal.count()} posts; during the backups ${taken.map(({ during }) => during)}`);
  const founds = [];
  for (const [i, { to, asked }] of taken.entries()) {
    const restored = new Server();
    Object.assign(restored, { folder: server.folder, data: join(server.folder, `new-${i}`) });
    restored.args = without_limit;
    await succeeded("restore", "--from", to, "--data", restored.data);
    await succeeded("verify", "--data", restored.data);
    await restored.serve("127.0.0.1:0");
    try {
      const found = await all_rooms(restored, token);
      check_point_in_time(found, original, journal, asked);
      founds.push(found);
      await check_clients_are_told(restored, old_epoch, token, original, found);
    } finally {
      await restored.stop();
    }
  }
  check_the_check(founds, original, journal, taken);
});

// The checkpoint syncs the log too: an error there is as final as one of the server's own.
test("a disk that says no to a checkpoint's sync stops the server", options, async (t) => {
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    return t.skip("strace does not work here");
  }
  const server = await Server.start({ members: 1, rooms: 1 });
  let tracer;
  t.after(() => {
    tracer?.kill("SIGKILL");
    return server.close();
  });
  const [token] = server.tokens;
  const post = { room: 1, text: "备份之前", outbox: "the-outbox", n: 1 };
  assert.ok((await server.rpc(token, "message.post", post)).body.result);
  // Its log alone: tables may be on their way to the disk as well.
  const log = readdirSync(server.data).filter((name) => name.endsWith(".log")).sort().at(-1);
  const inject = ["-P", join(server.data, log), "-e", "inject=fdatasync:error=EIO:when=1"];
  tracer = spawn("strace", ["-f", "-p", `${server.child.pid}`, "-e", "fdatasync", ...inject]);
  const attached = new Promise((done) =>
    tracer.stderr.on("data", (piece) => /attached/.test(`${piece}`) && done()),
  );
  await within(attached, "strace to attach");

  const to = join(server.folder, "backup");
  const refused = await run("backup", "--data", server.data, "--to", to);
  const ready = await within(fetch(`${server.http}/readyz`), "readyz");
  const next = await server.rpc(token, "message.post", { ...post, n: 2 }).catch(() => undefined);
  const { code } = await within(server.ended, "the server to end");

  assert.equal(ready.status, 503);
  assert.equal(next?.body.result, undefined, "nothing more is acknowledged");
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /cannot make a checkpoint/);
  assert.ok(!existsSync(to));
  assert.equal(code, 74);
  server.child = undefined;
  await server.serve("127.0.0.1:0");
  assert.ok((await whole_room(server, token, 1)).some(({ text }) => text === post.text));
});
