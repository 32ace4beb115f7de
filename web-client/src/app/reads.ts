// How far one has read: what other devices tell, and what stood before this person's eyes.
import type { Reply } from "../core/protocol.ts";
import { link } from "./connection.ts";
import { roomRows, roomsVersion } from "./state.ts";

export function mark({ room, seq, n }: { room: number; seq: number; n: number }): void {
  const row = roomRows.get(room);
  if (!row || row.read_seq >= seq) return;
  const { mentions: _, ...rest } = row;
  const all = seq >= row.last_seq; // of those that remain the server tells with the next list
  roomRows.set(room, { ...(all ? rest : row), read_seq: seq, read_n: n });
  roomsVersion.value++;
}

const pending = new Map<number, number>();
const tellMs = 600;
let telling = false;

// The watermark only rises, and only by what stood before a person's eyes.
export function seen(room: number, seq: number, n: number): void {
  const row = roomRows.get(room);
  if (!row || row.read_seq >= seq) return;
  mark({ room, seq, n });
  pending.set(room, seq);
  if (telling) return;
  telling = true;
  void tellSeen();
  setTimeout(() => {
    telling = false;
    void tellSeen();
  }, tellMs);
}

window.addEventListener("pagehide", () => void tellSeen());

async function tellSeen(): Promise<void> {
  for (const [room, seq] of [...pending]) {
    const reply: Reply = await link.call("read.set", { room, seq });
    if (reply.kind !== "lost" && pending.get(room) === seq) pending.delete(room);
  }
}
