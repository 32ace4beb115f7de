// Where the outbox keeps what waits, against a plain list that says what must hold whatever is done
// to it: numbers are dense from 1 in each outbox id, in the order of saying, given once and kept;
// nothing is lost or doubled.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { memory_outbox } = await core();

const pick = fc.nat({ max: 30 });
const window = fc.integer({ min: 1, max: 5 });
const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add") }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("number"), window }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("said", "failed"), pick }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("again", "withdraw"), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("renew", "renew_old") }) },
);

// The plain thing: items in the order of saying, each {id, text, n, outbox, failed}.
class Plain {
  constructor() {
    this.items = [];
    this.left = []; // texts that were said or withdrawn
    this.ids = 0;
    this.box = 1;
    this.next = 1;
  }
  add(text) {
    this.items.push({ id: ++this.ids, text, failed: false });
  }
  number(window) {
    const line = this.items.filter(({ failed }) => !failed).slice(0, window);
    for (const item of line) if (!item.n) Object.assign(item, { n: this.next++, outbox: this.box });
    return line;
  }
  take(item) {
    this.items = this.items.filter((one) => one !== item);
  }
  renew() {
    this.box++;
    this.next = 1;
    for (const item of this.items) if (!item.failed) Object.assign(item, { n: 0, outbox: 0 });
  }
}

const shown = (items) =>
  items.map(({ id, params, n, outbox, failure }) => ({
    ...{ id, text: params.text, n: n ?? 0, outbox: outbox ?? 0, failed: failure !== undefined },
  }));
const meant = (items) =>
  items.map(({ id, text, n, outbox, failed }) => ({
    ...{ id, text, n: n || 0, outbox: outbox || 0, failed },
  }));

async function step(store, plain, one, count) {
  const item = plain.items[one.pick % Math.max(1, plain.items.length)];
  switch (one.do) {
    case "add":
      plain.add(`话${count}`);
      await store.add({ method: "message.post", params: { text: `话${count}` }, at: 0 });
      return;
    case "number": {
      const line = await store.number(one.window);
      assert.deepEqual(shown(line), meant(plain.number(one.window)));
      return;
    }
    case "renew":
    case "renew_old": {
      const old = one.do === "renew_old"; // another tab has done so already
      await store.renew(old ? plain.box - 1 : plain.box);
      if (!old) plain.renew();
      return;
    }
  }
  if (!item) return;
  if (one.do === "said") {
    await store.said(item.id);
    plain.left.push(item.text);
    plain.take(item);
  } else if (one.do === "failed") {
    await store.failed(item.id, { reason: "text_too_long" });
    Object.assign(item, { n: 0, outbox: 0, failed: true });
  } else if (one.do === "again") {
    assert.equal(await store.again(item.id), item.failed);
    if (!item.failed) return;
    plain.take(item);
    plain.add(item.text);
  } else {
    const may = !item.n;
    assert.equal(await store.withdraw(item.id), may);
    if (!may) return;
    plain.left.push(item.text);
    plain.take(item);
  }
}

test("whatever is done to it, the store keeps the order and gives dense numbers once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 60 }), async (acts) => {
      let boxes = 0;
      const store = new memory_outbox.MemoryOutbox(() => ++boxes);
      const plain = new Plain();
      let written = 0;
      const given = new Map(); // "outbox n" -> text: a place is given once
      for (const one of acts) {
        if (one.do === "add") written++;
        await step(store, plain, one, written);
        const all = await store.all();
        assert.deepEqual(shown(all), meant(plain.items));
        for (const { outbox, n, params } of all) {
          if (n === undefined) continue;
          const place = `${outbox} ${n}`;
          assert.equal(given.get(place) ?? params.text, params.text, `two words at ${place}`);
          given.set(place, params.text);
        }
        const texts = [...all.map(({ params }) => params.text), ...plain.left].sort();
        const said = Array.from({ length: written }, (_, i) => `话${i + 1}`).sort();
        assert.deepEqual(texts, said, "nothing is lost or doubled");
      }
      for (let box = 1; box <= boxes; box++) {
        const places = [...given.keys()].filter((place) => place.startsWith(`${box} `));
        assert.deepEqual(
          places.map((place) => Number(place.split(" ")[1])).sort((a, b) => a - b),
          places.map((_, i) => i + 1),
          "no hole in what was given",
        );
      }
    }),
    { numRuns: 300 },
  );
});

test("what a store gives is a copy: changing it changes nothing that is kept", async () => {
  const store = new memory_outbox.MemoryOutbox(() => "一");
  const added = await store.add({ method: "message.post", params: { text: "早" }, at: 0 });
  added.failure = { reason: "text_too_long" };
  const [numbered] = await store.number(64);
  numbered.n = 9;
  const [kept] = await store.all();
  assert.deepEqual([kept.n, kept.failure], [1, undefined]);
});
