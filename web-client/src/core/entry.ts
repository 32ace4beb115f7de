// How one comes in: what an address says, and what a login and a password may be, as far as a page
// can tell before the server does.
import type { Refusal } from "./protocol.ts";
import { utf8Bytes } from "./text.ts";

export type Ticket = { kind: "link" | "join" | "first"; secret: string };

// #link=, #join= or #first=, as the whole of an address's fragment.
export function ticketOf(hash: string): Ticket | undefined {
  const found = /^#(link|join|first)=([A-Za-z0-9_-]{16,64})$/.exec(hash);
  return found ? { kind: found[1] as Ticket["kind"], secret: found[2]! } : undefined;
}

// A ticket as it was pasted: a whole address, or only the secret of a link.
export function ticketIn(pasted: string): Ticket | undefined {
  const text = pasted.trim();
  const at = text.lastIndexOf("#");
  if (at >= 0) return ticketOf(text.slice(at));
  return /^[A-Za-z0-9_-]{16,64}$/.test(text) ? { kind: "link", secret: text } : undefined;
}

export const loginBytes = 64;
export const passwordLetters = { least: 8, most: 128 };

// A name as a login: one word.
export const loginFrom = (name: string) => name.trim().replace(/\s+/gu, ".").toLowerCase();

export type EntryTrouble = "" | "login_invalid" | "password_weak.length" | "password_weak.login";

export function entryTrouble(login: string, password: string): EntryTrouble {
  const word = login.trim();
  if (word.length < 2 || /\s/u.test(word) || utf8Bytes(word) > loginBytes) return "login_invalid";
  const letters = [...password.normalize("NFKC")].length;
  if (letters < passwordLetters.least || letters > passwordLetters.most)
    return "password_weak.length";
  const folded = word.normalize("NFKC").toLowerCase();
  if (utf8Bytes(folded) >= 3 && password.normalize("NFKC").toLowerCase().includes(folded))
    return "password_weak.login";
  return "";
}

// Under which of our words a refusal stands: the reason, and where it matters its field.
export function troubleOf({ reason, field }: Pick<Refusal, "reason" | "field">): string {
  return reason === "password_weak" && field ? `${reason}.${field}` : reason;
}

export const waitSeconds = (refusal: Pick<Refusal, "retry_ms">) =>
  Math.max(1, Math.ceil((refusal.retry_ms ?? 0) / 1000));
