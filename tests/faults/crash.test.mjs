// The whole server under faults: killed at random under load, a folder that is taken or too new, a
// disk that is full or says no. What was acknowledged stands exactly once; what was told stands.
// The seed of what is random is printed and may be given as XINQIAO_SEED.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { no_server, run, Server, within } from "../support/server.mjs";

const options = { skip: no_server };
const kills = Number(process.env.XINQIAO_KILLS ?? 10);
const without_limit = ["--commands-per-second", "0"];

function random_from(seed) {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

// A member's device: posts 1, 2, 3, … over an outbox, a few at a time, and says again after each
// reconnect what was not answered. It knows what was acknowledged.
class Device {
  constructor(server, token, name) {
    Object.assign(this, { server, token, name });
    this.next = 1; // of what is not yet acknowledged, the first
    this.acknowledged = new Map(); // n -> seq
    this.told = []; // events
  }

  text(n) {
    return `${this.name} 第 ${n} 句:早上好 ☀️ مرحبا`;
  }

  async connect() {
    this.socket = await this.server.connect(this.token);
    const have = this.told.length > 0 ? [[1, this.told.at(-1).seq]] : [];
    const [room] = (await this.socket.call("resume", { rooms: [{ room: 1, have }] })).rooms;
    assert.ok(!room.rolled_back, "the server has lost what it told");
  }

  // Posts until the connection ends or `until` says so; then what came is gathered.
  async post_until(until) {
    const window = 8;
    try {
      while (!until()) {
        const batch = Array.from({ length: window }, (_, i) => this.post(this.next + i));
        for (const outcome of await Promise.allSettled(batch)) {
          if (outcome.status === "rejected") throw outcome.reason;
        }
        this.next += window;
      }
    } catch (error) {
      if (!/closed/.test(error.message)) throw error;
    } finally {
      this.gather();
    }
  }

  async post(n) {
    const params = { room: 1, text: this.text(n), outbox: this.name, n };
    const { seq } = await this.socket.call("message.post", params);
    const before = this.acknowledged.get(n);
    assert.ok(before === undefined || before === seq, "a repeat has the first answer");
    this.acknowledged.set(n, seq);
  }

  gather() {
    for (const { method, params } of this.socket.waiting.splice(0)) {
      if (method === "event") this.told.push(params);
    }
  }
}

async function whole_room(server, token) {
  const events = [];
  for (;;) {
    const after = events.length > 0 ? events.at(-1).seq : 0;
    const { body } = await server.rpc(token, "history", { room: 1, after, limit: 200 });
    assert.ok(body.result, JSON.stringify(body));
    if (body.result.events.length === 0) return events;
    events.push(...body.result.events);
  }
}

async function verified(data) {
  const { code, stdout, stderr } = await run("verify", "--data", data);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
}

// Everything acknowledged stands once, where the answer said; what was told stands as it was told.
function check_room(events, devices) {
  events.forEach((event, i) => assert.equal(event.seq, i + 1, "no hole"));
  for (const device of devices) {
    for (const [n, seq] of device.acknowledged) {
      const standing = events.filter((event) => event.text === device.text(n));
      assert.deepEqual(standing.map((event) => event.seq), [seq], device.text(n));
    }
    for (const event of device.told) assert.deepEqual(event, events[event.seq - 1]);
  }
}

test("killed again and again under load, it loses nothing it acknowledged", options, async (t) => {
  const seed = Number(process.env.XINQIAO_SEED ?? 20261123);
  t.diagnostic(`seed ${seed}`);
  const random = random_from(seed);
  const server = await Server.start({ members: 3, rooms: 1, args: without_limit });
  t.after(() => server.close());
  const devices = server.tokens.map((token, i) => new Device(server, token, `device-${i + 1}`));
  const acknowledged = () => devices.reduce((sum, one) => sum + one.acknowledged.size, 0);

  for (let killed = 0; killed < kills; ++killed) {
    await Promise.all(devices.map((device) => device.connect()));
    const enough = acknowledged() + 10 + random(200);
    let dead = false;
    const deadly = () => {
      if (!dead && acknowledged() >= enough) {
        dead = true;
        server.child.kill("SIGKILL"); // in the midst of what the others have under way
      }
      return false;
    };
    await Promise.all(devices.map((device) => device.post_until(deadly)));
    await server.kill();
    await verified(server.data);
    await server.serve(server.host);
  }

  await Promise.all(devices.map((device) => device.connect()));
  for (const device of devices) {
    let rounds = 0;
    await device.post_until(() => rounds++ > 0);
  }
  check_room(await whole_room(server, server.tokens[0]), devices);
  await server.stop();
  await verified(server.data);
});

test("a second server is told that the folder is taken", options, async (t) => {
  const server = await Server.start({ members: 1, rooms: 1 });
  t.after(() => server.close());

  const second = await run("serve", "--data", server.data, "--listen", "127.0.0.1:0");

  assert.equal(second.code, 73);
  assert.match(second.stdout + second.stderr, /in use by another process/);
  const { body } = await server.rpc(server.tokens[0], "ping", {});
  assert.ok(body.result, "the first goes on");
});

test("a folder of a newer version, or of somebody else, is left alone", options, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const newer = join(folder, "newer");
  mkdirSync(newer);
  writeFileSync(join(newer, "xinqiao-store"), "xinqiao store, format 99\n");
  mkdirSync(join(folder, "thesis"));
  writeFileSync(join(folder, "thesis", "论文.txt"), "");

  const refused = await run("serve", "--data", newer, "--listen", "127.0.0.1:0");
  const foreign = await run("serve", "--data", join(folder, "thesis"), "--listen", "127.0.0.1:0");

  assert.equal(refused.code, 73);
  assert.match(refused.stdout + refused.stderr, /newer version \(format 99/);
  assert.equal(foreign.code, 73);
  assert.match(foreign.stdout + foreign.stderr, /something else/);
});

// Asks until the answer is as wanted: the server looks at its disk once a second.
async function until(ask, is_wanted, what) {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const answer = await ask();
    if (is_wanted(answer)) return answer;
  }
  throw new Error(`waited in vain for ${what}`);
}

