// One HTML page of a measurement: self-contained, without a script, readable on a phone, in light
// and dark. Pure functions from reports to text.
import { bar_chart, escape, line_chart, number, percentile_chart } from "./charts.mjs";
import { cells_of, heads } from "../peers/table.mjs";
import { heard_bound_ms, is_noisy, word_of } from "./goals.mjs";

const style = `
:root { color-scheme: light dark; --paper: #faf7f0; --ink: #2a2622; --faint: #8a8278;
  --rule: #e2dbce; --ours: #b23a2e; --other: #9c9488; --third: #4f7a66; --ok: #3f7358;
  --bad: #b23a2e; }
@media (prefers-color-scheme: dark) { :root { --paper: #1c1a18; --ink: #e8e2d8;
  --faint: #9a9288; --rule: #3a3632; --ours: #e0705f; --other: #7d766c; --third: #8fbfa6;
  --ok: #8fbfa6; --bad: #e0705f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.2rem 1rem 3rem; max-width: 46rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.6 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .3rem; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
p.note, footer, .how { color: var(--faint); font-size: .875rem; }
ul.goals { list-style: none; margin: 0; padding: 0; }
ul.goals li { border-top: 1px solid var(--rule); padding: .6rem 0; }
ul.goals .head { display: flex; gap: .8rem; justify-content: space-between;
  align-items: baseline; }
ul.goals .word { white-space: nowrap; font-weight: 600; }
.met { color: var(--ok); } .not_met, .failed { color: var(--bad); }
.open, .not_run { color: var(--faint); }
.table { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; width: 100%; }
th, td { text-align: right; padding: .25rem .6rem; border-top: 1px solid var(--rule); }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td.words { text-align: left; min-width: 9rem; }
figure { margin: 1rem 0; } figcaption { font-size: .9rem; margin-bottom: .3rem; }
svg { width: 100%; max-width: 32rem; height: auto; display: block; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
svg .value, svg .tick { fill: var(--faint); } svg .end { text-anchor: end; }
svg .middle { text-anchor: middle; }
svg .ours { fill: var(--ours); } svg .other { fill: var(--other); }
svg .spread { stroke: var(--ink); stroke-width: 1.5; }
svg .grid { stroke: var(--rule); } svg .mark { stroke: var(--bad); stroke-dasharray: 4 4; }
svg .line { fill: none; stroke-width: 2; } svg .line0 { stroke: var(--ours); }
svg .line1 { stroke: var(--third); } svg .line2 { stroke: var(--other); }
`;

const section = (title, ...parts) => {
  const body = parts.filter(Boolean).join("\n");
  return body === "" ? "" : `<h2>${escape(title)}</h2>\n${body}`;
};
const note = (text) => `<p class="note">${escape(text)}</p>`;

function goal_item(goal) {
  const word = word_of(goal);
  const sign = goal.better === "less" ? "at most" : "at least";
  const value = goal.value === null ? "" : `${number(goal.value)} ${goal.unit}`;
  const known = goal.spread && Number.isFinite(goal.spread.min);
  const spread = known ? ` (${number(goal.spread.min)} to ${number(goal.spread.max)})` : "";
  const wanted = goal.goal === null ? "" : `goal ${sign} ${number(goal.goal)} ${goal.unit}`;
  const noisy = is_noisy(goal)
    ? ` Others took ${number(goal.beside.median)} of a core meanwhile.`
    : "";
  const why = goal.why ? ` ${goal.why}.` : "";
  return `<li><div class="head"><span>${escape(goal.name)}</span>
<span class="word ${word.replace(" ", "_")}">${word}</span></div>
<div>${escape(value + spread)}${value && wanted ? "; " : ""}${escape(wanted)}</div>
<div class="how">${escape(goal.how)}.${escape(why)}${escape(noisy)}</div></li>`;
}

