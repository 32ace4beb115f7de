// Doing something again soon because news of a change came: once for many changes, at a random
// moment so that a thousand pages do not ask at the same one, and never twice at a time.
export interface SoonWorld {
  after(ms: number, act: () => void): () => void; // gives a way to cancel
  random(): number;
}

export interface Pace {
  least: number; // ms to gather further news
  spread: number; // ms over which pages spread
}

export class Soon {
  private cancel: (() => void) | undefined;
  private running = false;
  private again = false;

  constructor(
    private readonly world: SoonWorld,
    private readonly pace: Pace,
    private readonly act: () => Promise<unknown>,
  ) {}

  // News came. While one waits already, nothing more is needed.
  ask(): void {
    if (this.running) this.again = true;
    else
      this.cancel ??= this.world.after(
        this.pace.least + Math.floor(this.world.random() * this.pace.spread),
        () => void this.now(),
      );
  }

  // The person waits for it.
  async now(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.stop();
    this.running = true;
    try {
      await this.act();
    } finally {
      this.running = false;
      if (this.again) {
        this.again = false;
        this.ask();
      }
    }
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.again = false;
  }
}
