// Alerts as the page reads them: what takes the screen and in which order, the roll call summed up
// the tree, and what keeps a form from being sent.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { alerts: al, roll, alert_form: form, organisation: org } = await core();

const row = (more = {}) => ({
  ...{ room: 9, by: 2, at: 1_000, title: "泄漏", drill: false, units: [3], targeted: 4 },
  ...{ options: ["安全", "需要帮助"], state: "raised", words: 4, text: "去东门" },
  ...more,
});
const heard = (...rows) => rows.reduce((book, one) => al.hear(book, one), new Map());
const faces = (book, answered = []) =>
  al.inOrder(book, (room) => answered.includes(room)).map(({ heard: { row }, face }) => [
    row.room,
    face,
  ]);

test("it asks until it is answered", () => {
  const book = heard(row());
  assert.deepEqual(faces(book), [[9, "ask"]]);
  assert.deepEqual(faces(book, [9]), []);
  assert.deepEqual(faces(al.putAway(book, 9)), [[9, "ask"]], "put away is not answered");
});

test("who has answered is told of an update, once", () => {
  const answered = al.putAway(heard(row()), 9);
  const news = al.hear(answered, row({ state: "updated", words: 6, text: "去西门" }));
  assert.deepEqual(faces(news, [9]), [[9, "news"]]);
  assert.equal(news.get(9).row.text, "去西门");
  assert.deepEqual(faces(al.putAway(news, 9), [9]), []);
  // Answered on a device that showed nothing of it: the room tells it.
  assert.deepEqual(faces(heard(row({ words: 6 })), [9]), []);
});

test("that it is over is told to everybody, answered or not, once", () => {
  for (const state of ["cancelled", "all_clear"]) {
    const over = al.hear(heard(row()), row({ state, words: 8 }));
    for (const answered of [[], [9]]) {
      assert.deepEqual(faces(over, answered), [[9, "end"]]);
      assert.deepEqual(faces(al.putAway(over, 9), answered), []);
    }
  }
});

test("real comes before drill, what asks before what tells, then the older", () => {
  const book = heard(
    row({ room: 1, drill: true, at: 1 }),
    row({ room: 2, at: 5 }),
    row({ room: 3, at: 4 }),
    row({ room: 4, state: "cancelled", at: 2 }),
  );
  assert.deepEqual(faces(book), [[3, "ask"], [2, "ask"], [4, "end"], [1, "ask"]]);
});

test("without its words nothing is shown, and late ones do not take newer ones' place", () => {
  const { text: _, ...bare } = row();
  assert.deepEqual(faces(heard(bare)), []);
  const book = heard(row(), bare);
  assert.equal(book.get(9).row.text, "去东门");
  const newer = heard(row({ words: 6, text: "去西门", state: "updated" }), row());
  assert.equal(newer.get(9).row.text, "去西门");
});

test("however steps arrive and repeat, the latest words stand there", () => {
  const steps = [4, 6, 8, 10].map((words) =>
    row({ words, text: `话${words}`, state: words === 4 ? "raised" : "updated" }),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { minLength: 1 }), (told) => {
      const { row: last } = heard(...told).get(9);
      assert.equal(last.words, Math.max(...told.map(({ words }) => words)));
      assert.equal(last.text, `话${last.words}`);
    }),
  );
});

test("who only follows it has the latest words in the list, and nothing when it is over", () => {
  const follows = (more) => row({ follows: true, ...more });
  const other = follows({ room: 10 });
  let open = al.withFollowed([other], follows());
  assert.deepEqual(open.map(({ room }) => room), [10, 9]);
  open = al.withFollowed(open, follows({ words: 6, state: "updated" }));
  assert.deepEqual(open.map(({ room, words }) => [room, words]), [[10, 4], [9, 6]]);
  assert.equal(al.withFollowed(open, follows()), open, "an older one changes nothing");
  for (const state of ["cancelled", "all_clear"])
    assert.deepEqual(al.withFollowed(open, follows({ words: 8, state })), [other]);
  assert.deepEqual(al.withFollowed([], follows({ state: "all_clear" })), []);
});

test("what is kept gives the same again, to the same member alone", () => {
  const book = al.putAway(heard(row(), row({ room: 10 })), 10);
  const owns = new Map([[9, { room: 9, reach: "seen" }], [77, { room: 77, reach: "seen" }]]);
  const kept = al.bookText(5, book, owns);
  assert.deepEqual(al.readBook(kept, 5).book, book);
  assert.deepEqual([...al.readBook(kept, 5).owns.keys()], [9]);
  assert.equal(al.readBook(kept, 6).book.size, 0);
  for (const damaged of [null, "", "{", "[]", '{"member":5}'])
    assert.equal(al.readBook(damaged, 5).book.size, 0);
  const done = al.putAway(heard(row({ state: "cancelled" })), 9);
  assert.equal(al.bookText(5, done, owns), "");
});

