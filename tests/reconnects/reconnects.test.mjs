// The page's rules of outbox, intervals, resume and order, over lines that are cut at any byte,
// left half-open, slow, late and reordered, against the real server: the short form. The long one
// is script/reconnects.
import assert from "node:assert/strict";
import { test } from "node:test";
import { no_server as skip } from "../support/server.mjs";
import { plants } from "./modules.mjs";
import { find_plant, run_seed } from "./schedule.mjs";

const reconnects = 500;
const own_seed = 1 + (Date.now() % 1_000_000);

test("after any trouble every page has every word, once, in order", { skip }, async (t) => {
  t.diagnostic(`seed ${own_seed}`);

  const sum = await run_seed({ seed: own_seed, reconnects });

  assert.deepEqual(sum.wrongs, [], `seed ${own_seed}`);
  assert.ok(sum.reconnects >= reconnects);
  assert.ok(sum.words > 0 && sum.rounds > 0);
});

// One of each sort; script/reconnects --plants finds them all.
for (const plant of [
  "an_answer_is_told_twice",
  "words_that_were_sent_are_taken_for_said",
  "the_line_is_sent_from_its_end",
  "deleted_words_stay",
]) {
  test(`a page with a bug in it is found out: ${plant}`, { skip }, async () => {
    const { wrongs } = await find_plant(plant);

    assert.ok(wrongs.some(({ kind }) => kind === plants[plant].breaks));
  });
}
