// The suites of script/test: what each builds and runs.
//   node script/suites.mjs [--jobs N] [SUITE…]
// Called by script/test, which has installed what is needed. C++ tests are found by asking ctest
// for those with a label; each is run by itself, and its report held against its exit code, so that
// a crash counts as a failure. Node tests are found by name (*.test.mjs, *_test.mjs).
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import * as counts from "./counts.mjs";
import { slow_files, slow_first } from "./order.mjs";
import { logs, minutes, root, Run } from "./run.mjs";

const build_limit = 30 * minutes;
const suite_limit = 30 * minutes; // of all files of a node suite

// Where threads of ours meet. What of RocksDB is not looked at, and why, stands in
// tests/support/tsan.supp.
const threaded = /^(pipeline|hub|reader|keeper|group|store)/;

// What members and strangers never meet: the bench harness, and what links it.
const harness = /^(bench|seed)_/;
const not_harness = /^(?!bench_|seed_)/;

// What the sanitizers run: preset, labels, names. The harness takes a third of the compiling.
const sanitizers = {
  asan: ["asan", ["unit", "integration", "simulation"], not_harness],
  tsan: ["tsan", ["unit", "integration"], threaded],
};

const suites = {
  tidy: (run) => node_tests(run, ["tests/tidy"]),
  unit: async (run) =>
    counts.add(
      await cpp_tests(run, "release", ["unit"]),
      await node_tests(run, ["tests/web-client"]),
    ),
  contract: async (run) => (await build_server(run)) ?? node_tests(run, ["tests/contract"]),
  integration: async (run) => {
    const programs = await cpp_tests(run, "release", ["integration"]);
    const alone = await node_tests(run, other_folders((name) => by_themselves.includes(name)));
    const rest = other_folders((name) => !by_themselves.includes(name));
    return [programs, alone, await node_tests(run, rest, "release", 2)].reduce(counts.add);
  },
  simulation: async (run) =>
    counts.add(await cpp_tests(run, "release", ["simulation"]), await seeds(run, "1..200")),
  // Much of it is waiting for what a person would see: three files at a time.
  browser: async (run) => (await build_server(run)) ?? browser_tests(run),
  asan: (run) => cpp_tests(run, ...sanitizers.asan),
  tsan: (run) => cpp_tests(run, ...sanitizers.tsan),
};

const with_sockets = ["tests/integration", "tests/conformance", "tests/attack"];

// Too long for every run; asked for by name.
const long_suites = {
  // The whole server over real sockets, and what strangers do to it.
  asan_sockets: async (run) =>
    (await build(run, "asan", ["xinqiao", "store_raw"])) ?? node_tests(run, with_sockets, "asan"),
  asan_bench: (run) => cpp_tests(run, "asan", ["unit", "integration"], harness),
  // The threads of the door: its programs take long to compile once more.
  tsan_net: (run) => cpp_tests(run, "tsan", ["unit", "integration"], /^net/),
};

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
  if (built.get(preset)?.code === 0) return undefined; // all of it
  const key = [preset, ...targets].join(" ");
  if (!built.has(key)) {
    const command = ["cmake", "--build", `build/${preset}`, "-j", run.jobs];
    if (targets.length > 0) command.push("--target", ...targets);
    console.log(`   building ${preset}`);
    built.set(key, await run.program(command, { limit: build_limit }));
  }
  return built.get(key).code === 0 ? undefined : counts.failure(`${preset}: not built`);
}

// All that those need who only talk to the server.
async function build_server(run) {
  const problem = await build(run, "release", ["xinqiao"]);
  if (!problem) build_ahead(run.jobs);
  return problem;
}

// --- C++ tests ---

const sanitizer_options = {
  ASAN_OPTIONS: "detect_stack_use_after_return=1:strict_string_checks=1",
  TSAN_OPTIONS: `suppressions=${join(root, "tests/support/tsan.supp")}:history_size=4`,
};

async function cpp_tests(run, preset, labels, names) {
  if ((await configure(run, preset)).code !== 0) return counts.failure(`${preset}: not configured`);
  const folder = join(root, "build", preset);
  const wanted = is_wanted(labels, names);
  // A test is named after its target. ctest says where its program is once that is built.
  const targets = (await listed_tests(run, folder)).filter(wanted).map(({ name }) => name);
  const problem = await build(run, preset, preset === "release" ? [] : targets);
  if (problem) return problem;
  if (preset === "release") build_ahead(run.jobs);
  const tests = slow_first((await listed_tests(run, folder)).filter(wanted));
  const one = (test) => cpp_test(run, folder, test);
  const is_alone = (test) => preset === "release" || is_wanted(["integration"])(test);
  return counts.add(
    await tests_at_once(Number(run.jobs), tests.filter((test) => !is_alone(test)), one),
    await tests_at_once(1, tests.filter(is_alone), one),
  );
}

