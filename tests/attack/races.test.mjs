// Ends against beginnings: rooms are archived, members leave, are removed and muted, posts are
// taken away, all while others speak. Whatever comes first, each call has one answer that is true:
// what was accepted stands once, in order, before the end it lost to; what was refused stands
// nowhere.
//   XINQIAO_LONG=yes node --test tests/attack/races.test.mjs    # 10,000 posts
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { Server, no_server, run } from "../support/server.mjs";

const skip = no_server;
const rounds = process.env.XINQIAO_LONG === "yes" ? 250 : 12;
const guarded = (line, method, params) => line.ask(method, { ...params, key: randomUUID() });

// What may be answered to words that an end has overtaken.
const overtaken = /^(room_archived|not_member|muted|post_deleted|read_only)$/;

// How the owner gets in the way, and how it is undone.
const ends = [
  ["room.archive", {}, "room.reopen", {}],
  ["room.read_only", { on: true }, "room.read_only", { on: false }],
  ["room.mute", { minutes: 5, reason: "静" }, "room.unmute", {}],
  ["room.remove", {}, "room.add", {}],
];

async function history_of(line, room) {
  const all = [];
  for (let after = 0; ; after = all.at(-1).seq) {
    const { result } = await line.ask("history", { room, after, limit: 200 });
    if (result.events.length === 0) return all;
    all.push(...result.events);
  }
}

test("posts against archiving, muting, removing: every answer is true", { skip }, async (t) => {
  const args = ["--commands-per-second", "0", "--threads", "2"];
  const server = await Server.start({ members: 6, rooms: 1, args });
  t.after(() => server.close());
  const lines = await Promise.all(server.tokens.map((token) => server.connect(token)));
  const [owner, ...speakers] = lines;
  const { room } = (await guarded(owner, "room.create", { title: "赛跑", unit: 1 })).result;
  for (const line of speakers) assert.ok((await guarded(line, "room.join", { room })).result);
  const id = (line) => line.hello.me.member;

  const accepted = new Map(); // text -> seq
  const refused = new Set();
  const say = async (line, text) => {
    const { result, error } = await guarded(line, "message.post", { room, text });
    if (result) accepted.set(text, result.seq);
    else assert.match(error.data.reason, overtaken);
    if (error) refused.add(text);
    return result;
  };
  for (let round = 0; round < rounds; round += 1) {
    const [method, params, undo, undoing] = ends[round % ends.length];
    const about = { room, ...(/mute|remove/.test(method) && { member: id(speakers[0]) }) };
    const said = speakers.flatMap((line, who) =>
      Array.from({ length: 8 }, (_, i) => say(line, `${round} ${who} ${i}`)),
    );
    const ended = guarded(owner, method, { ...about, ...params });
    const later = speakers.map((line, who) => say(line, `${round} ${who} late`));
    assert.ok((await ended).result, method);
    await Promise.all([...said, ...later]);
    const added = { room, members: [id(speakers[0])] };
    const back = undo === "room.add" ? added : { ...about, ...undoing };
    assert.ok((await guarded(owner, undo, back)).result, undo);
  }
  assert.ok(accepted.size > 0 && refused.size > 0, `${accepted.size} and ${refused.size}`);

  const events = await history_of(owner, room);
  events.forEach(({ seq }, i) => assert.equal(seq, i + 1));
  const stand = new Map(events.filter(({ kind }) => kind === "post").map((e) => [e.text, e.seq]));
  assert.deepEqual([...stand].sort(), [...accepted].sort());
  let is_closed = false;
  for (const { kind } of events) {
    if (kind === "room_archived") is_closed = true;
    if (kind === "room_reopened") is_closed = false;
    assert.ok(!(is_closed && kind === "post"), "nothing is said in an archived room");
  }
  for (const line of lines) await line.close();
});

test("replies, edits and reactions against taking a post away", { skip }, async (t) => {
  const args = ["--commands-per-second", "0", "--threads", "2"];
  const server = await Server.start({ members: 4, rooms: 1, args });
  t.after(() => server.close());
  const lines = await Promise.all(server.tokens.map((token) => server.connect(token)));
  const [owner, author, ...others] = lines;
  const room = 1;
  const posts = [];
  for (let round = 0; round < rounds * 3; round += 1) {
    const { seq } = (await guarded(author, "message.post", { room, text: `${round}` })).result;
    const place = { room, target: seq };
    const calls = [
      guarded(author, "message.edit", { ...place, text: `${round} 改` }),
      ...others.map((line) => line.ask("reaction.set", { ...place, reaction: "👍" })),
      guarded(owner, "pin.set", place),
      ...others.map((line) => guarded(line, "message.post", { room, re: seq, text: "答" })),
      guarded(author, "message.delete", place),
      guarded(author, "message.recall", place),
      guarded(author, "message.edit", { ...place, text: `${round} 又改` }),
      ...others.map((line) => line.ask("reaction.set", { ...place, reaction: "✅" })),
    ];
    for (const { error } of await Promise.all(calls)) {
      if (error) assert.match(error.data.reason, /^(post_deleted|not_a_post)$/);
    }
    posts.push(seq);
  }
  const events = await history_of(owner, room);
  for (const seq of posts) assert.equal(events[seq - 1].kind, "deleted_post");
  const of_them = events.filter(({ kind, target }) => kind === "edit" && posts.includes(target));
  assert.deepEqual(of_them, [], "no edit outlives its post");
  const { result } = await owner.ask("pin.list", { room });
  assert.deepEqual(result.events, []);
  for (const line of lines) await line.close();
  assert.equal((await server.stop()).code, 0);
  const verified = await run("verify", "--data", server.data);
  assert.equal(verified.code, 0, verified.stdout);
});
