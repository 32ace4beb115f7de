// script/reconnects: seed after seed until so many reconnects have been made, over all calls.
// Each seed is a line of the report, and the next call goes on after the last one.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { find_plant, run_seed } from "./schedule.mjs";
import { load_modules, plants } from "./modules.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const seed_reconnects = 2_500;

const { values } = parseArgs({
  options: {
    total: { type: "string", default: "100000" },
    minutes: { type: "string", default: "5" },
    report: { type: "string", default: join(root, "build/reports/reconnects.jsonl") },
    seed: { type: "string" },
    plants: { type: "boolean", default: false },
  },
});

function read_report() {
  if (!existsSync(values.report)) return [];
  const lines = readFileSync(values.report, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}

function sum_up(lines) {
  const names = ["reconnects", "tries", "words", "rounds", "slow"];
  const sum = { seeds: lines.length, failed: 0 };
  for (const name of names) sum[name] = 0;
  for (const line of lines) {
    for (const name of names) sum[name] += line[name] ?? 0;
    if (line.wrongs.length > 0) sum.failed += 1;
  }
  return sum;
}

function tell({ seed, reconnects, tries, words, seconds, wrongs }) {
  const how = wrongs.length > 0 ? "WRONG" : "right";
  console.log(
    `seed ${seed}: ${reconnects} reconnects (${tries} tries), ${words} words, ${how}, ${seconds} s`,
  );
  for (const { kind, what } of wrongs.slice(0, 10)) console.log(`  ${kind}: ${what}`);
}

async function run_on() {
  mkdirSync(dirname(values.report), { recursive: true });
  const modules = await load_modules();
  const begun = Date.now();
  const lines = read_report();
  const is_time_over = () => Date.now() - begun > Number(values.minutes) * 60_000;
  while (sum_up(lines).reconnects < Number(values.total) && !is_time_over()) {
    const seed = (lines.at(-1)?.seed ?? 0) + 1;
    const began = Date.now();
    const outcome = await run_seed({ seed, reconnects: seed_reconnects, modules });
    const line = { seed, seconds: Math.round((Date.now() - began) / 1_000), ...outcome };
    lines.push(line);
    appendFileSync(values.report, `${JSON.stringify(line)}\n`);
    tell(line);
  }
  const { seeds, reconnects, tries, words, rounds, slow, failed } = sum_up(lines);
  console.log(
    `in all: ${reconnects} of ${values.total} reconnects, ${tries} tries, ${words} words, ` +
      `${slow} times cut off as slow, ${rounds} times at rest`,
  );
  console.log(`${seeds - failed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 ? 0 : 1;
}

async function run_one(seed) {
  const began = Date.now();
  const outcome = await run_seed({ seed, reconnects: seed_reconnects });
  tell({ seed, seconds: Math.round((Date.now() - began) / 1_000), ...outcome });
  return outcome.wrongs.length === 0 ? 0 : 1;
}

async function find_all() {
  let missed = 0;
  for (const plant of Object.keys(plants)) {
    const began = Date.now();
    const { seed, wrongs } = await find_plant(plant);
    const right = wrongs.find(({ kind }) => kind === plants[plant].breaks);
    if (!right) missed += 1;
    const took = `${Date.now() - began} ms`.padStart(9);
    const how = right ? `seed ${seed}` : "MISSED";
    const name = `${plants[plant].breaks.padEnd(9)}${plant.padEnd(42)}`;
    console.log(`${name}${how} ${took}  ${right?.what ?? ""}`);
  }
  console.log(`${Object.keys(plants).length - missed} passed, ${missed} failed, 0 skipped`);
  return missed === 0 ? 0 : 1;
}

const act = values.plants ? find_all : values.seed ? () => run_one(Number(values.seed)) : run_on;
process.exit(await act());
