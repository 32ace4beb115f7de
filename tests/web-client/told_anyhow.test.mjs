// One log, told in every way a network and a server can: page by page in any order, pages that were
// read at any moment of its life, twice, overlapping, and live. At the end it reads as if it had
// been told once, in order. And what events say about the room itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { timeline: tl, room_state, intervals } = await core();

const kinds = ["post", "post", "post", "notice", "forwarded", "edit", "edit", "delete"];
const ways = [...kinds, "recalled", "moderated", "joined", "room_renamed", "unknown"];
const about_posts = new Set(["edit", "delete", "recalled", "moderated"]);
const is_post = ({ kind }) => kind === "post" || kind === "notice" || kind === "forwarded";
const ends = ({ kind }) => kind === "delete" || kind === "recalled" || kind === "moderated";

function event(seq, kind, target) {
  const one = { room: 1, seq, at: seq * 1_000, by: 1 + (seq % 3), n: seq, kind };
  if (target !== undefined) one.target = target;
  if (kind === "edit") one.text = `改${seq}`;
  if (is_post(one)) one.text = `话${seq}`;
  if (kind === "moderated") one.reason = `因${seq}`;
  return one;
}

// A log as it is lived: what is deleted is neither edited nor deleted again.
const lived = fc
  .array(fc.tuple(fc.constantFrom(...ways), fc.nat()), { minLength: 1, maxLength: 40 })
  .map((acts) => {
    const log = [];
    const open = [];
    for (const [kind, pick] of acts) {
      const seq = log.length + 1;
      if (!about_posts.has(kind)) log.push(event(seq, kind));
      else if (open.length === 0) log.push(event(seq, "post"));
      else log.push(event(seq, kind, open[pick % open.length]));
      const last = log.at(-1);
      if (is_post(last)) open.push(seq);
      if (ends(last)) open.splice(open.indexOf(last.target), 1);
    }
    return log;
  });

// How the server tells an event when the log has come to `top`.
function as_of(log, one, top) {
  const { room, seq, at, by, n } = one;
  const ended = (target) => log.find((other) => ends(other) && other.target === target);
  const gone = (target) => (ended(target)?.seq ?? Infinity) <= top;
  const bare = { room, seq, at, by, n };
  if (is_post(one) && gone(seq)) return { ...bare, kind: "deleted_post", del: ended(seq).seq };
  if (one.kind === "edit" && gone(one.target)) return { ...bare, kind: "deleted_edit" };
  return one;
}
function page_as_of(log, first, last, top) {
  const events = log.slice(first - 1, last).map((one) => as_of(log, one, top));
  const about = events.filter(is_post).flatMap(({ seq }) =>
    log
      .slice(0, top)
      .filter((one) => one.kind === "edit" && one.target === seq)
      .slice(-1),
  );
  return { room: 1, events, about, top };
}

// What a person sees of it.
const reads = (line) =>
  line.order.map((seq) => {
    const shown = line.shown.get(seq);
    if (tl.isPost(shown)) {
      const { text, edited } = tl.textOf(line, shown);
      return [seq, shown.kind, text, edited?.seq ?? 0];
    }
    const { kind, del } = shown;
    return [seq, kind, line.recalls.has(del), line.removals.get(del)?.reason ?? ""];
  });

const straight = (log) => {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (const one of log) tl.tell(line, one);
  return line;
};
const cut = fc.record({ from: fc.nat(), more: fc.nat({ max: 12 }), top: fc.nat() });
const cuts = fc.array(cut, { maxLength: 25 });

test("pages of any moment, in any order, twice and overlapping, read as one telling", () => {
  fc.assert(
    fc.property(lived, cuts, fc.infiniteStream(fc.nat()), (log, asked, dice) => {
      const end = log.length;
      const pages = asked.map(({ from, more, top }) => {
        const first = 1 + (from % end);
        const last = Math.min(end, first + more);
        return { first, last, top: Math.max(last, 1 + (top % end)) };
      });
      // Whatever was missed comes at last, one by one, among the rest.
      for (const { seq } of log) pages.push({ first: seq, last: seq, top: seq, live: true });
      const mixed = pages
        .map((page) => ({ page, at: dice.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ page }) => page);
      const line = tl.newTimeline(1, 0, 0, 0);
      for (const { first, last, top, live } of mixed) {
        if (live) tl.tell(line, as_of(log, log[first - 1], top));
        else tl.addPage(line, page_as_of(log, first, last, top));
      }
      assert.deepEqual(reads(line), reads(straight(log)));
      assert.deepEqual(line.held, [[1, end]]);
      assert.deepEqual(tl.claim(line, 64), [[1, end]]);
      assert.equal(line.lastSeq, end);
      assert.ok(line.order.every((seq, i) => i === 0 || line.order[i - 1] < seq));
    }),
    { numRuns: 300 },
  );
});

