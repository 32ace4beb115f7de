// A talk as one's own device folds it from the steps of its room: in pieces, again, with changed,
// doubled and missing steps, and on a device that has no key.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { sealing, talking } = await core();

const [room, ann, bo] = [41, 7, 9];

// Folds steps as the page does: what waits are one's own lines without a place.
class Device {
  constructor(me, more = {}) {
    this.talk = { ...talking.newTalk(room, me), ...more };
    this.lines = [];
    this.asked = [];
  }
  async hear(...steps) {
    for (const step of steps) {
      const waiting = this.lines.filter(({ seq, mine }) => seq === 0 && mine);
      const folded = await talking.fold(this.talk, step, waiting, this.asked);
      this.talk = JSON.parse(JSON.stringify(folded.talk)); // as it is kept
      const { line } = folded;
      if (!line) continue;
      this.lines = this.lines.filter(({ id }) => id === undefined || id !== line.id);
      this.lines.push(line);
    }
    return this;
  }
  async say(text) {
    const { state, sealed } = await sealing.seal(this.talk.sealing, text);
    this.talk = { ...this.talk, sealing: state };
    this.lines.push({ id: this.lines.length + 1, seq: 0, at: 1, mine: true, text, sealed });
    return sealed;
  }
  read() {
    return talking.inOrder(this.lines).map(({ text, why }) => text ?? why);
  }
}

const step = (seq, by, move, more = {}) => ({
  ...{ seq, at: seq * 1_000, by, kind: "talk", move },
  ...more,
});

// Both devices after `accepted`, and the steps that led there.
async function together() {
  const own = await sealing.makePackage(ann);
  const begun = await sealing.beginGroup({ room, me: bo, other: ann }, own.package);
  const steps = [
    { ...step(1, ann), kind: "room_created" },
    { ...step(3, ann), kind: "joined" },
    step(4, ann, "asked", { package: own.package }),
    { ...step(5, bo), kind: "joined" },
    step(6, bo, "accepted", { welcome: begun.welcome }),
  ];
  const asker = new Device(ann);
  asker.asked = [own];
  const made = { asker: ann, other: ann, welcome: begun.welcome, sealing: begun.state };
  const listener = new Device(bo, made);
  await asker.hear(...steps);
  await listener.hear(...steps);
  return { asker, listener, steps, own };
}

test("both come to talk, whoever of them made what", async () => {
  const { asker, listener } = await together();
  for (const { talk } of [asker, listener]) {
    assert.equal(talk.state, "talking");
    assert.equal(talking.maySay(talk), true);
    assert.deepEqual([talk.own, talk.welcome, talk.lacks], [undefined, undefined, undefined]);
  }
  assert.deepEqual([asker.talk.other, listener.talk.other], [bo, ann]);
  assert.deepEqual(
    await sealing.safetyNumber(asker.talk.sealing),
    await sealing.safetyNumber(listener.talk.sealing),
  );
});

test("words come to stand where the server put them, one's own by what was sealed", async () => {
  const { asker, listener } = await together();
  const first = await asker.say("我先写的");
  const other = await listener.say("他先到的");
  const steps = [
    step(7, bo, "sealed", { sealed: other }),
    step(8, ann, "sealed", { sealed: first }),
  ];
  await asker.hear(...steps);
  await listener.hear(...steps);
  assert.deepEqual(asker.read(), ["他先到的", "我先写的"]);
  assert.deepEqual(listener.read(), ["他先到的", "我先写的"]);
  assert.ok(asker.lines.every(({ sealed }) => sealed === undefined), "nothing waits any more");
  // The same steps again, as after a reload, change nothing.
  const before = JSON.stringify([asker.talk, asker.lines]);
  await asker.hear(...steps);
  assert.equal(JSON.stringify([asker.talk, asker.lines]), before);
});

