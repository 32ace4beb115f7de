// The proxy is as slow as it says: by a clock of the test exactly, by the real one within a tenth;
// and it cuts, freezes, half-opens and refuses.
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { within } from "./server.mjs";
import { Pipe, SlowProxy, Stream } from "./slow_proxy.mjs";

// A clock that goes when it is told to.
class Clock {
  time = 0;
  line = [];
  now = () => this.time;
  after = (ms, act) => {
    const one = { at: this.time + ms, act };
    this.line.push(one);
    return () => (this.line = this.line.filter((other) => other !== one));
  };
  run(until = Infinity) {
    for (;;) {
      const [next] = this.line.sort((a, b) => a.at - b.at);
      if (!next || next.at > until) return;
      this.line.shift();
      this.time = Math.max(this.time, next.at);
      next.act();
    }
  }
}

// What a stream reads from and writes to, without a network.
class End extends EventEmitter {
  constructor(clock) {
    super();
    Object.assign(this, { clock, got: [], paused: false });
  }
  write = (piece) => this.got.push({ at: this.clock.now(), bytes: piece.length });
  end = () => (this.ended_at = this.clock.now());
  pause = () => (this.paused = true);
  resume = () => (this.paused = false);
  isPaused = () => this.paused;
  get bytes() {
    return this.got.reduce((sum, { bytes }) => sum + bytes, 0);
  }
  get last_at() {
    return this.got.at(-1).at;
  }
}

function lines(count, { bits_per_second, rtt_ms, not_before = 0 }) {
  const clock = new Clock();
  const pipe = new Pipe({ bits_per_second, rtt_ms, clock, frozen: false });
  const made = Array.from({ length: count }, () => {
    const [from, to] = [new End(clock), new End(clock)];
    return { from, to, stream: new Stream(pipe, from, to, not_before) };
  });
  return { clock, pipe, made };
}

const near = (value, wanted, share = 0.001) =>
  assert.ok(Math.abs(value - wanted) <= wanted * share, `${value}, wanted ${wanted}`);

test("50,000 bytes at 400 kbit/s take a second, and half a round trip", () => {
  const { clock, made } = lines(1, { bits_per_second: 400_000, rtt_ms: 300 });
  const [{ from, to }] = made;
  from.emit("data", Buffer.alloc(50_000));
  from.emit("end");
  clock.run();
  assert.equal(to.bytes, 50_000);
  near(to.last_at, 1_150);
  assert.ok(to.ended_at >= to.last_at, "an end comes after the words");
});

test("the first byte of a connection waits for its handshake", () => {
  const options = { bits_per_second: 400_000, rtt_ms: 300, not_before: 300 };
  const { clock, made } = lines(1, options);
  made[0].from.emit("data", Buffer.alloc(100));
  clock.run();
  near(made[0].to.last_at, 300 + 2 + 150);
});

test("an open connection does not wait for the handshake of another", () => {
  const { clock, made } = lines(2, { bits_per_second: 400_000, rtt_ms: 300, not_before: 300 });
  made[1].stream.not_before = 0;
  for (const { from } of made) from.emit("data", Buffer.alloc(100));
  clock.run();
  near(made[0].to.last_at, 300 + 2 + 150);
  near(made[1].to.last_at, 2 + 150);
});

test("connections share the pipe, and a small answer does not wait for a large one", () => {
  const { clock, made } = lines(2, { bits_per_second: 400_000, rtt_ms: 0 });
  made[0].from.emit("data", Buffer.alloc(50_000));
  made[1].from.emit("data", Buffer.alloc(1_000));
  clock.run();
  near(made[0].to.last_at, 1_020);
  assert.ok(made[1].to.last_at < 90, `${made[1].to.last_at} ms`);
});

test("a late timer costs no rate", () => {
  const { clock, made } = lines(1, { bits_per_second: 400_000, rtt_ms: 0 });
  made[0].from.emit("data", Buffer.alloc(50_000));
  clock.run(100);
  clock.time = 700; // nobody had time for us
  clock.run();
  near(made[0].to.last_at, 1_000);
});

test("who sends too much is read no further until it has gone", () => {
  const { clock, made } = lines(1, { bits_per_second: 400_000, rtt_ms: 0 });
  made[0].from.emit("data", Buffer.alloc(300_000));
  assert.equal(made[0].from.paused, true);
  clock.run();
  assert.equal(made[0].from.paused, false);
  assert.equal(made[0].to.bytes, 300_000);
});

