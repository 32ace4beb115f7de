// Order in rooms, reports and presence, in the words of the protocol: every call, and each reason
// they may give. Said by an owner and a member, each over a line of its own.
import assert from "node:assert/strict";

export async function moderate({ owner, owner_guard, member, member_guard }) {
  const who = member.hello.me.member;
  const reason = "请按章办事";
  const does = (method, params) => owner.call(method, { ...params, ...owner_guard() });
  const says = async (line, guard, room, text) =>
    (await line.call("message.post", { room, text, ...guard() })).seq;
  const refused = async (line, method, params, why, field) => {
    const { error } = await line.ask(method, params);
    assert.equal(error?.data.reason, why, method);
    if (field !== undefined) assert.equal(error.data.field, field, method);
    return error.data;
  };
  const { room } = await does("room.create", { title: "车间" });
  await member.call("room.join", { room, ...member_guard() });
  for (const line of [owner, member]) {
    await line.call("resume", { rooms: [{ room, have: [] }] });
  }
  const place = { room, reason };
  const stage = { owner, owner_guard, member, member_guard, who, place, does, says, refused };
  await order(stage);
  await reports(stage);
  await presence(stage);
}

async function order({ owner, owner_guard, member, member_guard, ...stage }) {
  const { who, place, does, says, refused } = stage;
  const { room, reason } = place;
  const target = await says(member, member_guard, room, "广告");
  const own = await says(owner, owner_guard, room, "通知");
  const remove = { ...place, target };
  await refused(member, "message.remove", { ...remove, ...member_guard() }, "not_organiser");
  const blank = { ...remove, reason: " ", ...owner_guard() };
  await refused(owner, "message.remove", blank, "reason_invalid", "reason");
  await refused(owner, "message.remove", { ...remove, target: own, ...owner_guard() }, "own_post");
  await does("message.remove", remove);
  const gone = await member.next("event", ({ kind }) => kind === "moderated");
  assert.deepEqual([gone.target, gone.reason], [target, reason]);

  const mute = { ...place, member: who, minutes: 60 };
  const self = { ...mute, member: owner.hello.me.member, ...owner_guard() };
  await refused(owner, "room.mute", self, "not_above", "member");
  await does("room.mute", mute);
  const { until } = await member.next("event", ({ kind }) => kind === "muted");
  const told = await member.next("room", (row) => row.muted_until !== undefined);
  assert.equal(told.muted_until, until);
  const post = () => ({ room, text: "话", ...member_guard() });
  const silent = await refused(member, "message.post", post(), "muted", "room");
  assert.equal(silent.until, until);
  const { members } = await owner.call("room.members", { room });
  assert.equal(members.find((row) => row.member === who).muted_until, until);
  await does("room.unmute", { room, member: who });
  assert.equal((await does("room.unmute", { room, member: who })).already, true);

  await does("room.read_only", { ...place, on: true });
  await refused(member, "message.post", post(), "read_only", "room");
  const { rooms } = await member.call("room.list", {});
  assert.equal(rooms.find((row) => row.room === room).read_only, true);
  await does("room.read_only", { room, on: false });
  await releases({ owner, owner_guard, does, refused, place });
  for (const kind of ["unmuted", "read_only"]) {
    await member.next("event", (event) => event.kind === kind);
  }
}

// An open room needs none, and nobody agrees to what is one's own proposal.
async function releases({ owner, owner_guard, does, refused, place }) {
  const { room } = await does("room.create", { title: "闭门", access: "closed" });
  const move = (words) => ({ ...place, ...words, ...owner_guard() });
  await refused(owner, "room.release", move({ move: "proposed" }), "no_release", "room");
  await does("room.release", { ...place, room, move: "proposed" });
  await refused(owner, "room.release", move({ room, move: "agreed" }), "no_release", "room");
  const { rooms } = await owner.call("room.list", {});
  assert.equal(rooms.find((row) => row.room === room).release.state, "proposed");
  await does("room.release", { room, move: "withdrawn" });
  const { events } = await owner.call("history", { room, after: 0, limit: 20 });
  const moves = events.filter(({ kind }) => kind === "release").map((event) => event.move);
  assert.deepEqual(moves, ["proposed", "withdrawn"]);
}

async function reports({ owner, owner_guard, member, member_guard, place, says, refused }) {
  const { room, reason } = place;
  const seq = await says(owner, owner_guard, room, "主人的话");
  await refused(member, "message.report", { ...place, seq }, "nobody_above", "seq");
  const told = await says(member, member_guard, room, "骂人的话");
  const made = await owner.call("message.report", { ...place, seq: told });
  const again = await owner.call("message.report", { ...place, seq: told });
  assert.deepEqual(again, { ...made, already: true });
  assert.equal((await owner.next("me", ({ open_reports }) => open_reports > 0)).open_reports, 1);
  const listed = (await owner.call("report.list", {})).reports[0];
  assert.deepEqual([listed.text, listed.reason], ["骂人的话", reason]);
  await refused(member, "report.list", {}, "not_organiser");
  const settle = { report: made.report, outcome: "warned", note: "已谈话" };
  await refused(member, "report.settle", settle, "report_unknown", "report");
  await owner.call("report.settle", settle);
  assert.equal((await owner.next("report_settled")).outcome, "warned");
  assert.equal((await owner.call("report.mine", {})).reports[0].note, "已谈话");
  await refused(owner, "report.settle", { ...settle, outcome: "removed" }, "report_settled");
}

async function presence({ owner, member, who, place }) {
  const { room } = place;
  assert.deepEqual(await owner.call("presence.list", { room }), { members: [] });
  assert.deepEqual(await member.call("presence.set", { on: true }), { on: true });
  assert.equal((await member.next("me", (me) => me.presence === true)).presence, true);
  assert.deepEqual(await owner.call("presence.list", { room }), { members: [who] });
  await member.call("presence.set", { on: false });
}
