// Taking up a question: one tap, no dialog.
import type { Question } from "../core/protocol.ts";
import { whyNot } from "../i18n/later/index.ts";
import { act } from "./acts.ts";

// "" when it is done, else why it is not.
export async function takeUp({ room, question }: Question): Promise<string> {
  const done = await act("question.take", { room, question });
  return done.ok ? "" : whyNot(done);
}
