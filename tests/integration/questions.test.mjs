// Questions over real sockets: one is asked, taken, passed on, answered, not solved, answered again
// and solved, with two organisers and an asker who hear each step; the server is killed in the
// middle, and everything stands as it stood. What may not be is refused with its reason.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test as node_test } from "node:test";
import { Server, no_server, run } from "../support/server.mjs";

const test = (name, body) => node_test(name, { skip: no_server }, body);
const server = no_server
  ? undefined
  : await Server.start({ members: 6, rooms: 1, args: ["--commands-per-second", "0"] });
after(() => server?.close());
const [owner, works_leader, leader, asker, colleague, stranger] = server?.tokens ?? [];
const open_most = 20; // limits::open_questions_per_member

const result = async (token, method, params) => {
  const { body } = await server.rpc(token, method, params);
  assert.ok(body.result, `${method}: ${JSON.stringify(body.error)}`);
  return body.result;
};
const does = (token, method, params) => result(token, method, { ...params, key: randomUUID() });
const refused = async (token, method, params, reason, field) => {
  const { body } = await server.rpc(token, method, { ...params, key: randomUUID() });
  assert.equal(body.error?.data.reason, reason, JSON.stringify(body));
  if (field !== undefined) assert.equal(body.error.data.field, field);
};
const id_of = async (token) => (await result(token, "session.me", {})).member;
const unit_of = async (parent, name) => (await does(owner, "unit.create", { parent, name })).unit;

// 炼油厂 with two branches: a leader of the works, one of the first branch, two of its workers, and
// a stranger of the second.
async function town() {
  const works = await unit_of(1, "炼油厂");
  const branch = await unit_of(works, "第一党支部");
  const other = await unit_of(works, "第二党支部");
  for (const [token, unit] of [[asker, branch], [colleague, branch], [stranger, other]]) {
    await does(owner, "member.move", { member: await id_of(token), unit });
  }
  for (const [token, unit] of [[works_leader, works], [leader, branch]]) {
    await does(owner, "duty.give", { member: await id_of(token), unit, duty: "organiser" });
  }
  const kind = { title: "有问必答", type: "questions", unit: branch };
  const { room } = await does(leader, "room.create", kind);
  for (const token of [works_leader, asker, colleague]) await does(token, "room.join", { room });
  return { works, branch, other, room };
}
const { works, branch, other, room } = server ? await town() : {};

async function listening(token) {
  const socket = await server.connect(token);
  await socket.call("resume", { rooms: [{ room, have: [] }] });
  return socket;
}
const step = (socket, move, target) =>
  socket.next("event", (one) => one.move === move && one.target === target);

// Everything that is told of questions: how they stand, what waits, what is counted.
async function as_it_stands() {
  const { events, questions, about } = await result(asker, "history", { room, limit: 200 });
  const board = await result(leader, "question.list", {});
  const mine = await result(asker, "question.list", { mine: true });
  const figures = await result(stranger, "question.figures", {});
  const { questions: waiting } = await result(leader, "session.me", {});
  return { events, questions, about, board, mine, figures, waiting };
}

async function killed_and_verified(asked) {
  await server.kill();
  const { code, stdout, stderr } = await run("verify", "--data", server.data);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  if (asked !== undefined) assert.ok(stdout.includes(` ${asked} questions,`), stdout);
  await server.serve(server.host);
}

test("a question goes its whole way, also through a kill, and stands as it stood", async () => {
  const [from, first, above] = await Promise.all([asker, leader, works_leader].map(listening));
  const { seq } = await does(asker, "question.ask", { room, text: "三号楼热水什么时候恢复？♨️" });
  const place = { room, question: seq };
  for (const socket of [from, first, above]) await step(socket, "asked", seq);
  await first.next("me", ({ questions }) => questions === 1);
  await does(leader, "question.take", place);
  await step(from, "taken", seq);
  const passed = { ...place, unit: works, reason: "归厂部动力科管" };
  await does(leader, "question.transfer", passed);
  const told = await step(above, "transferred", seq);
  assert.deepEqual([told.unit, told.reason], [works, passed.reason]);
  // The leader of the branch is responsible no more; that of the works is.
  await refused(leader, "question.answer", { ...place, text: "等一等。" }, "not_responsible");
  const { seq: answer } = await does(works_leader, "question.answer", {
    ...place,
    text: "管线周三修好，当晚恢复。",
  });
  assert.equal((await step(from, "answered", seq)).answer, answer);
  await does(asker, "message.edit", { room, target: seq, text: "三号楼的热水什么时候恢复？" });
  const { seq: second } = await does(asker, "question.ask", { room, text: "夜班有没有班车？" });
  await does(leader, "question.take", { room, question: second });
  const before = await as_it_stands();

  await killed_and_verified(2);

  assert.deepEqual(await as_it_stands(), before);
  assert.equal(before.questions.find(({ question }) => question === seq).state, "answered");
  assert.deepEqual(before.mine.questions.map(({ question }) => question), [second, seq]);
  assert.equal(before.figures.units[0].open, 2);
  const [again, helper] = await Promise.all([asker, works_leader].map(listening));
  await does(asker, "question.reopen", { ...place, reason: "周四还是没有热水" });
  assert.equal((await step(helper, "reopened", seq)).reason, "周四还是没有热水");
  await does(works_leader, "question.answer", { ...place, text: "泵坏了，今晚换。" });
  await step(again, "answered", seq);
  await does(asker, "question.solve", place);
  await step(helper, "solved", seq);
  await does(asker, "question.withdraw", { room, question: second });
  const { events, questions, figures, board } = await as_it_stands();
  const moves = events.filter(({ target }) => target === seq).map((one) => one.move ?? one.kind);
  assert.deepEqual(moves, [
    "asked",
    "taken",
    "transferred",
    "answered",
    "edit",
    "reopened",
    "answered",
    "solved",
  ]);
  assert.deepEqual(questions.map(({ state }) => state), ["solved", "withdrawn"]);
  assert.deepEqual(board.questions, []);
  const { asked, open, solved, withdrawn, in_time } = figures.units[0];
  assert.deepEqual([asked, open, solved, withdrawn, in_time], [2, 0, 1, 1, 1]);
  for (const socket of [again, helper]) await socket.close();
});

