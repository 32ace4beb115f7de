// What comes before a word is said: headers without end, spellings of an Origin, requests that two
// readers would read in two ways, frames whose length or compression lies.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Raw, frame, packed } from "../support/raw.mjs";
import { Server, no_server } from "../support/server.mjs";
import { pin } from "../support/tls.mjs";
import { grown_by } from "./process.mjs";

const skip = no_server;
const text = 0x1;
let server;
before(async () => {
  if (skip) return;
  server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
});
after(() => server?.close());

const ping = '{"jsonrpc":"2.0","id":1,"method":"ping","params":{}}';

async function says(bytes) {
  const raw = await Raw.connect(server.host);
  const began = performance.now();
  raw.write(bytes);
  const answer = await raw.response();
  return { raw, ms: performance.now() - began, ...answer };
}
const shake = (lines) =>
  says(
    [
      "GET /ws HTTP/1.1",
      `Host: ${server.host}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      `Authorization: Bearer ${server.tokens[0]}`,
      ...lines,
      "",
      "",
    ].join("\r\n"),
  );

// --- Headers ---

test("five thousand headers are refused, as many as fit are read at once", { skip }, async () => {
  const head = `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n`;
  const lines = (many) => Array.from({ length: many }, (_, i) => `a${i % 10}:\r\n`).join("");
  const grown = await grown_by(server, async () => {
    for (let i = 0; i < 20; i += 1) {
      const many = await says(`${head}${lines(5_000)}\r\n`);
      assert.equal(many.status, 431);
      assert.ok(await many.raw.end());
      const fit = await says(`${head}${lines(1_600)}\r\n`);
      assert.equal(fit.status, 200);
      assert.ok(fit.ms < 500, `${fit.ms} ms`);
      fit.raw.drop();
    }
  });
  assert.ok(grown < 32, `${grown} MiB`);
});

test("seven thousand blanks or commas in a header are read at once", { skip }, async () => {
  const cases = [
    [`Sec-WebSocket-Protocol:${" ".repeat(7_000)}x`, 400],
    [`Sec-WebSocket-Protocol: chat${" ".repeat(7_000)}, xinqiao.v1`, 101],
    [`Sec-WebSocket-Protocol: ${",".repeat(7_000)}xinqiao.v1`, 101],
    [`Sec-WebSocket-Protocol: ${", ".repeat(3_500)}`, 400],
    [`Sec-WebSocket-Protocol: xinqiao.v1\r\nSec-WebSocket-Extensions:${" ,".repeat(3_400)}`, 101],
    [`Sec-WebSocket-Protocol: xinqiao.v1\r\nSec-WebSocket-Extensions:${" ;".repeat(3_400)}`, 400],
    [
      `Sec-WebSocket-Protocol: xinqiao.v1\r\nSec-WebSocket-Extensions: a${";b".repeat(3_400)}`,
      101,
    ],
    [`Sec-WebSocket-Protocol: xinqiao.v1\r\nCookie: ${"a=;".repeat(2_300)}`, 101],
  ];
  for (const [line, status] of cases) {
    const answer = await shake([line]);
    assert.equal(answer.status, status, line.slice(0, 60));
    assert.ok(answer.ms < 500, `${line.slice(0, 60)}: ${answer.ms} ms`);
    answer.raw.drop();
  }
});

test("a request that two could read as two is read as one, or not at all", { skip }, async () => {
  const inner = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";
  const post = (lines, body) =>
    `POST /rpc HTTP/1.1\r\nHost: ${server.host}\r\n` +
    `Content-Type: application/json\r\n${lines}\r\n\r\n${body}`;
  const chunk = `5\r\nhello\r\n0\r\n\r\n${inner}`;
  const cases = {
    "both lengths": post("Content-Length: 6\r\nTransfer-Encoding: chunked", `0\r\n\r\nG${inner}`),
    "both, the other way": post("Transfer-Encoding: chunked\r\nContent-Length: 4", chunk),
    "two lengths": post("Content-Length: 0\r\nContent-Length: 35", inner),
    "a list of lengths": post("Content-Length: 0, 35", inner),
    "a sign": post("Content-Length: +0", inner),
    "hexadecimal": post("Content-Length: 0x0", inner),
    "an unknown coding": post("Transfer-Encoding: xchunked", chunk),
    "chunked and more": post("Transfer-Encoding: chunked, identity", chunk),
    "a coding with a tab": post("Transfer-Encoding:\tchunked\r\nContent-Length: 3", chunk),
    "a blank before the colon": post("Transfer-Encoding : chunked", chunk),
    "chunked twice": post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", chunk),
    "lines without CR": `GET /healthz HTTP/1.1\nHost: x\n\n${inner}`,
    "a chunk with a sign": post("Transfer-Encoding: chunked", `-5\r\nhello\r\n0\r\n\r\n${inner}`),
    "a chunk beyond 64 bits": post("Transfer-Encoding: chunked", `1${"0".repeat(17)}\r\nx`),
    "a NUL in a name": post("X\0: y\r\nContent-Length: 0", inner),
    "a bare CR": post("X: y\rContent-Length: 35", inner),
    "a header without a name": post(": y\r\nContent-Length: 0", inner),
    "two hosts": `GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n${inner}`,
    "HTTP/1.0 behind": `GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n${inner}`,
    "HTTP/2 in the open": `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${inner}`,
  };
  for (const [what, bytes] of Object.entries(cases)) {
    const { raw, status, headers } = await says(bytes);
    assert.match(`${status}`, what === "HTTP/1.0 behind" ? /^200$/ : /^(400|501)$/, what);
    assert.equal(headers.get("connection"), "close", what);
    assert.equal(await raw.response(), undefined, `${what}: what stood behind was answered`);
    raw.drop();
  }
});

test("a body is never unpacked", { skip }, async () => {
  const bomb = Buffer.alloc(60_000, 0x1f);
  const head = `POST /rpc HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n`;
  const coded = `Content-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
  const { status, raw } = await says(Buffer.concat([Buffer.from(head + coded), bomb]));
  assert.equal(status, 400);
  raw.drop();
});

