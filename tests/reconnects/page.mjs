// A page without its looks: the modules of web-client/src/core, put together as web-client/src/app
// does it (connection.ts, sending.ts, rooms.ts), on a road of the schedule's choice. What it asks
// and hears goes past a watch, which holds it against the rules of the wire and knows nothing of
// the modules.
import { WebSocket } from "ws";
import { Road } from "./road.mjs";

const pace = 1 / 50; // of all waits: what a page takes seconds for takes a fiftieth here
const rows_of_quiet_room = 200;
const slow = 4001; // the code of a line that was cut because it does not read

export class Page {
  // greeted(page): the server has said hello, and nothing has been asked yet.
  constructor({ name, modules, port, token, random, fate, store, watch, greeted }) {
    Object.assign(this, { name, modules, port, token, random, fate, store, watch, greeted });
    this.hellos = 0;
    this.tries = 0;
    this.cut_as_slow = 0;
    this.epoch = "";
    this.position = 0;
    this.rooms = new Map(); // rows
    this.lines = new Map(); // timelines
    this.attached = new Set();
    this.sockets = new Set(); // also those that it has let go of and that are not closed yet
    this.limits = { resume_intervals: 64, outbox_window: 64 };
    this.open_anew();
  }

  // As after a reload: what was in memory is gone, what was kept (words that wait, rows) is not.
  open_anew() {
    this.link?.stop();
    const turn = {};
    this.turn = turn;
    const is_now = () => this.turn === turn;
    const after = (ms, act) => {
      const timer = setTimeout(() => is_now() && act(), ms * pace);
      return () => clearTimeout(timer);
    };
    const { Link } = this.modules.link;
    const { Outbox } = this.modules.outbox;
    const link = new Link({
      open: () => this.open_socket(),
      now: () => Date.now(),
      after,
      random: this.random,
      changed: (state) => is_now() && state.name === "waiting" && this.watch.left(this),
      hello: (hello) => is_now() && void this.catch_up(hello),
      told: (method, params) => is_now() && this.told(method, params),
    });
    this.link = link;
    this.outbox = new Outbox(this.store, {
      send: (method, params) => link.call(method, params),
      ready: () => is_now() && link.state.name === "open",
      window: () => Math.min(64, this.limits.outbox_window),
      after: (ms, act) => void after(ms, act),
      random: this.random,
      said: (item, result) => this.watch.said(this, item, result),
      changed: () => {},
      signedOut: () => this.watch.wrong("lost", `${this.name} is signed out`),
    });
    link.start();
  }
  reload() {
    const { packing, keeping } = this.modules;
    const kept = [...this.lines].map(([room, line]) => [
      room,
      keeping.unpackLine(structuredClone(packing.packLine(line, this.epoch, rows_of_quiet_room))),
    ]);
    this.lines = new Map(kept);
    this.attached.clear();
    this.watch.left(this);
    this.open_anew();
  }
  close() {
    this.turn = undefined;
    this.link.stop();
    for (const socket of this.sockets) socket.terminate();
  }

  open_socket() {
    this.tries += 1;
    const fate = this.fate(this);
    this.road = undefined;
    const socket = new WebSocket(`ws://127.0.0.1:${this.port()}/ws`, "xinqiao.v1", {
      headers: { Authorization: `Bearer ${this.token}` },
      allowSynchronousEvents: false, // as in a browser: promises come between two messages
      createConnection: () => (this.road = new Road(this.port(), fate, this.random)),
    });
    socket.on("error", () => {}); // its close says all
    this.sockets.add(socket);
    socket.on("close", (code) => {
      this.sockets.delete(socket);
      if (code === slow) this.cut_as_slow += 1;
    });
    return socket;
  }

  // --- rooms.ts ---
  line_of(room) {
    const row = this.rooms.get(room);
    if (!row) return undefined;
    let line = this.lines.get(room);
    if (!line) {
      line = this.modules.timeline.newTimeline(room, row.last_seq, row.last_n, row.last_at);
      this.lines.set(room, line);
    }
    return line;
  }
  async catch_up(hello) {
    this.hellos += 1;
    this.me = hello.me;
    this.limits = { ...this.limits, ...hello.limits };
    this.attached.clear();
    this.watch.begins(this);
    this.epoch = hello.epoch;
    this.greeted(this);
    const turn = this.turn;
    await this.outbox.pump();
    if (turn !== this.turn) return;
    const joined = [...this.rooms.values()].filter((row) => row.joined);
    await this.attach(joined.map((row) => row.room));
    await this.list_rooms();
  }
  async attach(wanted) {
    const fresh = wanted.filter((room) => !this.attached.has(room));
    const asked = fresh.flatMap((room) => {
      const line = this.line_of(room);
      if (!line) return [];
      this.attached.add(room);
      return [this.modules.resume.ask(line, this.limits.resume_intervals)];
    });
    if (asked.length === 0) return;
    const ask = { epoch: this.epoch, marks_since: this.position, rooms: asked };
    const reply = await this.call("resume", ask);
    if (reply.kind !== "ok") return fresh.forEach((room) => this.attached.delete(room));
    const answer = reply.result;
    this.position = answer.position;
    for (const part of answer.rooms) {
      const line = this.lines.get(part.room);
      if (!line) continue;
      this.watch.resumed(this, part, asked.find(({ room }) => room === part.room).have);
      if (!this.modules.resume.resumed(line, part)) this.lines.delete(part.room);
    }
  }
  async list_rooms() {
    for (let after; ; ) {
      const reply = await this.call("room.list", after === undefined ? {} : { after });
      if (reply.kind !== "ok") return;
      for (const row of reply.result.rooms) if (row.joined) this.rooms.set(row.room, row);
      after = reply.result.next;
      if (after === undefined) break;
    }
    await this.attach([...this.rooms.keys()]);
  }
  // An answer to a line that was left says nothing.
  async call(method, params) {
    const { turn } = this;
    const hellos = this.hellos;
    const reply = await this.link.call(method, params);
    const is_old = turn !== this.turn || hellos !== this.hellos;
    return is_old ? { kind: "lost" } : reply;
  }

  told(method, params) {
    if (method !== "event") return;
    const event = this.modules.protocol.readEvent(params);
    this.watch.event(this, event);
    const line = this.line_of(event.room);
    if (!line) return;
    this.modules.timeline.tell(line, event);
    if (this.looks_at !== event.room) this.modules.timeline.trim(line, rows_of_quiet_room);
  }

  // --- What a person does ---
  async say(room, text) {
    await this.store.add({ method: "message.post", params: { room, text }, at: Date.now() });
    void this.outbox.pump();
  }
  async change(room, target, text) {
    const method = text === undefined ? "message.delete" : "message.edit";
    const params = { room, target, ...(text === undefined ? {} : { text }) };
    await this.store.add({ method, params, at: Date.now() });
    void this.outbox.pump();
  }
  // Looks at the end of a room, while what was missed may still be on its way; or goes up in it.
  async look(room, limit, goes_up) {
    const line = this.lines.get(room);
    if (!line || this.link.state.name !== "open") return;
    const { timeline } = this.modules;
    this.looks_at = room;
    const held = timeline.stretch(line, timeline.heldTop(line));
    if (goes_up && (!held || held.first === 1)) return;
    const reply = await this.call("history", {
      ...{ room, limit },
      ...(goes_up ? { before: held.first } : {}),
    });
    if (reply.kind !== "ok" || this.lines.get(room) !== line) return;
    const { events, about = [], ...rest } = reply.result;
    const read = events.map(this.modules.protocol.readEvent);
    timeline.addPage(line, { ...rest, events: read, about });
  }
}
