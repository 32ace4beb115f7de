import type { RoomWords } from "./zh_rooms.ts";

const count = (n: number) => n.toLocaleString("en");
const list = (names: string[]) => {
  const shown =
    names.length > 3 ? [...names.slice(0, 3), `${count(names.length - 3)} others`] : names;
  return shown.length < 2
    ? (shown[0] ?? "")
    : `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
};
const are = (names: string[], one: string, more: string) => (names.length > 1 ? more : one);

export const enRooms: RoomWords = {
  root: "Everybody",
  direct: "Direct",
  join: "Rooms you may join",
  arrange: "Rooms you look after and are not in",
  archived: "Archived",
  closed: "members only",
  bulletin: "bulletin",
  arrangeDo: "Arrange",
  readers: "Who can read this",
  admin: "Administration",
  notYours: "Administration is for organisers. You hold no duty now.",
  panel: "Members and rules of the room",
  people: "Members",
  someone: "A member",
  between: "The two of you",

  colon: ": ",
  gap: " ",
  comma: ", ",
  notice: {
    added: (by, who) => `${by} let ${list(who)} in`,
    removed: (by, who) => `${by} took ${list(who)} out of the room`,
    moved: (who) =>
      `${list(who)} ${are(who, "belongs", "belong")} to this unit no more and left the room`,
    erased: (who) => `${list(who)} ${are(who, "was", "were")} erased and left the room`,
    renamed: (by, title) => `${by} named the room “${title}”`,
    archived: (by) => `${by} archived the room: it can be read, and nothing more is said`,
    reopened: (by) => `${by} put the room to use again`,
    rules: (by, rules) => `${by} settled: ${rules}`,
    access: {
      open: "everybody in the unit may come in",
      closed: "only those who are invited may come in",
    },
    past: { shown: "newcomers see the past", hidden: "newcomers do not see the past" },
    direct: "This room is yours, the two of you. Nobody else can come in or read it.",
  },

  archivedHere: "This room is archived: it can be read, and nothing more is said.",

  later: {
    opening: "Opening…",
    failed:
      "This part could not be fetched. Check your network; if the server has just been updated, " +
      "reload.",
    again: "Try again",
    reload: "Reload",
  },
};
