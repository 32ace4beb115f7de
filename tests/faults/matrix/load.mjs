// Devices that say word after word with many under way, and one that hears everything. After a
// fault they come back as devices do: first what was not answered is said again, and some of what
// was.
import { setTimeout as after } from "node:timers/promises";
import { within } from "../../support/server.mjs";
import { text_of } from "./journal.mjs";
import { Line } from "./line.mjs";

const full_window = 40; // of each; a server remembers 64
const repeated = 5;
const retry_ms = 100;

class Writer {
  constructor(load, token, outbox) {
    Object.assign(this, { load, token, outbox, journal: load.journal });
    this.open = []; // said and not acknowledged, in order
    this.recent = []; // the last that were acknowledged
    this.next = 1;
    this.in_flight = 0;
  }

  async connect(server) {
    const line = await Line.open(server, this.token);
    this.line?.close();
    this.line = line;
    this.in_flight = 0;
    this.held = false;
    for (const word of [...this.recent, ...this.open]) this.send(word);
  }

  send(word) {
    const { room, outbox, n } = word;
    this.in_flight += 1;
    const line = this.line;
    const params = { room, text: text_of(word), outbox, n };
    line.ask("message.post", params, (message) => {
      if (line !== this.line || !message) return;
      this.in_flight -= 1;
      if (message.result) this.acknowledged(word, message.result.seq);
      else this.refused(word, message.error.data);
      if (this.held && this.in_flight === 0) setTimeout(() => this.say_again(), retry_ms);
      this.talk();
    });
  }

  acknowledged(word, seq) {
    const is_new = word.seq === undefined;
    const wrong = this.journal.acknowledge(word, seq);
    if (wrong) this.load.wrong.push(wrong);
    if (!is_new) return;
    this.load.note_answer();
    this.open.splice(this.open.indexOf(word), 1);
    this.recent = [...this.recent.slice(1 - repeated), word];
  }

  refused(word, { reason, action }) {
    this.load.refusals.set(reason, (this.load.refusals.get(reason) ?? 0) + 1);
    if (action === "retry" && !(reason === "hole" && !this.held)) this.held = true;
    else this.load.wrong.push(`${this.outbox} ${word.n} was refused: ${reason}`);
  }

  say_again() {
    if (!this.held || this.line.ended !== undefined) return;
    this.held = false;
    for (const word of [...this.open]) this.send(word);
  }

  talk() {
    const { load } = this;
    while (load.talks && !this.held && this.open.length < load.window && !this.line.ended) {
      const n = this.next++;
      const room = load.rooms[n % load.rooms.length];
      const word = this.journal.say({ outbox: this.outbox, n, room, bytes: load.bytes });
      this.open.push(word);
      this.send(word);
    }
  }
}

class Listener {
  constructor(load, token) {
    Object.assign(this, { load, token });
    this.told = new Map(load.rooms.map((room) => [room, new Map()]));
    this.tops = new Map();
  }

  async connect(server) {
    const line = await Line.open(server, this.token);
    this.line?.close(); // one that came late, while this was on its way
    this.line = line;
    this.last = new Map(); // of this connection
    line.hear = (method, params) => line === this.line && method === "event" && this.hear(params);
    const held = this.load.rooms.map((room) => {
      const top = this.tops.get(room);
      return { room, have: top ? [[1, top]] : [] };
    });
    const { rooms } = await line.call("resume", { rooms: held });
    for (const { room, rolled_back } of rooms) {
      if (rolled_back) this.load.wrong.push(`room ${room} has lost what it told`);
    }
  }

  hear(event) {
    const { room, seq } = event;
    const before = this.last.get(room);
    if (before !== undefined && seq !== before + 1) {
      this.load.wrong.push(`event ${seq} of room ${room} was told after ${before}`);
    }
    this.last.set(room, seq);
    this.tops.set(room, Math.max(seq, this.tops.get(room) ?? 0));
    const told = JSON.stringify(event);
    const known = this.told.get(room).get(seq);
    if (known !== undefined && known !== told) {
      this.load.wrong.push(`event ${seq} of room ${room} was told in two ways`);
    }
    this.told.get(room).set(seq, told);
  }
}

export class Load {
  constructor(server, journal, rooms) {
    Object.assign(this, { server, journal, rooms, talks: false, bytes: 0, answers: 0 });
    this.wrong = [];
    this.refusals = new Map();
    this.slowest_ms = 0;
    const [first, ...others] = server.tokens;
    this.listener = new Listener(this, first);
    this.writers = others.map((token, at) => new Writer(this, token, `device-of-${at + 1}`));
  }

  // What was open is answered, or 20 seconds were too short.
  async connect() {
    this.talks = false;
    await this.listener.connect(this.server);
    for (const writer of this.writers) await writer.connect(this.server);
    await this.settle();
  }

  async settle() {
    this.talks = false;
    const end = Date.now() + 20_000;
    while (this.writers.some(({ open, in_flight }) => open.length + in_flight > 0)) {
      const ended = this.writers.find(({ line }) => line.ended !== undefined);
      if (ended) throw new Error(`a connection ended: ${ended.line.ended}`);
      if (Date.now() > end) throw new Error("waited 20 s for words to be acknowledged");
      await after(5);
    }
  }

  begin(bytes) {
    Object.assign(this, { bytes, talks: true, window: full_window, answers: 0, slowest_ms: 0 });
    this.begun = this.last_answer = undefined;
    for (const writer of this.writers) writer.talk();
  }

  note_answer() {
    const now = performance.now();
    this.begun ??= now;
    this.answers += 1;
    if (this.last_answer) this.slowest_ms = Math.max(this.slowest_ms, now - this.last_answer);
    this.last_answer = now;
  }

  // Posts are answered; from now on the rate is one of full load.
  async steady() {
    const end = performance.now() + 20_000;
    while (!this.begun || performance.now() - this.begun < 150) {
      if (performance.now() > end) throw new Error("waited 20 s for the first answers");
      // Who hears may be cut off for being too slow, and who speaks may not.
      const gone = this.writers.every(({ line }) => line.ended !== undefined);
      if (gone) throw new Error("the connections ended");
      await after(5);
    }
  }

  // As it is at this instant.
  taken() {
    const in_flight = this.writers.reduce((sum, writer) => sum + writer.in_flight, 0);
    const seconds = (performance.now() - this.begun) / 1000;
    return { rate: Math.round(this.answers / seconds), in_flight };
  }

  // After the server has died, or to leave it.
  async disconnect() {
    this.talks = false;
    const lines = [this.listener, ...this.writers].map(({ line }) => line).filter(Boolean);
    await within(Promise.all(lines.map(({ closed }) => closed)), "the connections to end");
    this.journal.flush();
  }

  async leave() {
    const lines = [this.listener, ...this.writers].map(({ line }) => line).filter(Boolean);
    await Promise.all(lines.map((line) => line.close()));
    this.journal.flush();
  }
}
