// Intervals against the plain thing they stand for: a set of numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { intervals } = await core();
const stretch = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 9 }));
const build = (list) =>
  list.reduce((set, [first, more]) => intervals.add(set, first, first + more), []);
const members = (list) =>
  new Set(list.flatMap(([first, more]) => Array.from({ length: more + 1 }, (_, i) => first + i)));
const spread = (set) => set.flatMap(([a, b]) => Array.from({ length: b - a + 1 }, (_, i) => a + i));

test("intervals hold exactly what was added, ascending, disjoint and not touching", () => {
  fc.assert(
    fc.property(fc.array(stretch), (list) => {
      const set = build(list);
      assert.deepEqual(
        spread(set),
        [...members(list)].sort((a, b) => a - b),
      );
      for (let i = 1; i < set.length; i++) assert.ok(set[i][0] > set[i - 1][1] + 1);
    }),
  );
});

test("the order of adding does not matter, and adding again changes nothing", () => {
  fc.assert(
    fc.property(fc.array(stretch), (list) => {
      assert.deepEqual(build(list), build([...list].reverse()));
      assert.deepEqual(build([...list, ...list]), build(list));
    }),
  );
});

test("cutting from below and above leaves what lies within", () => {
  fc.assert(
    fc.property(fc.array(stretch), fc.integer({ min: 1, max: 70 }), (list, cut) => {
      const all = [...members(list)].sort((a, b) => a - b);
      assert.deepEqual(
        spread(intervals.from(build(list), cut)),
        all.filter((seq) => seq >= cut),
      );
      assert.deepEqual(
        spread(intervals.upTo(build(list), cut)),
        all.filter((seq) => seq <= cut),
      );
      assert.equal(intervals.holds(build(list), cut), members(list).has(cut));
      assert.equal(intervals.highest(build(list)), all.length ? all[all.length - 1] : 0);
    }),
  );
});

test("an empty stretch adds nothing, and only the newest intervals are claimed", () => {
  assert.deepEqual(intervals.add([[1, 3]], 9, 8), [[1, 3]]);
  const many = Array.from({ length: 70 }, (_, i) => [i * 3 + 1, i * 3 + 2]);
  const kept = intervals.newest(many, 64);
  assert.equal(kept.length, 64);
  assert.deepEqual(kept[63], many[69]);
});
