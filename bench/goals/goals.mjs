// The goals, held against what was measured: pure functions from the reports of xinqiao-bench (by
// file, without .json) to one entry a goal: {name, value, unit, goal, better, met, how, why?,
// spread?, beside?}. met is true, false, or null: not run, failed, or open because the generator
// was the bottleneck; `why` says which. Nothing is extrapolated.

import { case_of, entry, failed, median, not_run, quotients, side_of } from "./entry.mjs";
import { durable_goals } from "./keeping.mjs";
import { memory_goals } from "./memory.mjs";

export { entry } from "./entry.mjs";

export const fan_out_most = 1.05; // of the bare server's CPU
export const tls_most = 1.6; // of plain
export const packed_most = { 1: 1.0, 8: 1.15 }; // of plain, by K
export const growth_most = 1.05; // of the bare server's growth; the 5 % are noise
export const tls_of_bare_most = { 1: 7_581 / 4_841, 8: 1_157 / 640 }; // uWebSockets' own, by K
export const two_threads_least = 0.95; // of what the bare server gains by a second thread
export const posts_least = 1_000; // a second, in one room of a thousand
export const heard_bound_ms = 250; // p99, by all
export const rounds_of_floor = 1.5;
export const user_space_most = 150; // ns a delivery
export const decide_most = 2; // us a post
export const page_growth_most = 1.5; // from few messages to many
export const start_growth_most = 1.5; // likewise
export const storm_most = { ratio: 2, grown_megabytes: 300, decide_ms: 50 };

// A machine on which others take more than this of a core is not quiet.
export const noisy_cores = 0.25;

function ratio_goal(report, { members, posts, side, base, name, goal, how }) {
  const one = case_of(report, members, posts);
  const measured = side_of(one, side);
  const why = failed(report) ?? (measured && side_of(one, base) ? undefined : not_run);
  return entry({
    name,
    value: measured?.ratio.median,
    unit: "x",
    goal,
    how,
    why,
    spread: measured?.ratio,
    beside: measured?.others_cores,
  });
}

function quotient_goal(report, one, { over, figure, ...told }) {
  const samples = quotients(one, over, figure);
  const is_known = samples.length > 0;
  return entry({
    value: is_known ? median(samples) : undefined,
    unit: "x",
    why: failed(report) ?? (is_known ? undefined : not_run),
    ...(is_known ? { spread: { min: Math.min(...samples), max: Math.max(...samples) } } : {}),
    beside: side_of(one, over[0])?.others_cores,
    ...told,
  });
}

// What the ratio is made of: what a sync alone costs the bare server, and the thread that indexes.
function beside_the_floor(one) {
  const without = side_of(one, "server")?.ratio_without_index?.median;
  const synced = side_of(one, "bare_synced")?.ratio.median;
  return [
    ...(Number.isFinite(without) ? [`; without the text index ${without.toFixed(2)} x`] : []),
    ...(Number.isFinite(synced)
      ? [`; a bare server that appends and syncs once a burst ${synced.toFixed(2)} x`]
      : []),
  ].join("");
}

function fan_out_goals({ floor }) {
  const cases = [
    [1_000, 1],
    [10_000, 1],
    [1_000, 8],
    [1_000, 32],
  ];
  return cases.map(([members, posts]) =>
    ratio_goal(floor, {
      members,
      posts,
      side: "server",
      base: "bare",
      name: `CPU a delivery, K = ${posts}, N = ${members.toLocaleString("en")}`,
      goal: fan_out_most,
      how:
        (posts === 1
          ? "against a bare server's send() of the same frame to each"
          : "against a bare server's send() of the same frames in one buffer to each") +
        beside_the_floor(case_of(floor, members, posts)),
    }),
  );
}

// Beside the goals of TLS: how far the server is from what OpenSSL takes, and what a bare server
// pays for OpenSSL.
function openssl_of(one) {
  const spread_of = (over) => {
    const all = quotients(one, over, "cpu_ns_per_delivery");
    if (all.length === 0) return undefined;
    return { median: median(all), min: Math.min(...all), max: Math.max(...all) };
  };
  const server = spread_of(["tls", "bare_tls"]);
  const bare = spread_of(["bare_tls", "bare"]);
  if (server === undefined || bare === undefined) return {};
  const shown = ({ median: middle, min, max }) =>
    `${middle.toFixed(2)} x (${min.toFixed(2)} to ${max.toFixed(2)})`;
  return {
    openssl: { server, bare },
    words:
      `; of a bare server that tells through OpenSSL ${shown(server)}, ` +
      `and that one of one without TLS ${shown(bare)}`,
  };
}

function tls_goals({ "floor-tls": floor }) {
  return [1, 8].flatMap((posts) => {
    const one = case_of(floor, 1_000, posts);
    const { words = "", ...beside_it } = openssl_of(one);
    const what = `CPU a delivery through TLS, K = ${posts}, N = 1,000`;
    return [
      quotient_goal(floor, one, {
        name: what,
        over: ["tls", "server"],
        figure: "cpu_ns_per_delivery",
        goal: tls_most,
        how: `against the same server without TLS${words}`,
        ...beside_it,
      }),
      quotient_goal(floor, one, {
        name: `${what}, of a bare one`,
        over: ["tls", "bare"],
        figure: "cpu_ns_per_delivery",
        goal: tls_of_bare_most[posts],
        how: "against the bare server's send() without TLS; the goal is what uWebSockets took",
      }),
    ];
  });
}

