// The door over plain HTTP: what lies where, who may ask, and what becomes of requests that no
// library would send.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Raw } from "../support/raw.mjs";
import { Server, no_server } from "../support/server.mjs";

const skip = no_server;
let server;
before(async () => {
  if (!skip) server = await Server.start({ members: 2, rooms: 1 });
});
after(() => server?.close());

const get = (path, options) => fetch(server.http + path, options);
const me = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "session.me", params: {} });
const json = { "Content-Type": "application/json" };
const bearer = (token) => ({ Authorization: `Bearer ${token}` });
const cookie = (token) => ({ Cookie: `xinqiao=${token}` });

// fetch sets Host and Origin itself: origins are tried on a plain connection.
async function ask_raw(head, body = "") {
  const raw = await Raw.connect(server.host);
  raw.write(`${head.join("\r\n")}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  const answer = await raw.response();
  raw.drop();
  return answer;
}
const rpc_head = (...more) => [
  "POST /rpc HTTP/1.1",
  `Host: ${server.host}`,
  "Content-Type: application/json",
  ...more,
];

function rpc_bytes(body) {
  const token_line = `Authorization: Bearer ${server.tokens[0]}`;
  const head = rpc_head(token_line, `Content-Length: ${body.length}`);
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

test("health, readiness and metrics are open and never cached", { skip }, async () => {
  for (const path of ["/healthz", "/readyz", "/metrics"]) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  }
  assert.equal((await (await get("/healthz")).json()).status, "ok");
  const metrics = await (await get("/metrics")).text();
  const names = [
    ...["heard_total", "position", "ready", "unkept_groups", "sync_seconds_count"],
    ...["passwords_total", "password_seconds_total", "disk_free_bytes"],
    ...["answered_total", "answer_wait_seconds_sum", "connections_refused_total"],
    ...["questions_open", "questions_overdue", "question_breaches_total"],
    ...["talks_waiting", "talks_open"],
  ].map((name) => `xinqiao_${name}`);
  for (const name of [...names, "process_resident_memory_bytes"]) {
    assert.match(metrics, new RegExp(`^${name} [0-9]`, "m"));
  }
});

test("a refusal is counted by its reason, and an answer by its wait", { skip }, async () => {
  const count = async (name) => {
    const metrics = await (await get("/metrics")).text();
    return Number(metrics.match(new RegExp(`^${name} (.+)$`, "m"))?.[1] ?? 0);
  };
  const reason = 'xinqiao_refusals_total{reason="room_unknown"}'.replace(/[{}]/g, "\\$&");
  const before = [await count(reason), await count("xinqiao_answered_total")];
  await server.rpc(server.tokens[0], "history", { room: 999_999 });
  assert.equal(await count(reason), before[0] + 1);
  assert.ok((await count("xinqiao_answered_total")) > before[1]);
  assert.ok((await count("xinqiao_answer_wait_seconds_sum")) > 0);
});

test(
  "the page comes with its policy, and is not sent to a browser that has it",
  { skip },
  async () => {
    const page = await get("/");
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type"), /text\/html/);
    assert.match(
      page.headers.get("content-security-policy"),
      /^default-src 'none'; script-src 'self'/,
    );
    assert.equal(page.headers.get("cache-control"), "private, max-age=86400");
    const again = await get("/", { headers: { "If-None-Match": page.headers.get("etag") } });
    assert.equal(again.status, 304);
  },
);

test("HEAD says what GET would, without the body", { skip }, async () => {
  const raw = await Raw.connect(server.host);
  raw.write(
    ["/", "/healthz"]
      .map((path) => `HEAD ${path} HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`)
      .join(""),
  );
  const page = await raw.response({ bodiless: true });
  const health = await raw.response({ bodiless: true });
  raw.drop();
  assert.equal(page.status, 200);
  assert.ok(Number(page.headers.get("content-length")) > 0);
  assert.equal(health.status, 200);
});

test("unknown paths and wrong methods are told apart", { skip }, async () => {
  for (const path of ["/nothing", "/../etc/passwd", "/healthz/", "/RPC", "/ws/x"]) {
    assert.equal((await get(path)).status, 404, path);
  }
  for (const [path, method] of [
    ["/rpc", "GET"],
    ["/", "POST"],
    ["/healthz", "DELETE"],
    ["/boot", "POST"],
  ]) {
    const answer = await get(path, { method });
    assert.equal(answer.status, 405, `${method} ${path}`);
    assert.ok(answer.headers.get("allow"));
  }
});

test("a call needs a JSON content type", { skip }, async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]) {
    const answer = await get("/rpc", {
      method: "POST",
      body: me,
      headers: { "Content-Type": type },
    });
    assert.equal(answer.status, 415, type);
  }
  const headers = {
    "Content-Type": "Application/JSON; charset=utf-8",
    ...bearer(server.tokens[0]),
  };
  assert.equal((await get("/rpc", { method: "POST", body: me, headers })).status, 200);
});

test("no, stale and malformed credentials are 401 with login_required", { skip }, async () => {
  const stale = "A".repeat(43);
  for (const headers of [{}, bearer(stale), bearer("短"), bearer("x".repeat(4000))]) {
    const safe = Object.fromEntries(
      Object.entries(headers).map(([k, v]) => [k, encodeURI(v).replaceAll("%20", " ")]),
    );
    const answer = await server.post(me, safe);
    assert.equal(answer.status, 401);
    assert.equal(answer.body.error.data.reason, "login_required");
    assert.equal(answer.body.id, 1);
  }
  assert.equal((await get("/boot")).status, 401);
});

test("boot is hello's params and the first rooms", { skip }, async () => {
  const boot = await (await get("/boot", { headers: bearer(server.tokens[0]) })).json();
  const socket = await server.connect(server.tokens[0]);
  const { rooms, ...rest } = boot;
  assert.deepEqual(Object.keys(rest), Object.keys(socket.hello));
  assert.equal(rest.me.member, socket.hello.me.member);
  assert.equal(rooms.length, 1);
  assert.equal(rooms[0].joined, true);
  await socket.close();
});

test("a foreign Origin is refused with the cookie and with a token", { skip }, async () => {
  const token = server.tokens[0];
  const evil = [
    "http://evil.example",
    "null",
    `http://${server.host}0`,
    `http://${server.host}.evil.example`,
    `http://evil.${server.host}`,
    "http://127.0.0.1",
    `http://${server.host}/`,
    "",
  ];
  for (const origin of evil) {
    for (const credentials of [`Cookie: xinqiao=${token}`, `Authorization: Bearer ${token}`]) {
      const answer = await ask_raw(rpc_head(credentials, `Origin: ${origin}`), me);
      assert.equal(answer.status, 403, `${origin} with ${credentials.slice(0, 6)}`);
    }
    const boot = await ask_raw([
      "GET /boot HTTP/1.1",
      `Host: ${server.host}`,
      `Cookie: xinqiao=${token}`,
      `Origin: ${origin}`,
    ]);
    assert.equal(boot.status, 403, `boot from ${origin}`);
  }
});

