// The link with a socket and a clock of the test's own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { link: links, backoff, errors, text, random, protocol } = await core();

class World {
  sockets = [];
  timers = [];
  states = [];
  told = [];
  time = 0;
  constructor() {
    this.link = new links.Link({
      open: () => {
        const socket = {
          sent: [],
          closed: false,
          send(words) {
            this.sent.push(JSON.parse(words));
          },
          close() {
            this.closed = true;
          },
        };
        this.sockets.push(socket);
        return socket;
      },
      now: () => this.time,
      after: (ms, act) => {
        const timer = { at: this.time + ms, act };
        this.timers.push(timer);
        return () => {
          this.timers = this.timers.filter((other) => other !== timer);
        };
      },
      random: () => 0.5,
      changed: (state) => this.states.push(state.name),
      hello: () => this.told.push("hello"),
      told: (method) => this.told.push(method),
    });
  }
  get socket() {
    return this.sockets[this.sockets.length - 1];
  }
  hear(message) {
    this.socket.onmessage({ data: JSON.stringify(message) });
  }
  hello() {
    this.hear({ method: "hello", params: {} });
  }
  pass(ms) {
    const end = this.time + ms;
    for (;;) {
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.act();
    }
    this.time = end;
  }
}

const methods = (world) => world.socket.sent.map(({ method }) => method);
function opened() {
  const world = new World();
  world.link.start();
  world.hello();
  return world;
}

test("a call is answered, and a call on a link that breaks is lost", async () => {
  const world = opened();
  const answered = world.link.call("ping", {});
  world.hear({ id: 1, result: { now: 5 } });
  assert.deepEqual(await answered, { kind: "ok", result: { now: 5 } });
  const lost = world.link.call("ping", {});
  world.socket.onclose({ code: 1006 });
  assert.deepEqual(await lost, { kind: "lost" });
  assert.equal(world.link.state.name, "waiting");
});

test("40 s without data is the end of a link; a beat keeps it", () => {
  const world = opened();
  world.pass(25_000);
  world.hear({ method: "beat", params: {} });
  world.pass(34_000);
  assert.equal(world.link.state.name, "open");
  world.pass(6_000);
  assert.equal(world.link.state.name !== "open", true);
  assert.equal(world.sockets[0].closed, true);
});

test("quiet is probed in time to know the end before 40 s", () => {
  const world = opened();
  world.pass(links.quietMs - 1);
  assert.deepEqual(world.socket.sent, []);
  world.pass(1);
  assert.deepEqual(methods(world), ["ping"]);
  world.pass(links.probeMs);
  assert.equal(world.link.state.name, "waiting");
  assert.ok(links.quietMs + links.probeMs + 1_500 < links.silenceMs);
});

test("a probe that is not answered in 3 s ends the link, one that is answered does not", () => {
  const world = opened();
  world.link.probe();
  assert.equal(world.socket.sent[0].method, "ping");
  world.hear({ id: 1, result: { now: 1 } });
  world.pass(5_000);
  assert.equal(world.link.state.name, "open");
  world.link.probe();
  world.pass(3_001);
  assert.notEqual(world.link.state.name, "open");
});

test("a send without an answer is evidence: a probe follows, then the end of the link", () => {
  const world = opened();
  const lost = world.link.call("message.post", { text: "…", outbox: "o", n: 1 });
  world.pass(links.unansweredMs - 1);
  assert.deepEqual(methods(world), ["message.post"]);
  world.pass(1);
  assert.deepEqual(methods(world), ["message.post", "ping"]);
  world.pass(links.probeMs - 1);
  assert.equal(world.link.state.name, "open");
  world.pass(1);
  assert.equal(world.link.state.name, "waiting");
  assert.ok(links.unansweredMs + links.probeMs <= 5_000);
  return lost.then((reply) => assert.equal(reply.kind, "lost"));
});

test("what is heard meanwhile shows that the link lives, and one probe is enough", () => {
  const world = opened();
  void world.link.call("message.post", { text: "…", outbox: "o", n: 1 });
  world.pass(1_500);
  world.hear({ method: "event", params: {} });
  world.pass(1_500);
  assert.deepEqual(methods(world), ["message.post"], "the doubt began anew");
  world.pass(500);
  assert.deepEqual(methods(world), ["message.post", "ping"]);
  world.hear({ id: 2, result: { now: 1 } });
  world.pass(links.quietMs - 1);
  assert.deepEqual(methods(world), ["message.post", "ping"], "no more for the same answer");
  assert.equal(world.link.state.name, "open");
  world.hear({ method: "event", params: {} });
  world.pass(links.unansweredMs);
  assert.equal(methods(world).length, 3, "silence after more was heard is a new doubt");
});

test("who awaits a page of history waits longer for a probe", () => {
  const world = opened();
  void world.link.call("history", { room: 1, limit: 80 });
  world.pass(links.unansweredMs + links.bulkMs - 1);
  assert.deepEqual(methods(world), ["history", "ping"]);
  assert.equal(world.link.state.name, "open");
  world.pass(1);
  assert.equal(world.link.state.name, "waiting");
});

