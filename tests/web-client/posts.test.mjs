// What the page knows of posts beside their words: totals, recalls, notices.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core, whole } from "./support/core.mjs";

const { timeline: tl, rows } = await core();
const event = (seq, kind, more = {}) => ({
  room: 1,
  seq,
  at: 1_795_400_000_000 + seq,
  by: 1,
  n: seq,
  kind,
  ...more,
});
const notice = event(1, "notice", { class: "must_confirm", title: "停电", text: "周六停电。" });
const fresh = (...events) => {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (const one of events) tl.tell(line, one);
  return line;
};
const shown = (line, me = 2) => rows.buildRows(whole(line, { me }));
const message = (line, seq) => shown(line).find((row) => row.seq === seq);

test("totals told live keep what is one's own", () => {
  const line = fresh(event(1, "post", { text: "巡检正常" }));
  tl.react(line, 1, "👍");
  tl.addTotals(line, [{ seq: 1, reactions: { "👍": 3, "❤️": 1 } }]);
  assert.deepEqual([message(line, 1).reactions, message(line, 1).own], ["👍 3 ❤️ 1", "👍"]);
  tl.react(line, 1, "");
  tl.addTotals(line, [{ seq: 1, reactions: {} }]);
  assert.deepEqual([message(line, 1).reactions, message(line, 1).own], ["", ""]);
});

test("a page says anew what is known of its posts, also that it is nothing", () => {
  const line = fresh(event(1, "post", { text: "巡检正常" }));
  tl.addTotals(line, [{ seq: 1, reactions: { "👍": 3 } }]);
  const events = [event(1, "post", { text: "巡检正常" })];
  tl.addPage(line, { room: 1, events, about: [], top: 1 });
  assert.equal(message(line, 1).reactions, "");
  tl.addPage(line, { room: 1, events, about: [], top: 1, totals: [{ seq: 1, own: "🙏" }] });
  assert.equal(message(line, 1).own, "🙏");
});

test("a notice shows its class, its counts and one's own confirmation", () => {
  const line = fresh(notice);
  tl.addTotals(line, [{ seq: 1, reactions: {}, confirmed: 3, of: 9 }]);
  const row = message(line, 1);
  assert.deepEqual([row.notice, row.title, row.known], ["must_confirm", "停电", "confirmed 3 9"]);
  assert.equal(row.confirmed, false);
  tl.confirmed(line, 1);
  assert.equal(message(line, 1).confirmed, true);
  tl.tell(line, event(2, "notice_closed", { target: 1, confirmed: 8, of: 9, n: 1 }));
  assert.equal(message(line, 1).known, "closed 8 9");
  assert.equal(shown(line).filter((one) => one.seq === 2).length, 0);
});

test("a counted notice shows how many have read it", () => {
  const line = fresh({ ...notice, class: "counted" });
  tl.addTotals(line, [{ seq: 1, reactions: {}, read: 0, of: 9 }]);
  assert.equal(message(line, 1).known, "read 0 9");
});

test("a recalled post says so, in whatever order it is heard of", () => {
  const post = event(1, "post", { text: "说错了" });
  const recall = event(2, "recalled", { target: 1, n: 1 });
  const tombstone = event(1, "deleted_post", { del: 2 });
  for (const events of [
    [post, recall],
    [recall, post],
    [tombstone, recall],
    [recall, tombstone],
  ]) {
    const row = message(fresh(...events), 1);
    assert.deepEqual([row.deleted, row.recalled, row.text], [true, true, ""]);
  }
  assert.equal(message(fresh(post, event(2, "delete", { target: 1 })), 1).recalled, false);
});

test("a removed post says who removed it and why, in whatever order it is heard of", () => {
  const post = event(1, "post", { text: "广告" });
  const removal = event(2, "moderated", { target: 1, by: 7, reason: "与工作无关", n: 1 });
  const tombstone = event(1, "deleted_post", { del: 2 });
  for (const events of [
    [post, removal],
    [removal, post],
    [tombstone, removal],
  ]) {
    const line = fresh(...events);
    const row = message(line, 1);
    assert.deepEqual([row.deleted, row.removedBy, row.removedWhy], [true, 7, "与工作无关"]);
    assert.equal(shown(line).filter((one) => one.seq === 2).length, 0);
  }
  assert.equal(message(fresh(post, event(2, "delete", { target: 1 })), 1).removedBy, 0);
});

test("what is said of order stands in the log with its reason", () => {
  const muted = (seq, member, reason) =>
    event(seq, "muted", { member, until: 1_795_400_900_000, reason, n: 0 });
  const line = fresh(
    muted(1, 4, "请冷静"),
    muted(2, 5, "请冷静"),
    muted(3, 6, "别的理由"),
    event(4, "unmuted", { member: 4, n: 0 }),
    event(5, "read_only", { on: true, reason: "检修", n: 0 }),
    event(6, "read_only", { on: false, n: 0 }),
    event(7, "release", { move: "proposed", reason: "存档", n: 0 }),
    event(8, "release", { move: "agreed", n: 0 }),
  );
  const told = shown(line).filter(({ type }) => type === "notice");
  assert.deepEqual(
    told.map(({ what, who, title, why }) => [what, who, title, why]),
    [
      ["muted", "4,5", "请冷静", "1795400900000"],
      ["muted", "6", "别的理由", "1795400900000"],
      ["unmuted", "4", "", ""],
      ["read_only", "", "检修", "on"],
      ["read_only", "", "", "off"],
      ["release", "", "存档", "proposed"],
      ["release", "", "", "agreed"],
    ],
  );
});

test("with a post that is taken away goes what was known of it", () => {
  const line = fresh(event(1, "post", { text: "说错了" }));
  tl.addTotals(line, [{ seq: 1, reactions: { "👍": 3 } }]);
  tl.tell(line, event(2, "delete", { target: 1 }));
  assert.equal(line.totals.has(1), false);
  assert.equal(message(line, 1).reactions, "");
});

test("forwarded words are a post that names where they come from", () => {
  const words = { text: "八点开会", from_room: 3, from_by: 4, from_at: 5 };
  const row = message(fresh(event(1, "forwarded", words)), 1);
  assert.deepEqual([row.text, row.from, row.fromBy, row.fromAt], ["八点开会", 3, 4, 5]);
});
