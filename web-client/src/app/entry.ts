// Coming in and going out: links, invitations and passwords, the first data, the place in the
// address.
import { effect } from "@preact/signals";
import { deviceLabel } from "../core/device.ts";
import { type Ticket, ticketIn, ticketOf } from "../core/entry.ts";
import type { Refusal } from "../core/protocol.ts";
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

interface Attempt extends Ticket {
  claim: string;
}

// The secret leaves the address at once; with its claim it is kept until the server has answered,
// so that a lost answer or a reload does not waste it.
function takeAttempt(): Attempt | undefined {
  const ticket = ticketOf(location.hash);
  if (ticket) {
    history.replaceState(null, "", location.pathname);
    return attemptFor(ticket);
  }
  try {
    const kept = JSON.parse(localStorage.getItem(attemptKey) ?? "null");
    // One of an earlier page: a link alone.
    if (kept?.link) return { kind: "link", secret: kept.link, claim: kept.claim };
    return kept ?? undefined;
  } catch {
    return undefined;
  }
}

function attemptFor(ticket: Ticket): Attempt {
  let attempt = { ...ticket, claim: newClaim() };
  try {
    const before = JSON.parse(localStorage.getItem(attemptKey) ?? "null");
    if (before?.secret === ticket.secret) attempt = before;
    localStorage.setItem(attemptKey, JSON.stringify(attempt));
  } catch {
    // Nothing can be kept here; the attempt lives as long as the page.
  }
  attempted = attempt;
  return attempt;
}

// The one that is shown, for a page that can keep nothing.
let attempted: Attempt | undefined;

function forgetAttempt(): void {
  attempted = undefined;
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
    const attempt = ticketOf(location.hash) ? takeAttempt() : undefined;
    if (attempt) void reenter(attempt);
    else readRoute();
  });
  effect(() => {
    const unread = unreadTotal.value;
    document.title = (unread > 0 ? `(${unread}) ` : "") + words.value.name;
  });
  const attempt = takeAttempt();
  if (attempt) await enter(attempt);
  else if (read(outKey)) await stayOut();
  else await comeIn();
}

async function reenter(attempt: Attempt): Promise<void> {
  if (stage.value.name === "in") await letGo(false);
  await enter(attempt);
}

// A link as it was pasted: the whole address, or only its secret.
export function enterWith(pasted: string): Promise<void> | undefined {
  const ticket = ticketIn(pasted);
  return ticket && enter(attemptFor(ticket));
}

async function enter(attempt: Attempt): Promise<void> {
  if (attempt.kind !== "link") {
    attempted = attempt;
    stage.value = { name: "invited", first: attempt.kind === "first" };
    return;
  }
  stage.value = { name: "entering" };
  const { secret: link, claim } = attempt;
  const reply = await rpc("session.start", { link, claim, want: "cookie", device: deviceName() });
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

// By login and password. Undefined: one is in.
export async function signIn(login: string, password: string): Promise<Refusal | undefined> {
  const start = { login: login.trim(), password, want: "cookie", device: deviceName() };
  return startWith(start);
}

// By the invitation that was opened, under this name. Undefined: one is a member now, and signed
// in; comeIn() opens the rooms.
export async function join(name: string): Promise<Refusal | undefined> {
  if (!attempted) return { reason: "invitation_unknown", action: "login" };
  const { secret: invitation, claim } = attempted;
  const start = { invitation, claim, name: name.trim(), want: "cookie", device: deviceName() };
  return startWith(start, false);
}

async function startWith(
  start: Record<string, unknown>,
  opens = true,
): Promise<Refusal | undefined> {
  const reply = await rpc("session.start", start);
  if (reply.kind === "lost") return { reason: "lost", action: "retry" };
  if (reply.kind === "refused") return reply.refusal;
  if (opens) await comeIn();
  return undefined;
}

// Whoever was invited and is in, or has come in another way.
export async function leaveInvitation(): Promise<void> {
  forgetAttempt();
  await comeIn();
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
  const attempt = takeAttempt();
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
