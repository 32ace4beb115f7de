// People over real sockets: the first owner, passwords and guesses from two addresses, one's own
// data, lists of people, and links made on the machine while the server runs.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { empty_server } from "../support/empty.mjs";
import { Raw } from "../support/raw.mjs";
import { Server, no_server, run } from "../support/server.mjs";

const skip = no_server;
const claim = () => Math.random().toString(36).slice(2).padEnd(24, "Zz_-09");
const password = "三号泵房的灯亮了";

async function result(asking) {
  const { body } = await asking;
  assert.ok(body.result, JSON.stringify(body));
  return body.result;
}
const reason = async (asking) => (await asking).body.error?.data.reason;

const start = (server, params, options) =>
  server.rpc(undefined, "session.start", { want: "token", ...params }, options);

// The same from another address of this machine.
function start_from(server, address, params) {
  const body = JSON.stringify({
    jsonrpc: "2.0",
    id: 1,
    method: "session.start",
    params: { want: "token", ...params },
  });
  const { hostname, port } = new URL(server.http);
  return new Promise((done, fail) => {
    const call = request(
      {
        hostname,
        port,
        path: "/rpc",
        method: "POST",
        localAddress: address,
        headers: { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) },
      },
      (answer) => {
        let text = "";
        answer.on("data", (piece) => (text += piece));
        answer.on("end", () => done({ body: JSON.parse(text) }));
      },
    );
    call.on("error", fail);
    call.end(body);
  });
}

test("the first owner comes in by what serve prints, and nobody after", { skip }, async (t) => {
  const server = await empty_server(t);
  const before = server.first();
  assert.ok(before, server.output);
  assert.ok(!server.errors.includes(before.slice(0, 20)), "not into the log");
  await server.restart();
  const first = server.first();
  const join_by = (invitation) => start(server, { invitation, name: "周建民", claim: claim() });
  assert.equal(await reason(join_by(before)), "invitation_unknown");

  const { token } = await result(join_by(first));

  const me = await result(server.rpc(token, "session.me", {}));
  assert.deepEqual(me.duties, [{ unit: 1, duty: "owner" }]);
  await result(server.rpc(token, "password.set", { login: "周建民", new: password }));
  assert.equal(await reason(join_by(first)), "invitation_revoked");
  await server.restart();
  assert.equal(server.first(), undefined);
  await result(start(server, { login: "周建民", password }));
});

test("the owner signs in while somebody guesses at the login", { skip }, async (t) => {
  const server = await empty_server(t);
  const invited = { invitation: server.first(), name: "周建民", claim: claim() };
  const { token } = await result(start(server, invited));
  await result(server.rpc(token, "password.set", { login: "zhou", new: password }));
  // In the owner's browser it was right once.
  const own = { Origin: server.http };
  const page = await start(server, { login: "zhou", password, want: "cookie" }, { headers: own });
  const cookies = page.headers.getSetCookie();
  assert.equal(cookies.length, 2);
  const known = cookies.find((cookie) => cookie.startsWith("xinqiao-browser=")).split(";")[0];
  assert.match(cookies[1], /; HttpOnly; SameSite=Strict; Path=\/; Max-Age=31536000$/);

  const guesses = [];
  for (let i = 0; i < 14; ++i) {
    guesses.push(await reason(start(server, { login: "zhou", password: `guess ${i} at it` })));
  }
  assert.equal(guesses[0], "password_wrong");
  assert.equal(guesses.at(-1), "rate_limited");
  assert.equal(await reason(start(server, { login: "zhou", password })), "rate_limited");

  await result(start_from(server, "127.0.0.2", { login: "zhou", password }));
  const headers = { ...own, Cookie: known };
  await result(start(server, { login: "zhou", password, want: "cookie" }, { headers }));
});

