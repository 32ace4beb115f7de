// A TCP proxy that makes a bad network of loopback, for every protocol alike: HTTP, WebSocket, TLS.
//   const proxy = await SlowProxy.open(server.host, { bits_per_second: 400_000, rtt_ms: 300 });
//   proxy.host               // 127.0.0.1:PORT, in place of server.host
//   proxy.counts             // { up, down, connections }: bytes of the streams since the beginning
//   proxy.cut()              // every connection is reset; new ones are let in
//   proxy.freeze()           // bytes are taken and kept, nothing comes through, nobody is told
//   proxy.half_open()        // the same, and what stands now is dead for good, without a close
//   await proxy.refuse()     // every connection is reset, and nobody listens at the port
//   await proxy.resume()     // as at first; what freeze kept comes through
//   await proxy.close()
// All connections share one pipe each way. A piece of a stream waits for its turn, takes its bits
// over the rate, and arrives half a round trip later; the first piece of a new connection waits for
// its handshake, one round trip more. Lost packets and slow start are not modelled, headers of TCP
// and IP not counted. Rate 0: no bound. `clock` is for its own test.
import { connect, createServer } from "node:net";

const piece_bytes = 1_448; // a TCP segment's: small, so that connections share the pipe fairly
const backlog_bytes = 256 * 1024; // of one stream; beyond it the sender is no longer read

