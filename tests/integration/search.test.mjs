// Text search on the real server: kill -9 and resume, an index that is gone, damaged or made anew
// while members ask, and deleted words that leave it.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Server, no_server, run } from "../support/server.mjs";

const skip = no_server;
const patience = 15_000;

async function until(read, right, what) {
  const end = Date.now() + patience;
  for (;;) {
    const value = await read();
    if (right(value)) return value;
    if (Date.now() > end) throw new Error(`waited for ${what}; last: ${JSON.stringify(value)}`);
    await new Promise((done) => setTimeout(done, 30));
  }
}

function speaker(server, index = 0) {
  const token = server.tokens[index];
  let n = 0;
  const outbox = `search-test-${index}-${process.pid}`;
  const call = async (method, params) => {
    const { body } = await server.rpc(token, method, params);
    assert.ok(body.result, JSON.stringify(body));
    return body.result;
  };
  return {
    call,
    guarded: (method, params) => call(method, { ...params, outbox, n: ++n }),
    say(text, room = 1) {
      return this.guarded("message.post", { room, text });
    },
    // All hits of a query, over all pages.
    async find(query) {
      const found = [];
      let before;
      do {
        const page = await call("search", { query, limit: 50, ...(before && { before }) });
        found.push(...page.hits);
        before = page.next;
      } while (before);
      return found.map(({ seq }) => seq);
    },
    // What is found once the index stands where the log does.
    async settled(query, count) {
      return until(() => this.find(query), (seqs) => seqs.length === count, `${count} ${query}`);
    },
  };
}

async function metric(server, name) {
  const text = await (await fetch(`${server.http}/metrics`)).text();
  return Number(text.match(new RegExp(`^${name} (\\S+)$`, "m"))[1]);
}

const args = ["--commands-per-second", "0"];
const started = async (t, options = {}) => {
  const server = await Server.start({ args, ...options });
  t.after(() => server.close());
  return server;
};
const current = (server) => {
  const folder = join(server.data, "search");
  return join(folder, readFileSync(join(folder, "current"), "utf8"));
};

test("after kill -9 the index has no gap and no double", { skip }, async (t) => {
  const server = await started(t);
  const ann = speaker(server);
  const said = [];
  for (let round = 0; round < 4; round += 1) {
    for (let i = 0; i < 25; i += 1) said.push((await ann.say(`第${said.length}壶茶`)).seq);
    if (round % 2 === 0) await ann.settled("壶茶", said.length);
    await server.restart();
  }
  const found = await ann.settled("壶茶", said.length);
  assert.deepEqual(found, [...said].reverse());
  assert.equal(await metric(server, "xinqiao_index_rebuilds_total"), 0);
  await until(
    () => metric(server, "xinqiao_index_documents"),
    (documents) => documents > 0 && documents <= said.length,
    "no more documents than messages",
  );
});

test("deletions and edits of a time when nobody indexed are caught up", { skip }, async (t) => {
  const server = await started(t);
  const ann = speaker(server);
  const gone = await ann.say("要删的话");
  const changed = await ann.say("旧的说法");
  await ann.settled("要删", 1);
  await ann.guarded("message.delete", { room: 1, target: gone.seq });
  await ann.guarded("message.edit", { room: 1, target: changed.seq, text: "新的说法" });
  await server.restart();
  await ann.settled("新的", 1);
  assert.deepEqual(await ann.find("要删"), []);
  assert.deepEqual(await ann.find("旧的"), []);
});

test("an index that is gone or damaged is made anew by itself", { skip }, async (t) => {
  const server = await started(t);
  const ann = speaker(server);
  for (let i = 0; i < 10; i += 1) await ann.say(`茶 ${i}`);
  await ann.settled("茶", 10);
  await server.stop();
  rmSync(join(server.data, "search"), { recursive: true });
  await server.serve(server.host);
  await ann.settled("茶", 10);
  await server.stop();
  for (const name of readdirSync(current(server))) {
    const path = join(current(server), name);
    if (name.endsWith(".glass")) writeFileSync(path, Buffer.alloc(readFileSync(path).length, 0x5a));
  }
  await server.serve(server.host);
  await ann.settled("茶", 10);
  assert.match(server.errors, /search index is built from the log/);
});

test("`xinqiao search rebuild` makes it anew while members ask", { skip }, async (t) => {
  const server = await started(t);
  const ann = speaker(server);
  for (let i = 0; i < 10; i += 1) await ann.say(`茶 ${i}`);
  await ann.settled("茶", 10);
  const before = current(server);
  const asked = await run("search", "rebuild", "--data", server.data);
  assert.equal(asked.code, 0, asked.stderr);
  assert.match(asked.stdout, /the running server builds the search index anew/);
  await ann.say("茶 10");
  await ann.settled("茶", 11);
  assert.equal(existsSync(before), false);
  assert.equal(await metric(server, "xinqiao_index_rebuilds_total"), 2); // the first was its birth

  await server.stop();
  const later = await run("search", "rebuild", "--data", server.data);
  assert.match(later.stdout, /at the next start/);
  await server.serve(server.host);
  await ann.settled("茶", 11);
  // Until it is made anew the one there is answers.
  const rebuilds = () => metric(server, "xinqiao_index_rebuilds_total");
  await until(rebuilds, (count) => count === 1, "the index to be made anew");
});

test("`xinqiao search rebuild` says when there is no store", { skip }, async () => {
  const nowhere = await run("search", "rebuild", "--data", join("no", "such", "folder"));
  assert.equal(nowhere.code, 73);
  assert.match(nowhere.stderr, /is no data folder of xinqiao/);
  assert.equal((await run("search")).code, 2);
});

test("who is not in a room, or left it, finds nothing of it", { skip }, async (t) => {
  const server = await started(t);
  const [ann, ben] = [speaker(server, 0), speaker(server, 1)];
  const { room } = await ann.guarded("room.create", { title: "小屋" });
  await ann.say("悄悄话", room);
  await ann.settled("悄悄", 1);
  assert.deepEqual(await ben.find("悄悄"), []);
  await ben.guarded("room.join", { room });
  assert.equal((await ben.find("悄悄")).length, 1);
  await ben.guarded("room.leave", { room });
  assert.deepEqual(await ben.find("悄悄"), []);
  const { body } = await server.rpc(server.tokens[1], "search", { query: "悄悄", rooms: [room] });
  assert.equal(body.error.data.reason, "not_member");
});

test("searches over the socket are answered beside everything else", { skip }, async (t) => {
  const server = await started(t);
  const ann = speaker(server);
  await ann.say("茶");
  await ann.settled("茶", 1);
  const socket = await server.connect(server.tokens[1]);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) =>
      i % 2 ? socket.call("ping", {}) : socket.call("search", { query: "茶" }),
    ),
  );
  assert.equal(answers.filter(({ hits }) => hits?.length === 1).length, 50);
  await socket.close();
});