function packed_goals({ "floor-packed": floor }) {
  return Object.entries(packed_most).map(([posts, goal]) =>
    ratio_goal(floor, {
      members: 1_000,
      posts: Number(posts),
      side: "packed",
      base: "server",
      name: `CPU a delivery, compressed, K = ${posts}, N = 1,000`,
      goal,
      how: "permessage-deflate, each frame compressed once for all, against the same server plain",
    }),
  );
}

function user_space_goal({ floor }) {
  const measured = side_of(case_of(floor, 1_000, 1), "server");
  return entry({
    name: "outside the kernel, a delivery, K = 1, N = 1,000",
    value: measured?.io_user_ns_per_delivery,
    unit: "ns",
    goal: user_space_most,
    how: "CPU time outside the kernel of the threads that tell, reading and answering included",
    why: failed(floor) ?? (measured ? undefined : not_run),
  });
}

// Google Benchmark's report, of xinqiao-microbench.
function decide_goal({ decide }) {
  const at = (posts) =>
    decide?.benchmarks?.find(({ name }) => name.startsWith(`decide_posts/${posts}/`))?.ns_a_post /
    1_000;
  const value = at(1_000);
  const others = [1, 8, 32].map((posts) => `${at(posts).toFixed(1)} us of ${posts}`).join(", ");
  const beside = Number.isFinite(value) ? ` (in groups: ${others})` : "";
  return entry({
    name: "decided, encoded and handed on, a posted message",
    value,
    unit: "us",
    goal: decide_most,
    how: `the decider's thread alone, in groups of 1,000${beside}`,
    why: decide === undefined || !Number.isFinite(value) ? not_run : undefined,
  });
}

function growth_goal(floor, members) {
  const cost = (many, name) =>
    side_of(case_of(floor, many, 1), name)?.cpu_ns_per_delivery.median;
  const growth = (name) => cost(members, name) / cost(1_000, name);
  const value = growth("server") / growth("bare");
  return entry({
    name: `growth of the cost of a delivery, N = 1,000 to ${members.toLocaleString("en")}`,
    value,
    unit: "x",
    goal: growth_most,
    how: "the server's growth through the bare server's",
    why: failed(floor) ?? (Number.isFinite(value) ? undefined : not_run),
    growth: { server: growth("server") || null, bare: growth("bare") || null },
    beside: side_of(case_of(floor, members, 1), "server")?.others_cores,
  });
}

const messages_of = (grown) =>
  grown ? `${grown.few.toLocaleString("en")} to ${grown.many.toLocaleString("en")} messages` : "";

// A page from the end of a room, and one from anywhere: the one that grows more is what counts.
function page_goal({ grown }) {
  const ratios = ["latest", "anywhere"].map((place) => grown?.pages?.[place]?.ratio);
  const [latest, anywhere] = ratios.map((ratio) => ratio?.median);
  const worst = anywhere > latest ? ratios[1] : ratios[0];
  const plain = grown?.pages?.anywhere?.plain;
  return entry({
    name: "growth of the cost of a page of history",
    value: Math.max(latest, anywhere),
    unit: "x",
    goal: page_growth_most,
    how: grown
      ? `${messages_of(grown)}, CPU of the reader alone: from the end ${latest?.toFixed(2)} x, ` +
        `from anywhere ${anywhere?.toFixed(2)} x` +
        (plain
          ? `; RocksDB alone from anywhere ${plain.ratio.median.toFixed(2)} x, ` +
            `a page that grew by this alone ${plain.least_ratio.median.toFixed(2)} x`
          : "")
      : "CPU of the reader alone, from the end of a room and from anywhere in it",
    why: failed(grown) ?? (Number.isFinite(latest + anywhere) ? undefined : not_run),
    spread: worst,
    beside: grown && { median: grown.beside?.others_cores },
  });
}

function start_goal({ grown }) {
  const start = grown?.start;
  const members = [grown?.members, grown?.more_members].map((one) => one?.toLocaleString("en"));
  return entry({
    name: "growth of the time to start, with the messages",
    value: start?.ratio_cpu.median,
    unit: "x",
    goal: start_growth_most,
    how: start
      ? `${messages_of(grown)}, CPU until it is ready, cold disk; by the clock ` +
        `${start.ratio.median.toFixed(2)} x; ${members.join(" to ")} members ` +
        `${start.ratio_members.median.toFixed(2)} x`
      : "CPU until it is ready, from a disk whose pages the kernel let go",
    why: failed(grown) ?? (start ? undefined : not_run),
    spread: start?.ratio_cpu,
    beside: grown && { median: grown.beside?.others_cores },
  });
}

