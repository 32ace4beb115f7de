// Below the log of an alert: the answers, each one tap, the last one holds; and what those who
// answer for people may do.
import { useEffect, useState } from "preact/hooks";
import {
  answerAlert,
  ownAlerts,
  reached,
  rowOf,
  waitingAnswers,
  watchSeen,
} from "../app/alerts.ts";
import { link, roomRows, timelineVersion } from "../app/state.ts";
import { type Alert, alertIn, overOf } from "../core/alerts.ts";
import type { Timeline } from "../core/timeline.ts";
import { whyText, words } from "../i18n/index.ts";
import { AlertActs } from "./parts.ts";

// The steps that are here, or what was told of it: a long one no longer shows how it began.
function alertOf(room: number, line: Timeline): Alert | undefined {
  const known = alertIn(line);
  if (known) return known;
  const row = rowOf(room);
  return row && { ...row, over: overOf(row.state) };
}

export function AlertBar({ room, line }: { room: number; line: Timeline }) {
  timelineVersion.value;
  const t = words.value.alerts;
  const [why, setWhy] = useState("");
  const alert = alertOf(room, line);
  const own = ownAlerts.value.get(room);
  const open = link.value.name === "open";
  useEffect(() => {
    if (open) void reached(room, "delivered");
    return watchSeen(room);
  }, [room, open]);
  if (!alert) return null;
  const { drill, options } = alert;
  const row = { ...alert, room, title: roomRows.get(room)?.title ?? "" };
  const acts = <AlertActs row={row} isOver={alert.over !== ""} />;
  const kind = drill ? "alert-bar drill" : "alert-bar";
  if (alert.over !== "" || !own) {
    return (
      <div class={`${kind} over`}>
        <p class="bar told">{alert.over !== "" ? t.over[alert.over] : t.follows}</p>
        {acts}
      </div>
    );
  }
  const answer = async (option: number) => setWhy(await answerAlert(room, option));
  const chosen = waitingAnswers.value.get(room) ?? own.option;
  const waits = waitingAnswers.value.has(room) && !open;
  return (
    <div class={kind} role="group" aria-label={t.answer}>
      <p>{waits ? t.waits : chosen === undefined ? t.ask(drill) : t.answered}</p>
      <div class="answers">
        {options.map((text, i) => (
          <button
            key={text}
            type="button"
            aria-pressed={chosen === i + 1}
            onClick={() => void answer(i + 1)}
          >
            <bdi data-user>{text}</bdi>
          </button>
        ))}
      </div>
      {why !== "" && (
        <p class="trouble" role="alert">
          {whyText(why)}
        </p>
      )}
      {acts}
    </div>
  );
}
