// Talks over real sockets: asked for, accepted, sealed, ended and forgotten, with the server killed
// in between and every call repeated as a client does that lost its answer. Two listeners reach for
// one request at the same moment. What is sealed here are random bytes: to the server MLS looks no
// different.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, test as node_test } from "node:test";
import { Server, no_server, run } from "../support/server.mjs";

const test = (name, body) => node_test(name, { skip: no_server }, body);
const server = no_server
  ? undefined
  : await Server.start({ members: 6, rooms: 1, args: ["--commands-per-second", "0"] });
after(() => server?.close());
const [owner, asker, other, lan, bo, chief] = server?.tokens ?? [];

const bytes = (count = 200) => randomBytes(count).toString("base64url");
const result = async (token, method, params = {}) => {
  const { body } = await server.rpc(token, method, params);
  assert.ok(body.result, `${method}: ${JSON.stringify(body.error)}`);
  return body.result;
};
const does = (token, method, params) => result(token, method, { ...params, key: randomUUID() });
const refused = async (token, method, params, reason, field) => {
  const { body } = await server.rpc(token, method, { ...params, key: randomUUID() });
  assert.equal(body.error?.data.reason, reason, `${method}: ${JSON.stringify(body)}`);
  if (field !== undefined) assert.equal(body.error.data.field, field);
};
const id_of = async (token) => (await result(token, "session.me")).member;

// Two listeners of the works; the leader of the branch is one, too, and the asker lives there.
async function town() {
  const unit_of = async (parent, name) => (await does(owner, "unit.create", { parent, name })).unit;
  const works = await unit_of(1, "炼油厂");
  const branch = await unit_of(works, "第一党支部");
  for (const token of [asker, other]) {
    await does(owner, "member.move", { member: await id_of(token), unit: branch });
  }
  const duty = async (token, unit, name) =>
    does(owner, "duty.give", { member: await id_of(token), unit, duty: name });
  for (const token of [lan, bo]) await duty(token, works, "listener");
  await duty(chief, branch, "organiser");
  await duty(chief, branch, "listener");
  for (const token of [lan, bo, chief]) await result(token, "talk.duty", { on: true });
  return { works, branch };
}
const { branch } = server ? await town() : {};

const ask = (token, params = { unit: branch }) =>
  does(token, "talk.ask", { package: bytes(), ...params });
const history = async (token, room) =>
  (await result(token, "history", { room, limit: 200 })).events;
const state_of = async (token, room) =>
  (await result(token, "talk.list")).talks.find((talk) => talk.room === room)?.state;

async function killed_and_verified() {
  await server.kill();
  const { code, stdout, stderr } = await run("verify", "--data", server.data);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  assert.match(stdout, / talks,/);
  await server.serve(server.host);
}
async function hearing(token, room) {
  const socket = await server.connect(token);
  await socket.call("resume", { rooms: [{ room, have: [] }] });
  return socket;
}

test("a talk goes its whole way, also through kills, and each repeat is one", async () => {
  const key = randomUUID();
  const asking = { unit: branch, package: bytes(), key };
  const asked = await result(asker, "talk.ask", asking);
  await killed_and_verified();
  const again = await result(asker, "talk.ask", asking);
  assert.deepEqual(again, { ...asked, repeated: true });
  await refused(asker, "talk.seal", { room: asked.room, sealed: bytes() }, "talk_waits");
  const { waiting } = await result(lan, "talk.list");
  const offered = waiting.map(({ room, package: of }) => [room, of]);
  assert.deepEqual(offered, [[asked.room, asking.package]]);

  const { room } = asked;
  const accepting = { room, welcome: bytes(400), key: randomUUID() };
  const accepted = await result(lan, "talk.accept", accepting);
  await killed_and_verified();
  assert.deepEqual(await result(lan, "talk.accept", accepting), { ...accepted, repeated: true });
  const [from, to] = await Promise.all([hearing(asker, room), hearing(lan, room)]);
  const welcomed = await from.next("event", ({ move }) => move === "accepted");
  assert.equal(welcomed.welcome, accepting.welcome);
  const said = [];
  for (let i = 0; i < 6; i += 1) {
    const sealing = { room, sealed: bytes(), key: randomUUID() };
    const { seq, n } = await result(i % 2 ? lan : asker, "talk.seal", sealing);
    said.push({ seq, sealed: sealing.sealed, sealing, n });
    const heard = await to.next("event", (event) => event.seq === seq);
    assert.equal(heard.sealed, sealing.sealed);
  }
  await killed_and_verified();
  const kept = (await history(asker, room)).filter(({ move }) => move === "sealed");
  const places = (all) => all.map(({ seq, sealed }) => [seq, sealed]);
  assert.deepEqual(places(kept), places(said));
  const last = await result(lan, "talk.seal", said.at(-1).sealing);
  assert.deepEqual([last.seq, last.repeated], [said.at(-1).seq, true]);
  const list = await result(lan, "room.list");
  assert.equal(list.rooms.find((one) => one.room === room).last_n, 6);

  await does(lan, "talk.end", { room });
  await refused(asker, "talk.seal", { room, sealed: bytes() }, "talk_over", "room");
  const forgetting = { room, key: randomUUID() };
  const forgotten = await result(asker, "talk.forget", forgetting);
  await killed_and_verified();
  const repeated = await result(asker, "talk.forget", forgetting);
  assert.deepEqual(repeated, { ...forgotten, repeated: true });
  const other_way = await does(lan, "talk.forget", { room });
  assert.deepEqual([other_way.seq, other_way.already], [forgotten.seq, true]);
  for (const token of [asker, lan]) {
    const events = await history(token, room);
    assert.equal(events.filter(({ move }) => move === "sealed").length, 6);
    assert.ok(events.every((one) => !one.sealed && !one.welcome && !one.package));
    assert.equal(await state_of(token, room), undefined);
    const headers = { Authorization: `Bearer ${token}` };
    const data = await (await fetch(`${server.http}/my-data`, { headers })).json();
    const own = data.talks.find((one) => one.room === room);
    assert.deepEqual([own.state, own.messages], ["forgotten", 6]);
  }
  await from.closed;
  await to.closed;
});

