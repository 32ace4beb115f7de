// The tree as the page shows it, what it offers to whom, who waits how long, what the log says.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { organisation, rights, organisation_log } = await core();
const { treeOf, upwards, rootUnit } = organisation;

//   1 company ── 2 refinery ── 3 first, 4 second ── 7 shift
//             └─ 5 chemical    6 reception
const units = [
  { unit: 1, name: "公司", members: 1, owners: [1] },
  { unit: 2, parent: 1, name: "炼油厂", members: 2 },
  { unit: 3, parent: 2, name: "第一支部", members: 5 },
  { unit: 4, parent: 2, name: "第二支部", members: 0 },
  { unit: 5, parent: 1, name: "化工厂", members: 3 },
  { unit: 6, parent: 1, name: "服务中心", members: 0, reception: true },
  { unit: 7, parent: 4, name: "甲班", members: 4 },
];
const tree = treeOf(3, 2, units);
const organiser = (unit) => ({ home: 3, duties: [{ unit, duty: "organiser" }] });
const owner = { duties: [{ unit: 1, duty: "owner" }] };

test("a line goes up to the root, and ends where a unit is not known", () => {
  assert.deepEqual(upwards(tree, 7), [7, 4, 2, 1]);
  assert.deepEqual(upwards(tree, 99), []);
  assert.deepEqual(upwards(treeOf(1, 0, [{ unit: 9, parent: 8, name: "x", members: 0 }]), 9), [9]);
});

test("a line in a circle ends (the server never tells one)", () => {
  const circle = treeOf(1, 0, [
    { unit: 2, parent: 3, name: "a", members: 0 },
    { unit: 3, parent: 2, name: "b", members: 0 },
  ]);
  assert.deepEqual(upwards(circle, 2), [2, 3]);
});

test("a duty reaches down the tree and nowhere else", () => {
  const reach = (standing) =>
    units.map(({ unit }) => unit).filter((unit) => rights.organises(tree, standing, unit));
  assert.deepEqual(reach(organiser(2)), [2, 3, 4, 7]);
  assert.deepEqual(reach(organiser(7)), [7]);
  assert.deepEqual(reach(owner), [1, 2, 3, 4, 5, 6, 7]);
  assert.deepEqual(reach({ home: 3 }), []);
});

test("a unit is moved and closed by those who organise what lies above it", () => {
  assert.ok(rights.organisesAbove(tree, organiser(2), 3));
  assert.ok(!rights.organisesAbove(tree, organiser(3), 3));
  assert.ok(!rights.organisesAbove(tree, owner, rootUnit));
});

test("who stands higher is not looked after from below", () => {
  const mine = organiser(2);
  assert.ok(rights.looksAfter(tree, mine, { home: 3, duties: [] }));
  assert.ok(rights.looksAfter(tree, mine, { home: 3, duties: [{ unit: 4, duty: "organiser" }] }));
  assert.ok(!rights.looksAfter(tree, mine, { home: 3, duties: [{ unit: 5, duty: "organiser" }] }));
  assert.ok(!rights.looksAfter(tree, mine, { home: 3, duties: [{ unit: 1, duty: "owner" }] }));
  assert.ok(!rights.looksAfter(tree, mine, { duties: [] }), "the reception's, not the refinery's");
  assert.ok(rights.looksAfter(tree, organiser(6), { duties: [] }));
  assert.ok(rights.looksAfter(tree, owner, { home: 5, duties: [{ unit: 1, duty: "owner" }] }));
});

test("a branch is shown below an open one alone, with its place among its siblings", () => {
  const rows = rights.branches(tree, (unit) => unit === 1 || unit === 2);
  assert.deepEqual(
    rows.map(({ unit, depth, has, place, of }) => [unit.unit, depth, has, place, of]),
    [
      [1, 0, "open", 1, 1],
      [2, 1, "open", 1, 3],
      [3, 2, "nothing", 1, 2],
      [4, 2, "closed", 2, 2],
      [5, 1, "nothing", 2, 3],
      [6, 1, "nothing", 3, 3],
    ],
  );
});

test("people are counted with those below", () => {
  const counts = rights.peopleBelow(tree);
  assert.equal(counts.get(1), 15);
  assert.equal(counts.get(2), 11);
  assert.equal(counts.get(4), 4);
  assert.equal(counts.get(6), 0);
});

