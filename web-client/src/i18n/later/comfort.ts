// The words of comfort, apart from those of the dialogs: they are fetched by every page.
import { computed } from "@preact/signals";
import { language } from "../index.ts";
import { enComfort } from "./en_comfort.ts";
import { type ComfortWords, zhComfort } from "./zh_comfort.ts";

export const comfort = computed<ComfortWords>(() =>
  language.value === "en" ? enComfort : zhComfort,
);
