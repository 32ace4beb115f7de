// The words of talks, apart from those of the dialogs: they are fetched with the page of talks.
import { computed } from "@preact/signals";
import { language } from "../index.ts";
import { enTalksLater } from "./en_talks.ts";
import { whyNot } from "./index.ts";
import { type TalkLaterWords, zhTalksLater } from "./zh_talks.ts";

export const talkWords = computed<TalkLaterWords>(() =>
  language.value === "en" ? enTalksLater : zhTalksLater,
);

export function whyNoTalk(refused: { reason: string; field: string }): string {
  const t = talkWords.value;
  if (refused.field === "talk_seals" || refused.field === "talk_letters") return t.full;
  return t.why[refused.reason] ?? whyNot(refused);
}
