// The real server in the words of the protocol: every method over the socket and over /rpc, every
// notification, and each reason that a client can provoke. Every frame is held against the schemas.
import assert from "node:assert/strict";
import { after, test as node_test } from "node:test";
import { no_server } from "../support/server.mjs";
import { methods, read_json, list, wrong } from "./schemas.mjs";
import { organise } from "./organisation.mjs";
import { alert } from "./alerts.mjs";
import { moderate } from "./moderation.mjs";
import { question } from "./questions.mjs";
import { talk } from "./talks.mjs";
import { of_people, reasons_of_people } from "./of_people.mjs";
import { outbox, watched_server } from "./watched.mjs";

const random_claim = () => Math.random().toString(36).slice(2).padEnd(24, "Zz_-09");

const test = (name, body) => node_test(name, { skip: no_server }, body);

// Members with a socket each, who have heard what there is: an organiser, another, and one who asks
// too much.
const house = no_server ? {} : await watched_server({ members: 3, rooms: 1 });
const { server } = house;
after(() => server?.close());

async function attend(token) {
  const socket = await server.connect(token);
  const resumed = await socket.call("resume", { rooms: [{ room: 1, have: [] }] });
  const [{ first, top }] = resumed.rooms;
  for (let at = first; at <= top; at += 1) await socket.next("event", ({ seq }) => seq === at);
  return socket;
}
const [host, guest, eager] = server ? await Promise.all(server.tokens.map(attend)) : [];
const [host_guard, guest_guard] = [outbox(), outbox()];

const refused = async (asking, reason, field) => {
  const answer = await asking;
  const data = (answer.body ?? answer).error?.data;
  assert.equal(data?.reason, reason, JSON.stringify(answer));
  if (field !== undefined) assert.equal(data.field, field);
  return data;
};
const post = (text, more) => ({ room: 1, text, ...more });

test("hello says who I am and what the bounds are", () => {
  assert.equal(host.hello.me.organiser, true);
  assert.equal(guest.hello.me.organiser, false);
  assert.equal(host.hello.limits.text_bytes, 16384);
  assert.equal(host.hello.epoch, guest.hello.epoch);
});

test("a post is answered and told, byte for byte", async () => {
  for (const text of ["早上好 🌅", "صباح الخير", "\"\\\n\t\u2028\u0001", "很".repeat(5000)]) {
    const placed = await host.call("message.post", post(text, host_guard()));
    const event = await guest.next("event", ({ seq }) => seq === placed.seq);
    assert.equal(event.text, text);
    assert.deepEqual([event.n, event.by, event.kind], [placed.n, host.hello.me.member, "post"]);
  }
});

test("a repeat gets the first answer; any other misuse of a place is refused", async () => {
  const guard = outbox();
  const first = await host.call("message.post", post("只说一次", guard()));
  const again = await host.call("message.post", post("只说一次", guard(1)));
  assert.deepEqual(again, { ...first, repeated: true });
  await refused(host.ask("message.post", post("不一样", guard(1))), "different_body");
  const hole = await refused(host.ask("message.post", post("后面的", guard(3))), "hole");
  assert.equal(hole.next, 2);
  for (let n = 2; n <= 66; n += 1) await host.call("message.post", post(`${n}`, guard(n)));
  await refused(host.ask("message.post", post("只说一次", guard(1))), "forgotten");
});

test("a final refusal uses up its place in the outbox", async () => {
  const guard = outbox();
  const blank = await refused(host.ask("message.post", post(" \n　", guard())), "text_blank");
  assert.equal(blank.consumed, true);
  const again = await refused(host.ask("message.post", post(" \n　", guard(1))), "text_blank");
  assert.equal(again.repeated, true);
  await refused(host.ask("message.post", post("a".repeat(16385), guard())), "text_too_long");
  await host.call("message.post", post("好", guard()));
});

