// Questions in the words of the protocol: every call and move, and each reason they may give. What
// time alone says, a breach, is seen where a clock can be set (tests/server/questions_test.cpp).
import assert from "node:assert/strict";

export async function question({ owner, owner_guard, member, member_guard }) {
  const does = (method, params) => owner.call(method, { ...params, ...owner_guard() });
  const asks = (method, params) => member.call(method, { ...params, ...member_guard() });
  const refused = async (line, guard, method, params, why, field) => {
    const { error } = await line.ask(method, { ...params, ...guard() });
    assert.equal(error?.data.reason, why, method);
    if (field !== undefined) assert.equal(error.data.field, field, method);
  };
  const not_owner = (...rest) => refused(owner, owner_guard, ...rest);
  const not_member = (...rest) => refused(member, member_guard, ...rest);

  const { room } = await does("room.create", { title: "有问必答", type: "questions", unit: 1 });
  await asks("room.join", { room });
  for (const line of [owner, member]) {
    await line.call("resume", { rooms: [{ room, have: [] }] });
  }
  const kind = { type: "questions", unit: 1, title: "关着的问答" };
  await not_owner("room.create", { ...kind, access: "closed" }, "invalid_params", "access");
  await not_owner("room.rules", { room, past: "hidden" }, "invalid_params", "past");
  await not_member("message.post", { room, text: "这里能聊天吗？" }, "question_needed", "re");
  await not_member("question.ask", { room: 1, text: "这里能问吗？" }, "not_questions", "room");
  await not_member("question.ask", { room, text: " \n" }, "text_blank");

  const { seq } = await asks("question.ask", { room, text: "三号楼热水什么时候恢复？" });
  const place = { room, question: seq };
  const step = (move) =>
    member.next("event", (event) => event.kind === "question" && event.move === move);
  const asked = await step("asked");
  assert.deepEqual([asked.target, asked.unit], [seq, 1]);
  await owner.next("me", ({ questions }) => questions === 1);
  await not_member("question.take", place, "not_responsible");
  await not_owner("question.take", { room, question: seq + 1 }, "no_open_question", "question");
  await not_owner("room.archive", { room }, "questions_open", "room");
  await does("question.take", place);
  await step("taken");
  const again = await does("question.take", place);
  assert.equal(again.already, true);
  await not_member("question.reopen", place, "not_answered", "question");

  const { unit } = await does("unit.create", { parent: 1, name: "动力车间" });
  const to = { ...place, unit, reason: "归动力车间管" };
  await not_owner("question.transfer", { ...to, reason: "" }, "reason_invalid", "reason");
  await not_owner("question.transfer", { ...to, unit: 9999 }, "unit_unknown", "unit");
  await does("question.transfer", to);
  assert.equal((await step("transferred")).reason, to.reason);
  await not_owner("unit.close", { unit }, "unit_not_empty", "questions");

  const answer = await does("question.answer", { ...place, text: "周三修好。" });
  assert.equal((await step("answered")).answer, answer.seq);
  await not_owner("question.take", place, "question_answered", "question");
  await not_owner("question.solve", place, "not_author", "question");
  await asks("question.reopen", { ...place, reason: "周四还是没有热水" });
  await step("reopened");
  await does("question.answer", { ...place, text: "今晚恢复。" });
  const { questions } = await member.call("history", { room });
  assert.equal(questions[0].state, "answered");
  await boards({ owner, member, unit, seq });
  await asks("question.solve", place);
  await step("solved");
  await not_member("question.withdraw", place, "no_open_question", "question");

  const own = await does("question.ask", { room, text: "谁来答书记的问题？" });
  await not_owner("question.take", { room, question: own.seq }, "own_question", "question");
  await does("question.withdraw", { room, question: own.seq });
  await step("withdrawn");
  await out_of_reach({ who: member.hello.me.member, does, asks, not_owner, unit });
  await ledger(member);
}

async function boards({ owner, member, unit, seq }) {
  const board = await owner.call("question.list", { limit: 50 });
  assert.ok(board.questions.some(({ question }) => question === seq));
  assert.equal(board.events.length, board.questions.length);
  const theirs = await member.call("question.list", { mine: true, unit });
  assert.deepEqual(theirs.questions.map(({ question }) => question), [seq]);
}

// A question of one branch goes to no other.
async function out_of_reach({ who, does, asks, not_owner, unit }) {
  const { unit: other } = await does("unit.create", { parent: 1, name: "检修车间" });
  const { room } = await does("room.create", { title: "车间问答", type: "questions", unit });
  await does("member.move", { member: who, unit });
  await asks("room.join", { room });
  const { seq } = await asks("question.ask", { room, text: "食堂几点开门？" });
  const to = { room, question: seq, unit: other, reason: "归检修车间" };
  await not_owner("question.transfer", to, "unit_out_of_reach", "unit");
  await does("member.move", { member: who }); // out of the room it still closes its own
  await asks("question.withdraw", { room, question: seq });
}

async function ledger(line) {
  const { units } = await line.call("question.figures", { limit: 200 });
  for (const one of units) assert.equal(one.asked, one.open + one.solved + one.withdrawn);
}
