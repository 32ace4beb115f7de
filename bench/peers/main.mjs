// Other servers under the same load, side by side: node bench/peers/main.mjs [--out DIR]
// [--install] [--only WORD] [--members N] [--set KEY=VALUE]
// For each: starts it with nothing else on its core, finds by the harness the highest rate at which
// one room holds, with every message audited, and stops it. A peer that cannot be had is named as
// skipped, with the reason. --install puts in the Debian packages that lack, as root, without
// starting their services. Leaves peers.json in DIR (build/bench).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { start } from "./child.mjs";
import { install } from "./packages.mjs";
import { adapter_of, peers, scenario } from "./peers.mjs";
import { row_of, text_of } from "./table.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const bench = process.env.XINQIAO_BENCH ?? join(root, "build/release/xinqiao-bench");
const server = process.env.XINQIAO_BINARY ?? join(root, "build/release/xinqiao");
const cores = { server: 0, generator: 1 };
const may_pin = availableParallelism() > 1;

function read_words() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: "string", default: join(root, "build/bench") },
        only: { type: "string", default: "" },
        members: { type: "string" },
        set: { type: "string", multiple: true, default: [] },
        install: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (problem) {
    console.error(problem.message);
    return process.exit(2);
  }
}

function put_in(wanted) {
  const lacking = wanted.filter((peer) => peer.debian && peer.lacks()).map((peer) => peer.debian);
  const problem = install(lacking);
  if (problem) console.log(`Not installed: ${problem}`);
}

// The harness's report of one run, or why there is none.
function measure(json, words) {
  const pinned = may_pin ? ["taskset", "-c", String(cores.generator), bench] : [bench];
  const [command, ...all] = [...pinned, "run", scenario, ...words, "--json", json];
  const made = spawnSync(command, all, { stdio: ["ignore", "inherit", "inherit"], cwd: root });
  if (made.status === 2 || !existsSync(json)) return { problem: "the harness could not run" };
  return JSON.parse(readFileSync(json, "utf8"));
}

const idle = ["--set", "mode=idle", "--set", "seconds=1"];

async function row_of_peer(peer, folder, sets) {
  const why = peer.lacks();
  if (why) return { name: peer.name, title: peer.title, skipped: why };
  const child = await start(peer, { core: may_pin ? cores.server : undefined });
  if (child.problem) return { name: peer.name, title: peer.title, skipped: child.problem };
  try {
    const there = ["--adapter", adapter_of(peer.name), "--process", String(child.process)];
    const words = [...there, "--url", `http://127.0.0.1:${child.port}`, ...sets];
    const quiet = measure(join(folder, `peer-${peer.name}-idle.json`), [...words, ...idle]);
    const run = measure(join(folder, `peer-${peer.name}.json`), words);
    return row_of({ ...peer, run, idle: quiet });
  } finally {
    await child.stop();
  }
}

// Ours, by an adapter like the others', so that the generator does the same for each.
function row_of_ours(folder, sets) {
  const us = { name: "xinqiao", title: "Xinqiao" };
  if (!existsSync(server)) return { ...us, skipped: `${server} is not built` };
  const pinned = may_pin ? ["--set", "pinned=true"] : [];
  const words = ["--spawn", server, "--adapter", adapter_of("xinqiao"), ...pinned, ...sets];
  const quiet = measure(join(folder, "peer-xinqiao-idle.json"), [...words, ...idle]);
  return row_of({ ...us, run: measure(join(folder, "peer-xinqiao.json"), words), idle: quiet });
}

const values = read_words();
const sets = [...(values.members ? [`members=${values.members}`] : []), ...values.set].flatMap(
  (set) => ["--set", set],
);
const is_wanted = ({ name }) => values.only.split(",").some((word) => name.includes(word));
const wanted = peers.filter(is_wanted);
const folder = resolve(values.out);
mkdirSync(folder, { recursive: true });
if (values.install) put_in(wanted);
const rows = [];
if (is_wanted({ name: "xinqiao" })) rows.push(row_of_ours(folder, sets));
for (const peer of wanted) {
  console.log(`== ${peer.title}`);
  rows.push(await row_of_peer(peer, folder, sets));
}
if (rows.length === 0) {
  console.error(`there is no peer with ${values.only} in its name`);
  process.exit(2);
}
const report = { kind: "peers", date: new Date().toISOString(), load: loadavg()[0], rows };
writeFileSync(join(folder, "peers.json"), `${JSON.stringify(report, null, 1)}\n`);
console.log(`\n${text_of(rows)}\n`);
for (const row of rows) {
  if (!row.skipped) console.log(`${row.title}, above: ${row.above}`);
}
process.exit(rows.every((row) => row.skipped) ? 1 : 0);
