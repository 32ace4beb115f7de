// Talks heart to heart, in the list of rooms.
import type { TalkWords } from "./zh_talks.ts";

export const enTalks: TalkWords = {
  title: "Heart to heart",
  withOne: (name) => `With ${name}`,
  entryHow: "Talk to one person. Only the two of you can read it",
  waiting: (n) => (n === 1 ? "1 person waits for you" : `${n} people wait for you`),
  sealed: "Sealed message",
  ahead: (n) => (n === 0 ? "Waiting: you are first in line" : `Waiting: ${n} before you`),
  state: {
    waiting: "Waiting",
    talking: "You can talk now",
    ended: "Ended",
    declined: "Not accepted",
    withdrawn: "Taken back",
    forgotten: "Forgotten",
  },
};
