// The board of questions where one administers, and how many wait for one.
import { me } from "../../app/state.ts";
import { more } from "../../i18n/later/index.ts";
import { Board } from "../questions/board.tsx";

export const Questions = () => <Board close={() => {}} />;

export function QuestionCount() {
  const waiting = me.value.questions ?? 0;
  if (waiting === 0) return null;
  return (
    <span class="badges">
      <span class="badge">
        <span aria-hidden="true">{waiting}</span>
        <span class="spoken">{more.value.questions.waiting(waiting)}</span>
      </span>
    </span>
  );
}
