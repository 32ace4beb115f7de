// A small server that speaks the wire in memory, for faults the real one does not make on demand:
// lost answers, refusals, silence, a restored backup. It knows no rights and no bounds.
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { pageTotals } from "./mock_posts.mjs";
import { SlowProxy } from "../../support/slow_proxy.mjs";
import { rtt_ms } from "./house.mjs";
import { givePage } from "./mock_page.mjs";
import { MockOrganisation } from "./mock_organisation.mjs";

const { WebSocketServer } = createRequire(import.meta.url)("ws");

const table = {
  login_required: [301, "login"],
  link_unknown: [302, "login"],
  link_used: [303, "login"],
  link_expired: [304, "login"],
  hole: [103, "retry"],
  overloaded: [101, "retry"],
  text_too_long: [202, "fix"],
  not_a_post: [207, "stop"],
  post_deleted: [208, "stop"],
  seq_unknown: [210, "fix"],
  not_member: [401, "forbidden"],
  not_author: [402, "forbidden"],
  method_not_found: [-32601, "stop"],
};
class Refused extends Error {
  constructor(reason, more = {}) {
    super(reason);
    this.reason = reason;
    this.more = more;
  }
}
const now = () => Date.now();

export class MockServer {
  constructor(pageDir, { names, rooms }) {
    this.pageDir = pageDir;
    this.epoch = "epoch-1";
    this.members = names.map((name, i) => ({ member: i + 1, name }));
    this.rooms = new Map();
    this.outboxes = new Map();
    this.links = new Map();
    this.sessions = new Map();
    this.reads = new Map();
    this.sockets = new Set();
    this.position = 1;
    this.faults = {}; // loseAnswer(method), refuse(method, params), search(params), unreachable
    this.organisation = new MockOrganisation(this, Refused);
    rooms.forEach((title, i) => this.makeRoom(i + 1, title));
  }

  makeRoom(room, title, by = 1, at = now()) {
    this.rooms.set(room, { room, title, log: [], n: 0, members: new Set() });
    this.say(room, by, { kind: "room_created", title }, at);
  }

  // Appends an event and tells it.
  say(room, by, body, at = now()) {
    const r = this.rooms.get(room);
    if (body.kind === "post") r.n++;
    const event = { room, seq: r.log.length + 1, at, by, ...body, n: r.n };
    r.log.push(event);
    if (body.kind === "joined") r.members.add(by);
    if (body.kind === "left") r.members.delete(by);
    if (body.kind === "delete") {
      const { seq, at: then, by: author, n } = r.log[body.target - 1];
      r.log[body.target - 1] = {
        room,
        seq,
        at: then,
        by: author,
        kind: "deleted_post",
        del: event.seq,
        n,
      };
    }
    for (const socket of this.sockets) {
      if (socket.rooms.has(room)) this.send(socket, { method: "event", params: event });
    }
    this.position++;
    return event;
  }

  link(member) {
    const secret = `secret-${Math.random().toString(36).slice(2).padEnd(16, "x")}`;
    this.links.set(secret, { member, claim: undefined });
    return secret;
  }

  async listen(port = 0) {
    this.http = createServer((req, res) => this.serve(req, res));
    this.wss = new WebSocketServer({ noServer: true, handleProtocols: () => "xinqiao.v1" });
    this.http.on("upgrade", (req, socket, head) => {
      if (this.faults.unreachable) return socket.destroy();
      this.wss.handleUpgrade(req, socket, head, (ws) => this.open(ws, req));
    });
    const own = rtt_ms > 0 ? 0 : port;
    await new Promise((resolve) => this.http.listen(own, "127.0.0.1", resolve));
    this.port = this.http.address().port;
    if (rtt_ms > 0) {
      this.road = await SlowProxy.open(`127.0.0.1:${this.port}`, { rtt_ms, port });
      this.port = this.road.port;
    }
    return `http://127.0.0.1:${this.port}`;
  }

  async close() {
    for (const socket of this.wss.clients) socket.terminate(); // all, or it would wait for them
    this.http.closeAllConnections();
    await this.road?.close();
    await new Promise((resolve) => this.http.close(resolve));
  }

  memberOf(req) {
    const token = /xinqiao=([^;]+)/.exec(req.headers.cookie ?? "")?.[1];
    return this.sessions.get(token);
  }

  hello(member) {
    const limits = {
      frame_bytes: 65536,
      text_bytes: 16384,
      title_bytes: 256,
      outbox_window: 64,
      history_events: 200,
      ...{ resume_intervals: 64, resume_rooms: 1000, typing_ms: 3000, search_bytes: 512 },
    };
    return {
      feature_level: 3,
      epoch: this.epoch,
      durability: "fsync",
      beat_ms: 25000,
      now: now(),
      position: this.position,
      me: { ...this.members[member - 1], ...this.organisation.standing(member), session: "s" },
      ...{ limits, reactions: ["👍", "❤️", "🙏"] },
    };
  }

