import type { AlertLaterWords } from "./zh_alerts.ts";

const count = (n: number) => n.toLocaleString("en");
const people = (n: number) => `${count(n)} ${n === 1 ? "person" : "people"}`;
const known = (n: number | undefined) => (n === undefined ? "… people" : people(n));

export const enAlertsLater: AlertLaterWords = {
  why: {
    alert_to_nobody: "Nobody is at home in these units: there is nobody to alert.",
    alert_room: "This room belongs to an alert: nobody comes, goes, speaks or changes it.",
  },
  limit: {
    open_alerts: "20 alerts and drills are under way. End one before you raise another.",
    alert_options: "There are 1 to 6 answers.",
    alert_units: "At most 200 units at once; a unit above has all below it.",
  },
  lost:
    "The server has not answered, so it is not known whether it was sent. Press again: it is not " +
    "sent twice.",

  uncounted: "The server cannot be reached: the people cannot be counted.",

  title: "Alerts",
  reachNote:
    "Please note: this reaches people whose page is open. Nothing wakes a page that is closed " +
    "yet; such people see it when they open theirs. Phone them by the call list.",
  open: "Under way",
  none: "There is no alert and no drill.",
  old: "Alerts and drills that are over",
  oldHow: "Each has a room of its own that tells how it went; older ones are in the list of rooms.",
  until: (when) => `until ${when}`,
  there: "To its room",
  actsOf: (title) => `This alert: ${title}`,
  raiseReal: "Raise a real alert",
  raiseRealHow: "People are in danger, or are needed at once. It takes everybody's screen.",
  raiseDrill: "Start a drill",
  raiseDrillHow: "For practice. It says drill everywhere, looks different, and does not call.",

  band: ({ drill, state }) => {
    if (state === "cancelled") return drill ? "Drill called off" : "False alarm: it is cancelled";
    if (state === "all_clear") return drill ? "The drill is over" : "All clear";
    return drill ? "DRILL · this is not real" : "ALERT · this is real";
  },
  by: (name, when, n) => `${name} · ${when} · for ${people(n)}`,
  updatedHere: "Things have changed. This is the latest:",
  removed: "(the words were deleted)",
  offline:
    "There is no network. You can answer: it is kept on this device and given as soon as there is.",
  waits: (answer) => `Your answer “${answer}” waits for the network. It has not been given yet.`,
  given: (answer) => `“${answer}” has been given. You can change it in the room of the alert.`,
  hush: "Silence",
  understood: "Understood",
  yours: "Your answer:",
  change: "Change my answer",

  sound: {
    title: "Sound for alerts",
    how: "Sounds for a real alert until you answer; softly, once, for a drill. For nothing else.",
    on: "On",
    armed: "On, and ready to sound.",
    notArmed:
      "On, but the browser does not let this page sound yet: touch the page once. If it stays " +
      "so, this browser has no sound.",
    off: "Off.",
    tryIt: "Try it",
    waits: "The sound for alerts is ready once you touch the page.",
  },

  raise: {
    titleReal: "Raise a real alert",
    titleDrill: "Start a drill",
    bandReal: "A real alert: people will act on it.",
    bandDrill: "A drill: people will see that it is one.",
    whom: "To which units (with all below them)",
    isIn: "in it already",
    notYours: "not yours to organise",
    noUnits: "No unit is chosen yet.",
    counting: "Counting the people…",
    nobody: "Nobody is at home in these units: there is nobody to alert.",
    people: (n) => `Exactly ${people(n)}`,
    title: "Title (what has happened, in one line)",
    text: "What people are to do",
    options: "Answers, each one tap",
    option: (i) => `Answer ${i}`,
    add: "Another answer",
    drop: "Remove",
    dropOf: (i) => `Remove answer ${i}`,
    sets: [
      { name: "Am I safe", options: ["I am safe", "I need help", "I am not there"] },
      { name: "Come", options: ["There in 10 minutes", "There in 30 minutes", "I cannot come"] },
      { name: "Received", options: ["Received"] },
    ],
    faults: {
      units: "Choose the units it is for.",
      unitsMany: "At most 200 units at once; a unit above has all below it.",
      title: "Write a title; not too long, and not only spaces.",
      text: "Write what people are to do; not too long.",
      options: "There are 1 to 6 answers.",
      optionLong: "An answer has at most 60 letters.",
      same: "Two answers are the same.",
    },
    toSure: (n) => `Next: confirm for ${known(n)}`,
    sendReal: (n) => `Send a real alert to ${known(n)}`,
    sendDrill: (n) => `Send a drill to ${known(n)}`,
    again: "Send again (it is not sent twice)",
    back: "Back to the form",
    sure: (n, units) => `It takes the screens of ${people(n)} at once: ${units.join(", ")}.`,
    sureHow: "This is real, not a drill. It cannot be taken back; a false alarm can be declared.",
  },

  moves: {
    text: "What to say",
    textBad: "Write what to say; not too long.",
    next: "Next",
    update: {
      open: "Say more",
      title: (drill) => (drill ? "Say more in the drill" : "Say more"),
      how: (n) => `This replaces what ${people(n)} see; those who have answered see it, too.`,
      prepared: () => "",
      sure: () => "",
      yes: (n, drill) => (drill ? `Tell ${people(n)} (drill)` : `Tell ${people(n)}`),
    },
    cancel: {
      open: "False alarm",
      title: (drill) => (drill ? "Call off the drill" : "Declare a false alarm"),
      how: (n) => `The alert is cancelled, and ${people(n)} are told this.`,
      prepared: (drill) =>
        drill
          ? "The drill is called off. Please go on with your work; no answer is needed."
          : "The alert was a false alarm and is cancelled. There is no danger. Please go on with " +
            "your work; no answer is needed. We are sorry for the trouble.",
      sure: (n) => `Tell ${people(n)}? It cannot be changed afterwards.`,
      yes: (n, drill) =>
        drill ? `Call off the drill for ${people(n)}` : `Tell ${people(n)} it was a false alarm`,
    },
    all_clear: {
      open: "All clear",
      title: (drill) => (drill ? "End the drill" : "Give the all-clear"),
      how: (n) => `The alert ends, and ${people(n)} are told this.`,
      prepared: (drill) =>
        drill ? "The drill is over. Thank you all." : "It is dealt with: all clear. Thank you all.",
      sure: (n) => `Tell ${people(n)}? It cannot be changed afterwards.`,
      yes: (n, drill) =>
        drill ? `Tell ${people(n)} the drill is over` : `Give ${people(n)} the all-clear`,
    },
  },

  roll: {
    open: "Roll call",
    title: "Roll call",
    totals: "All together",
    count,
    of: (n, all) => `${count(n)} / ${count(all)}`,
    missing: (n) => (n === 0 ? "nobody is missing" : `${people(n)} missing`),
    targeted: "For",
    written: "Sent",
    delivered: "Delivered",
    seen: "Seen",
    answered: "Answered",
    ticked: "By phone",
    missingHead: "Missing",
    partOf: (answer) => `Share who answered “${answer}”`,
    byUnit: "By unit, with all below it",
    unit: "Unit",
    homeless: "People without a unit",
    goneUnit: "A unit that is closed",
    listOf: (unit, n) => `${unit}: ${people(n)} missing, show the list`,
  },

  call: {
    openAll: "Call list: who has not answered",
    title: "Call list",
    titleOf: (unit) => `Call list: ${unit}`,
    how: "Those who have not answered. When you have phoned somebody, tick it here.",
    close: "Close the list",
    nobody: "Everybody has answered: there is nobody to phone.",
    more: "Show more",
    reach: {
      targeted: "not sent yet",
      written: "sent, not taken in by a page yet",
      delivered: "delivered to a page, not seen yet",
      seen: "seen, not answered",
    },
    tick: "Phoned",
    untick: "Undo",
    tickOf: (name) => `Phoned: ${name}`,
    tickedBy: (name) => `phoned by ${name}`,
  },
};
