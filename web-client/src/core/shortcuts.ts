// What a key means on this page, beside Control with K (ui/search_key.ts). Pure: takes what the
// browser says of a key and of where one is.
export interface Key {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  isComposing: boolean;
  keyCode: number;
  defaultPrevented: boolean;
}

export interface Place {
  inDialog(): boolean; // asked where a key means something: to find out takes a while
  writing: boolean; // in a field that takes letters
  inRoom: boolean;
  letters: boolean; // single letters mean something (WCAG 2.1.4: they can be switched off)
}

export type KeyAct =
  "previous" | "next" | "previousUnread" | "nextUnread" | "latest" | "sheet" | "find";

export function keyAct(key: Key, place: Place): KeyAct | undefined {
  const act = meaning(key, place);
  return act && place.inDialog() ? undefined : act;
}

function meaning(key: Key, place: Place): KeyAct | undefined {
  // 229: some browsers say it for the key that ends a composition.
  if (key.isComposing || key.keyCode === 229 || key.defaultPrevented) return undefined;
  const command = key.ctrlKey || key.metaKey;
  if (command && !key.altKey && key.key === "/") return "sheet";
  if (command) return undefined;
  if (key.altKey) {
    if (key.key === "ArrowUp") return key.shiftKey ? "previousUnread" : "previous";
    if (key.key === "ArrowDown") return key.shiftKey ? "nextUnread" : "next";
    return undefined;
  }
  if (key.key === "Escape") return place.inRoom ? "latest" : undefined;
  if (place.writing || !place.letters) return undefined;
  if (key.key === "?" || key.key === "？") return "sheet";
  if (key.key === "/") return "find";
  return undefined;
}

// The room to go to from `here`, of those in the order of the list. Unread ones are looked for all
// round; plain steps end at the ends. Undefined: there is none.
export function roomBeside<Room extends { room: number; unread: boolean }>(
  rooms: readonly Room[],
  here: number,
  step: 1 | -1,
  unreadOnly: boolean,
): number | undefined {
  const at = rooms.findIndex(({ room }) => room === here);
  const start = at < 0 ? (step > 0 ? -1 : rooms.length) : at;
  if (!unreadOnly) return rooms[start + step]?.room;
  for (let i = 1; i <= rooms.length; i++) {
    const index = (start + step * i + rooms.length * 2) % rooms.length;
    const row = rooms[index];
    if (row?.unread && row.room !== here) return row.room;
  }
  return undefined;
}
