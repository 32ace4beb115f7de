// `script/faults plants`: every part of the matrix finds the bugs that are planted for it, in a
// server that is compiled for that alone (tests/faults/CMakeLists.txt, store/plant.hpp). And the
// same server with no bug chosen passes: what is found is the bug, not the plant's soil.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const limit = { timeout: 120_000, killSignal: "SIGKILL" };

// Of what is injected, the cases of one call and error (inject.mjs: fault_of).
const injections = (first, ...nths) => nths.map((nth) => first + 11 * (nth - 1));

const full_and_open = /neither a refusal nor an end|after a start on the full disk/;
const fails_unheard = /missing|lost|refused: hole|acknowledged at/;
const several = (count) => Array.from({ length: count }, (_, at) => at + 1);

// name: what the part is to say of it. cases: which of the part's, all of one kind of fault, one
// after the other, until it is found.
export const plants = [
  { name: "acknowledge_before_write", part: "kill", cases: several(40), says: /is missing|lost/ },
  { name: "reuse_seq", part: "kill", cases: several(3), says: /verify|stands|missing/ },
  { name: "leave_out_sync", part: "power", cases: several(6), says: /missing|lost|closed: 4100/ },
  { name: "leave_out_folder_sync", part: "restore", cases: [2, 4], says: /restore ended/ },
  { name: "backup_without_log", part: "restore", cases: [1], says: /not in it|ended with/ },
  {
    name: "leave_disk_gate_open",
    part: "disk",
    cases: [4, 8],
    says: /filled slowly|neither a refusal nor an end/,
  },
  { name: "leave_disk_gate_open", part: "disk", cases: [1, 5], says: full_and_open },
  { name: "leave_disk_gate_open", part: "disk", cases: [2, 6], says: full_and_open },
  { name: "keep_ballast", part: "disk", cases: [3, 7], says: /./ },
  {
    name: "ignore_failed_disk",
    part: "inject",
    cases: injections(1, 12, 20, 30, 40, 60, 80),
    says: fails_unheard,
  },
  {
    name: "ignore_failed_disk",
    part: "inject",
    cases: injections(2, 4, 6, 9, 15, 20, 30),
    says: fails_unheard,
  },
  {
    name: "take_unopened_for_none",
    part: "inject",
    cases: injections(3, 45, 60, 44, 46, 43, 47, 48, 59, 61, 62),
    says: /closed: 4100|lost words/,
  },
  {
    name: "ignore_failed_rename",
    part: "inject",
    cases: injections(4, 1, 2, 3),
    says: /backup/,
  },
  { name: "stop_accepting", part: "inject", cases: injections(5, 5, 15, 19), says: /let in/ },
  {
    name: "ignore_failed_send",
    part: "inject",
    // What is lost may be a word nobody waits for: a beat, or to a visitor who has gone.
    cases: injections(6, 20, 40, 60, 80, 90, 100, 110, 120, 140, 160),
    says: /was told after|not answered|20 s/,
  },
  { name: "end_when_slow", part: "stop", cases: several(4), says: /cut|ended/ },
  { name: "end_when_slow", part: "slow", cases: [1], says: /cut|ended/ },
  {
    name: "believe_rot",
    part: "rot",
    cases: several(12).map((at) => 30 * at),
    says: /not what was said/,
  },
  { name: "forget_high_water", part: "rot", cases: [11, 41, 71], says: /no new epoch/ },
  { name: "forget_high_water", part: "rot", cases: [21, 51, 81], says: /no new epoch/ },
];

function run(plant, part, number) {
  const report = join(root, "build/faults/plants", `${plant}-${part}.json`);
  rmSync(report, { force: true });
  const env = { ...process.env, XINQIAO_PLANT: plant };
  env.XINQIAO_BINARY = join(root, "build/release/xinqiao-planted");
  delete env.XINQIAO_BIN;
  const program = join(root, "tests/faults/matrix/main.mjs");
  const words = [program, part, "--from", `${number}`, "--count", "1", "--report", report];
  spawnSync(process.execPath, words, { env, stdio: "ignore", ...limit });
  if (!existsSync(report)) return ["the part could not be run"];
  const { violations } = JSON.parse(readFileSync(report, "utf8"));
  return violations.flatMap(({ wrong }) => wrong);
}

function look_for({ name, part, cases, says }) {
  for (const number of cases) {
    const sentence = run(name, part, number).find((one) => says.test(one));
    if (sentence) return { number, sentence: sentence.split("\n")[0].slice(0, 160) };
  }
  return undefined;
}

// Of all of them, or of those that are named.
export function find_plants(names) {
  const wanted = plants.filter(({ name }) => names.length === 0 || names.includes(name));
  mkdirSync(join(root, "build/faults/plants"), { recursive: true });
  const count = { passed: 0, failed: 0, skipped: 0 };
  const note = (is_right, sentence) => {
    count[is_right ? "passed" : "failed"] += 1;
    console.log(`${is_right ? "ok" : "WRONG"} ${sentence}`);
  };
  for (const plant of wanted) {
    const found = look_for(plant);
    const where = found ? `found by case ${found.number}: ${found.sentence}` : "NOT FOUND";
    note(found, `${plant.part}: ${plant.name} ${where}`);
  }
  for (const part of new Set(wanted.map((plant) => plant.part))) {
    const number = wanted.find((plant) => plant.part === part).cases.at(-1);
    const wrong = run("none", part, number);
    note(wrong.length === 0, `${part}: without a plant nothing is found ${wrong[0] ?? ""}`);
  }
  return count;
}
