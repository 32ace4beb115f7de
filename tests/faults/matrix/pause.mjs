// A server that stands still (SIGSTOP) and a disk that takes half a second for each sync: nobody is
// cut off, every word is acknowledged, and none much later than the fault explains.
import { setTimeout as after } from "node:timers/promises";
import { House, need_strace } from "./house.mjs";

const grace_ms = 1000; // beside the fault itself
const sync_ms = 500;

const cut_off = ({ listener, writers }) =>
  [listener, ...writers].filter(({ line }) => line.ended !== undefined);

function complaints(load, most_ms) {
  const wrong = cut_off(load).map(({ line }) => `a connection was cut: ${line.ended}`);
  if (load.slowest_ms > most_ms) {
    wrong.push(`nobody was answered for ${Math.round(load.slowest_ms)} ms, the fault: ${most_ms}`);
  }
  return wrong;
}

// The words under way are acknowledged, or that is wrong too.
async function settled(load) {
  try {
    await load.settle();
    return [];
  } catch (error) {
    return [error.message];
  }
}

async function stopped(house, { chance, number }) {
  const { load, server } = house;
  const still_ms = number % 20 === 0 ? 45_000 : chance.between(200, 4000);
  load.begin(200);
  await load.steady();
  await after(chance.below(200));
  const taken = load.taken();
  server.child.kill("SIGSTOP");
  await after(still_ms);
  server.child.kill("SIGCONT");
  await after(grace_ms + 300);
  const wrong = complaints(load, still_ms + grace_ms);
  wrong.push(...(await settled(load)));
  if (server.child.exitCode !== null) {
    wrong.push(`it ended: ${server.errors.trim().slice(-300)}`);
    await house.died();
    return { place: "still", ...taken, wrong: [...wrong, ...(await house.judged())] };
  }
  await load.leave();
  wrong.push(...(await house.checked()));
  return { place: `${number % 20 === 0 ? "long" : "short"} stop`, ...taken, wrong };
}

export const stop = { cases: 100, open: () => House.open(), one: stopped };

const slow_disk = [
  ...["strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync"],
  ...["-e", `inject=fdatasync:delay_enter=${sync_ms * 1000}`],
];

async function slowed(house, { chance }) {
  const { load, server } = house;
  await house.kill();
  server.through = slow_disk;
  await house.serve();
  server.through = undefined;
  await load.connect();
  load.begin(200);
  await load.steady();
  await after(chance.between(2000, 3000));
  const { in_flight } = load.taken();
  // A word waits for the sync that is under way, and then for its own.
  const wrong = complaints(load, 2 * sync_ms + grace_ms);
  await house.kill();
  wrong.push(...(await house.judged()));
  return { place: "slow disk", outcome: `${in_flight} under way`, wrong };
}

const with_strace = () => {
  need_strace();
  return House.open();
};

export const slow = { cases: 20, open: with_strace, one: slowed };
