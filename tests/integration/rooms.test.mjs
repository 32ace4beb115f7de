// Notices, reactions and what else is done with posts, over real sockets; and storms of them: what
// each hears of a thousand people at once.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test as node_test } from "node:test";
import { Server, no_server } from "../support/server.mjs";

const test = (name, body) => node_test(name, { skip: no_server }, body);
const crowd = 1_200;
const args = ["--commands-per-second", "0"];
const server = no_server ? undefined : await Server.start({ members: crowd + 2, rooms: 1, args });
after(() => server?.close());
const [owner, worker, ...others] = server?.tokens ?? [];

const result = async (token, method, params) => {
  const { body } = await server.rpc(token, method, params);
  assert.ok(body.result, `${method}: ${JSON.stringify(body.error)}`);
  return body.result;
};
const does = (token, method, params) => result(token, method, { ...params, key: randomUUID() });
const refused = async (token, method, params, reason) => {
  const { body } = await server.rpc(token, method, { ...params, key: randomUUID() });
  assert.equal(body.error?.data.reason, reason, JSON.stringify(body));
};

async function listening(token, room) {
  const socket = await server.connect(token);
  await socket.call("resume", { rooms: [{ room, have: [] }] });
  return socket;
}

const board = server && (await does(owner, "room.create", { title: "公告", type: "bulletin" })).room;
const notice = (more) =>
  does(owner, "notice.post", {
    room: board,
    class: "must_confirm",
    title: "停电检修通知",
    text: "周六 8 时至 12 时停电。",
    ...more,
  });

// So many at a time, so that no queue of the test itself is in the way.
async function all(tokens, act) {
  const at_once = 100;
  for (let i = 0; i < tokens.length; i += at_once) {
    await Promise.all(tokens.slice(i, i + at_once).map(act));
  }
}

test("a reaction is told as a total, without a name, and to one's own devices", async () => {
  const { seq } = await does(owner, "message.post", { room: 1, text: "巡检正常" });
  const [ear, other] = [await listening(owner, 1), await server.connect(worker)];
  const set = { room: 1, target: seq, reaction: "👍" };
  assert.deepEqual(await result(worker, "reaction.set", set), set);
  assert.deepEqual(await other.next("reaction"), set);
  const told = await ear.next("totals");
  assert.deepEqual(told, { room: 1, posts: [{ seq, reactions: { "👍": 1 } }] });
  const page = await result(worker, "history", { room: 1, limit: 1 });
  assert.deepEqual(page.totals, [{ seq, reactions: { "👍": 1 }, own: "👍" }]);
  const { reactions } = await result(owner, "reaction.list", { room: 1, seq });
  assert.equal(reactions.length, 1);
  const wrong = await server.rpc(worker, "reaction.set", { ...set, reaction: "👎" });
  assert.equal(wrong.body.error.data.field, "reaction");
  await Promise.all([ear.close(), other.close()]);
});

test("a notice is confirmed, counted for all, and named to organisers alone", async () => {
  await does(worker, "room.join", { room: board });
  const ear = await listening(worker, board);
  const { seq } = await notice();
  assert.equal((await ear.next("event", ({ kind }) => kind === "notice")).title, "停电检修通知");
  await result(worker, "notice.confirm", { room: board, seq });
  const told = await ear.next("totals", ({ posts }) => posts[0].confirmed === 1);
  assert.deepEqual(told.posts, [{ seq, reactions: {}, confirmed: 1, of: 2 }]);
  const asked = { room: board, seq, confirmed: false };
  const { members } = await result(owner, "notice.confirmations", asked);
  assert.equal(members.length, 1);
  const { body } = await server.rpc(worker, "notice.confirmations", asked);
  assert.equal(body.error.data.reason, "not_organiser");
  const wrong = { room: board, class: "plain", title: "题", text: "文" };
  await refused(worker, "notice.post", wrong, "not_organiser");
  await ear.close();
});

test("a notice that waits goes out by itself, and not before", async () => {
  const ear = await listening(worker, board);
  const at = Date.now() + 1_500;
  const waits = await notice({ class: "plain", title: "定时的", at });
  assert.equal(waits.at, at);
  assert.equal((await result(owner, "notice.scheduled", { room: board })).notices.length, 1);
  const event = await ear.next("event", ({ title }) => title === "定时的");
  assert.ok(event.at >= at);
  assert.deepEqual((await result(owner, "notice.scheduled", { room: board })).notices, []);
  await ear.close();
});

test("somebody is mentioned, and sees it in the list until it is read", async () => {
  const { member } = await result(worker, "session.me", {});
  const ear = await server.connect(worker);
  const { seq } = await does(owner, "message.post", { room: 1, text: `<@${member}> 请回电` });
  assert.equal((await ear.next("mention")).seq, seq);
  const row = async () =>
    (await result(worker, "room.list", {})).rooms.find(({ room }) => room === 1);
  assert.equal((await row()).mentions, 1);
  assert.equal((await result(worker, "mention.list", {})).mentions[0].seq, seq);
  await result(worker, "read.set", { room: 1, seq });
  assert.equal((await row()).mentions, undefined);
  await refused(worker, "message.post", { room: 1, text: "<@all> 开会" }, "not_organiser");
  await ear.close();
});

test("a post is pinned, forwarded and recalled", async () => {
  const { seq } = await does(owner, "message.post", { room: 1, text: "八点开会" });
  await does(owner, "pin.set", { room: 1, target: seq });
  assert.equal((await result(worker, "pin.list", { room: 1 })).events.at(-1).seq, seq);
  const { room } = await does(worker, "room.create", { title: "小组", access: "closed" });
  const copy = await does(worker, "message.forward", { room, from_room: 1, from_seq: seq });
  await refused(
    worker,
    "message.forward",
    { room: 1, from_room: room, from_seq: copy.seq },
    "not_forwardable",
  );
  await does(worker, "message.recall", { room, target: copy.seq });
  const { events } = await result(worker, "history", { room });
  assert.deepEqual(events.slice(-2).map(({ kind }) => kind), ["deleted_post", "recalled"]);
  await refused(worker, "message.recall", { room: 1, target: seq }, "not_author");
});

test("a thousand confirmations at once: four tellings a second, and nobody's name", async () => {
  await all(others, (token) => does(token, "room.join", { room: board }));
  const { seq } = await notice({ title: "请全员确认" });
  const heard = [];
  const ears = await Promise.all(others.slice(0, 5).map((token) => listening(token, board)));
  const names = (await result(owner, "room.members", { room: board })).members;
  const begun = Date.now();
  await all(others, (token) => result(token, "notice.confirm", { room: board, seq }));
  const took = Date.now() - begun;
  for (const ear of ears) {
    let told = 0;
    const done = ({ posts }) => {
      told += 1;
      heard.push(JSON.stringify(posts));
      return posts.some((post) => post.confirmed === crowd);
    };
    await ear.next("totals", done);
    // The first at once, then one each quarter of a second, and the last one after the end.
    assert.ok(told <= took / 250 + 3, `${told} tellings in ${took} ms`);
  }
  assert.ok(!heard.some((text) => names.some(({ name }) => text.includes(name))));
  await Promise.all(ears.map((ear) => ear.close()));
});
