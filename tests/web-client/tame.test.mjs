// Which texts are drawn without bounds of their own: none that could leave its line.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { text } = await core();

test("everyday words, signs and emoji are tame", () => {
  for (const one of [
    "",
    "外面下雨了，记得带伞。\n第二行 2 号（夜班）：ok?",
    "Ça va — it’s “fine” … 25 °C, ½ × 3 → 1½",
    "ひらがな カタカナ 한국어 ＡＢＣ！",
    "👍🏽 👩‍🏭 🇨🇳 ❤️ ☀",
  ])
    assert.equal(text.isTame(one), true, one);
});

test("what piles up, turns round or is wider than a screen is not", () => {
  for (const one of [
    "z\u0301\u0302\u0303",
    "字\u0334\u0335",
    "か\u3099",
    "\ufdfd",
    "\u{12031}",
    "\u2e3b",
    "\u202e倒",
    "\u200b",
    "שלום",
    "مرحبا",
    "नमस्ते",
    "\ud800",
    "a\tb",
  ])
    assert.equal(text.isTame(`外面${one}下雨`), false, JSON.stringify(one));
});

test("a text is drawn in parts where marks are heaped up, and nothing is lost", () => {
  const heaped = `e${"\u0301".repeat(200)}x`;
  const drawn = text.parts(heaped);
  assert.equal(drawn.join(""), heaped);
  assert.deepEqual(
    drawn.map((part) => part.length),
    [65, 64, 64, 9],
  );
  for (const one of ["é\u0301", "नमस्ते", `a${"\u0301".repeat(64)}b`, "👩‍🏭", "บ้าน", ""])
    assert.deepEqual(text.parts(one), [one]);
});

test("only short tame names begin a line without bounds", () => {
  assert.equal(text.isShort("桥友 12"), true);
  assert.equal(text.isShort("欧阳娜娜子兰芳"), false);
  assert.equal(text.isShort("安\u0301"), false);
});
