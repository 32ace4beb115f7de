// What a socket does with what it should never be sent: every mistake is named, and none costs
// anybody else anything.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Raw, frame } from "../support/raw.mjs";
import { Server, no_server } from "../support/server.mjs";

const skip = no_server;
const text = 0x1;
const binary = 0x2;
const more = 0x0;
let server;
before(async () => {
  if (!skip)
    server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
});
after(() => server?.close());

async function open() {
  const raw = await Raw.connect(server.host);
  await raw.handshake(server.tokens[0]);
  return raw;
}
const ping = (id) => JSON.stringify({ jsonrpc: "2.0", id, method: "ping", params: {} });
const says = async (raw, said) => {
  raw.write(frame(text, said));
  return JSON.parse((await raw.frame()).text);
};
const request = (id, method, params) => JSON.stringify({ jsonrpc: "2.0", id, method, params });

// Each with a good call behind it, so that no row of errors is long enough to end the socket.
async function expect_reasons(cases) {
  const raw = await open();
  for (const [said, reason, field] of cases) {
    const { error } = await says(raw, said);
    assert.equal(error?.data.reason, reason, said.slice(0, 100));
    if (field) assert.equal(error.data.field, field, said.slice(0, 100));
    assert.ok((await says(raw, ping(1))).result, `alive after ${said.slice(0, 100)}`);
  }
  raw.drop();
}

test("broken JSON is a parse error, also inside fields that nobody reads", { skip }, async () => {
  const around = (inside) =>
    `{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"extra":${inside}}`;
  const bad = [
    "",
    " ",
    "{",
    "nul",
    '{"jsonrpc":"2.0"',
    "\u0000",
    `${ping(1)} x`,
    `${ping(1)}${ping(2)}`,
    ...[
      "tru",
      "01",
      "[1 2 3]",
      "[1,]",
      "{,}",
      '{"a":1,}',
      '"\\x"',
      '"\\ud800"',
      "1.",
      "+1",
      "'a'",
      "NaN",
      '"\t"',
    ].map(around),
  ];
  await expect_reasons(bad.map((said) => [said, "parse_error"]));
});

test(
  "what is JSON and no request is invalid: batches, bad ids, duplicate keys",
  { skip },
  async () => {
    const bad = [
      "[]",
      `[${ping(1)}]`,
      "1",
      '"ping"',
      "null",
      "{}",
      '{"jsonrpc":"1.0","id":1,"method":"ping","params":{}}',
      '{"jsonrpc":"2.0","method":"ping","params":{}}',
      ...["null", "1.5", "-1", "9007199254740992", "true", "[]", `"${"x".repeat(65)}"`].map(
        (id) => `{"jsonrpc":"2.0","id":${id},"method":"ping","params":{}}`,
      ),
      '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping","params":{}}',
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{},"x":{"a":1,"a":1}}',
      '{"jsonrpc":"2.0","id":1,"method":"room.list","params":{"after":1,"\\u0061fter":2}}',
    ];
    await expect_reasons(bad.map((said) => [said, "invalid_request"]));
  },
);

test("wrong and missing parameters are named", { skip }, async () => {
  const outbox = { outbox: "an-outbox-id", n: 1 };
  await expect_reasons([
    [request(1, "history", {}), "invalid_params", "room"],
    [request(1, "history", { room: "1" }), "invalid_params", "room"],
    [request(1, "history", { room: -1 }), "invalid_params", "room"],
    [request(1, "history", { room: 1.5 }), "invalid_params", "room"],
    [request(1, "message.post", { room: 1, text: 7, ...outbox }), "invalid_params", "text"],
    [
      request(1, "message.post", { room: 1, text: "a\u0000b", ...outbox }),
      "invalid_params",
      "text",
    ],
    [request(1, "resume", { rooms: [{ room: 1, have: [[3, 2]] }] }), "invalid_params"],
    [request(1, "resume", { rooms: {} }), "invalid_params", "rooms"],
    [request(1, "message.post", { room: 1, text: "没有凭据" }), "guard_missing"],
  ]);
});

test("unknown methods and rooms are refused and say so", { skip }, async () => {
  await expect_reasons([
    [request(1, "no.such", {}), "method_not_found"],
    [request(1, "PING", {}), "method_not_found"],
    [request(1, "", {}), "method_not_found"],
    [request(1, "history", { room: 999 }), "room_unknown"],
    [request(1, "read.set", { room: 1, seq: 999 }), "seq_unknown"],
  ]);
});

test("an error answers the id it came with, or null", { skip }, async () => {
  const raw = await open();
  assert.equal((await says(raw, request("七", "no.such", {}))).id, "七");
  assert.equal((await says(raw, "{")).id, null);
  raw.drop();
});

test("sixteen errors in a row end the socket with 4101, fifteen do not", { skip }, async () => {
  const raw = await open();
  for (let i = 0; i < 15; ++i) assert.ok((await says(raw, "{")).error);
  assert.ok((await says(raw, ping(1))).result);
  for (let i = 0; i < 16; ++i) assert.ok((await says(raw, "{")).error);
  assert.equal(await raw.close_code(), 4101);
});

