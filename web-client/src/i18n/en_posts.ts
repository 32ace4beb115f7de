import type { PostWords } from "./zh_posts.ts";

const count = (n: number) => n.toLocaleString("en");

export const enPosts: PostWords = {
  all: "everyone",
  gave: (what, n, mine) => `${what} from ${count(n)}${mine ? ", you among them" : ""}`,
  recalled: (name) => `${name} recalled a message`,
  removed: (name, why) => `${name} removed a message: ${why}`,
  muted: (name, who, until, why) => `${name} muted ${who.join(", ")} until ${until}: ${why}`,
  unmuted: (name, who) => `${name} unmuted ${who.join(", ")}`,
  readOnlySet: (name, on, why) =>
    `${name} let ${on ? "only organisers" : "everybody"} speak here${why && `: ${why}`}`,
  release: (name, move, why) =>
    (move === "proposed"
      ? `${name} proposed to let what is said here go into an export; another owner has to agree`
      : move === "agreed"
        ? `${name} agreed: from 24 hours on, what is said here can be exported`
        : name === ""
          ? "Who decided to export what is said here is no owner any more: it will not be"
          : `${name} took back that what is said here can be exported`) + (why && `: ${why}`),
  mutedHere: (until) =>
    `You are muted here until ${until}. You can read, and delete your own words.`,
  quietHere: "Only organisers speak here now.",
  forwarded: (name, room) => `Forwarded from ${name}${room && ` (${room})`}`,
  notice: {
    plain: "Notice",
    counted: "Notice · reads counted",
    must_confirm: "Notice · please confirm",
  },
  read: (n, of) => `Read by ${count(n)} of ${count(of)}`,
  confirmed: (n, of) => `Confirmed by ${count(n)} of ${count(of)}`,
  closed: (n, of) => `Confirming is over: ${count(n)} of ${count(of)}`,
  confirm: "I have read this",
  done: "You have confirmed",
  confirmFailed: (why) => `Not confirmed: ${why}`,
  pinned: (name) => `${name} pinned a message`,
  unpinned: (name) => `${name} unpinned a message`,
  mentions: (n) => (n === 1 ? "1 mentions you" : `${count(n)} mention you`),
  suggestions: "People you can mention",
  readOnly: "Organisers post notices here.",
  write: "Post a notice",
};
