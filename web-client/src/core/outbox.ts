// The outbox: what was written waits here until the server has said that it is kept.
//
// One line, first in first out, at most `window` unanswered at a time. An item gets its place
// {outbox, n} in the store before it is first sent, and keeps it through reloads and reconnects:
// the server answers a repeat with the first answer. Two senders by accident are therefore
// harmless; nothing is lost or doubled.
//
// A refusal to retry lets the line drain and start again from its head after a while. A final
// refusal that used up its n takes only its item out. One that did not means nothing after it was
// taken: what remains begins a new outbox id.
import { backoffMax, retryDelay } from "./backoff.ts";
import { isFinal } from "./errors.ts";
import type { OutboxItem, OutboxStore, Failure } from "./outbox_store.ts";
import type { Refusal, Reply } from "./protocol.ts";

export interface OutboxWorld {
  send(method: string, params: Record<string, unknown>): Promise<Reply>;
  ready(): boolean; // the link is open and this tab is the one that sends
  window(): number;
  after(ms: number, act: () => void): void;
  random(): number;
  said(item: OutboxItem, result: Record<string, unknown>): void;
  changed(): void; // the store has other contents now
  signedOut(): void;
}

export class Outbox {
  private readonly flying = new Map<number, { outbox: string; n: number }>();
  private pumping: Promise<void> | undefined;
  private pumpAgain = false;
  private draining = false; // nothing more is sent until what flies is answered
  private resting = false; // waiting out a retry
  private renew: string | undefined; // the outbox id to be given up, once drained
  private rest = 0;
  private refusals = 0; // to be retried, since the last success
  private missing: number | undefined; // the item whose predecessor the server missed last time
  private readonly settled: number[] = []; // the latest ids answered: an old line may name them

  constructor(
    private readonly store: OutboxStore,
    private readonly world: OutboxWorld,
  ) {}

  isFlying(id: number): boolean {
    return this.flying.has(id);
  }

  // Sends what may be sent. Resolves when it is handed to the socket, not when it is answered.
  pump(): Promise<void> {
    if (this.pumping) {
      this.pumpAgain = true;
      return this.pumping;
    }
    this.pumping = this.sendLine()
      .catch(() => this.trouble())
      .finally(() => {
        this.pumping = undefined;
        if (this.pumpAgain) {
          this.pumpAgain = false;
          void this.pump();
        }
      });
    return this.pumping;
  }

  private async sendLine(): Promise<void> {
    if (this.draining && this.flying.size === 0) await this.drained();
    if (this.draining || this.resting || !this.world.ready()) return;
    const line = await this.store.number(this.world.window());
    // From here to the end of the loop nothing is awaited: the frames leave in the order of the
    // line.
    if (!this.world.ready() || this.draining) return;
    let sent = false;
    for (const item of line) {
      if (this.flying.has(item.id) || this.settled.includes(item.id)) continue;
      const place = { outbox: item.outbox!, n: item.n! };
      this.flying.set(item.id, place);
      sent = true;
      void this.world
        .send(item.method, { ...item.params, ...place })
        .then((reply) => this.settle(item, reply));
    }
    if (sent) this.world.changed();
  }

  private async settle(item: OutboxItem, reply: Reply): Promise<void> {
    try {
      if (reply.kind === "ok") await this.keep(item, reply.result);
      else if (reply.kind === "refused") {
        if (isFinal(reply.refusal)) await this.refuse(item, reply.refusal);
        else this.postpone(item, reply.refusal);
      }
    } catch {
      this.trouble();
    }
    this.flying.delete(item.id);
    this.world.changed();
    void this.pump();
  }

  private async keep(item: OutboxItem, result: Record<string, unknown>): Promise<void> {
    this.refusals = 0;
    this.missing = undefined;
    this.settled.push(item.id);
    if (this.settled.length > 256) this.settled.shift();
    // The screen first: the event follows the answer, and must not find the words still waiting.
    this.world.said(item, result);
    await this.store.said(item.id);
  }

  private async refuse(item: OutboxItem, refusal: Refusal): Promise<void> {
    const failure: Failure = { reason: refusal.reason };
    if (refusal.field !== undefined) failure.field = refusal.field;
    await this.store.failed(item.id, failure);
    // `forgotten` is about the past: what came after it has its own answers.
    if (refusal.consumed || refusal.reason === "forgotten") return;
    this.draining = true;
    this.renew = item.outbox;
  }

  private postpone(item: OutboxItem, refusal: Refusal): void {
    this.draining = true;
    if (refusal.action === "login") {
      this.world.signedOut();
      return;
    }
    this.refusals++;
    const growth = 2 ** Math.min(this.refusals - 1, 5);
    const hole = refusal.reason === "hole";
    const delay = retryDelay(refusal.retry_ms ?? (hole ? 200 : 1_000), () => this.world.random());
    this.rest = Math.min(Math.max(this.rest, delay * (hole ? 1 : growth)), backoffMax);
    if (!hole || !this.isHead(item) || (refusal.next ?? item.n!) >= item.n!) return;
    // The server waits for something this device no longer has (one of the two was restored). Asked
    // twice, because another tab may just have had the missing one on its way.
    if (this.missing === item.id) this.renew = item.outbox;
    this.missing = item.id;
  }

  // The store failed: the words are still on the screen, and the line is tried again.
  private trouble(): void {
    this.draining = true;
    this.rest = Math.max(this.rest, 2_000);
  }

  // Whether nothing that flies has a smaller n in the same outbox.
  private isHead(item: OutboxItem): boolean {
    for (const place of this.flying.values()) {
      if (place.outbox === item.outbox && place.n < item.n!) return false;
    }
    return true;
  }

  private async drained(): Promise<void> {
    if (this.renew !== undefined) {
      await this.store.renew(this.renew);
      this.renew = undefined;
      this.world.changed();
    }
    this.draining = false;
    if (this.rest > 0) {
      this.resting = true;
      const wait = this.rest;
      this.rest = 0;
      this.world.after(wait, () => {
        this.resting = false;
        void this.pump();
      });
    }
  }
}