const real_clock = {
  now: () => performance.now(),
  after(ms, act) {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

// One direction of the link: streams take turns, piece by piece.
export class Pipe {
  constructor(settings) {
    this.settings = settings;
    this.streams = new Set(); // those that have something waiting
    this.free_at = 0; // until then it is busy; by its own clock, so that late timers cost no rate
    this.bytes = 0;
  }

  offer(stream) {
    this.streams.add(stream);
    if (this.is_idle) {
      this.cancel?.();
      this.cancel = undefined;
      this.is_idle = false;
    }
    this.turn();
  }

  turn() {
    if (this.cancel || this.settings.frozen || this.streams.size === 0) return;
    const now = this.settings.clock.now();
    const ready = [...this.streams].filter((stream) => stream.not_before <= now);
    if (ready.length === 0) {
      const next = Math.min(...[...this.streams].map((stream) => stream.not_before));
      this.wait(next - now);
      this.is_idle = true; // whoever is ready before goes first
      return;
    }
    const [stream] = ready;
    this.streams.delete(stream);
    const piece = stream.take();
    if (stream.waiting.length > 0) this.streams.add(stream); // at the end of the line
    const { bits_per_second, rtt_ms } = this.settings;
    const took = bits_per_second > 0 ? (piece.length * 8_000) / bits_per_second : 0;
    const began = Math.max(this.free_at, stream.since);
    this.free_at = began + took;
    this.bytes += piece.length;
    stream.arrive(piece, this.free_at + rtt_ms / 2);
    this.wait(this.free_at - now);
  }

  wait(ms) {
    this.is_idle = false;
    this.cancel = this.settings.clock.after(Math.max(0, ms), () => {
      this.cancel = undefined;
      this.turn();
    });
  }
}

// One direction of one connection.
export class Stream {
  constructor(pipe, from, to, not_before) {
    Object.assign(this, { pipe, from, to, not_before, since: not_before });
    this.clock = pipe.settings.clock;
    this.waiting = []; // not yet in the pipe
    this.waiting_bytes = 0;
    this.flying = []; // in it, or held by a freeze: {piece, at}
    this.ended = false;
    from.on("data", (bytes) => this.hear(bytes));
    for (const gone of ["end", "close"])
      from.on(gone, () => {
        this.ended = true;
        this.finish();
      });
  }

  hear(bytes) {
    if (this.dead) return;
    if (this.waiting.length === 0) this.since = Math.max(this.clock.now(), this.not_before);
    for (let at = 0; at < bytes.length; at += piece_bytes)
      this.waiting.push(bytes.subarray(at, at + piece_bytes));
    this.waiting_bytes += bytes.length;
    if (this.waiting_bytes > backlog_bytes) this.from.pause();
    this.pipe.offer(this);
  }

  take() {
    const piece = this.waiting.shift();
    this.waiting_bytes -= piece.length;
    if (this.waiting_bytes <= backlog_bytes && this.from.isPaused()) this.from.resume();
    return piece;
  }

  arrive(piece, at) {
    this.flying.push({ piece, at });
    if (this.flying.length === 1) this.land();
  }

  land() {
    if (this.cancel || this.pipe.settings.frozen || this.dead) return;
    const now = this.clock.now();
    while (this.flying.length > 0 && this.flying[0].at <= now)
      this.to.write(this.flying.shift().piece);
    if (this.flying.length === 0) return this.finish();
    this.cancel = this.clock.after(this.flying[0].at - now, () => {
      this.cancel = undefined;
      this.land();
    });
  }

  // An end arrives after everything that was said before it.
  finish() {
    if (!this.ended || this.dead || this.pipe.settings.frozen) return;
    if (this.waiting.length > 0 || this.flying.length > 0) return;
    const { rtt_ms } = this.pipe.settings;
    this.cancel_end ??= this.clock.after(rtt_ms / 2, () => this.to.end());
  }

  thaw() {
    if (this.waiting.length > 0) this.pipe.offer(this);
    if (this.flying.length > 0) this.land();
    else this.finish();
  }

  drop() {
    this.cancel?.();
    this.cancel_end?.();
    this.pipe.streams.delete(this);
    this.dead = true;
    this.waiting = [];
    this.flying = [];
    this.from.resume(); // it goes on taking bytes, for nobody
  }
}

export class SlowProxy {
  // to: "host:port".
  static async open(to, { bits_per_second = 0, rtt_ms = 0, port = 0, clock = real_clock } = {}) {
    const proxy = new SlowProxy();
    proxy.to = to;
    proxy.settings = { bits_per_second, rtt_ms, clock, frozen: false };
    proxy.up = new Pipe(proxy.settings);
    proxy.down = new Pipe(proxy.settings);
    proxy.lines = new Set();
    proxy.accepted = 0;
    await proxy.listen(port);
    return proxy;
  }

  async listen(port) {
    this.server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => this.let_in(near));
    await new Promise((done, fail) => {
      this.server.on("error", fail);
      this.server.listen(port, "127.0.0.1", done);
    });
    this.port = this.server.address().port;
    this.host = `127.0.0.1:${this.port}`;
  }

  let_in(near) {
    if (!this.server) return void near.destroy(); // it came while we closed
    this.accepted += 1;
    const at = this.to.lastIndexOf(":");
    const target = { host: this.to.slice(0, at), port: Number(this.to.slice(at + 1)) };
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const open_at = this.settings.clock.now() + this.settings.rtt_ms;
    const streams = [
      new Stream(this.up, near, far, open_at),
      new Stream(this.down, far, near, open_at),
    ];
    const line = { near, far, streams };
    this.lines.add(line);
    let closed = 0;
    for (const socket of [near, far]) {
      socket.on("error", () => line.dead || this.reset(line));
      socket.on("close", (failed) => {
        closed += 1;
        if (closed === 2) this.lines.delete(line);
        else if (failed && !line.dead) this.reset(line);
      });
    }
  }

  reset(line) {
    for (const stream of line.streams) stream.drop();
    for (const socket of [line.near, line.far])
      if (!socket.destroyed) socket.resetAndDestroy?.() ?? socket.destroy();
    this.lines.delete(line);
  }

  get counts() {
    return { up: this.up.bytes, down: this.down.bytes, connections: this.accepted };
  }

  slow({ bits_per_second, rtt_ms }) {
    if (bits_per_second !== undefined) this.settings.bits_per_second = bits_per_second;
    if (rtt_ms !== undefined) this.settings.rtt_ms = rtt_ms;
  }

  cut() {
    for (const line of [...this.lines]) this.reset(line);
  }

  freeze() {
    this.settings.frozen = true;
  }

  half_open() {
    this.freeze();
    for (const line of this.lines) {
      line.dead = true;
      for (const stream of line.streams) stream.drop();
    }
  }

  async refuse() {
    if (!this.server) return;
    const ended = new Promise((done) => this.server.close(done));
    this.server = undefined;
    this.cut();
    await ended;
  }

  async resume() {
    this.settings.frozen = false;
    const now = this.settings.clock.now(); // what was kept goes at the rate, too
    for (const pipe of [this.up, this.down]) pipe.free_at = Math.max(pipe.free_at, now);
    if (!this.server) await this.listen(this.port);
    for (const { streams } of this.lines) for (const stream of streams) stream.thaw();
  }

  async close() {
    this.settings.frozen = false;
    await this.refuse();
    for (const pipe of [this.up, this.down]) pipe.cancel?.();
  }
}
