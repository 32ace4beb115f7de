// The list of rooms that is drawn before the database has answered reads as the kept one does.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { sketch, packing, last_words: last, mentions, organisation, timeline: tl } = await core();

const tree = organisation.treeOf(7, 2, [
  { unit: 1, name: "", members: 0, owners: [1] },
  { unit: 2, parent: 1, name: "一车间", members: 9, initials: "ycj" },
]);
const listOf = (rooms, names, member = 1) => ({
  epoch: "e",
  position: 3,
  me: { member, name: "安", organiser: true, session: "s", duties: [{ unit: 1, duty: "owner" }] },
  limits: {},
  reactions: [],
  rooms,
  names,
  tree,
  upTo: 0,
});
const row = (room, more = {}) => ({ room, title: `房间${room}`, joined: true, last_n: 1, ...more });
function said(room, by, text) {
  const line = tl.newTimeline(room, 0, 0, 0);
  tl.tell(line, { room, seq: 1, at: 1, by, n: 1, kind: "post", text });
  return line;
}
const taken = (list, lines) =>
  sketch.readSketch(packing.sketchOf(list, lines), list.me.member);

const members = fc.integer({ min: 1, max: 30 });
const rooms = fc.array(
  fc.record({
    joined: fc.boolean(),
    with: fc.option(members, { nil: undefined }),
    by: members,
    text: fc.string({ maxLength: 300, unit: "grapheme" }),
    named: fc.array(members, { maxLength: 3 }),
  }),
  { maxLength: 40 },
);

test("rooms, last words, the tree, and every name that stands among them", () => {
  fc.assert(
    fc.property(rooms, (made) => {
      const names = Array.from({ length: 30 }, (_, i) => [i + 1, `名${i + 1}`]);
      const rows = made.map(({ joined, with: other }, i) => row(i + 1, { joined, with: other }));
      const lines = new Map(
        made.map(({ by, text, named }, i) => [
          i + 1,
          said(i + 1, by, named.map((id) => `<@${id}>`).join("") + text),
        ]),
      );
      const back = taken(listOf(rows, names), lines);
      const joined = JSON.parse(JSON.stringify(rows.filter((one) => one.joined)));
      assert.deepEqual(back.rooms, joined);
      const nameOf = new Map(names);
      for (const one of joined) {
        const words = last.lastWords(lines.get(one.room));
        assert.deepEqual(back.words.get(one.room), words);
        const reads = (from) => mentions.readable(words.text, (id) => from.get(id) ?? "");
        assert.equal(reads(back.names), reads(nameOf));
        assert.equal(back.names.get(words.by), nameOf.get(words.by));
        if (one.with) assert.equal(back.names.get(one.with), nameOf.get(one.with));
      }
    }),
  );
  const back = taken({ ...listOf([], []), tree }, new Map());
  assert.deepEqual(back.tree, tree);
  assert.deepEqual(back.me.duties, [{ unit: 1, duty: "owner" }]);
});

test("of a member who is in too many rooms, or whose list is too long, there is none", () => {
  const many = (count) => Array.from({ length: count }, (_, i) => row(i + 1));
  const { sketchRooms, sketchLength } = packing;
  assert.equal(taken(listOf(many(sketchRooms), []), new Map()).rooms.length, sketchRooms);
  assert.equal(packing.sketchOf(listOf(many(sketchRooms + 1), []), new Map()), "");
  const long = [row(1, { title: "长".repeat(sketchLength) })];
  assert.equal(packing.sketchOf(listOf(long, []), new Map()), "");
});

test("what is damaged, of another member, or not there is none", () => {
  const text = packing.sketchOf(listOf([row(1)], []), new Map());
  assert.equal(sketch.readSketch(text, 1).rooms.length, 1);
  assert.equal(sketch.readSketch(text, 2), undefined);
  for (const bad of [null, "", "{", "null", "[]", "1", '{"me":{"member":1}}', text.slice(0, -1)])
    assert.equal(sketch.readSketch(bad, 1), undefined, String(bad));
});
