// How a question stands, as the page folds it: rows told with pages of the past and steps told
// live, in whatever order they come and however often, give what the whole log gives.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core, whole } from "./support/core.mjs";

const { questions: qs, timeline: tl, rows, keeping, packing } = await core();

const hour = 3_600_000;
const asked_at = 1_795_400_000_000;
const step = (seq, move, more = {}) => ({
  ...{ room: 1, seq, at: asked_at + seq * 1_000, by: 2, n: 1, kind: "question", target: 1, move },
  ...more,
});
const begin = { ...step(2, "asked", { unit: 3 }), by: 5, at: asked_at };
const post = { room: 1, seq: 1, at: asked_at, by: 5, n: 1, kind: "post", text: "几点开饭？" };

// A life that the server could tell: what is not allowed in a state is not in it.
const moves = ["taken", "transferred", "answered", "reopened", "breached", "solved", "withdrawn"];
const life = fc.array(fc.constantFrom(...moves), { maxLength: 12 }).map((wishes) => {
  const log = [begin];
  let [state, level] = ["open", 0];
  for (const move of wishes) {
    if (state === "solved" || state === "withdrawn") break;
    const runs = state === "open" || state === "taken";
    const fits = move === "reopened" ? state === "answered" : move === "answered" || runs;
    if (!fits && move !== "solved" && move !== "withdrawn") continue;
    const more = {
      transferred: { unit: 7, reason: "归那里管" },
      answered: { answer: 100 + log.length },
      breached: { unit: 20 + level, clock: level === 0 ? "acknowledge" : "answer", due: asked_at },
    };
    if (move === "breached") more.breached.level = ++level;
    else state = { transferred: "open", reopened: "taken" }[move] ?? move;
    log.push(step(log.length + 2, move, more[move]));
  }
  return log;
});
const fold = (steps, base) => {
  let asked = base ? qs.withRow(qs.nothingAsked, base) : qs.nothingAsked;
  for (const one of steps) asked = qs.withStep(asked, one);
  return qs.standing(asked);
};

test("in any order, twice, and from a row of any moment it stands the same", () => {
  const told = life.chain((log) =>
    fc.record({
      log: fc.constant(log),
      order: fc.shuffledSubarray([...log, ...log], { minLength: log.length * 2 }),
      at: fc.nat({ max: log.length - 1 }),
      first: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(told, ({ log, order, at, first }) => {
      const whole_log = fold(log);
      assert.deepEqual(fold(order), whole_log);
      const row = fold(log.slice(0, at + 1)); // as the server would tell it after that step
      assert.deepEqual(fold(order, row), whole_log);
      const line = tl.newTimeline(1, 0, 0, 0);
      const page = { room: 1, events: [post], about: [], top: 1, questions: [row] };
      if (first) tl.addPage(line, page);
      for (const one of order) tl.tell(line, one);
      if (!first) tl.addPage(line, page);
      assert.deepEqual(line.questions.get(1), whole_log);
    }),
    { numRuns: 400 },
  );
});

test("an older row changes nothing, and without a beginning nothing is shown", () => {
  const row = fold([begin, step(3, "taken")]);
  const asked = qs.withRow(qs.withRow(qs.nothingAsked, row), fold([begin]));
  assert.equal(qs.standing(asked).state, "taken");
  assert.equal(fold([step(4, "answered", { answer: 9 })]), undefined);
});

test("what is owed, and whether its time is over", () => {
  const open = fold([begin]);
  assert.deepEqual(qs.owed(open), { what: "acknowledge", by: asked_at + 24 * hour });
  assert.equal(qs.isOverdue(open, asked_at + 24 * hour - 1), false);
  assert.equal(qs.isOverdue(open, asked_at + 24 * hour), true);
  const taken = fold([begin, step(3, "taken")]);
  assert.deepEqual(qs.owed(taken), { what: "answer", by: asked_at + 72 * hour });
  const answered = fold([begin, step(3, "answered", { answer: 9 })]);
  assert.equal(qs.owed(answered), undefined);
  assert.equal(qs.isOverdue(answered, asked_at + 1_000 * hour), false);
});

const message = (line, seq) =>
  rows.buildRows(whole(line, { me: 5 })).find((row) => row.type === "message" && row.seq === seq);

test("a card stands at the question and at its answer; a step is a quiet line", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  const answer = { ...post, seq: 5, by: 2, n: 2, text: "十一点半。", re: 1 };
  const told = [post, begin, step(3, "taken"), step(4, "breached", { unit: 8, clock: "answer" })];
  for (const one of told) tl.tell(line, one);
  assert.equal(message(line, 1).question.state, "taken");
  const before = message(line, 1);
  assert.equal(message(line, 1), before, "the same row while nothing changes");
  for (const one of [answer, step(6, "answered", { answer: 5 })]) tl.tell(line, one);
  assert.notEqual(message(line, 1), before);
  assert.equal(message(line, 1).question.state, "answered");
  assert.deepEqual([message(line, 5).answers, message(line, 5).asks], [true, false]);
  const quiet = rows.buildRows(whole(line, { me: 5 })).filter((row) => row.type === "notice");
  assert.deepEqual(
    quiet.map(({ why, quoted }) => [why, quoted]),
    [
      ["taken 1 0 ", "几点开饭？"],
      ["breached 1 8 answer", "几点开饭？"],
    ],
  );
});

test("what was kept in the browser stands as it stood, and an older page's has none", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (const one of [post, begin, step(3, "taken")]) tl.tell(line, one);
  const kept = structuredClone(packing.packLine(line, "e"));
  const again = keeping.unpackLine(kept);
  assert.deepEqual(again.questions, line.questions);
  tl.tell(again, step(4, "solved"));
  assert.equal(again.questions.get(1).state, "solved");
  const { asked: _, ...older } = kept;
  assert.equal(keeping.unpackLine(older).questions.size, 0);
});

test("what is forgotten of a room takes its questions with it", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  const later = { ...post, seq: 9, n: 2 };
  for (const one of [post, begin, later]) tl.tell(line, one);
  tl.forgetBelow(line, 9);
  assert.deepEqual([line.questions.size, line.asked.size, line.answers.size], [0, 0, 0]);
});

test("on its way it is a question already", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  const item = (id, method, params) => ({ id, method, params, at: asked_at });
  const items = [
    item(1, "question.ask", { room: 1, text: "几点开饭？" }),
    item(2, "question.answer", { room: 1, question: 1, text: "十一点半。" }),
  ];
  const [asks, answers] = rows
    .buildRows(whole(line, { me: 5, items, flying: () => false }))
    .filter((row) => row.type === "message");
  assert.deepEqual([asks.asks, asks.answers, asks.text], [true, false, "几点开饭？"]);
  assert.deepEqual([answers.asks, answers.answers, answers.quoteSeq], [false, true, 1]);
});
