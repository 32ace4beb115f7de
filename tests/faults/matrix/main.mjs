// The fault matrix: script/faults PART [--from N] [--count N] [--seed S] [--seconds S] …
// Every run of cases is appended to the part's report; what is counted there are totals over runs.
import { mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { default_seed, run_cases } from "./cases.mjs";
import { parts } from "./parts.mjs";
import { find_plants } from "./plants.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

const number_of = (text, what) => {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`--${what} wants a number, not ${text}`);
};

function asked() {
  const names_of_options = ["from", "count", "seed", "seconds", "lanes", "report"];
  const option = (name) => [name, { type: "string" }];
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(names_of_options.map(option)),
  });
  const [name, ...names] = positionals;
  const is_known = name === "plants" || (name in parts && names.length === 0);
  if (!is_known) {
    throw new Error(`a part is wanted, one of: ${[...Object.keys(parts), "plants"].join(" ")}`);
  }
  const from = number_of(values.from ?? "1", "from");
  const count = number_of(values.count ?? `${parts[name]?.cases ?? 0}`, "count");
  const seed = number_of(values.seed ?? `${default_seed}`, "seed");
  const seconds = values.seconds && number_of(values.seconds, "seconds");
  const lanes = number_of(values.lanes ?? "1", "lanes");
  const report = values.report ?? join(root, "build/faults", `${name}.json`);
  return { name, names, from, count, seed, seconds, lanes, report: resolve(report) };
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
  let count;
  try {
    count = wanted.name === "plants" ? find_plants(wanted.names) : await run_cases(wanted);
  } catch (error) {
    console.error(`script/faults: ${error.message}`);
    return 1;
  }
  console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  return count.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
