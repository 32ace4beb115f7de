// A room as the page holds it: the same events in any order give the same timeline; what is gone
// is gone.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { core, whole } from "./support/core.mjs";

const { timeline: tl, resume, rows, window: win } = await core();
const minute = 60_000;
const noon = new Date(2026, 10, 20, 12).getTime();
const event = (seq, kind, more = {}) => ({
  room: 1,
  seq,
  at: noon + seq * minute,
  by: 1,
  n: seq,
  kind,
  ...more,
});
const post = (seq, text = `话${seq}`, more = {}) => event(seq, "post", { text, ...more });

// A log like one that was lived: posts, edits and deletions of earlier posts.
const lived = fc
  .array(fc.tuple(fc.constantFrom("post", "post", "edit", "delete"), fc.nat()), {
    minLength: 1,
    maxLength: 40,
  })
  .map((acts) => {
    const log = [];
    for (const [kind, pick] of acts) {
      const seq = log.length + 1;
      const targets = log.filter((one) => one.kind === "post");
      if (kind === "post" || targets.length === 0) log.push(post(seq));
      else
        log.push(
          event(seq, kind, {
            target: targets[pick % targets.length].seq,
            ...(kind === "edit" ? { text: `改${seq}` } : {}),
          }),
        );
    }
    return log;
  });
const reads = (line) =>
  line.order.map((seq) => {
    const shown = line.shown.get(seq);
    return shown.kind === "post" ? tl.textOf(line, shown).text : shown.kind;
  });

test("events in any order, and told twice, give the same words", () => {
  fc.assert(
    fc.property(
      lived.chain((log) =>
        fc.tuple(fc.constant(log), fc.shuffledSubarray(log, { minLength: log.length })),
      ),
      ([log, shuffled]) => {
        const straight = tl.newTimeline(1, 0, 0, 0);
        for (const one of log) tl.tell(straight, one);
        const mixed = tl.newTimeline(1, 0, 0, 0);
        for (const one of [...shuffled, ...log.slice(0, 5)]) tl.tell(mixed, one);
        assert.deepEqual(reads(mixed), reads(straight));
        assert.deepEqual(mixed.held, [[1, log.length]]);
      },
    ),
  );
});

test("a page that was read before an edit came shows the edit", () => {
  const line = tl.newTimeline(1, 5, 5, 0);
  tl.tell(line, event(6, "edit", { target: 2, text: "改过" }));
  tl.tell(line, event(7, "delete", { target: 3 }));
  tl.addPage(line, { room: 1, events: [post(1), post(2), post(3)], about: [], top: 5 });
  assert.deepEqual(reads(line), ["话1", "改过", "deleted_post"]);
});

test("an old page shows edited text by `about`, and a later edit wins", () => {
  const line = tl.newTimeline(1, 90, 90, 0);
  tl.addPage(line, {
    room: 1,
    events: [post(1)],
    about: [event(80, "edit", { target: 1, text: "新" })],
    top: 90,
  });
  tl.addPage(line, {
    room: 1,
    events: [event(40, "edit", { target: 1, text: "旧" })],
    about: [],
    top: 90,
  });
  assert.deepEqual(reads(line), ["新"]);
});

test("a deleted post stays deleted when an old copy of it comes again", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  tl.tell(line, event(1, "deleted_post", { del: 9 }));
  tl.tell(line, post(1));
  assert.deepEqual(reads(line), ["deleted_post"]);
});

test("an unknown kind keeps its place", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  tl.tell(line, post(1));
  tl.tell(line, event(2, "unknown"));
  assert.deepEqual(tl.claim(line, 64), [[1, 2]]);
});

const cases = resolve(dirname(fileURLToPath(import.meta.url)), "../../protocol/examples/resume");
const files = readdirSync(cases).filter((file) => file.endsWith(".json"));
const read_case = (file) => JSON.parse(readFileSync(join(cases, file), "utf8"));