test("killed while many are asked, it has each that it acknowledged, once", async () => {
  const texts = Array.from({ length: 12 }, (_, i) => `第 ${i + 1} 问：轮休怎么排？`);
  const ask = (socket, i) =>
    socket.call("question.ask", { room, text: texts[i], outbox: "of-the-asker", n: i + 1 });
  const acknowledged = new Map();
  const socket = await server.connect(asker);
  const asking = texts.map((_, i) =>
    ask(socket, i).then(({ seq }) => {
      acknowledged.set(i, seq);
      if (acknowledged.size === 3) server.child.kill("SIGKILL"); // in the midst of the others
    }),
  );
  await Promise.allSettled(asking);
  await killed_and_verified();

  const again = await server.connect(asker);
  for (const i of texts.keys()) {
    const { seq } = await ask(again, i);
    assert.equal(acknowledged.get(i) ?? seq, seq, "a repeat has the first answer");
    acknowledged.set(i, seq);
  }
  await again.close();

  const { questions, events } = await result(colleague, "history", { room, limit: 200 });
  for (const [i, text] of texts.entries()) {
    const standing = events.filter((event) => event.text === text).map(({ seq }) => seq);
    assert.deepEqual(standing, [acknowledged.get(i)], text);
    const row = questions.find(({ question }) => question === acknowledged.get(i));
    assert.equal(row.state, "open");
    await does(asker, "question.solve", { room, question: row.question });
  }
});

test("who may not, or nobody, is refused, and the question stays as it was", async () => {
  const { seq } = await does(asker, "question.ask", { room, text: "谁负责四号楼的电梯？" });
  const place = { room, question: seq };
  const before = await as_it_stands();

  await refused(stranger, "question.take", place, "room_unknown");
  await refused(stranger, "question.ask", { room, text: "能问吗？" }, "room_unknown");
  await refused(colleague, "question.take", place, "not_responsible");
  await refused(colleague, "question.answer", { ...place, text: "我来答。" }, "not_responsible");
  await refused(colleague, "question.solve", place, "not_author", "question");
  await refused(leader, "question.withdraw", place, "not_author", "question");
  const to = (unit) => ({ ...place, unit, reason: "请处理" });
  await refused(leader, "question.transfer", to(9999), "unit_unknown", "unit");
  await refused(leader, "question.transfer", to(0), "invalid_params", "unit");
  await refused(leader, "question.transfer", to(other), "unit_out_of_reach", "unit");
  await refused(leader, "question.take", { room, question: seq + 999 }, "no_open_question");
  await refused(asker, "question.ask", { room: 9999, text: "有人吗？" }, "room_unknown");
  await refused(leader, "question.take", { room: 9999, question: 1 }, "room_unknown");
  await refused(owner, "unit.close", { unit: branch }, "unit_not_empty");

  assert.deepEqual(await as_it_stands(), before);
  await does(asker, "question.withdraw", place);
});

test("in a closed unit nobody asks", async () => {
  const unit = await unit_of(works, "临时支部");
  const kind = { title: "临时问答", type: "questions", unit };
  const { room: closing } = await does(owner, "room.create", kind);
  const { seq } = await does(owner, "question.ask", { room: closing, text: "几时撤？" });
  await refused(owner, "unit.close", { unit }, "unit_not_empty");
  await refused(owner, "room.archive", { room: closing }, "questions_open", "room");
  await does(owner, "question.solve", { room: closing, question: seq });
  await does(owner, "room.archive", { room: closing });
  await does(owner, "unit.close", { unit });

  await refused(owner, "question.ask", { room: closing, text: "还在吗？" }, "room_archived");
  await refused(owner, "room.create", kind, "unit_unknown");
  const { units } = await result(owner, "question.figures", {});
  assert.equal(units.find((one) => one.unit === unit).solved, 1, "what was counted stays");
});

test("a member has so many open questions, and no more until one is closed", async () => {
  const asked = [];
  for (let i = 0; i < open_most; ++i) {
    const text = `第 ${i + 1} 个问题：食堂几点开门？`;
    asked.push((await does(colleague, "question.ask", { room, text })).seq);
  }
  const one_more = { room, text: "还有一个问题。" };
  await refused(colleague, "question.ask", one_more, "limit_reached", "open_questions_per_member");
  await does(asker, "question.ask", one_more); // another one may

  await does(colleague, "question.solve", { room, question: asked[0] });
  await does(colleague, "question.ask", one_more);
  await refused(colleague, "question.ask", one_more, "limit_reached");
  await killed_and_verified();
  await refused(colleague, "question.ask", one_more, "limit_reached");
});
