// The way from a page to the server, as a stream that `ws` takes for its socket. What becomes of it
// is drawn before it begins:
//   {kind: "clear"}                 until its page, or the schedule, lets go
//   {kind: "refused"}               nobody answers at all
//   {kind: "cut", in, out}          reset after so many bytes of one direction, wherever that falls
//   {kind: "half_open", in, out}    from there on nothing passes, and neither end is told
//   {kind: "slow", bytes, ms}       so many bytes at a time, and then a pause
//   {kind: "late", ms}              what the page sent arrives later, also after it has hung up and
//                                   come back: two lines of one device reach the server at once
// Bytes come in pieces that end anywhere. Everything is closed by close_all().
import { connect } from "node:net";
import { Duplex } from "node:stream";

const roads = new Set();
export function close_all() {
  for (const road of roads) road.end_all();
}

export class Road extends Duplex {
  constructor(port, fate, random) {
    super();
    this.fate = fate;
    this.random = random;
    this.in_bytes = 0;
    this.out_bytes = 0;
    this.is_dead = false; // half-open
    this.waiting = []; // pieces from the server that the page has not read
    this.late = Promise.resolve();
    roads.add(this);
    if (fate.kind === "refused") {
      this.socket = undefined;
      setImmediate(() => this.cut());
      return;
    }
    this.socket = connect(port, "127.0.0.1");
    this.socket.setNoDelay(true);
    this.socket.on("connect", () => this.emit("connect"));
    this.socket.on("data", (bytes) => this.arrives(bytes));
    this.socket.on("error", () => this.cut());
    this.socket.on("close", () => this.server_closed());
  }

  // --- From the server ---
  arrives(bytes) {
    if (this.is_dead || this.destroyed) return;
    const { kind, in: most } = this.fate;
    const rest = most === undefined ? Infinity : most - this.in_bytes;
    if (bytes.length >= rest) {
      this.pass(bytes.subarray(0, rest));
      return kind === "half_open" ? this.die() : this.cut();
    }
    this.pass(bytes);
  }
  // In pieces that end anywhere, in the middle of a letter too.
  pass(bytes) {
    this.in_bytes += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const most = this.fate.kind === "slow" ? this.fate.bytes : 4096;
      const length = 1 + Math.floor(this.random() * most);
      this.waiting.push(bytes.subarray(at, at + length));
      at += length;
    }
    if (this.fate.kind === "slow") this.socket.pause();
    this.hand_over();
  }
  hand_over() {
    if (this.timer || this.destroyed) return;
    const piece = this.waiting.shift();
    if (piece === undefined) {
      if (this.has_ended) this.push(null);
      else if (this.fate.kind === "slow" && !this.is_dead) this.socket.resume();
      return;
    }
    if (!this.is_dead) this.push(piece);
    if (this.fate.kind !== "slow") return this.hand_over();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.hand_over();
    }, this.fate.ms);
  }
  server_closed() {
    roads.delete(this);
    if (this.is_dead || this.destroyed) return;
    this.has_ended = true;
    this.hand_over();
    setImmediate(() => this.destroy());
  }
  _read() {}

  // --- To the server ---
  _write(bytes, _encoding, done) {
    done();
    if (this.is_dead || !this.socket) return;
    const { kind, out: most } = this.fate;
    const rest = most === undefined ? Infinity : most - this.out_bytes;
    const goes = bytes.length >= rest ? bytes.subarray(0, rest) : bytes;
    this.out_bytes += goes.length;
    if (kind === "late") this.send_late(Buffer.from(goes));
    else this.socket.write(goes);
    if (bytes.length < rest) return;
    if (kind === "half_open") this.die();
    else this.cut();
  }
  send_late(bytes) {
    this.late = this.late
      .then(() => new Promise((go_on) => setTimeout(go_on, this.fate.ms)))
      .then(() => this.socket.destroyed || this.socket.write(bytes));
  }
  _final(done) {
    this.socket?.end();
    done();
  }

  // --- Ends ---
  die() {
    this.is_dead = true;
    this.waiting.length = 0;
  }
  // Reset, as a network does it.
  cut() {
    if (this.destroyed) return;
    const error = Object.assign(new Error("cut"), { code: "ECONNRESET" });
    this.destroy(error);
  }
  // The page lets go. What it sent late is still on its way.
  _destroy(error, done) {
    clearTimeout(this.timer);
    this.waiting.length = 0;
    if (this.fate.kind === "late" && this.socket) this.late.then(() => this.end_all());
    else this.end_all();
    done(error);
  }
  end_all() {
    roads.delete(this);
    this.socket?.resetAndDestroy();
  }

  // What a socket can, for whoever takes this for one.
  setTimeout() {
    return this;
  }
  setNoDelay() {
    return this;
  }
  setKeepAlive() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
}

// What becomes of the next line. `trouble` of a hundred are not clear.
export function draw_fate(random, trouble) {
  const below = (bound) => Math.floor(random() * bound);
  if (below(100) >= trouble) return { kind: "clear" };
  const place = () => (below(3) === 0 ? below(400) : below(9_000));
  switch (below(9)) {
    case 0:
      return { kind: "refused" };
    case 1:
    case 2:
    case 3:
      return { kind: "cut", in: 1 + place() };
    case 4:
      return { kind: "cut", out: 1 + place() };
    case 5:
      return { kind: "half_open", in: 1 + place() };
    case 6:
      return { kind: "half_open", out: 1 + place() };
    case 7:
      return { kind: "slow", bytes: 1 + below(700), ms: 1 + below(4) };
    default:
      return { kind: "late", ms: 1 + below(25) };
  }
}
