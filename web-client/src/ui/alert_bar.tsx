// Below the log of an alert: the answers, each one tap. The last one holds.
import { useEffect, useState } from "preact/hooks";
import { answerAlert, followAlert, ownAlerts } from "../app/alerts.ts";
import { link, timelineVersion } from "../app/state.ts";
import { alertIn } from "../core/alerts.ts";
import type { Timeline } from "../core/timeline.ts";
import { whyText, words } from "../i18n/index.ts";

export function AlertBar({ room, line }: { room: number; line: Timeline }) {
  timelineVersion.value;
  const t = words.value.alerts;
  const [why, setWhy] = useState("");
  const alert = alertIn(line);
  const own = ownAlerts.value.get(room);
  const open = link.value.name === "open";
  useEffect(() => {
    if (open) void followAlert(room);
  }, [room, open]);
  if (!alert) return null;
  if (alert.over !== "") return <p class="bar told">{t.over[alert.over]}</p>;
  if (!own) return <p class="bar told">{t.follows}</p>;
  const answer = async (option: number) => setWhy(await answerAlert(room, option));
  return (
    <div class={alert.drill ? "alert-bar drill" : "alert-bar"} role="group" aria-label={t.answer}>
      <p>{own.option === undefined ? t.ask(alert.drill) : t.answered}</p>
      <div class="answers">
        {alert.options.map((text, i) => (
          <button
            key={text}
            type="button"
            aria-pressed={own.option === i + 1}
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
    </div>
  );
}
