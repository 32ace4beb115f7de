// The page of talks heart to heart, and their rooms.
import type { TalkLaterWords } from "./zh_talks.ts";

const count = (n: number) => n.toLocaleString("en");

export const enTalksLater: TalkLaterWords = {
  why: {
    talk_taken: "Another listener has accepted already.",
    talk_over: "This talk is over.",
    talk_open: "End it first (or take it back); then it can be forgotten.",
    talk_line: "You are in this person's line of command, and they asked a unit: it is not yours.",
    talk_room: "Only sealed messages of two people are here; that cannot be done.",
    talk_waits: "Nobody has accepted yet. Please wait a little.",
    not_a_listener: "No listener could accept that here.",
    talks_too_many: "At most 3 talks wait or go on at once. End one, or take one back.",
    package_damaged:
      "The key of this request is not whole, so it cannot be accepted safely. Let them ask again.",
  },
  full: "This talk has become too long for the server. End it, and begin another if you need to.",
  opening: "Getting the keys ready…",
  help:
    "If you or somebody near you is in danger now, do not wait: ambulance 120, police 110, " +
    "psychological help line 12356 (day and night).",

  unsupported: {
    title: "No talks here for now",
    secure:
      "Talks are sealed in your browser. This address is no secure connection (https), so the " +
      "browser gives the page nothing to seal with. Ask for https (the server does it with " +
      "--tls auto), and come in by the address that begins with https://.",
    browser:
      "This browser is too old: it lacks what talks are sealed and locked with. Update it, or " +
      "use another one.",
    keeps:
      "This browser keeps no data (a private window?), so there is no place for the keys. Open " +
      "the page in an ordinary window.",
  },

  desk: {
    how:
      "Talk to one person alone. What you say is sealed on your device: only the two of you can " +
      "read it. Both use their own names.",
    mine: "My talks",
    whom: "Whom to ask",
    units: "A listener of a unit",
    unitsHow: "Whoever is on duty and sees it first. Your superiors are not counted, nor asked.",
    onDuty: (n) => (n === 0 ? "nobody on duty now; you can wait in line" : `${count(n)} on duty`),
    names: "One listener by name",
    there: "on duty",
    away: "not on duty now; you can wait",
    line: "Your superiors",
    lineHow: "They manage the unit you are in. They are asked only if you ask them by name.",
    nobody:
      "There is no listener yet. An organiser can give somebody the duty of a listener in the " +
      "administration.",
    ask: "Ask",
    askUnit: (unit) => `Ask the listeners of ${unit}`,
    askOne: (name) => `Ask ${name}`,
    many: "Only the first 200 are shown.",
  },

  before: {
    title: "Before you begin",
    knows: "The server knows",
    knowsWhat:
      "who asked whom and who accepted; when; how many messages, and about how long each is (in " +
      "steps of 256 bytes).",
    cannot: "The server does not know",
    cannotWhat:
      "a single word you say. Nor do those who run it, your superiors, or whoever has its disk.",
    device: "On this device alone",
    deviceWhat:
      "The keys are in this browser only. Another device, cleared browser data, or signing out: " +
      "then this talk cannot be read again, by anybody.",
    same: "How to be sure that nobody is in between",
    sameWhat:
      "Once you are connected, both see a safety number. Read it out face to face or on the " +
      "phone: the same means all is well.",
    other: "What the other one can do",
    otherWhat:
      "They read what you say, and might take a picture of it or tell. No seal stops that.",
    yes: "I understand; get in line",
    acceptYes: "I understand; accept",
  },

  listener: {
    title: "I am a listener",
    on: "I am on duty now",
    onHow:
      "While on duty you see requests to your units. Requests to you by name you always see.",
    requests: "Who waits",
    none: "Nobody waits now.",
    byName: "asked for you",
    forUnit: (unit) => `asked the listeners of ${unit}`,
    since: (when) => `waiting since ${when}`,
    accept: "Accept",
    acceptOf: (name) => `Accept the talk with ${name}`,
    acceptTitle: (name) => `Heart to heart with ${name}`,
    decline: "Decline",
    declineOf: (name) => `Decline the talk with ${name}`,
    declineTitle: (name) => `Decline the talk with ${name}?`,
    declineHow: "They will see that you did not accept, and can ask somebody else.",
  },

  room: {
    label: "The sealed talk",
    back: "Back",
    sealed: "Only you two can read it",
    number: "Compare the safety number",
    numberShort: "Number",
    compared: "number compared",
    notCompared: "number not compared",
    start: "From here on, only the two of you can read what is said.",
    waitTitle: "Waiting for somebody to accept",
    place: (n) => (n === 0 ? "You are first in line." : `${count(n)} before you.`),
    waitHow:
      "You can do something else meanwhile. While this page is open, the list shows when " +
      "somebody has accepted; if you close it, look again later.",
    withdraw: "Take it back",
    withdrawTitle: "Take back this request?",
    withdrawHow: "You will not be in line any more. You can ask again later.",
    write: "Write to the other one",
    hint: "Take your time…",
    end: "End the talk",
    endShort: "End",
    endTitle: "End this talk?",
    endHow:
      "After that neither can say more. What was said can still be read, until one of you has it " +
      "forgotten.",
    ended: "The talk is over.",
    declined: "They did not accept. You can ask somebody else.",
    withdrawn: "This request was taken back.",
    forget: "Forget",
    forgetTitle: "Have this talk forgotten?",
    forgetHow:
      "Every sealed message is wiped from the server, and words and keys from both devices (the " +
      "other one's when it is next opened). This cannot be undone. That you two had a talk stays " +
      "on record.",
    forgotten: "This talk has been forgotten",
    forgottenHow:
      "What was said is gone from the server and from this device. What stays: who talked with " +
      "whom, when, and how many messages there were.",
    again: "Ask for another talk",
    unsent: "Not sent yet; it goes out when there is a network.",
    gone: "Not sent.",
    missing: (n) =>
      n === 1
        ? "Before this they said one more message, which did not arrive."
        : `Before this they said ${count(n)} more messages, which did not arrive.`,
    late: "This was said earlier, and came late.",
    damaged:
      "A message here cannot be opened: it was changed on its way, or is not for this talk. " +
      "Nothing of it is shown.",
    replayed: "A message here had come before and was sent again. It is not shown again.",
    no_key: "A sealed message; this device has no key to it.",
    elsewhere: "Something you said elsewhere; its words are not on this device.",
    lacksDevice: "This device has no key to this talk",
    lacksDeviceHow:
      "A talk can be read only on the device and in the browser where it began. If its data was " +
      "cleared, or you signed out there, nobody can open it again. You can end it and begin a " +
      "new one.",
    lacksWelcome: "The other one's key does not fit",
    lacksWelcomeHow:
      "It may have been changed on its way, so it was not used. End this talk and ask again.",
  },

  number: {
    title: "Compare the safety number",
    how: (name) =>
      `Read it out with ${name}, face to face or on the phone. If every group is the same, ` +
      "nobody is in between, the server included. Do not send it here.",
    digits: "Safety number",
    same: "It is the same",
    other: "It differs",
    otherTitle: "The safety numbers differ",
    otherHow:
      "Somebody may be in between. End this talk now, say nothing more, and tell the other one " +
      "face to face.",
    sameAgain: "You have compared it, and it was the same.",
  },
};
