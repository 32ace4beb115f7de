// Where the outbox keeps what waits. Each call is one transaction; several tabs may call at once.

export type GuardedMethod =
  | "message.post"
  | "message.edit"
  | "message.delete"
  | "question.ask"
  | "question.answer"
  | "alert.answer"
  | "talk.seal"
  | "room.create"
  | "room.join"
  | "room.leave"
  | "member.add";

export interface NewItem {
  method: GuardedMethod;
  params: Record<string, unknown>;
  at: number;
  failure?: Failure; // a final refusal: waits for the person, not for the server
}

export interface Failure {
  reason: string;
  field?: string;
}

export interface OutboxItem extends NewItem {
  id: number; // ascending: the order of saying
  outbox?: string; // with n: the place it was given; it may have reached the server
  n?: number;
}

export interface OutboxStore {
  add(item: NewItem): Promise<OutboxItem>;
  all(): Promise<OutboxItem[]>;
  // Gives a place to the first `window` waiting items that have none, and returns those `window`.
  number(window: number): Promise<OutboxItem[]>;
  said(id: number): Promise<void>;
  failed(id: number, failure: Failure): Promise<void>;
  // A new outbox id; every waiting item loses its place. Only if `outbox` is still the current one.
  renew(outbox: string): Promise<void>;
  // A failed item goes to the end of the line again. False if it is no longer there.
  again(id: number): Promise<boolean>;
  // Takes an item back, unless it may have reached the server. False if it was too late.
  withdraw(id: number): Promise<boolean>;
}

export interface OutboxBook {
  outbox: string;
  next: number;
}

export const isWaiting = (item: OutboxItem) => item.failure === undefined;

// The rule of number(), shared by all stores: changes book and items, returns the line.
export function giveNumbers(book: OutboxBook, items: OutboxItem[], window: number): OutboxItem[] {
  const line = items.filter(isWaiting).slice(0, window);
  for (const item of line) {
    if (item.n !== undefined) continue;
    item.outbox = book.outbox;
    item.n = book.next++;
  }
  return line;
}

export function takeNumbers(items: OutboxItem[]): OutboxItem[] {
  const line = items.filter((item) => isWaiting(item) && item.n !== undefined);
  for (const item of line) {
    delete item.outbox;
    delete item.n;
  }
  return line;
}