  row(member, r) {
    const read = this.reads.get(`${member}:${r.room}`) ?? { seq: 0, n: 0 };
    const last = r.log.at(-1);
    return {
      room: r.room,
      kind: "chat",
      title: r.title,
      ...{ unit: 1, access: "open", past: "shown" },
      joined: r.members.has(member),
      members: r.members.size,
      last_seq: last.seq,
      last_n: r.n,
      last_at: last.at,
      read_seq: read.seq,
      read_n: read.n,
      position: this.position,
    };
  }
  serve(req, res) {
    const path = new URL(req.url, "http://x").pathname;
    if (path === "/boot") {
      const member = this.memberOf(req);
      if (!member) return void res.writeHead(401).end("{}");
      return void res.end(
        JSON.stringify({
          ...this.hello(member),
          rooms: [...this.rooms.values()].map((r) => this.row(member, r)),
        }),
      );
    }
    if (path === "/rpc") {
      let body = "";
      req.on("data", (part) => (body += part));
      req.on("end", () => {
        const call = JSON.parse(body);
        const answer = this.answer(this.memberOf(req), call, undefined, res);
        if (answer) res.end(JSON.stringify(answer));
      });
      return;
    }
    givePage(this.pageDir, path, res);
  }

  open(ws, req) {
    const member = this.memberOf(req);
    if (!member) return ws.close(4100, "login");
    ws.member = member;
    ws.rooms = new Set();
    this.sockets.add(ws);
    ws.on("close", () => this.sockets.delete(ws));
    this.send(ws, { method: "hello", params: this.hello(member) });
    ws.on("message", (data) => {
      const call = JSON.parse(data);
      if (call.method === "typing") {
        for (const other of this.sockets) {
          if (other !== ws && other.rooms.has(call.params.room))
            this.send(other, { method: "typing", params: { room: call.params.room, by: member } });
        }
        return;
      }
      const later = [];
      const answer = this.answer(member, call, { ws, later });
      if (answer && !this.faults.loseAnswer?.(call.method)) this.send(ws, answer);
      for (const event of later) this.send(ws, { method: "event", params: event });
    });
  }

  send(ws, message) {
    ws.send(JSON.stringify({ jsonrpc: "2.0", ...message }));
  }

  answer(member, { id, method, params }, socket, res) {
    try {
      return { jsonrpc: "2.0", id, result: this.call(member, method, params, socket, res) };
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const [code, action] = table[error.reason] ?? [-32603, "retry"];
      return {
        jsonrpc: "2.0",
        id,
        error: {
          code,
          message: error.reason,
          data: { reason: error.reason, action, ...error.more },
        },
      };
    }
  }

  call(member, method, params, socket, res) {
    if (method === "session.start") return this.startSession(params, res);
    if (!member) throw new Refused("login_required");
    if (params.outbox) return this.guarded(member, method, params);
    switch (method) {
      case "session.end":
        this.sessions.clear();
        for (const ws of this.sockets) if (ws.member === member) ws.close(4100, "login");
        return {};
      case "session.list":
        return { sessions: [{ session: 1, device: "", started_at: now(), this: true }] };
      case "link.create":
        return { member, secret: this.link(member), expires_at: now() + 1e9 };
      case "member.names":
        return { members: this.members.filter((one) => params.members.includes(one.member)) };
      case "room.list":
        return { rooms: [...this.rooms.values()].map((r) => this.row(member, r)) };
      case "read.set": {
        const event = this.rooms.get(params.room).log[params.seq - 1];
        if (!event) throw new Refused("seq_unknown");
        const read = { room: params.room, seq: params.seq, n: event.n, position: ++this.position };
        this.reads.set(`${member}:${params.room}`, read);
        for (const ws of this.sockets)
          if (ws.member === member) this.send(ws, { method: "read", params: read });
        return read;
      }
      case "history":
        return this.history(params, member);
      case "search":
        return this.faults.search(params, Refused);
      case "resume":
        return this.resume(params, socket);
      case "ping":
        return { now: now() };
      default:
        return this.organisation.call(member, method, params);
    }
  }

  startSession({ link, claim }, res) {
    const found = this.links.get(link);
    if (!found) throw new Refused("link_unknown");
    if (found.claim && found.claim !== claim) throw new Refused("link_used");
    found.claim = claim;
    const token = Math.random().toString(36).slice(2);
    this.sessions.set(token, found.member);
    res.setHeader("Set-Cookie", `xinqiao=${token}; HttpOnly; SameSite=Strict; Path=/`);
    return { ...this.members[found.member - 1], session: "s" };
  }

