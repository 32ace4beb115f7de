// Every field of every call, as the schemas name them, with what does not belong there: objects and
// arrays where words are expected (what became an operator elsewhere), words for numbers, numbers
// beyond any bound, texts and lists of lengths that lie. Each is refused by name; nothing of it is
// an accident of the server's, and none makes it grow.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as schemas from "../contract/schemas.mjs";
import { Raw, frame } from "../support/raw.mjs";
import { Server, no_server } from "../support/server.mjs";
import { grown_by } from "./process.mjs";

const skip = no_server;
const text = 0x1;
let server;
before(async () => {
  if (skip) return;
  server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
});
after(() => server?.close());

const examples = new Map();
for (const name of schemas.list("examples", "requests")) {
  const { method, params } = schemas.read_json("examples", "requests", `${name}.json`);
  const known = examples.get(method) ?? [];
  examples.set(method, [...known, params ?? {}]);
}

// Every place in a value that holds something: ["rooms", 0, "have"] and the like.
function* places(value, path = []) {
  if (path.length > 0) yield path;
  if (value === null || typeof value !== "object") return;
  for (const [key, inside] of Object.entries(value)) {
    yield* places(inside, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
const at = (value, path) => path.reduce((node, key) => node[key], value);
function replaced(value, path, by) {
  if (path.length === 0) return by;
  const copy = Array.isArray(value) ? [...value] : { ...value };
  copy[path[0]] = replaced(value[path[0]], path.slice(1), by);
  return copy;
}

const strangers = [
  ...[{}, { $gt: "" }, { $ne: null }, { $regex: ".*" }, { toString: "x" }, { length: 1, 0: "a" }],
  ...[[], ["a"], [[]], [{}], null, true, false, 0, 1, -1, 1.5, "", "1", "true", "null", "[]", "{}"],
];
const is_other = (one, other) => {
  const kind = (x) => (Array.isArray(x) ? "list" : x === null ? "null" : typeof x);
  return kind(one) !== kind(other);
};

// Sends calls in pieces, each with a ping behind every tenth so that errors do not stand in a row;
// gives the answer of each.
async function answers_of(bodies) {
  const raw = await Raw.connect(server.host);
  raw.socket.setNoDelay(true);
  await raw.handshake(server.tokens[0]);
  const answers = [];
  const ping = frame(text, '{"jsonrpc":"2.0","id":"ping","method":"ping","params":{}}');
  for (let from = 0; from < bodies.length; from += 10) {
    const some = bodies.slice(from, from + 10);
    raw.write(Buffer.concat([...some.map((body) => frame(text, body)), ping]));
    const wanted = some.length + 1;
    for (let i = 0; i < wanted; i += 1) {
      let heard = await raw.frame();
      while (heard && JSON.parse(heard.text).method) heard = await raw.frame();
      assert.ok(heard && heard.opcode === text, `the socket lives after ${some[i]?.slice(0, 200)}`);
      const answer = JSON.parse(heard.text);
      if (answer.id !== "ping") answers.push(answer);
    }
  }
  raw.drop();
  // An answer of the pipeline may come behind a refusal of the door.
  return new Map(answers.map((answer) => [answer.id, answer]));
}
const request = (id, method, params) => JSON.stringify({ jsonrpc: "2.0", id, method, params });

const expected = /^(invalid_params|guard_missing|title_invalid|limit_reached)$/;

test("what stands where another kind is expected is refused by its name", { skip }, async () => {
  const cases = [];
  for (const [method, all] of examples) {
    if (method === "session.start") continue; // not on a socket; below
    for (const params of all) {
      for (const path of places(params)) {
        for (const by of strangers.filter((one) => is_other(one, at(params, path)))) {
          const said = replaced(params, path, by);
          if (schemas.wrong(`${method}.params`, said)) cases.push({ method, said, path });
        }
      }
    }
  }
  assert.ok(cases.length > 5_000, `${cases.length}`);
  assert.ok(new Set(cases.map(({ method }) => method)).size > 90);
  const bodies = cases.map(({ method, said }, id) => request(id, method, said));
  const answers = await answers_of(bodies);
  assert.equal(answers.size, cases.length);
  for (const [id, { method, said, path }] of cases.entries()) {
    const { error } = answers.get(id);
    const what = `${method} ${JSON.stringify(said)}: ${JSON.stringify(answers.get(id))}`;
    assert.ok(error, what);
    assert.match(error.data.reason, expected, what);
    if (error.data.reason === "invalid_params") assert.ok(path.includes(error.data.field), what);
  }
});

test("and so when somebody signs in", { skip }, async () => {
  for (const params of examples.get("session.start")) {
    for (const path of places(params)) {
      for (const by of strangers.filter((one) => is_other(one, at(params, path)))) {
        const said = replaced(params, path, by);
        const { body } = await server.rpc(undefined, "session.start", said);
        assert.equal(body.error?.data.reason, "invalid_params", JSON.stringify(said));
      }
    }
  }
});

test("numbers beyond any bound are refused or unknown, and no accident", { skip }, async () => {
  const beyond = ["0", "2147483647", "2147483648", "4294967296", "9007199254740991"];
  beyond.push("9007199254740992", "9223372036854775807", "9223372036854775808");
  beyond.push("18446744073709551615", "18446744073709551616", "-1", "-9223372036854775808");
  beyond.push("1e400", "1e3", "0.0", "-0", `1${"0".repeat(400)}`);
  const bodies = [];
  for (const [method, [params]] of examples) {
    if (method === "session.start" || method === "session.end_all") continue;
    for (const path of places(params)) {
      if (typeof at(params, path) !== "number") continue;
      for (const digits of beyond) {
        const said = request(bodies.length, method, replaced(params, path, "DIGITS"));
        bodies.push(said.replace('"DIGITS"', digits));
      }
    }
  }
  assert.ok(bodies.length > 2_000, `${bodies.length}`);
  const answers = await answers_of(bodies);
  assert.equal(answers.size, bodies.length);
  for (const [id, answer] of answers) {
    const reason = answer.error?.data.reason;
    assert.ok(reason !== "internal" && reason !== "parse_error", `${bodies[id]}: ${reason}`);
  }
});

// --- Lengths ---

const grows_by_less_than = async (mib, what, attack) => {
  const grown = await grown_by(server, attack);
  assert.ok(grown < mib, `${what}: the server grew by ${grown.toFixed(1)} MiB`);
  assert.ok((await server.rpc(server.tokens[1], "ping", {})).body.result, what);
};

test("nests, keys and lists without end cost no memory", { skip }, async () => {
  const most = 65_536;
  const around = (inside) => `{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"x":${inside}}`;
  const fill = (piece) => piece.repeat(Math.floor(65_000 / piece.length));
  const keys = [];
  for (let n = 0; keys.join(",").length < 60_000; n += 500) {
    for (let i = n; i < n + 500; i += 1) keys.push(`"${i.toString(36)}":1`);
  }
  const bodies = [
    ["[".repeat(most), "invalid_request"],
    ['{"a":'.repeat(13_000), "invalid_request"],
    [around("[".repeat(32_000) + "]".repeat(32_000)), "invalid_request"],
    [around(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`), "invalid_request"],
    [around(`{${keys.join(",")}}`), undefined],
    [around(`[${fill("1,")}1]`), undefined],
    [around(`[${fill("[],")}1]`), undefined],
    [around(`"${fill("\\u0000")}"`), undefined],
    [around(`"${fill("\\ud83d\\ude00")}"`), undefined],
  ];
  await grows_by_less_than(64, "JSON", async () => {
    for (let round = 0; round < 20; round += 1) {
      for (const [body, reason] of bodies) {
        assert.ok(Buffer.byteLength(body) <= most, `${Buffer.byteLength(body)}`);
        const answer = await server.post(body, { Authorization: `Bearer ${server.tokens[0]}` });
        assert.equal(answer.body.error?.data.reason, reason, body.slice(0, 60));
      }
    }
  });
});

test("frames and bodies that say they are long get no memory for it", { skip }, async () => {
  await grows_by_less_than(24, "declared lengths", async () => {
    const sockets = [];
    for (let i = 0; i < 100; i += 1) {
      const raw = await Raw.connect(server.host);
      await raw.handshake(server.tokens[i % 2]); // a member has at most 64
      raw.write(frame(text, "x", { declared: 65_536 }));
      sockets.push(raw);
      const http = await Raw.connect(server.host);
      const type = `Content-Type: application/json\r\nContent-Length: 65536\r\n\r\n{`;
      http.write(`POST /rpc HTTP/1.1\r\nHost: ${server.host}\r\n${type}`);
      sockets.push(http);
    }
    assert.ok((await server.rpc(server.tokens[0], "ping", {})).body.result);
    for (const raw of sockets) raw.drop();
  });
});
