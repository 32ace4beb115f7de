import type { QuestionWords } from "./zh_questions.ts";

export const enQuestions: QuestionWords = {
  kind: "Question",
  answer: "Answer",
  hint: "Ask a question…",
  label: "Ask a question",
  send: "Ask",
  how:
    "Taken up within 24 hours and answered within 72, or the unit above is responsible, too. " +
    "Only who asked closes it.",
  empty: "Nobody has asked anything yet.",
  board: "Board",
  answering: "Answering this question",

  state: {
    open: "Waits to be taken up",
    taken: "Taken up",
    answered: "Answered; the asker says whether it helped",
    solved: "Solved",
    withdrawn: "Withdrawn",
  },
  takenBy: (name) => `${name} has taken it up`,
  acknowledgeBy: (when) => `to be taken up by ${when}`,
  answerBy: (when) => `to be answered by ${when}`,
  acknowledgeOver: (when) => `should have been taken up by ${when}: overdue`,
  answerOver: (when) => `should have been answered by ${when}: overdue`,
  owners: (units) =>
    units.length > 1 ? `${units.join(", ")} are responsible` : `${units[0]} is responsible`,

  take: "Take it up",
  giveAnswer: "Answer",
  transfer: "Pass on",
  solved: "Solved",
  reopen: "Not solved",
  withdraw: "Withdraw",
  acts: "This question",

  moves: {
    taken: (name, what) => `${name} has taken up “${what}”`,
    transferred: (name, what, unit, why) => `${name} passed “${what}” on to ${unit}: ${why}`,
    solved: (name, what) => `${name} says that “${what}” is solved`,
    reopened: (name, what, why) => `${name} says that “${what}” is not solved${why && `: ${why}`}`,
    withdrawn: (name, what) => `${name} withdrew “${what}”`,
    breached: (what, clock, unit) =>
      `“${what}” was not ` +
      (clock === "acknowledge" ? "taken up within 24 hours: " : "answered in time: ") +
      (unit === "" ? "no unit stands above" : `${unit} is responsible, too`),
  },
  earlier: "an earlier question",
};
