// Coming in from outside, by a link, an invitation or a password; and going out. Fetched when
// somebody is outside, or leaves.
import { deviceLabel } from "../core/device.ts";
import { type Ticket, ticketIn, ticketOf } from "../core/entry.ts";
import type { Refusal } from "../core/protocol.ts";
import { newClaim } from "../core/random.ts";
import { keep } from "../i18n/index.ts";
import { attemptKey, comeIn, letGo, outKey, settle, stayOut } from "./entry.ts";
import { go } from "./routing.ts";
import { boot, rpc } from "./rpc.ts";
import { stage } from "./state.ts";

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

// With the attempt of the address, or the one that was kept; without one, by the session there is.
export async function comeInBy(): Promise<void> {
  const attempt = takeAttempt();
  if (attempt && stage.value.name === "in") await letGo(false);
  await (attempt ? enter(attempt) : comeIn());
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
    else if (data === "unreachable") stage.value = { name: "unreachable" };
    else stage.value = { name: "out", why: reply.refusal.reason };
  } else {
    const why = reply.kind === "refused" ? reply.refusal : undefined;
    const waits = why !== undefined && /^(rate_limited|overloaded)$/.test(why.reason);
    stage.value = { name: "unreachable", ...(waits && { why }) };
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

export async function signOut(): Promise<void> {
  keep(outKey, "ending");
  const told = stayOut();
  await letGo(true);
  await told;
  go(0);
}
