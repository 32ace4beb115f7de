// Every call about the organisation and about rooms as places, and every reason they may give, said
// by an owner over one line.
import assert from "node:assert/strict";

export async function organise(line, guard) {
  const does = (method, params) => line.call(method, { ...params, ...guard() });
  const refused = async (method, params, reason) => {
    const { error } = await line.ask(method, { ...params, ...guard() });
    assert.equal(error?.data.reason, reason, method);
  };
  const { member: owner } = await line.call("session.me", {});
  const { unit: works } = await does("unit.create", { parent: 1, name: "炼油厂" });
  const { unit: branch } = await does("unit.create", { parent: works, name: "第一党支部" });
  const { unit: aside } = await does("unit.create", { parent: works, name: "第二党支部" });
  const { member } = await does("member.add", { name: "王敏" });
  const { member: other } = await does("member.add", { name: "李强", unit: aside });
  await people(does, refused, { owner, member, branch });
  await rooms(line, does, refused, { member, other, branch });
  await units(line, does, refused, { works, branch, aside, other });
}

async function people(does, refused, { owner, member, branch }) {
  await does("unit.reception", { unit: branch, on: true });
  await does("member.welcome", { member });
  await does("member.move", { member, unit: branch });
  const duty = { member, unit: branch, duty: "organiser" };
  await does("duty.give", duty);
  await does("duty.take", duty);
  await does("member.deactivate", { member });
  await refused("direct.open", { member }, "member_inactive");
  await does("member.reactivate", { member });
  await refused("duty.take", { member: owner, unit: 1, duty: "owner" }, "last_owner");
}

async function rooms(line, does, refused, { member, other, branch }) {
  const { room } = await does("room.create", { title: "支部", unit: branch });
  await refused("room.add", { room, members: [other] }, "not_in_unit");
  await does("room.add", { room, members: [member] });
  await does("room.remove", { room, member });
  await does("room.rename", { room, title: "支部生活" });
  await does("room.rules", { room, past: "hidden" });
  await does("room.archive", { room });
  await refused("message.post", { room, text: "还在吗" }, "room_archived");
  await does("room.reopen", { room });
  await line.call("history", { room });
  const { room: direct } = await does("direct.open", { member });
  await refused("room.leave", { room: direct }, "direct_room");
  const counted = await line.ask("read.count", { room: direct, seq: 1 });
  assert.equal(counted.error?.data.reason, "not_counted");
  const { rooms: mine } = await line.call("room.list", {});
  assert.equal(mine.find((row) => row.room === room).initials, "zbsh");
  assert.equal(mine.find((row) => row.room === direct).initials, undefined);
  const { members } = await line.call("member.names", { members: [member] });
  assert.deepEqual(members, [{ member, name: "王敏", initials: "wm" }]);
  await does("room.archive", { room });
}

async function units(line, does, refused, { works, branch, aside, other }) {
  await does("unit.rename", { unit: branch, name: "第一支部" });
  await refused("unit.move", { unit: works, parent: branch }, "unit_cycle");
  await refused("unit.close", { unit: aside }, "unit_not_empty");
  await does("member.move", { member: other });
  await does("unit.move", { unit: aside, parent: 1 });
  await does("unit.close", { unit: aside });
  await refused("unit.rename", { unit: aside, name: "晚了" }, "unit_closed");
  await refused("unit.create", { parent: 999, name: "空" }, "unit_unknown");
  const { version, units: all } = await line.call("unit.tree", {});
  assert.ok(all.length >= 3);
  assert.deepEqual(await line.call("unit.tree", { version }), { version });
  await line.call("unit.log", {});
  await line.call("member.list", { unit: branch });
  await line.call("member.list", {});
}
