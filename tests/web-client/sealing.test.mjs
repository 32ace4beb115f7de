// Sealed talks, two by two: what one sealed the other opens, once, and nobody else.
import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { base64url, sealing, web_crypto: signing } = await core();
const { open, seal } = sealing;

const room = 41;
const ann = { room, me: 7, other: 9 }; // she asks
const bo = { room, me: 9, other: 7 }; // he listens

async function two(asker = ann, listener = bo) {
  const own = await sealing.makePackage(asker.me);
  const { state, welcome } = await sealing.beginGroup(listener, own.package);
  return { asker: await sealing.joinBy(asker, own, welcome), listener: state, own, welcome };
}

// A party that keeps its state as a page does: written down, and read again for each step.
class Party {
  constructor(state) {
    this.disk = JSON.stringify(state);
  }
  async say(text) {
    const { state, sealed } = await seal(JSON.parse(this.disk), text);
    this.disk = JSON.stringify(state);
    return sealed;
  }
  async hear(sealed) {
    const opened = await open(JSON.parse(this.disk), sealed);
    if (opened.ok) this.disk = JSON.stringify(opened.state);
    return opened.ok ? opened.text : opened.why;
  }
}

async function parties() {
  const { asker, listener } = await two();
  return [new Party(asker), new Party(listener)];
}

const texts = [
  "你好，我想找人说说话。",
  "👩‍🏭 夜班之后睡不着",
  "العربية والعبرية עברית",
  "a".repeat(sealing.wordsMost),
  "\u202eright to left\u0000",
  '{"n":7,"text":"as if"}',
  "",
];

test("two hundred words to and fro, each opened once and as it was", async () => {
  const [one, other] = await parties();
  for (let i = 0; i < 200; i++) {
    const [from, to] = i % 3 === 1 ? [other, one] : [one, other];
    const text = `${i} ${texts[i % texts.length]}`.slice(0, 4_000);
    assert.equal(await to.hear(await from.say(text)), text);
  }
});

test("any text, also the longest, is sealed within the bounds of the wire", async () => {
  const [one, other] = await parties();
  const four = "\u{1f600}".repeat(sealing.wordsMost / 4);
  for (const text of [...texts, four, '"'.repeat(sealing.wordsMost)]) {
    const sealed = await one.say(text);
    assert.ok(base64url.fromBase64url(sealed).length <= 16_384, `${sealed.length}`);
    assert.equal(await other.hear(sealed), text);
  }
});

test("who speaks at the same time is heard on both sides", async () => {
  const [one, other] = await parties();
  const crossing = await Promise.all([one.say("我先说"), other.say("你先说")]);
  assert.equal(await one.hear(crossing[1]), "你先说");
  assert.equal(await other.hear(crossing[0]), "我先说");
});

test("a yes is as long as a no", async () => {
  const [one] = await parties();
  const lengths = [];
  for (const text of ["是", "不是", "我不知道该怎么说"])
    lengths.push((await one.say(text)).length);
  assert.equal(new Set(lengths).size, 1, `${lengths}`);
});

test("a changed bit anywhere opens nothing, and harms nothing", async () => {
  const [one, other] = await parties();
  const sealed = await one.say("原话");
  const bytes = base64url.fromBase64url(sealed);
  for (let at = 0; at < bytes.length; at += 7) {
    const changed = bytes.slice();
    changed[at] ^= 1 << (at % 8);
    assert.equal(await other.hear(base64url.toBase64url(changed)), "damaged", `byte ${at}`);
  }
  for (const cut of [0, 1, 40, bytes.length - 1])
    assert.equal(await other.hear(base64url.toBase64url(bytes.subarray(0, cut))), "damaged");
  assert.equal(await other.hear(`${sealed}AAAA`), "damaged");
  for (const none of ["", "?", "A", "not base64 !", "你好"])
    assert.equal(await other.hear(none), "damaged");
  assert.equal(await other.hear(sealed), "原话");
});

test("what was opened is not opened again, now or later", async () => {
  const [one, other] = await parties();
  const first = await one.say("一");
  assert.equal(await other.hear(first), "一");
  assert.equal(await other.hear(first), "replayed");
  for (let i = 0; i < 30; i++) await other.hear(await one.say(String(i)));
  assert.equal(await other.hear(first), "replayed");
});

test("one's own words that come back are not the other's", async () => {
  const [one, other] = await parties();
  const own = await one.say("我说的");
  assert.equal(await one.hear(own), "replayed");
  assert.equal(await other.hear(own), "我说的");
});

