// An outbox store in memory: for tests, and where the browser refuses to keep anything.
import { newOutboxId } from "./random.ts";
import {
  type Failure,
  type NewItem,
  type OutboxBook,
  type OutboxItem,
  type OutboxStore,
  giveNumbers,
  takeNumbers,
} from "./outbox_store.ts";

export class MemoryOutbox implements OutboxStore {
  private readonly items = new Map<number, OutboxItem>();
  private lastId = 0;
  private book: OutboxBook;
  private readonly newId: () => string;

  constructor(newId: () => string = newOutboxId) {
    this.newId = newId;
    this.book = { outbox: newId(), next: 1 };
  }

  async add(item: NewItem): Promise<OutboxItem> {
    const kept = { ...item, id: ++this.lastId };
    this.items.set(kept.id, kept);
    return { ...kept };
  }

  async all(): Promise<OutboxItem[]> {
    return this.ordered().map((item) => ({ ...item }));
  }

  async number(window: number): Promise<OutboxItem[]> {
    return giveNumbers(this.book, this.ordered(), window).map((item) => ({ ...item }));
  }

  async said(id: number): Promise<void> {
    this.items.delete(id);
  }

  async failed(id: number, failure: Failure): Promise<void> {
    const item = this.items.get(id);
    if (!item) return;
    delete item.outbox;
    delete item.n;
    item.failure = failure;
  }

  async renew(outbox: string): Promise<void> {
    if (this.book.outbox !== outbox) return;
    this.book = { outbox: this.newId(), next: 1 };
    takeNumbers(this.ordered());
  }

  async again(id: number): Promise<boolean> {
    const item = this.items.get(id);
    if (!item?.failure) return false;
    this.items.delete(id);
    await this.add({ method: item.method, params: item.params, at: item.at });
    return true;
  }

  async withdraw(id: number): Promise<boolean> {
    const item = this.items.get(id);
    if (!item || item.n !== undefined) return false;
    return this.items.delete(id);
  }

  private ordered(): OutboxItem[] {
    return [...this.items.values()].sort((a, b) => a.id - b.id);
  }
}