test("a full disk refuses words and is read on, until it is freed", options, async (t) => {
  const disk = mkdtempSync(join(tmpdir(), "xinqiao-"));
  const server = new Server();
  Object.assign(server, { folder: join(disk, "folder"), args: without_limit });
  t.after(async () => {
    await server.close();
    spawnSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  const mount = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1200m", "xinqiao-test", disk]);
  if (mount.status !== 0) return t.skip("no small file system can be mounted here: not root?");
  server.data = join(server.folder, "data");
  mkdirSync(server.folder);
  await server.seed(1, 1);
  await server.serve("127.0.0.1:0");
  const [token] = server.tokens;
  let n = 0;
  const post = async () => {
    const params = { room: 1, text: "还有地方吗?", outbox: "device-of-one", n: n + 1 };
    const { body } = await server.rpc(token, "message.post", params);
    if (body.result) n += 1;
    return body;
  };
  assert.ok((await post()).result);

  const filler = join(disk, "filler");
  assert.equal(spawnSync("fallocate", ["-l", "800m", filler]).status, 0);
  const refusal = await until(post, (body) => body.error, "a refusal");
  const ready = await within(fetch(`${server.http}/readyz`), "readyz");
  const standing = await whole_room(server, token);
  rmSync(filler);
  await until(post, (body) => body.result, "a post to be taken again");

  assert.equal(refusal.error.data.reason, "low_space");
  assert.equal(refusal.error.data.action, "retry");
  assert.equal(ready.status, 503);
  assert.ok(standing.some((event) => event.text === "还有地方吗?"));
  await server.stop();
  await verified(server.data);
});

test("a disk that says no stops the server; nothing it told is missing", options, async (t) => {
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    return t.skip("strace does not work here");
  }
  const server = await Server.start({ members: 2, rooms: 1, args: without_limit });
  let tracer;
  t.after(() => {
    tracer?.kill("SIGKILL");
    return server.close();
  });
  const writer = new Device(server, server.tokens[0], "the-writer");
  const listener = new Device(server, server.tokens[1], "the-listener");
  await writer.connect();
  await listener.connect();
  const fault = "inject=fdatasync:error=EIO:when=30+";
  const words = ["-f", "-p", `${server.child.pid}`, "-e", "trace=fdatasync", "-e", fault];
  tracer = spawn("strace", words, { stdio: ["ignore", "ignore", "pipe"] });
  const attached = new Promise((done) =>
    tracer.stderr.on("data", (piece) => /attached/.test(`${piece}`) && done()),
  );
  await within(attached, "strace to attach");

  await writer.post_until(() => false);
  const { code } = await within(server.ended, "the server to end");
  listener.gather();

  assert.equal(code, 74);
  assert.match(server.errors, /the disk failed/);
  server.child = undefined;
  await verified(server.data);
  await server.serve("127.0.0.1:0");
  assert.ok(writer.acknowledged.size > 0);
  check_room(await whole_room(server, server.tokens[0]), [writer, listener]);
});