test("broken frames end the socket with the code of RFC 6455", { skip }, async () => {
  const cases = [
    [frame(binary, ping(1)), 4101],
    [frame(text, Buffer.from([0xff, 0xfe])), 1007],
    [frame(text, Buffer.from("心").subarray(0, 2)), 1007],
    [frame(text, ping(1), { masked: false }), 1002],
    [frame(0x3, ""), 1002],
    [frame(0x9, "x".repeat(126)), 1002],
    [frame(more, "x"), 1002],
    [frame(text, "", { declared: 65537 }), 1009],
    [frame(text, "", { declared: 2 ** 31 }), 1009],
  ];
  for (const [bytes, code] of cases) {
    const raw = await open();
    raw.write(bytes);
    assert.equal(await raw.close_code(), code);
    assert.ok(await raw.end());
  }
});

test("a frame of exactly the bound is read, in one piece or in many", { skip }, async () => {
  const raw = await open();
  const whole = Buffer.from(ping(1).padEnd(65536));
  assert.ok((await says(raw, whole)).result);
  raw.write(frame(text, whole.subarray(0, 1), { fin: false }));
  for (let at = 1; at < 65536; at += 655) {
    raw.write(frame(more, whole.subarray(at, at + 655), { fin: at + 655 >= 65536 }));
    raw.write(frame(0x9, "still here"));
  }
  let answer = await raw.frame();
  while (answer.opcode === 0xa) answer = await raw.frame();
  assert.ok(JSON.parse(answer.text).result);
  raw.drop();
});

test("fragments that add up to more than the bound are too big", { skip }, async () => {
  const raw = await open();
  raw.write(frame(text, "x".repeat(40000), { fin: false }));
  raw.write(frame(more, "x".repeat(40000), { fin: false }));
  assert.equal(await raw.close_code(), 1009);
});

test("empty fragments without end do not go on", { skip }, async () => {
  const raw = await open();
  raw.write(frame(text, "", { fin: false }));
  const empty = Buffer.concat(Array.from({ length: 1000 }, () => frame(more, "", { fin: false })));
  for (let i = 0; i < 1000 && !raw.ended; ++i) {
    raw.write(empty);
    await new Promise(setImmediate);
  }
  assert.ok(await raw.end());
});

test(
  "a message begun and never finished is closed in time, an idle socket is not",
  { skip },
  async () => {
    const idle = await open();
    const half_frame = await open();
    const half_message = await open();
    const dripping = await open();
    half_frame.write(frame(text, "x".repeat(100)).subarray(0, 50));
    half_message.write(frame(text, "x", { fin: false }));
    dripping.write(frame(text, "x", { fin: false }));
    const drip = setInterval(() => dripping.write(frame(more, "x", { fin: false })), 200);
    const codes = await Promise.all(
      [half_frame, half_message, dripping].map((raw) => raw.close_code()),
    );
    clearInterval(drip);
    assert.deepEqual(codes, [4101, 4101, 4101]);
    assert.ok((await says(idle, ping(1))).result);
    idle.drop();
  },
);

test("handshakes begun and never finished are closed in time", { skip }, async () => {
  const silent = await Raw.connect(server.host);
  const half = await Raw.connect(server.host);
  half.write("GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: webso");
  assert.ok(await silent.end());
  assert.ok(await half.end());
});

test("handshakes in another form are refused with a sentence", { skip }, async () => {
  const good = {
    Host: server?.host,
    Connection: "Upgrade",
    Upgrade: "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "xinqiao.v1",
  };
  const cases = [
    [{ "Sec-WebSocket-Protocol": undefined }, 400],
    [{ "Sec-WebSocket-Protocol": "xinqiao.v2, chat" }, 400],
    [{ "Sec-WebSocket-Key": "abc" }, 400],
    [{ "Sec-WebSocket-Version": "8" }, 426],
    [{ Upgrade: undefined }, 426],
    [{ Origin: "http://evil.example" }, 403],
    [{ Origin: "null", Authorization: `Bearer ${server?.tokens[0]}` }, 403],
    [{ Cookie: `xinqiao=${server?.tokens[0]}` }, 403],
    [{ Cookie: `xinqiao=${server?.tokens[0]}`, Origin: `http://${server?.host}` }, 101],
    [{ "Sec-WebSocket-Protocol": "chat, xinqiao.v1" }, 101],
  ];
  for (const [changed, status] of cases) {
    const raw = await Raw.connect(server.host);
    const lines = Object.entries({ ...good, ...changed }).filter(
      ([, value]) => value !== undefined,
    );
    raw.write(`GET /ws HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}\r\n`).join("")}\r\n`);
    const answer = await raw.response();
    assert.equal(answer.status, status, JSON.stringify(changed));
    if (status === 101) assert.equal(answer.headers.get("sec-websocket-protocol"), "xinqiao.v1");
    else assert.ok(answer.body.length > 10);
    raw.drop();
  }
});

test("a thousand calls at once are all answered, in order", { skip }, async () => {
  const raw = await open();
  raw.write(Buffer.concat(Array.from({ length: 1000 }, (_, id) => frame(text, ping(id)))));
  for (let id = 0; id < 1000; ++id) assert.equal(JSON.parse((await raw.frame()).text).id, id);
  raw.drop();
});

test("after all that the server is well", { skip }, async () => {
  const socket = await server.connect(server.tokens[1]);
  assert.ok((await socket.call("ping", {})).now);
  await socket.close();
});
