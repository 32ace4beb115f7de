// The page's goals, measured: node bench/browser/main.mjs [--out DIR] [--quick] [--full]
//   [--only WORD]
// A table on the terminal and DIR/browser.json (build/bench): one entry a goal with name, value,
// unit, goal, met (true, false, or null: not measured, and why; or a control: it has no goal), how,
// load of the machine, detail.
// --quick: one run in place of three, a fifth of the hour, a minute of idleness. --full: the hour
// in real time. --only: goals whose name has that word. Ends with 0 also when a goal is not met:
// it measures, the tests judge. bench/README.md says how each is measured.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { skip } from "../../tests/browser/support/house.mjs";
import * as day from "./day.mjs";
import { first_load } from "./first_load.mjs";
import * as log from "./log.mjs";
import { hour } from "./memory.mjs";
import { Place, load, median, root, rounded } from "./place.mjs";
import * as rooms from "./time_to_rooms.mjs";

const words = process.argv.slice(2);
const has = (name) => words.includes(name);
const value_of = (name) => (has(name) ? words[words.indexOf(name) + 1] : undefined);
const quick = has("--quick");
const only = value_of("--only") ?? "";
const runs = quick ? 1 : 3;

const entries = [];
function tell(name, unit, goal, value, how, detail = {}) {
  const met = value === undefined || goal === undefined ? null : value <= goal;
  const told = { name, value: value ?? null, unit, goal: goal ?? null, met, how };
  const entry = { ...told, load: load(), detail };
  entries.push(entry);
  console.log(line_of(entry));
}
const number = (value) => Number(value.toFixed(2)).toLocaleString("en");
function line_of({ name, value, unit, goal, met, load: busy, detail }) {
  const said = value === null ? (detail.why ?? "not measured") : `${number(value)} ${unit}`;
  const is_met = met === null ? "-" : met ? "met" : "NOT MET";
  const spread = detail.runs?.length > 1 ? ` (${detail.runs.map(number).join(", ")})` : "";
  return [
    name.padEnd(58),
    said.padStart(14),
    (goal === null ? "control" : `goal ${number(goal)}`).padStart(14),
    is_met.padStart(8),
    ` load ${busy}${spread}`,
  ].join(" ");
}

// The median of some runs, of what `pick` reads in each.
async function tell_median(name, unit, goal, run, pick, how) {
  const all = [];
  for (let i = 0; i < runs; i++) {
    const one = await run();
    if (one === undefined) return tell(name, unit, goal, undefined, how, { why: "no worker" });
    all.push(one);
  }
  const values = all.map(pick);
  const middle = median(values);
  const detail = { runs: values, median_run: all[values.indexOf(middle)] };
  return tell(name, unit, goal, middle, how, detail);
}

async function measure_first_load(place) {
  const one = await first_load(place);
  const asked = { requests: one.requests };
  tell("first load, script", "KiB", 45, one.script_kib, "gzip, all scripts before rooms", asked);
  tell("first load, style", "KiB", 8, one.style_kib, "gzip");
  tell("all later parts", "KiB", 130, one.later_kib, "gzip, every script and style named anywhere");
  tell("the part of talks", "KiB", 50, one.talk_kib, "gzip, for who goes there, not counted above");
  const how = "who asked for what until the room list stands; the document is round 0";
  tell("first load, rounds of requests after the document", "", 1, one.rounds, how, asked);
}

const in_bad_network = "4x CPU, 400 kbit/s and 300 ms shared by all connections; painted";

async function measure_time(place) {
  for (const at of ["plain", "trusted"]) {
    const where = at === "plain" ? "plain http" : "trusted origin";
    const usable = ({ usable: ms }) => ms / 1000;
    const name = (how) => `usable room list, ${how}, ${where}`;
    const cold = () => rooms.cold(place, at);
    const warm = () => rooms.warm(place, at);
    await tell_median(name("cold"), "s", 2.5, cold, usable, in_bad_network);
    await tell_median(name("warm"), "s", 0.7, warm, usable, in_bad_network);
  }
  const how = "the server refuses every connection; 4x CPU";
  const run = () => rooms.offline(place);
  const name = "usable room list, no network, by the service worker";
  await tell_median(name, "s", 0.7, run, ({ usable }) => usable / 1000, how);
}