test("a link from the machine resets a member while the server runs", { skip }, async (t) => {
  const server = await Server.start({ members: 2, rooms: 1 });
  t.after(() => server.close());
  const { name } = await result(server.rpc(server.tokens[1], "session.me", {}));
  const socket = await server.connect(server.tokens[1]);
  const args = ["--data", server.data, "--address", server.http];

  const plain = await run("user", "reset", name, ...args);
  assert.equal(plain.code, 0, plain.stderr);
  assert.match(plain.stdout, /^member 2\nhttp:\/\/127\.0\.0\.1:\d+\/#link=[A-Za-z0-9_-]{43}\n$/);
  await socket.call("ping", {});
  const hard = await run("user", "reset", name, ...args, "--end-sessions");

  assert.equal((await socket.closed).code, 4100);
  const link = (text) => text.match(/#link=(\S+)/)[1];
  assert.equal(
    await reason(start(server, { link: link(plain.stdout), claim: claim() })),
    "link_unknown",
  );
  const { token } = await result(start(server, { link: link(hard.stdout), claim: claim() }));
  await result(server.rpc(token, "password.set", { login: "新账号", new: password }));
  const nobody = await run("user", "reset", "没有这个人", ...args);
  assert.equal(nobody.code, 1);
  assert.match(nobody.stderr, /nobody has this login or name/);

  await server.stop();
  const stopped = await run("user", "reset", "新账号", ...args);
  assert.equal(stopped.code, 0, stopped.stderr);
  assert.match(stopped.stdout, /^member 2\n/);
});

test("one's own data comes as a download, to oneself alone", { skip }, async (t) => {
  const server = await Server.start({ members: 2, rooms: 1 });
  t.after(() => server.close());
  const [token] = server.tokens;
  const key = "6f1d0c1e-5d1c-4c59-9c62-0a3f1f0c2b11";
  await result(server.rpc(token, "message.post", { room: 1, text: "我说过的话", key }));
  const ask = (headers, query = "") => fetch(`${server.http}/my-data${query}`, { headers });

  const answer = await ask({ Authorization: `Bearer ${token}` });
  assert.match(answer.headers.get("content-disposition"), /attachment; filename="my-data\.json"/);
  const data = await answer.json();
  assert.deepEqual([data.member, data.rooms.length, data.keys], [1, 1, 1]);
  assert.equal(data.words.at(-1).text, "我说过的话");
  assert.equal(data.next, undefined);
  assert.equal((await ask({})).status, 401);
  assert.equal((await ask({ Authorization: `Bearer ${token}` }, "?after=x")).status, 400);
  const foreign = { Authorization: `Bearer ${token}`, Origin: "https://evil.example" };
  assert.equal((await ask(foreign)).status, 403);
  assert.equal((await fetch(`${server.http}/my-data`, { method: "POST" })).status, 405);
});

test("a list of people is taken in over HTTP and on the machine", { skip }, async (t) => {
  const server = await Server.start({ members: 2, rooms: 1 });
  t.after(() => server.close());
  const send = (body, { query = "", token = server.tokens[0], type = "text/csv" } = {}) =>
    fetch(`${server.http}/roster${query}`, {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": type },
      body,
    });
  // 姓名,单位 / 王敏,炼油厂 in GBK.
  const gbk = Buffer.from("d0d5c3fb2cb5a5cebb0d0acdf5c3f42cc1b6d3cdb3a70d0a", "hex");
  const dry = await (await send(gbk, { query: "?dry_run=1&create_units=1" })).json();
  assert.deepEqual([dry.made, dry.problems, dry.units], [false, [], ["炼油厂"]]);
  const made = await (await send(gbk, { query: "?create_units=1&encoding=gb18030" })).json();
  assert.deepEqual([made.made, made.members], [true, [{ line: 2, name: "王敏", member: 3 }]]);

  const utf8 = await (await send(gbk, { query: "?encoding=utf-8" })).json();
  assert.deepEqual(utf8.problems, [{ line: 1, what: "not_text" }]);
  assert.equal((await send(gbk, { type: "application/json" })).status, 415);
  assert.equal((await send(gbk, { query: "?encoding=klingon" })).status, 400);
  assert.equal((await send(gbk, { token: "nobody" })).status, 401);
  const big = await send("x".repeat(1024 * 1024 + 1)).catch(() => ({ status: 413 }));
  assert.equal(big.status, 413);
  const rights = await (await send("name\n钱多多\n", { token: server.tokens[1] })).json();
  assert.equal(rights.error.data.reason, "not_organiser");

  const rows = Array.from({ length: 2000 }, (_, i) => `成员${i},炼油厂/第${i % 20}党支部`);
  const file = join(server.folder, "people.csv");
  writeFileSync(file, `﻿姓名,单位\n${rows.join("\n")}\n`);
  const table = `姓名,单位\n${rows.join("\n")}\n`;
  const many = await (await send(table, { query: "?create_units=1" })).json();
  assert.deepEqual([many.made, many.problems_found, many.members.length], [true, 0, 2000]);
  await server.stop();
  const again = await run("roster", file, "--data", server.data);
  assert.equal(again.code, 0, again.stderr);
  const told = JSON.parse(again.stdout);
  assert.ok(told.members.every(({ already }) => already));
  writeFileSync(file, "name,duty\n王敏,国王\n");
  const wrong = await run("roster", file, "--data", server.data, "--dry-run");
  assert.equal(wrong.code, 1);
  assert.match(wrong.stdout, /"what":"duty_unknown"/);
  const verified = await run("verify", "--data", server.data);
  assert.equal(verified.code, 0, verified.stdout);
});

test("so many lists are read at once, and what is beyond waits its turn", { skip }, async (t) => {
  const server = await Server.start({ members: 1, rooms: 1 });
  t.after(() => server.close());
  const rosters_at_once = 32;
  const list = "姓名\n王敏\n";
  const begin = async (size) => {
    const raw = await Raw.connect(server.host);
    const head = ["POST /roster HTTP/1.1", `Host: ${server.host}`, "Content-Type: text/csv"];
    head.push(`Authorization: Bearer ${server.tokens[0]}`, `Content-Length: ${size}`);
    raw.write(`${head.join("\r\n")}\r\n\r\n`);
    return raw;
  };
  const slow = [];
  for (let i = 0; i < rosters_at_once; i += 1) slow.push(await begin(1024 * 1024));
  const late = await begin(Buffer.byteLength(list));
  const refused = await late.response();
  assert.equal(refused.status, 503);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  const { body } = await server.rpc(server.tokens[0], "ping", {});
  assert.ok(body.result, "other calls go on");

  slow[0].socket.destroy();
  for (let tries = 0; ; tries += 1) {
    const raw = await begin(Buffer.byteLength(list));
    raw.write(list);
    const answer = await raw.response();
    raw.socket.destroy();
    if (answer?.status === 200) break;
    assert.ok(tries < 50, `still ${answer?.status}`);
    await new Promise((wake) => setTimeout(wake, 50));
  }
  for (const raw of slow) raw.socket.destroy();
});