function holding(stretches) {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (const [first, last] of stretches) {
    const events = Array.from({ length: last - first + 1 }, (_, i) => post(first + i));
    tl.addPage(line, { room: 1, events, about: [], top: last });
  }
  return line;
}
// Stretches that touch are one.
const melted = (stretches) =>
  stretches.reduce((all, [first, last]) => {
    const before = all.at(-1);
    if (before?.[1] + 1 !== first) return [...all, [first, last]];
    return [...all.slice(0, -1), [before[0], last]];
  }, []);

test("there are cases of every sort", () => {
  const all = files.map(read_case);
  assert.ok(all.length >= 60);
  assert.ok(all.filter(({ refused }) => refused !== undefined).length >= 10);
  assert.ok(all.filter(({ bottom }) => bottom !== undefined).length >= 10);
});

// What a server refuses to hear is said as it should be, or never, however it came to be known.
for (const { name, have, said_well } of files.map(read_case).filter((one) => one.said_well)) {
  test(`resume: ${name} are told in order`, () => {
    assert.deepEqual(resume.ask(holding(have), 64), { room: 1, have: said_well });
    assert.deepEqual(resume.ask(holding([...have].reverse()), 64).have, said_well);
  });
}

for (const { name, have, expect } of files.map(read_case).filter((one) => one.expect)) {
  test(`resume: ${name}`, () => {
    let line = holding(have);
    assert.deepEqual(resume.ask(line, 64), { room: 1, have: melted(have) });
    // The page sets aside what a server that went back cannot confirm.
    if (expect.rolled_back) line = tl.newTimeline(1, 0, 0, 0);
    assert.equal(resume.resumed(line, { room: 1, ...expect }), true);
    for (const [first, last] of expect.sent)
      for (let seq = first; seq <= last; seq++) tl.tell(line, post(seq));

    assert.deepEqual(tl.claim(line, 64), expect.top === 0 ? [] : [[1, expect.top]], "all is known");
    const shown = line.order;
    const oldest = expect.complete ? shown[0] : expect.first;
    assert.ok(
      shown.every((seq) => seq >= oldest),
      "nothing stands below a hole",
    );
    const events = expect.top === 0 || shown.length === 0 ? 0 : expect.top - shown[0] + 1;
    assert.equal(shown.length, events, "no hole to the end");
  });
}

test("a room that is gone is said to be gone", () => {
  assert.equal(resume.resumed(tl.newTimeline(1, 3, 3, 0), { room: 1, gone: true }), false);
});

test("own words the server lost are found, those it kept are not", () => {
  const before = tl.newTimeline(1, 0, 0, 0);
  for (const one of [post(1), post(2), post(3, "别人", { by: 2 }), post(4)]) tl.tell(before, one);
  assert.deepEqual(
    resume.lostBeyond(before, 1, 2).map((lost) => lost.text),
    ["话4"],
  );
  assert.equal(resume.lostTo(before, 1, post(1)), undefined);
  assert.equal(resume.lostTo(before, 1, post(2, "另一句", { by: 2 })).text, "话2");
  assert.equal(resume.lostTo(before, 1, post(3, "x", { by: 2 })), undefined);
});

const view = (line, more) => rows.buildRows(whole(line, more));

test("rows have days, groups of five minutes, and one unread line", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  tl.tell(line, post(1));
  tl.tell(line, post(2));
  tl.tell(line, post(3, "别人", { by: 2 }));
  tl.tell(line, post(4, "晚了", { by: 2, at: noon + 3 * minute + rows.groupMs }));
  tl.tell(line, post(5, "第二天", { by: 2, at: noon + 24 * 60 * minute }));
  const list = view(line, { unreadFrom: 3 });
  assert.deepEqual(
    list.map((row) => (row.type === "message" ? row.first : row.type)),
    ["day", true, false, "unread", true, true, "day", true],
  );
});

test("a reply quotes what the other post reads now, or says that it is gone", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  tl.tell(line, post(1));
  tl.tell(line, post(2, "答", { re: 1 }));
  tl.tell(line, event(3, "edit", { target: 1, text: "改" }));
  const quote = () => view(line).find((row) => row.seq === 2);
  assert.equal(quote().quoteText, "改");
  tl.tell(line, event(4, "delete", { target: 1 }));
  assert.equal(quote().quoteState, "deleted");
  assert.equal(quote().quoteText, "");
});