// In turn with a page that has nothing but a field: the same minute of the same machine.
async function measure_typing(place, page) {
  const bare = await log.bare_page(place);
  const all = { ours: [], bare: [] };
  for (let i = 0; i < runs * 2 - 1; i++) {
    all.bare.push(await typed(bare));
    all.ours.push(await typed(page));
  }
  await bare.context().close();
  const how = "p95 of 50 letters: key pressed to the task after its frame, 4x CPU";
  for (const [name, goal, who] of [
    ["typing a letter, 2,000 loaded, next paint", 50, "ours"],
    ["the same in a page with nothing but a field", undefined, "bare"],
  ]) {
    const of = (key) => all[who].map((run) => run[key]);
    const detail = { runs: of("p95"), median_of_all: median(of("p50")), all: all[who] };
    tell(name, "ms", goal, median(of("p95")), how, detail);
  }
}
async function typed(page) {
  await page.bringToFront();
  return rounded(await log.typing(page));
}

async function measure_log(place) {
  const room = place.rooms[1];
  const page = await log.open_loaded(place, room, log.before_typing);
  const how = "script + layout + style on the main thread, its own processor time";
  const nothing = rounded(await log.nothing_arrives(page));
  let from = log.loaded;
  const arriving = (gap_ms) => async () => {
    const spent = await log.arrive(place, page, room, { gap_ms, from });
    from += 20;
    return rounded({ ...spent, idle: nothing.sum });
  };
  const sum = ({ sum: ms }) => ms;
  await tell_median("20 messages at once, 2,000 loaded", "ms", 50, arriving(0), sum, how);
  await tell_median("20 messages, one each 50 ms", "ms", 50, arriving(50), sum, how);
  const { rows } = entries.at(-1).detail.median_run;
  tell("rows in the page, 2,000 loaded", "", 320, rows, "elements of the log with a key");
  await measure_typing(place, page);
  await page.context().close();
  const older = await log.older(place, room);
  const most = "the most in any frame, from the end of the room to its beginning";
  tell("older rows put before: the line moves", "px", 2, older.moved, most, older);
}

async function measure_day(place) {
  const { first_visit, talk, text_bytes, frames } = await day.wire(place);
  const minutes = quick ? 1 : 4;
  const idle = {};
  for (const at of ["trusted", "plain"]) {
    idle[at] = await day.idle(place, { at, minutes });
    const how = `${minutes} minutes; timers, frames and answers less than 100 ms apart are one`;
    const name = `wake-ups a minute when idle, ${at === "plain" ? "plain http" : "trusted origin"}`;
    tell(name, "", 3, idle[at].wakes_a_minute, how, idle[at]);
  }
  const quiet = idle.trusted.bytes_a_minute * 24 * 60;
  const how = "both ways at a proxy, no TCP/IP headers: words, 100 looks into rooms, 24 h idle";
  const detail = { first_visit, talk, quiet, text_bytes, frames };
  tell("a day of 20 rooms and 2,000 messages", "kB", 1_000, (talk + quiet) / 1000, how, detail);
}

async function measure_hour(place) {
  const full = has("--full");
  const { samples, total, growth } = await hour(place, { full, share: quick ? 0.2 : 1 });
  const how = `heap after collection, ${total} messages ${full ? "in an hour" : "at full speed"}`;
  const name = "memory after an hour of 5 messages a second, growth";
  tell(name, "%", 10, Math.max(0, growth * 100), how, { samples });
}

const parts = {
  "first load parts": measure_first_load,
  "usable time": measure_time,
  "log messages rows typing older": measure_log,
  "day wake idle": measure_day,
  memory: measure_hour,
};

if (skip) {
  console.error(`cannot measure: ${skip}`);
  process.exit(1);
}
console.log(`${cpus().length} cores, load ${load()} at the beginning`);
for (const [name, measure] of Object.entries(parts)) {
  if (!name.includes(only)) continue;
  const place = await Place.open();
  try {
    await measure(place);
  } finally {
    await place.close();
  }
}
const out = resolve(value_of("--out") ?? join(root, "build/bench"));
mkdirSync(out, { recursive: true });
const file = join(out, "browser.json");
writeFileSync(file, `${JSON.stringify(entries, null, 2)}\n`);
const goals = entries.filter(({ goal }) => goal !== null);
const missed = goals.filter(({ met }) => met === false).length;
const unknown = goals.filter(({ met }) => met === null).length;
console.log(`${goals.length} goals, ${missed} not met, ${unknown} not measured; ${file}`);