function storm_goals({ storm }) {
  const who = storm
    ? `${storm.members.toLocaleString("en")} members, ${storm.rooms} rooms, ` +
      `${storm.missed} missed in each; `
    : "";
  const why = failed(storm);
  const beside = storm?.server && {
    median: median(storm.server.map(({ others_cores }) => others_cores)),
  };
  const goal = (name, value, unit, most, how, rest = {}) =>
    entry({ name, value, unit, goal: most, how: who + how, why, beside, ...rest });
  // Below 0 is beyond the longest time that the server's metrics know.
  const decide_ms = storm?.decide_ms < 0 ? 30_000 : storm?.decide_ms;
  return [
    goal(
      "everybody resumes at once, until all have heard all",
      storm?.ratio?.median,
      "x",
      storm_most.ratio,
      "against a bare server that sends the same bytes",
      { spread: storm?.ratio },
    ),
    goal(
      "everybody resumes at once: memory that is taken for it",
      storm?.grown_megabytes,
      "MB",
      storm_most.grown_megabytes,
      "resident at its most, less resident with all there and silent",
    ),
    goal(
      "everybody resumes at once: the longest wait for the decider",
      decide_ms,
      "ms",
      storm_most.decide_ms,
      "upper end of the last place of the histogram of waits that anybody fell into",
    ),
  ];
}

// What a second thread brings us, through what it brings the bare server: on few cores the
// generator takes its part of both. Of each the middle round, as in a comparison: a quotient of
// four single rounds is mostly their noise.
function threads_goal({ "floor-threads": floor }) {
  const one = case_of(floor, 1_000, 8);
  const gain_of = (over) => quotients(one, over, "deliveries_per_second");
  const gains = [gain_of(["two_threads", "server"]), gain_of(["bare_two_threads", "bare"])];
  const is_known = gains.every((all) => all.length > 0);
  const [ours, bare] = is_known ? gains.map(median) : [];
  const shown = (gain, all) =>
    `${gain.toFixed(2)} x (${Math.min(...all).toFixed(2)} to ${Math.max(...all).toFixed(2)})`;
  return entry({
    name: "what a second I/O thread gains, of what it gains the bare server",
    value: ours / bare,
    unit: "x",
    goal: two_threads_least,
    better: "more",
    how:
      "deliveries a second, K = 8, N = 1,000, nobody pinned: the generator shares the cores" +
      (is_known ? `; ours ${shown(ours, gains[0])}, bare ${shown(bare, gains[1])}` : ""),
    why: failed(floor) ?? (is_known ? undefined : not_run),
    beside: side_of(one, "two_threads")?.others_cores,
  });
}

function highest_goal({ search }) {
  const found = search?.search;
  const value = found?.posts_per_second;
  const is_open = found?.open && !(value >= posts_least);
  return entry({
    name: "highest durable posting rate, one room of 1,000",
    value,
    unit: "posts/s",
    goal: posts_least,
    better: "more",
    how: `nothing lost, p99 heard by all at most ${heard_bound_ms} ms, no backlog left`,
    why:
      failed(search) ??
      (found === undefined ? not_run : is_open ? `open: at least this; ${found.why}` : undefined),
    ...(found?.open ? { at_least: true } : {}),
  });
}

// At half of the highest rate: what keeping and telling cost at the least, and what came of it.
function half_load_goal({ half, floor, durable }) {
  const bare = side_of(case_of(floor, 1_000, 1), "bare");
  const kept = durable?.keeping?.find(({ batch }) => batch === 10)?.rocksdb.p99_ms.median;
  const goal = kept + rounds_of_floor * (bare?.wall_ms.median ?? NaN);
  const is_void = half?.void ? `open: ${half.void_reason}` : undefined;
  const has_floor = Number.isFinite(goal) ? undefined : "not run: the floor is not known";
  return entry({
    name: "posted to heard by all, p99, at half the highest rate",
    value: half?.heard_by_all_ms.p99,
    unit: "ms",
    goal: Number.isFinite(goal) ? goal : null,
    how: "a synced commit's p99 (RocksDB, 10 posts) and 1.5 rounds of the bare server (N = 1,000)",
    why: failed(half) ?? is_void ?? has_floor,
    floor: { synced_p99_ms: kept ?? null, bare_round_ms: bare?.wall_ms.median ?? null },
  });
}

export function goals_of(reports) {
  return [
    ...fan_out_goals(reports),
    user_space_goal(reports),
    decide_goal(reports),
    growth_goal(reports.floor, 10_000),
    growth_goal(reports["floor-growth"], 18_000),
    ...tls_goals(reports),
    ...packed_goals(reports),
    threads_goal(reports),
    ...durable_goals(reports),
    highest_goal(reports),
    half_load_goal(reports),
    ...memory_goals(reports),
    page_goal(reports),
    start_goal(reports),
    ...storm_goals(reports),
  ];
}

// Whether others took the machine meanwhile: to be said beside every figure.
export function is_noisy({ beside }) {
  return (beside?.median ?? 0) > noisy_cores;
}

export function word_of({ met, why }) {
  if (met !== null) return met ? "met" : "not met";
  return ["open", "failed"].find((word) => why?.startsWith(word)) ?? "not run";
}
