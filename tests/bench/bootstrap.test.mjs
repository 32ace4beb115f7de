// How far off a difference may be, against series whose truth is known: made ones, of samples that
// follow each other by a given correlation.
import assert from "node:assert/strict";
import { test } from "node:test";
import { block_length, change_of, median, random_of } from "../../bench/goals/bootstrap.mjs";
import { words_of } from "../../bench/goals/compare.mjs";

// Each sample is so much of the one before and the rest of a normal draw: the mean and the spread
// stay what they are, whatever the correlation is.
function series(random, { count, correlation, middle, width = 0.05 }) {
  const normal = () =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let state = normal();
  return Array.from({ length: count }, () => {
    state = correlation * state + Math.sqrt(1 - correlation ** 2) * normal();
    return middle * (1 + width * state);
  });
}

// The share of intervals that hold the truth: b is a tenth greater than a.
function held(options, { tries, block }) {
  const random = random_of(11);
  let count = 0;
  for (let i = 0; i < tries; i++) {
    const a = series(random, { ...options, middle: 100 });
    const b = series(random, { ...options, middle: 110 });
    const { least, most } = change_of(a, b, { seed: i + 1, draws: 200, block });
    count += least <= 0.1 && 0.1 <= most ? 1 : 0;
  }
  return count / tries;
}

test("of samples that do not hang together nineteen of twenty intervals hold the truth", () => {
  const share = held({ count: 30, correlation: 0 }, { tries: 120 });
  assert.ok(share > 0.89 && share < 1, String(share));
});

test("samples that hang together deceive single draws, and blocks far less", () => {
  const options = { count: 120, correlation: 0.8 };
  const single = held(options, { tries: 80, block: 1 });
  const blocks = held(options, { tries: 80 });
  assert.ok(single < 0.65, `single draws: ${single}`);
  assert.ok(blocks > 0.8, `blocks: ${blocks}`);
});

test("a block is as long as the samples hang together", () => {
  const random = random_of(3);
  const typical = (correlation, count) =>
    median(
      Array.from({ length: 41 }, () =>
        block_length(series(random, { count, correlation, middle: 1 })),
      ),
    );
  const [none, some, much] = [0, 0.5, 0.9].map((correlation) => typical(correlation, 300));
  assert.equal(none, 1);
  assert.ok(some >= 3 && some <= 14, String(some));
  assert.ok(much > some && much <= Math.ceil(3 * Math.sqrt(300)), String(much));
  assert.ok(typical(0.8, 600) > typical(0.8, 60), "more samples, longer blocks");
  assert.equal(block_length([1, 2, 3]), 1);
  assert.equal(block_length(Array(50).fill(4)), 1);
  // As long as it gets: a run that only ever rises.
  const rising = Array.from({ length: 60 }, (_, i) => i);
  assert.ok(block_length(rising) > 5 && block_length(rising) <= 20, String(block_length(rising)));
});

test("what was drawn by blocks is said so", () => {
  const random = random_of(5);
  const of = (correlation, middle) => series(random, { count: 120, correlation, middle });
  const words = (found) => words_of(found, "slower", "faster");
  const together = change_of(of(0.9, 100), of(0.9, 200));
  assert.match(words(together), /^\d+\.\d % ± \d+\.\d % slower, by blocks of \d+ and \d+ samples$/);
  const alone = change_of(of(0, 100), of(0, 200), { block: 1 });
  assert.match(words(alone), /^\d+\.\d % ± \d\.\d % slower$/);
  const again = () => change_of(of(0, 1).fill(1), [1, 2, 3], { seed: 7 });
  assert.deepEqual(again(), again());
});
