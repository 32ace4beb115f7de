import { enAlerts } from "./en_alerts.ts";
import { enPosts } from "./en_posts.ts";
import { enQuestions } from "./en_questions.ts";
import { enRooms } from "./en_rooms.ts";
import { enTalks } from "./en_talks.ts";
import type { Words } from "./zh.ts";

const count = (n: number) => n.toLocaleString("en");
const many = (n: number, one: string, more: string) => `${count(n)} ${n === 1 ? one : more}`;

export const en: Words = {
  name: "Xinqiao",
  motto: "A bridge from one heart to another.",
  loading: "Opening…",
  house: enRooms,
  posts: enPosts,
  questions: enQuestions,
  alerts: enAlerts,
  talks: enTalks,

  entering: "Signing in…",
  search: "Search",

  rooms: {
    title: "Rooms",
    none: "You have not joined a room yet.",
    noneHow: "Join one below, or make a new one.",
    pick: "Pick a room and start talking.",
    find: "Find a room by name",
    found: (n) => (n === 0 ? "No room found" : many(n, "room found", "rooms found")),
    inWords: (text) => `Search messages for “${text}”`,
    muted: "you are muted",
    backWord: "Back",
    create: "New room",
    join: "Join",
    joining: "Joining…",
    leave: "Leave the room",
    members: (n) => many(n, "member", "members"),
    unread: (n) => `${count(n)} unread`,
    gone: "You are not in this room.",
    back: "Back to the rooms",
  },

  log: {
    label: (title) => `Messages in “${title}”`,
    today: "Today",
    yesterday: "Yesterday",
    unread: "New messages",
    edited: "edited",
    deleted: "This message was deleted",
    created: (name, title) => `${name} made the room “${title}”`,
    joined: (name) => `${name} joined`,
    left: (name) => `${name} left`,
    unknown: "Here is something new. Reload the page to see it.",
    latest: "Go to latest",
    waiting: (n) => many(n, "new message", "new messages"),
    start: "This is where the room begins.",
    empty: "Nobody has spoken yet. Say the first word.",
    loading: "Fetching messages…",
    failed: "The messages could not be fetched.",
    someone: "A member",
    erased: "Erased member",
    me: "Me",
    jumpDate: "Go to a date",
    jump: "Go",
    quote: "Show the message replied to",
    quoteDeleted: "The message replied to was deleted",
    quoteAway: "An earlier message",
    typing: (who) =>
      who.length > 2
        ? `${who[0]} and ${who.length - 1} others are typing…`
        : `${who.join(" and ")} ${who.length > 1 ? "are" : "is"} typing…`,
  },

  act: {
    more: "More actions",
    reply: "Reply",
    edit: "Edit",
    delete: "Delete",
    copy: "Copy",
    again: "Send again",
    discard: "Discard",
    cancel: "Cancel",
    close: "Close",
    save: "Save",
  },

  way: {
    waiting: "Waiting to be sent",
    sending: "Sending",
    saving: "Saving the change",
    deleting: "Deleting",
    failed: "Not sent",
    editFailed: "The change was not saved",
    deleteFailed: "Not deleted",
  },

  write: {
    label: "Write a message",
    hint: "Write something…",
    send: "Send",
    replying: (name) => `Replying to ${name}`,
    editing: "Editing a message",
    left: (n) => `about ${many(n, "character", "characters")} left`,
    over: (n) => `about ${many(n, "character", "characters")} too long`,
    keys: "Enter sends, Shift+Enter begins a new line",
  },

  link: {
    opening: "Connecting…",
    offline:
      "This device has no network. What you write is kept here and sent when the network is back.",
    down:
      "The connection to the server is lost; trying again. What you write is kept here and " +
      "sent afterwards.",
    stopping: "The server is restarting and will be right back. What you write is kept here.",
    refused:
      "The server does not accept this page. Please reload; if it stays like this, tell the" +
      " person who runs it.",
    upTo: (when) => `You have everything up to ${when}.`,
    updated: "There is a newer version of this page.",
    update: "Update",
    back: "Connected again.",
    backWith: (n) => `Connected again, ${many(n, "message", "messages")} caught up.`,
    now: "Retry now",
    reload: "Reload",
    wentBack:
      "The server went back to an earlier state, and some messages may be lost. Your own " +
      "lost words stand at the end of their rooms; you can send them again.",
    understood: "I see",
  },

  me: {
    menu: "Settings",
  },
};
