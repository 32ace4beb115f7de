// Cases of a part, one after the other or in lanes beside each other: a house for many of them, a
// new one when it is worn or something was wrong in it.
import { case_seed, chance_from } from "./chance.mjs";
import { Lacking } from "./house.mjs";
import { parts } from "./parts.mjs";
import { Report } from "./report.mjs";

export const default_seed = 20261127;
const least_rate = 1000; // posts acknowledged a second
const least_in_flight = 100;

// A case that had not the load that it is meant for proves nothing, unless it found something.
function verdict_of({ wrong, skipped, rate, in_flight }) {
  if (wrong.length > 0) return { failed: wrong };
  if (skipped) return { skipped };
  if (rate === undefined) return {};
  if (rate >= least_rate && in_flight >= least_in_flight) return {};
  return { skipped: `only ${rate} posts a second, ${in_flight} under way` };
}

async function one_case(part, house, one) {
  try {
    return await part.one(house, one);
  } catch (error) {
    return { place: "?", wrong: [error.stack] };
  }
}

// Whoever interrupts a run waits for the case that is under way: its server ends with it.
function interruption() {
  const interrupted = { is: false };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (interrupted.is = true));
  return interrupted;
}

// One after the other in a house of its own, as long as `next` has a number.
async function one_lane({ part, seed, report, next }) {
  let house;
  for (let number = next(); number !== undefined; number = next()) {
    try {
      house ??= await part.open();
    } catch (error) {
      if (!(error instanceof Lacking)) throw error;
      report.add({ number, place: "none", acknowledged: 0, skipped: error.message });
      continue;
    }
    const before = house.journal.acknowledged;
    const own = case_seed(seed, number);
    const found = await one_case(part, house, { number, chance: chance_from(own) });
    const verdict = verdict_of(found);
    const acknowledged = house.journal.acknowledged - before;
    report.add({ number, seed: own, acknowledged, ...found, ...verdict }, house.journal);
    if (verdict.failed || house.is_worn()) {
      await house.close();
      house = undefined;
    }
  }
  await house?.close();
}

// Resolves to what became of them: {passed, failed, skipped}. After so many seconds, if it is said
// how many, no further case begins. Lanes: so many houses at once, each with a case in it.
export async function run_cases(asked) {
  const { name, from, count, seed = default_seed, seconds, lanes = 1, report: path } = asked;
  const end = performance.now() + (seconds ?? Infinity) * 1000;
  const interrupted = interruption();
  const report = new Report(path, { part: name, from, count, seed });
  let number = from;
  const is_over = () => interrupted.is || performance.now() > end;
  const next = () => (number < from + count && !is_over() ? number++ : undefined);
  const lane = () => one_lane({ part: parts[name], seed, report, next });
  await Promise.all(Array.from({ length: lanes }, lane));
  if (number < from + count) console.log(`the rest: --from ${number}`);
  return report.end();
}