test("changed, doubled and missing words are said to be", async () => {
  const { asker, listener } = await together();
  const sealed = [];
  for (const text of ["一", "二", "三", "四", "五"]) sealed.push(await asker.say(text));
  const changed = sealed[1][300] === "A" ? "B" : "A";
  const broken = sealed[1].slice(0, 300) + changed + sealed[1].slice(301);
  await listener.hear(
    step(7, ann, "sealed", { sealed: sealed[0] }),
    step(8, ann, "sealed", { sealed: broken }),
    step(9, ann, "sealed", { sealed: sealed[0] }),
    step(10, ann, "sealed", { sealed: sealed[3] }),
    step(11, ann, "sealed", { sealed: sealed[2] }),
    step(12, ann, "sealed", {}),
    step(13, ann, "sealed", { sealed: sealed[4] }),
  );
  assert.deepEqual(listener.read(), ["一", "damaged", "replayed", "四", "三", "damaged", "五"]);
  const marks = listener.lines.map(({ missing, late }) => missing ?? late ?? 0);
  assert.deepEqual(marks, [0, 0, 0, 2, true, 0, 0]);
});

test("a step that says one's own words were another's opens nothing", async () => {
  const { asker } = await together();
  const sealed = await asker.say("我自己的");
  await asker.hear(step(7, bo, "sealed", { sealed }));
  assert.deepEqual(asker.read(), ["replayed", "我自己的"]);
  await asker.hear(step(8, ann, "sealed", { sealed: "AAAA" }));
  assert.deepEqual(asker.read(), ["replayed", "elsewhere", "我自己的"]);
});

test("a device that made neither has no key, and no word", async () => {
  const { asker, steps, listener } = await together();
  const sealed = await listener.say("只给那台设备");
  const all = [...steps, step(7, bo, "sealed", { sealed }), step(8, ann, "sealed", { sealed })];
  const elsewhere = await new Device(ann).hear(...all);
  assert.equal(elsewhere.talk.lacks, "device");
  assert.equal(talking.maySay(elsewhere.talk), false);
  assert.deepEqual(elsewhere.read(), ["no_key", "elsewhere"]);
  const another = await new Device(bo).hear(...all);
  assert.equal(another.talk.lacks, "device");
  await asker.hear(all.at(-2));
  assert.deepEqual(asker.read(), ["只给那台设备"]);
});

test("a welcome that does not fit is not used", async () => {
  const { steps, own } = await together();
  const device = new Device(ann);
  device.asked = [own];
  const welcome = steps[4].welcome.slice(0, 500) + "AAAA" + steps[4].welcome.slice(504);
  await device.hear(...steps.slice(0, 4), { ...steps[4], welcome });
  assert.deepEqual([device.talk.lacks, device.talk.sealing], ["welcome", undefined]);
  // Nor is a request that the server made another one of.
  const swapped = new Device(ann);
  swapped.asked = [own];
  const other = await sealing.makePackage(ann);
  await swapped.hear(step(4, ann, "asked", { package: other.package }), steps[4]);
  assert.equal(swapped.talk.lacks, "device");
});

test("what is over says how, and what is forgotten opens nothing any more", async () => {
  const { asker, listener } = await together();
  const sealed = await asker.say("再见");
  await listener.hear(step(7, ann, "sealed", { sealed }), step(8, bo, "ended"));
  assert.equal(talking.isOver(listener.talk), true);
  assert.equal(talking.maySay(listener.talk), false);
  await listener.hear(step(9, ann, "forgotten"));
  const { talk } = listener;
  assert.equal(talk.state, "forgotten");
  assert.deepEqual([talk.sealing, talk.own, talk.draft], [undefined, undefined, undefined]);
  await listener.hear(step(10, bo, "ended"));
  assert.equal(listener.talk.state, "forgotten");
  for (const move of ["declined", "withdrawn"]) {
    const device = await new Device(ann).hear(step(4, ann, "asked", {}), step(5, bo, move));
    assert.equal(device.talk.state, move);
    assert.equal(talking.isOver(device.talk), true);
  }
  const unknown = await new Device(ann).hear(step(4, ann, "something new", {}));
  assert.deepEqual([unknown.talk.upTo, unknown.talk.state], [4, "waiting"]);
});
