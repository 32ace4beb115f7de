// How long to wait before coming back: full jitter, so that many pages do not return together.
export const backoffMax = 30_000;

export function backoff(tries: number, random: () => number): number {
  return Math.floor(random() * Math.min(backoffMax, 500 * 2 ** Math.min(tries, 16)));
}

// A retry the server named a time for: that time and up to as much again.
export function retryDelay(retryMs: number | undefined, random: () => number): number {
  const base = retryMs && retryMs > 0 ? retryMs : 1_000;
  return Math.floor(base * (1 + random()));
}
