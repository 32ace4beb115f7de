// What this browser keeps for one member: the outbox, drafts and the lease of the tab that sends.
// Where the browser keeps nothing (some private windows), memory takes its place.
import { type IDBPDatabase, openDB } from "idb";
import {
  type Failure,
  type NewItem,
  type OutboxBook,
  type OutboxItem,
  type OutboxStore,
  giveNumbers,
  takeNumbers,
} from "../core/outbox_store.ts";
import { newOutboxId } from "../core/random.ts";

export interface Drafts {
  read(room: number): Promise<Draft | undefined>;
  write(room: number, draft: Draft): Promise<void>;
}
export interface Draft {
  text: string;
  re?: number;
  answers?: boolean; // it is to be the answer to the question at `re`
}

export interface Kept {
  outbox: OutboxStore;
  drafts: Drafts;
  // Takes or renews the lease of the sending tab. True while it is ours.
  lease(tab: string, now: number, ms: number): Promise<boolean>;
  forget(): Promise<void>;
  shared: boolean; // other tabs see the same
}

const nameOf = (member: number) => `xinqiao-${member}`;

export async function openKept(member: number): Promise<Kept> {
  try {
    const db = await openDB(nameOf(member), 1, {
      upgrade(fresh) {
        fresh.createObjectStore("items", { keyPath: "id", autoIncrement: true });
        fresh.createObjectStore("book");
        fresh.createObjectStore("drafts");
      },
    });
    return kept(db, member);
  } catch {
    return (await import("./memory.ts")).inMemory();
  }
}

function kept(db: IDBPDatabase, member: number): Kept {
  return {
    outbox: new IdbOutbox(db),
    drafts: {
      read: (room) => db.get("drafts", room) as Promise<Draft | undefined>,
      write: async (room, draft) => {
        const tx = db.transaction("drafts", "readwrite");
        if (draft.text === "" && draft.re === undefined) void tx.store.delete(room);
        else void tx.store.put(draft, room);
        await sealed(tx);
      },
    },
    async lease(tab, now, ms) {
      const tx = db.transaction("book", "readwrite");
      const held = (await tx.store.get("lease")) as { tab: string; until: number } | undefined;
      // A lease far in the future was written by a clock that has been set back since.
      const free = !held || held.tab === tab || held.until < now || held.until > now + 10 * ms;
      if (free) await tx.store.put({ tab, until: now + ms }, "lease");
      await tx.done;
      return free;
    },
    async forget() {
      db.close();
      indexedDB.deleteDatabase(nameOf(member));
    },
    shared: true,
  };
}

// A page that is left in the next moment has no time to hear that its requests went well, which is
// what a browser waits for before it keeps them; unless it is told at once that this is all.
function sealed(tx: { commit?: () => void; done: Promise<void> }): Promise<void> {
  tx.commit?.();
  return tx.done;
}

class IdbOutbox implements OutboxStore {
  constructor(private readonly db: IDBPDatabase) {}

  async add(item: NewItem): Promise<OutboxItem> {
    const tx = this.db.transaction("items", "readwrite");
    const adding = tx.store.add(item);
    await sealed(tx);
    return { ...item, id: (await adding) as number };
  }

  all(): Promise<OutboxItem[]> {
    return this.db.getAll("items") as Promise<OutboxItem[]>;
  }

  async number(window: number): Promise<OutboxItem[]> {
    const tx = this.begin();
    const items = tx.objectStore("items");
    const books = tx.objectStore("book");
    const book = await this.book(books);
    const before = book.next;
    const line = giveNumbers(book, (await items.getAll()) as OutboxItem[], window);
    if (book.next !== before) {
      for (const item of line)
        if (item.n! >= before && item.outbox === book.outbox) void items.put(item);
      void books.put(book, "outbox");
    }
    await tx.done;
    return line;
  }

  async said(id: number): Promise<void> {
    await this.db.delete("items", id);
  }

  async failed(id: number, failure: Failure): Promise<void> {
    const tx = this.db.transaction("items", "readwrite");
    const item = (await tx.store.get(id)) as OutboxItem | undefined;
    if (item) {
      delete item.outbox;
      delete item.n;
      await tx.store.put({ ...item, failure });
    }
    await tx.done;
  }

  async renew(outbox: string): Promise<void> {
    const tx = this.begin();
    const items = tx.objectStore("items");
    const books = tx.objectStore("book");
    if ((await this.book(books)).outbox === outbox) {
      void books.put({ outbox: newOutboxId(), next: 1 }, "outbox");
      for (const item of takeNumbers((await items.getAll()) as OutboxItem[])) void items.put(item);
    }
    await tx.done;
  }

  async again(id: number): Promise<boolean> {
    const tx = this.db.transaction("items", "readwrite");
    const item = (await tx.store.get(id)) as OutboxItem | undefined;
    const found = item?.failure !== undefined;
    if (found) {
      const { method, params, at } = item;
      void tx.store.delete(id);
      void tx.store.add({ method, params, at });
    }
    await tx.done;
    return found;
  }

  async withdraw(id: number): Promise<boolean> {
    const tx = this.db.transaction("items", "readwrite");
    const item = (await tx.store.get(id)) as OutboxItem | undefined;
    const free = item !== undefined && item.n === undefined;
    if (free) await tx.store.delete(id);
    await tx.done;
    return free;
  }

  private begin() {
    return this.db.transaction(["items", "book"], "readwrite", { durability: "strict" });
  }

  private async book(store: { get(key: string): Promise<unknown> }): Promise<OutboxBook> {
    return (
      ((await store.get("outbox")) as OutboxBook | undefined) ?? { outbox: newOutboxId(), next: 1 }
    );
  }
}
