// When a right goes, so does what hangs on it: fifty open sockets of the one who loses it are
// closed, or silent in that room, from that very commit; and what is asked afterwards finds
// nothing.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Server, no_server, within } from "../support/server.mjs";
import { pause } from "./process.mjs";

const skip = no_server;
const many = 50;
const password = "三号泵房的灯亮了";
let server;
let owner;
const ids = [];
before(async () => {
  if (skip) return;
  const args = ["--commands-per-second", "0"];
  server = await Server.start({ members: 12, rooms: 1, args });
  owner = await server.connect(server.tokens[0]);
  for (const token of server.tokens) {
    ids.push((await server.rpc(token, "session.me", {})).body.result.member);
  }
});
after(async () => {
  await owner?.close();
  await server?.close();
});

const does = (line, method, params) => line.call(method, { ...params, key: randomUUID() });
const over_rpc = async (token, method, params) => {
  const { body } = await server.rpc(token, method, params);
  assert.ok(body.result, JSON.stringify(body));
  return body.result;
};

// A socket that keeps every frame it has heard, whatever becomes of it.
async function ears(token, rooms) {
  const socket = await server.connect(token);
  const heard = [];
  const hear = socket.hear.bind(socket);
  socket.hear = (text) => {
    heard.push(text);
    hear(text);
  };
  await socket.call("resume", { rooms: rooms.map((room) => ({ room, have: [] })) });
  return { socket, heard };
}
const crowd = (token, rooms) => Promise.all(Array.from({ length: many }, () => ears(token, rooms)));

// A room of a unit whose members are the owner, `who`, and one who hears that words have come:
// `who` is at home there, or organises it and is at home nowhere.
async function room_with(who, { by_duty = false, ...rules } = {}) {
  const { unit } = await does(owner, "unit.create", { parent: 1, name: `支部 ${randomUUID()}` });
  for (const place of [who, 11]) await does(owner, "member.move", { member: ids[place], unit });
  if (by_duty) {
    await does(owner, "duty.give", { member: ids[who], unit, duty: "organiser" });
    await does(owner, "member.move", { member: ids[who] });
  }
  const { room } = await does(owner, "room.create", { title: "支部", unit, ...rules });
  await does(owner, "room.add", { room, members: [ids[who], ids[11]] });
  return { room, unit };
}

// Words that only those who may hear them may hear; resolves when one who may has.
async function say_a_secret(room, more = "") {
  const secret = `canary${randomUUID().replaceAll("-", "")}`;
  const witness = await ears(server.tokens[11], [room]);
  const { seq } = await does(owner, "message.post", { room, text: `${secret} ${more}` });
  await does(owner, "message.edit", { room, target: seq, text: `${secret} 改` });
  await owner.call("reaction.set", { room, target: seq, reaction: "👍" });
  await does(owner, "pin.set", { room, target: seq });
  await witness.socket.next("event", (event) => event.text?.includes(`${secret} 改`));
  await witness.socket.next("totals", ({ room: of }) => of === room);
  await witness.socket.close();
  return { secret, seq };
}

const has_heard = (all, secret) =>
  all.forEach(({ heard }) => assert.ok(heard.some((text) => text.includes(secret))));
const says_nothing = (all, secret, room, seq) => {
  for (const { heard } of all) {
    for (const text of heard) {
      assert.ok(!text.includes(secret), text);
      const { method, params } = JSON.parse(text);
      const of_it = params?.room === room && (params.seq >= seq || method === "totals");
      assert.ok(!of_it || params.gone, text);
    }
  }
};

// --- The session goes ---

const token_of = async (place) => {
  const { secret } = await over_rpc(server.tokens[place], "link.create", {});
  const start = { link: secret, claim: randomUUID().replaceAll("-", ""), want: "token" };
  return (await over_rpc(undefined, "session.start", start)).token;
};
const from_another_device = async (place) => {
  const { session } = (await over_rpc(server.tokens[place], "session.list", {})).sessions.at(-1);
  return over_rpc(server.tokens[place], "session.end", { session });
};
const by_owner = (method, more = {}) => (place) =>
  does(owner, method, { member: ids[place], ...more });