const goals_part = (goals) =>
  goals.length === 0
    ? ""
    : section("Goals", `<ul class="goals">${goals.map(goal_item).join("\n")}</ul>`);

function floor_part(title, floor) {
  if (!floor?.cases?.length) return "";
  const bar = (side, key) => {
    const { median, min, max } = side[key];
    return { name: side.side, value: median, least: min, most: max };
  };
  const rows = (key) =>
    floor.cases.map((one) => ({
      label: `N = ${one.members.toLocaleString("en")}, K = ${one.posts}`,
      bars: one.sides.map((side) => bar(side, key)),
    }));
  return section(
    title,
    note(
      `${floor.where}. Medians of rounds in turn; the line goes from the least to the most. ` +
        (floor.held
          ? "The posts of a burst stand in the server's sockets at one instant."
          : "The posts of a burst come one after the other."),
    ),
    bar_chart("CPU of the server, a delivery", rows("cpu_ns_per_delivery"), "ns"),
    bar_chart("Until all have heard", rows("wall_ms"), "ms"),
    floor_table(floor),
    floor.not_to_be_had ? note(`Not to be had: ${floor.not_to_be_had}.`) : "",
  );
}

function floor_table(floor) {
  const row = (one, side) =>
    [
      `${one.members} / ${one.posts} ${side.side}`,
      `${number(side.ratio.median)} (${number(side.ratio.min)} to ${number(side.ratio.max)})`,
      number(side.segments_per_delivery ?? null),
      number(side.syncs_per_post),
      number(side.others_cores.median),
    ].map((cell) => `<td>${escape(cell)}</td>`);
  const rows = floor.cases.flatMap((one) =>
    one.sides.map((side) => `<tr>${row(one, side).join("")}</tr>`),
  );
  return `<div class="table"><table><tr><th>N / K, side</th><th>x</th><th>segments a delivery</th>
<th>syncs a post</th><th>others, cores</th></tr>${rows.join("")}</table></div>`;
}

function durable_part(durable) {
  if (!durable?.durable) return "";
  const rows = durable.durable.map((one) => ({
    label: one.case,
    bars: [
      ["server", one.posts_per_second],
      ["RocksDB", one.rocksdb_posts_per_second],
      ["bare append", one.append_posts_per_second],
    ]
      .filter(([, spread]) => spread)
      .map(([name, { median, min, max }]) => ({ name, value: median, least: min, most: max })),
  }));
  return section("Durable posts", bar_chart("Posts a second, synced", rows, "/s"));
}

function search_part(search) {
  const steps = search?.search?.steps;
  if (!steps?.length) return "";
  const rows = steps.map(
    (step) => `<tr><td>${number(step.posts_per_second)}</td>
<td>${step.held ? "held" : escape(step.why)}</td><td>${number(step.heard_by_all_ms.p50)}</td>
<td>${number(step.heard_by_all_ms.p99)}</td><td>${number(step.server_cpu)}</td>
<td>${number(step.generator_cpu)}</td></tr>`,
  );
  return section(
    "The highest rate that holds",
    note(search.search.why),
    `<div class="table"><table><tr><th>posts/s</th><th></th><th>p50 ms</th><th>p99 ms</th>
<th>server, cores</th><th>generator</th></tr>${rows.join("")}</table></div>`,
  );
}

