// Coming in, being listed and leaving, in the words of the protocol: each call, and each reason
// that a client can provoke. Every frame is held against the schemas.
import assert from "node:assert/strict";
import { after, test as node_test } from "node:test";
import { no_server } from "../support/server.mjs";
import { of_people, reasons_of_people } from "./of_people.mjs";
import { outbox, watched_server } from "./watched.mjs";

const test = (name, body) => node_test(name, { skip: no_server }, body);
const random_claim = () => Math.random().toString(36).slice(2).padEnd(24, "Zz_-09");
const password = "三号泵房的灯亮了";

const house = no_server ? {} : await watched_server({ members: 3, rooms: 1 });
const { server } = house;
after(() => server?.close());
const rpc = async (token, method, params) => (await server.rpc(token, method, params)).body;
const refused = async (asking, reason, field) => {
  const { error } = await asking;
  assert.equal(error?.data?.reason, reason, JSON.stringify(error));
  if (field !== undefined) assert.equal(error.data.field, field);
  return error.data;
};
const ok = async (asking) => {
  const { result, error } = await asking;
  assert.ok(result, JSON.stringify(error));
  return result;
};

// A session of the member that was begun by a link just now.
async function fresh(index) {
  const token = server.tokens[index];
  const { secret: link } = await ok(rpc(token, "link.create", {}));
  const start = { link, claim: random_claim(), want: "token" };
  return (await ok(rpc(undefined, "session.start", start))).token;
}

test("a password is set, opens, and is changed", async () => {
  const token = await fresh(1);
  const start = { login: "Wang.Min", password, want: "token" };
  await refused(rpc(undefined, "session.start", start), "password_wrong");
  await refused(rpc(token, "password.set", { login: "w m", new: password }), "login_invalid");
  assert.deepEqual(await ok(rpc(token, "password.set", { login: start.login, new: password })), {
    login: "wang.min",
  });
  const { token: phone } = await ok(rpc(undefined, "session.start", start));
  assert.equal((await ok(rpc(phone, "session.me", {}))).login, "wang.min");
  const change = { old: password, new: "四号泵房的灯也亮了" };
  await refused(rpc(phone, "password.set", { new: change.new }), "password_not_due", "old");
  const wrong = { ...change, old: "五号泵房的灯没有亮" };
  await refused(rpc(phone, "password.set", wrong), "password_wrong", "old");
  await refused(rpc(phone, "password.set", { ...change, new: "12345678" }), "password_weak");
  await ok(rpc(phone, "password.set", change));
  await refused(rpc(token, "session.me", {}), "login_required");

  const other = await fresh(2);
  const taken = { login: "WANG.MIN", new: password };
  await refused(rpc(other, "password.set", taken), "login_taken", "login");
});

test("an invitation is made, listed, used as often as it says, and taken back", async () => {
  const [owner] = server.tokens;
  const invite = (more) => rpc(owner, "invitation.create", { uses: 1, days: 1, ...more });
  await refused(rpc(server.tokens[2], "invitation.create", { uses: 1, days: 1 }), "not_organiser");
  const made = await ok(invite({ duty: "organiser", note: "新书记" }));
  const join = (invitation, name) =>
    rpc(undefined, "session.start", { invitation, name, claim: random_claim(), want: "token" });
  const { name: host } = await ok(rpc(owner, "session.me", {}));
  await refused(join(made.secret, `${host} `), "name_misleading", "name");
  const { token } = await ok(join(made.secret, "赵新"));
  assert.equal((await ok(rpc(token, "session.me", {}))).organiser, true);
  await refused(join(made.secret, "孙一"), "invitation_used_up");
  await refused(join("A".repeat(43), "孙一"), "invitation_unknown");
  const open = await ok(invite());
  const { invitations } = await ok(rpc(owner, "invitation.list", {}));
  assert.deepEqual(invitations.map(({ state }) => state).sort(), ["open", "used_up"]);
  const first = await ok(rpc(owner, "invitation.list", { limit: 1 }));
  const after = { after: first.next };
  assert.equal((await ok(rpc(owner, "invitation.list", after))).invitations.length, 1);
  await ok(rpc(owner, "invitation.revoke", { invitation: open.invitation }));
  await refused(join(open.secret, "孙一"), "invitation_revoked");
});

test("a member is renamed, signed out everywhere, and erased", async () => {
  const host = await server.connect(server.tokens[0]);
  const guard = outbox();
  const { member } = await host.call("member.add", { name: "临时工", ...guard() });
  await host.call("member.rename", { member, name: "老师傅", ...guard() });
  assert.deepEqual(await host.next("name"), { member, name: "老师傅", initials: "lsf" });
  const { secret: link } = await host.call("link.create", { member, end_sessions: true });
  const start = { link, claim: random_claim(), want: "token" };
  const { token } = await ok(rpc(undefined, "session.start", start));
  const guest = await server.connect(token);
  assert.deepEqual(await host.call("session.end_all", { member }), {});
  assert.equal((await guest.closed).code, 4100);
  await host.call("member.erase", { member, words: "delete", ...guard() });
  assert.deepEqual(await host.next("name"), { member, erased: true });
  const { members } = await host.call("member.names", { members: [member] });
  assert.deepEqual(members, [{ member, erased: true }]);
  const { events } = await host.call("unit.log", {});
  assert.equal(events[0].kind, "member_erased");
  await host.close();
});

test("every frame was as the schemas say, and all of these were seen", () => {
  assert.deepEqual(house.wrong, []);
  for (const method of of_people) assert.ok(house.seen.answered.has(method), method);
  for (const reason of reasons_of_people) assert.ok(house.seen.reasons.has(reason), reason);
  assert.ok(house.seen.told.has("name"));
  assert.ok(house.seen.kinds.has("member_erased"));
});