// Under a sanitizer unit tests are mostly one thread that counts: as many at a time as compilers
// may be. What works with disks and sockets is by itself.
async function tests_at_once(most, tests, one) {
  const waiting = [...tests];
  const results = new Map();
  const go_on = async () => {
    for (let test = waiting.shift(); test; test = waiting.shift()) {
      results.set(test, await one(test));
    }
  };
  await Promise.all(Array.from({ length: most }, go_on));
  return tests.map((test) => results.get(test)).reduce(counts.add, counts.none());
}

// While tests wait for what a person would see, or for a disk, what the sanitizers run is built
// with what they leave of the machine. Whatever fails is built again, and told, by its suite.
const ahead = { presets: [], begun: new Map() };

function build_ahead(jobs) {
  let before = Promise.resolve();
  for (const preset of ahead.presets) {
    if (ahead.begun.has(preset)) continue;
    before = before.then(() => build_niced(preset, jobs));
    ahead.begun.set(preset, before);
  }
}

// Among sessions, which our programs are, `nice` says nothing: sched(7), autogroup.
const set_back = 'echo 19 2>/dev/null >/proc/self/autogroup; exec nice -n 19 "$@"';
const behind_all_others = ["sh", "-c", set_back, "sh"];
async function build_niced(preset, jobs) {
  const run = new Run(`${preset}_ahead`, jobs);
  const [, labels, names] = sanitizers[preset];
  const asked = await run.program(["cmake", "--preset", preset], { limit: build_limit });
  if (asked.code === 0) {
    const tests = await listed_tests(run, join(root, "build", preset)).catch(() => []);
    const targets = tests.filter(is_wanted(labels, names)).map(({ name }) => name);
    const command = ["cmake", "--build", `build/${preset}`, "-j", jobs, "--target", ...targets];
    await run.program([...behind_all_others, ...command], { limit: 3 * build_limit });
  }
  await run.close();
}

const is_wanted = (labels, names = /./) => (test) =>
  property(test, "LABELS", []).some((one) => labels.includes(one)) && names.test(test.name);

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
  const { code, output } = await run.program(test.command, { env, cwd, whole: true });
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
function other_folders(is_wanted) {
  const named = ["tidy", "web-client", "contract", "browser", "node_modules"];
  return readdirSync(join(root, "tests"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !named.includes(entry.name) && is_wanted(entry.name))
    .map((entry) => `tests/${entry.name}`);
}

// They measure, or make disks fail: nothing beside them. Of the others, which wait for the most
// part, two files at a time.
const by_themselves = ["bench", "faults", "attack"];

const at_a_time = (count) => ["tests/support/in_order.mjs", `${count}`];

function node_test(run, files, preset, how = at_a_time(1)) {
  const env = { ...sanitizer_options, XINQIAO_BINARY: join(root, "build", preset, "xinqiao") };
  env.XINQIAO_PICTURES = process.env.XINQIAO_PICTURES ?? "no";
  const command = [process.execPath, ...how, ...files];
  return run.program(command, { env, limit: suite_limit });
}

async function node_tests(run, folders, preset = "release", at_once = 1) {
  const files = folders.flatMap(test_files).sort();
  if (files.length === 0) return counts.none();
  const { code, output } = await node_test(run, files, preset, at_a_time(at_once));
  return held_against_exit(counts.from_tap(output), code, folders.join(" "));
}

// A test that fails is run once more by itself: what passes then is told as unsteady.
async function browser_tests(run) {
  const files = test_files("tests/browser").sort();
  const unknown = slow_files.find((file) => !files.includes(file));
  if (unknown) return counts.failure(`${unknown} is not there, and told as slow`);
  const order = [...new Set([...slow_files, ...files])];
  const { code, output } = await node_test(run, order, "release", at_a_time(3));
  const count = held_against_exit(counts.from_tap(output), code, "tests/browser");
  const passed = [];
  for (const test of counts.second_goes(count, counts.failed_tests(output))) {
    console.log(`   once more: ${test.what}`);
    const one = ["--test", "--test-reporter=tap", `--test-name-pattern=${counts.only(test.name)}`];
    const again = await node_test(run, [test.file], "release", one);
    if (counts.passed_alone(again.output, again.code)) passed.push(test);
  }
  return counts.with_unsteady(count, passed);
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
  for (const what of count.unsteady) console.log(`   unsteady: ${what}`);
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
  ahead.presets = wanted.filter((name) => name in sanitizers);
  for (const name of wanted) {
    await ahead.begun.get(name); // one build of a folder at a time
    const count = await one_suite(name, jobs);
    lines.push(`${name.padEnd(12)}${counts.sentence(count)}`);
    sum = counts.add(sum, count);
  }
  console.log(`\n${lines.join("\n")}\n`);
  if (sum.skipped.length > 0) console.log(`Skipped:\n${sum.skipped.join("\n")}\n`);
  if (sum.unsteady.length > 0) {
    console.log(`unsteady: failed, and passed by themselves:\n${sum.unsteady.join("\n")}\n`);
  }
  console.log(counts.sentence(sum));
  return sum.failed === 0 ? 0 : 1;
}

process.exitCode = await main();
