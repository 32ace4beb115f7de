// The harness end to end: a spawned server, real sockets, a few seconds, and the figures' shape.
// No figure is judged by its size.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { in_folder, reported, root, run, server, skip } from "./support/bench.mjs";
import { scenario, scenario_by } from "./support/bench.mjs";

function is_clean(report) {
  for (const name of ["lost", "duplicated", "reordered", "altered", "unanswered", "refused"]) {
    assert.equal(report[name], 0, name);
  }
  assert.equal(report.history_checked, true);
  assert.equal(report.acknowledged, report.sent);
  assert.equal(report.deliveries, report.expected_deliveries);
}

test("a busy room loses and doubles nothing and says what it measured", { skip }, async () => {
  const sets = ["seconds=2", "warmup_seconds=1", "members=20", "posts_per_second=30"];
  const { code, stdout, stderr, report } = await scenario("busy-room.toml", ...sets);
  assert.equal(code, 0, stdout + stderr);
  is_clean(report);
  assert.ok(report.sent > 0);
  assert.equal(report.deliveries, report.acknowledged * 20);
  for (const name of ["latency_ms", "ack_ms", "heard_by_all_ms"]) {
    const { p50, p99, p999, max } = report[name];
    assert.ok(0 < p50 && p50 <= p99 && p99 <= p999 && p999 <= max, JSON.stringify(report[name]));
  }
  assert.equal(typeof report.server_cpu_ns_per_delivery, "number");
  assert.equal(typeof report.generator_cpu, "number");
  assert.equal(typeof report.void, "boolean");
});

test("a killed server has lost nothing that it acknowledged", { skip }, async () => {
  const sets = ["members=10", "speedup=6000", "kill_at=0.5"];
  const { code, stdout, stderr, report } = await scenario("irc-replay.toml", ...sets);
  assert.equal(code, 0, stdout + stderr);
  is_clean(report);
  assert.equal(report.file_order, true);
  assert.equal(report.sent, 240);
  assert.equal(report.reconnects, 10);
  assert.ok(report.restart_ms > 0);
});

test("many rooms in a closed loop are as clean as one", { skip }, async () => {
  const sets = ["mode=saturation", "seconds=1", "warmup_seconds=0", "members=30", "rooms=60"];
  const { code, stdout, stderr, report } = await scenario("many-rooms.toml", ...sets, "window=2");
  assert.equal(code, 0, stdout + stderr);
  is_clean(report);
  assert.equal(report.void, false);
});

test("a mix with questions is as clean, also when the server is killed", { skip }, async () => {
  const sets = ["seconds=2", "warmup_seconds=0.5", "members=12", "questions=0.6", "kill_at=0.6"];
  const { code, stdout, stderr, report } = await scenario("questions.toml", ...sets);
  assert.equal(code, 0, stdout + stderr);
  is_clean(report);
  assert.ok(report.questions_solved > 0 && report.questions_asked >= report.questions_solved);
  assert.ok(report.deliveries >= report.acknowledged * 12);
});

test("bad input says what is wrong before anything is started", { skip }, () =>
  in_folder(async (folder) => {
    const path = join(folder, "bad.toml");
    writeFileSync(path, "membres = 3\n");
    const unknown = await run("run", path, "--spawn", server);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /bad\.toml: unknown key membres/);
    const busy_room = join(root, "bench/scenarios/busy-room.toml");
    const set = await run("run", busy_room, "--spawn", server, "--set", "members=none");
    assert.equal(set.code, 2);
    assert.match(set.stderr, /members must be a whole number/);
    const nowhere = await run("run", busy_room);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /--spawn/);
    const no_case = await run("floor", "--spawn", server, "--case", "10:11");
    assert.equal(no_case.code, 2);
    assert.match(no_case.stderr, /10:11 is no MEMBERS:POSTS/);
  }));

test("an alert is with everybody once, and a bare server told as many", { skip }, async () => {
  const counts = ["--members", "150", "--rounds", "2", "--turns", "2"];
  const { code, stdout, stderr, report } = await reported("alerts", "--spawn", server, ...counts);
  assert.equal(code, 0, stdout + stderr);
  assert.equal(report.problem, "");
  assert.equal(report.doubled, 0);
  for (const side of ["server", "bare"]) {
    assert.equal(report[`${side}_rounds_ms`].length, 4);
    for (const { p50, p90, p99, all } of report[`${side}_rounds_ms`]) {
      assert.ok(0 < p50 && p50 <= p90 && p90 <= p99 && p99 <= all);
    }
  }
  assert.ok(report.ratio_p99 > 0);
  assert.ok(report.totals_in_a_second >= 1 && report.totals_in_a_second <= 5);
});

