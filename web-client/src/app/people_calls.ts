// What is asked of the server about people: for the settings and for administration.
import { readRefusal } from "../core/errors.ts";
import {
  type InvitationRow,
  type InvitationWish,
  type RosterOptions,
  type RosterReport,
  rosterQuery,
} from "../core/people.ts";
import { type Done, act, everyRow } from "./acts.ts";
import { link } from "./connection.ts";
import { rpc } from "./rpc.ts";
import { me } from "./state.ts";

export interface Invited {
  invitation: string;
  address: string;
  expires: number;
}

const failure = (reply: { kind: string; refusal?: { reason: string } }) =>
  reply.kind === "lost" ? "lost" : (reply.refusal?.reason ?? "internal");

// The secret is told once, here. A reason in its place: it was refused.
export async function makeInvitation(wish: InvitationWish): Promise<Invited | string> {
  const reply = await link.call("invitation.create", { ...wish });
  if (reply.kind !== "ok") return failure(reply);
  const { invitation, secret, expires_at } = reply.result as {
    invitation: string;
    secret: string;
    expires_at: number;
  };
  return { invitation, address: `${location.origin}/#join=${secret}`, expires: expires_at };
}

export const allInvitations = () => everyRow<InvitationRow>("invitation.list", {}, "invitations");

export async function revokeInvitation(invitation: string): Promise<string> {
  const reply = await link.call("invitation.revoke", { invitation });
  return reply.kind === "ok" ? "" : failure(reply);
}

// All sessions of somebody one looks after, or all of one's own but this one.
export async function endAllSessions(member?: number): Promise<string> {
  const reply = await link.call("session.end_all", member === undefined ? {} : { member });
  return reply.kind === "ok" ? "" : failure(reply);
}

export const eraseMember = (member: number, words: "keep" | "delete"): Promise<Done> =>
  act("member.erase", { member, words });

export async function rename(name: string, member?: number): Promise<Done> {
  const done = await act("member.rename", member === undefined ? { name } : { member, name });
  if (done.ok && member === undefined) me.value = { ...me.value, name };
  return done;
}

export interface PasswordWish {
  login?: string;
  old?: string;
  new: string;
}

// Over HTTP, so that it is in no frame of a socket that tools may show.
export async function setPassword(wish: PasswordWish): Promise<Done> {
  const reply = await rpc("password.set", { ...wish });
  if (reply.kind === "ok") {
    me.value = { ...me.value, login: String(reply.result["login"]) };
    return { ok: true, result: reply.result };
  }
  if (reply.kind === "lost") return { ok: false, reason: "lost", field: "" };
  return { ok: false, reason: reply.refusal.reason, field: reply.refusal.field ?? "" };
}

// A file of people; the server reads it. A reason in the report's place: it was refused whole.
export async function sendRoster(
  file: Blob,
  options: RosterOptions,
): Promise<RosterReport | string> {
  try {
    const response = await fetch(`/roster${rosterQuery(options)}`, {
      method: "POST",
      headers: { "Content-Type": "text/csv" },
      body: file,
      credentials: "same-origin",
      cache: "no-store",
    });
    if (response.status === 413) return "roster_too_large";
    const answer = (await response.json()) as RosterReport & { error?: unknown };
    return answer.error === undefined ? answer : readRefusal(answer.error).reason;
  } catch {
    return "lost";
  }
}

// All that the server holds about whoever is signed in, gathered from its pages.
export async function fetchMyData(): Promise<Blob | undefined> {
  let data: { words: unknown[]; next?: string } | undefined;
  try {
    for (let after: string | undefined = ""; after !== undefined;) {
      const query = after === "" ? "" : `?after=${after}`;
      const response = await fetch(`/my-data${query}`, { cache: "no-store" });
      if (!response.ok) return undefined;
      const page = (await response.json()) as { words: unknown[]; next?: string };
      if (data) data.words.push(...page.words);
      else data = page;
      after = page.next;
    }
  } catch {
    return undefined;
  }
  delete data!.next;
  return new Blob([JSON.stringify(data, null, 1)], { type: "application/json" });
}

export interface SheetLink {
  member: number;
  name: string;
  address: string;
}

// A link each, one after another, at the pace the server allows. False: some could not be made.
export async function linksFor(
  members: readonly { member: number; name: string }[],
  show: (all: readonly SheetLink[]) => void,
  ended: { now: boolean },
): Promise<boolean> {
  const made: SheetLink[] = [];
  for (const { member, name } of members) {
    for (let tries = 0; ; tries++) {
      if (ended.now) return false;
      const reply = await link.call("link.create", { member });
      if (reply.kind === "ok") {
        const address = `${location.origin}/#link=${String(reply.result["secret"])}`;
        made.push({ member, name, address });
        break;
      }
      const wait = reply.kind === "refused" ? (reply.refusal.retry_ms ?? 0) : 1_000;
      if (wait === 0 || tries === 4) return false;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    if (made.length % 10 === 0 || made.length === members.length) show([...made]);
  }
  return true;
}
