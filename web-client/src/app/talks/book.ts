// What this browser keeps of talks heart to heart: their keys, and the words that were opened, for
// MLS opens nothing twice. All of it is sealed under a key that the browser gives to nobody, and
// goes with signing out. One change of a talk at a time, in whatever tab: each begins with what the
// last one kept, so that no two ever seal with one key.
import { type IDBPDatabase, openDB } from "idb";
import type { Package } from "../../core/sealing.ts";
import { type Line, type Talk, newTalk } from "../../core/talking.ts";
import { talksName } from "../talks.ts";

interface Closed {
  iv: Uint8Array<ArrayBuffer>;
  body: ArrayBuffer;
}
interface ClosedLine extends Closed {
  id?: number;
  room: number;
}

// A request that is on its way: its room is not known before the server has answered.
export interface Asked {
  own: Package;
  whom: string;
}

export interface Change {
  talk?: Talk;
  lines?: readonly Line[]; // new, or changed
  drop?: readonly number[]; // lines, by their ids
}

// Why talks cannot be had in this browser; "" where they can.
export function lacking(): "" | "secure" | "browser" {
  if (!window.isSecureContext || !crypto.subtle) return "secure";
  return navigator.locks && "indexedDB" in window ? "" : "browser";
}

const cipher = "AES-GCM";

export class Book {
  private constructor(
    readonly member: number,
    private readonly db: IDBPDatabase,
    private readonly key: CryptoKey,
  ) {}

  static async open(member: number): Promise<Book> {
    const name = talksName(member);
    const db = await openDB(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("key");
        fresh.createObjectStore("talks");
        fresh.createObjectStore("asked");
        fresh.createObjectStore("lines", { keyPath: "id", autoIncrement: true }).createIndex(
          "room",
          "room",
        );
      },
      // Signing out, here or in another tab, waits for nobody.
      blocking: (_now, _then, event) => (event.target as IDBDatabase).close(),
    });
    const key = await navigator.locks.request(name, async () => {
      const kept = (await db.get("key", 1)) as CryptoKey | undefined;
      if (kept) return kept;
      const fresh = await crypto.subtle.generateKey({ name: cipher, length: 256 }, false, [
        "encrypt",
        "decrypt",
      ]);
      await db.put("key", fresh, 1);
      return fresh;
    });
    return new Book(member, db, key);
  }

  close(): void {
    this.db.close();
  }

  async rooms(): Promise<number[]> {
    return (await this.db.getAllKeys("talks")) as number[];
  }

  async talk(room: number): Promise<Talk> {
    const kept = (await this.db.get("talks", room)) as Closed | undefined;
    return kept ? this.opened<Talk>(kept, `talk ${room}`) : newTalk(room, this.member);
  }

  async lines(room: number): Promise<Line[]> {
    const kept = (await this.db.getAllFromIndex("lines", "room", room)) as ClosedLine[];
    return Promise.all(
      kept.map(async (one) => ({
        ...(await this.opened<Line>(one, `line ${room}`)),
        id: one.id!,
      })),
    );
  }

  // One at a time, of all tabs.
  alone<Result>(room: number, act: () => Promise<Result>): Promise<Result> {
    return navigator.locks.request(`${this.db.name} ${room}`, act) as Promise<Result>;
  }

  change(room: number, act: (talk: Talk, lines: Line[]) => Promise<Change>): Promise<void> {
    return this.alone(room, async () => {
      await this.write(room, await act(await this.talk(room), await this.lines(room)));
    });
  }

  // By who is alone. All of it or nothing; gives the ids of the lines.
  async write(room: number, { talk, lines = [], drop = [] }: Change): Promise<number[]> {
    // Whoever has forgotten keeps no word, whatever else is to be written.
    const gone = talk?.state === "forgotten";
    const sealed = talk && (await this.closed(talk, `talk ${room}`));
    const closed = await Promise.all(
      (gone ? [] : lines).map(async ({ id, ...line }): Promise<ClosedLine> => ({
        ...(await this.closed(line, `line ${room}`)),
        ...(id === undefined ? {} : { id }),
        room,
      })),
    );
    const tx = this.db.transaction(["talks", "lines"], "readwrite");
    const store = tx.objectStore("lines");
    const ids = gone ? ((await store.index("room").getAllKeys(room)) as number[]) : drop;
    for (const id of ids) void store.delete(id);
    const puts = closed.map((line) => store.put(line));
    if (sealed) void tx.objectStore("talks").put(sealed, room);
    await tx.done;
    return (await Promise.all(puts)) as number[];
  }

  async asked(): Promise<(Asked & { id: number })[]> {
    const tx = this.db.transaction("asked");
    const [keys, kept] = await Promise.all([tx.store.getAllKeys(), tx.store.getAll()]);
    return Promise.all(
      kept.map(async (one: Closed, i) => ({
        ...(await this.opened<Asked>(one, "asked")),
        id: keys[i] as number,
      })),
    );
  }

  async ask(asked: Asked): Promise<number> {
    const id = Date.now() + Math.random(); // of two tabs, too
    await this.db.put("asked", await this.closed(asked, "asked"), id);
    return id;
  }

  async answered(id: number): Promise<void> {
    await this.db.delete("asked", id);
  }

  private async closed(value: unknown, place: string): Promise<Closed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: cipher, iv, additionalData: new TextEncoder().encode(place) };
    const bytes = new TextEncoder().encode(JSON.stringify(value));
    return { iv, body: await crypto.subtle.encrypt(how, this.key, bytes) };
  }

  private async opened<Value>({ iv, body }: Closed, place: string): Promise<Value> {
    const how = { name: cipher, iv, additionalData: new TextEncoder().encode(place) };
    const bytes = await crypto.subtle.decrypt(how, this.key, body);
    return JSON.parse(new TextDecoder().decode(bytes)) as Value;
  }
}
