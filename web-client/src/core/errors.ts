// What a refusal and what a close code mean for the page (protocol/README.md section 6).
import type { Refusal } from "./protocol.ts";

// The action is the server's word; an answer that says nothing at all is worth
// another try, one without an action is shown and not repeated.
export function readRefusal(error: unknown): Refusal {
  const data = ((error as { data?: Partial<Refusal> } | null)?.data ?? {}) as Partial<Refusal>;
  const reason = data.reason ?? "internal";
  return { ...data, reason, action: data.action ?? (data.reason ? "stop" : "retry") };
}

export function isFinal(refusal: Refusal): boolean {
  return refusal.action !== "retry" && refusal.action !== "login";
}

export type AfterClose = "back_at_once" | "back_later" | "sign_in" | "stay_away";

export function afterClose(code: number): AfterClose {
  if (code === 4001) return "back_at_once";
  if (code === 4100) return "sign_in";
  if (code === 4101 || code === 1002 || code === 1007 || code === 1009) return "stay_away";
  return "back_later";
}
