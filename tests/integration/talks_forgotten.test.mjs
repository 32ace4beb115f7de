// Canaries in twenty talks: after they are forgotten, not even what was sealed stands in any file
// of the data folder, in any version of a row in its tables, in a backup that is made after it, in
// a line of the log or in a metric. And as long as they go on, nobody but the two gets a byte.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { Server, binary, no_server as skip, run } from "../support/server.mjs";

const talks = 20;
const bytes = (count) => randomBytes(count).toString("base64url");

function* files_in(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files_in(path);
    else if (entry.isFile()) yield path;
  }
}
// Half of a canary is too much, too. Files come and go while the store works.
function found_in(folder, canaries) {
  const found = new Set();
  for (const path of files_in(folder)) {
    let content = "";
    try {
      content = readFileSync(path, "latin1");
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
    for (const canary of canaries) {
      const half = canary.length >> 1;
      if (content.includes(canary.slice(0, half)) || content.includes(canary.slice(half))) {
        found.add(canary);
      }
    }
  }
  return found;
}
// Tables are compressed: every version of every row that stands in them is looked at, too.
function found_in_tables(folder, canaries) {
  const raw = join(dirname(binary), "tests/store_raw");
  const values = execFileSync(raw, [folder], { encoding: "latin1", maxBuffer: 1 << 28 });
  return canaries.filter((canary) => values.includes(canary.slice(0, canary.length >> 1)));
}
async function until_gone(folder, canaries) {
  for (let i = 0; i < 120; i += 1) {
    if (found_in(folder, canaries).size === 0) return;
    await new Promise((wake) => setTimeout(wake, 500));
  }
  const left = found_in(folder, canaries).size;
  assert.equal(left, 0, `${left} canaries still stand in the folder`);
}

// The house: an owner, who asks, who listens, and a stranger.
async function started(t) {
  const server = await Server.start({ members: 4, rooms: 1, args: ["--commands-per-second", "0"] });
  t.after(() => server.close());
  const [owner, asker, listener, stranger] = server.tokens;
  const call = async (token, method, params = {}) => {
    const { body } = await server.rpc(token, method, params);
    assert.ok(body.result, `${method}: ${JSON.stringify(body.error)}`);
    return body.result;
  };
  const does = (token, method, params) => call(token, method, { ...params, key: randomUUID() });
  const { member } = await call(listener, "session.me");
  await does(owner, "duty.give", { member, unit: 1, duty: "listener" });
  await call(listener, "talk.duty", { on: true });
  return { server, call, does, owner, asker, listener, stranger };
}

async function talk({ does, asker, listener }, canaries) {
  const canary = (count) => {
    canaries.push(bytes(count));
    return canaries.at(-1);
  };
  const { room } = await does(asker, "talk.ask", { unit: 1, package: canary(300) });
  await does(listener, "talk.accept", { room, welcome: canary(500) });
  for (let i = 0; i < 6; i += 1) {
    await does(i % 2 ? listener : asker, "talk.seal", { room, sealed: canary(60 + 40 * i) });
  }
  await does(asker, "talk.end", { room });
  return room;
}

// Every answer to every call that anybody else may try.
async function overheard({ server, call, owner, stranger }, rooms, canaries) {
  for (const token of [owner, stranger]) {
    const heard = [];
    for (const room of rooms) {
      for (const method of ["history", "room.members", "pin.list", "presence.list"]) {
        heard.push((await server.rpc(token, method, { room })).body);
      }
      heard.push((await server.rpc(token, "search", { query: "话", rooms: [room] })).body);
    }
    for (const answer of heard) assert.equal(answer.error?.data.reason, "room_unknown");
    const socket = await server.connect(token);
    const have = rooms.map((room) => ({ room, have: [] }));
    const resumed = await socket.call("resume", { rooms: have });
    assert.ok(resumed.rooms.every(({ gone }) => gone === true));
    await socket.close();
    heard.push(await call(token, "room.list"), await call(token, "talk.list"));
    heard.push(await call(token, "talk.listeners"), await call(token, "session.me"));
    const headers = { Authorization: `Bearer ${token}` };
    for (const path of ["/boot", "/my-data", "/metrics", "/healthz", "/readyz"]) {
      heard.push(await (await fetch(`${server.http}${path}`, { headers })).text());
    }
    const text = JSON.stringify(heard);
    assert.ok(canaries.every((canary) => !text.includes(canary.slice(0, canary.length >> 1))));
    assert.ok(!text.includes('"kind":"talk"'));
  }
}

test("what two have said leaves no byte once it is forgotten", { skip }, async (t) => {
  const house = await started(t);
  const { server, call, does, asker, listener } = house;
  const canaries = [];
  const rooms = [];
  for (let i = 0; i < talks; i += 1) rooms.push(await talk(house, canaries));
  await server.stop();
  await server.serve("127.0.0.1:0"); // what stood in the log stands in tables, too
  assert.equal(canaries.length, talks * 8);
  assert.equal(found_in(server.data, canaries).size, canaries.length, "the canaries are real");
  await overheard(house, rooms, canaries);

  for (const [i, room] of rooms.entries()) {
    await does(i % 2 ? asker : listener, "talk.forget", { room });
  }
  // A backup that is made right after it, by the server itself, before anything was cleared away.
  const to = join(server.folder, "backup");
  const backed = await run("backup", "--data", server.data, "--to", to);
  assert.equal(backed.code, 0, backed.stderr);
  assert.deepEqual([...found_in(to, canaries)], []);
  const restored = join(server.folder, "restored");
  assert.equal((await run("restore", "--from", to, "--data", restored)).code, 0);
  assert.deepEqual(found_in_tables(restored, canaries), []);
  await until_gone(server.data, canaries);
  for (const room of rooms) {
    const { events } = await call(asker, "history", { room, limit: 200 });
    assert.ok(events.every((one) => !one.sealed && !one.welcome && !one.package));
  }
  await server.stop();
  assert.deepEqual([...found_in(server.data, canaries)], []);
  assert.deepEqual(found_in_tables(server.data, canaries), []);
  const verified = await run("verify", "--data", server.data);
  assert.equal(verified.code, 0, verified.stdout);
  const said = `${server.output}${server.errors}${verified.stdout}${backed.stdout}${backed.stderr}`;
  assert.ok(canaries.every((canary) => !said.includes(canary.slice(0, 20))));
});

test("forgotten just before it is killed, it is gone after the next start", { skip }, async (t) => {
  const house = await started(t);
  const { server, does, asker, listener } = house;
  const canaries = [];
  const stays = [];
  const room = await talk(house, canaries);
  await talk(house, stays);
  await server.restart();
  await does(listener, "talk.forget", { room });
  await server.kill();
  // Overwritten, and still there: what looks into the tables does see it.
  assert.deepEqual(found_in_tables(server.data, canaries), canaries);
  await server.serve(server.host);
  await until_gone(server.data, canaries);
  await server.stop();
  assert.deepEqual([...found_in(server.data, canaries)], []);
  assert.deepEqual(found_in_tables(server.data, canaries), []);
  assert.deepEqual(found_in_tables(server.data, stays), stays, "the other talk stays");
});

test("the talks of an erased member are gone from the disk", { skip }, async (t) => {
  const house = await started(t);
  const { server, call, does, owner, asker } = house;
  const canaries = [];
  for (let i = 0; i < 3; i += 1) await talk(house, canaries);
  canaries.push(bytes(200));
  await does(asker, "talk.ask", { unit: 1, package: canaries.at(-1) });
  const { member } = await call(asker, "session.me");
  await does(owner, "member.erase", { member, words: "keep" });
  await until_gone(server.data, canaries);
  await server.stop();
  assert.deepEqual(found_in_tables(server.data, canaries), []);
  const verified = await run("verify", "--data", server.data);
  assert.equal(verified.code, 0, verified.stdout);
});
