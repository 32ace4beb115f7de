// What one may do about a question. The server decides every right again.
import { organises } from "../core/rights.ts";
import { ownersOf } from "../core/questions.ts";
import type { Question } from "../core/protocol.ts";
import { me, tree } from "./state.ts";

// Whether one organises a unit that is responsible for it.
export const answersFor = (question: Question): boolean =>
  question.by !== me.value.member &&
  ownersOf(question).some((unit) => organises(tree.value, me.value, unit));
