// Names in texts: tokens on the wire, names in the field.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { mentions } = await core();
const called = new Map([
  [7, "王敏"],
  [12, "王敏之"],
  [0, "所有人"],
]);
const nameOf = (member) => called.get(member) ?? "";
const names = new Map([...called].map(([member, name]) => [name, member]));

test("tokens are found wherever they stand, and nothing else is", () => {
  assert.deepEqual(mentions.pieces("<@7>早上好<@all>"), [{ member: 7 }, "早上好", { member: 0 }]);
  for (const text of ["<@>", "<@0>", "<@07>", "<@-7>", "<@ 7>", "<@7", "@7", "<@7a>", "<@ALL>"]) {
    assert.deepEqual(mentions.pieces(text), [text]);
  }
  assert.deepEqual(mentions.pieces(""), []);
});

test("what is written goes out as tokens and comes back as names", () => {
  const written = "@王敏 和 @王敏之,@所有人 都来";
  const sent = mentions.tokens(written, names);
  assert.equal(sent, "<@7> 和 <@12>,<@all> 都来");
  assert.equal(mentions.readable(sent, nameOf), written);
});

test("of names that begin alike the longest is meant", () => {
  assert.equal(mentions.tokens("@王敏之好", names), "<@12>好");
  assert.equal(mentions.tokens("@王敏好", names), "<@7>好");
});

test("a name that is not known stays as it is, either way", () => {
  assert.equal(mentions.tokens("@赵六 a@b.c", names), "@赵六 a@b.c");
  assert.equal(mentions.readable("<@99> 你好", nameOf), "<@99> 你好");
});

test("an @ before the caret asks for a name, an address does not", () => {
  assert.deepEqual(mentions.beingNamed("你好@王", 4), { from: 2, query: "王" });
  assert.deepEqual(mentions.beingNamed("@", 1), { from: 0, query: "" });
  assert.equal(mentions.beingNamed("@王敏 来", 6), undefined);
  assert.equal(mentions.beingNamed("li.lei@example", 14), undefined);
  assert.equal(mentions.beingNamed("你好", 2), undefined);
  assert.equal(mentions.beingNamed(`@${"长".repeat(21)}`, 22), undefined);
});