test("a move that would make a circle, a tree too deep, or no change is not offered", () => {
  const to = (standing, unit) => {
    const may = rights.movePlaces(tree, standing, unit);
    return units.map((row) => row.unit).filter(may);
  };
  assert.deepEqual(to(owner, 2), [5, 6]);
  assert.deepEqual(to(owner, 7), [1, 2, 3, 5, 6]);
  assert.deepEqual(to(organiser(2), 7), [2, 3]);
  const line = Array.from({ length: 12 }, (_, i) => ({
    unit: i + 1,
    ...(i > 0 ? { parent: i } : {}),
    name: `${i}`,
    members: 0,
  }));
  const deep = treeOf(1, 0, [...line, { unit: 90, parent: 1, name: "a", members: 0 }]);
  const may = rights.movePlaces(deep, owner, 90);
  assert.equal(rights.depthOf(deep, 12), rights.deepest - 1);
  assert.ok(may(12), "at the bound");
  const deeper = treeOf(1, 0, [
    ...line,
    { unit: 13, parent: 12, name: "b", members: 0 },
    ...[{ unit: 90, parent: 1, name: "a", members: 0 }],
  ]);
  assert.ok(!rights.movePlaces(deeper, owner, 90)(13), "one past it");
});

test("no unit is ever offered a place below itself, in any tree", () => {
  const some = fc.array(fc.nat(), { minLength: 1, maxLength: 30 }).map((picks) =>
    treeOf(1, 0, [
      { unit: 1, name: "根", members: 0 },
      ...picks.map((pick, i) => ({
        unit: i + 2,
        parent: 1 + (pick % (i + 1)),
        name: "u",
        members: 0,
      })),
    ]),
  );
  fc.assert(
    fc.property(some, fc.nat(), (any, pick) => {
      const all = [...any.units.keys()];
      const unit = all[pick % all.length];
      const may = rights.movePlaces(any, owner, unit);
      for (const to of all) {
        if (may(to)) assert.ok(!upwards(any, to).includes(unit));
      }
    }),
  );
});

test("a room is made at home, at the root, and where one organises", () => {
  const places = (standing) => rights.roomPlaces(tree, standing).map(({ unit }) => unit.unit);
  assert.deepEqual(places({ home: 3 }), [1, 3]);
  assert.deepEqual(places({}), [1]);
  assert.deepEqual(places(organiser(4)), [1, 3, 4, 7]);
});

test("of duties one below the other the highest stands for all", () => {
  const duties = [4, 2, 6].map((unit) => ({ unit, duty: "organiser" }));
  assert.deepEqual(rights.topUnits(tree, { duties }), [2, 6]);
});

test("two units of one name are told apart by their line", () => {
  assert.equal(rights.pathOf(tree, 7), "炼油厂 / 第二支部 / 甲班");
  assert.equal(rights.pathOf(tree, 1), "公司");
});

const day = 86_400_000;
const person = (member, more) => ({ member, name: `${member}`, duties: [], ...more });

test("a clock runs until the welcome, and is over when its time has come", () => {
  const waits = person(1, { welcome: "waiting", waiting_since: 0, welcome_due: 3 * day });
  const at = (now) => rights.waitingOf(waits, now).state;
  assert.equal(at(3 * day - 1), "waiting");
  assert.equal(at(3 * day), "overdue", "also before the server has said so");
  const late = { ...waits, welcome: "overdue" };
  assert.equal(rights.waitingOf(late, day).state, "overdue");
  assert.equal(rights.waitingOf({ ...waits, welcome: "welcomed" }, 9 * day).state, "welcomed");
  const { welcome_due, ...none } = waits;
  assert.deepEqual(rights.waitingOf(none, 9 * day), { state: "waiting", since: 0, due: 0 });
});

test("who waits too long comes first, then who waits longest, who was welcomed last", () => {
  const people = [
    person(1, { welcome: "welcomed", waiting_since: 0 }),
    person(2, { welcome: "waiting", waiting_since: 5 * day, welcome_due: 8 * day }),
    person(3, { welcome: "waiting", waiting_since: 4 * day, welcome_due: 7 * day }),
    person(4, { welcome: "overdue", waiting_since: 2 * day, welcome_due: 5 * day }),
    person(5, { welcome: "waiting", waiting_since: day, welcome_due: 4 * day }),
  ];
  const order = rights.inWaitingOrder(people, 6 * day).map(({ member }) => member);
  assert.deepEqual(order, [5, 4, 3, 2, 1]);
});

test("a closed unit keeps the last name the log has of it", () => {
  const logged = [
    { seq: 9, kind: "unit_closed", unit: 8 },
    { seq: 7, kind: "unit_renamed", unit: 8, name: "新名" },
    { seq: 4, kind: "unit_created", unit: 8, name: "旧名" },
    { seq: 3, kind: "unit_created", unit: 2, name: "从前的炼油厂" },
  ];
  const names = organisation_log.unitNames(tree, logged);
  assert.equal(names.get(8), "新名");
  assert.equal(names.get(2), "炼油厂", "an open one is called as it is now");
});

test("a page of the log that comes twice is not doubled", () => {
  const event = (seq) => ({ seq, kind: "unit_closed" });
  const all = organisation_log.joined([event(5), event(4)], [event(4), event(2)]);
  assert.deepEqual(
    all.map(({ seq }) => seq),
    [5, 4, 2],
  );
});
