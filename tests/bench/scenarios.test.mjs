// Scenarios with phases, mixes, faults and steps, end to end and small. No figure is judged by its
// size; what must be so on any machine is.
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { in_folder, root, run, scenario, server, skip } from "./support/bench.mjs";

function is_clean({ code, stdout, stderr, report }) {
  assert.equal(code, 0, stdout + stderr);
  for (const name of ["lost", "duplicated", "reordered", "altered", "unanswered", "refused"]) {
    assert.equal(report[name], 0, name);
  }
  assert.equal(report.problem, "");
  return report;
}

test("a search finds a rate, and tells of every step", { skip }, async () => {
  const sets = ["members=10", "posts_per_second=20", "rate_most=45", "step_seconds=0.6"];
  // A machine that is busy elsewhere must not make it fail: nearly everything holds.
  const easy = ["pinned=false", "bound_ms=20000", "late_ms=60000"];
  const report = is_clean(await scenario("highest-rate.toml", ...sets, ...easy));
  const { posts_per_second, open, why, steps } = report.search;
  assert.equal(posts_per_second, 45);
  assert.equal(open, true, "nothing above was tried");
  assert.match(why, /^45\.0 a second held/);
  assert.deepEqual(
    steps.map((step) => [Math.round(step.posts_per_second), step.held]),
    [
      [20, true],
      [32, true],
      [45, true],
    ],
  );
  assert.ok(steps.every(({ heard_by_all_ms }) => heard_by_all_ms.count > 0));
  assert.equal(report.heard_by_all_ms.count, steps.at(-1).heard_by_all_ms.count);
});

test("a bound that nothing can keep is said to hold nothing", { skip }, async () => {
  const sets = ["members=10", "posts_per_second=2", "step_seconds=1.5", "bound_ms=0.1"];
  const out = await scenario("highest-rate.toml", ...sets, "pinned=false", "late_ms=60000");
  assert.equal(out.code, 1);
  assert.equal(out.report.search.posts_per_second, 0);
  assert.match(out.report.search.why, /^not even 1\.0 a second held/);
  assert.equal(out.report.problem, "no rate held");
});

test("a town with bad links and a restart loses nothing", { skip }, async () => {
  const phases =
    'phase=[{name="a", seconds=1.5, posts_per_second=5, ramp_to=40},' +
    ' {name="b", seconds=1.5, posts_per_second=40, mix={writers=0.5, flapping=0.5}}]';
  const sets = ["members=30", "rooms=12", "warmup_seconds=0.5", "flap_seconds=0.5", phases];
  const restart = 'fault=[{at="1s", what="restart"}]';
  const report = is_clean(await scenario("town.toml", ...sets, restart));
  assert.equal(report.scenario.rooms, 12);
  assert.equal(report.scenario.phases.length, 2);
  assert.equal(report.scenario.phases[0].ramp_to, 40);
  // 22.5 a second for 1.5 s, 40 a second for 1.5 s, and the warm-up: drawn by a fixed seed.
  assert.ok(report.sent > 60 && report.sent < 140, String(report.sent));
  assert.deepEqual(
    report.faults.map(({ what }) => what),
    ["restart"],
  );
  assert.ok(report.restart_ms > 0);
  assert.ok(report.reconnects >= 30, "all came back after the restart");
  assert.ok(report.marks > 0, "readers said how far they had read");
});

test("after a storm of resumes and a stop everything is there", { skip }, async () => {
  const faults =
    'fault=[{at="500ms", what="cut", share=0.7}, {at="1s", what="stop", seconds="700ms"},' +
    ' {at="2s", what="kill"}]';
  const sets = ["members=30", "warmup_seconds=0.2", "seconds=3", "posts_per_second=40", faults];
  const report = is_clean(await scenario("resume-storm.toml", ...sets));
  assert.deepEqual(
    report.faults.map(({ what }) => what),
    ["cut", "stop", "kill"],
  );
  assert.ok(report.reconnects > 30 + 10, String(report.reconnects));
  // A quarter of what was due waited for the server to go on: no moment is left out.
  assert.ok(report.heard_by_all_ms.max >= 600, String(report.heard_by_all_ms.max));
  assert.ok(report.heard_by_all_ms.p90 >= 200, String(report.heard_by_all_ms.p90));
});