test("what is on its way stands at the end, with its state and its reason", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  tl.tell(line, post(1));
  const item = (id, more = {}) => ({
    id,
    method: "message.post",
    params: { room: 1, text: `等${id}` },
    at: noon + 90 * minute,
    ...more,
  });
  const list = view(line, {
    items: [item(1), item(2), item(3, { failure: { reason: "not_member" } })],
    flying: (id) => id === 1,
  });
  assert.deepEqual(
    list.slice(-3).map((row) => [row.text, row.way, row.reason]),
    [
      ["等1", "sending", ""],
      ["等2", "waiting", ""],
      ["等3", "failed", "not_member"],
    ],
  );
  const changing = view(line, {
    items: [
      { id: 4, method: "message.edit", params: { room: 1, target: 1, text: "改中" }, at: noon },
    ],
  });
  assert.deepEqual([changing[1].text, changing[1].change], ["改中", "edit"]);
});

test("never more than 300 rows stand in the window, wherever one reads", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (let seq = 1; seq <= 1000; seq++) tl.tell(line, post(seq));
  let at = win.atEnd(line);
  const count = ({ first, last }) => line.order.filter((seq) => seq >= first && seq <= last).length;
  for (let i = 0; i < 20; i++) {
    at = win.older(line, at).window;
    assert.ok(count(at) <= win.rowsMax);
  }
  assert.equal(at.first, 1);
  assert.notEqual(at.last, Infinity);
  for (let i = 0; i < 20; i++) {
    at = win.newer(line, at).window;
    assert.ok(count(at) <= win.rowsMax);
  }
  assert.equal(at.last, Infinity);
});

test("at the edge of what is held, older and newer ask for a page", () => {
  const line = tl.newTimeline(1, 1000, 1000, 0);
  tl.addPage(line, {
    room: 1,
    events: Array.from({ length: 10 }, (_, i) => post(500 + i)),
    about: [],
    top: 1000,
  });
  const at = win.around(line, 505);
  assert.deepEqual(at, { first: 500, last: 509 });
  assert.equal(win.older(line, at).fetch, 500);
  assert.equal(win.newer(line, at).fetch, 509);
});

test("a page that begins with what is no row asks for the one before, like any other", () => {
  const line = tl.newTimeline(1, 1000, 1000, 0);
  const take = (events) => tl.addPage(line, { room: 1, events, about: [], top: 1000 });
  const edit = (_, i) => event(500 + i, "edit", { target: 1, text: "改" });
  const posts = Array.from({ length: 5 }, (_, i) => post(505 + i));
  take([...Array.from({ length: 5 }, edit), ...posts]);
  assert.equal(win.older(line, win.around(line, 507)).fetch, 500);
  take([event(499, "delete", { target: 2 })]);
  assert.equal(win.older(line, win.around(line, 507)).fetch, 499);
});

test("a quiet room keeps its newest rows and still claims all it knows", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  for (let seq = 1; seq <= 50; seq++) tl.tell(line, post(seq));
  tl.trim(line, 20);
  assert.equal(line.order.length, 20);
  assert.deepEqual(tl.claim(line, 64), [[1, 50]]);
});

test("a room in which people talk for hours gives up its oldest rows now and then", () => {
  const line = tl.newTimeline(1, 0, 0, 0);
  const held = [];
  for (let seq = 1; seq <= 100; seq++) {
    tl.tell(line, post(seq));
    tl.trimBeyond(line, 20, 10);
    held.push(line.order.length);
  }
  assert.deepEqual(
    held.slice(0, 30),
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
  assert.equal(held[30], 20);
  assert.equal(Math.max(...held), 30);
  assert.equal(line.order.at(-1), 100);
  assert.deepEqual(tl.stretch(line, 100), { first: line.order[0], last: 100 });
});