test("out of order opens within the window, and says which it was", async () => {
  const { asker, listener } = await two();
  let [from, to] = [asker, listener];
  const sent = [];
  for (let i = 1; i <= 6; i++) {
    const { state, sealed } = await seal(from, `第${i}句`);
    from = state;
    sent.push(sealed);
  }
  for (const n of [3, 1, 6, 2, 5, 4]) {
    const opened = await open(to, sent[n - 1]);
    assert.deepEqual([opened.ok, opened.text, opened.n], [true, `第${n}句`, n]);
    to = opened.state;
  }
  for (const sealed of sent) assert.equal((await open(to, sealed)).why, "replayed");
});

test("words beyond the window stay shut, and the talk goes on", async () => {
  const [one, other] = await parties();
  const early = [];
  for (let i = 0; i < 16; i++) early.push(await one.say(String(i)));
  assert.equal(await other.hear(early[15]), "15");
  assert.equal(await other.hear(early[0]), "replayed");
  assert.equal(await other.hear(early[14]), "14");
  assert.equal(await other.hear(await one.say("还在")), "还在");
});

test("a third opens nothing, and nothing of a third is opened", async () => {
  const [one, other] = await parties();
  const [eve, mallory] = await parties();
  const sealed = await one.say("只有两个人");
  assert.equal(await eve.hear(sealed), "damaged");
  assert.equal(await mallory.hear(sealed), "damaged");
  assert.equal(await other.hear(await eve.say("我是她")), "damaged");
  assert.equal(await other.hear(sealed), "只有两个人");
});

test("a group is made of the two and of this talk alone", async () => {
  const own = await sealing.makePackage(7);
  assert.equal(await sealing.beginGroup({ room, me: 9, other: 8 }, own.package), undefined);
  const { welcome } = await sealing.beginGroup(bo, own.package);
  assert.equal(await sealing.joinBy({ ...ann, room: 42 }, own, welcome), undefined);
  assert.equal(await sealing.joinBy({ ...ann, other: 8 }, own, welcome), undefined);
  const another = await sealing.makePackage(7);
  assert.equal(await sealing.joinBy(ann, another, welcome), undefined);
  assert.ok(await sealing.joinBy(ann, own, welcome));
});

test("a package or a welcome that was touched makes no talk", async () => {
  const own = await sealing.makePackage(7);
  const begun = await sealing.beginGroup(bo, own.package);
  const touched = (text, at) => {
    const bytes = base64url.fromBase64url(text);
    bytes[at] ^= 4;
    return base64url.toBase64url(bytes);
  };
  const [some, more] = [own.package, begun.welcome].map((text) =>
    Array.from({ length: 24 }, (_, i) => Math.floor((i * text.length * 0.75) / 24)),
  );
  for (const at of some)
    assert.equal(await sealing.beginGroup(bo, touched(own.package, at)), undefined, `byte ${at}`);
  for (const at of more)
    assert.equal(await sealing.joinBy(ann, own, touched(begun.welcome, at)), undefined, `${at}`);
  for (const none of ["", "AA", "你好", begun.welcome])
    assert.equal(await sealing.beginGroup(bo, none), undefined);
  for (const none of ["", "AA", own.package])
    assert.equal(await sealing.joinBy(ann, own, none), undefined);
});

test("both have the same number, and every talk another", async () => {
  const seen = new Set();
  const same = await two();
  for (const { asker, listener } of [same, await two(), await two()]) {
    const number = await sealing.safetyNumber(asker);
    assert.deepEqual(await sealing.safetyNumber(listener), number);
    assert.equal(number.length, 12);
    for (const group of number) assert.match(group, /^\d{5}$/);
    seen.add(number.join(" "));
  }
  assert.equal(seen.size, 3);
  const { state } = await seal(same.asker, "说话不改变它");
  assert.deepEqual(await sealing.safetyNumber(state), await sealing.safetyNumber(same.listener));
});

test("who stands between two has one number with each, and they differ", async () => {
  const own = await sealing.makePackage(7);
  const between = await sealing.makePackage(7); // says to be Ann, to Bo
  const with_bo = await sealing.beginGroup(bo, between.package);
  const with_ann = await sealing.beginGroup({ room, me: 9, other: 7 }, own.package);
  const anns = await sealing.joinBy(ann, own, with_ann.welcome);
  assert.notDeepEqual(
    await sealing.safetyNumber(anns),
    await sealing.safetyNumber(with_bo.state),
  );
});