test("a reply, an edit and a deletion are told, and history shows them", async () => {
  const said = await host.call("message.post", post("写错子了", host_guard()));
  const asked = post("哪里？", { re: said.seq, ...guest_guard() });
  const reply = await guest.call("message.post", asked);
  const edit = { room: 1, target: said.seq, text: "写错字了" };
  await refused(guest.ask("message.edit", { ...edit, ...guest_guard() }), "not_author", "target");
  const edited = await host.call("message.edit", { ...edit, ...host_guard() });
  await guest.next("event", ({ seq, kind }) => seq === edited.seq && kind === "edit");
  const page = await guest.call("history", { room: 1, around: said.seq, limit: 3 });
  assert.deepEqual(page.about.map(({ target, text }) => [target, text]), [[said.seq, edit.text]]);
  const gone = await host.call("message.delete", { room: 1, target: said.seq, ...host_guard() });
  await guest.next("event", ({ seq, kind }) => seq === gone.seq && kind === "delete");
  const later = await guest.call("history", { room: 1, around: said.seq, limit: 200 });
  const at = (seq) => later.events.find((event) => event.seq === seq);
  assert.deepEqual([at(said.seq).kind, at(said.seq).del], ["deleted_post", gone.seq]);
  assert.equal(at(edited.seq).kind, "deleted_edit");
  assert.equal(at(reply.seq).re, said.seq);
  await refused(host.ask("message.edit", { ...edit, ...host_guard() }), "post_deleted");
  const no_post = { room: 1, target: 1, ...host_guard() };
  await refused(host.ask("message.delete", no_post), "not_a_post");
});

test("history is asked for in five ways", async () => {
  const { top, events } = await host.call("history", { room: 1 });
  assert.equal(events.at(-1).seq, top);
  const page = async (place) => {
    const { events: found } = await host.call("history", { room: 1, limit: 3, ...place });
    return found.map(({ seq }) => seq);
  };
  assert.deepEqual(await page({ before: 4 }), [1, 2, 3]);
  assert.deepEqual(await page({ after: 4 }), [5, 6, 7]);
  assert.ok((await page({ around: 9 })).includes(9));
  const { at } = events[3];
  const timed = await host.call("history", { room: 1, at });
  assert.ok(timed.events.some((event) => event.seq === timed.at_seq && event.at >= at));
  await refused(host.ask("history", { room: 1, before: 5, after: 2 }), "invalid_params", "after");
});

test("what was said is found, by those who may read it", async () => {
  const { seq } = await host.call("message.post", post("三號泵 Pump 停了", host_guard()));
  let found;
  for (let tries = 0; tries < 200 && !found; tries += 1) {
    const { hits } = await guest.call("search", { query: "三号泵 pum*", rooms: [1], limit: 5 });
    found = hits.find((hit) => hit.seq === seq);
    if (!found) await new Promise((done) => setTimeout(done, 50));
  }
  const { room, by, text, found: places } = found;
  assert.deepEqual([room, by, text], [1, host.hello.me.member, "三號泵 Pump 停了"]);
  assert.deepEqual(places, [[0, 3], [4, 3]]);
  await refused(guest.ask("search", { query: "……" }), "query_invalid", "query");
  await refused(guest.ask("search", { query: "a*" }), "query_invalid", "search_prefix_letters");
  await refused(guest.ask("search", { query: "长".repeat(171) }), "query_invalid", "search_bytes");
  await refused(guest.ask("search", { query: "泵", rooms: [999] }), "room_unknown", "rooms");
});

test("reading is told to the reader's other devices", async () => {
  const other = await server.connect(server.tokens[1]);
  const read = await guest.call("read.set", { room: 1, seq: 5 });
  const told = await other.next("read");
  assert.deepEqual(told, read);
  await refused(guest.ask("read.set", { room: 1, seq: 1_000_000 }), "seq_unknown", "seq");
  await other.close();
});

test("rooms are made, joined, left and listed", async () => {
  const made = await host.call("room.create", { title: "夜班 🌙", ...host_guard() });
  await guest.next("room", ({ room }) => room === made.room);
  const join = { room: made.room };
  const outside = { ...join, text: "?", ...guest_guard() };
  await refused(guest.ask("message.post", outside), "not_member");
  assert.equal((await guest.call("room.join", { ...join, ...guest_guard() })).already, undefined);
  assert.equal((await guest.call("room.join", { ...join, ...guest_guard() })).already, true);
  const { members } = await host.call("room.members", join);
  assert.equal(members.length, 2);
  await guest.call("room.leave", { ...join, ...guest_guard() });
  const { rooms } = await guest.call("room.list", { limit: 200 });
  assert.equal(rooms.find(({ room }) => room === made.room).joined, false);
  const first = await guest.call("room.list", { limit: 1 });
  assert.deepEqual([first.rooms.length, first.next], [1, first.rooms[0].room]);
  await refused(guest.ask("room.join", { room: 999, ...guest_guard() }), "room_unknown", "room");
  const untitled = { title: " ", ...host_guard() };
  await refused(host.ask("room.create", untitled), "title_invalid", "title");
  const resumed = await guest.call("resume", { rooms: [{ ...join, have: [] }] });
  assert.deepEqual(resumed.rooms, [{ ...join, gone: true }]);
});

