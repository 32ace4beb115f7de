// Reading aloud: in which language words are, which voice suits it, and pieces short enough for a
// browser to say (Chrome falls silent in the middle of long ones). Pure.
export interface Voice {
  name: string;
  lang: string;
  default: boolean;
  localService: boolean;
}

const scripts: [RegExp, string][] = [
  [/[\u3040-\u30ff]/gu, "ja"],
  [/\p{Script=Hangul}/gu, "ko"],
  [/\p{Script=Han}/gu, "zh"],
  [/\p{Script=Arabic}/gu, "ar"],
  [/\p{Script=Hebrew}/gu, "he"],
  [/\p{Script=Cyrillic}/gu, "ru"],
  [/\p{Script=Latin}/gu, "en"],
];
// A sign says more than a letter.
const letterWorth: Record<string, number> = { zh: 5, ja: 10, ko: 3 };

// The language most of the words are in; `otherwise` where no letter tells.
export function languageOf(text: string, otherwise: string): string {
  let found = otherwise;
  let most = 0;
  for (const [script, language] of scripts) {
    const weight = (text.match(script)?.length ?? 0) * (letterWorth[language] ?? 1);
    if (weight > most) [found, most] = [language, weight];
  }
  // Latin letters alone may be any of many tongues: the person's own is the best guess.
  return found === "en" && !otherwise.startsWith("zh") ? otherwise : found;
}

const parts = (tag: string) => tag.toLowerCase().replace(/_/g, "-").split("-");
const main = (tag: string) => parts(tag)[0] ?? "";

// Among voices of the language: that of the wanted region, one of this device, the browser's own.
export function pickVoice<V extends Voice>(
  voices: readonly V[],
  language: string,
  region = "CN",
): V | undefined {
  const worth = (voice: V) =>
    (parts(voice.lang).includes(region.toLowerCase()) ? 4 : 0) +
    (voice.localService ? 2 : 0) +
    (voice.default ? 1 : 0);
  const alike = (lang: string) =>
    main(lang) === main(language) || (main(language) === "zh" && main(lang) === "cmn");
  return voices.filter(({ lang }) => alike(lang)).sort((a, b) => worth(b) - worth(a))[0];
}

const pieceLetters = 160;
const address = /\bhttps?:\/\/\S+/g;

// What is said, in order. Addresses are named, not spelled.
export function sayable(text: string, link: string): string[] {
  const words = text.replace(address, link).replace(/\s+/g, " ").trim();
  const sentences = words.match(/[^。！？!?；;.…\n]+[。！？!?；;.…]*|[。！？!?；;.…]+/gu) ?? [];
  const pieces: string[] = [];
  for (const sentence of sentences) {
    const last = pieces[pieces.length - 1];
    if (last !== undefined && last.length + sentence.length <= pieceLetters) {
      pieces[pieces.length - 1] = last + sentence;
      continue;
    }
    const letters = [...sentence];
    for (let i = 0; i < letters.length; i += pieceLetters)
      pieces.push(letters.slice(i, i + pieceLetters).join(""));
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
}
