// The fault matrix: script/faults PART [--from N] [--count N] [--seed S] [--report FILE]
// Every run of cases is appended to the part's report; what is counted there are totals over runs.
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { case_seed, chance_from } from "./chance.mjs";
import { parts } from "./parts.mjs";
import { find_plants } from "./plants.mjs";
import { Report } from "./report.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const default_seed = 20261127;
const least_rate = 1000; // posts acknowledged a second
const least_in_flight = 100;

const number_of = (text, what) => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${what} wants a number, not ${text}`);
};

function asked() {
  const option = (name) => [name, { type: "string" }];
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(["from", "count", "seed", "report"].map(option)),
  });
  const [name, ...rest] = positionals;
  if ((name !== "plants" && !(name in parts)) || rest.length > 0) {
    throw new Error(`a part is wanted, one of: ${[...Object.keys(parts), "plants"].join(" ")}`);
  }
  const from = number_of(values.from ?? "1", "from");
  const count = number_of(values.count ?? `${parts[name]?.cases ?? 0}`, "count");
  const seed = number_of(values.seed ?? `${default_seed}`, "seed");
  const report = values.report ?? join(root, "build/faults", `${name}.json`);
  return { name, from, count, seed, report: resolve(report) };
}

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

async function cases({ name, from, count, seed, report: path }) {
  const part = parts[name];
  const report = new Report(path, { part: name, from, count, seed });
  let house;
  for (let number = from; number < from + count; ++number) {
    house ??= await part.open();
    const before = house?.journal?.acknowledged ?? 0;
    const own = case_seed(seed, number);
    const found = await one_case(part, house, { number, chance: chance_from(own) });
    const verdict = verdict_of(found);
    const acknowledged = (house?.journal?.acknowledged ?? before) - before;
    report.add({ number, seed: own, acknowledged, ...found, ...verdict }, house?.journal);
    if (house && (verdict.failed || house.is_worn())) {
      await house.close();
      house = undefined;
    }
  }
  await house?.close();
  return report.end();
}

async function main() {
  let wanted;
  try {
    wanted = asked();
  } catch (error) {
    console.error(`script/faults: ${error.message}`);
    return 2;
  }
  mkdirSync(dirname(wanted.report), { recursive: true });
  const count = wanted.name === "plants" ? await find_plants(wanted) : await cases(wanted);
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  return count.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