test(
  "the cookie acts only with the server's own Origin, and reads without one",
  { skip },
  async () => {
    const token = server.tokens[0];
    const own = `Origin: http://${server.host}`;
    assert.equal((await ask_raw(rpc_head(`Cookie: xinqiao=${token}`, own), me)).status, 200);
    assert.equal((await ask_raw(rpc_head(`Cookie: xinqiao=${token}`), me)).status, 403);
    assert.equal((await ask_raw(rpc_head(`Cookie: xinqiao=${token}`, own, own), me)).status, 403);
    assert.equal((await get("/boot", { headers: cookie(token) })).status, 200);
  },
);

test("requests byte by byte are answered like whole ones", { skip }, async () => {
  const raw = await Raw.connect(server.host);
  raw.socket.setNoDelay(true);
  const whole = rpc_bytes(me);
  for (const byte of Buffer.from(whole)) {
    raw.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  const answer = await raw.response();
  raw.drop();
  assert.equal(answer.status, 200);
  assert.equal(JSON.parse(answer.body).result.member, 1);
});

test("pipelined requests are answered one after another, in order", { skip }, async () => {
  const raw = await Raw.connect(server.host);
  const one = (id) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id, method: "ping", params: {} });
    return rpc_bytes(body);
  };
  raw.write(Array.from({ length: 20 }, (_, id) => one(id)).join(""));
  for (let id = 0; id < 20; ++id) assert.equal(JSON.parse((await raw.response()).body).id, id);
  raw.drop();
});

test(
  "too much header, too much body and what is not HTTP are refused and the connection ends",
  { skip },
  async () => {
    const tries = [
      [`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${"a".repeat(9000)}\r\n\r\n`, 431],
      [`GET /${"a".repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
      [`POST /rpc HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n`, 413],
      ["\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400],
      ["GET / HTTP/1.1\r\n\r\n", 400],
      [
        "POST /rpc HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n" +
          "Content-Length: 5\r\n\r\n0\r\n\r\n",
        400,
      ],
    ];
    for (const [bytes, status] of tries) {
      const raw = await Raw.connect(server.host);
      raw.write(bytes);
      assert.equal((await raw.response())?.status, status, bytes.slice(0, 60));
      assert.ok(await raw.end());
      raw.drop();
    }
  },
);

test("a body of exactly the bound is read", { skip }, async () => {
  const padded = me.slice(0, -1) + `,"x":"${"心".repeat(100)}"`;
  const rest = 65536 - Buffer.byteLength(padded) - 1;
  const answer = await server.post(`${padded}${" ".repeat(rest)}}`, bearer(server.tokens[0]));
  assert.equal(answer.status, 200);
});

test("methods of sockets are unknown over /rpc", { skip }, async () => {
  for (const [method, params] of [
    ["resume", { rooms: [] }],
    ["typing", { room: 1 }],
  ]) {
    const { body } = await server.rpc(server.tokens[0], method, params);
    assert.equal(body.error.data.reason, "method_not_found");
  }
});

test("what is no request at all is 400 with the error as JSON", { skip }, async () => {
  for (const [text, reason] of [
    ["{", "parse_error"],
    ["[]", "invalid_request"],
    ["", "parse_error"],
  ]) {
    const answer = await server.post(text, json);
    assert.equal(answer.status, 400);
    assert.equal(answer.body.error.data.reason, reason);
  }
});
