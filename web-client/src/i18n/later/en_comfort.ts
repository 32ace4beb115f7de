import type { ComfortWords } from "./zh_comfort.ts";

const many = (n: number, one: string, more: string) =>
  `${n.toLocaleString("en")} ${n === 1 ? one : more}`;

export const enComfort: ComfortWords = {
  size: "Text size",
  sizes: { "100": "Standard", "125": "Large", "150": "Larger", "200": "Largest" },
  elder: "Elder mode",
  elderHow:
    "Larger letters and buttons, stronger colours, simpler screens, and “Read aloud” under " +
    "every message.",
  elderSize: "In elder mode the text is at least “Large”.",

  skipTo: "Skip to",
  skip: { write: "writing", log: "the messages", rooms: "the rooms" },
  read: "At the latest; all is marked as read.",

  aloud: "Read aloud",
  stop: "Stop reading",
  more: "More",
  readingNow: "Reading aloud",
  link: "a link",
  silence: {
    cannot:
      "This browser cannot read aloud. Try another browser, or the reader that comes with your " +
      "device.",
    voice: "This device has no voice for this language. You can add one in its settings.",
    nothing: "There are no words in this message to read.",
    failed: "It could not be read. Check the volume and the voices of your device, and try again.",
  },

  unsent: (n) => `${many(n, "message was", "messages were")} not sent`,
  unsentAll: "Retry all",
  unsentDrop: "Discard all",
  unsentAsk: (n) => `Discard ${many(n, "message that was", "messages that were")} not sent?`,
  unsentHow: "They are only on this device and cannot be brought back. Nobody has seen them.",

  keys: "Keyboard shortcuts",
  keysHow: "They work while you write, too, but for the two single letters.",
  keyList: [
    ["mod K", "Search messages"],
    ["alt ↑|alt ↓", "Previous, next room"],
    ["alt shift ↑|alt shift ↓", "Previous, next room with unread messages"],
    ["Esc", "In a room: mark all as read, go to the latest"],
    ["↑", "In an empty field: edit your last message"],
    ["Enter|shift Enter", "Send, new line"],
    ["mod /|?", "Open this sheet"],
    ["/", "Find a room by name"],
  ],
  letters: "Shortcuts of a single letter (? and /)",
  lettersHow: "Switch them off if you speak your words, or press keys by mistake.",

  inApp: {
    wechat: "WeChat",
    qq: "QQ",
    dingtalk: "DingTalk",
    feishu: "Feishu",
    weibo: "Weibo",
    alipay: "Alipay",
  },
  inAppTitle: (name) => `You are using Xinqiao inside ${name}`,
  inAppWorks:
    "Messages, notices and search work as usual; words that could not be sent are kept here.",
  inAppMissing: (name) =>
    "What is missing: the page does not open without a network, and there are no push " +
    `notifications; away from this window of ${name} you do not hear of new messages.`,
  inAppHow:
    "To be on the safe side, open it in your own browser: tap “⋯” at the top right, then “Open " +
    "in browser”.",
  inAppSign: "You sign in there once more; “Settings” gives you a sign-in link.",
  understood: "I see",
};
