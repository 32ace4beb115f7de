// What became of an answer that was just given: it waits for the network, or it is there.
import { useEffect } from "preact/hooks";
import { lately, rowOf, waitingAnswers } from "../../app/alerts.ts";
import { link, route } from "../../app/state.ts";
import { isolated } from "../../core/text.ts";
import { more } from "../../i18n/later/index.ts";

const goodNewsMs = 6_000;

export function AnswerLine() {
  const t = more.value.alerts;
  const [waiting] = waitingAnswers.value;
  const [room, option] = waiting ?? [lately.value?.room ?? 0, lately.value?.option ?? 0];
  const isWaiting = waiting !== undefined;
  const isGiven = !isWaiting && lately.value?.given === true;
  useEffect(() => {
    if (!isGiven) return undefined;
    const timer = setTimeout(() => (lately.value = undefined), goodNewsMs);
    return () => clearTimeout(timer);
  }, [isGiven, room, option]);
  const text = rowOf(room)?.options[option - 1];
  if (text === undefined) return null;
  if (route.value.room === room) return null; // there the room says it
  // On its way is nobody's business while there is a network. It is not said to be given before the
  // server has taken it: it may be refused.
  if (isWaiting ? link.value.name === "open" : !isGiven) return null;
  return (
    <p class={isWaiting ? "slip answer-line waits" : "slip answer-line"} role="status">
      {isWaiting ? t.waits(isolated(text)) : t.given(isolated(text))}
    </p>
  );
}
