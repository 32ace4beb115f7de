// The calls that people.test.mjs asks and holds to have been answered, and the reasons it provokes.
export const of_people = [
  "invitation.create",
  "invitation.list",
  "invitation.revoke",
  "member.erase",
  "member.rename",
  "password.set",
  "session.end_all",
];
export const reasons_of_people = [
  "invitation_revoked",
  "invitation_unknown",
  "invitation_used_up",
  "login_invalid",
  "login_taken",
  "name_misleading",
  "password_not_due",
  "password_weak",
  "password_wrong",
];
