// The goals, the comparison and the page are pure: held against reports made by hand.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { change_of } from "../../bench/goals/bootstrap.mjs";
import { compare, samples_of, words_of } from "../../bench/goals/compare.mjs";
import { entry, goals_of, word_of } from "../../bench/goals/goals.mjs";
import { page_of } from "../../bench/goals/page.mjs";
import { is_wanted, parts_of } from "../../bench/goals/parts.mjs";
import { in_folder, program, root } from "./support/bench.mjs";

const spread = (median, min = median, max = median) => ({ median, min, max });
function side(name, ratio, cpu, wall = 5, others = 0) {
  const round = { cpu_ns_per_delivery: cpu, wall_ms: wall, deliveries_per_second: 1e9 / cpu };
  return {
    side: name,
    ratio: spread(ratio, ratio * 0.99, ratio * 1.01),
    ratio_without_index: spread(ratio - 0.02),
    cpu_ns_per_delivery: spread(cpu),
    wall_ms: spread(wall),
    deliveries_per_second: spread(1e9 / cpu),
    segments_per_delivery: 1,
    syncs_per_post: 1,
    others_cores: spread(others),
    rounds: [round, round, round],
  };
}
const machine = { cpu: "a <b> processor", cores: 2, kernel: "6" };
const floor = {
  kind: "floor",
  date: "2026-11-27T00:00:00Z",
  machine,
  where: "servers on core 0, generator on core 1",
  held: true,
  cases: [
    { members: 1_000, posts: 1, sides: [side("server", 1.04, 5_200), side("bare", 1, 5_000, 6)] },
    { members: 10_000, posts: 1, sides: [side("server", 1.2, 9_000), side("bare", 1, 7_500)] },
    {
      members: 1_000,
      posts: 8,
      sides: [
        side("server", 1.05, 800, 5, 0.9),
        side("bare_synced", 1.04, 790),
        side("bare", 1, 760),
      ],
    },
  ],
  problem: "",
};
const durable = {
  durable: [
    {
      ...{ case: "group 100", ratio: spread(0.93, 0.9, 0.95), posts_per_batch: spread(101) },
      ...{ busy_cores: spread(1.6), rocksdb_busy_cores: spread(0.7) },
    },
  ],
  keeping: [{ batch: 10, rocksdb: { p99_ms: spread(2) } }],
  problem: "",
};
const points = [0, 0.5, 0.9, 0.99, 1].map((share) => [share, 10 + 100 * share]);
const second = (at) => ({
  at,
  measured: true,
  deliveries_per_second: 1_000 * at,
  server_cpu: 0.4,
  generator_cpu: 0.2,
  heard_by_all_p99_ms: at === 2 ? null : 20,
});
const step = (posts_per_second, held) => ({
  posts_per_second,
  held,
  why: held ? "" : "p99 300 ms",
  heard_by_all_ms: { p50: 5, p99: held ? 200 : 300 },
  server_cpu: 0.9,
  generator_cpu: 0.5,
});
const run = {
  scenario: { name: "<i>one room</i>", mode: "search", members: 1_000 },
  machine,
  ...{ sent: 10, deliveries: 10_000, lost: 0, duplicated: 0, reordered: 0, altered: 0 },
  percentiles: { latency: points, heard_by_all: points, acknowledged: [] },
  timeline: [1, 2, 3].map(second),
  faults: [{ at: 2, what: "kill" }],
  search: { posts_per_second: 100, why: "100 held", steps: [step(100, true), step(150, false)] },
  void: false,
};
const by_name = (goals, part) => goals.find(({ name }) => name.includes(part));

