// The organisation over real sockets: units, duties, rooms of units, and rights that end at once.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test as node_test } from "node:test";
import { Server, no_server } from "../support/server.mjs";

const test = (name, body) => node_test(name, { skip: no_server }, body);
// What each line has heard, as it came.
const lines = new Map();
const watch = (direction, text, line) => {
  if (direction === "heard") lines.set(line, [...(lines.get(line) ?? []), text]);
};
const heard = (line, words) => (lines.get(line) ?? []).some((text) => text.includes(words));
const server = no_server ? undefined : await Server.start({ members: 4, rooms: 1, watch });
after(() => server?.close());
const [owner, leader, worker, stranger] = server?.tokens ?? [];

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
const me = async (token) => (await result(token, "session.me", {})).member;

const [leader_id, worker_id] = server ? [await me(leader), await me(worker)] : [];
const works = server && (await does(owner, "unit.create", { parent: 1, name: "炼油厂" })).unit;
const branch = server && (await does(owner, "unit.create", { parent: works, name: "第一党支部" })).unit;

async function listening(token, room) {
  const socket = await server.connect(token);
  await socket.call("resume", { rooms: [{ room, have: [] }] });
  return socket;
}

test("the tree is read with its version, and a change is heard by everybody", async () => {
  const socket = await server.connect(stranger);
  const tree = await result(stranger, "unit.tree", {});
  assert.deepEqual(tree.units.map(({ unit, parent }) => [unit, parent]), [
    [1, undefined],
    [works, 1],
    [branch, works],
  ]);
  assert.deepEqual(await result(stranger, "unit.tree", { version: tree.version }), {
    version: tree.version,
  });
  await does(owner, "unit.rename", { unit: works, name: "炼化公司" });
  const { version } = await socket.next("tree_changed");
  assert.ok(version > tree.version);
  await socket.close();
});

test("a duty is told to its holder, and reaches down the tree alone", async () => {
  const socket = await server.connect(leader);
  await does(owner, "duty.give", { member: leader_id, unit: branch, duty: "organiser" });
  const told = await socket.next("me");
  assert.deepEqual(told.duties, [{ unit: branch, duty: "organiser" }]);
  assert.equal(told.organiser, true);
  await refused(leader, "unit.rename", { unit: works, name: "我的厂" }, "not_organiser");
  await does(leader, "unit.create", { parent: branch, name: "甲班" });
  await socket.close();
});

test("the organisation's log is read by organisers for their part", async () => {
  await does(owner, "member.move", { member: worker_id, unit: branch });
  const { events } = await result(leader, "unit.log", {});
  assert.equal(events[0].kind, "home_set");
  assert.ok(events.every(({ unit, from }) => unit > works || from > works));
  const all = await result(owner, "unit.log", {});
  assert.ok(all.events.length > events.length);
  const first = await result(owner, "unit.log", { limit: 2 });
  const rest = await result(owner, "unit.log", { before: first.next });
  assert.deepEqual([...first.events, ...rest.events], all.events);
  const { body } = await server.rpc(worker, "unit.log", {});
  assert.equal(body.error.data.reason, "not_organiser");
});

test("a room of a unit is for those who belong to it, and others never hear of it", async () => {
  const far = await server.connect(stranger);
  const near = await server.connect(worker);
  const { room } = await does(leader, "room.create", { title: "支部生活", unit: branch });
  assert.equal((await near.next("room", (row) => row.room === room)).unit, branch);
  await refused(stranger, "room.join", { room }, "room_unknown");
  const { rooms } = await result(stranger, "room.list", {});
  assert.ok(!rooms.some((row) => row.room === room));
  await does(worker, "room.join", { room });
  assert.ok(!heard(far, "支部生活"));
  await Promise.all([far.close(), near.close()]);
});

test("who is moved away stops hearing the room with that very commit", async () => {
  const { room } = await does(leader, "room.create", { title: "会前", unit: branch });
  await does(worker, "room.join", { room });
  const socket = await listening(worker, room);
  const started = Date.now();
  await does(owner, "member.move", { member: worker_id });
  assert.deepEqual(await socket.next("room", (row) => row.room === room), { room, gone: true });
  assert.ok(Date.now() - started < 1000);
  await does(leader, "message.post", { room, text: "他听不到这句话" });
  await socket.call("ping", {});
  assert.ok(!heard(socket, "他听不到这句话"));
  const { body } = await server.rpc(worker, "history", { room });
  assert.equal(body.error.data.reason, "room_unknown");
  await does(owner, "member.move", { member: worker_id, unit: branch });
  await socket.close();
});

test("a hidden past is hidden from history and from resume", async () => {
  const { room } = await does(worker, "room.create", {
    title: "新人看不到从前",
    access: "closed",
    past: "hidden",
  });
  await does(worker, "message.post", { room, text: "从前的话" });
  const { seq } = await does(worker, "room.add", { room, members: [await me(stranger)] });
  await does(worker, "message.post", { room, text: "现在的话" });
  for (const place of [{}, { before: 99 }, { after: 0 }, { around: 2 }, { at: 1 }]) {
    const { events } = await result(stranger, "history", { room, ...place });
    assert.equal(events[0].seq, seq);
  }
  const socket = await server.connect(stranger);
  const { rooms } = await socket.call("resume", { rooms: [{ room, have: [] }] });
  assert.equal(rooms[0].first, seq);
  await socket.next("event", (event) => event.text === "现在的话");
  assert.ok(!heard(socket, "从前的话"));
  await refused(stranger, "message.post", { room, text: "回从前", re: seq - 1 }, "not_a_post");
  await socket.close();
});

test("a direct room is the same from both sides and stays between two", async () => {
  const { room } = await does(worker, "direct.open", { member: leader_id });
  assert.equal((await does(leader, "direct.open", { member: worker_id })).room, room);
  const { rooms } = await result(leader, "room.list", {});
  assert.equal(rooms.find((row) => row.room === room).with, worker_id);
  await refused(worker, "room.add", { room, members: [await me(owner)] }, "direct_room");
  await refused(owner, "room.join", { room }, "room_unknown");
});

test("who is deactivated is cut off within a second and marked in its rooms", async () => {
  const id = await me(stranger);
  const socket = await listening(stranger, 1);
  const started = Date.now();
  await does(owner, "member.deactivate", { member: id });
  assert.deepEqual(await socket.closed, { code: 4100, reason: "login" });
  assert.ok(Date.now() - started < 1000);
  const { status } = await server.rpc(stranger, "session.me", {});
  assert.equal(status, 401);
  const { members } = await result(owner, "room.members", { room: 1 });
  assert.equal(members.find(({ member }) => member === id).active, false);
  await does(owner, "member.reactivate", { member: id });
});

test("a unit is closed only when it is empty, and the tree has no circles", async () => {
  await refused(owner, "unit.close", { unit: works }, "unit_not_empty");
  await refused(owner, "unit.move", { unit: works, parent: branch }, "unit_cycle");
  await refused(owner, "duty.take", { member: 1, unit: 1, duty: "owner" }, "last_owner");
  await refused(owner, "unit.create", { parent: 99, name: "空" }, "unit_unknown");
});
