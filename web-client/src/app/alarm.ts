// The sound of an alert, and of nothing else. Browsers let a page sound only after somebody has
// touched it: it is armed by a gesture, and where it was wanted before, by the first one.
// A real alert calls, two tones, until it is answered or hushed. A drill is one soft tone, once:
// nobody shall learn to take the call for an exercise.
import { computed, signal } from "@preact/signals";
import { keep, read } from "../i18n/index.ts";
import { leads } from "./sending.ts";

const key = "xinqiao.alarm";
const callMs = 1_600; // from one call to the next
const callsMost = 75; // two minutes

export const wanted = signal(read(key) === "on");
const running = signal(false);
export const isArmed = computed(() => wanted.value && running.value);
export const sounding = signal(false);

let audio: AudioContext | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

interface Tone {
  hertz: number;
  from: number; // s
  long: number;
  loud: number;
}
const call: readonly Tone[] = [
  { hertz: 880, from: 0, long: 0.35, loud: 0.5 },
  { hertz: 660, from: 0.4, long: 0.35, loud: 0.5 },
  { hertz: 880, from: 0.8, long: 0.35, loud: 0.5 },
];
const chime: readonly Tone[] = [{ hertz: 523, from: 0, long: 0.9, loud: 0.16 }];

function play(tones: readonly Tone[]): void {
  if (!audio || audio.state !== "running") return;
  for (const { hertz, from, long, loud } of tones) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    const at = audio.currentTime + from;
    tone.frequency.value = hertz;
    // Without an edge, so that nothing cracks.
    volume.gain.setValueAtTime(0, at);
    volume.gain.linearRampToValueAtTime(loud, at + 0.03);
    volume.gain.setValueAtTime(loud, at + long - 0.08);
    volume.gain.linearRampToValueAtTime(0, at + long);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + long);
  }
}

// To be called from a gesture. Never fails: where there is no sound, none is claimed.
export async function arm(): Promise<void> {
  try {
    audio ??= new AudioContext();
    audio.onstatechange = () => (running.value = audio?.state === "running");
    await audio.resume();
  } catch {
    // This browser has none.
  }
  running.value = audio?.state === "running";
}

export async function wish(on: boolean): Promise<void> {
  wanted.value = on;
  keep(key, on ? "on" : "");
  if (on) await arm();
  else hush();
}

// As a real one sounds, once.
export async function tryIt(): Promise<void> {
  await arm();
  play(call);
}

export function hush(): void {
  clearTimeout(timer);
  timer = undefined;
  sounding.value = false;
}

// From an alert that comes until it is answered. Gives how to end it. Of several tabs of a browser
// one sounds, and the one that is looked at.
export function alarm(drill: boolean): () => void {
  if (!wanted.peek() || !(leads() || document.visibilityState === "visible")) return () => {};
  if (drill) {
    play(chime);
    return () => {};
  }
  let calls = 0;
  const again = () => {
    if (++calls > callsMost) return hush();
    // Armed by a tap on the page meanwhile, it begins then.
    sounding.value = running.peek();
    play(call);
    timer = setTimeout(again, callMs);
  };
  again();
  return hush;
}

// Where it was wanted before: the first touch of the page arms it, or shows that it cannot be.
export const isTouched = signal(false);
const touched = () => {
  isTouched.value = true;
  if (wanted.peek() && !running.peek()) void arm();
};
for (const name of ["pointerdown", "keydown"]) window.addEventListener(name, touched, true);
