// The words of the parts that load later, in the language in use.
import { computed } from "@preact/signals";
import { language, learn, whyText } from "../index.ts";
import { whys } from "../whys.ts";
import { en } from "./en.ts";
import { type LaterWords, zh } from "./zh.ts";

learn(whys);

export type { LaterWords } from "./zh.ts";
export const more = computed<LaterWords>(() => (language.value === "en" ? en : zh));

// Why an act was refused, in plain words.
export function whyNot({ reason, field }: { reason: string; field: string }): string {
  const t = more.value;
  if (reason === "unit_not_empty") return t.unit.holds[field] ?? t.unit.closeHow;
  if (reason === "lost" && field === "alert") return t.alerts.lost;
  if (reason === "lost" && field === "audience") return t.alerts.uncounted;
  const limit =
    t.limit[field] ?? t.order.limit[field] ?? t.questions.limit[field] ?? t.alerts.limit[field];
  if (reason === "limit_reached" && limit) return limit;
  const parts = [t, t.order, t.questions, t.alerts];
  return parts.map(({ why }) => why[reason]).find(Boolean) ?? whyText(reason);
}
