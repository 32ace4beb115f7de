// Finding people by what one types, and acts that are done once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { finding, acts, soon, random } = await core();

test("a name is found by a part of it, whatever the case, the width and the spaces", () => {
  assert.ok(finding.finds("建国", "李建国"));
  assert.ok(finding.finds("ann", "Ann Smith"));
  assert.ok(finding.finds("annsm", "Ann Smith"));
  assert.ok(finding.finds("ＡＮＮ", "ann"));
  assert.ok(finding.finds("", "谁"));
  assert.ok(finding.finds("  ", "谁"));
  assert.ok(!finding.finds("王五", "王敏"));
});

test("a Chinese name is found by the initials of its pinyin, as the server says them", () => {
  for (const [typed, name, initials] of [
    ["wm", "王敏", "wm"],
    ["W M", "王敏", "wm"],
    ["ＷＭ", "王敏", "wm"],
    ["jg", "李建国", "ljg"],
    ["w3", "王3", "w3"],
    ["王m", "王mm", "wmm"],
    ["zbsh", "支部生活", "zbsh"],
  ])
    assert.ok(finding.finds(typed, name, initials), `${typed} ${name}`);
  assert.ok(!finding.finds("wx", "王敏", "wm"));
  assert.ok(!finding.finds("wm", "王敏")); // of a server that says none
});

test("of a surname that reads in two ways both find, and nothing between them", () => {
  for (const typed of ["sxm", "dxm", "xm"])
    assert.ok(finding.finds(typed, "单小明", "sxm dxm"), typed);
  assert.ok(!finding.finds("md", "单小明", "sxm dxm"));
  assert.ok(!finding.finds("m d", "单小明", "sxm dxm"));
});

test("names stand in the order of their pinyin", () => {
  const names = finding.byName(["赵", "陈", "王", "阿"].map((name) => ({ name })));
  assert.deepEqual(
    names.map(({ name }) => name),
    ["阿", "陈", "王", "赵"],
  );
});

// A server that keeps what it did by key, and loses or refuses answers on demand.
function server(script) {
  const done = new Map();
  const calls = [];
  const waited = [];
  const world = {
    call: async (method, params) => {
      calls.push(params.key);
      const fate = script.shift() ?? "ok";
      if (fate === "away") return { kind: "lost" };
      if (fate.refused) return { kind: "refused", refusal: fate.refused };
      const first = done.get(params.key) ?? { times: done.size + 1 };
      done.set(params.key, first);
      return fate === "lost" ? { kind: "lost" } : { kind: "ok", result: first };
    },
    wait: async (ms) => void waited.push(ms),
    random: () => 0.5,
  };
  return { acts: new acts.Acts(world), done, calls, waited };
}
const params = { parent: 1, name: "甲班" };

test("a lost answer is asked for again with the same key, and nothing is done twice", async () => {
  const { acts: doing, done, calls } = server(["lost", "away", "ok"]);
  const outcome = await doing.do("unit.create", params);
  assert.deepEqual(outcome, { ok: true, result: { times: 1 } });
  assert.equal(done.size, 1);
  assert.equal(new Set(calls).size, 1);
});

test("the person who tries again after all was lost gets the first answer", async () => {
  const { acts: doing, done, calls } = server(["lost", "lost", "away", "away", "ok"]);
  const first = await doing.do("unit.create", params);
  assert.deepEqual(first, { ok: false, reason: "lost", field: "" });
  assert.equal(calls.length, acts.triesMost);
  assert.deepEqual((await doing.do("unit.create", params)).result, { times: 1 });
  assert.equal(done.size, 1);
});

test("the same act, wanted again after it was done, is a new one", async () => {
  const { acts: doing, done } = server([]);
  await doing.do("unit.create", params);
  await doing.do("unit.create", params);
  await doing.do("unit.create", { ...params, name: "乙班" });
  assert.equal(done.size, 3);
});

test("a final refusal is told at once with its field, a busy server is asked again", async () => {
  const busy = { refused: { reason: "overloaded", action: "retry", retry_ms: 300 } };
  const full = { refused: { reason: "unit_not_empty", action: "stop", field: "rooms" } };
  const { acts: doing, calls, waited } = server([busy, full]);
  const outcome = await doing.do("unit.close", { unit: 4 });
  assert.deepEqual(outcome, { ok: false, reason: "unit_not_empty", field: "rooms" });
  assert.equal(calls.length, 2);
  assert.ok(waited[0] >= 300);
});

test("a key is a UUID of version 4, each its own", () => {
  const keys = Array.from({ length: 50 }, () => random.newKey());
  for (const key of keys)
    assert.match(key, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(keys).size, 50);
});

// Time by hand.
function hand() {
  const timers = [];
  return {
    timers,
    after(ms, act) {
      const timer = { ms, act };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
    random: () => 0.25,
    async pass() {
      const [timer] = timers.splice(0, 1);
      timer.act();
      await new Promise((done) => setImmediate(done));
    },
  };
}

test("many changes are asked about once, after a while that differs between pages", async () => {
  const world = hand();
  let asked = 0;
  const one = new soon.Soon(world, { least: 200, spread: 2_000 }, async () => void asked++);
  one.ask();
  one.ask();
  one.ask();
  assert.deepEqual(
    world.timers.map(({ ms }) => ms),
    [700],
  );
  await world.pass();
  assert.equal(asked, 1);
});

test("news that come while one asks are asked about afterwards, never two at a time", async () => {
  const world = hand();
  let release;
  let asked = 0;
  const one = new soon.Soon(world, { least: 1, spread: 0 }, () => {
    asked++;
    return new Promise((done) => (release = done));
  });
  const first = one.now();
  one.ask();
  await one.now();
  assert.equal(asked, 1);
  release();
  await first;
  assert.equal(world.timers.length, 1);
  await world.pass();
  assert.equal(asked, 2);
  release();
});

test("what waits is forgotten when one signs out, and a failure does not end it", async () => {
  const world = hand();
  const one = new soon.Soon(world, { least: 1, spread: 0 }, () =>
    Promise.reject(new Error("lost")),
  );
  one.ask();
  one.stop();
  assert.equal(world.timers.length, 0);
  await assert.rejects(one.now());
  one.ask();
  assert.equal(world.timers.length, 1);
});
