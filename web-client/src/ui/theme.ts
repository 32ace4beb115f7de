// How the page looks to this person, kept in this browser and followed by its other tabs: light or
// dark, the size of the text, elder mode (长辈版). On <html> before anything is rendered.
import { effect, signal } from "@preact/signals";
import { keep, read } from "../i18n/index.ts";

export const textSizes = ["100", "125", "150", "200"]; // percent
const elderSize = "125"; // at least

// `auto` or one of `choices`; what else is found there counts as `auto`.
function kept(name: string, auto: string, choices: readonly string[]) {
  const key = `xinqiao.${name}`;
  const known = (value: string | null) => (value && choices.includes(value) ? value : auto);
  const value = signal(known(read(key)));
  window.addEventListener("storage", (event) => {
    // A null key: all was cleared.
    if (event.key === key || event.key === null) value.value = known(event.newValue);
  });
  const set = (next: string) => {
    value.value = next;
    keep(key, next);
  };
  return { value, set };
}

export const { value: theme, set: setTheme } = kept("theme", "auto", ["light", "dark"]);
export const { value: textSize, set: setTextSize } = kept("text", "100", textSizes);
const elderMode = kept("elder", "", ["on"]);
const letters = kept("letters", "", ["off"]);

export const elder = elderMode.value;
export const singleLetters = letters.value; // "off": keys without Control or Alt do nothing
export const setSingleLetters = letters.set;

// Larger type comes with it; the size that was chosen before stays chosen.
export const setElder = elderMode.set;
export const shownSize = () =>
  elder.value && Number(textSize.value) < Number(elderSize) ? elderSize : textSize.value;

export function applyTheme(): void {
  effect(() => {
    const { dataset } = document.documentElement;
    const set = (name: string, value: string, none: string) => {
      if (value === none) delete dataset[name];
      else dataset[name] = value;
    };
    set("theme", theme.value, "auto");
    set("text", shownSize(), "100");
    set("elder", elder.value, "");
  });
}