test("posts are reacted to, pinned, forwarded, recalled, and name people", async () => {
  const { member } = guest.hello.me;
  const said = await host.call("message.post", post(`<@${member}> 请回复`, host_guard()));
  assert.equal((await guest.next("mention")).seq, said.seq);
  assert.equal((await guest.call("mention.list", {})).mentions[0].seq, said.seq);
  const set = { room: 1, target: said.seq, reaction: host.hello.reactions[0] };
  assert.deepEqual(await guest.call("reaction.set", set), set);
  assert.deepEqual(await guest.next("reaction"), set);
  await host.next("totals", ({ posts }) => posts.some(({ seq }) => seq === said.seq));
  const { reactions } = await host.call("reaction.list", { room: 1, seq: said.seq });
  assert.deepEqual(reactions, [{ member, reaction: set.reaction }]);
  const pin = { room: 1, target: said.seq };
  await host.call("pin.set", { ...pin, ...host_guard() });
  assert.equal((await guest.call("pin.list", { room: 1 })).events[0].seq, said.seq);
  await host.call("pin.clear", { ...pin, ...host_guard() });
  const group = { title: "小组", access: "closed", ...guest_guard() };
  const { room } = await guest.call("room.create", group);
  const from = { from_room: 1, from_seq: said.seq };
  const copy = await guest.call("message.forward", { room, ...from, ...guest_guard() });
  const out = { room: 1, from_room: room, from_seq: copy.seq, ...guest_guard() };
  await refused(guest.ask("message.forward", out), "not_forwardable");
  await guest.call("message.forward", { room: 1, ...from, ...guest_guard() });
  await guest.call("message.recall", { room, target: copy.seq, ...guest_guard() });
  for (const kind of ["pinned", "unpinned", "forwarded"]) {
    await host.next("event", (event) => event.kind === kind);
  }
  await guest.call("history", { room });
});

test("notices are posted, counted, confirmed, and wait for their time", async () => {
  const made = { title: "公告", type: "bulletin", ...host_guard() };
  const { room } = await host.call("room.create", made);
  const words = { room, title: "停电", text: "周六停电。" };
  const notice = (kind, more) =>
    host.call("notice.post", { ...words, class: kind, ...more, ...host_guard() });
  await guest.call("room.join", { room, ...guest_guard() });
  await guest.call("resume", { rooms: [{ room, have: [] }] });
  const { seq } = await notice("must_confirm");
  await guest.next("event", ({ kind }) => kind === "notice");
  const place = { room, seq };
  assert.deepEqual(await guest.call("notice.confirm", place), place);
  assert.deepEqual(await guest.next("confirmed"), place);
  const who = { ...place, confirmed: true };
  assert.equal((await host.call("notice.confirmations", who)).members.length, 1);
  const { seq: counted } = await notice("counted");
  await guest.call("read.set", { room, seq: counted });
  await guest.next("totals", ({ posts }) => posts.some(({ read }) => read === 1));
  await refused(guest.ask("notice.confirm", { room, seq: counted }), "notice_unknown", "seq");
  const waits = await notice("plain", { at: Date.now() + 60_000 });
  assert.equal((await host.call("notice.scheduled", { room })).notices[0].notice, waits.notice);
  await host.call("notice.cancel", { room, notice: waits.notice, ...host_guard() });
  const elsewhere = { ...words, room: 1, class: "plain", ...host_guard() };
  await refused(host.ask("notice.post", elsewhere), "not_bulletin", "room");
});

