// Twelve hundred members with a socket each: a notice is confirmed by all of them at once, and one
// post gets a reaction from everybody. What each of them hears of it is counted.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server, no_server as skip } from "../support/server.mjs";

const members = 1_200;
const organisers = 1; // the first of those seeded
const tellings_per_second = 4;
const added_at_once = 100;
const at_once = 50;

let server;
let room = 0;
let people = []; // {token, socket, member, frames: what it hears while it counts}
let owner;
let guard = 0;
const does = async (method, params) => {
  const place = { outbox: "storm-outbox-0001", n: ++guard };
  return owner.socket.call(method, { ...params, ...place });
};

async function in_parts(all, part, act) {
  for (let i = 0; i < all.length; i += part) await act(all.slice(i, i + part));
}

before(async () => {
  if (skip) return;
  server = await Server.start({ members: members + organisers, rooms: 1 });
  people = server.tokens.map((token) => ({ token, frames: [] }));
  [owner] = people;
  owner.socket = await server.connect(owner.token);
  owner.member = owner.socket.hello.me.member;
  const made = await does("room.create", { title: "安全公告", unit: 1, type: "bulletin" });
  room = made.room;
  const others = people.slice(organisers);
  await in_parts(others, at_once, (part) =>
    Promise.all(
      part.map(async (one) => {
        one.socket = await server.connect(one.token);
        one.member = one.socket.hello.me.member;
      }),
    ),
  );
  await in_parts(others, added_at_once, (part) =>
    does("room.add", { room, members: part.map(({ member }) => member) }),
  );
  for (const one of people) {
    one.socket.hear = counting(one, one.socket.hear.bind(one.socket));
    await one.socket.call("resume", { rooms: [{ room, have: [] }] });
  }
});
after(async () => {
  for (const { socket } of people) socket?.socket.terminate();
  await server?.close();
});

// Answers go on; of what is told only what this test is about is kept, with its time.
function counting(one, hear) {
  return (text) => {
    const { method, params } = JSON.parse(text);
    if (method === undefined) return hear(text);
    one.frames.push({ method, params, text, at: performance.now() });
    one.told?.();
  };
}
const heard = (one, test) =>
  new Promise((done) => {
    one.told = () => one.frames.some(test) && done();
    one.told();
  });

// All of them ask at once; returns how long that took and what was told meanwhile, to each.
async function storm(ask, is_last) {
  for (const one of people) one.frames = [];
  const began = performance.now();
  const answers = await Promise.all(people.slice(organisers).map(ask));
  const answered = performance.now() - began;
  for (const { result, error } of answers) assert.ok(result, JSON.stringify(error));
  await Promise.all(people.map((one) => heard(one, is_last)));
  return { answered, told: performance.now() - began };
}

function at_most_four_a_second(one) {
  const times = one.frames.filter(({ method }) => method === "totals").map(({ at }) => at);
  assert.ok(times.length >= 1);
  // A telling may be late on its way and the next one not: one more than the bound in any window.
  for (let i = 0; i + tellings_per_second + 1 < times.length; i += 1) {
    const window = times[i + tellings_per_second + 1] - times[i];
    assert.ok(
      window >= 1_000,
      `${tellings_per_second + 2} tellings within ${Math.round(window)} ms`,
    );
  }
  return times.length;
}

test(
  "1,200 confirm one notice at once; nobody hears a name",
  { skip, timeout: 120_000 },
  async (t) => {
    const text = { title: "停电检修", text: "周六 8 时至 12 时停电。" };
    const { seq } = await does("notice.post", { room, class: "must_confirm", ...text });
    const is_notice = ({ method, params }) => method === "event" && params.seq === seq;
    await Promise.all(people.map((one) => heard(one, is_notice)));
    const is_last = ({ method, params }) =>
      method === "totals" && params.posts.some((post) => post.confirmed === members);
    const took = await storm((one) => one.socket.ask("notice.confirm", { room, seq }), is_last);
    const counts = people.map(at_most_four_a_second);
    for (const one of people) {
      for (const { method, params, text: frame } of one.frames) {
        assert.ok(["totals", "confirmed"].includes(method), frame);
        if (method !== "confirmed") continue;
        assert.notEqual(one, owner, "nobody is told who confirmed");
        assert.deepEqual(params, { room, seq }, "one's own confirmation, without a name");
      }
      const own = one.frames.filter(({ method }) => method === "confirmed").length;
      assert.equal(own, one === owner ? 0 : 1);
    }
    const names = await owner.socket.call("notice.confirmations", { room, seq, confirmed: true });
    assert.ok(names.members.length > 0);
    t.diagnostic(
      `answered in ${Math.round(took.answered)} ms, the last told after ` +
        `${Math.round(took.told)} ms; ${Math.max(...counts)} tellings to a member at most`,
    );
  },
);

test(
  "1,200 react to one post at once, and hear of it in numbers",
  { skip, timeout: 120_000 },
  async (t) => {
    const { seq } = await does("notice.post", { room, class: "plain", title: "茶", text: "八点" });
    const is_notice = ({ method, params }) => method === "event" && params.seq === seq;
    await Promise.all(people.map((one) => heard(one, is_notice)));
    const react = (one) => one.socket.ask("reaction.set", { room, target: seq, reaction: "👍" });
    const is_last = ({ method, params }) =>
      method === "totals" && params.posts.some((post) => post.reactions?.["👍"] === members);
    const took = await storm(react, is_last);
    const counts = people.map(at_most_four_a_second);
    for (const one of people) {
      for (const { method, text: frame } of one.frames) {
        assert.ok(["totals", "reaction"].includes(method), frame);
      }
    }
    t.diagnostic(
      `answered in ${Math.round(took.answered)} ms, the last told after ` +
        `${Math.round(took.told)} ms; ${Math.max(...counts)} tellings to a member at most`,
    );
  },
);
