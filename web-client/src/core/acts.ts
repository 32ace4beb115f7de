// Acts a person waits for: arranging rooms, administering. Each carries a key, so that what was
// perhaps done already is not done twice: asked again after a lost answer, by the page or by the
// person, it gets the first answer. Nothing waits here for a network: the person is told.
import { retryDelay } from "./backoff.ts";
import { isFinal } from "./errors.ts";
import { newKey } from "./random.ts";
import type { Reply } from "./protocol.ts";

export interface ActsWorld {
  call(method: string, params: Record<string, unknown>): Promise<Reply>;
  wait(ms: number): Promise<void>;
  random(): number;
}

export type Done =
  { ok: true; result: Record<string, unknown> } | { ok: false; reason: string; field: string };

export const triesMost = 4;

export class Acts {
  private readonly keys = new Map<string, string>(); // of acts whose answer is not known

  constructor(private readonly world: ActsWorld) {}

  async do(method: string, params: Record<string, unknown>): Promise<Done> {
    const what = JSON.stringify([method, params]);
    const key = this.keys.get(what) ?? newKey();
    this.keys.set(what, key);
    for (let tried = 1; ; tried++) {
      const reply = await this.world.call(method, { ...params, key });
      if (reply.kind === "ok") {
        this.keys.delete(what);
        return { ok: true, result: reply.result };
      }
      const refusal = reply.kind === "refused" ? reply.refusal : undefined;
      if (refusal && (isFinal(refusal) || refusal.action === "login")) {
        this.keys.delete(what);
        return { ok: false, reason: refusal.reason, field: refusal.field ?? "" };
      }
      if (tried === triesMost) return { ok: false, reason: refusal?.reason ?? "lost", field: "" };
      await this.world.wait(retryDelay(refusal?.retry_ms, () => this.world.random()));
    }
  }
}