test("what was given up and fetched again reads as if it had never been away", () => {
  fc.assert(
    fc.property(lived, fc.nat(), (log, at) => {
      const line = straight(log);
      const first = 1 + (at % log.length);
      tl.forgetBelow(line, first);
      assert.ok(line.order.every((seq) => seq >= first));
      assert.deepEqual(tl.claim(line, 64), [[1, log.length]], "known, and not told again");
      if (first > 1) tl.addPage(line, page_as_of(log, 1, first - 1, log.length));
      assert.deepEqual(reads(line), reads(straight(log)));
    }),
    { numRuns: 200 },
  );
});

const row = { room: 1, kind: "chat", title: "起初", unit: 1, access: "open", past: "shown" };
const rules = fc.record({
  kind: fc.constant("room_rules"),
  ...{ type: fc.constantFrom("chat", "bulletin"), unit: fc.nat({ max: 5 }) },
  ...{ access: fc.constantFrom("open", "closed"), past: fc.constantFrom("shown", "hidden") },
});
const of_room = fc.oneof(
  rules,
  fc.record({ kind: fc.constant("room_renamed"), title: fc.string() }),
  fc.record({
    kind: fc.constantFrom(
      ...["joined", "left", "added", "removed", "room_archived", "room_reopened", "post"],
    ),
  }),
);

test("a room is what the last word about each of its sides says", () => {
  fc.assert(
    fc.property(fc.array(of_room, { maxLength: 30 }), (events) => {
      const before = Object.freeze({ ...row, members: 100 });
      const now = events.reduce(room_state.afterEvent, before);
      const count = (...names) => events.filter(({ kind }) => names.includes(kind)).length;
      const last = (...names) => events.filter(({ kind }) => names.includes(kind)).at(-1);
      assert.equal(now.members, 100 + count("joined", "added") - count("left", "removed"));
      assert.equal(now.title, last("room_renamed")?.title ?? "起初");
      const ruled = last("room_rules") ?? { ...row, type: "chat" };
      assert.deepEqual(
        [now.kind, now.unit, now.access, now.past],
        [ruled.type, ruled.unit, ruled.access, ruled.past],
      );
      const closed = last("room_archived", "room_reopened")?.kind === "room_archived";
      assert.equal(now.archived ?? false, closed);
      assert.equal("archived" in now, closed, "a room in use does not speak of it");
    }),
  );
});

test("intervals cut and joined in any order hold what a plain set holds", () => {
  const cut = fc.record({
    do: fc.constantFrom("add", "add", "add", "from", "upTo", "newest"),
    ...{ at: fc.integer({ min: 1, max: 60 }), more: fc.nat({ max: 9 }) },
  });
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 30 }), (acts) => {
      let set = [];
      let plain = new Set();
      for (const { do: what, at, more } of acts) {
        if (what === "add") {
          set = intervals.add(set, at, at + more);
          for (let seq = at; seq <= at + more; seq++) plain.add(seq);
        } else if (what === "newest") {
          set = intervals.newest(set, 1 + more);
          const first = set[0]?.[0] ?? Infinity;
          plain = new Set([...plain].filter((seq) => seq >= first));
          assert.ok(set.length <= 1 + more);
        } else {
          set = intervals[what](set, at);
          plain = new Set([...plain].filter((seq) => (what === "from" ? seq >= at : seq <= at)));
        }
        for (let seq = 1; seq <= 71; seq++) {
          assert.equal(intervals.holds(set, seq), plain.has(seq), `${what} ${at}: ${seq}`);
        }
        assert.equal(intervals.highest(set), Math.max(0, ...plain));
      }
    }),
  );
});
