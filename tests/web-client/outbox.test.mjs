// The outbox between a person who writes and a house that answers, with everything in between that
// can go wrong: lost calls, lost answers, refusals, reloads, two tabs that both believe they are
// the one that sends.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FakeHouse } from "./support/fake_house.mjs";
import { core } from "./support/core.mjs";

const { memory_outbox, outbox: box } = await core();
const turn = () => new Promise((resolve) => setImmediate(resolve));

// One tab: an outbox, a link that can be up or down, and timers that fire when the test says so.
class Tab {
  constructor(store, house, verdicts = () => "ok") {
    this.up = true;
    this.leads = true;
    this.timers = [];
    this.said = [];
    this.flying = [];
    this.outbox = new box.Outbox(store, {
      send: (method, params) => new Promise((resolve) => this.flying.push({ params, resolve })),
      ready: () => this.up && this.leads,
      window: () => 64,
      after: (_ms, act) => this.timers.push(act),
      random: () => 0,
      said: (item) => this.said.push(item.params.text),
      changed: () => {},
      signedOut: () => (this.leads = false),
    });
    this.house = house;
    this.verdicts = verdicts;
  }
  // The house hears and answers everything that is on its way.
  async deliver(count = Infinity) {
    for (const { params, resolve } of this.flying.splice(0, count))
      resolve(this.house.hear(params, this.verdicts(params)));
    await settle();
  }
  // The link breaks: the house heard the first `heard` calls, nobody hears its answers.
  async cut(heard) {
    const flying = this.flying.splice(0);
    this.up = false;
    flying.slice(0, heard).forEach(({ params }) => this.house.hear(params, this.verdicts(params)));
    flying.forEach(({ resolve }) => resolve({ kind: "lost" }));
    await settle();
  }
  async back() {
    this.up = true;
    await this.outbox.pump();
    await settle();
  }
  async fire() {
    for (const act of this.timers.splice(0)) act();
    await settle();
  }
}
async function settle() {
  for (let i = 0; i < 12; i++) await turn();
}
const post = (store, text) => store.add({ method: "message.post", params: { text }, at: 0 });

test("words leave in order, at most 64 at a time, and are taken once", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  const tab = new Tab(store, house);
  for (let i = 0; i < 150; i++) await post(store, `第${i}句`);
  await tab.outbox.pump();
  assert.equal(tab.flying.length, 64);
  while (tab.flying.length > 0) {
    await tab.deliver();
    assert.ok(tab.flying.length <= 64);
  }
  assert.deepEqual(
    house.taken,
    Array.from({ length: 150 }, (_, i) => `第${i}句`),
  );
  assert.deepEqual(await store.all(), []);
});

test("a lost answer is asked for again and the word is not doubled", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  const tab = new Tab(store, house);
  await post(store, "一");
  await post(store, "二");
  await tab.outbox.pump();
  await tab.cut(1);
  await tab.back();
  await tab.deliver();
  assert.deepEqual(house.taken, ["一", "二"]);
  assert.deepEqual(tab.said, ["一", "二"]);
});

test("a final refusal takes out its word with the reason, and the others go on", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  const tab = new Tab(store, house, ({ text }) => (text === "太长" ? "final" : "ok"));
  for (const text of ["前", "太长", "后"]) await post(store, text);
  await tab.outbox.pump();
  await tab.deliver();
  assert.deepEqual(house.taken, ["前", "后"]);
  const left = await store.all();
  assert.equal(left.length, 1);
  assert.equal(left[0].failure.reason, "text_too_long");
  assert.equal(left[0].n, undefined);
});

test("a final refusal that used up no number begins a new outbox for what remains", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  const tab = new Tab(store, house, ({ text }) => (text === "坏" ? "malformed" : "ok"));
  for (const text of ["前", "坏", "后一", "后二"]) await post(store, text);
  await tab.outbox.pump();
  for (let i = 0; i < 6; i++) {
    await tab.deliver();
    await tab.fire();
  }
  assert.deepEqual(house.taken, ["前", "后一", "后二"]);
  assert.equal(house.boxes.size, 2);
});

test("a refusal to retry keeps the order and is tried again after a rest", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  let busy = true;
  const tab = new Tab(store, house, () => (busy ? "busy" : "ok"));
  for (const text of ["一", "二", "三"]) await post(store, text);
  await tab.outbox.pump();
  await tab.deliver();
  assert.equal(tab.flying.length, 0, "it rests");
  busy = false;
  await tab.fire();
  await tab.deliver();
  assert.deepEqual(house.taken, ["一", "二", "三"]);
});