test("of two who accept at the same moment exactly one wins", async () => {
  for (let i = 0; i < 8; i += 1) {
    const { room } = await ask(asker);
    const accept = (token) =>
      server.rpc(token, "talk.accept", { room, welcome: bytes(), key: randomUUID() });
    const answers = await Promise.all([lan, bo].map(accept));
    const winners = answers.filter(({ body }) => body.result);
    const losers = answers.filter(({ body }) => body.error?.data.reason === "talk_taken");
    assert.deepEqual([winners.length, losers.length], [1, 1], JSON.stringify(answers));
    const { members } = await result(asker, "room.members", { room });
    assert.equal(members.length, 2);
    await does(asker, "talk.end", { room });
    await does(asker, "talk.forget", { room });
  }
});

test("killed while much is sealed, it has what it acknowledged, once, in order", async () => {
  const { room } = await ask(asker);
  await does(lan, "talk.accept", { room, welcome: bytes() });
  const all = Array.from({ length: 20 }, () => bytes());
  const seal = (socket, i) =>
    socket.call("talk.seal", { room, sealed: all[i], outbox: "of-who-seals", n: i + 1 });
  const acknowledged = new Map();
  const socket = await server.connect(asker);
  const sealing = all.map((_, i) =>
    seal(socket, i).then(({ seq }) => {
      acknowledged.set(i, seq);
      if (acknowledged.size === 5) server.child.kill("SIGKILL"); // in the midst of the others
    }),
  );
  await Promise.allSettled(sealing);
  await killed_and_verified();
  const again = await server.connect(asker);
  for (const i of all.keys()) {
    const { seq } = await seal(again, i);
    assert.equal(acknowledged.get(i) ?? seq, seq, "a repeat has the first answer");
  }
  await again.close();
  const kept = (await history(lan, room)).filter(({ move }) => move === "sealed");
  assert.deepEqual(kept.map(({ sealed }) => sealed), all);
  await does(lan, "talk.end", { room });
  await does(lan, "talk.forget", { room });
});

test("forged hand-raising gets nothing, and nothing changes", async () => {
  const { room } = await ask(asker);
  const before = await history(asker, room);
  const welcome = bytes();
  await refused(chief, "talk.accept", { room, welcome }, "talk_line", "room");
  await refused(asker, "talk.accept", { room, welcome }, "not_a_listener", "room");
  for (const token of [other, owner]) {
    await refused(token, "talk.accept", { room, welcome }, "room_unknown", "room");
    await refused(token, "talk.seal", { room, sealed: bytes() }, "room_unknown", "room");
    await refused(token, "talk.forget", { room }, "room_unknown", "room");
    await refused(token, "history", { room }, "room_unknown", "room");
  }
  await refused(lan, "talk.seal", { room, sealed: bytes() }, "room_unknown", "room");
  await refused(lan, "talk.accept", { room: 1, welcome }, "room_unknown", "room");
  await refused(lan, "talk.accept", { room, welcome: bytes(16_385) }, "invalid_params", "welcome");
  await refused(lan, "talk.accept", { room, welcome: "no bytes!" }, "invalid_params", "welcome");
  const long = { unit: branch, package: bytes(4_097) };
  await refused(other, "talk.ask", long, "invalid_params", "package");
  await refused(other, "talk.ask", { ...long, package: "AB" }, "invalid_params", "package");
  const no_listener = { listener: await id_of(owner), package: bytes() };
  await refused(other, "talk.ask", no_listener, "not_a_listener", "listener");
  assert.deepEqual(await history(asker, room), before);
  await does(lan, "talk.accept", { room, welcome: bytes(16_384) });
  await does(asker, "talk.seal", { room, sealed: bytes(16_384) });
  await refused(asker, "talk.seal", { room, sealed: bytes(16_385) }, "invalid_params", "sealed");
  await does(asker, "talk.end", { room });
  await does(asker, "talk.forget", { room });
});

test("three stand open, the line is counted, and who is deactivated ends its talks", async () => {
  const rooms = [];
  for (let i = 0; i < 3; i += 1) rooms.push((await ask(other)).room);
  const one_more = { unit: branch, package: bytes() };
  await refused(other, "talk.ask", one_more, "talks_too_many", "talks_open_max");
  const { room: mine, ahead } = await ask(asker);
  assert.equal(ahead, 3);
  const socket = await server.connect(asker);
  await does(bo, "talk.accept", { room: rooms[0], welcome: bytes() });
  await socket.next("talk", (talk) => talk.room === mine && talk.ahead === 2);
  await does(owner, "member.deactivate", { member: await id_of(other) });
  await socket.next("talk", (talk) => talk.room === mine && talk.ahead === 0);
  assert.equal(await state_of(bo, rooms[0]), "ended");
  assert.equal((await history(bo, rooms[0])).at(-1).by, 0);
  await does(bo, "talk.forget", { room: rooms[0] });
  await does(asker, "talk.withdraw", { room: mine });
  await socket.close();
  await killed_and_verified();
});
