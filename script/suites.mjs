// The suites of script/test: what each builds and runs.
//   node script/suites.mjs [--jobs N] [SUITE…]
// Called by script/test, which has installed what is needed. C++ tests are found by asking ctest
// for those with a label; each is run by itself, and its report held against its exit code, so that
// a crash counts as a failure. Node tests are found by name (*.test.mjs, *_test.mjs).
import { spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import * as counts from "./counts.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const logs = join(root, "build/logs");
const minutes = 60 * 1000;
const build_limit = 30 * minutes;
const run_limit = 15 * minutes; // of one program
const suite_limit = 30 * minutes; // of all files of a node suite

// Where threads of ours meet. Those over RocksDB stay out: Debian's library is not built for the
// thread sanitizer, which takes its locks for none.
const threaded = /^(pipeline|hub|reader|keeper|group)/;

const sanitized = ["unit", "integration", "simulation"]; // what the address sanitizer runs

const suites = {
  tidy: (run) => node_tests(run, ["tests/tidy"]),
  unit: async (run) =>
    counts.add(
      await cpp_tests(run, "release", ["unit"]),
      await node_tests(run, ["tests/web-client"]),
    ),
  contract: async (run) => (await build(run, "release")) ?? node_tests(run, ["tests/contract"]),
  integration: async (run) =>
    counts.add(
      await cpp_tests(run, "release", ["integration"]),
      await node_tests(run, other_folders()),
    ),
  simulation: async (run) =>
    counts.add(await cpp_tests(run, "release", ["simulation"]), await seeds(run, "1..200")),
  // Much of it is waiting for what a person would see: two files at a time.
  browser: async (run) =>
    (await build(run, "release")) ??
    node_tests(run, ["tests/browser"], "release", ["--test-concurrency=2"]),
  asan: (run) => cpp_tests(run, "asan", sanitized),
  tsan: (run) => cpp_tests(run, "tsan", ["unit", "integration"], threaded),
};

// Too long for every run; asked for by name.
const long_suites = {
  // The whole server over real sockets.
  asan_sockets: async (run) =>
    (await build(run, "asan", ["xinqiao"])) ?? node_tests(run, ["tests/integration"], "asan"),
};

// --- Running programs ---

// One suite's run: its log, and a way to start programs that write into it.
class Run {
  constructor(name, jobs) {
    this.name = name;
    this.jobs = jobs;
    this.log_path = join(logs, `${name}.log`);
    this.log = createWriteStream(this.log_path);
  }

  // Resolves to {code, output}; code is null after a signal or when the time was over.
  program(command, { env = {}, cwd = root, limit = run_limit } = {}) {
    this.log.write(`\n$ ${command.join(" ")}\n`);
    return new Promise((done) => {
      const child = spawn(command[0], command.slice(1), {
        cwd,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true, // a group of its own, so that it can be ended with its children
      });
      const pieces = [];
      const end_group = () => {
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      };
      const hear = (piece) => {
        pieces.push(piece);
        this.log.write(piece);
      };
      const timer = setTimeout(() => {
        hear(Buffer.from(`\nstopped after ${limit / minutes} minutes\n`));
        end_group();
      }, limit);
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("error", (error) => hear(Buffer.from(`${error.message}\n`)));
      child.on("close", (code) => {
        clearTimeout(timer);
        if (child.pid) end_group();
        done({ code, output: Buffer.concat(pieces).toString("utf8") });
      });
    });
  }

  close() {
    return new Promise((done) => this.log.end(done));
  }
}

// --- Building ---

const configured = new Map();
const built = new Map();

function configure(run, preset) {
  if (!configured.has(preset)) {
    configured.set(preset, run.program(["cmake", "--preset", preset], { limit: build_limit }));
  }
  return configured.get(preset);
}

// Undefined when it was built, else the failure. `targets` empty = everything.
async function build(run, preset, targets = []) {
  if ((await configure(run, preset)).code !== 0) return counts.failure(`${preset}: not configured`);
  const key = [preset, ...targets].join(" ");
  if (!built.has(key)) {
    const command = ["cmake", "--build", `build/${preset}`, "-j", run.jobs];
    if (targets.length > 0) command.push("--target", ...targets);
    console.log(`   building ${preset}`);
    built.set(key, await run.program(command, { limit: build_limit }));
  }
  return built.get(key).code === 0 ? undefined : counts.failure(`${preset}: not built`);
}

// --- C++ tests ---

const sanitizer_options = {
  ASAN_OPTIONS: "detect_stack_use_after_return=1:strict_string_checks=1",
  TSAN_OPTIONS: `suppressions=${join(root, "tests/support/tsan.supp")}:history_size=4`,
};

async function cpp_tests(run, preset, labels, names = /./) {
  if ((await configure(run, preset)).code !== 0) return counts.failure(`${preset}: not configured`);
  const folder = join(root, "build", preset);
  const is_wanted = (test) =>
    property(test, "LABELS", []).some((one) => labels.includes(one)) && names.test(test.name);
  // A test is named after its target. ctest says where its program is once that is built.
  const targets = (await listed_tests(run, folder)).filter(is_wanted).map(({ name }) => name);
  const problem = await build(run, preset, preset === "release" ? [] : targets);
  if (problem) return problem;
  let sum = counts.none();
  for (const test of (await listed_tests(run, folder)).filter(is_wanted)) {
    sum = counts.add(sum, await cpp_test(run, folder, test));
  }
  return sum;
}

// While the browser's tests wait for what a person would see, the address sanitizer's tests are
// built with what they leave of the machine. Whatever fails is built again, and told, by its suite.
async function build_ahead(jobs) {
  const run = new Run("asan_ahead", jobs);
  const folder = join(root, "build/asan");
  if ((await run.program(["cmake", "--preset", "asan"], { limit: build_limit })).code === 0) {
    const tests = await listed_tests(run, folder).catch(() => []);
    const is_wanted = (test) =>
      property(test, "LABELS", []).some((one) => sanitized.includes(one));
    const targets = tests.filter(is_wanted).map(({ name }) => name);
    const command = ["nice", "-n", "19", "cmake", "--build", folder, "-j", jobs];
    await run.program([...command, "--target", ...targets], { limit: build_limit });
  }
  await run.close();
}

async function listed_tests(run, folder) {
  const listed = await run.program(["ctest", "--test-dir", folder, "--show-only=json-v1"]);
  if (listed.code !== 0) throw new Error("ctest could not list the tests");
  return JSON.parse(listed.output.slice(listed.output.indexOf("{"))).tests;
}

const property = (test, name, otherwise) =>
  test.properties?.find((one) => one.name === name)?.value ?? otherwise;

async function cpp_test(run, folder, test) {
  if (!test.command) return counts.failure(`${test.name} has no program`);
  const report = join(folder, "tests", `${test.name}.xml`);
  rmSync(report, { force: true });
  const env = { ...sanitizer_options, XINQIAO_BINARY: join(folder, "xinqiao") };
  for (const pair of property(test, "ENVIRONMENT", [])) {
    env[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
  }
  const cwd = property(test, "WORKING_DIRECTORY", folder);
  const { code, output } = await run.program(test.command, { env, cwd });
  let count = counts.none();
  if (existsSync(report)) {
    count = counts.from_junit(readFileSync(report, "utf8"));
  } else if (/ passed, \d+ failed, \d+ skipped$/m.test(output)) {
    count = counts.from_sentence(output);
  } else if (code === 0 && !test.command.some((word) => word.includes("--logger="))) {
    count.passed = 1;
  }
  return held_against_exit(count, code, test.name);
}

// A program that says all is well and ends badly has failed; so has one that ran nothing.
function held_against_exit(count, code, name) {
  if (counts.total(count) === 0) return counts.failure(`${name} ran nothing`);
  if (code !== 0 && count.failed === 0) {
    return counts.add(count, counts.failure(`${name} ended with ${code ?? "a signal"}`));
  }
  return count;
}

// --- Node tests and seeds ---

function test_files(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : test_files(path);
    return /[._]test\.m?js$/.test(entry.name) ? [path] : [];
  });
}

