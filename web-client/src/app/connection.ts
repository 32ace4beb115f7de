// The link of this page, and what follows from its moods: who listens is registered by the other
// files.
import { Link, type Socket } from "../core/link.ts";
import type { Hello } from "../core/protocol.ts";
import { everOpen, link as linkState, stage } from "./state.ts";

type Told = (params: Record<string, unknown>) => void;
const listeners = new Map<string, Told>();
let onHello: (hello: Hello) => void = () => {};
let onWaiting: () => void = () => {};
let onHeard: () => void = () => {};

export const link = new Link({
  open: () => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    return new WebSocket(`${scheme}://${location.host}/ws`, "xinqiao.v1") as Socket;
  },
  now: () => Date.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  changed: (state) => {
    linkState.value = state;
    if (state.name === "waiting") onWaiting();
    if (state.name === "signed_out") stage.value = { name: "out", why: "ended" };
  },
  hello: (hello) => {
    everOpen.value = true;
    onHello(hello);
  },
  told: (method, params) => {
    listeners.get(method)?.(params);
    onHeard();
  },
});

export function whenTold(method: string, act: Told): void {
  listeners.set(method, act);
}

export function whenHello(act: (hello: Hello) => void): void {
  onHello = act;
}

// The link was lost, or could not be opened.
export function whenWaiting(act: () => void): void {
  onWaiting = act;
}

// After anything that the server said by itself, a beat too.
export function whenHeard(act: () => void): void {
  onHeard = act;
}

// The browser's hints are hints: they only make the link look sooner.
export function watchBrowser(): void {
  const look = () => link.probe();
  window.addEventListener("online", look);
  window.addEventListener("pageshow", look);
  window.addEventListener("offline", look);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") look();
  });
}

// A list that comes in pages, or the reason why it could not be had.
export async function everyRow<Row>(
  method: string,
  params: Record<string, unknown>,
  name: string,
): Promise<Row[] | string> {
  const rows: Row[] = [];
  for (let after: unknown = undefined; ;) {
    const reply = await link.call(method, after === undefined ? params : { ...params, after });
    if (reply.kind !== "ok") return reply.kind === "lost" ? "lost" : reply.refusal.reason;
    rows.push(...(reply.result[name] as Row[]));
    after = reply.result["next"];
    if (after === undefined) return rows;
  }
}
