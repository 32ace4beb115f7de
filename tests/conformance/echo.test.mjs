// RFC 6455 against the real server: the rows of cases.mjs over its echo path, through its sessions
// and its engine, plain and TLS, and on sockets that were silent (parked) and that were not.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect as connect_plain } from "node:net";
import { after, before, test } from "node:test";
import { frame } from "../support/raw.mjs";
import { Server, no_server, within } from "../support/server.mjs";
import { pin } from "../support/tls.mjs";
import { large_rows, op, rows } from "./cases.mjs";
import { large_packed_rows, offers, packed_rows } from "./packed_cases.mjs";
import { Line } from "./line.mjs";

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

const open = (kind, offer) => Line.open(servers[kind], path, { tls: kind === "tls", offer });

const awake = frame(op.ping, "awake");
// One that has just said something keeps its reader for a while.
async function awake_line(kind, offer) {
  const line = await open(kind, offer);
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
    await run_all(cases, async (_, at) => (lines[at] = await open(kind)));
    await until_parked(kind, cases.length);
    await run_all(cases, async (one, at) => run(lines[at], one));
  });

  test(`${kind}: large messages, up to 16 MiB`, { skip }, async () => {
    for (const one of large_rows()) await run(await awake_line(kind), one);
  });
}

const offer = "permessage-deflate; client_max_window_bits";

for (const kind of ["plain", "tls"]) {
  test(`${kind}: every packed row is answered as RFC 7692 has it`, { skip }, async () => {
    await run_all(packed_rows(), async (one) => run(await awake_line(kind, offer), one));
  });

  test(`${kind}: every packed row in small pieces`, { skip }, async () => {
    const cases = packed_rows();
    await run_all(cases, async (one, at) => run(await awake_line(kind, offer), cut(one, at + 1)));
  });

  test(`${kind}: what RFC 6455 asks for holds where packing was agreed on`, { skip }, async () => {
    const marked = /^3 .*bits [4567]/; // the mark of a packed message: of those in packed_rows()
    const cases = rows().filter(({ name }) => !marked.test(name) && !/^6 /.test(name));
    await run_all(cases, async (one) => run(await awake_line(kind, offer), one));
  });

  test(`${kind}: large packed messages, and bombs`, { skip }, async () => {
    for (const one of large_packed_rows()) await run(await awake_line(kind, offer), one);
  });
}

test("every packed row on a socket that was silent", { skip }, async () => {
  const cases = packed_rows();
  const lines = [];
  await run_all(cases, async (_, at) => (lines[at] = await open("plain", offer)));
  await until_parked("plain", cases.length);
  await run_all(cases, async (one, at) => run(lines[at], one));
});

test("what comes back is packed if agreed on, and not where it is short or noise", async (t) => {
  if (skip) return t.skip();
  const said = ["short", "long ".repeat(100), randomBytes(300)];
  for (const [agreed, count] of [[offer, 1], [undefined, 0]]) {
    const line = await open("plain", agreed);
    line.socket.write(Buffer.concat(said.map((one) => frame(op.binary, one))));
    await line.until(() => line.heard.length === 3, "three echoes");
    assert.deepEqual(line.heard.map(({ payload }) => payload), said.map((one) => Buffer.from(one)));
    assert.equal(line.packed, count);
    line.socket.destroy();
  }
});

test("offers are taken or declined as RFC 7692 7.1 has it", { skip }, async () => {
  for (const [offered, answer] of offers) {
    const line = await open("plain", offered);
    assert.equal(line.agreed, answer, offered);
    line.socket.destroy();
  }
});

test("where compression is switched off no offer is taken", { skip }, async () => {
  const args = ["--test-echo", path, "--compression", "off"];
  const server = await Server.start({ members: 1, args });
  const line = await Line.open(server, path, { offer });
  assert.equal(line.agreed, undefined);
  const marked = frame(op.text, "*");
  marked[0] |= 0x40;
  line.socket.write(marked);
  await line.until(() => line.heard.length > 0, "a close frame");
  assert.equal(line.heard[0].payload.readUInt16BE(0), 1002);
  line.socket.destroy();
  await server.close();
});

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