test("members are added by organisers and sign in by a link", async () => {
  const name = "阿依古丽";
  await refused(guest.ask("member.add", { name, ...guest_guard() }), "not_organiser");
  const key = "0b9e6c1e-5d0a-4f7e-9a35-3f1c2b7d8e90";
  const { member } = await host.call("member.add", { name, key });
  assert.deepEqual(await host.call("member.add", { name, key }), { member, repeated: true });
  const { members } = await guest.call("member.names", { members: [member, 424242] });
  assert.deepEqual(members, [{ member, name, initials: "aygl" }]);
  await refused(guest.ask("link.create", { member }), "not_organiser");
  await refused(host.ask("link.create", { member: 424242 }), "member_unknown");
  const { secret: link } = await host.call("link.create", { member });
  const start = { link, claim: random_claim(), want: "token", device: "手机" };
  const { body } = await server.rpc(undefined, "session.start", start);
  const { body: same } = await server.rpc(undefined, "session.start", start);
  assert.notEqual(same.result.token, body.result.token);
  const other = { ...start, claim: random_claim() };
  await refused(server.rpc(undefined, "session.start", other), "link_used");
  const unknown = { ...start, link: "A".repeat(43) };
  await refused(server.rpc(undefined, "session.start", unknown), "link_unknown");
  await refused(server.rpc(body.result.token, "session.me", {}), "login_required");
  const newcomer = await server.connect(same.result.token);
  const { sessions } = await newcomer.call("session.list", {});
  assert.equal(sessions.length, 1);
  assert.deepEqual([sessions[0].device, sessions[0].this], ["手机", true]);
  await newcomer.call("session.end", {});
  assert.equal((await newcomer.closed).code, 4100);
  const cookie = await host.call("link.create", { member });
  const page = { link: cookie.secret, claim: random_claim(), want: "cookie" };
  const signed = await server.rpc(undefined, "session.start", page);
  assert.equal(signed.body.result.token, undefined);
  assert.match(signed.headers.get("set-cookie"), /^xinqiao=.+; *HttpOnly/i);
});

test("an author is told how many have read a post, and nobody else is", async () => {
  const { seq } = await host.call("message.post", post("看到请读", host_guard()));
  const asked = { room: 1, seq };
  const before = await host.call("read.count", asked);
  assert.equal(before.read, 0);
  await guest.call("read.set", asked);
  assert.deepEqual(await host.call("read.count", asked), { ...before, read: 1 });
  await refused(guest.ask("read.count", asked), "not_author", "seq");
});

test("who types is told to the others, and answered only when an id asks for it", async () => {
  guest.notify("typing", { room: 1 });
  assert.deepEqual(await host.next("typing"), { room: 1, by: guest.hello.me.member });
  assert.deepEqual(await guest.call("typing", { room: 1 }), {});
  assert.ok((await guest.call("ping", {})).now > 1_700_000_000_000);
  assert.equal((await guest.call("session.me", {})).member, guest.hello.me.member);
});

test("the same methods answer over /rpc, but for those of the socket", async () => {
  const [, token] = server.tokens;
  const over_rpc = async (method, params) => (await server.rpc(token, method, params)).body;
  assert.ok((await over_rpc("ping")).result.now);
  assert.ok((await over_rpc("message.post", post("从命令行", outbox()()))).result.n);
  assert.ok((await over_rpc("history", { room: 1 })).result.events.length > 0);
  await refused(over_rpc("resume", { rooms: [] }), "method_not_found");
  await refused(over_rpc("typing", { room: 1 }), "method_not_found");
  const start = { link: "A".repeat(43), claim: random_claim(), want: "token" };
  await refused(guest.ask("session.start", start), "method_not_found");
  const stranger = await server.rpc(undefined, "ping");
  assert.equal(stranger.status, 401);
  await refused(stranger, "login_required");
  const headers = { Authorization: `Bearer ${token}` };
  const boot = await fetch(`${server.http}/boot`, { headers });
  assert.equal(wrong("boot", await boot.json()), undefined);
});

test("every bad example is refused as it says, by the socket", async () => {
  for (const [i, name] of list("examples", "bad").entries()) {
    const { text, reason, field, id } = read_json("examples", "bad", `${name}.json`);
    guest.send(text);
    const answer = await guest.take((message) => message.id === id && message.error, name);
    assert.deepEqual([answer.error.data.reason, answer.error.data.field], [reason, field], name);
    if (i % 10 === 9) await guest.call("ping", {}); // too many errors in a row close the line
  }
});

