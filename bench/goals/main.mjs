// The goals of the server, measured: node bench/goals/main.mjs [--out DIR] [--full] [--only WORD]
//   node bench/goals/main.mjs report FILE.json… --page FILE.html
//   node bench/goals/main.mjs compare A.json B.json
// Without a word: runs xinqiao-bench part by part, tells each goal on the terminal, and leaves
// bench.json (one entry a goal), index.html and each part's own report in DIR (build/bench).
// --full: longer rounds and more of them, the parts that are long, and the peers (bench/peers).
// --only: parts whose name has one of the words, between commas; a long part by its whole name.
// Ends with 0 also when a goal is not met, with 1 when a part failed, with 2 when the words are
// wrong.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { number } from "./charts.mjs";
import { compare } from "./compare.mjs";
import { goals_of, is_noisy, word_of } from "./goals.mjs";
import { page_of } from "./page.mjs";
import { is_wanted, parts_of } from "./parts.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const words = process.argv.slice(2);

function usage(problem) {
  console.error(problem);
  process.exit(2);
}
function value_of(name) {
  const at = words.indexOf(name);
  if (at < 0) return undefined;
  const value = words[at + 1];
  if (value === undefined || value.startsWith("--")) usage(`${name} needs a value`);
  words.splice(at, 2);
  return value;
}
function has(name) {
  const at = words.indexOf(name);
  if (at >= 0) words.splice(at, 1);
  return at >= 0;
}
function read(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (problem) {
    return usage(`${path}: ${problem.message}`);
  }
}

function line_of(goal) {
  const value = goal.value === null ? "" : `${number(goal.value)} ${goal.unit}`;
  const { spread } = goal;
  const known = spread && Number.isFinite(spread.min);
  const sign = goal.better === "less" ? "<=" : ">=";
  const wanted = goal.goal === null ? "–" : `${sign} ${number(goal.goal)}`;
  return [
    goal.name.padEnd(58),
    value.padStart(14),
    wanted.padStart(10),
    word_of(goal).toUpperCase().padStart(8),
    known ? `  (${number(spread.min)} to ${number(spread.max)})` : "",
    goal.why ? `  ${goal.why}` : "",
    is_noisy(goal) ? "  NOISY: others took the machine" : "",
  ].join("");
}

const programs = { "xinqiao-bench": process.env.XINQIAO_BENCH };

function run_part({ name, words: options, program = "xinqiao-bench", json_words }, folder) {
  const bench = programs[program] ?? join(root, "build/release", program);
  const json = join(folder, `${name}.json`);
  const leaves = json_words?.(json) ?? ["--json", json];
  rmSync(json, { force: true }); // one that is left over from a run before must not pass for this
  console.log(`== ${name}`);
  const child = spawn(bench, [...options, ...leaves], { stdio: "inherit", cwd: root });
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, report: existsSync(json) ? read(json) : undefined }));
  });
}

// The peers have a program of their own; what cannot be had is skipped there, with its reason.
async function run_peers(folder) {
  console.log("== peers");
  const words = [join(root, "bench/peers/main.mjs"), "--out", folder];
  const child = spawn(process.execPath, words, { stdio: "inherit", cwd: root });
  const [code] = await once(child, "close");
  return code === 0 ? read(join(folder, "peers.json")) : undefined;
}

async function measure() {
  const out = resolve(value_of("--out") ?? join(root, "build/bench"));
  const full = has("--full");
  const only = (value_of("--only") ?? "").split(",");
  if (words.length > 0) usage(`does not know ${words[0]}`);
  mkdirSync(out, { recursive: true });
  const server = process.env.XINQIAO_BINARY ?? join(root, "build/release/xinqiao");
  const reports = {};
  let failed = false;
  for (const part of parts_of({ server, full })) {
    if (!is_wanted(part, { only, full })) continue;
    const made = typeof part.words === "function" ? part.words(reports) : part.words;
    if (made === undefined) {
      console.log(`== ${part.name}: cannot be run without what comes before it`);
      continue;
    }
    const { code, report } = await run_part({ ...part, words: made }, out);
    failed ||= code !== 0;
    reports[part.name] = report;
  }
  if (full && only.some((word) => "peers".includes(word))) {
    reports.peers = await run_peers(out);
    failed ||= reports.peers === undefined;
  }
  const goals = goals_of(reports);
  console.log(["", ...goals.map(line_of)].join("\n"));
  writeFileSync(join(out, "bench.json"), `${JSON.stringify(goals, null, 1)}\n`);
  writeFileSync(join(out, "index.html"), page_of({ goals, reports }));
  console.log(`\n${join(out, "bench.json")} and ${join(out, "index.html")}`);
  process.exit(failed ? 1 : 0);
}

function report() {
  const page = value_of("--page");
  if (page === undefined) usage("report needs --page FILE.html");
  if (words.length === 0) usage("report needs the reports' files");
  const named = words.map((path) => [basename(path).replace(/\.json$/, ""), read(path)]);
  const goals = named.filter(([, one]) => Array.isArray(one)).flatMap(([, list]) => list);
  const reports = Object.fromEntries(named.filter(([, one]) => !Array.isArray(one)));
  writeFileSync(page, page_of({ goals, reports }));
}

function compare_two() {
  if (words.length !== 2) usage("compare needs two reports");
  const [a, b] = words.map(read);
  const lines = compare(a, b);
  if (lines.length === 0) usage("these reports have no samples in common");
  console.log(lines.join("\n"));
}

if (words[0] === "report") {
  words.shift();
  report();
} else if (words[0] === "compare") {
  words.shift();
  compare_two();
} else {
  await measure();
}
