// A question as the page knows it: a row told with a page of the past, and the steps that came
// after it (protocol/README.md section 3). Pure; the same rows and steps give the same question,
// in whatever order they come.
import type { Question, QuestionEvent, Seq } from "./protocol.ts";

export interface Asked {
  base: Question | undefined;
  steps: readonly QuestionEvent[]; // after the base, ascending
}
export const nothingAsked: Asked = { base: undefined, steps: [] };

const acknowledgeMs = 24 * 3_600_000;
const answerMs = 72 * 3_600_000;

export function withStep(asked: Asked, step: QuestionEvent): Asked {
  if (asked.base && step.seq <= asked.base.moved) return asked;
  if (asked.steps.some(({ seq }) => seq === step.seq)) return asked;
  return { ...asked, steps: [...asked.steps, step].sort((a, b) => a.seq - b.seq) };
}

export function withRow(asked: Asked, row: Question): Asked {
  if (asked.base && asked.base.moved >= row.moved) return asked;
  return { base: row, steps: asked.steps.filter(({ seq }) => seq > row.moved) };
}

// How it stands; nothing where its beginning is not known.
export function standing({ base, steps }: Asked): Question | undefined {
  return steps.reduce<Question | undefined>(after, base);
}

function begun({ room, target, by, at, unit = 0, seq }: QuestionEvent): Question {
  return {
    ...{ room, question: target, by, at, state: "open", asked_in: unit, unit, co_owners: [] },
    acknowledge_by: at + acknowledgeMs,
    answer_by: at + answerMs,
    moved: seq,
  };
}

function after(before: Question | undefined, step: QuestionEvent): Question | undefined {
  if (step.move === "asked") return begun(step);
  if (!before) return undefined;
  const now: Question = { ...before, moved: step.seq };
  switch (step.move) {
    case "taken":
      return { ...now, state: "taken", taken_by: step.by, acknowledged: true };
    case "transferred": {
      const { taken_by: _, ...rest } = now;
      return { ...rest, state: "open", unit: step.unit ?? now.unit };
    }
    case "answered":
      return {
        ...now,
        ...{ state: "answered", taken_by: step.by, acknowledged: true },
        ...(step.answer ? { answer: step.answer } : {}),
      };
    case "reopened":
      return { ...now, state: "taken", reopened: (now.reopened ?? 0) + 1 };
    case "breached":
      return {
        ...now,
        ...{ breaches: step.level ?? 1 },
        ...(step.clock === "answer" ? { late: true } : {}),
        co_owners: step.unit ? [...now.co_owners, step.unit] : now.co_owners,
      };
    case "solved":
    case "withdrawn":
      return { ...now, state: step.move };
  }
}

export const isClosed = ({ state }: Question) => state === "solved" || state === "withdrawn";

// What is owed next, and by when; nothing while it waits for its asker, or when it is closed.
export interface Owed {
  what: "acknowledge" | "answer";
  by: number;
}
export function owed(question: Question): Owed | undefined {
  if (question.state !== "open" && question.state !== "taken") return undefined;
  return question.acknowledged
    ? { what: "answer", by: question.answer_by }
    : { what: "acknowledge", by: question.acknowledge_by };
}

export const isOverdue = (question: Question, now: number): boolean =>
  (owed(question)?.by ?? Infinity) <= now;

// The units that answer for it, its owner first.
export const ownersOf = ({ unit, co_owners }: Question): number[] => [
  unit,
  ...co_owners.filter((one) => one !== unit),
];

// The post that is the answer to which question, of all that the steps say.
export function answersIn({ base, steps }: Asked): Seq[] {
  const said = steps.flatMap(({ move, answer }) => (move === "answered" && answer ? [answer] : []));
  return base?.answer ? [base.answer, ...said] : said;
}