test("talks are heard byte for byte, and nothing is left of them", { skip }, async () => {
  const { code, stdout, stderr, report } = await reported(
    ...["talks", "--spawn", server, "--pairs", "8", "--messages", "6", "--rate", "400"],
  );
  assert.equal(code, 0, stdout + stderr);
  assert.equal(report.problem, "");
  assert.equal(report.sealed, 96);
  assert.equal(report.heard, 96);
  for (const fault of ["lost", "doubled", "disordered", "altered", "left_behind"])
    assert.equal(report[fault], 0);
  assert.equal(report.latency_ms.count, 96);
  assert.equal(report.forgotten_ms.count, 8);
  assert.ok(0 < report.latency_ms.p50 && report.latency_ms.p50 <= report.latency_ms.max);
  assert.ok(report.server_cpu_us_per_message > 0);
});

test("the floor tells as many, and posts at one instant take one sync", { skip }, async () => {
  const { code, stdout, stderr, report } = await reported(
    ...["floor", "--spawn", server, "--unpinned"],
    ...["--sides", "server,tls,bare_two_threads,bare_synced,bare_tls,bare"],
    ...["--case", "30:1", "--case", "30:8", "--rounds", "2", "--seconds", "0.05"],
  );
  assert.equal(code, 0, stdout + stderr);
  assert.equal(report.problem, "");
  assert.equal(report.pinned, false);
  assert.equal(report.cases.length, 2);
  for (const { posts, frame_bytes, at_once, sides, openssl } of report.cases) {
    assert.ok(frame_bytes > 200 && at_once);
    const [own, tls, two, synced, bare_tls, bare] = sides;
    assert.deepEqual(
      [own.side, tls.side, two.side, synced.side, bare_tls.side, bare.side],
      ["server", "tls", "bare_two_threads", "bare_synced", "bare_tls", "bare"],
    );
    assert.ok(own.threads.io > 0 && own.threads.keep > 0 && own.threads.index > 0);
    assert.ok(own.ratio_without_index.median < own.ratio.median);
    for (const { rounds, ratio } of sides) {
      assert.equal(rounds.length, 2);
      assert.ok(rounds.every((round) => round.bursts >= 3 && round.cpu_ns_per_delivery > 0));
      assert.ok(ratio.min <= ratio.median && ratio.median <= ratio.max);
    }
    assert.deepEqual(bare.ratios, [1, 1]);
    // One send() a socket, whatever K is; the server's own cannot be counted from outside.
    for (const { sends_per_delivery } of [two, bare_tls, bare]) {
      assert.ok(Math.abs(sends_per_delivery - 1 / posts) < 0.02);
    }
    assert.equal(own.sends_per_delivery, null);
    assert.equal(tls.cipher, "TLS_AES_128_GCM_SHA256");
    assert.equal(bare_tls.cipher, tls.cipher);
    assert.equal(bare.cipher, undefined);
    assert.ok(openssl.tls_of_bare_tls.median > 0 && openssl.bare_tls_of_bare.median > 1);
    assert.ok(bare.segments_per_delivery > 0.9 / posts, String(bare.segments_per_delivery));
    assert.ok(bare.segments_per_delivery < 1.1 / posts, String(bare.segments_per_delivery));
    assert.ok(own.segments_per_delivery > 0.9 / posts && tls.segments_per_delivery > 0.9 / posts);
    assert.equal(bare.syncs_per_post, null);
    for (const { syncs_per_post } of [own, tls]) {
      assert.ok(syncs_per_post <= (posts === 1 ? 1.01 : 0.5), String(syncs_per_post));
    }
  }
});

test("our own wire, described by an adapter, is audited as by the harness", { skip }, async () => {
  const adapter = ["--adapter", join(root, "bench/peers/adapters/xinqiao.toml")];
  const sets = ["seconds=1.5", "warmup_seconds=0.5", "members=20", "posts_per_second=60"];
  const made = await scenario_by([...adapter, "--quiet"], "busy-room.toml", ...sets, "rooms=3");
  const { code, stdout, stderr, report } = made;
  assert.equal(code, 0, stdout + stderr);
  assert.equal(stderr, "");
  for (const name of ["lost", "duplicated", "reordered", "altered", "unanswered", "refused"]) {
    assert.equal(report[name], 0, name);
  }
  assert.ok(report.sent > 60);
  assert.equal(report.acknowledged, report.sent);
  assert.equal(report.deliveries, report.expected_deliveries);
  assert.equal(report.history_checked, null, "a stranger's log cannot be read");
  assert.equal(report.scenario.adapter.order, "room");
  assert.ok(report.heard_by_all_ms.count > 0 && report.ack_ms.count > 0);
});
