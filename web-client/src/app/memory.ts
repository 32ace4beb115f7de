// Where the browser keeps nothing (some private windows), the outbox lives as long as the page.
import "../main.tsx"; // shares its modules
import { MemoryOutbox } from "../core/memory_outbox.ts";
import type { Draft, Kept } from "./database.ts";

export function inMemory(): Kept {
  const drafts = new Map<number, Draft>();
  return {
    outbox: new MemoryOutbox(),
    drafts: {
      read: async (room) => drafts.get(room),
      write: async (room, draft) => void drafts.set(room, draft),
    },
    lease: async () => true,
    forget: async () => {},
    shared: false,
  };
}
