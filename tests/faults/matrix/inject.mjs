// One system call of the server fails: the N-th of each thread, N = 1..300, from its start on,
// under load, with people who come and go and a backup. It goes on, or it ends and says why; it
// never stands still, and never loses or doubles what it acknowledged.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { binary, run, within } from "../../support/server.mjs";
import { House, need_strace } from "./house.mjs";
import { Line } from "./line.mjs";

const faults = [
  ["write", "EIO"],
  ["fdatasync", "EIO"],
  ["openat", "EMFILE"],
  ["rename,renameat2", "EIO"],
  ["accept,accept4", "EMFILE"],
  ["sendto,sendmsg", "ECONNRESET"],
  ["write", "ENOSPC"],
  ["fsync", "EIO"],
  ["openat", "EIO"],
  ["accept,accept4", "ENFILE"],
  ["sendto,sendmsg", "ENOBUFS"],
];
const nth_most = 300;
const load_ms = 400;
const reach_ms = 4_000; // so long the load goes on for a call that has not come yet
const small_window = 2;
const beyond_reach = 3; // cases in a row that met no N-th call: a life has not so many
const silence_ms = 5_000;

// Which call, by the name that all its forms share.
export const kind_of = (number) => fault_of(number).call.split(",")[0];

// All calls by turns, and all N, the near ones first: a start has few calls of a kind.
export function fault_of(number) {
  const [call, error] = faults[(number - 1) % faults.length];
  const nth = 1 + (Math.floor((number - 1) / faults.length) % nth_most);
  return { call, error, nth };
}

const has_ended = ({ child }) => !child || child.exitCode !== null || child.signalCode !== null;

// Devices that were cut off come back, as long as there is a server.
async function stay_connected(house, until) {
  const { load, server } = house;
  while (!until.over && !has_ended(server)) {
    for (const device of [load.listener, ...load.writers]) {
      if (device.line.ended === undefined || until.over) continue;
      await device.connect(server).catch(() => {});
      device.talk?.();
    }
    await after(20);
  }
}

const nobody_let_in = `nobody is let in for ${silence_ms} ms`;

async function let_in(arrival) {
  const late = after(silence_ms).then(() => {
    throw new Error(nobody_let_in);
  });
  late.catch(() => {});
  arrival.catch(() => {});
  await Promise.race([arrival, late]);
}

// What a device asks may be what fails: it comes again. Before the fault, late is only slow: a busy
// machine.
async function connect_at_last(device, server, trace) {
  for (let tried = 1; ; ++tried) {
    try {
      return await let_in(device.connect(server));
    } catch (error) {
      const is_late = error.message === nobody_let_in && injection_in(trace);
      if (is_late || tried === 5 || has_ended(server)) throw error;
    }
  }
}

async function come_and_go(house, trace) {
  const { server } = house;
  const visit = () => Line.open(server, server.tokens[1]).then((line) => line.close());
  for (let at = 0; at < 8 && !has_ended(server); ++at) {
    const visited = visit().catch(() => {});
    const late = await Promise.race([visited.then(() => false), after(silence_ms, true)]);
    if (late && injection_in(trace) && !has_ended(server)) return [nobody_let_in];
  }
  return [];
}

function backup(house, to) {
  const words = ["backup", "--data", house.server.data, "--to", to];
  const child = spawn(binary, words, { stdio: "ignore" });
  return new Promise((done) => child.on("close", done));
}

// Strangers who go as soon as they have come, so that the N-th to come is one of the visits.
async function knock(server, times) {
  const { hostname, port } = new URL(server.own_http);
  for (let at = 0; at < times && !has_ended(server); ++at) {
    const socket = connect(Number(port), hostname);
    const over = new Promise((done) => socket.on("close", done));
    socket.on("error", () => {});
    socket.on("connect", () => socket.destroy());
    await Promise.race([over, after(silence_ms)]);
    socket.destroy();
  }
}

// The call that failed, as strace tells of it.
function injection_in(...traces) {
  const lines = traces.filter(existsSync).flatMap((path) => readFileSync(path, "utf8").split("\n"));
  return lines.find((line) => line.includes("(INJECTED)"));
}

// Until that call has come, or none is to be expected: from some time on with few words under way,
// so that more groups of them are kept, each by calls of its own.
async function reached({ load, server }, trace) {
  await after(load_ms);
  load.window = small_window;
  const end = Date.now() + reach_ms;
  while (!injection_in(trace) && !has_ended(server) && Date.now() < end) await after(40);
}

async function under_fault(house, work) {
  const { load, server } = house;
  const devices = [load.listener, ...load.writers];
  for (const device of devices) await connect_at_last(device, server, work.trace);
  load.begin(200);
  const until = { over: false };
  const connected = stay_connected(house, until);
  try {
    return await watched(house, work);
  } finally {
    until.over = true;
    await within(connected, "the devices to rest");
  }
}

