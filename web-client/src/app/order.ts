// Order in rooms: who is here.
import { link } from "./connection.ts";

export async function hereIn(room: number): Promise<number[]> {
  const reply = await link.call("presence.list", { room });
  return reply.kind === "ok" ? (reply.result["members"] as number[]) : [];
}
