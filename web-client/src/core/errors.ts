// What a refusal and what a close code mean for the page (protocol/README.md section 6).
import type { Action, Refusal } from "./protocol.ts";

const actions: Record<string, Action> = {
  parse_error: "fix",
  invalid_request: "fix",
  method_not_found: "stop",
  invalid_params: "fix",
  internal: "retry",
  overloaded: "retry",
  rate_limited: "retry",
  hole: "retry",
  low_space: "retry",
  stopping: "retry",
  text_blank: "fix",
  text_too_long: "fix",
  title_invalid: "fix",
  different_body: "stop",
  forgotten: "stop",
  guard_missing: "fix",
  not_a_post: "stop",
  post_deleted: "stop",
  limit_reached: "stop",
  seq_unknown: "fix",
  query_invalid: "fix",
  unit_cycle: "stop",
  unit_not_empty: "stop",
  unit_closed: "stop",
  last_owner: "stop",
  room_archived: "stop",
  direct_room: "stop",
  member_inactive: "stop",
  not_in_unit: "stop",
  notice_unknown: "stop",
  not_bulletin: "stop",
  too_late: "stop",
  not_forwardable: "stop",
  password_weak: "fix",
  password_not_due: "fix",
  login_invalid: "fix",
  login_taken: "fix",
  name_misleading: "fix",
  password_wrong: "fix",
  muted: "stop",
  read_only: "stop",
  own_post: "stop",
  report_unknown: "stop",
  report_settled: "stop",
  nobody_above: "stop",
  reason_invalid: "fix",
  login_required: "login",
  link_unknown: "login",
  link_used: "login",
  link_expired: "login",
  invitation_unknown: "login",
  invitation_used_up: "login",
  invitation_expired: "login",
  invitation_revoked: "login",
  not_member: "forbidden",
  not_author: "forbidden",
  not_organiser: "forbidden",
  room_unknown: "forbidden",
  member_unknown: "forbidden",
  unit_unknown: "forbidden",
  not_above: "forbidden",
};

export const reasons = Object.keys(actions);

// The action is the server's word; the table only fills in for an answer without one.
export function readRefusal(error: unknown): Refusal {
  const data = ((error as { data?: Partial<Refusal> } | null)?.data ?? {}) as Partial<Refusal>;
  const reason = data.reason ?? "internal";
  return { ...data, reason, action: data.action ?? actions[reason] ?? "stop" };
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
