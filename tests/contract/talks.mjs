// Talks in the words of the protocol: every call, move and notification, and each reason they may
// give. What is sealed here are bytes like any others: the server cannot tell.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { outbox } from "./watched.mjs";

const bytes = (count) => randomBytes(count).toString("base64url");

// Somebody new, on a line of their own.
async function newcomer(server, owner, name) {
  const { member } = await owner.asks("member.add", { name });
  const { secret } = await owner.line.call("link.create", { member });
  const claim = bytes(18);
  const start = { link: secret, claim, want: "token" };
  const { body } = await server.rpc(undefined, "session.start", start);
  const line = await server.connect(body.result.token);
  const guard = outbox();
  const asks = (method, params) => line.call(method, { ...params, ...guard() });
  return { member, line, asks };
}

async function refusals({ refused, owner, asker, lan, room }) {
  await refused(asker, "talk.accept", { room, welcome: bytes(9) }, "not_a_listener", "room");
  await refused(owner, "talk.accept", { room, welcome: bytes(9) }, "talk_line", "room");
  await refused(asker, "talk.seal", { room, sealed: bytes(9) }, "talk_waits", "room");
  await refused(asker, "talk.forget", { room }, "talk_open", "room");
  await refused(lan, "talk.seal", { room, sealed: bytes(9) }, "room_unknown", "room");
  const long = { room, sealed: bytes(16_385) };
  await refused(asker, "talk.seal", long, "invalid_params", "sealed");
  await refused(asker, "talk.ask", { unit: 1, package: bytes(4_097) }, "invalid_params", "package");
  await refused(asker, "talk.ask", { unit: 1, package: "AB" }, "invalid_params", "package");
}

async function two_talk({ refused, owner, asker, lan, room }) {
  const welcome = bytes(400);
  const { seq } = await lan.asks("talk.accept", { room, welcome });
  await asker.line.next("talk", ({ state }) => state === "talking");
  await refused(owner, "talk.accept", { room, welcome }, "talk_taken", "room");
  for (const { line } of [asker, lan]) await line.call("resume", { rooms: [{ room, have: [] }] });
  const accepted = await asker.line.next("event", ({ move }) => move === "accepted");
  assert.deepEqual([accepted.seq, accepted.welcome], [seq, welcome]);
  const sealed = bytes(200);
  const said = await asker.asks("talk.seal", { room, sealed });
  const heard = await lan.line.next("event", ({ move }) => move === "sealed");
  assert.deepEqual([heard.sealed, heard.by, heard.n], [sealed, asker.member, said.n]);
  for (const [method, more] of [
    ["message.post", { text: "话" }],
    ["message.delete", { target: said.seq }],
    ["room.add", { members: [owner.member] }],
  ]) {
    await refused(asker, method, { room, ...more }, "talk_room", "room");
  }
  for (const method of ["history", "room.members"]) {
    const { error } = await owner.line.ask(method, { room });
    assert.equal(error?.data.reason, "room_unknown", method);
  }
  await asker.asks("talk.end", { room });
  await refused(lan, "talk.seal", { room, sealed }, "talk_over", "room");
  await lan.asks("talk.forget", { room });
  await asker.line.next("talk", ({ state }) => state === "forgotten");
  const { events } = await asker.line.call("history", { room });
  assert.ok(!JSON.stringify(events).includes(sealed) && !JSON.stringify(events).includes(welcome));
  assert.equal((await asker.asks("talk.forget", { room })).already, true);
}

export async function talk({ server, owner: line, owner_guard }) {
  const does = (method, params) => line.call(method, { ...params, ...owner_guard() });
  const owner = { line, asks: does, member: line.hello.me.member };
  const refused = async (who, method, params, why, field) => {
    const { error } = await who.line.ask(method, { ...params, key: randomUUID() });
    assert.equal(error?.data.reason, why, `${method}: ${JSON.stringify(error)}`);
    if (field !== undefined) assert.equal(error.data.field, field, method);
  };
  const asker = await newcomer(server, owner, "王敏");
  const lan = await newcomer(server, owner, "周岚");
  const { error } = await asker.line.ask("talk.duty", { on: true });
  assert.equal(error.data.reason, "not_a_listener");
  await refused(asker, "talk.ask", { unit: 1, package: bytes(9) }, "not_a_listener", "unit");
  for (const { member } of [owner, lan]) {
    await does("duty.give", { member, unit: 1, duty: "listener" });
  }
  for (const who of [owner, lan]) {
    assert.deepEqual(await who.line.call("talk.duty", { on: true }), { on: true });
    await who.line.next("me", ({ on_duty }) => on_duty === true);
  }
  const { units, listeners } = await asker.line.call("talk.listeners", {});
  assert.deepEqual(units, [{ unit: 1, on_duty: 1 }]);
  const shown = listeners.map(({ member, on_duty, line: own }) => [member, on_duty, own === true]);
  assert.deepEqual(shown, [[owner.member, true, true], [lan.member, true, false]]);

  const first = await asker.asks("talk.ask", { unit: 1, package: bytes(292) });
  const { room: second } = await asker.asks("talk.ask", { unit: 1, package: bytes(292) });
  assert.equal(first.ahead, 0);
  await lan.line.next("talk_waiting", ({ waiting }) => waiting === 2);
  const { waiting } = await lan.line.call("talk.list", {});
  assert.deepEqual(waiting.map(({ room, ahead }) => [room, ahead]), [[first.room, 0], [second, 1]]);
  const { room } = first;
  await refusals({ refused, owner, asker, lan, room });
  const named = { listener: owner.member, package: bytes(9) };
  const { room: by_name } = await asker.asks("talk.ask", named);
  const many = { unit: 1, package: bytes(9) };
  await refused(asker, "talk.ask", many, "talks_too_many", "talks_open_max");
  await does("talk.decline", { room: by_name });
  await asker.line.next("talk", ({ state }) => state === "declined");
  await asker.asks("talk.withdraw", { room });
  await asker.line.next("talk", (told) => told.room === second && told.ahead === 0);
  await two_talk({ refused, owner, asker, lan, room: second });
  await line.call("talk.duty", { on: false });
  for (const { member } of [owner, lan]) {
    await does("duty.take", { member, unit: 1, duty: "listener" });
  }
}