  guarded(member, method, { outbox, n, ...params }) {
    const box = this.outboxes.get(outbox) ?? { last: 0, answers: new Map() };
    this.outboxes.set(outbox, box);
    if (n <= box.last) {
      const first = box.answers.get(n);
      if (first.refused) throw new Refused(first.refused, { consumed: true, repeated: true });
      return { ...first.result, repeated: true };
    }
    if (n > box.last + 1) throw new Refused("hole", { next: box.last + 1 });
    const forced = this.faults.refuse?.(method, params);
    if (forced && table[forced]?.[1] === "retry") throw new Refused(forced, { retry_ms: 200 });
    box.last = n;
    try {
      if (forced) throw new Refused(forced);
      const result = this.change(member, method, params);
      box.answers.set(n, { result });
      return result;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      box.answers.set(n, { refused: error.reason });
      throw new Refused(error.reason, { consumed: true });
    }
  }

  change(member, method, params) {
    const r = this.rooms.get(params.room);
    const done = (event) => ({ room: event.room, seq: event.seq, at: event.at, n: event.n });
    const soon = (body) => {
      // The answer comes before the event: the event is told in the next turn.
      const sockets = this.sockets;
      this.sockets = new Set();
      const event = this.say(params.room, member, body);
      this.sockets = sockets;
      setImmediate(() => {
        for (const ws of this.sockets)
          if (ws.rooms.has(event.room)) this.send(ws, { method: "event", params: event });
      });
      return done(event);
    };
    if (method === "room.create") {
      const room = this.rooms.size + 1;
      this.makeRoom(room, params.title, member);
      return done(this.say(room, member, { kind: "joined" }));
    }
    if (method === "room.join") return soon({ kind: "joined" });
    if (!r?.members.has(member)) throw new Refused("not_member");
    if (method === "room.leave") return soon({ kind: "left" });
    if (method === "message.post") {
      if (Buffer.byteLength(params.text) > 16384) throw new Refused("text_too_long");
      if (params.re && r.log[params.re - 1]?.kind === "deleted_post")
        throw new Refused("post_deleted");
      return soon({ kind: "post", text: params.text, ...(params.re ? { re: params.re } : {}) });
    }
    const target = r.log[params.target - 1];
    if (target?.kind === "deleted_post") throw new Refused("post_deleted");
    if (target?.by !== member) throw new Refused("not_author");
    if (method === "message.edit")
      return soon({ kind: "edit", target: params.target, text: params.text });
    return soon({ kind: "delete", target: params.target });
  }

  history({ room, limit = 50, before, after, around, at }, member) {
    const { log } = this.rooms.get(room);
    const top = log.length;
    let from = top - limit + 1;
    let atSeq;
    if (at !== undefined) {
      const found = log.find((event) => event.at >= at);
      atSeq = found ? found.seq : top;
      around = atSeq;
    }
    if (before !== undefined) from = before - limit;
    if (after !== undefined) from = after + 1;
    if (around !== undefined) from = around - Math.floor(limit / 2);
    const end = before !== undefined ? before - 1 : Math.min(top, Math.max(1, from) + limit - 1);
    from = Math.max(1, from);
    const events = log.slice(from - 1, end);
    const about = events.flatMap((event) =>
      event.kind === "post"
        ? log.filter((one) => one.kind === "edit" && one.target === event.seq).slice(-1)
        : [],
    );
    const totals = pageTotals(this, room, events, member);
    return { room, events, about, top, ...totals, ...(atSeq ? { at_seq: atSeq } : {}) };
  }

  resume({ rooms }, { ws, later }) {
    const answers = rooms.map(({ room, have }) => {
      const r = this.rooms.get(room);
      if (!r?.members.has(ws.member)) return { room, gone: true };
      const top = r.log.length;
      const rolled = have.length > 0 && have[have.length - 1][1] > top;
      const held = (seq) => !rolled && have.some(([a, b]) => a <= seq && seq <= b);
      const missing = r.log.filter((event) => !held(event.seq));
      const sent = missing.slice(-200);
      later.push(...sent);
      ws.rooms.add(room);
      const oldest = have[0]?.[0];
      const complete =
        missing.length === sent.length ||
        oldest === undefined ||
        missing.every((e) => e.seq < oldest || sent.includes(e));
      return {
        room,
        first: sent[0]?.seq ?? top + 1,
        top,
        complete,
        ...(rolled ? { rolled_back: true } : {}),
      };
    });
    return { epoch: this.epoch, position: this.position, rooms: answers, reads: [] };
  }
}
