// Rooms in groups, what events say about a room, quiet lines of the log, and a hidden past.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { room_groups, room_state, organisation, rows, timeline: tl, window: win } = await core();
const tree = organisation.treeOf(1, 0, [
  { unit: 1, name: "公司", members: 0 },
  { unit: 2, parent: 1, name: "炼油厂", members: 0 },
  { unit: 3, parent: 2, name: "第一支部", members: 0 },
  { unit: 4, parent: 1, name: "化工厂", members: 0 },
]);
const row = (room, more = {}) => ({ room, title: `${room}`, joined: true, members: 3, ...more });
const shape = (groups) =>
  groups.map(({ kind, unit, rooms }) => [kind, unit, rooms.map((r) => r.room)]);

test("one's own unit comes first, then what lies above it, then others; direct rooms apart", () => {
  const list = [
    row(1),
    row(2, { unit: 4 }),
    row(3, { unit: 3 }),
    row(4, { unit: 2 }),
    row(5, { unit: 1, access: "direct", with: 9 }),
    row(6, { unit: 3 }),
  ];
  assert.deepEqual(shape(room_groups.groupRooms(list, tree, { home: 3 })), [
    ["unit", 3, [3, 6]],
    ["unit", 2, [4]],
    ["unit", 1, [1]],
    ["unit", 4, [2]],
    ["direct", 0, [5]],
  ]);
});

test("who has no home begins with the unit of a duty, or with the root", () => {
  const list = [row(1), row(2, { unit: 4 })];
  const duties = [{ unit: 4, duty: "organiser" }];
  assert.equal(room_groups.groupRooms(list, tree, { duties })[0].unit, 4);
  assert.equal(room_groups.groupRooms(list, tree, {})[0].unit, 1);
});

test("what one may join, only arranges, or is archived stands apart", () => {
  const list = [
    row(1, { joined: false, access: "open", unit: 3 }),
    row(2, { joined: false, access: "closed", unit: 3 }),
    row(3, { archived: true }),
    row(4, { joined: false, archived: true, unit: 3 }),
    row(5, { joined: false, archived: true, unit: 4 }),
  ];
  const duties = [{ unit: 2, duty: "organiser" }];
  assert.deepEqual(shape(room_groups.groupRooms(list, tree, { home: 3, duties })), [
    ["join", 0, [1]],
    ["arrange", 0, [2]],
    ["archived", 0, [3, 4]],
  ]);
});

test("before the tree is known one's own unit still comes first", () => {
  const list = [row(2), row(1, { unit: 77 })];
  assert.deepEqual(shape(room_groups.groupRooms(list, organisation.noTree, { home: 77 })), [
    ["unit", 77, [1]],
    ["unit", 1, [2]],
  ]);
});

const told = (kind, more = {}) => ({ room: 1, seq: 9, at: 1, by: 2, n: 0, kind, ...more });

test("events change what the list says of a room", () => {
  const { afterEvent } = room_state;
  const before = row(1, { kind: "chat", unit: 3, access: "open", past: "shown" });
  assert.equal(afterEvent(before, told("joined")).members, 4);
  assert.equal(afterEvent(before, told("added", { member: 5 })).members, 4);
  assert.equal(afterEvent(before, told("left")).members, 2);
  assert.equal(afterEvent(before, told("removed", { member: 5, why: "moved" })).members, 2);
  assert.equal(afterEvent(before, told("room_renamed", { title: "新名" })).title, "新名");
  const rules = { unit: 3, type: "chat", access: "closed", past: "hidden" };
  const after = afterEvent(before, told("room_rules", rules));
  assert.deepEqual([after.access, after.past, after.kind], ["closed", "hidden", "chat"]);
  const archived = afterEvent(before, told("room_archived"));
  assert.equal(archived.archived, true);
  assert.ok(!("archived" in afterEvent(archived, told("room_reopened"))));
  assert.equal(afterEvent(before, told("post", { text: "话" })), before);
});

test("who made a room is known by its first event", () => {
  const { isMaker } = room_state;
  assert.ok(isMaker({ kind: "room_created", seq: 1, by: 4 }, 4));
  assert.ok(!isMaker({ kind: "room_created", seq: 1, by: 5 }, 4));
  assert.ok(isMaker({ kind: "joined", seq: 3, by: 4 }, 4), "the past is hidden from it, too");
  assert.ok(!isMaker({ kind: "joined", seq: 8, by: 4 }, 4));
  assert.ok(!isMaker(undefined, 4));
});

const noon = new Date(2026, 10, 20, 12).getTime();
function lines(events) {
  const line = tl.newTimeline(1, 0, 0, 0);
  events.forEach((event, i) =>
    tl.tell(line, { room: 1, seq: i + 1, at: noon, by: 1, n: 0, ...event }),
  );
  const view = { line, first: 1, last: Infinity, tail: true, unreadFrom: 0, me: 1, items: [] };
  return rows
    .buildRows({ ...view, flying: () => false })
    .filter(({ type }) => type === "notice")
    .map(({ what, who, why, title }) => [what, who, why || title]);
}

test("every change of a room is a quiet line", () => {
  assert.deepEqual(
    lines([
      { kind: "room_created", title: "夜班" },
      { kind: "room_rules", unit: 3, type: "chat", access: "closed", past: "hidden" },
      { kind: "joined" },
      { kind: "added", member: 5 },
      { kind: "room_renamed", title: "早班" },
      { kind: "removed", member: 5, why: "moved" },
      { kind: "room_archived" },
      { kind: "room_reopened" },
    ]),
    [
      ["room_created", "", "夜班"],
      ["room_rules", "", "closed hidden"],
      ["joined", "", ""],
      ["added", "5", ""],
      ["room_renamed", "", "早班"],
      ["removed", "5", "moved"],
      ["room_archived", "", ""],
      ["room_reopened", "", ""],
    ],
  );
});

test("those who were added at one go stand in one line, others in their own", () => {
  assert.deepEqual(
    lines([
      { kind: "room_created", title: "夜班" },
      { kind: "added", member: 5 },
      { kind: "added", member: 6 },
      { kind: "added", member: 7, by: 2 },
      { kind: "removed", member: 5, why: "moved" },
      { kind: "removed", member: 6, why: "by_organiser" },
    ]).slice(1),
    [
      ["added", "5,6", ""],
      ["added", "7", ""],
      ["removed", "5", "moved"],
      ["removed", "6", "by_organiser"],
    ],
  );
});

test("a direct room begins with one line for all that made it", () => {
  assert.deepEqual(
    lines([
      { kind: "room_created", title: "" },
      { kind: "room_rules", unit: 1, type: "chat", access: "direct", past: "shown" },
      { kind: "joined" },
      { kind: "added", member: 5 },
    ]),
    [["direct", "", "direct shown"]],
  );
});

test("where a hidden past begins, nothing older is asked for again", () => {
  const line = tl.newTimeline(1, 30, 5, 0);
  const events = [20, 21, 22].map((seq) => ({
    room: 1,
    seq,
    at: noon,
    by: 1,
    n: 1,
    kind: "post",
    text: "话",
  }));
  tl.addPage(line, { room: 1, events, about: [], top: 30 });
  const window = { first: 20, last: 22 };
  assert.equal(win.older(line, window).fetch, 20);
  tl.beginsAt(line, 20);
  assert.equal(win.older(line, window).fetch, 0);
});
