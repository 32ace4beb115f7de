// The scenarios of overload, end to end and small: everything at its place, only fewer. Counts are
// judged, times are not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scenario, skip } from "./support/bench.mjs";

// What a scenario expects of a machine at rest, with its own numbers, is not what is asked here.
const few = (...sets) => [...sets, "late_ms=60000", "expect=[]"];

function is_clean({ code, stdout, stderr, report }) {
  assert.equal(code, 0, stdout + stderr);
  for (const name of ["lost", "duplicated", "reordered", "altered", "unanswered", "refused"]) {
    assert.equal(report[name], 0, name);
  }
  assert.equal(report.problem, "");
  assert.equal(report.history_checked, true);
  return report;
}

for (const jitter of [true, false]) {
  const how = jitter ? "with" : "without";
  test(`everybody is cut off and comes back without a gap, ${how} jitter`, { skip }, async () => {
    const cut = 'fault=[{at="500ms", what="cut", share=1}]';
    const sets = ["members=300", "posts_per_second=10", "warmup_seconds=0.3", "seconds=2"];
    const out = await scenario(
      "everybody-back.toml",
      ...few(...sets, "back_off_ms=200", `jitter=${jitter}`, cut),
    );
    const { recoveries, reconnects } = is_clean(out);
    assert.equal(recoveries.length, 1);
    const [{ what, members, back, p50_seconds, p999_seconds, all_seconds }] = recoveries;
    assert.deepEqual([what, members, back], ["cut", 300, 1]);
    assert.equal(reconnects, 300);
    assert.ok(0 < p50_seconds && p50_seconds <= p999_seconds && p999_seconds <= all_seconds);
    if (!jitter) assert.ok(p50_seconds >= 0.2, "nobody comes before the pause is over");
  });
}

test("the deaf are cut off, hold up nobody, and lack nothing afterwards", { skip }, async () => {
  // As much as fills the kernel's buffers and a socket's outbox within a moment. Who is still being
  // fed then is asked for no more and cut by the deadline (limits::write_stall_ms).
  const sets = ["members=30", "posts_per_second=150", "warmup_seconds=0.2", "seconds=13"];
  const texts = ["text_bytes_min=8000", "text_bytes_max=8000"];
  const mix = "mix={writers=0.5, lurkers=0.4, deaf=0.1}";
  const report = is_clean(await scenario("deaf-readers.toml", ...few(...sets, ...texts, mix)));
  assert.equal(report.deliveries, report.acknowledged * 30);
  const { counted } = report;
  const cut_off =
    counted.xinqiao_connections_slow_total +
    counted["xinqiao_deadlines_total.write_stall_ms"] +
    counted["xinqiao_deadlines_total.user_timeout_ms"];
  assert.ok(cut_off >= 3, JSON.stringify(counted));
  assert.ok(report.reconnects >= 6, "once to begin with, and once when they were cut off");
  assert.equal(report.latency_ms.count, report.heard_by_all_ms.count * 27);
});

test("a crowd beyond the descriptors is turned away, and others go on", { skip }, async () => {
  const crowd = '{at="300ms", what="crowd", sockets=500, seconds="1s"}';
  const faults = `fault=[${crowd}, {at="2s", what="cut", share=0.5}]`;
  const sets = ["members=30", "warmup_seconds=0.2", "seconds=3", "descriptors=400", faults];
  const report = is_clean(await scenario("descriptors.toml", ...few(...sets)));
  assert.ok(report.counted.xinqiao_connections_refused_total >= 100);
  assert.equal(report.recoveries.at(-1).back, 1, "newcomers are served when the crowd has left");
  assert.ok(report.timeline.some(({ descriptors }) => descriptors > 100));
});

test("who floods is slowed down, and nobody else is refused", { skip }, async () => {
  const flood = 'fault=[{at="200ms", what="flood", sockets=8, window=32, seconds="2s"}]';
  const sets = ["members=20", "posters=10", "warmup_seconds=0.2", "seconds=3", flood];
  const report = is_clean(await scenario("flood.toml", ...few(...sets)));
  assert.ok(report.flood.refused.rate_limited > 500, JSON.stringify(report.flood));
  assert.ok(report.flood.accepted <= 200 + 50 * 5, "its pace and no more");
  assert.deepEqual(report.refusals, {});
  assert.ok(report.counted["xinqiao_refusals_total.rate_limited"] > 500);
});

test("a soak tells how memory and descriptors grow", { skip }, async () => {
  const sets = ["members=20", "rooms=4", "warmup_seconds=0.2", "seconds=2.5"];
  const load = ["posts_per_second=40", "flap_seconds=1"];
  const report = is_clean(await scenario("soak.toml", ...few(...sets, ...load)));
  const named = ["resident_kilobytes_per_hour", "descriptors_per_hour", "p99_drift"];
  for (const name of [...named, "resident_peak_drift", "descriptors_peak_drift"]) {
    assert.ok(Number.isFinite(report.slopes[name]), JSON.stringify(report.slopes));
  }
  assert.ok(report.resident_peak_ratio >= 1);
});

test("a sound run that misses its bound ends with 3 and says which", { skip }, async () => {
  const sets = ["members=5", "warmup_seconds=0.1", "seconds=0.5", "late_ms=60000"];
  const expect = 'expect=[{figure="/sent", at_most=0}, {figure="/lost", at_most=0}]';
  const { code, stdout, report } = await scenario("busy-room.toml", ...sets, expect);
  assert.equal(code, 3, stdout);
  assert.match(stdout, /NOT MET \/sent: \d+, at most 0/);
  assert.deepEqual(
    report.expected.map(({ met }) => met),
    [false, true],
  );
});
