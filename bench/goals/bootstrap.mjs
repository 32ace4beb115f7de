// How far off a difference of two medians may be, when samples hang together: seconds of one run
// that follow each other are alike, and drawing them one by one would make them look like more
// evidence than they are. So whole blocks of neighbours are drawn (the moving block bootstrap of
// Künsch, in a circle, so that none is drawn less often), and how long a block is comes from
// the autocorrelation of the series (Politis and White 2004, with the correction of 2009).
// Samples that do not hang together get blocks of one: the plain bootstrap. Pure functions.

const draws_usually = 2_000;
const share_outside = 0.025;

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

// mulberry32: the same numbers for the same seed, everywhere.
export function random_of(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// The autocovariance of a series for lags from 0 to the last.
function autocovariance(values, last) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const off = values.map((value) => value - mean);
  return Array.from({ length: last + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < off.length; i++) sum += off[i] * off[i - lag];
    return sum / off.length;
  });
}

// The first lag after which nothing is left: so many correlations in a row are no more than chance
// makes them.
function last_lag_that_matters(covariance, count) {
  const chance = 2 * Math.sqrt(Math.log10(count) / count);
  const in_a_row = Math.max(5, Math.ceil(Math.sqrt(Math.log10(count))));
  const is_none = (lag) => Math.abs(covariance[lag] / covariance[0]) < chance;
  for (let lag = 0; lag + in_a_row < covariance.length; lag++) {
    if (Array.from({ length: in_a_row }, (_, i) => lag + 1 + i).every(is_none)) return lag;
  }
  return covariance.length - 1 - in_a_row;
}

// How many neighbours belong together; 1: they do not hang together, or there are too few to say.
export function block_length(values) {
  const count = values.length;
  const most = Math.ceil(Math.min(3 * Math.sqrt(count), count / 3));
  const lags = Math.min(count - 1, Math.ceil(Math.sqrt(count)) + 5);
  const covariance = autocovariance(values, lags);
  if (count < 8 || !(covariance[0] > 0)) return 1;
  const matters = last_lag_that_matters(covariance, count);
  if (matters < 1) return 1;
  // The flat-top window: whole up to half of its width, then down to nothing.
  const width = Math.min(2 * matters, lags);
  const window = (lag) => Math.min(1, 2 * (1 - lag / width));
  let spectrum = covariance[0];
  let slope = 0;
  for (let lag = 1; lag <= width; lag++) {
    spectrum += 2 * window(lag) * covariance[lag];
    slope += 2 * window(lag) * lag * covariance[lag];
  }
  const spread = (4 / 3) * spectrum ** 2;
  const length = Math.cbrt((2 * slope ** 2) / spread) * Math.cbrt(count);
  return Math.max(1, Math.min(most, Math.ceil(length)));
}

// As many values again, by blocks that begin anywhere and go on around the end.
function drawn(values, block, random) {
  const count = values.length;
  const again = [];
  while (again.length < count) {
    const from = Math.floor(random() * count);
    for (let i = 0; i < block && again.length < count; i++) again.push(values[(from + i) % count]);
  }
  return again;
}

// How much greater b is than a, as a share, with its interval and the blocks that were drawn;
// undefined with too few samples. block: in place of what the series say.
export function change_of(a, b, { seed = 1, draws = draws_usually, block } = {}) {
  if (a.length < 3 || b.length < 3 || !(median(a) > 0)) return undefined;
  const random = random_of(seed);
  const [block_a, block_b] = [a, b].map((values) => block ?? block_length(values));
  const quotients = Array.from(
    { length: draws },
    () => median(drawn(b, block_b, random)) / median(drawn(a, block_a, random)) - 1,
  );
  quotients.sort((x, y) => x - y);
  const at = (share) => quotients[Math.min(draws - 1, Math.floor(share * draws))];
  return {
    change: median(b) / median(a) - 1,
    least: at(share_outside),
    most: at(1 - share_outside),
    blocks: [block_a, block_b],
  };
}