// --- Over real sockets ---

let echo;
let host;
before(async () => {
  echo = createServer((socket) => {
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  await new Promise((done) => echo.listen(0, "127.0.0.1", done));
  host = `127.0.0.1:${echo.address().port}`;
});
after(() => echo.close());

class Caller {
  constructor({ port }) {
    this.bytes = 0;
    this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.socket.on("error", () => {});
    this.closed = new Promise((done) => this.socket.on("close", done));
    this.socket.on("data", (piece) => {
      this.bytes += piece.length;
      this.wanted?.();
    });
  }
  say(bytes) {
    this.socket.write(Buffer.alloc(bytes));
  }
  hear(bytes) {
    const all = new Promise((done) => {
      this.wanted = () => this.bytes >= bytes && done();
      this.wanted();
    });
    return within(all, `${bytes} bytes`);
  }
}

// Other programs may take our time now and then: the best of a few tries counts.
async function best(wanted, run) {
  const tries = [];
  for (let i = 0; i < 6; i++) {
    const began = performance.now();
    await run();
    tries.push(performance.now() - began);
    assert.ok(tries[i] > wanted * 0.9, `${tries[i]} ms is too fast, wanted ${wanted}`);
    if (tries[i] < wanted * 1.1) return;
  }
  assert.fail(`wanted ${wanted} ms, took ${tries.map(Math.round)}`);
}

test("by the real clock rate and delay are right within a tenth", async () => {
  const proxy = await SlowProxy.open(host, { bits_per_second: 400_000, rtt_ms: 100 });
  // Up and down overlap: the rate once, a handshake, and one round trip.
  await best(20_000 / 50 + 200 + 1_448 / 50, async () => {
    const caller = new Caller(proxy);
    caller.say(20_000);
    await caller.hear(20_000);
    caller.socket.destroy();
  });
  const caller = new Caller(proxy);
  caller.say(1);
  await caller.hear(1);
  let heard = 1;
  await best(100, async () => {
    caller.say(1);
    await caller.hear(++heard);
  });
  assert.equal(proxy.counts.up, proxy.counts.down);
  await proxy.close();
});

test("a cut resets what stands and lets new ones in", async () => {
  const proxy = await SlowProxy.open(host);
  const one = new Caller(proxy);
  one.say(1);
  await one.hear(1);
  proxy.cut();
  await within(one.closed, "the reset");

  const two = new Caller(proxy);
  two.say(2);
  await two.hear(2);
  assert.equal(proxy.counts.connections, 2);
  await proxy.close();
});

test("a freeze keeps what is said, and it comes through afterwards", async () => {
  const proxy = await SlowProxy.open(host);
  const one = new Caller(proxy);
  one.say(1);
  await one.hear(1);
  proxy.freeze();
  one.say(4);
  const two = new Caller(proxy);
  two.say(3);
  const all = one.hear(5);
  const before = await Promise.race([
    all.then(() => "heard"),
    one.closed.then(() => "closed"),
    new Promise((done) => setTimeout(done, 100, "silence")),
  ]);
  assert.equal(before, "silence");

  await proxy.resume();
  await all;
  await two.hear(3);
  await proxy.close();
});

test("half open: what stood is dead without a close, and new ones work after it", async () => {
  const proxy = await SlowProxy.open(host);
  const one = new Caller(proxy);
  one.say(1);
  await one.hear(1);
  proxy.half_open();
  one.say(100);
  await proxy.resume();

  const two = new Caller(proxy);
  two.say(2);
  await two.hear(2);
  assert.equal(one.bytes, 1);
  assert.equal(one.socket.destroyed, false, "nobody told it");
  await proxy.close();
  await within(one.closed, "the end");
});

test("refused means nobody listens; afterwards the port is the same", async () => {
  const proxy = await SlowProxy.open(host);
  const { port } = proxy;
  const one = new Caller(proxy);
  one.say(1);
  await one.hear(1);
  await proxy.refuse();
  await within(one.closed, "the reset");
  const refused = await new Promise((done) =>
    connect({ port, host: "127.0.0.1" }).on("error", ({ code }) => done(code)),
  );
  assert.equal(refused, "ECONNREFUSED");

  await proxy.resume();
  assert.equal(proxy.port, port);
  const two = new Caller(proxy);
  two.say(2);
  await two.hear(2);
  await proxy.close();
});
