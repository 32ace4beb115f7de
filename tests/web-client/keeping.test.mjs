// What a browser keeps of a room is as if the link had been lost at that moment: taken out again it
// asks for what it lacks, and ends like a page that never stopped.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { keeping, packing, last_words: last, timeline: tl, resume } = await core();
const post = (seq, text = `话${seq}`, more = {}) => ({
  room: 1,
  seq,
  at: 1_000 + seq,
  by: 1,
  n: seq,
  kind: "post",
  text,
  ...more,
});
const kinds = ["post", "post", "post", "edit", "delete", "recalled", "moderated", "joined"];
const lived = fc
  .array(fc.tuple(fc.constantFrom(...kinds), fc.nat()), { minLength: 1, maxLength: 150 })
  .map((acts) => {
    const log = [];
    const gone = new Set();
    for (const [kind, pick] of acts) {
      const seq = log.length + 1;
      const targets = log.filter((one) => one.kind === "post" && !gone.has(one.seq));
      if (kind === "post" || (targets.length === 0 && kind !== "joined")) log.push(post(seq));
      else if (kind === "joined") log.push({ ...post(seq), kind, text: undefined });
      else {
        const { seq: target } = targets[pick % targets.length];
        if (kind !== "edit") gone.add(target);
        const words = kind === "edit" ? `改${seq}` : undefined;
        log.push({ ...post(seq, words), kind, target, reason: "不合适" });
      }
    }
    return log;
  });
const reads = (line) =>
  line.order.map((seq) => {
    const shown = line.shown.get(seq);
    return [seq, shown.kind === "post" ? tl.textOf(line, shown).text : shown.kind];
  });
const lineOf = (events) => {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (const one of events) tl.tell(line, one);
  return line;
};
// As the browser's store does it.
const store = (line, rows) =>
  keeping.unpackLine(structuredClone(packing.packLine(line, "e", rows)));

// The end was looked at while what was missed was still coming in, and then the page was closed.
test("what is known of words that are still to come is kept", () => {
  fc.assert(
    fc.property(lived, fc.nat(), fc.nat(), (log, pick, more) => {
      const heard = pick % (log.length + 1);
      const first = heard + 1 + (more % (log.length - heard + 1));
      const seen = log.slice(first - 1);
      const line = lineOf(log.slice(0, heard));
      if (seen.length > 0) tl.addPage(line, { room: 1, events: seen, about: [], top: log.length });
      const back = store(line, 60);
      for (const one of log.slice(heard, first - 1)) tl.tell(back, one);
      const both = new Set(back.order);
      const straight = reads(lineOf(log)).filter(([seq]) => both.has(seq));
      assert.deepEqual(reads(back), straight);
    }),
    { numRuns: 500 },
  );
});

test("kept, taken out, and told the rest: the same as never stopping", () => {
  fc.assert(
    fc.property(lived, fc.nat(), fc.integer({ min: 1, max: 80 }), (log, pick, rows) => {
      const cut = pick % (log.length + 1);
      const back = store(lineOf(log.slice(0, cut)), rows);
      const have = resume.ask(back, 64).have;
      // A server tells what is not had.
      const missing = log.filter(({ seq }) => !have.some(([a, b]) => a <= seq && seq <= b));
      if (cut > 0) assert.ok(missing.every(({ seq }) => seq > cut));
      for (const one of missing) tl.tell(back, one);
      const whole = reads(lineOf(log));
      const shown = reads(back);
      assert.deepEqual(shown, cut > 0 ? whole.slice(-shown.length || Infinity) : whole);
      assert.equal(back.lastSeq, log.length);
      assert.equal(back.lastN, log[log.length - 1].n);
    }),
  );
});

test("of a long room the newest rows are kept, and it says that older ones are not here", () => {
  const back = store(lineOf(Array.from({ length: 200 }, (_, i) => post(i + 1))));
  assert.equal(back.order.length, packing.rowsKept);
  assert.equal(back.order[0], 200 - packing.rowsKept + 1);
  assert.deepEqual(back.held, [[200 - packing.rowsKept + 1, 200]]);
  assert.equal(tl.stretch(back, 3), undefined);
  assert.equal(back.stale, true);
});

test("totals, who took a post away, and a past that is hidden are kept", () => {
  const line = lineOf([
    post(1),
    post(2),
    { ...post(3), kind: "moderated", target: 1, reason: "x" },
  ]);
  tl.addTotals(line, [{ seq: 2, reactions: { "👍": 3 } }]);
  tl.react(line, 2, "👍");
  tl.beginsAt(line, 1);
  const back = store(line);
  assert.deepEqual(back.totals.get(2), { seq: 2, reactions: { "👍": 3 }, own: "👍" });
  assert.equal(back.removals.get(3).reason, "x");
  assert.equal(back.deleted.get(1), 3);
  assert.equal(back.begins, 1);
});

test("the last words are the newest post, as it reads now, never a deleted one", () => {
  assert.equal(last.lastWords(undefined), undefined);
  assert.equal(last.lastWords(lineOf([{ ...post(1), kind: "joined" }])), undefined);
  const line = lineOf([post(1, "早"), post(2, "午", { by: 7 })]);
  assert.deepEqual(last.lastWords(line), { by: 7, text: "午" });
  tl.tell(line, { ...post(3, "晚"), kind: "edit", target: 2 });
  assert.deepEqual(last.lastWords(line), { by: 7, text: "晚" });
  tl.tell(line, { ...post(4), kind: "delete", target: 2 });
  assert.deepEqual(last.lastWords(line), { by: 1, text: "早" });
  tl.tell(line, { ...post(5, "正文"), kind: "notice", title: "通知", class: "plain" });
  assert.deepEqual(last.lastWords(line), { by: 1, text: "通知" });
});

test("words are fetched for the liveliest rooms one is in whose words are not here", () => {
  const row = (room, more = {}) => ({ room, joined: true, last_n: 3, ...more });
  const lines = new Map([
    [1, lineOf([post(1)])],
    [2, tl.newTimeline(2, 9, 3, 0)],
  ]);
  const rows = [row(1), row(2), row(3), row(4, { joined: false }), row(5, { last_n: 0 }), row(6)];
  assert.deepEqual(last.wordless(rows, lines, 40), [2, 3, 6]);
  assert.deepEqual(last.wordless(rows, lines, 2), [2]);
});
