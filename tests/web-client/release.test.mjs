// Which steps of a release a page offers to whom: no more than the server takes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { movesOf } = (await core()).release;

const owner = { duties: [{ unit: 1, duty: "owner" }] };
const organiser = { duties: [{ unit: 1, duty: "organiser" }] };
const row = (more) => ({ room: 3, kind: "chat", access: "closed", joined: true, ...more });
const proposed = { state: "proposed", by: 7, at: 1 };
const agreed = { ...proposed, state: "agreed" };

test("owners take the steps, each in its turn", () => {
  assert.deepEqual(movesOf(row(), owner, 8), ["proposed"]);
  assert.deepEqual(movesOf(row({ release: proposed }), owner, 7), ["withdrawn"]);
  assert.deepEqual(movesOf(row({ release: proposed }), owner, 8), ["agreed", "withdrawn"]);
  assert.deepEqual(movesOf(row({ release: agreed }), owner, 8), ["withdrawn"]);
  assert.deepEqual(movesOf(row({ joined: false }), owner, 8), ["proposed"]);
});

test("others take none, but the two of a direct room object", () => {
  for (const release of [undefined, proposed, agreed]) {
    assert.deepEqual(movesOf(row({ release }), organiser, 9), []);
    assert.deepEqual(movesOf(row({ release }), {}, 9), []);
    const moves = release ? ["withdrawn"] : [];
    assert.deepEqual(movesOf(row({ release, access: "direct" }), {}, 9), moves);
  }
});

test("where nothing is to be released, nothing is offered", () => {
  const rooms = [row({ access: "open" }), row({ kind: "alert" }), row({ kind: "talk" })];
  for (const one of rooms) assert.deepEqual(movesOf(one, owner, 7), []);
});
