// What a search brings, made ready to be shown.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { core } from "./support/core.mjs";

const { search } = await core();
const plain = (parts) => parts.map(({ text, found }) => (found ? `[${text}]` : text)).join("");

test("hits stand by room, the room of the newest first, newest first in each", () => {
  const hit = (room, seq) => ({ room, seq });
  const groups = search.byRoom([hit(2, 9), hit(1, 5), hit(2, 3), hit(1, 4)]);
  assert.deepEqual(
    groups.map(({ room, hits }) => [room, hits.map(({ seq }) => seq)]),
    [
      [2, [9, 3]],
      [1, [5, 4]],
    ],
  );
  assert.deepEqual(search.byRoom([]), []);
});

test("what matched is marked and nothing else", () => {
  const show = (text, found) => plain(search.pieces({ text, found }));
  assert.equal(show("今天是谁值班？", [[4, 2]]), "今天是谁[值班]？");
  assert.equal(
    show("a b a", [
      [0, 1],
      [4, 1],
    ]),
    "[a] b [a]",
  );
  assert.equal(show("nothing", []), "nothing");
});

test("a long text is shown around its first match, without half a character", () => {
  const text = `${"🌅".repeat(100)}值班${"🌅".repeat(300)}`;
  const shown = plain(search.pieces({ text, found: [[200, 2]] }));
  assert.match(shown, /^…🌅+\[值班\]🌅+…$/u);
  assert.ok(shown.length < 200);
});

test("the pieces joined are a part of the text, with all that matched in it marked", () => {
  const text = fc.string({ minLength: 1, maxLength: 600, unit: "binary" });
  fc.assert(
    fc.property(text, fc.array(fc.nat(600), { maxLength: 8 }), (said, cuts) => {
      const ends = [...new Set(cuts)].sort((a, b) => a - b).filter((at) => at < said.length);
      const found = [];
      for (let i = 0; i + 1 < ends.length; i += 2) found.push([ends[i], ends[i + 1] - ends[i]]);
      const parts = search.pieces({ text: said, found });
      const bare = parts.filter((part, i) => part.text !== "…" || (i > 0 && i < parts.length - 1));
      const joined = bare.map((part) => part.text).join("");
      assert.ok(said.includes(joined));
      const [first] = found;
      if (first) assert.ok(parts.some((part) => part.found));
      for (const part of parts) assert.notEqual(part.text, "");
    }),
  );
});
