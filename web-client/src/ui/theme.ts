// Light, dark or as the system; kept in this browser.
import { signal } from "@preact/signals";
import { keep, read } from "../i18n/index.ts";

const themeKey = "xinqiao.theme";
export const theme = signal(read(themeKey) ?? "auto");

export function applyTheme(): void {
  const root = document.documentElement;
  if (theme.value === "auto") delete root.dataset["theme"];
  else root.dataset["theme"] = theme.value;
}

export function setTheme(name: string): void {
  theme.value = name;
  keep(themeKey, name);
  applyTheme();
}
