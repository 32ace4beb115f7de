// What is said in the kinds of room that have words of their own, for the canaries: `canary` makes
// a word that must be found nowhere.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

// Questions: their words, answers and reasons.
export async function ask_and_answer({ call, guarded, own, canary }) {
  const title = `有问必答 ${canary("the title of a room of questions")}`;
  const { unit } = await guarded("unit.create", { parent: 1, name: canary("a unit that answers") });
  const { room } = await guarded("room.create", { title, type: "questions", unit: 1 });
  const asks = (method, params) => own(method, { ...params, key: randomUUID() });
  await asks("room.join", { room });
  const asked = async () =>
    (await asks("question.ask", { room, text: `热水 ${canary("a question")}` })).seq;
  const place = { room, question: await asked() };
  const reason = () => `理由 ${canary("a reason about a question")}`;
  const answer = () => guarded("question.answer", { ...place, text: canary("an answer") });
  await guarded("question.take", place);
  await guarded("question.transfer", { ...place, unit, reason: reason() });
  await answer();
  await asks("question.reopen", { ...place, reason: reason() });
  await answer();
  assert.equal((await call("question.list", {})).questions.length, 1);
  await asks("question.solve", place);
  await asks("question.withdraw", { room, question: await asked() });
  assert.equal((await call("question.figures", {})).units[0].asked, 2);
  const loose = { room, text: canary("words that are no question") };
  await assert.rejects(asks("message.post", loose), /question_needed/);
}

// Alerts: their titles, words and answers to choose from.
export async function alert({ call, guarded, own, member, canary }) {
  const asks = (method, params) => own(method, { ...params, key: randomUUID() });
  const options = ["安全", canary("an answer to choose")];
  const words = { title: canary("the title of an alert"), text: canary("an alert"), options };
  const of = { ...words, units: [1], drill: true };
  assert.ok((await call("alert.audience", { units: [1] })).people > 0);
  const { room } = await guarded("alert.raise", of);
  await own("alert.reach", { room, reach: "seen" });
  await call("alert.missing", { room });
  await guarded("alert.tick", { room, member });
  await guarded("alert.untick", { room, member });
  await asks("alert.answer", { room, option: 2 });
  await call("alert.list", {});
  await call("alert.roll", { room });
  await guarded("alert.update", { room, text: canary("more of an alert") });
  await guarded("alert.cancel", { room, text: canary("a false alarm") });
  const { room: second } = await guarded("alert.raise", of);
  await guarded("alert.all_clear", { room: second, text: canary("an all-clear") });
}

// Talks: nothing but bytes, and those are nobody's business either. One is forgotten, one goes on.
export async function talk({ call, guarded, own, member, canary }) {
  const asks = (method, params) => own(method, { ...params, key: randomUUID() });
  await guarded("duty.give", { member, unit: 1, duty: "listener" });
  await own("talk.duty", { on: true });
  assert.equal((await call("talk.listeners", {})).listeners[0].member, member);
  const asked = async () =>
    (await guarded("talk.ask", { listener: member, package: canary("a key package") })).room;
  const [room, second, third] = [await asked(), await asked(), await asked()];
  assert.equal((await own("talk.list", {})).waiting.length, 3);
  await asks("talk.decline", { room: second });
  await guarded("talk.withdraw", { room: third });
  for (const forgotten of [true, false]) {
    const where = forgotten ? room : await asked();
    await asks("talk.accept", { room: where, welcome: canary("a welcome") });
    await guarded("talk.seal", { room: where, sealed: canary("what was sealed") });
    if (!forgotten) continue;
    await asks("talk.end", { room: where });
    await guarded("talk.forget", { room: where });
  }
  await guarded("duty.take", { member, unit: 1, duty: "listener" });
}