test("a goal is met, not met, or says why it is not known", () => {
  const goals = goals_of({ floor, durable });
  assert.equal(by_name(goals, "K = 1, N = 1,000").met, true);
  assert.equal(by_name(goals, "K = 1, N = 10,000").met, false);
  assert.equal(by_name(goals, "K = 8, N = 1,000").met, true);
  assert.match(by_name(goals, "K = 8, N = 1,000").how, /index 1\.03 x; a bare .* burst 1\.04 x$/);
  const not_run = by_name(goals, "K = 32");
  assert.deepEqual([not_run.met, not_run.value, not_run.why], [null, null, "not run"]);
  const growth = by_name(goals, "growth");
  assert.ok(Math.abs(growth.value - 9_000 / 5_200 / (7_500 / 5_000)) < 1e-9);
  assert.equal(growth.met, false);
  assert.equal(by_name(goals, "group 100").met, true);
  assert.match(by_name(goals, "group 100").how, /it kept 1\.60 cores busy, RocksDB 0\.70$/);
  assert.equal(by_name(goals, "group 1,000").met, null);
  assert.equal(by_name(goals, "TLS, K = 8").met, null);
  assert.equal(goals.length, 29);
  assert.ok(goals.every((goal) => goal.name && goal.unit !== undefined && goal.how));
});

test("a failed part is no figure, and its reason is told", () => {
  const goals = goals_of({ floor: { ...floor, problem: "a socket was closed" } });
  const goal = by_name(goals, "K = 1, N = 1,000");
  assert.equal(goal.met, null);
  assert.equal(goal.value, null);
  assert.equal(goal.why, "failed: a socket was closed");
  assert.equal(word_of(goal), "failed");
});

test("where the generator was the bottleneck a goal is open, unless what it did is enough", () => {
  const search = (posts_per_second, open) => ({
    problem: "",
    search: { posts_per_second, open, why: "the generator was the bottleneck", steps: [] },
  });
  const highest = (report) => by_name(goals_of({ search: report }), "highest");
  assert.equal(word_of(highest(search(900, true))), "open");
  assert.equal(highest(search(900, true)).met, null);
  assert.equal(highest(search(1_100, true)).met, true);
  assert.equal(highest(search(900, false)).met, false);

  const half = { heard_by_all_ms: { p99: 10.9 }, void: false, problem: "" };
  const at_half = (report) => by_name(goals_of({ half: report, floor, durable }), "half");
  assert.equal(at_half(half).goal, 2 + 1.5 * 6);
  assert.equal(at_half(half).met, true);
  assert.equal(word_of(at_half({ ...half, void: true, void_reason: "late" })), "open");
});

const idle = (bytes_per_connection, members, rooms_of_a_member) => ({
  ...{ bytes_per_connection, scenario: { members, rooms_of_a_member }, problem: "" },
});

test("memory and threads are held against their goals", () => {
  const pair = { ...floor, cases: [{ members: 1_000, posts: 8, sides: [] }] };
  pair.cases[0].sides = [
    side("two_threads", 1, 500),
    side("server", 1, 700),
    side("bare_two_threads", 1, 500),
    side("bare", 1, 600),
  ];
  const goals = goals_of({
    "floor-threads": pair,
    "idle-plain": idle(200, 10_000, 1),
    "idle-tls": idle(15_000, 3_000, 1),
    "idle-rooms": { ...idle(600, 5_100, 20), own_nobody_kilobytes: 12_000 },
    "idle-few": { ...idle(15_000, 100, 20), own_nobody_kilobytes: 10_000 },
  });
  const second = by_name(goals, "second I/O thread");
  assert.ok(Math.abs(second.value - 1.4 / 1.2) < 1e-9);
  assert.equal(second.met, true);
  assert.match(second.how, /ours 1\.40 x \(1\.40 to 1\.40\), bare 1\.20 x/);
  pair.cases[0].sides[0] = side("two_threads", 1, 700); // no gain where there is one to be had
  assert.equal(by_name(goals_of({ "floor-threads": pair }), "second I/O thread").met, false);
  pair.cases[0].sides.pop(); // without the bare server's gain it says nothing
  const alone = by_name(goals_of({ "floor-threads": pair }), "second I/O thread");
  assert.deepEqual([alone.met, alone.why], [null, "not run"]);
  assert.equal(by_name(goals, "connection, plain").met, false);
  assert.equal(by_name(goals, "connection, TLS").met, true);
  assert.equal(by_name(goals, "connection, plain, in 20 rooms").met, true);
  const member = by_name(goals, "with the account");
  assert.deepEqual([Math.round(member.value), member.met], [1_010, true]); // 2,000 KiB
  assert.equal(by_name(goals_of({ "idle-few": { problem: "" } }), "with the account").met, null);
  const ten = by_name(goals_of({ "idle-rooms": idle(300, 5_100, 10) }), "plain, in 20 rooms");
  assert.deepEqual([ten.met, ten.why], [null, "failed: each heard 10 rooms"]);
});

