// The harness end to end: a spawned server, real sockets, a few seconds, and the figures' shape.
// No figure is judged by its size.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const server = resolve(
  process.env.XINQIAO_BIN ?? process.env.XINQIAO_BINARY ?? join(root, "build/release/xinqiao"),
);
const bench = join(dirname(server), "xinqiao-bench");
const skip =
  existsSync(server) && existsSync(bench) ? false : "the server and the bench are not built";

function run(...args) {
  const child = spawn(bench, args, { stdio: ["ignore", "pipe", "pipe"], timeout: 120_000 });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => (said.stdout += piece));
  child.stderr.on("data", (piece) => (said.stderr += piece));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, ...said }));
  });
}

async function scenario(file, ...sets) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-run-"));
  try {
    const json = join(folder, "out.json");
    const path = join(root, "bench/scenarios", file);
    const options = sets.flatMap((set) => ["--set", set]);
    const ended = await run("run", path, "--spawn", server, ...options, "--json", json);
    const report = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : undefined;
    return { ...ended, report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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

test("bad input says what is wrong before anything is started", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-run-"));
  try {
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an alert is with everybody once, and a bare server told as many", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-alerts-"));
  try {
    const json = join(folder, "out.json");
    const counts = ["--members", "150", "--rounds", "2", "--turns", "2", "--json", json];
    const { code, stdout, stderr } = await run("alerts", "--spawn", server, ...counts);
    assert.equal(code, 0, stdout + stderr);
    const report = JSON.parse(readFileSync(json, "utf8"));
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
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
