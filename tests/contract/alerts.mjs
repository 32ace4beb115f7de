// Alerts in the words of the protocol: every call, move and notification, and each reason they may
// give.
import assert from "node:assert/strict";

export async function alert({ owner, owner_guard, member, member_guard }) {
  const does = (method, params) => owner.call(method, { ...params, ...owner_guard() });
  const asks = (method, params) => member.call(method, { ...params, ...member_guard() });
  const refused = async (line, guard, method, params, why, field) => {
    const { error } = await line.ask(method, { ...params, ...guard() });
    assert.equal(error?.data.reason, why, method);
    if (field !== undefined) assert.equal(error.data.field, field, method);
  };
  const not_owner = (...rest) => refused(owner, owner_guard, ...rest);
  const not_member = (...rest) => refused(member, member_guard, ...rest);
  const who = member.hello.me.member;

  const { unit: empty } = await does("unit.create", { parent: 1, name: "空支部" });
  const { unit } = await does("unit.create", { parent: 1, name: "罐区" });
  await does("member.move", { member: who, unit });
  const words = { drill: false, title: "三号罐区泄漏", text: "请立即撤离。", options: ["安全", "要帮助"] };
  await not_owner("alert.raise", { ...words, units: [empty] }, "alert_to_nobody", "units");
  await not_member("alert.raise", { ...words, units: [unit] }, "not_organiser");
  await not_owner("alert.raise", { ...words, units: [9999] }, "unit_unknown", "units");
  assert.deepEqual(await owner.call("alert.audience", { units: [unit] }), { people: 1 });

  const { room, seq } = await does("alert.raise", { ...words, units: [unit] });
  const told = await member.next("alert");
  assert.deepEqual([told.room, told.text, told.drill, told.words], [room, words.text, false, seq]);
  assert.equal(told.follows, undefined);
  const followed = await owner.next("alert");
  assert.deepEqual([followed.room, followed.text, followed.follows], [room, words.text, true]);
  await owner.call("resume", { rooms: [{ room, have: [] }] });
  await member.call("resume", { rooms: [{ room, have: [] }] });
  await member.next("event", ({ kind, move }) => kind === "alert" && move === "raised");
  await member.call("alert.reach", { room, reach: "delivered" });
  await member.call("alert.reach", { room, reach: "seen" });
  assert.equal((await member.next("alert_own", ({ reach }) => reach === "seen")).room, room);
  await does("alert.tick", { room, member: who });
  const { members } = await owner.call("alert.missing", { room, unit, limit: 10 });
  assert.deepEqual(
    members.map((one) => [one.member, one.reach, one.ticked_by]),
    [[who, "seen", owner.hello.me.member]],
  );
  await does("alert.untick", { room, member: who });
  await asks("alert.answer", { room, option: 2 });
  const answer = await asks("alert.answer", { room, option: 1 });
  assert.deepEqual([answer.reach, answer.option], ["answered", 1]);
  await owner.next("alert_totals", ({ answered, answers }) => answered === 1 && answers[0] === 1);
  const roll = await owner.call("alert.roll", { room });
  assert.deepEqual(roll.units.map((one) => [one.unit, one.answered]), [[unit, 1]]);
  const { alerts } = await member.call("alert.list", {});
  assert.equal(alerts.find((one) => one.room === room).own.option, 1);

  await not_member("message.post", { room, text: "话" }, "alert_room", "room");
  await does("alert.update", { room, text: "风向转东。" });
  await member.next("alert", ({ state }) => state === "updated");
  await does("alert.cancel", { room, text: "是误报，请回到岗位。" });
  await member.next("alert", ({ state }) => state === "cancelled");
  await owner.next("alert", ({ state, follows }) => state === "cancelled" && follows);
  await not_member("alert.answer", { room, option: 1 }, "alert_over", "room");
  const drill = { ...words, drill: true, title: "演练", units: [unit] };
  const { room: second } = await does("alert.raise", drill);
  await does("alert.all_clear", { room: second, text: "演练结束。" });
  await member.next("alert", ({ state, drill }) => state === "all_clear" && drill);
  await does("member.move", { member: who });
}