test("TLS is held against plain, and against the bare server", () => {
  const sides = (cpu) => [side("tls", 1, cpu), side("server", 1, 5_000), side("bare", 1, 4_900)];
  const report = { ...floor, cases: [{ members: 1_000, posts: 1, sides: sides(7_900) }] };
  const goals = () => goals_of({ "floor-tls": report });
  const of_plain = () => by_name(goals(), "through TLS, K = 1, N = 1,000");
  const of_bare = () => by_name(goals(), "K = 1, N = 1,000, of a bare");
  assert.deepEqual([of_plain().value, of_plain().met, of_bare().met], [1.58, true, false]);
  assert.equal(of_plain().how, "against the same server without TLS");
  report.cases[0].sides = sides(7_600);
  assert.equal(of_bare().met, true);
  report.cases[0].sides.splice(2, 0, side("bare_tls", 1, 7_350));
  assert.match(of_plain().how, /OpenSSL 1\.03 x \(.*one without TLS 1\.50 x/);
  assert.equal(of_plain().openssl.bare.median, 1.5);
  assert.equal(of_plain().goal, 1.6);
  report.cases[0].sides = sides(8_100);
  assert.equal(of_plain().met, false);
});

test("compressed is held against plain, in the same run", () => {
  const packed = {
    ...floor,
    cases: [
      { members: 1_000, posts: 1, sides: [side("packed", 0.99, 4_950), side("server", 1, 5_000)] },
      { members: 1_000, posts: 8, sides: [side("packed", 1.2, 840), side("server", 1, 700)] },
    ],
  };
  const goals = goals_of({
    "floor-packed": packed,
    "idle-plain": idle(1_000, 10_000, 1),
    "idle-packed": idle(1_033, 10_000, 1),
  });
  assert.equal(by_name(goals, "compressed, K = 1").met, true);
  assert.equal(by_name(goals, "compressed, K = 8").met, false);
  const more = by_name(goals, "more memory");
  assert.deepEqual([more.value, more.goal, more.met], [33, 32, false]);
  const alone = by_name(goals_of({ "idle-packed": idle(1_033, 10_000, 1) }), "more memory");
  assert.deepEqual([alone.met, alone.why], [null, "not run"]);
});

test("what a post and a delivery cost the server's own threads", () => {
  const benchmarks = [1, 8, 32, 1_000].map((posts, i) => ({
    name: `decide_posts/${posts}/manual_time`,
    ns_a_post: 20_000 / (i + 1),
  }));
  const told = { ...floor, cases: [{ members: 1_000, posts: 1, sides: [side("server", 1, 1)] }] };
  told.cases[0].sides[0].io_user_ns_per_delivery = 151;
  const goals = goals_of({ floor: told, decide: { benchmarks } });
  assert.equal(by_name(goals, "outside the kernel").met, false);
  assert.equal(by_name(goals, "decided, encoded").value, 5);
  const { how } = by_name(goals, "decided, encoded");
  assert.match(how, /20\.0 us of 1, 10\.0 us of 8, 6\.7 us of 32/);
  assert.equal(by_name(goals_of({}), "decided, encoded").why, "not run");
});

test("what grows is held against what it was", () => {
  const grown = {
    ...{ few: 10_000, many: 20_000_000, members: 1_000, more_members: 10_000, problem: "" },
    pages: { latest: { ratio: spread(1.02) }, anywhere: { ratio: spread(1.6, 1.4, 1.7) } },
    start: { ratio: spread(1.7), ratio_cpu: spread(1.1), ratio_members: spread(2.5) },
    beside: { others_cores: 0.4 },
  };
  const page = by_name(goals_of({ grown }), "a page of history");
  assert.deepEqual([page.value, page.met], [1.6, false]);
  assert.match(page.how, /10,000 to 20,000,000 messages.*end 1\.02 x, from anywhere 1\.60 x/);
  assert.ok(!page.how.includes("RocksDB"));
  const plain = { ratio: spread(4), least_ratio: spread(1.55) };
  const floored = { ...grown.pages.anywhere, plain };
  const beside = goals_of({ grown: { ...grown, pages: { ...grown.pages, anywhere: floored } } });
  assert.match(by_name(beside, "a page of history").how, /alone from anywhere 4\.00 x.* 1\.55 x$/);
  const better = { ...grown, pages: { ...grown.pages, anywhere: { ratio: spread(0.9) } } };
  assert.deepEqual(by_name(goals_of({ grown: better }), "a page of history").value, 1.02);
  const start = by_name(goals_of({ grown }), "time to start");
  assert.deepEqual([start.value, start.met], [1.1, true]);
  assert.match(start.how, /by the clock 1\.70 x; 1,000 to 10,000 members 2\.50 x/);
  assert.equal(by_name(goals_of({}), "time to start").why, "not run");
  assert.equal(by_name(goals_of({}), "a page of history").why, "not run");

  const most = structuredClone(floor);
  most.cases[1].members = 18_000;
  const growth = by_name(goals_of({ "floor-growth": most }), "to 18,000");
  assert.ok(Math.abs(growth.value - 9_000 / 5_200 / (7_500 / 5_000)) < 1e-9);
});

test("a storm is held against the bytes, the memory and the decider", () => {
  const storm = {
    ...{ members: 17_990, rooms: 20, missed: 100, ratio: spread(2.1), problem: "" },
    ...{ grown_megabytes: 299, decide_ms: 50, server: [{ others_cores: 0.1 }] },
  };
  const met = (report) =>
    goals_of({ storm: report })
      .filter(({ name }) => name.startsWith("everybody resumes"))
      .map((goal) => goal.met);
  assert.deepEqual(met(storm), [false, true, true]);
  const worse = { ...storm, ratio: spread(2), grown_megabytes: 301, decide_ms: -1 };
  assert.deepEqual(met(worse), [true, false, false]);
  assert.deepEqual(met(undefined), [null, null, null]);
  assert.deepEqual(met({ ...storm, problem: "a socket was closed" }), [null, null, null]);
});

test("what is long is run when all is, or by its whole name", () => {
  const parts = parts_of({ server: "S", full: false });
  const wanted = (only, full = false) =>
    parts.filter((part) => is_wanted(part, { only, full })).map(({ name }) => name);
  assert.equal(wanted([""]).length, parts.length - 3);
  assert.equal(wanted([""], true).length, parts.length);
  assert.deepEqual(wanted(["floor"]), ["floor", "floor-tls", "floor-packed", "floor-threads"]);
  assert.deepEqual(wanted(["floor-growth"]), ["floor-growth"]);
  assert.deepEqual(wanted(["storm", "grown"]), ["storm", "grown"]);
});

test("an entry without a value is never met", () => {
  assert.equal(entry({ name: "x", value: NaN, unit: "", goal: 1, how: "" }).met, null);
  assert.equal(entry({ name: "x", value: 1, unit: "", goal: 1, how: "", why: "open" }).met, null);
});

// The same draws each time: a generator of its own, not the one under test.
const around = (middle, width, count) =>
  Array.from({ length: count }, (_, i) => middle * (1 + width * Math.sin(i * 12.9898)));

test("a difference is told with its interval, in words", () => {
  const alone = { block: 1 }; // what is drawn by blocks: bootstrap.test.mjs
  const slower = change_of(around(100, 0.02, 40), around(103, 0.02, 40), alone);
  assert.ok(slower.least > 0 && slower.least < 0.03 && slower.most > 0.03, JSON.stringify(slower));
  assert.match(words_of(slower, "slower", "faster"), /^\d\.\d % ± \d\.\d % slower$/);
  const faster = change_of(around(103, 0.02, 40), around(100, 0.02, 40), alone);
  assert.match(words_of(faster, "slower", "faster"), /^\d\.\d % ± \d\.\d % faster$/);
  const same = change_of(around(100, 0.1, 12), around(100.5, 0.1, 12), alone);
  assert.match(words_of(same, "slower", "faster"), /^no difference that can be seen \([+−]/);
  const again = () => change_of(around(1, 0.1, 9), around(2, 0.1, 9), { seed: 7 });
  assert.deepEqual(again(), again());
});

test("too few samples say nothing", () => {
  assert.equal(change_of([1, 2], [1, 2, 3]), undefined);
  assert.equal(words_of(undefined, "a", "b"), "too few samples to say");
});

test("reports of one kind are compared figure by figure", () => {
  const other = structuredClone(floor);
  other.cases[0].sides[0] = side("server", 1, 5_720);
  other.cases.pop();
  const lines = compare(floor, other);
  assert.ok(lines.includes("CPU a delivery, server, N = 1000, K = 1: 10.0 % ± 0.0 % dearer"));
  assert.ok(lines.some((line) => /K = 8: only in the first/.test(line)));
  const timeline = [1, 2, 3, 4].map((at) => ({ measured: at > 1, heard_by_all_p99_ms: at }));
  const p99 = samples_of({ machine, timeline }).find(({ name }) => /p99/.test(name));
  assert.deepEqual(p99.values, [2, 3, 4]);
});

test("the page is one file without scripts, and no word of a report is markup", () => {
  const page = page_of({ goals: goals_of({ floor }), reports: { floor, run } });
  assert.ok(page.startsWith("<!doctype html>"));
  assert.ok(!/<script|<link|<img|@import|url\(|https?:\/\//i.test(page));
  assert.ok(page.includes("prefers-color-scheme: dark") && page.includes("width=device-width"));
  assert.ok(page.includes("a &#60;b&#62; processor") && !/<[bi]>/.test(page));
  assert.equal(page.match(/.{40}(NaN|undefined|Infinity)/)?.[0], undefined);
  assert.ok((page.match(/<svg /g) ?? []).length >= 6);
  assert.equal((page.match(/<svg /g) ?? []).length, (page.match(/<\/svg>/g) ?? []).length);
  assert.ok(page.includes(">met<") && page.includes(">not met<") && page.includes(">not run<"));
});

test("report and compare say what is wrong with their words, and do what they should", () =>
  in_folder(async (folder) => {
    const main = join(root, "bench/goals/main.mjs");
    const json = join(folder, "floor.json");
    const page = join(folder, "page.html");
    writeFileSync(json, JSON.stringify(floor));
    const made = await program("node", [main, "report", json, "--page", page]);
    assert.equal(made.code, 0, made.stderr);
    assert.match(readFileSync(page, "utf8"), /Telling many/);
    const compared = await program("node", [main, "compare", json, json]);
    assert.equal(compared.code, 0, compared.stderr);
    assert.match(compared.stdout, /no difference that can be seen/);
    const wrong = [["report", json], ["compare", json], ["compare", json, "none"], ["--x"]];
    for (const words of wrong) {
      assert.equal((await program("node", [main, ...words])).code, 2, words.join(" "));
    }
  }));

test("a report that a run before left does not pass for this one's", () =>
  in_folder(async (folder) => {
    const main = join(root, "bench/goals/main.mjs");
    writeFileSync(join(folder, "durable.json"), JSON.stringify(durable));
    const words = [main, "--only", "durable", "--out", folder];
    const made = await program("node", words, { XINQIAO_BENCH: "/bin/false" });
    assert.equal(made.code, 1);
    const goals = JSON.parse(readFileSync(join(folder, "bench.json"), "utf8"));
    const one = by_name(goals, "group 100");
    assert.equal(one.met, null);
    assert.equal(one.value, null);
  }));

test("every part of a measurement names what xinqiao-bench can do", () => {
  const parts = parts_of({ server: "S", full: false });
  assert.deepEqual(
    parts.map(({ name }) => name),
    [
      ...["floor", "floor-tls", "floor-packed", "floor-threads", "floor-growth"],
      ...["decide", "durable", "search", "half"],
      ...["idle-plain", "idle-packed", "idle-rooms", "idle-few", "idle-tls", "storm", "grown"],
    ],
  );
  const half = parts.find(({ name }) => name === "half").words;
  assert.equal(half({}), undefined);
  const words = half({ search: { search: { posts_per_second: 300 } } });
  assert.ok(words.includes("posts_per_second=150"));
});
