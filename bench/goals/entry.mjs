// What an entry of the goals is made of, for all that make some (goals.mjs says what it is).

export function entry({ name, value, unit, goal, better = "less", how, why, ...rest }) {
  const is_known = Number.isFinite(value) && why === undefined;
  const met = is_known ? (better === "less" ? value <= goal : value >= goal) : null;
  const is_told = why === undefined || why.startsWith("open");
  const shown = Number.isFinite(value) && is_told ? value : null;
  return { name, value: shown, unit, goal, better, met, how, ...(why ? { why } : {}), ...rest };
}

export const not_run = "not run";
export const case_of = (floor, members, posts) =>
  floor?.cases?.find((one) => one.members === members && one.posts === posts);
export const side_of = (one, name) => one?.sides.find(({ side }) => side === name);
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

export function failed(report) {
  if (report === undefined) return not_run;
  return report.problem ? `failed: ${report.problem}` : undefined;
}

// Of one figure, the rounds of a side through those of another that stood beside them.
export function quotients(one, [over, under], figure) {
  const [these, those] = [over, under].map((name) => side_of(one, name)?.rounds ?? []);
  const pairs = Math.min(these.length, those.length);
  return Array.from({ length: pairs }, (_, i) => these[i][figure] / those[i][figure]);
}
