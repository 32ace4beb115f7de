import type { AlertWords } from "./zh_alerts.ts";

const people = (n: number) => `${n.toLocaleString("en")} ${n === 1 ? "person" : "people"}`;

export const enAlerts: AlertWords = {
  tag: "Alert",
  kind: (drill) => (drill ? "Drill" : "Real alert"),
  open: (real, drills) =>
    [
      ...(real > 0 ? [`${real} alert${real === 1 ? "" : "s"} under way`] : []),
      ...(drills > 0 ? [`${drills} drill${drills === 1 ? "" : "s"} under way`] : []),
    ].join(", "),
  raised: (drill, n) =>
    drill ? `This is a drill, for ${people(n)}` : `An alert, for ${people(n)}`,
  updated: (name) => `${name} says more`,
  cancelled: (name) => `${name} says that it was a false alarm`,
  all_clear: (name) => `${name} gives the all-clear`,
  answer: "Your answer",
  ask: (drill) => (drill ? "This is a drill. How is it with you?" : "How is it with you?"),
  answered: "Your answer has been given. You can change it:",
  waits:
    "There is no network. Your answer is kept on this device and given as soon as there is. " +
    "You can change it:",
  over: {
    cancelled: "It was a false alarm and is cancelled. No answer is needed any more.",
    all_clear: "The all-clear has been given. No answer is needed any more.",
  },
  follows: "This alert was not for you; you can follow it here.",
};
