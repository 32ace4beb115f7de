// The acts of this page.
import { Acts } from "../core/acts.ts";
import type { Reply } from "../core/protocol.ts";
import { link } from "./connection.ts";

export type { Done } from "../core/acts.ts";
export { everyRow } from "./connection.ts";

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const answerMs = 15_000; // a person does not wait longer for one answer

const acts = new Acts({
  call: (method, params) =>
    Promise.race([link.call(method, params), wait(answerMs).then((): Reply => ({ kind: "lost" }))]),
  wait,
  random: Math.random,
});

export const act = (method: string, params: Record<string, unknown>) => acts.do(method, params);
