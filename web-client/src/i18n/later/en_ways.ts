import type { WaysWords } from "./zh_ways.ts";

const count = (n: number) => n.toLocaleString("en");
const many = (n: number, one: string, more: string) => `${count(n)} ${n === 1 ? one : more}`;

export const enWays: WaysWords = {
  enter: {
    title: "Sign in",
    login: "Login",
    password: "Password",
    signIn: "Sign in",
    forgotten: "No password, or forgotten? Ask your organiser for a one-time sign-in link.",
    byLink: "Come in with a sign-in link",
    byPassword: "Sign in with login and password",
    linkTitle: "Come in with a sign-in link",
    how:
      "Ask the person who runs this server, or an organiser who is already here, for a " +
      "one-time sign-in link, and open it on this device.",
    password_wrong: "The login or the password is wrong.",
    wait: (n) => `That was too many tries. Please wait ${many(n, "second", "seconds")}.`,
    overloaded: "Too many people are signing in just now. Please try again in a moment.",
    lost: "The server could not be reached. Please try again.",
    invitation_unknown:
      "This invitation is wrong, or no longer valid. Check that the link is whole, or ask for " +
      "a new one.",
    invitation_used_up:
      "This invitation has been used by as many as it was for. Please ask for a new one.",
    invitation_expired: "This invitation is too old. Please ask for a new one.",
    invitation_revoked: "This invitation was taken back. Please ask for a new one.",
    own: "Signed in on another device? Its settings can give you a new link.",
    paste: "Paste the link here",
    go: "Come in",
    notLink: "This does not look like a sign-in link. Please copy all of it and paste it again.",
    entering: "Signing in…",
    ended:
      "You have been signed out on this device. Words not yet sent are kept here and go out" +
      " when you sign in again.",
    link_unknown:
      "This link is wrong, or no longer valid. Check that you copied all of it, or ask for " +
      "a new one.",
    link_used: "This link has been used. Each link works once; please ask for a new one.",
    link_expired: "This link is too old. Please ask for a new one.",
    other: "You could not be signed in. Please ask for a new link.",
    unreachable: "The server cannot be reached just now.",
    unreachableHow:
      "Please check your network. Your link is still good; you can go on when the server is back.",
    linkStays: "Your link is still good; you can try again then.",
    again: "Try again",
  },

  finding: {
    title: "Search",
    label: "Search in all my rooms",
    how:
      "Type a word or a few; all of them must be in the message. Put * behind the beginning of a " +
      "word to find all that begin so.",
    here: "Only in this room",
    asking: "Searching…",
    none: "Nothing was found.",
    count: (n, more) => `${many(n, "message", "messages")} found${more ? ", and more" : ""}`,
    more: "Show older ones",
    again: "Try again",
    offline: "Searching needs the server. It goes on when the connection is back.",
    behind: "The index is still being built: some older messages may be missing.",
    tooLong: "That is too long to search for.",
  },

  ended: {
    by_organiser: (title) => `You have been taken out of “${title}”.`,
    moved: (title) =>
      `“${title}” is a room of another unit. You belong to that unit no more, ` +
      "so you are not in it.",
    erased: (title) => `You are not in “${title}” any more.`,
    left: (title) => `You have left “${title}”.`,
    gone: (title) => `You are not in “${title}” any more and cannot read it.`,
  },
  endedHow: "What you said stays there. If you wonder why, ask an organiser of the room's unit.",

  leaveAsk: (title) => `Leave “${title}”?`,
  leaveHow: "You can join again later. What you said stays in the room.",
  deleteAsk: "Delete this message?",
  deleteHow: "Nobody will see it any more, and it cannot be brought back.",
};