test("too many calls are refused for a while", async () => {
  // In handfuls below the bound of unanswered calls, until the pace is refused.
  const refusals = [];
  for (let round = 0; round < 50 && refusals.length === 0; round += 1) {
    const calls = Array.from({ length: 100 }, () => eager.ask("session.me", {}));
    const answers = await Promise.all(calls);
    refusals.push(...answers.flatMap(({ error }) => error ?? []));
  }
  assert.ok(refusals.length > 0);
  assert.ok(refusals.every(({ data }) => data.reason === "rate_limited" && data.retry_ms > 0));
});

test("a socket without credentials is closed at once with 4100", async () => {
  await assert.rejects(server.connect("no-such-token"), /closed: 4100/);
});

test("a resume fills the holes, oldest first, and goes on live", async () => {
  const device = await server.connect(server.tokens[1]);
  const have = [[5, 10], [20, 30]];
  const { epoch, position } = device.hello;
  const asked = { epoch, marks_since: 0, rooms: [{ room: 1, have }] };
  const { rooms, reads, position: now } = await device.call("resume", asked);
  const [{ first, top, complete }] = rooms;
  assert.deepEqual([first, complete], [11, true]);
  assert.ok(now >= position && reads.some(({ room }) => room === 1));
  const { seq } = await host.call("message.post", post("接着说", host_guard()));
  const missing = Array.from({ length: seq - 10 }, (_, i) => 11 + i);
  for (const due of missing.filter((one) => one < 20 || one > 30)) {
    assert.equal((await device.next("event")).seq, due);
  }
  assert.equal(top, seq - 1);
  const { rooms: ahead } = await device.call("resume", { rooms: [{ room: 1, have: [[1, 9999]] }] });
  assert.equal(ahead[0].rolled_back, true);
  assert.equal((await device.next("event")).seq, ahead[0].first);
  await device.close();
});

test("a bound that is reached is named", async (context) => {
  const other = await watched_server({ args: ["--commands-per-second", "0"] });
  context.after(() => other.server.close());
  const author = await other.server.connect(other.server.tokens[0]);
  const guard = outbox();
  const { seq: target } = await author.call("message.post", post("改不完", guard()));
  const edit = (text) => author.ask("message.edit", { room: 1, target, text, ...guard() });
  for (let i = 1; i <= author.hello.limits.edits_per_post; i += 1) await edit(`第 ${i} 稿`);
  await refused(edit("最后一稿"), "limit_reached", "edits_per_post");
  assert.deepEqual(other.wrong, []);
});

test("the organisation is arranged, and what may not be is refused", async () => {
  await organise(host, host_guard);
  await host.next("tree_changed");
});

test("order is kept, posts are reported, and who is here is told to who asks", async () => {
  const guards = { owner_guard: host_guard, member_guard: guest_guard };
  await moderate({ owner: host, member: guest, ...guards });
});

test("questions are asked, passed on, answered and closed", async () => {
  const guards = { owner_guard: host_guard, member_guard: guest_guard };
  await question({ owner: host, member: guest, ...guards });
});

test("an alert is raised, followed, answered and ended", async () => {
  const guards = { owner_guard: host_guard, member_guard: guest_guard };
  await alert({ owner: host, member: guest, ...guards });
});

test("a talk is asked for, accepted, sealed, ended and forgotten", async () => {
  await talk({ server, owner: host, owner_guard: host_guard });
});

test("every frame was as the schemas say, and all of them were seen", async () => {
  assert.deepEqual(house.wrong, []);
  assert.deepEqual([...house.seen.answered, ...of_people].sort(), methods);
  const told = ["totals", "reaction", "confirmed", "mention", "tree_changed", "report_settled"];
  told.push("alert", "alert_own", "alert_totals", "talk", "talk_waiting");
  for (const name of ["hello", "event", "read", "room", "typing", ...told]) {
    assert.ok(house.seen.told.has(name), name);
  }
  const kinds = list("examples", "events").filter(
    (name) => !/left|added|closed|erased|overdue|\./.test(name),
  );
  for (const kind of kinds) {
    assert.ok(house.seen.kinds.has(kind), kind);
  }
  // Not provoked here: a full queue or disk, a stop, an old link, a time or bound far away.
  const elsewhere =
    /^(internal|overloaded|low_space|stopping|(link|invitation)_expired|limit_reached|too_late)$/;
  const reasons = list("examples", "errors").filter(
    (reason) => !elsewhere.test(reason) && !reasons_of_people.includes(reason),
  );
  assert.deepEqual(reasons.filter((reason) => !house.seen.reasons.has(reason)), []);
  await server.close();
});
