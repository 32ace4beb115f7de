// Owners let what was said in a closed or direct room go along in an export: the words of the wire,
// and who may take which step. Pure. The server decides every right again.
import type { Standing } from "./organisation.ts";
import type { Placed, RoomRow } from "./protocol.ts";
import { isOwner } from "./rights.ts";

export type ReleaseMove = "proposed" | "agreed" | "withdrawn";
// By 0: the server took it back, because one of the two owners is one no more.
export interface ReleaseEvent extends Placed {
  kind: "release";
  move: ReleaseMove;
  reason?: string;
}
export interface ReleaseState {
  state: "proposed" | "agreed";
  by: number; // who proposed it
  at: number; // the last step
}

// From the agreement to the first export that has it.
export const waitMs = 24 * 3_600_000;

// Open rooms need none, and alerts go along anyway; a talk never does.
const needsRelease = ({ access, kind }: RoomRow) =>
  (access === "closed" || access === "direct") && kind !== "alert" && kind !== "talk";

// The steps that this member may take now.
export function movesOf(row: RoomRow, mine: Standing, member: number): ReleaseMove[] {
  if (!needsRelease(row)) return [];
  const owns = isOwner(mine);
  const { release } = row;
  if (!release) return owns ? ["proposed"] : [];
  const objects = row.access === "direct" && row.joined;
  const agrees = owns && release.state === "proposed" && release.by !== member;
  const moves: ReleaseMove[] = agrees ? ["agreed"] : [];
  return owns || objects ? [...moves, "withdrawn"] : moves;
}
