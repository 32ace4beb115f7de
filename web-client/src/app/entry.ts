// Coming in and going out: the one-time link, the first data, the place in the address.
import { effect } from "@preact/signals";
import { deviceLabel } from "../core/device.ts";
import { newClaim } from "../core/random.ts";
import { link, watchBrowser } from "./connection.ts";
import { forgetTree } from "./organisation.ts";
import { forgetNames } from "./reading.ts";
import { begin, endRooms } from "./rooms.ts";
import { type Boot, boot, rpc } from "./rpc.ts";
import { closeSending, openSending } from "./sending.ts";
import { everOpen, limits, me, route, stage, unreadTotal, wentBack, wanted } from "./state.ts";
import { keep, read, words } from "../i18n/index.ts";

const attemptKey = "xinqiao.entering";
// The person signed out here: "yes", or "ending" while the server may not have heard of it.
const outKey = "xinqiao.out";

// The secret leaves the address at once; with its claim it is kept until the server has answered,
// so that a lost answer or a reload does not waste the link.
function takeLink(): { link: string; claim: string } | undefined {
  const found = /^#link=([A-Za-z0-9_-]+)/.exec(location.hash);
  if (found) {
    history.replaceState(null, "", location.pathname);
    return attemptFor(found[1]!);
  }
  try {
    return JSON.parse(localStorage.getItem(attemptKey) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function attemptFor(secret: string): { link: string; claim: string } {
  let attempt = { link: secret, claim: newClaim() };
  try {
    const before = JSON.parse(localStorage.getItem(attemptKey) ?? "null");
    if (before?.link === secret) attempt = before;
    localStorage.setItem(attemptKey, JSON.stringify(attempt));
  } catch {
    // Nothing can be kept here; the attempt lives as long as the page.
  }
  return attempt;
}

function forgetAttempt(): void {
  try {
    localStorage.removeItem(attemptKey);
  } catch {
    // Nothing was kept.
  }
}

export async function start(): Promise<void> {
  readRoute();
  watchBrowser();
  window.addEventListener("hashchange", () => {
    const attempt = /^#link=/.test(location.hash) ? takeLink() : undefined;
    if (attempt) void reenter(attempt);
    else readRoute();
  });
  effect(() => {
    const unread = unreadTotal.value;
    document.title = (unread > 0 ? `(${unread}) ` : "") + words.value.name;
  });
  const attempt = takeLink();
  if (attempt) await enter(attempt);
  else if (read(outKey)) await stayOut();
  else await comeIn();
}

async function reenter(attempt: { link: string; claim: string }): Promise<void> {
  if (stage.value.name === "in") await letGo(false);
  await enter(attempt);
}

// A link as it was pasted: the whole address, or only its secret.
export function enterWith(pasted: string): Promise<void> | undefined {
  const secret = /(?:#link=)?([A-Za-z0-9_-]{16,64})\s*$/.exec(pasted.trim())?.[1];
  return secret === undefined ? undefined : enter(attemptFor(secret));
}

async function enter(attempt: { link: string; claim: string }): Promise<void> {
  stage.value = { name: "entering" };
  const reply = await rpc("session.start", { ...attempt, want: "cookie", device: deviceName() });
  if (reply.kind === "ok") {
    forgetAttempt();
    await comeIn();
  } else if (reply.kind === "refused" && reply.refusal.action !== "retry") {
    forgetAttempt();
    // A link opened a second time in a browser that is signed in is no reason to stay outside.
    const data = await boot();
    if (typeof data === "object") await settle(data);
    else stage.value = { name: "out", why: reply.refusal.reason };
  } else {
    stage.value = { name: "unreachable" };
  }
}

// What its owner will know it by among the others; no more of it is told.
const deviceName = () => deviceLabel(navigator.userAgent).slice(0, 120);

export async function comeIn(): Promise<void> {
  const data = await boot();
  if (data === "unreachable") stage.value = { name: "unreachable" };
  else if (data === "signed_out") stage.value = { name: "out", why: "" };
  else await settle(data);
}

// From the page that cannot reach its server: the attempt that is kept, or the session there is.
export async function tryAgain(): Promise<void> {
  const attempt = takeLink();
  if (attempt) await enter(attempt);
  else await comeIn();
}

async function settle(data: Boot): Promise<void> {
  await letGo(false);
  keep(outKey, "");
  me.value = data.me;
  limits.value = { ...limits.value, ...data.limits };
  begin(data, Array.isArray(data.rooms) ? data.rooms : data.rooms.rooms);
  await openSending();
  stage.value = { name: "in" };
  link.start();
}

export async function signOut(): Promise<void> {
  keep(outKey, "ending");
  const told = stayOut();
  await letGo(true);
  await told;
  go(0);
}

// Signed out stays signed out, also when the server could not be told at once.
async function stayOut(): Promise<void> {
  if (read(outKey) === "ending") {
    const reply = await rpc("session.end", {});
    if (reply.kind !== "lost") keep(outKey, "yes");
  }
  stage.value = { name: "out", why: "" };
}

async function letGo(forget: boolean): Promise<void> {
  link.stop();
  await closeSending(forget);
  endRooms();
  forgetNames();
  forgetTree();
  everOpen.value = false;
  wentBack.value = false;
}

function readRoute(): void {
  const found = /^#\/r\/(\d+)/.exec(location.hash);
  const admin = /^#\/admin(\/[\w/]*)?$/.exec(location.hash);
  route.value = admin
    ? { room: 0, admin: admin[1] ?? "/" }
    : { room: found ? Number(found[1]) : 0 };
}

export function go(room: number): void {
  if (wanted.peek()?.room !== room) wanted.value = undefined;
  const hash = room > 0 ? `#/r/${room}` : "#/";
  if (location.hash !== hash) location.hash = hash;
  readRoute();
}