test("an answered call leaves no doubt", () => {
  const world = opened();
  void world.link.call("read.set", { room: 1, seq: 1 });
  world.hear({ id: 1, result: {} });
  world.pass(30_000);
  assert.deepEqual(methods(world), ["read.set"]);
});

test("what is no message of the wire ends the link for good, without an error", () => {
  for (const words of ["<html>", "", "7", "null"]) {
    const world = opened();
    world.socket.onmessage({ data: words });
    assert.deepEqual(world.link.state, { name: "refused", code: 1007 }, words);
  }
});

test("a socket that never says hello is given up", () => {
  const world = new World();
  world.link.start();
  world.pass(links.helloMs);
  assert.equal(world.link.state.name, "waiting");
});

test("words of a socket that was let go are not heard", () => {
  const world = opened();
  const old = world.socket;
  const hear = old.onmessage;
  world.pass(41_000);
  world.link.retryNow();
  hear?.({ data: JSON.stringify({ method: "event", params: {} }) });
  assert.deepEqual(world.told, ["hello"]);
});

test("close codes say whether to come back", () => {
  const after = {
    4000: "waiting",
    4001: "waiting",
    4002: "waiting",
    4100: "signed_out",
    4101: "refused",
    1002: "refused",
    1007: "refused",
    1009: "refused",
    1000: "waiting",
    1006: "waiting",
    1012: "waiting",
  };
  for (const [code, state] of Object.entries(after)) {
    const world = opened();
    world.socket.onclose({ code: Number(code) });
    assert.equal(world.link.state.name, state, code);
  }
  const slow = opened();
  slow.socket.onclose({ code: 4001 });
  slow.pass(0);
  assert.equal(slow.link.state.name, "opening", "at once");
});

test("a server that said it stops is away for that reason, for a while", () => {
  const world = opened();
  world.socket.onclose({ code: 4000 });
  const codes = [];
  for (let i = 0; i < 6; i++) {
    codes.push(world.link.state.code);
    world.pass(world.link.state.until - world.time);
    world.socket.onclose({ code: 1006 });
  }
  assert.deepEqual(codes, [4000, 4000, 4000, 4000, 4000, 1006]);
  world.link.retryNow();
  world.hello();
  world.socket.onclose({ code: 1006 });
  assert.equal(world.link.state.code, 1006, "it had come back");
});

test("it comes back by itself, later each time, and never later than 30 s", () => {
  const world = new World();
  world.link.start();
  for (let i = 0; i < 12; i++) {
    world.socket.onclose({ code: 1006 });
    const { until } = world.link.state;
    assert.equal(until - world.time, Math.min(30_000, 500 * 2 ** i) / 2);
    world.pass(until - world.time);
    assert.equal(world.link.state.name, "opening");
  }
  for (let tries = 0; tries < 2_000; tries += 7)
    assert.ok(backoff.backoff(tries, () => 0.999999) <= backoff.backoffMax);
});

test("the server's action counts; an answer that says nothing is worth another try", () => {
  const data = { reason: "new_reason", action: "retry" };
  assert.equal(errors.readRefusal({ data }).action, "retry");
  assert.equal(errors.readRefusal({ data: { reason: "never_heard" } }).action, "stop");
  for (const nothing of [{}, null, undefined, { data: {} }])
    assert.deepEqual(errors.readRefusal(nothing), { reason: "internal", action: "retry" });
});

test("text is measured in bytes of UTF-8 and made sendable", () => {
  for (const words of ["abc", "心桥", "👩‍👩‍👧 家", "مرحبا", "a\u0301", ""]) {
    assert.equal(text.utf8Bytes(words), Buffer.byteLength(words), words);
  }
  assert.equal(text.sendable("a\u0000b"), "ab");
  assert.equal(text.sendable("x\ud83dy"), "x\ufffdy");
  assert.equal(text.sendable("👍"), "👍");
  assert.equal(text.isBlank(" \n\u3000\t"), true);
  assert.equal(text.isBlank("　好"), false);
  assert.equal(text.isEmojiOnly("👍👍"), true);
  assert.equal(text.isEmojiOnly("👩‍👩‍👧"), true);
  assert.equal(text.isEmojiOnly("好👍"), false);
  assert.equal(text.isEmojiOnly("12"), false);
});

test("no call carries what the wire does not take, wherever in it that stands", () => {
  const world = opened();
  void world.link.call("unit.rename", { unit: 1, name: "夜\u0000校\ud83d", more: ["a\u0000"] });
  const { params } = world.socket.sent.at(-1);
  assert.deepEqual(params, { unit: 1, name: "夜校\ufffd", more: ["a"] });
  assert.equal(text.wired("typing", { room: 1 }).includes('"id"'), false);
});

test("random ids fit the wire, and an unknown kind keeps its place only", () => {
  assert.match(random.newOutboxId(), /^[A-Za-z0-9_-]{22}$/);
  assert.match(random.newClaim(), /^[A-Za-z0-9_-]{43}$/);
  const strange = protocol.readEvent({
    room: 1,
    seq: 2,
    at: 3,
    by: 4,
    n: 5,
    kind: "dance",
    steps: 9,
  });
  assert.deepEqual(strange, { room: 1, seq: 2, at: 3, by: 4, n: 5, kind: "unknown" });
});
