// The language in use, switched while running; and what Intl says in it. Only the words of the one
// in use are loaded.
import { batch, computed, effect, signal } from "@preact/signals";
import type { Words } from "./zh.ts";

export type Language = "zh-CN" | "en";
const key = "xinqiao.language";

function first(): Language {
  const kept = read(key);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // It lasts as long as the page.
  }
}

export const language = signal<Language>(first());
const pack = signal<Words | undefined>(undefined);
export const spoken = computed(() => pack.value !== undefined); // there are words
export const words = computed<Words>(() => pack.value!);

const packs: Record<Language, () => Promise<Words>> = {
  "zh-CN": () => import("./zh.ts").then((part) => part.zh),
  en: () => import("./en.ts").then((part) => part.en),
};

async function speak(to: Language): Promise<void> {
  const found = await packs[to]();
  batch(() => {
    pack.value = found;
    language.value = to;
  });
}

// Before anything is shown: the words come, or are asked for again.
export async function firstWords(): Promise<void> {
  while (!pack.value) {
    await speak(language.value).catch(() => new Promise((wait) => setTimeout(wait, 1_000)));
  }
}

// Without a network the language stays as it is.
export function switchLanguage(to: Language): void {
  void speak(to).then(
    () => keep(key, to),
    () => {},
  );
}

effect(() => {
  document.documentElement.lang = language.value;
});

const forms = {
  date: { month: "long", day: "numeric", weekday: "long" },
  longDate: { year: "numeric", month: "long", day: "numeric" },
  shortDate: { month: "numeric", day: "numeric" },
  full: { dateStyle: "full", timeStyle: "medium" },
} as const;
// Made when first used: each takes a while.
const formats = new Map<string, Intl.DateTimeFormat>();
function formatted(form: keyof typeof forms, at: number): string {
  const key = `${form} ${language.value}`;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.DateTimeFormat(language.value, forms[form])));
  return format.format(at);
}

const daysAgo = (at: number) => {
  const start = (time: number) => new Date(time).setHours(0, 0, 0, 0);
  return Math.round((start(Date.now()) - start(at)) / 86_400_000);
};

const twoDigits = (n: number) => String(n).padStart(2, "0");
export function timeOf(at: number): string {
  const time = new Date(at);
  return `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}`;
}
export const fullTime = (at: number) => formatted("full", at);

export function dayName(at: number): string {
  const ago = daysAgo(at);
  if (ago === 0) return words.value.log.today;
  if (ago === 1) return words.value.log.yesterday;
  if (ago > 1 && ago < 300) return formatted("date", at);
  return formatted("longDate", at);
}

// Within a sentence: the time today, else the day and the time.
export function moment(at: number): string {
  const ago = daysAgo(at);
  const time = timeOf(at);
  return ago === 0
    ? time
    : `${ago === 1 ? words.value.log.yesterday : formatted("shortDate", at)} ${time}`;
}

// For a list: the time today, then the day, then the date.
export function briefTime(at: number): string {
  if (at <= 0) return "";
  const ago = daysAgo(at);
  if (ago === 0) return timeOf(at);
  if (ago === 1) return words.value.log.yesterday;
  return formatted("shortDate", at);
}

// The reasons in words; they come with the first part that needs them.
type Reasons = typeof import("./whys.ts").whys;
const reasons = signal<Reasons | undefined>(undefined);
export const learn = (whys: Reasons) => void (reasons.value = whys);

export function whyText(reason: string): string {
  const known = reasons.value?.[language.value];
  if (!known) void import("./whys.ts").then((part) => learn(part.whys)).catch(() => {});
  const why = known && (known[reason] ?? known["other"]!);
  return typeof why === "function" ? why(reason) : (why ?? "");
}
