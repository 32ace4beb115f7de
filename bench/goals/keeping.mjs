// The goals of keeping: durable posts against RocksDB's own synced batches. Pure functions.
import { entry, failed, not_run } from "./entry.mjs";

const least = { "group 100": 0.9, "group 1,000": 0.8 }; // of RocksDB

function how_of(one) {
  const parts = ["the pipeline against RocksDB's synced batches of the same bytes"];
  if (one?.busy_cores) {
    const [ours, theirs] = [one.busy_cores, one.rocksdb_busy_cores];
    parts.push(
      `it kept ${ours.median.toFixed(2)} cores busy, RocksDB ${theirs.median.toFixed(2)}`,
    );
  }
  if (one?.write_ms) {
    const [write, sync] = [one.write_ms, one.sync_ms].map(({ median }) => median.toFixed(2));
    parts.push(`a group took ${write} ms to write and ${sync} to sync`);
  }
  return parts.join("; ");
}

export function durable_goals({ durable }) {
  return Object.entries(least).map(([name, goal]) => {
    const one = durable?.durable?.find((row) => row.case === name);
    return entry({
      name: `durable posts a second, ${name}`,
      value: one?.ratio.median,
      unit: "x",
      goal,
      better: "more",
      how: how_of(one),
      why: failed(durable) ?? (one ? undefined : not_run),
      spread: one?.ratio,
      posts_per_batch: one?.posts_per_batch.median,
    });
  });
}
