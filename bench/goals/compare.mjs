// Two reports of the same kind held against each other, in words: how much more or less, and how
// far that may be off (bootstrap.mjs). Samples are rounds, or seconds of a run. Pure functions.
import { change_of } from "./bootstrap.mjs";

const percent = (share) => `${(Math.abs(share) * 100).toFixed(1)} %`;

// "3.1 % ± 0.8 % slower"; more and less: the words for greater and smaller.
export function words_of(found, more, less) {
  if (found === undefined) return "too few samples to say";
  const half = percent((found.most - found.least) / 2);
  const hangs_together = found.blocks.some((block) => block > 1);
  const by_blocks = hangs_together ? `, by blocks of ${found.blocks.join(" and ")} samples` : "";
  if (found.least <= 0 && found.most >= 0) {
    const sign = found.change < 0 ? "−" : "+";
    return `no difference that can be seen (${sign}${percent(found.change)} ± ${half})${by_blocks}`;
  }
  return `${percent(found.change)} ± ${half} ${found.change > 0 ? more : less}${by_blocks}`;
}

const column = (rows, key) =>
  (rows ?? []).map((row) => row[key]).filter((value) => Number.isFinite(value));

// What a report holds samples of: {name, values, more, less}.
export function samples_of(report) {
  if (report.kind === "floor") {
    return report.cases.flatMap(({ members, posts, sides }) =>
      sides.flatMap(({ side, rounds }) => {
        const where = `${side}, N = ${members}, K = ${posts}`;
        const of = (key) => column(rounds, key);
        return [
          ["CPU a delivery", of("cpu_ns_per_delivery"), "dearer", "cheaper"],
          ["until all have heard", of("wall_ms"), "slower", "faster"],
        ].map(([what, values, more, less]) => ({ name: `${what}, ${where}`, values, more, less }));
      }),
    );
  }
  if (report.durable) {
    return report.durable.map((one) => ({
      name: `durable posts a second, ${one.case}`,
      values: one.posts_per_second_rounds ?? [],
      more: "faster",
      less: "slower",
    }));
  }
  const seconds = (report.timeline ?? []).filter(({ measured }) => measured);
  return [
    ["heard by all, p50 of each second", "heard_by_all_p50_ms", "slower", "faster"],
    ["heard by all, p99 of each second", "heard_by_all_p99_ms", "slower", "faster"],
    ["CPU a delivery", "server_cpu_ns_per_delivery", "dearer", "cheaper"],
    ["deliveries a second", "deliveries_per_second", "more", "fewer"],
  ].map(([name, key, more, less]) => ({ name, values: column(seconds, key), more, less }));
}

// Lines for people; what only one report has is said as well.
export function compare(a, b) {
  const right = new Map(samples_of(b).map((one) => [one.name, one]));
  const lines = [];
  for (const { name, values, more, less } of samples_of(a)) {
    const other = right.get(name);
    right.delete(name);
    if (other === undefined) {
      lines.push(`${name}: only in the first`);
    } else if (values.length > 0 || other.values.length > 0) {
      lines.push(`${name}: ${words_of(change_of(values, other.values), more, less)}`);
    }
  }
  for (const name of right.keys()) lines.push(`${name}: only in the second`);
  const [where_a, where_b] = [a, b].map((one) => one.machine?.cpu);
  if (where_a !== where_b) lines.push(`Not the same machine: ${where_a}, ${where_b}.`);
  return lines;
}