const plainly_by_owner = (method, more = {}) => (place) =>
  owner.call(method, { member: ids[place], ...more });
const new_password = async (place) =>
  over_rpc(await token_of(place), "password.set", { login: `login-${place}`, new: password });

const ways = [
  ["signs this device out", 1, (_, token) => over_rpc(token, "session.end", {})],
  ["signs it out from another device", 2, from_another_device],
  ["signs all others out", 3, (place) => over_rpc(server.tokens[place], "session.end_all", {})],
  ["sets a password", 4, new_password],
  ["is signed out by who looks after it", 5, plainly_by_owner("session.end_all")],
  ["is given a new way in", 6, plainly_by_owner("link.create", { end_sessions: true })],
  ["is deactivated", 7, by_owner("member.deactivate")],
  ["is erased", 8, by_owner("member.erase", { words: "delete" })],
];

for (const [what, place, take_away] of ways) {
  test(`who ${what} has ${many} sockets closed and hears no more`, { skip }, async () => {
    const { room } = await room_with(place);
    const known = await say_a_secret(room);
    const token = await token_of(place);
    const all = await crowd(token, [room]);
    for (const { socket } of all) await socket.call("history", { room });
    has_heard(all, known.secret);

    await take_away(place, token);
    const { secret, seq } = await say_a_secret(room, `<@${ids[place]}>`);

    for (const { socket } of all) {
      assert.equal((await within(socket.closed, "the end of a socket", 2_000)).code, 4100);
    }
    says_nothing(all, secret, room, seq);
    for (const [method, params] of [["history", { room }], ["ping", {}], ["mention.list", {}]]) {
      assert.equal((await server.rpc(token, method, params)).status, 401, method);
    }
    for (const path of ["/boot", "/my-data", "/backups"]) {
      const headers = { Authorization: `Bearer ${token}` };
      assert.equal((await fetch(`${server.http}${path}`, { headers })).status, 401, path);
    }
    const again = await server.connect(token).catch((error) => error);
    assert.match(`${again}`, /4100/);
  });
}

// --- The room goes ---

const out = [
  ["leaves", {}, (token, { room }) => over_rpc(token, "room.leave", { room, key: randomUUID() })],
  ["is removed", {}, (_, { room }, who) => does(owner, "room.remove", { room, member: ids[who] })],
  ["is removed from a closed one", { access: "closed" },
    (_, { room }, who) => does(owner, "room.remove", { room, member: ids[who] })],
  ["is moved to another unit", {}, async (_, __, who) => {
    const { unit } = await does(owner, "unit.create", { parent: 1, name: `别处 ${randomUUID()}` });
    return does(owner, "member.move", { member: ids[who], unit });
  }],
  ["loses its home", {}, (_, __, who) => does(owner, "member.move", { member: ids[who] })],
  ["organises its unit no more", { by_duty: true }, (_, { unit }, who) => put_down(unit, who)],
];
const put_down = (unit, who) =>
  does(owner, "duty.take", { member: ids[who], unit, duty: "organiser" });

for (const [what, rules, take_away] of out) {
  test(`who ${what} has ${many} sockets silent in that room`, { skip }, async () => {
    const who = 9;
    const token = server.tokens[who];
    const place = await room_with(who, rules);
    const { room } = place;
    const before_it = await say_a_secret(room);
    const all = await crowd(token, [room]);
    for (const { socket } of all) await socket.call("history", { room });
    has_heard(all, before_it.secret);

    await take_away(token, place, who);
    const { secret, seq } = await say_a_secret(room, `<@${ids[who]}> <@all>`);

    await pause(300); // later than what is told four times a second
    for (const { socket } of all) await socket.call("ping", {});
    says_nothing(all, secret, room, seq);
    await finds_nothing(all[0].socket, token, room, before_it, secret);
    await Promise.all(all.map(({ socket }) => socket.close()));
  });
}