// A page that dies at any step goes on with what it wrote down. Sealed bytes are kept together with
// the state that made them, so no key is used for two texts.
test("after a crash at any step no key seals twice, and nothing is lost", async () => {
  const { asker, listener } = await two();
  for (const dies_after of ["sealing", "keeping", "sending"]) {
    let disk = { state: asker, waiting: undefined };
    let other = listener;
    const wire = [];
    const write = async (text) => {
      const { state, sealed } = await seal(disk.state, text);
      if (dies_after === "sealing" && text === "第一") return; // nothing had left
      disk = { state, waiting: sealed };
      if (dies_after === "keeping" && text === "第一") return; // it waits, and is sent after
      wire.push(disk.waiting);
      if (dies_after === "sending" && text === "第一") return; // sent again below
      disk.waiting = undefined;
    };
    await write("第一");
    disk = JSON.parse(JSON.stringify(disk));
    if (disk.waiting) wire.push(disk.waiting);
    disk.waiting = undefined;
    await write("第二");
    const heard = [];
    for (const sealed of wire) {
      const opened = await open(other, sealed);
      heard.push(opened.ok ? `${opened.n} ${opened.text}` : opened.why);
      if (opened.ok) other = opened.state;
    }
    const wanted = {
      sealing: ["1 第二"],
      keeping: ["1 第一", "2 第二"],
      sending: ["1 第一", "replayed", "2 第二"],
    };
    assert.deepEqual(heard, wanted[dies_after], dies_after);
  }
});

test("a listener who dies between opening and keeping opens it again", async () => {
  const { asker, listener } = await two();
  const { sealed } = await seal(asker, "再来一次");
  assert.equal((await open(listener, sealed)).text, "再来一次");
  assert.equal((await open(listener, sealed)).text, "再来一次");
});

test("nothing of the words stands in what goes out", async () => {
  const [one] = await parties();
  const text = "一个不该被看见的词 unseen-word";
  const bytes = Buffer.from(base64url.fromBase64url(await one.say(text)));
  for (const encoding of ["utf8", "utf16le"])
    assert.ok(!bytes.includes(Buffer.from("unseen-word", encoding)));
});

test("signatures are in DER, as others would read them, in one form alone", async () => {
  const { signKey, publicKey } = await signing.signing.keygen();
  const x = Buffer.from(publicKey.subarray(1, 33)).toString("base64url");
  const y = Buffer.from(publicKey.subarray(33)).toString("base64url");
  const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x, y }, format: "jwk" });
  const message = new TextEncoder().encode("签名");
  for (let i = 0; i < 300; i++) {
    const signature = await signing.signing.sign(signKey, message);
    assert.ok(verify("sha256", message, key, signature));
    assert.ok(await signing.signing.verify(publicKey, message, signature));
    const raw = signing.fromDer(signature);
    assert.deepEqual(signing.toDer(raw), signature);
    const longer = new Uint8Array([...signature, 0]);
    assert.equal(await signing.signing.verify(publicKey, message, longer), false);
  }
  const small = new Uint8Array(64);
  small[31] = 1;
  small[63] = 0x80;
  assert.deepEqual([...signing.toDer(small)], [0x30, 7, 2, 1, 1, 2, 2, 0, 0x80]);
  assert.deepEqual(signing.fromDer(signing.toDer(small)), small);
  const negative = [0x30, 6, 2, 1, 1, 2, 1, 0x80];
  const long = [0x30, 7, 2, 2, 0, 1, 2, 1, 1];
  for (const none of [[], [0x30], negative, long])
    assert.equal(signing.fromDer(new Uint8Array(none)), undefined);
});

test("the tests seal with what the page seals with", () => {
  const read = (path) =>
    JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")).dependencies;
  const [page, here] = [read("../../web-client/package.json"), read("../package.json")];
  for (const name of ["ts-mls", "@hpke/core"]) assert.equal(page[name], here[name]);
});

test("base64url is what it was, whatever it was", () => {
  for (let length = 0; length < 70; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) % 256);
    const text = base64url.toBase64url(bytes);
    assert.equal(text, Buffer.from(bytes).toString("base64url"));
    assert.deepEqual(base64url.fromBase64url(text), bytes);
  }
  for (const none of ["A", "AA=", "A+", "A/A", "AA AA"])
    assert.equal(base64url.fromBase64url(none), undefined);
});
