// Where one is: the place in the address.
import { route, wanted } from "./state.ts";

export function readRoute(): void {
  const found = /^#\/r\/(\d+)/.exec(location.hash);
  const admin = /^#\/admin(\/[\w/]*)?$/.exec(location.hash);
  route.value = admin
    ? { room: 0, admin: admin[1] ?? "/" }
    : { room: found ? Number(found[1]) : 0, talks: location.hash === "#/talks" };
}

export function go(room: number): void {
  if (wanted.peek()?.room !== room) wanted.value = undefined;
  const hash = room > 0 ? `#/r/${room}` : "#/";
  if (location.hash !== hash) location.hash = hash;
  readRoute();
}

// What leads to the end of the room one is in, all of it read; set while a room is open.
export const latest: { current: (() => void) | undefined } = { current: undefined };