test(`who organises no more has ${many} sockets that hear no alert`, { skip }, async () => {
  const who = 9;
  const { unit } = await room_with(who, { by_duty: true });
  const all = await crowd(server.tokens[who], []);
  const witness = await ears(server.tokens[11], []);
  const secret = () => `canary${randomUUID().replaceAll("-", "")}`;
  const [first, second] = [secret(), secret()];
  const words = { drill: true, title: "演练", text: first, options: ["安全"] };
  const { room } = await does(owner, "alert.raise", { units: [unit], ...words });
  await witness.socket.next("alert", ({ text }) => text === first);
  for (const { socket } of all) await socket.call("ping", {});
  has_heard(all, first);

  await put_down(unit, who);
  await does(owner, "alert.all_clear", { room, text: second });

  await witness.socket.next("alert", ({ text }) => text === second);
  for (const { socket, heard } of all) {
    await socket.call("ping", {});
    for (const text of heard) assert.ok(!text.includes(second), text);
  }
  for (const method of ["alert.roll", "alert.missing", "history"]) {
    const { error } = await all[0].socket.ask(method, { room });
    assert.equal(error?.data.reason, "room_unknown", method);
  }
  await Promise.all([witness, ...all].map(({ socket }) => socket.close()));
});

// Nothing of what was said there, neither before nor after, by any call that reads.
async function finds_nothing(socket, token, room, known, secret) {
  const { seq } = known;
  const calls = [
    ...[{}, { before: seq + 1 }, { after: seq - 1 }, { around: seq }, { at: 0 }].map((where) => [
      "history",
      { room, ...where },
    ]),
    ["search", { query: known.secret }],
    ["search", { query: known.secret, rooms: [room] }],
    ["reaction.list", { room, seq }],
    ["read.count", { room, seq }],
    ["pin.list", { room }],
    ["room.members", { room }],
    ["presence.list", { room }],
    ["mention.list", {}],
    ["message.forward", { room: 1, from_room: room, from_seq: seq, key: randomUUID() }],
    ["message.report", { room, seq, reason: "试" }],
    ["message.post", { room, text: "我还在", re: seq, key: randomUUID() }],
  ];
  const asked = [...calls, ["resume", { rooms: [{ room, have: [[1, seq]] }] }]];
  for (const [method, params] of asked) {
    const answer = JSON.stringify(await socket.ask(method, params));
    for (const word of [known.secret, secret]) {
      assert.ok(!answer.includes(word), `${method} ${JSON.stringify(params)}: ${answer}`);
    }
    const says_no = /"error"|"gone":true|"hits":\[\]|"mentions":\[\]/;
    assert.match(answer, says_no, `${method} ${JSON.stringify(params)}`);
  }
  const headers = { Authorization: `Bearer ${token}` };
  for (const path of ["/boot", "/my-data"]) {
    const text = await (await fetch(`${server.http}${path}`, { headers })).text();
    for (const word of [known.secret, secret]) assert.ok(!text.includes(word), path);
  }
}

test("the words of a deleted post are in no frame that tells of it", { skip }, async () => {
  const { room } = await room_with(10);
  const { secret, seq } = await say_a_secret(room);
  const { socket, heard } = await ears(server.tokens[10], []);
  await socket.call("resume", { rooms: [{ room, have: [] }] });
  await socket.next("event", ({ kind }) => kind === "pinned"); // the last of what there is
  assert.ok(heard.splice(0).some((text) => text.includes(secret)));
  await does(owner, "message.delete", { room, target: seq });
  await socket.next("event", ({ kind }) => kind === "delete");
  const { result } = await socket.ask("history", { room });
  assert.ok(result.events.some(({ kind }) => kind === "deleted_post"));
  for (const text of heard) assert.ok(!text.includes(secret), text);
  await socket.close();
});