async function watched(house, { folder, trace, fault: { call, nth } }) {
  const { load, server } = house;
  const knocks = call.startsWith("accept") ? nth - 12 : 0; // eight visits, and the devices
  const visits = knock(server, knocks).then(() => come_and_go(house, trace));
  const work = [visits, backup(house, join(folder, "backup")), reached(house, trace)];
  await Promise.all(work);
  const before = load.answers;
  const end = Date.now() + silence_ms;
  while (load.answers === before && !has_ended(server) && Date.now() < end) await after(10);
  const silent = load.answers === before && !has_ended(server);
  const wrong = await visits;
  if (silent) wrong.push(`it stands still for ${silence_ms} ms`);
  wrong.push(...(await all_answered(house)));
  return wrong;
}

// What is under way is answered, over whichever connection, or the server has ended.
async function all_answered({ load, server }) {
  load.talks = false;
  const end = Date.now() + silence_ms;
  const waits = () => load.writers.some(({ open }) => open.length > 0);
  while (waits() && !has_ended(server) && Date.now() < end) await after(10);
  return waits() && !has_ended(server) ? [`words are not answered in ${silence_ms} ms`] : [];
}

// A backup under the same fault: one that says that it is done can be restored.
async function backup_under_fault(house, folder, strace) {
  const to = join(folder, "backup-under-fault");
  const words = ["backup", "--data", house.server.data, "--to", to];
  const child = spawn(strace[0], [...strace.slice(1), binary, ...words], { stdio: "ignore" });
  const made = await within(new Promise((done) => child.on("close", done)), "a backup");
  if (made !== 0) return [];
  const fresh = join(folder, "fresh");
  const { code, stderr } = await run("restore", "--from", to, "--data", fresh);
  return code === 0 ? [] : [`a backup said that it is done, and restore: ${stderr}`];
}

// A bare end is one thing where the reason is in the words, and another where it is not. Debian's
// RocksDB aborts on a full disk, and now and then after another failed write, when the server has
// said that the disk failed.
function wrong_with_end({ code, signal }, { errors, output }, { error }) {
  if (signal === "SIGKILL" || code === 0) return [];
  const has_said = error === "ENOSPC" || /the disk failed, stopping/.test(errors);
  if (signal === "SIGABRT" && has_said) return [];
  if (signal) return [`it died of ${signal}: ${(output + errors).trim().slice(-400)}`];
  return errors.trim() ? [] : [`it ended with ${code} and said nothing`];
}

// strace steps aside (-D), so that the child we start is the server.
const strace_of = ({ call, error, nth }, trace) => [
  ...["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-y", "-Z", "-o", trace, "-e", `trace=${call}`],
  ...["-e", `inject=${call}:error=${error}:when=${nth}`],
];

// What is no fault of a disk or a line: a counter in memory, by which threads wake each other,
// never fails so; and where the line that says "ready" is lost, nobody learns that it is.
function no_real_fault(injection) {
  if (/<anon_inode:\[eventfd\]>/.test(injection)) return "it was a counter in memory";
  if (/write\(1<.*"ready /.test(injection)) return "nobody was told that it is ready";
  return undefined;
}

// Of a fault, by its name: how many cases in a row met no such call.
const not_met = new Map();

async function injected(house, { number }) {
  const fault = fault_of(number);
  const { call, error, nth } = fault;
  const place = `${call} ${error}`;
  if ((not_met.get(place) ?? 0) >= beyond_reach) {
    return { place, wrong: [], skipped: `no life here has ${nth} calls of ${call}` };
  }
  const { load, server } = house;
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-inject-"));
  const trace = join(folder, "trace");
  await house.kill();
  server.through = strace_of(fault, trace);
  const wrong = [];
  let outcome = "went on";
  try {
    await house.serve();
    wrong.push(...(await under_fault(house, { folder, trace, fault })));
  } catch (trouble) {
    outcome = "did not start";
    if (!has_ended(server)) wrong.push(`at its start: ${trouble.message}`);
  }
  server.through = undefined;
  if (call.startsWith("rename")) {
    // The manifest gets its name by rename, the backup by renameat2: the one and the other in turn.
    const its_call = nth % 2 === 1 ? "renameat2" : "rename";
    const its_fault = { call: its_call, error, nth: Math.ceil(nth / 2) };
    const own = strace_of(its_fault, `${trace}-of-backup`).filter((word) => word !== "-D");
    wrong.push(...(await backup_under_fault(house, folder, own)));
  }
  if (has_ended(server) && outcome === "went on") outcome = "ended";
  server.child.kill("SIGKILL");
  wrong.push(...wrong_with_end(await house.died(), server, fault));
  wrong.push(...load.wrong.splice(0));
  const injection = injection_in(trace, `${trace}-of-backup`);
  not_met.set(place, injection ? 0 : (not_met.get(place) ?? 0) + 1);
  rmSync(folder, { recursive: true, force: true });
  const unreal = injection && no_real_fault(injection);
  if (unreal) wrong.splice(0); // what was kept is judged all the same
  wrong.push(...(await house.judged()));
  if (wrong.length > 0) wrong.push(`what failed: ${injection?.slice(0, 200)}`);
  const skipped = injection ? unreal : `there is no ${nth}. ${call}`;
  return { place, outcome, wrong, skipped };
}

const open = () => {
  need_strace();
  return House.open();
};

export const inject = { cases: faults.length * nth_most, open, one: injected };
