// Talking to one member alone.
import { type Done, act } from "./acts.ts";
import { go } from "./routing.ts";
import { listRooms } from "./rooms.ts";
import { roomRows } from "./state.ts";

export async function openDirect(member: number): Promise<Done> {
  const known = [...roomRows.values()].find((row) => row.with === member);
  if (known) {
    go(known.room);
    return { ok: true, result: { room: known.room } };
  }
  const done = await act("direct.open", { member });
  if (!done.ok) return done;
  await listRooms();
  go(done.result["room"] as number);
  return done;
}
