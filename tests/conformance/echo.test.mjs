// RFC 6455 against the real server: the rows of cases.mjs over its echo path, through its sessions
// and its engine, plain and TLS, and on sockets that were silent (parked) and that were not.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect as connect_plain } from "node:net";
import { after, before, test } from "node:test";
import { connect as connect_tls } from "node:tls";
import { frame } from "../support/raw.mjs";
import { Server, no_server, within } from "../support/server.mjs";
import { pin } from "../support/tls.mjs";
import { large_rows, op, rows } from "./cases.mjs";

const skip = no_server;
const at_once = 24; // cases under way
const path = "/echo";
const servers = {};
before(async () => {
  if (skip) return;
  const echo = ["--test-echo", path];
  servers.plain = await Server.start({ members: 1, args: echo });
  servers.tls = await Server.start({ members: 1, args: [...echo, "--tls", "auto"] });
  await pin(servers.tls);
});
after(async () => {
  for (const server of Object.values(servers)) await server.close();
});

// A line that notes what it hears: {opcode, payload}, until the server has ended it.
class Line {
  static async open(kind) {
    const line = new Line();
    const [host, port] = servers[kind].host.split(":");
    const where = { host, port: Number(port), rejectUnauthorized: false };
    line.socket = (kind === "tls" ? connect_tls : connect_plain)(where);
    line.socket.setNoDelay(true);
    line.pieces = [];
    line.heard = [];
    line.watchers = new Set();
    line.ended = new Promise((done) => {
      line.socket.on("close", done);
      line.socket.on("error", () => {});
    });
    line.socket.on("data", (piece) => line.hear(piece));
    line.socket.on("end", () => line.socket.end());
    const key = randomBytes(16).toString("base64");
    line.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        `Sec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await line.until(() => line.is_open, "the handshake");
    return line;
  }

  hear(piece) {
    this.pieces.push(piece);
    this.waiting = (this.waiting ?? 0) + piece.length;
    if (this.waiting < (this.wanted ?? 0)) return;
    let bytes = Buffer.concat(this.pieces);
    if (!this.is_open) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end >= 0) {
        this.is_open = `${bytes.subarray(0, end)}`.startsWith("HTTP/1.1 101 ");
        bytes = bytes.subarray(end + 4);
      }
    }
    while (this.is_open) {
      const size = frame_size(bytes);
      this.wanted = size ?? 2;
      if (size === undefined || bytes.length < size) break;
      this.note(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    this.pieces = [bytes];
    this.waiting = bytes.length;
    for (const watch of this.watchers) watch();
  }
  note(bytes) {
    assert.equal(bytes[0] & 0xf0, 0x80, "the server sends whole frames without reserved bits");
    assert.equal(bytes[1] & 0x80, 0, "the server masks nothing");
    const short = bytes[1] & 0x7f;
    const payload = bytes.subarray(short === 127 ? 10 : short === 126 ? 4 : 2);
    this.heard.push({ opcode: bytes[0] & 0x0f, payload });
  }

  async until(is_so, what) {
    let watch;
    const come = new Promise((done) => {
      watch = () => is_so() && done();
      this.watchers.add(watch);
      watch();
    });
    await within(Promise.race([come, this.ended]), what);
    this.watchers.delete(watch);
  }
  closes() {
    return this.heard.filter(({ opcode }) => opcode === op.close);
  }
}

function frame_size(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  if (short < 126) return head + short;
  return head + (short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)));
}

const names = { [op.text]: "text", [op.binary]: "binary", [op.ping]: "ping", [op.pong]: "pong" };
const normal = frame(op.close, [1000 >> 8, 1000 & 255]);

async function run(line, one) {
  const already = line.heard.length;
  for (const piece of one.sends) line.socket.write(piece);
  if (!one.ends) {
    const due = one.hears.length + one.pongs.length;
    await line.until(() => line.heard.length - already >= due, `${one.name}: ${due} frames`);
    line.socket.write(normal);
  }
  await line.until(() => line.closes().length > 0, `${one.name}: a close frame`);
  // Who was told that the other side has failed goes, without a word if it likes.
  line.socket.end();
  await within(line.ended, `${one.name}: the end of the connection`);

  const heard = line.heard.slice(already);
  const last = heard.pop();
  assert.equal(last?.opcode, op.close, `${one.name}: a close frame comes last`);
  const code = last.payload.length >= 2 ? last.payload.readUInt16BE(0) : 1005;
  assert.ok((one.ends ?? [1000]).includes(code), `${one.name}: closed with ${code}`);
  const of = (wanted) => heard.filter(({ opcode }) => wanted === (opcode === op.pong));
  assert.ok(is_same(of(false), one.hears), `${one.name}: ${shown(of(false))}`);
  assert.ok(is_same(of(true), one.pongs), `${one.name}: ${shown(of(true))}`);
  const order = heard.map(({ opcode }) => names[opcode]);
  if (one.order) assert.deepEqual(order, one.order, `${one.name}: in order`);
}

const is_same = (some, others) =>
  some.length === others.length &&
  some.every(({ opcode, payload }, i) => {
    return opcode === others[i].opcode && payload.equals(others[i].payload);
  });
const shown = (frames) => {
  const words = frames.map(({ opcode, payload }) => {
    return `${names[opcode]} ${payload.subarray(0, 30).toString("hex")}`;
  });
  return `${frames.length} heard: ${words.join(", ")}`;
};

// As many at a time as at_once; all failures are told together.
async function run_all(cases, work) {
  const failures = [];
  const left = [...cases.entries()];
  const go_on = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      try {
        await work(next[1], next[0]);
      } catch (error) {
        failures.push(error.message);
      }
    }
  };
  await Promise.all(Array.from({ length: at_once }, go_on));
  assert.ok(failures.length === 0, `\n${failures.join("\n")}`);
}

const awake = frame(op.ping, "awake");
// One that has just said something keeps its reader for a while.
async function awake_line(kind) {
  const line = await Line.open(kind);
  line.socket.write(awake);
  await line.until(() => line.heard.length === 1, "a first pong");
  return line;
}

// The same bytes in pieces of 1 to 7, or of so many more that there are not thousands.
function cut(one, seed) {
  const all = Buffer.concat(one.sends);
  const least = Math.ceil(all.length / 800);
  const sends = [];
  for (let at = 0; at < all.length; at += sends.at(-1).length) {
    seed = (seed * 48271) % 0x7fffffff;
    sends.push(all.subarray(at, at + least + (seed % 7)));
  }
  return { ...one, name: `${one.name}, cut`, sends };
}

async function parked(kind) {
  const text = await (await servers[kind].fetch("/metrics")).text();
  return Number(text.match(/^xinqiao_sockets_parked (\d+)$/m)[1]);
}
async function until_parked(kind, count) {
  const come = (async () => {
    while ((await parked(kind)) < count) await new Promise((done) => setTimeout(done, 100));
  })();
  await within(come, `${count} sockets to be parked`);
}

test("there are as many rows as the RFC deserves, each with its own name", () => {
  const all = rows().map(({ name }) => name);
  assert.ok(all.length >= 250, `${all.length} rows`);
  assert.equal(new Set(all).size, all.length);
});

for (const kind of ["plain", "tls"]) {
  test(`${kind}: every row is answered as RFC 6455 has it`, { skip }, async () => {
    await run_all(rows(), async (one) => run(await awake_line(kind), one));
  });

  test(`${kind}: every row in small pieces`, { skip }, async () => {
    await run_all(rows(), async (one, at) => run(await awake_line(kind), cut(one, at + 1)));
  });

  test(`${kind}: every row on a socket that was silent`, { skip }, async () => {
    const cases = rows();
    const lines = [];
    await run_all(cases, async (_, at) => (lines[at] = await Line.open(kind)));
    await until_parked(kind, cases.length);
    await run_all(cases, async (one, at) => run(lines[at], one));
  });

  test(`${kind}: large messages, up to 16 MiB`, { skip }, async () => {
    for (const one of large_rows()) await run(await awake_line(kind), one);
  });
}

test("the echo path is another one, and off unless asked for", { skip }, async () => {
  const server = await Server.start({ members: 1 });
  const { status } = await server.fetch(path);
  await server.close();
  assert.equal(status, 404);
});

test("who talks over /ws is not echoed where the echo is on", { skip }, async () => {
  const socket = await servers.plain.connect(servers.plain.tokens[0]);
  const answer = await socket.ask("ping", {});
  assert.ok(answer.result);
  await socket.close();
});

test("a page of another origin does not reach the echo", { skip }, async () => {
  const headers = {
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  };
  const { host } = servers.plain;
  const line = connect_plain({ host: host.split(":")[0], port: Number(host.split(":")[1]) });
  const lines = Object.entries({ ...headers, Origin: "https://elsewhere.example" });
  line.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n`);
  line.write(`${lines.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n`);
  const first = await within(new Promise((done) => line.once("data", done)), "an answer");
  line.destroy();
  assert.match(`${first}`, /^HTTP\/1\.1 403 /);
});