function run_part(title, run) {
  if (!run?.percentiles) return "";
  const seconds = run.timeline ?? [];
  const line = (name, key) => ({
    name,
    points: seconds.filter((s) => Number.isFinite(s[key])).map((s) => [s.at, s[key]]),
  });
  const over_time = { x_label: "seconds" };
  const lists = [
    { name: "heard by each", percentiles: run.percentiles.latency },
    { name: "heard by all", percentiles: run.percentiles.heard_by_all },
    { name: "acknowledged", percentiles: run.percentiles.acknowledged },
  ].filter(({ percentiles }) => percentiles.length > 0);
  const faults = (run.faults ?? []).map(({ at, what }) => `${what} at ${number(at)} s`).join(", ");
  const lost = ["lost", "duplicated", "reordered", "altered"].map((key) => `${key} ${run[key]}`);
  return section(
    title,
    note(
      `${run.scenario.name}: ${run.members_words ?? `${run.scenario.members} members`}, ` +
        `${run.sent} posts, ${run.deliveries} deliveries; ${lost.join(", ")}.` +
        `${faults ? ` ${faults}.` : ""}${run.void ? ` Void: ${run.void_reason}.` : ""}`,
    ),
    percentile_chart("From the moment a post was due", lists),
    seconds.length > 1
      ? line_chart("Deliveries", [line("a second", "deliveries_per_second")], {
          unit: "a second",
          ...over_time,
        }) +
          line_chart("CPU", [line("server", "server_cpu"), line("generator", "generator_cpu")], {
            unit: "cores",
            ...over_time,
          }) +
          line_chart("Heard by all, in each second", [line("p99", "heard_by_all_p99_ms")], {
            unit: "ms",
            mark: run.scenario.mode === "search" ? heard_bound_ms : undefined,
            ...over_time,
          })
      : "",
  );
}

function peers_part(peers) {
  // A reason takes the row, and the last column are words.
  const row_of = (row) => {
    const whole = (cell) => escape(cell).replace(" / ", "&nbsp;/&nbsp;");
    const [title, ...rest] = cells_of(row).map(whole);
    if (row.skipped) return `<td>${title}</td><td class="words" colspan="7">${rest[0]}</td>`;
    const words = rest.pop();
    const cells = [title, ...rest].map((cell) => `<td>${cell}</td>`);
    return `${cells.join("")}<td class="words">${words}</td>`;
  };
  const rows = peers.rows.map((row) => `<tr>${row_of(row)}</tr>`);
  const bars = peers.rows
    .filter((row) => !row.skipped)
    .map((row) => ({ name: row.title, value: row.posts_per_second }));
  return section(
    "Other servers under the same load",
    note(
      `One room, everybody hears every post: the highest rate with p99 heard by all within ` +
        `${heard_bound_ms} ms and nothing lost. They do not keep the same promises: mind the ` +
        `last column. The machine's load was ${number(peers.load)}.`,
    ),
    bars.length > 0 ? bar_chart("Posts a second", [{ label: "", bars }], "/s") : "",
    `<div class="table"><table><tr>${heads.map((head) => `<th>${escape(head)}</th>`).join("")}</tr>
${rows.join("\n")}</table></div>`,
  );
}

const is_run = (report) => report?.scenario !== undefined;
const titles = {
  floor: "Telling many, against the bare server",
  "floor-tls": "Through TLS",
  "floor-packed": "Compressed",
  "floor-threads": "Two I/O threads",
};

// reports: by name; goals: of goals_of, or none.
export function page_of({ goals = [], reports, title = "Xinqiao, measured" }) {
  const any = Object.values(reports).find((report) => report?.machine);
  const where = any
    ? `${any.date}; ${any.machine.cpu}, ${any.machine.cores} cores, kernel ${any.machine.kernel}`
    : "";
  const named = (name, report) => {
    if (report.kind === "floor") return floor_part(titles[name] ?? name, report);
    if (report.kind === "peers") return peers_part(report);
    if (report.durable) return durable_part(report);
    if (!is_run(report)) return "";
    return search_part(report) + run_part(report.scenario.name || name, report);
  };
  const parts = Object.entries(reports)
    .filter(([, report]) => report !== undefined)
    .map(([name, report]) => named(name, report));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title><style>${style}</style></head><body>
<h1>${escape(title)}</h1>
${note(where)}
${goals_part(goals)}
${parts.filter(Boolean).join("\n")}
<footer><p>Time counts from the moment at which a post was due, so what was late is in it. How each
figure is measured stands in bench/README.md.</p></footer>
</body></html>
`;
}
