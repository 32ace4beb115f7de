// The short form of the fault matrix (README.md): what finds a violation does find it, and a case
// or two of what no other test here does. The whole is `script/faults`.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { binary, no_server } from "../support/server.mjs";
import { run_cases } from "./matrix/cases.mjs";
import { kind_of as disk_way } from "./matrix/disk.mjs";
import { fault_of, kind_of as injected_call } from "./matrix/inject.mjs";
import { House } from "./matrix/house.mjs";
import { hash_of } from "./matrix/journal.mjs";
import { judge } from "./matrix/oracle.mjs";
import { parts } from "./matrix/parts.mjs";
import { plants } from "./matrix/plants.mjs";
import { wrong_with_point_in_time } from "./matrix/restore.mjs";
import { kind_of as damage_of } from "./matrix/rot.mjs";

const options = { skip: no_server };

const word = (n, seq, text = `第 ${n} 句`) => {
  return { outbox: "a-device", n, room: 1, hash: hash_of(text), seq, said: n, heard: seq && n };
};
const event = (seq, text) => ({ room: 1, seq, text });
const events = [event(1, "第 1 句"), event(2, "第 2 句")];
const of_room = (list) => new Map([[1, list]]);

test("the oracle is content with what was promised", () => {
  const told = of_room(new Map(events.map((one) => [one.seq, JSON.stringify(one)])));
  const words = [word(1, 1), word(2, 2), word(3)]; // the third: not acknowledged, and not there

  assert.deepEqual(judge({ words, histories: of_room(events), told }), []);
});

test("the oracle finds what is lost, doubled, moved, made up, changed or out of order", () => {
  const told = of_room(new Map([[2, JSON.stringify(event(2, "另一句"))]]));
  const lost_told = of_room(new Map([[3, JSON.stringify(event(3, "第 3 句"))]]));
  const found = (words, list, heard) => judge({ words, histories: of_room(list), told: heard });
  const both = [word(1, 1), word(2, 2)];

  assert.match(found([...both, word(3, 3)], events)[0], /3 in room 1 .* is missing/);
  assert.match(found([word(1), word(2, 2)], [...events, event(3, "第 1 句")])[0], /stands 2 times/);
  assert.match(found([word(1, 1), word(2, 5)], events)[0], /acknowledged at 5 and stands at 2/);
  assert.match(found([word(1, 1)], events)[0], /words at 2 that nobody said/);
  assert.match(found(both, events, told)[0], /told in other words/);
  assert.match(found(both, events, lost_told)[0], /event 3 .* told and is not kept/);
  assert.match(found(both, [events[1], events[0]])[0], /not dense/);
});

test("a backup that lacks a word, or is torn over two moments, is found", () => {
  const original = of_room([...events, event(3, "第 3 句")]);
  const words = [word(1, 1), word(2, 2), word(3, 3)];
  const wrong = (list, asked) => wrong_with_point_in_time(of_room(list), original, words, asked);

  assert.deepEqual(wrong(events, 2), []);
  assert.match(wrong(events, 3)[0], /acknowledged before and is not in it/);
  assert.match(wrong([events[0], event(2, "第 3 句")], 0)[0], /not a beginning/);
  assert.match(wrong([event(1, "第 3 句")], 0).at(-1), /what came after is/);
});

// A failed fsync loses nothing that can be seen while the power stays: `power` and `restore` have
// plants of what it is for.
const unseen = ["fsync"];

test("whoever comes twice at once hears one connection, the newer", options, async () => {
  const house = await House.open({ members: 2, rooms: 1 });
  try {
    const { load, server } = house;
    const { listener } = load;
    const both = [listener.connect(server), listener.connect(server)];
    const came = (await Promise.allSettled(both)).filter(({ status }) => status === "fulfilled");
    assert.equal(came.length, 1);
    load.begin(100);
    while (load.answers < 50) await after(10);
    load.talks = false;
    await load.settle();
    assert.deepEqual(load.wrong, []);
    assert.ok(listener.told.get(1).size >= 50);
  } finally {
    await house.close();
  }
});

test("a file that is no report of the part is left as it is, with a word", async () => {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-report-"));
  try {
    const report = join(folder, "other.json");
    writeFileSync(report, '{"part":"kill","runs":[]}');
    await assert.rejects(run_cases({ name: "rot", from: 1, count: 0, report }), /no report of rot/);
    assert.equal(readFileSync(report, "utf8"), '{"part":"kill","runs":[]}');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every kind of fault has a planted bug of its own", () => {
  const kind = { disk: disk_way, inject: injected_call, rot: damage_of };
  for (const [part, { cases }] of Object.entries(parts)) {
    const kind_of = kind[part] ?? (() => part);
    const numbers = Array.from({ length: cases }, (_, at) => at + 1);
    const kinds = new Set(numbers.map(kind_of).filter((one) => !unseen.includes(one)));
    const own = plants.filter((plant) => plant.part === part);
    const found = own.map(({ cases: tried }) => [...new Set(tried.map(kind_of))]);
    for (const of_one of found) assert.equal(of_one.length, 1, `${part}: ${of_one}`);
    assert.deepEqual([...new Set(found.flat())].sort(), [...kinds].sort(), part);
  }
});

test("nothing of the planted bugs is in the product", options, () => {
  const product = readFileSync(binary, "latin1");

  for (const { name } of plants) assert.ok(!product.includes(name), name);
  assert.ok(!product.includes("XINQIAO_PLANT"));
  assert.ok(product.includes("WORDS ARE LOST"), "its words can be found like this");
});

// A run of cases, and then of more: the report adds up.
async function all_pass(t, name, ...ranges) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-faults-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const report = join(folder, `${name}.json`);
  for (const [from, count] of ranges) await run_cases({ name, from, count, report });
  const whole = JSON.parse(readFileSync(report, "utf8"));
  const { violations, totals } = whole;
  t.diagnostic(JSON.stringify(totals));
  assert.deepEqual(violations.map(({ number, wrong }) => [number, wrong]), []);
  const [first] = Object.keys(whole.places);
  if (first === "none") return t.skip("root, a loop device or strace is missing");
  assert.ok(totals.passed > 0, "not all were skipped");
  const cases = ranges.reduce((sum, [, count]) => sum + count, 0);
  assert.equal(totals.passed + (totals.skipped ?? 0), cases);
  assert.equal(whole.runs.length, ranges.length);
}

test("killed in a flush or compaction, and at its start", options, (t) =>
  all_pass(t, "kill", [30, 1], [10, 1]),
);

test("its disk is full before it starts", options, (t) => all_pass(t, "disk", [3, 1]));

test("a call fails: it goes on, or ends and says why", options, async (t) => {
  assert.deepEqual(fault_of(5), { call: "accept,accept4", error: "EMFILE", nth: 1 });
  assert.deepEqual(fault_of(12), { call: "write", error: "EIO", nth: 2 });
  await all_pass(t, "inject", [3, 4], [89, 1]);
});

test("it stands still for a while, and nobody is cut off", options, (t) =>
  all_pass(t, "stop", [1, 1]),
);

test("its disk takes half a second for a sync", options, (t) => all_pass(t, "slow", [1, 1]));

test("rotten files are refused, or a new epoch begins; no wrong word", options, (t) =>
  all_pass(t, "rot", [9, 4]),
);
