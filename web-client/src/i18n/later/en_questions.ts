import type { QuestionLaterWords } from "./zh_questions.ts";

const count = (n: number) => n.toLocaleString("en");
const many = (n: number, one: string) => `${count(n)} ${one}${n === 1 ? "" : "s"}`;

export const enQuestionsLater: QuestionLaterWords = {
  why: {
    not_questions: "This is no room of questions.",
    question_needed: "What is said here is a question, or answers a message.",
    no_open_question: "This question has been closed or withdrawn.",
    own_question: "You asked this yourself: somebody else has to answer.",
    question_answered: "It is answered; the asker has to say whether that helped.",
    not_answered: "This question has not been answered yet.",
    unit_out_of_reach:
      "A question goes up or down the line of this room’s unit alone: " +
      "others cannot come into the room.",
    questions_open: "There are open questions. Those who asked them have to close them first.",
    not_responsible: "Only organisers of a unit that is responsible for it can do this.",
  },
  limit: {
    open_questions_per_member: "You have 20 open questions. Please close some first.",
    open_questions: "There are as many open questions as there can be.",
  },

  roomHow:
    "Such a room is open to its unit, and newcomers see earlier questions: a question climbs, " +
    "and those above must be able to see it.",
  transferTitle: "Pass this question on",
  transferTo: "To which unit",
  transferHow: "The clock goes on; the deadlines stay.",
  reason: "Reason",
  reasonPublic: "Everybody in the room sees the reason.",
  reasonMaybe: "What is not solved (may be left empty)",
  transferYes: "Pass on",
  nowhere: "The unit of this room has none above or below it: it cannot be passed on.",
  reopenTitle: "It is not solved",
  reopenHow:
    "It goes back to who answered. The clock never stopped: if the time is over, the unit above " +
    "hears of it at once.",
  reopenYes: "Not solved",
  solveTitle: "Is it solved?",
  solveHow: "A closed question stays closed. You can always ask another.",
  solveYes: "Solved, close it",
  withdrawTitle: "Withdraw this question?",
  withdrawHow: "Nobody has to answer it any more. Your words stay; you can delete them besides.",
  withdrawYes: "Withdraw",
  deleteHow: "This withdraws the question, too: nobody has to answer it any more.",

  title: "Board of questions",
  which: "Which",
  all: "All",
  ours: "For us to answer",
  mine: "Asked by me",
  none: "No question waits for an answer.",
  noneMine: "You have no open question.",
  asked: (name, when) => `${name} · ${when}`,
  removed: "(the words were deleted)",
  age: (days, hours) =>
    days + hours === 0
      ? "asked just now"
      : `asked ${days > 0 ? many(days, "day") : many(hours, "hour")} ago`,
  go: "Go there",
  more: "Show more",

  figures: "How units answer",
  figuresHow:
    "By the unit in which it was asked: asked = open + solved + withdrawn. " +
    "In time: answered or solved within 72 hours.",
  unit: "Unit",
  askedCount: "Asked",
  open: "Open",
  overdue: "Overdue",
  solved: "Solved",
  withdrawn: "Withdrawn",
  inTime: "In time",
  rate: (percent) => `${percent}%`,
  noRate: "—",
  waiting: (n) => `${many(n, "question")} ${n === 1 ? "waits" : "wait"} for an answer`,
};
