// What costs little: of the rows of a room only those are made anew that something happened to.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core, whole } from "./support/core.mjs";

const { timeline: tl, rows } = await core();
const noon = new Date(2026, 10, 20, 12).getTime();
const event = (seq, kind, more = {}) => ({
  room: 1,
  seq,
  at: noon + seq * 60_000,
  by: 1 + (seq % 2),
  n: seq,
  kind,
  ...more,
});
const post = (seq, more = {}) => event(seq, "post", { text: `话${seq}`, ...more });
const seen = (line, items = []) => rows.buildRows(whole(line, { items }));
const anew = (before, after) => after.filter((row) => !before.includes(row)).map(({ key }) => key);
const posts = (keys) => keys.filter((key) => !key.startsWith("d"));

function talk(count, more = () => ({})) {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (let seq = 1; seq <= count; seq++) tl.tell(line, post(seq, more(seq)));
  return line;
}

test("a message that comes makes one row, whatever stands above it", () => {
  const line = talk(300);
  const before = seen(line);
  tl.tell(line, post(301));
  assert.deepEqual(posts(anew(before, seen(line))), ["s301"]);
});

test("an edit, totals, a deletion make the row anew that they are of, and its quotes", () => {
  const line = talk(100, (seq) => (seq === 50 ? { re: 10 } : {}));
  let before = seen(line);
  const made = (act) => {
    act();
    const after = seen(line);
    const keys = posts(anew(before, after));
    before = after;
    return keys;
  };
  const told = (...args) => () => tl.tell(line, event(...args));
  assert.deepEqual(made(told(101, "edit", { target: 10, text: "改" })), ["s10", "s50"]);
  assert.deepEqual(made(() => tl.react(line, 20, "👍")), ["s20"]);
  assert.deepEqual(made(told(102, "delete", { target: 10 })), ["s10", "s50"]);
  assert.equal(before.find(({ key }) => key === "s50").quoteState, "deleted");
  assert.deepEqual(made(() => {}), []);
});

test("a change that fails is told, though its item is the same", () => {
  const line = talk(3);
  const params = { room: 1, target: 2, text: "改" };
  const item = { id: 7, method: "message.edit", params, at: noon };
  assert.equal(seen(line, [item]).find(({ seq }) => seq === 2).changeFailed, false);
  item.failure = { reason: "not_author" };
  assert.equal(seen(line, [item]).find(({ seq }) => seq === 2).changeFailed, true);
  assert.equal(seen(line).find(({ seq }) => seq === 2).change, "");
});

// Rows that were made before are those that would be made of the same events by who never saw them.
const acts = fc.array(
  fc.tuple(fc.constantFrom("post", "reply", "edit", "delete", "react"), fc.nat()),
  { minLength: 1, maxLength: 40 },
);
test("rows made step by step are those made at once", () => {
  fc.assert(
    fc.property(acts, (all) => {
      const line = talk(3);
      for (const [kind, pick] of all) {
        const seq = line.lastSeq + 1;
        const target = 1 + (pick % 3);
        if (kind === "react") tl.react(line, target, pick % 2 ? "👍" : "");
        else if (kind === "post") tl.tell(line, post(seq));
        else if (kind === "reply") tl.tell(line, post(seq, { re: target }));
        else tl.tell(line, event(seq, kind, { target, text: `改${seq}` }));
        assert.deepEqual(seen(line), seen(structuredClone(line)));
      }
    }),
  );
});