test("a house that forgot this device gets what waits under a new outbox", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  const tab = new Tab(store, house);
  await post(store, "一");
  await tab.outbox.pump();
  await tab.deliver();
  house.boxes.clear();
  await post(store, "二");
  await tab.outbox.pump();
  for (let i = 0; i < 6; i++) {
    await tab.deliver();
    await tab.fire();
  }
  assert.deepEqual(house.taken, ["一", "二"]);
});

test("a word that may have reached the house is not taken back; a failed one is", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const waiting = await post(store, "等着");
  assert.equal(await store.withdraw(waiting.id), true);
  const sent = await post(store, "发出");
  await store.number(64);
  assert.equal(await store.withdraw(sent.id), false);
  await store.failed(sent.id, { reason: "not_member" });
  assert.equal(await store.again(sent.id), true);
  const [again] = await store.all();
  assert.equal(again.failure, undefined);
  assert.ok(again.id > sent.id);
});

test("signed out, nothing is sent and nothing is lost", async () => {
  const store = new memory_outbox.MemoryOutbox();
  const tab = new Tab(store, {
    hear: () => ({ kind: "refused", refusal: { reason: "login_required", action: "login" } }),
  });
  await post(store, "还在");
  await tab.outbox.pump();
  await tab.deliver();
  assert.equal(tab.flying.length, 0);
  assert.equal((await store.all()).length, 1);
});

// What may happen, in any order; at the end the house answers everything.
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: "write" }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("deliver"), count: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("cut"), heard: fc.integer({ min: 0, max: 4 }) }),
  },
  { weight: 2, arbitrary: fc.constant({ do: "reload" }) },
  { weight: 2, arbitrary: fc.constant({ do: "fire" }) },
  { weight: 1, arbitrary: fc.constant({ do: "busy" }) },
  { weight: 1, arbitrary: fc.constant({ do: "malformed" }) },
  { weight: 1, arbitrary: fc.constant({ do: "refuse" }) },
);

async function live(steps, tabs) {
  const store = new memory_outbox.MemoryOutbox();
  const house = new FakeHouse();
  const refused = new Set();
  const bad = new Set();
  let busy = 0;
  let written = 0;
  const verdicts = ({ text }) => {
    if (busy > 0) return (busy--, "busy");
    return refused.has(text) ? "final" : bad.has(text) ? "malformed" : "ok";
  };
  const open = Array.from({ length: tabs }, () => new Tab(store, house, verdicts));
  const write = async () => {
    await post(store, `话${++written}`);
    for (const tab of open) await tab.outbox.pump();
  };
  for (const [i, one] of steps.entries()) {
    const at = i % tabs;
    const tab = open[at];
    if (one.do === "write") await write();
    else if (one.do === "deliver") await tab.deliver(one.count);
    else if (one.do === "fire") await tab.fire();
    else if (one.do === "busy") busy++;
    else if (one.do === "refuse") (refused.add(`话${written + 1}`), await write());
    else if (one.do === "malformed") (bad.add(`话${written + 1}`), await write());
    else if (one.do === "cut") {
      await tab.cut(one.heard);
      await tab.back();
    } else {
      await tab.cut(1);
      open[at] = new Tab(store, house, verdicts);
      await open[at].back();
    }
  }
  for (let i = 0; i < 60 && (await store.all()).some((item) => !item.failure); i++) {
    for (const tab of open) {
      await tab.outbox.pump();
      await tab.deliver();
      await tab.fire();
    }
  }
  const expected = Array.from({ length: written }, (_, i) => `话${i + 1}`).filter(
    (text) => !refused.has(text) && !bad.has(text),
  );
  return { store, house, expected, refused, bad };
}

test("whatever happens on the way, every word is taken once, in order, or has failed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { store, house, expected, refused, bad } = await live(steps, 1);
      assert.deepEqual(house.taken, expected);
      assert.equal(house.broken, 0);
      const failed = (await store.all()).map((item) => item.params.text);
      assert.deepEqual(new Set(failed), new Set([...refused, ...bad]));
    }),
    { numRuns: 150 },
  );
});

test("two tabs that both send double nothing and lose nothing", async () => {
  const calm = step.filter((one) => one.do !== "malformed");
  await fc.assert(
    fc.asyncProperty(fc.array(calm, { maxLength: 30 }), async (steps) => {
      const { house, expected } = await live(steps, 2);
      assert.deepEqual([...house.taken].sort(), [...expected].sort());
    }),
    { numRuns: 100 },
  );
});
