import type { OrderWords } from "./zh_order.ts";

const count = (n: number) => n.toLocaleString("en");

export const enOrder: OrderWords = {
  why: {
    not_above: "This member holds a duty here. Only one above it, or another owner, can do this.",
    own_post: "This message is your own. Just delete it.",
    report_unknown: "There is no such report, or it is not yours to settle.",
    report_settled: "Somebody else has settled this report.",
    nobody_above: "Nobody stands above the author, so nobody can settle this. Speak to an owner.",
    no_release:
      "There is nothing to agree to: another owner has to propose it first. Open rooms need none.",
    reason_invalid: "Say why in 1 to 200 characters on one line.",
  },
  limit: {
    muted_per_room: "As many are muted in this room as can be.",
    open_reports_per_member: "Many of your reports still wait. Please wait for them.",
    reports_per_member: "You have reported as much as can be remembered.",
    open_reports_per_unit: "Too many reports wait there. Please speak to an organiser.",
    reports: "Too many reports wait. Please speak to an organiser.",
  },

  reason: "Reason",
  reasonPublic: "Everybody in the room sees that you did it, and why.",
  removePost: "Remove, with a reason",
  removeTitle: "Remove this message",
  removeYes: "Remove",
  report: "Report",
  reportTitle: "Report this message",
  reportHow:
    "What this message says goes to the organisers who are responsible, also if they are not in " +
    "this room. Its author is not told who reported it. Settings shows what became of it.",
  reported: "It was handed on.",

  mute: "Mute",
  muteOf: (name) => `Mute ${name}`,
  muteFor: "For how long",
  times: { 60: "1 hour", 1440: "1 day", 10080: "7 days", 43200: "30 days" },
  unmute: "Unmute",
  unmuteOf: (name) => `Unmute ${name}`,
  unmuteHow: "From now on this member may speak in the room.",
  mutedUntil: (when) => `muted until ${when}`,
  readOnly: "Only organisers speak",
  readOnlyHow: "The others can still read, and delete their own words.",
  readOnlyEnd: "Let everybody speak",
  release: "Exporting what is said here",
  releaseNone:
    "What is said here is in no export. It takes two owners, and 24 hours, before it can be.",
  releaseProposed: (name) => `${name} proposed it. Another owner has to agree before it counts.`,
  releaseAgreed: (when) => `Two owners agreed. From ${when} on, exports have what is said here.`,
  releaseMoves: {
    proposed: "Propose to export",
    agreed: "Agree to export",
    withdrawn: "Take back",
  },
  releaseDirect: "Export a direct room",
  releaseDirectHow:
    "Of a closed room this is proposed in its own panel. A direct room is seen by its two people " +
    "alone: they tell you its number, and either of them can take it back.",
  releaseNumber: "Number of the room",
  releaseNumberHere: (room) => `Number of this room: ${room}`,
  releaseStep: "Which step",
  here: "here now",

  reports: "Reports",
  reportsHow: "Settling only notes what was done. To remove a message, go to its room.",
  none: "No report waits.",
  which: "Which ones",
  open: "Waiting",
  settled: "Settled in the last 30 days",
  waiting: (n) => (n === 1 ? "1 report waits" : `${count(n)} reports wait`),
  line: (who, whom, when) => `${who} reported ${whom} · ${when}`,
  gone: "The words went with their erased author.",
  note: "Note (the reporter sees it; may be empty)",
  outcomes: {
    removed: "Removed",
    muted: "Muted",
    warned: "Talked to",
    no_action: "No action",
  },
  settle: "What was done",
  goTo: "Go to the room",
  mine: "My reports",
  mineNone: "You have not reported anything.",
  mineWaits: "Still waiting",
  mineLine: (whom, when) => `${whom} · ${when}`,

  presence: "Let people in my rooms see that I am here",
  presenceHow: "They are told only when they open a room's members. No times are kept.",
};
