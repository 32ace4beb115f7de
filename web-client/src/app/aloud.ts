// Reading aloud with the voices of the browser. One thing is read at a time; asking again stops it.
import { signal } from "@preact/signals";
import { languageOf, pickVoice, sayable } from "../core/aloud.ts";
import { language } from "../i18n/index.ts";

export type Silence = "cannot" | "voice" | "nothing" | "failed";
export const reading = signal(""); // what is read, as room:seq; "" = nothing
export const silence = signal<{ what: string; why: Silence } | undefined>(undefined);

const patienceMs = 5_000; // a voice that has not begun by then does not come
let timer: ReturnType<typeof setTimeout> | undefined;
let turn = 0;

export const canSpeak = () => "speechSynthesis" in window && "SpeechSynthesisUtterance" in window;

// Some browsers list their voices only when asked a second time.
export function wakeVoices(): void {
  if (canSpeak()) speechSynthesis.getVoices();
}

export function stopReading(): void {
  turn++;
  clearTimeout(timer);
  reading.value = "";
  if (canSpeak()) speechSynthesis.cancel();
}

function fail(what: string, why: Silence): void {
  stopReading();
  silence.value = { what, why };
}

// First who said it, in the voice of the name, then the words in theirs. False: it cannot be read,
// and `silence` says why.
export function readAloud(what: string, who: string, text: string, link: string): boolean {
  const again = reading.value === what;
  stopReading();
  silence.value = undefined;
  if (again) return true;
  if (!canSpeak()) return (fail(what, "cannot"), false);
  const pieces = sayable(text, link);
  if (pieces.length === 0) return (fail(what, "nothing"), false);
  const tongue = languageOf(text, language.value);
  const voices = speechSynthesis.getVoices();
  const voice = pickVoice(voices, tongue);
  // Where no voice at all is listed there may still be one: the language alone is told.
  if (!voice && voices.length > 0) return (fail(what, "voice"), false);
  const name = { piece: who, voice: pickVoice(voices, languageOf(who, tongue)) ?? voice };
  const mine = ++turn;
  reading.value = what;
  timer = setTimeout(() => turn === mine && fail(what, "failed"), patienceMs);
  const line = [name, ...pieces.map((piece) => ({ piece, voice }))];
  line.forEach(({ piece, voice: by }, i) => {
    const words = new SpeechSynthesisUtterance(piece);
    words.lang = by?.lang ?? tongue;
    if (by) words.voice = by;
    words.onstart = () => turn === mine && clearTimeout(timer);
    words.onerror = () => turn === mine && fail(what, "failed");
    if (i === line.length - 1) words.onend = () => turn === mine && stopReading();
    speechSynthesis.speak(words);
  });
  return true;
}

window.addEventListener("pagehide", stopReading);
