// Many machines load one server, here as processes of one: what they find is one report, and what
// goes wrong among them is said at once.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { setTimeout as after } from "node:timers/promises";
import { bench, run, scenario_by, server, skip } from "./support/bench.mjs";

async function an_agent() {
  const child = spawn(bench, ["agent", "--listen", "127.0.0.1:0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const [, address] = /^listening (127\.0\.0\.1:\d+)$/.exec(line);
  return { child, address };
}
async function with_agents(count, use) {
  const agents = [];
  try {
    for (let i = 0; i < count; i++) agents.push(await an_agent());
    return await use(agents);
  } finally {
    for (const { child } of agents) child.kill("SIGKILL");
  }
}
const by = (agents) => ["--agents", agents.map(({ address }) => address).join(",")];
// Most of its half of the members have come.
async function is_at_work({ child }, files) {
  const open_files = () => readdirSync(`/proc/${child.pid}/fd`).length;
  const end = Date.now() + 30_000;
  while (open_files() < files && Date.now() < end) await after(20);
}

const small = ["members=21", "warmup_seconds=0.5", "posts_per_second=40", "late_ms=60000"];

test("two agents load a server, and every message is audited over both", { skip }, () =>
  with_agents(2, async (agents) => {
    const sets = [...small, "seconds=1.5", "mix={writers=0.5, flapping=0.5}", "flap_seconds=0.5"];
    const made = await scenario_by(by(agents), "busy-room.toml", ...sets);
    const { code, stdout, stderr, report } = made;
    assert.equal(code, 0, stdout + stderr);
    for (const name of ["lost", "duplicated", "reordered", "altered", "unanswered", "refused"]) {
      assert.equal(report[name], 0, name);
    }
    assert.equal(report.history_checked, true);
    assert.ok(report.sent > 30, String(report.sent));
    assert.equal(report.acknowledged, report.sent);
    assert.equal(report.deliveries, report.acknowledged * 21);
    assert.equal(report.expected_deliveries, report.deliveries);
    assert.equal(report.scenario.members, 21);
    assert.ok(report.reconnects > 0, "some lost their links");
    const { heard_by_all_ms, latency_ms, ack_ms } = report;
    assert.equal(heard_by_all_ms.count, ack_ms.count);
    assert.ok(latency_ms.p99 <= heard_by_all_ms.max);
    assert.ok(report.server_cpu_ns_per_delivery > 0 && report.generator_cpu > 0);
    assert.ok(report.timeline.length >= 2);
    assert.deepEqual(
      report.agents.map(({ address }) => address),
      agents.map(({ address }) => address),
    );
    for (const { clock_offset_ms, clock_error_ms } of report.agents) {
      assert.ok(Math.abs(clock_offset_ms) <= clock_error_ms, "one machine has one clock");
    }
    assert.match(stdout, /agent 127\.0\.0\.1:\d+: clock -?0\.\d+ ms off, give or take 0\.\d+/);
  }));

test("an agent that dies ends the run, and the other makes the next", { skip }, () =>
  with_agents(2, async (agents) => {
    const [first, second] = agents;
    const begun = scenario_by(by(agents), "busy-room.toml", ...small, "seconds=60");
    await is_at_work(first, 14);
    await after(500);
    first.child.kill("SIGKILL");
    const before = Date.now();
    const { code, stdout } = await begun;
    assert.equal(code, 1);
    assert.match(stdout, new RegExp(`PROBLEM: the agent ${first.address} is gone`));
    assert.ok(Date.now() - before < 30_000, "nobody waited for the end of the minute");
    const again = await scenario_by(by([second]), "busy-room.toml", ...small, "seconds=0.5");
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.equal(again.report.deliveries, again.report.acknowledged * 21);
  }));

test("an agent of another version is not asked for anything", { skip }, async () => {
  const stranger = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.write('{"said":"hello","version":99,"cores":1}\n'));
  });
  await new Promise((done) => stranger.listen(0, "127.0.0.1", done));
  const address = `127.0.0.1:${stranger.address().port}`;
  const { code, stdout } = await scenario_by(by([{ address }]), "busy-room.toml", ...small);
  stranger.close();
  assert.equal(code, 1);
  assert.match(stdout, new RegExp(`PROBLEM: the agent ${address} speaks version 99, not 1`));

  await with_agents(1, async ([agent]) => {
    const [host, port] = agent.address.split(":");
    const socket = connect(Number(port), host);
    socket.write('{"order":"hello","version":99}\n');
    const [answer] = await once(createInterface({ input: socket }), "line");
    socket.destroy();
    assert.deepEqual(JSON.parse(answer), {
      said: "wrong",
      problem: "it speaks version 1, not 99",
    });
  });
});

test("what agents cannot do is said before anything is started", { skip }, async () => {
  const file = new URL("../../bench/scenarios/busy-room.toml", import.meta.url).pathname;
  const asked = (...sets) =>
    run(
      ...["run", file, "--spawn", server, "--agents", "127.0.0.1:1"],
      ...sets.flatMap((set) => ["--set", set]),
    );
  const closed = await asked("mode=saturation");
  assert.equal(closed.code, 2);
  assert.match(closed.stderr, /agents make the moments of mode latency/);
  const nobody = await asked("members=2");
  assert.equal(nobody.code, 1);
  assert.match(nobody.stdout, /PROBLEM: there is nobody at 127\.0\.0\.1:1: Connection refused/);
});