// --- Origins ---

const spellings = (scheme, host, port) => [
  ...["http://evil.example", "null", "", "about:blank", "file://", "chrome-extension://abc"],
  `${scheme}://${host}`,
  `${scheme}://${host}:${port}0`,
  `${scheme}://${host}:0${port}`,
  `${scheme}://${host}.:${port}`,
  `${scheme}://${host}:${port}.evil.example`,
  `${scheme}://${host}:${port}@evil.example`,
  `${scheme}://evil.example@${host}:${port}`,
  `${scheme}://evil.example#${host}:${port}`,
  `${scheme}://evil.example/${host}:${port}`,
  `${scheme}://x${host}:${port}`,
  `${scheme}://${host}:${port}/`,
  `${scheme}://${host}:${port} `.trimEnd() + "\t, http://evil.example",
  `${scheme}:${host}:${port}`,
  `${scheme}:///${host}:${port}`,
  `//${host}:${port}`,
  `${host}:${port}`,
  `ws://${host}:${port}`,
  `${scheme}://[::ffff:${host}]:${port}`,
  `${scheme}://2130706433:${port}`,
  `${scheme}://0x7f.1:${port}`,
  `${scheme}://localhost:${port}`,
];

test("no spelling of another Origin opens a socket, whatever is shown", { skip }, async () => {
  const [host, port] = server.host.split(":");
  const credentials = [
    `Cookie: xinqiao=${server.tokens[0]}`,
    `Authorization: Bearer ${server.tokens[0]}`,
    "X-Nothing: at all",
  ];
  const from = async (lines) => {
    const shaken = [
      ...["GET /ws HTTP/1.1", `Host: ${server.host}`, "Connection: Upgrade", "Upgrade: websocket"],
      ...["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
      ...["Sec-WebSocket-Protocol: xinqiao.v1", ...lines, "", ""],
    ];
    const { raw, status } = await says(shaken.join("\r\n"));
    raw.drop();
    return status;
  };
  for (const shown of credentials) {
    for (const origin of spellings("http", host, port)) {
      assert.equal(await from([shown, `Origin: ${origin}`]), 403, `${origin} with ${shown}`);
    }
    const own = `Origin: http://${server.host}`;
    assert.equal(await from([shown, own, "Origin: http://evil.example"]), 403, "two of them");
    assert.equal(await from([shown, own]), 101);
  }
  assert.equal(await from([credentials[0]]), 403, "a cookie without an Origin");
});

test("what came by https is not acted on for a page that came by http", { skip }, async (t) => {
  const secure = await Server.start({ members: 1, rooms: 1, args: ["--tls", "auto"] });
  t.after(() => secure.close());
  await pin(secure);
  const me = '{"jsonrpc":"2.0","id":1,"method":"session.me","params":{}}';
  const status = async (Origin, credentials) => {
    const headers = { "Content-Type": "application/json", Origin, ...credentials };
    return (await secure.fetch("/rpc", { method: "POST", headers, body: me })).status;
  };
  const [token] = secure.tokens;
  for (const shown of [{ Cookie: `xinqiao=${token}` }, { Authorization: `Bearer ${token}` }]) {
    assert.equal(await status(`http://${secure.host}`, shown), 403);
    assert.equal(await status(`https://${secure.host}`, shown), 200);
  }
  const socket = secure.connect(token, { headers: { Origin: `http://${secure.host}` } });
  await assert.rejects(socket);
});

// --- Frames ---

async function opened(lines = []) {
  const answer = await shake(["Sec-WebSocket-Protocol: xinqiao.v1", ...lines]);
  assert.equal(answer.status, 101);
  await answer.raw.frame(); // hello
  return answer;
}
const bits = (first, second, ...more) => Buffer.from([first, second, ...more]);
const mask = [0, 0, 0, 0];

test("what claims to be compressed and was not agreed on ends the socket", { skip }, async () => {
  for (const wish of [undefined, "x-webkit-deflate-frame", "permessage-deflate; unheard_of=1"]) {
    const { raw, headers } = await opened(wish ? [`Sec-WebSocket-Extensions: ${wish}`] : []);
    assert.equal(headers.get("sec-websocket-extensions"), undefined);
    raw.write(Buffer.concat([bits(0xc1, 0x82, ...mask), Buffer.from("{}")]));
    assert.equal(await raw.close_code(), 1002);
    assert.ok(await raw.end());
  }
});

// What is compressed is held to the bound of what is not, and costs no more memory.
test("bombs are cut off at the bound of a message, a hundred of them too", { skip }, async () => {
  const { raw: one, headers } = await opened(["Sec-WebSocket-Extensions: permessage-deflate"]);
  assert.match(headers.get("sec-websocket-extensions"), /^permessage-deflate; server_no/);
  one.drop();
  const marked = (payload) => {
    const bytes = frame(text, payload);
    bytes[0] |= 0x40;
    return bytes;
  };
  const bomb = marked(packed(Buffer.alloc(60 << 20, " ")));
  assert.ok(bomb.length < 65_536, `${bomb.length}`);
  const grown = await grown_by(server, async () => {
    for (let i = 0; i < 100; ++i) {
      const { raw } = await opened(["Sec-WebSocket-Extensions: permessage-deflate"]);
      raw.write(marked(packed(ping.padEnd(65_536))));
      assert.match((await raw.frame()).text, /"result"/);
      raw.write(i % 2 === 0 ? bomb : marked(packed(ping.padEnd(65_537))));
      assert.equal(await raw.close_code(), 1009);
      raw.drop();
    }
  });
  assert.ok(grown < 32, `${grown} MiB`);
});

test("lengths that lie end the socket at once", { skip }, async () => {
  const long = (...eight) => bits(0x81, 0xff, ...eight, ...mask);
  const cases = [
    ["2^63", long(0x80, 0, 0, 0, 0, 0, 0, 0), 1009],
    ["2^64 - 1", long(...Array(8).fill(0xff)), 1009],
    ["2^63 - 1", long(0x7f, ...Array(7).fill(0xff)), 1009],
    ["2^53", long(0, 0x20, 0, 0, 0, 0, 0, 0), 1009],
    ["2^31", frame(text, "", { declared: 2 ** 31 }), 1009],
    ["one beyond the bound", frame(text, "", { declared: 65_537 }), 1009],
    ["2 in 64 bits", Buffer.concat([long(0, 0, 0, 0, 0, 0, 0, 2), Buffer.from("{}")]), 1002],
    ["2 in 16 bits", Buffer.concat([bits(0x81, 0xfe, 0, 2, ...mask), Buffer.from("{}")]), 1002],
    ["a ping of 126", frame(0x9, "x".repeat(126)), 1002],
    ["a ping in pieces", frame(0x9, "x", { fin: false }), 1002],
    ["a close of one byte", frame(0x8, "x"), 1002],
    ["a close with a code nobody may say", frame(0x8, bits(0x03, 0xed)), 1002],
    ["a close with bad UTF-8", frame(0x8, bits(0x03, 0xe8, 0xff)), 1002],
    ["the second reserved bit", bits(0xa1, 0x80, ...mask), 1002],
    ["the third reserved bit", bits(0x91, 0x80, ...mask), 1002],
    ["an opcode that is none", bits(0x8b, 0x80, ...mask), 1002],
  ];
  const grown = await grown_by(server, async () => {
    for (const [what, bytes, code] of cases) {
      const { raw } = await opened();
      raw.write(bytes);
      assert.equal(await raw.close_code(), code, what);
      assert.ok(await raw.end(), what);
    }
  });
  assert.ok(grown < 32, `${grown} MiB`);
});

test("floods of fragments end the socket, whatever is in them", { skip }, async () => {
  for (const [what, piece] of [["empty", ""], ["of one byte", "x"]]) {
    const { raw } = await opened();
    raw.write(frame(text, "", { fin: false }));
    const many = Array.from({ length: 2_000 }, () => frame(0x0, piece, { fin: false }));
    for (let i = 0; i < 10 && !raw.ended; i += 1) {
      raw.write(Buffer.concat(many));
      await new Promise(setImmediate);
    }
    assert.ok(await raw.end(), what);
  }
  // Pings are no fragments, and nobody else waits for those who send many.
  const { raw } = await opened();
  const pings = Buffer.concat(Array.from({ length: 5_000 }, () => frame(0x9, "x")));
  for (let i = 0; i < 10; i += 1) raw.write(pings);
  const began = performance.now();
  assert.ok((await server.rpc(server.tokens[1], "ping", {})).body.result);
  assert.ok(performance.now() - began < 2_000);
  raw.drop();
});

test("after all that, the server talks", { skip }, async () => {
  const { raw } = await opened();
  raw.write(frame(text, ping));
  assert.ok(JSON.parse((await raw.frame()).text).result);
  raw.drop();
});
