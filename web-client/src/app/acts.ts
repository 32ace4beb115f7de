// The acts of this page, and lists that come in pages.
import { Acts } from "../core/acts.ts";
import type { Reply } from "../core/protocol.ts";
import { link } from "./connection.ts";

export type { Done } from "../core/acts.ts";

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const answerMs = 15_000; // a person does not wait longer for one answer

const acts = new Acts({
  call: (method, params) =>
    Promise.race([link.call(method, params), wait(answerMs).then((): Reply => ({ kind: "lost" }))]),
  wait,
  random: Math.random,
});

export const act = (method: string, params: Record<string, unknown>) => acts.do(method, params);

// All rows of a list, or the reason why it could not be had.
export async function everyRow<Row>(
  method: string,
  params: Record<string, unknown>,
  name: string,
): Promise<Row[] | string> {
  const rows: Row[] = [];
  for (let after: unknown = undefined; ;) {
    const reply = await link.call(method, after === undefined ? params : { ...params, after });
    if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
    rows.push(...(reply.result[name] as Row[]));
    after = reply.result["next"];
    if (after === undefined) return rows;
  }
}
