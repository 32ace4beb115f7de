// What the kernel says of a process, for tests that bound what an attack may cost.
import { readFileSync, writeFileSync } from "node:fs";
import { binary } from "../support/server.mjs";

const kib = (pid, name) => {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(text.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m"))[1]);
};
// Under a sanitizer what was freed is held for a while, so that who still uses it is seen: how much
// that is says nothing of the server, and nothing grows.
const is_sanitized = /\/build\/(asan|tsan)\//.test(binary);
const mib = (server, name) => (is_sanitized ? 0 : kib(server.child.pid, name) / 1024);
export const resident_mib = (server) => mib(server, "VmRSS");

// By how many MiB it was larger, at its largest, while `attack` went on than before it.
export async function grown_by(server, attack) {
  writeFileSync(`/proc/${server.child.pid}/clear_refs`, "5"); // the peak is counted from here
  const before_it = resident_mib(server);
  await attack();
  return mib(server, "VmHWM") - before_it;
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Student's t of two samples without their `cut` largest each, which are the machine's and not the
// server's (Welch's form).
export function t_of(one, other, cut = 0.1) {
  const trimmed = (all) =>
    [...all].sort((a, b) => a - b).slice(0, Math.ceil(all.length * (1 - cut)));
  const [a, b] = [trimmed(one), trimmed(other)];
  const mean = (all) => all.reduce((sum, x) => sum + x, 0) / all.length;
  const variance = (all, m) => all.reduce((sum, x) => sum + (x - m) ** 2, 0) / (all.length - 1);
  const [ma, mb] = [mean(a), mean(b)];
  return (ma - mb) / Math.sqrt(variance(a, ma) / a.length + variance(b, mb) / b.length);
}

// Whether two ways take the same time: `sample(which)` measures one of them, in turn. A difference
// that is the server's is there in every round, one that is the machine's is not.
export async function same_time(sample, { samples, rounds = 4, bound = 4.5 }) {
  const told = [];
  for (let round = 0; round < rounds; round += 1) {
    const times = [[], []];
    for (let i = 0; i < samples; i += 1) {
      const first = Math.random() < 0.5 ? 0 : 1;
      for (const which of [first, 1 - first]) times[which].push(await sample(which));
    }
    const t = t_of(...times);
    told.push(t);
    if (Math.abs(t) < bound) return { is_same: true, told };
  }
  return { is_same: false, told };
}
