// An alert as its room's log tells it: what it asks, and whether it is over. Pure.
import type { AlertEvent } from "./protocol.ts";
import type { Timeline } from "./timeline.ts";

export interface Alert {
  drill: boolean;
  options: readonly string[];
  targeted: number;
  over: "" | "cancelled" | "all_clear";
}

// Nothing where the step that raised it is not here.
export function alertIn(line: Timeline): Alert | undefined {
  let alert: Alert | undefined;
  for (const seq of line.order) {
    const event = line.shown.get(seq);
    if (event?.kind !== "alert") continue;
    alert = event.move === "raised" ? raised(event) : after(alert, event);
  }
  return alert;
}

const raised = ({ drill = false, options = [], targeted = 0 }: AlertEvent): Alert => ({
  drill,
  options,
  targeted,
  over: "",
});

function after(alert: Alert | undefined, { move }: AlertEvent): Alert | undefined {
  if (!alert || (move !== "cancelled" && move !== "all_clear")) return alert;
  return { ...alert, over: move };
}