test("slow readers hold nobody up and lose nothing", { skip }, async () => {
  const sets = ["members=20", "warmup_seconds=0.5", "seconds=3", "posts_per_second=60"];
  const slow = "slow_bytes_per_second=2000";
  const report = is_clean(await scenario("slow-readers.toml", ...sets, slow));
  // 60 events of 500 bytes a second are 15 times what they take.
  assert.equal(report.deliveries, report.acknowledged * 20);
  assert.equal(report.latency_ms.count, report.heard_by_all_ms.count * 18, "two are not timed");
});

test("idle members cost memory and nothing else", { skip }, async () => {
  for (const tls of [false, true]) {
    const report = is_clean(
      await scenario("idle-mass.toml", "members=200", "seconds=1", `tls=${tls}`),
    );
    assert.equal(report.sent, 0);
    assert.ok(report.resident_nobody_kilobytes > 1_000);
    assert.ok(report.server_resident_kilobytes > 1_000);
    assert.equal(typeof report.bytes_per_connection, "number");
    assert.equal(report.scenario.tls, tls);
    assert.equal(report.scenario.rooms_of_a_member, 1);
  }
});

test("a member is in as many rooms as a scenario says", { skip }, async () => {
  const rooms_of = async (...sets) => {
    const words = ["members=30", "seconds=0.2", "rooms=14", ...sets];
    return is_clean(await scenario("idle-mass.toml", ...words)).scenario.rooms_of_a_member;
  };
  assert.equal(await rooms_of(), 10, "ten at most, where nothing is said");
  assert.equal(await rooms_of("rooms_each=14"), 14);
  assert.equal(await rooms_of("rooms_each=3"), 3);
});

test("seconds and percentiles are left for other programs", { skip }, () =>
  in_folder(async (folder) => {
    const [csv, hgrm] = ["out.csv", "out.hgrm"].map((name) => join(folder, name));
    const sets = ["members=5", "warmup_seconds=0.2", "seconds=2.5", "posts_per_second=40"];
    const ended = await run(
      ...["run", join(root, "bench/scenarios/busy-room.toml"), "--spawn", server],
      ...sets.flatMap((set) => ["--set", set]),
      ...["--csv", csv, "--hgrm", hgrm],
    );
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    const [head, ...lines] = readFileSync(csv, "utf8").trim().split("\n");
    assert.equal(head.split(",")[2], "deliveries_per_second");
    assert.ok(lines.length >= 2);
    for (const line of lines) assert.equal(line.split(",").length, head.split(",").length);
    const text = readFileSync(hgrm, "utf8");
    assert.match(text, /^ +Value +Percentile TotalCount 1\/\(1-Percentile\)\n\n/);
    assert.match(text, /1\.000000000000 +\d+\n#\[Mean/);
  }));

test("faults of the server need one that may be stopped", { skip }, async () => {
  const path = join(root, "bench/scenarios/resume-storm.toml");
  const out = await run("run", path, "--url", "http://127.0.0.1:1", "--tokens", "none");
  assert.equal(out.code, 2);
  assert.match(out.stderr, /faults need --spawn/);
});

test("every scenario is named in the README, and can be read", { skip }, async () => {
  const folder = join(root, "bench/scenarios");
  const words = readFileSync(join(root, "bench/README.md"), "utf8");
  for (const file of readdirSync(folder)) {
    assert.ok(words.includes(`\`${file.replace(".toml", "")}\``), `README does not name ${file}`);
    // Read, and then refused for what comes after: no server, no tokens.
    const out = await run("run", join(folder, file));
    assert.equal(out.code, 2);
    assert.match(out.stderr, /run needs --url/, file);
  }
  assert.ok(existsSync(join(folder, "one-room.toml")));
});