// Node tests that no other suite names: those of the whole server, and of failing disks.
function other_folders() {
  const named = ["tidy", "web-client", "contract", "browser", "node_modules"];
  return readdirSync(join(root, "tests"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !named.includes(entry.name))
    .map((entry) => `tests/${entry.name}`);
}

async function node_tests(run, folders, preset = "release", how = []) {
  const files = folders.flatMap(test_files).sort();
  if (files.length === 0) return counts.none();
  const env = { ...sanitizer_options, XINQIAO_BINARY: join(root, "build", preset, "xinqiao") };
  const { code, output } = await run.program(
    [process.execPath, "--test", "--test-reporter=tap", ...how, ...files],
    { env, limit: suite_limit },
  );
  return held_against_exit(counts.from_tap(output), code, folders.join(" "));
}

async function seeds(run, range) {
  const problem = await build(run, "release");
  if (problem) return problem;
  const { code, output } = await run.program(["build/release/xinqiao-simulate", "--seeds", range]);
  return held_against_exit(counts.from_sentence(output), code, "xinqiao-simulate");
}

// --- The whole ---

// What a reader wants to see of a log that ends badly: where things failed, and the end.
function excerpt(path) {
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const failed = /^ *not ok |error: in "|^FAILED: |error: |ERROR: |^failed /;
  const shown = new Set();
  lines.forEach((line, at) => {
    if (!failed.test(line) || shown.size > 120) return;
    for (let next = at; next < Math.min(at + 16, lines.length); next += 1) shown.add(next);
  });
  for (let at = Math.max(0, lines.length - 30); at < lines.length; at += 1) shown.add(at);
  return [...shown].sort((a, b) => a - b).map((at) => lines[at]).join("\n");
}

async function one_suite(name, jobs) {
  const began = Date.now();
  console.log(`== ${name}`);
  const run = new Run(name, jobs);
  let count;
  try {
    count = await (suites[name] ?? long_suites[name])(run);
    if (counts.total(count) === 0) count = counts.failure("the suite ran nothing");
  } catch (error) {
    run.log.write(`\n${error.stack}\n`);
    count = counts.failure(error.message);
  }
  await run.close();
  if (count.failed > 0) {
    console.log(excerpt(run.log_path));
    console.log(`   whole log: ${relative(root, run.log_path)}`);
    for (const what of count.failures) console.log(`   failed: ${what}`);
  }
  for (const why of count.skipped) console.log(`   skipped: ${why}`);
  const seconds = Math.round((Date.now() - began) / 1000);
  console.log(`   ${name}: ${counts.sentence(count)} (${seconds} s)`);
  return count;
}

async function main() {
  const words = process.argv.slice(2);
  let jobs = "1";
  if (words[0] === "--jobs") jobs = words.splice(0, 2)[1];
  const all = { ...suites, ...long_suites };
  const unknown = words.filter((word) => !(word in all));
  if (unknown.length > 0) {
    const known = Object.keys(all).join(" ");
    console.error(`script/test: no suite '${unknown[0]}'. There are: ${known}`);
    console.log("0 passed, 1 failed, 0 skipped");
    return 2;
  }
  mkdirSync(logs, { recursive: true });
  const wanted = words.length > 0 ? words : Object.keys(suites);
  let sum = counts.none();
  const lines = [];
  let ahead;
  for (const name of wanted) {
    if (name === "browser" && wanted.includes("asan")) ahead = build_ahead(jobs);
    else await ahead; // one build of a folder at a time
    const count = await one_suite(name, jobs);
    lines.push(`${name.padEnd(12)}${counts.sentence(count)}`);
    sum = counts.add(sum, count);
  }
  await ahead;
  console.log(`\n${lines.join("\n")}\n`);
  if (sum.skipped.length > 0) console.log(`Skipped:\n${sum.skipped.join("\n")}\n`);
  console.log(counts.sentence(sum));
  return sum.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
