// From the harness's reports of a peer to a row, and from rows to a table. Pure functions.

export const noisy_cores = 0.25; // what others may take of a core beside a figure

// run: a search's report; idle: one of nobody speaking. What failed above the highest rate is said
// and takes nothing from what held.
export function row_of({ name, title, run, idle }) {
  const steps = run?.search?.steps ?? [];
  const held = steps.filter((step) => step.held);
  const is_more = (step, most) => step.posts_per_second > (most?.posts_per_second ?? 0);
  const best = held.reduce((most, step) => (is_more(step, most) ? step : most), undefined);
  if (best === undefined) {
    return { name, title, skipped: run?.problem || "no rate held" };
  }
  const first_that_failed = steps.find(
    (step) => !step.held && step.posts_per_second > best.posts_per_second,
  );
  const per_second = best.deliveries_per_second;
  // What ended a step in the middle leaves no step behind.
  const above = first_that_failed?.why ?? run.problem;
  return {
    name,
    title,
    durability: run.scenario.adapter?.durability ?? "",
    members: run.scenario.members,
    posts_per_second: best.posts_per_second,
    deliveries_per_second: per_second,
    cpu_us_per_delivery: per_second > 0 ? (best.server_cpu / per_second) * 1e6 : null,
    p50_ms: best.heard_by_all_ms.p50,
    p99_ms: best.heard_by_all_ms.p99,
    // Null also where the server gave back meanwhile what it had taken at its start.
    kilobytes_a_member: idle?.bytes_per_connection > 0 ? idle.bytes_per_connection / 1024 : null,
    generator_cpu: best.generator_cpu,
    others_cores: best.others_cores,
    above: above || "nothing more was tried",
    // What is above was not the server's to say: it may have been the generator that was late, also
    // where a step broke off (who reads too slowly is cut, and what it said then is missing).
    open: first_that_failed === undefined || /by the generator$/.test(first_that_failed.why),
    // Nothing may be wrong at the rates that held; above, a server may do as it does.
    lost: run.lost + run.duplicated + run.reordered + run.altered,
  };
}

const digits = (value, places) =>
  value === null
    ? "–"
    : value.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
export const heads = [
  "server",
  "posts/s",
  "deliveries/s",
  "CPU us a delivery",
  "p50 / p99 ms",
  "kB a member",
  "others, cores",
  "kept before told",
];
export function cells_of(row) {
  if (row.skipped) return [row.title, `skipped: ${row.skipped}`, "", "", "", "", "", ""];
  return [
    row.title,
    `${row.open ? ">= " : ""}${digits(row.posts_per_second, 0)}`,
    digits(row.deliveries_per_second, 0),
    digits(row.cpu_us_per_delivery, 1),
    `${digits(row.p50_ms, 1)} / ${digits(row.p99_ms, 1)}`,
    digits(row.kilobytes_a_member, 1),
    `${digits(row.others_cores, 2)}${row.others_cores > noisy_cores ? " NOISY" : ""}`,
    row.durability,
  ];
}

export function text_of(rows) {
  const lines = rows.map(cells_of);
  const measured = lines.filter((_, i) => !rows[i].skipped);
  const widths = heads.map((head, i) =>
    Math.max(head.length, ...measured.map((line) => line[i].length)),
  );
  const line_of = (cells) =>
    cells
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
      .join("  ")
      .trimEnd();
  return [heads, ...lines].map(line_of).join("\n");
}