test("how far it has come only rises", () => {
  assert.equal(al.hasCome(undefined, "delivered"), false);
  assert.equal(al.hasCome({ room: 9, reach: "seen" }, "delivered"), true);
  assert.equal(al.hasCome({ room: 9, reach: "delivered" }, "seen"), false);
  assert.equal(al.hasCome({ room: 9, reach: "answered" }, "seen"), true);
});

const units = [
  { unit: 1, name: "公司", members: 0 },
  { unit: 2, name: "炼油厂", members: 0, parent: 1 },
  { unit: 3, name: "一车间", members: 0, parent: 2 },
  { unit: 4, name: "二车间", members: 0, parent: 2 },
  { unit: 5, name: "化工厂", members: 0, parent: 1 },
];
const tree = org.treeOf(1, 0, units);
const count = (unit, targeted, answered, ticked = 0) => ({
  ...{ unit, targeted, written: targeted, delivered: targeted, seen: answered, answered, ticked },
  answers: [answered, 0],
});
const shown = (rows) =>
  rows.map(({ unit, depth, sum }) => [unit, depth, sum.targeted, sum.answered]);

test("the roll call sums up the tree", () => {
  const counts = [count(3, 10, 4, 1), count(4, 5, 5), count(2, 2, 1), count(5, 7, 0)];
  const rows = roll.rollRows(tree, counts, () => true);
  assert.deepEqual(shown(rows), [
    [1, 0, 24, 10],
    [2, 1, 17, 10],
    [3, 2, 10, 4],
    [4, 2, 5, 5],
    [5, 1, 7, 0],
  ]);
  assert.equal(roll.missingOf(rows[2].sum), 5);
  assert.deepEqual(rows[0].sum.answers, [10, 0]);
});

test("a unit above is shown only where one answers for all of it", () => {
  const mine = (unit) => [2, 3, 4].includes(unit);
  const rows = roll.rollRows(tree, [count(3, 10, 4), count(4, 5, 5)], mine);
  assert.deepEqual(shown(rows), [[2, 0, 15, 9], [3, 1, 10, 4], [4, 1, 5, 5]]);
  const leaf = roll.rollRows(tree, [count(4, 5, 5)], (unit) => unit === 4);
  assert.deepEqual(shown(leaf), [[4, 0, 5, 5]]);
});

test("who has no home counts at the root, and a unit that is gone is not lost", () => {
  const rows = roll.rollRows(tree, [count(0, 3, 1), count(5, 2, 2), count(99, 4, 0)], () => true);
  assert.deepEqual(shown(rows), [[1, 0, 5, 3], [5, 1, 2, 2], [0, 0, 3, 1], [99, 0, 4, 0]]);
});

test("every unit's people are counted once in the rows at the top", () => {
  const some = fc.array(
    fc.record({ unit: fc.integer({ min: 0, max: 6 }), n: fc.nat(50) }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(some, (list) => {
      const unique = new Map(list.map(({ unit, n }) => [unit, count(unit, n, 0)]));
      const rows = roll.rollRows(tree, [...unique.values()], () => true);
      const top = rows.filter(({ unit, depth }) => depth === 0 && unit !== 0);
      const all = [...unique.values()].reduce((sum, { targeted }) => sum + targeted, 0);
      assert.equal(top.reduce((sum, one) => sum + one.sum.targeted, 0), all);
    }),
  );
});

test("a unit chosen takes the place of those below it", () => {
  assert.deepEqual(form.withUnit(tree, [3, 5], 2), [5, 2]);
  assert.deepEqual(form.withUnit(tree, [3], 5), [3, 5]);
  assert.deepEqual(form.withUnit(tree, [5], 5), [5]);
  assert.deepEqual(form.withoutUnit([5, 2], 5), [2]);
  assert.equal(form.isWithin(tree, [2], 3), true);
  assert.equal(form.isWithin(tree, [2], 2), false);
  assert.equal(form.isWithin(tree, [3], 2), false);
});

test("what keeps a form from being sent, one thing at a time", () => {
  const most = { title_bytes: 30, text_bytes: 60 };
  const good = { units: [3], title: "泄漏", text: "去东门", options: ["安全", ""] };
  const fault = (more) => form.faultOf({ ...good, ...more }, most);
  assert.equal(fault({}), undefined);
  assert.equal(fault({ units: [] }), "units");
  assert.equal(fault({ units: Array.from({ length: 201 }, (_, i) => i + 1) }), "unitsMany");
  for (const title of ["", " \u200b", "长".repeat(11)]) assert.equal(fault({ title }), "title");
  for (const text of ["", "\n\t", "长".repeat(21)]) assert.equal(fault({ text }), "text");
  assert.equal(fault({ options: [" ", ""] }), "options");
  assert.equal(fault({ options: ["一", "二", "三", "四", "五", "六", "七"] }), "options");
  assert.equal(fault({ options: ["长".repeat(21)] }), "optionLong");
  assert.equal(fault({ options: ["\u200b"] }), "optionLong");
  assert.equal(fault({ options: ["安全", " 安全 "] }), "same");
});
