// The keys that lead through the rooms, wherever one is; see core/shortcuts.ts for what they mean.
import { useEffect } from "preact/hooks";
import { go, latest } from "../../app/routing.ts";
import { me, rooms, route, tree, unreadOf } from "../../app/state.ts";
import { groupRooms, isArchived } from "../../core/room_groups.ts";
import { type KeyAct, keyAct, roomBeside } from "../../core/shortcuts.ts";
import { singleLetters } from "../theme.ts";

const takesLetters = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));

// The rooms one is in, as they stand in the list.
const inOrder = () =>
  groupRooms(rooms.peek(), tree.peek(), me.peek())
    .flatMap((group) => group.rooms)
    .filter((row) => row.joined && !isArchived(row))
    .map((row) => ({ room: row.room, unread: unreadOf(row) > 0 }));

// In the list of rooms arrow keys lead from one to the next. Elsewhere a key costs no look at it.
const leads = ["ArrowUp", "ArrowDown", "Home", "End"];
function walk(event: KeyboardEvent): boolean {
  if (!leads.includes(event.key) || !document.activeElement?.matches("a.room")) return false;
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return false;
  const links = [...document.querySelectorAll<HTMLElement>("a.room")].filter((a) => a.offsetHeight);
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return false;
  const to: Record<string, number> = {
    ArrowUp: at - 1,
    ArrowDown: at + 1,
    Home: 0,
    End: links.length - 1,
  };
  const next = links[to[event.key] ?? -1];
  next?.focus();
  return next !== undefined;
}

interface Doing {
  sheet: () => void;
  read: () => void; // all was marked as read
}

function run(act: KeyAct, { sheet, read }: Doing): boolean {
  const step = act === "next" || act === "nextUnread" ? 1 : -1;
  switch (act) {
    case "sheet":
      sheet();
      return true;
    case "find": {
      const field = document.querySelector<HTMLElement>(".rooms input[type=search]");
      field?.focus();
      return field === document.activeElement;
    }
    case "latest":
      if (!latest.current) return false;
      latest.current();
      read();
      return true;
    default: {
      const unread = act === "nextUnread" || act === "previousUnread";
      const room = roomBeside(inOrder(), route.peek().room, step, unread);
      if (room !== undefined) go(room);
      return true;
    }
  }
}

export function useKeys(doing: Doing): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if (walk(event)) return event.preventDefault();
      const act = keyAct(event, {
        inDialog: () => document.querySelector("dialog[open]") !== null,
        writing: takesLetters(event.target),
        inRoom: route.peek().room > 0,
        letters: singleLetters.peek() !== "off",
      });
      if (act && run(act, doing)) event.preventDefault();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, []);
}
