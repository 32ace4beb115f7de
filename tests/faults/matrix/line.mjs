// A member's socket for thousands of calls a second: no clock runs for a call, answers go to a
// function. Whoever waits bounds the wait.
import { WebSocket } from "ws";
import { within } from "../../support/server.mjs";

export class Line {
  static async open(server, token) {
    const line = new Line(server.ws, token);
    await within(line.greeted, "a hello");
    return line;
  }

  constructor(url, token) {
    this.calls = new Map();
    this.next_id = 1;
    this.hear = () => {}; // (method, params) of what is told
    const headers = { Authorization: `Bearer ${token}` };
    this.socket = new WebSocket(url, "xinqiao.v1", { headers, perMessageDeflate: false });
    this.greeted = new Promise((done, fail) => Object.assign(this, { greet: done, refuse: fail }));
    this.greeted.catch(() => {});
    this.socket.on("message", (data) => this.take(JSON.parse(`${data}`)));
    this.socket.on("error", (error) => this.refuse(error));
    this.closed = new Promise((done) => this.socket.on("close", (code) => this.end(code, done)));
  }

  take(message) {
    if (message.method === undefined) {
      const answer = this.calls.get(message.id);
      this.calls.delete(message.id);
      return answer?.(message);
    }
    if (message.method === "hello") {
      this.hello = message.params;
      return this.greet();
    }
    return this.hear(message.method, message.params);
  }

  end(code, done) {
    this.ended = code;
    this.refuse(new Error(`closed: ${code}`));
    for (const answer of this.calls.values()) answer(undefined);
    this.calls.clear();
    done(code);
  }

  // `answer` gets the whole message, or undefined when the connection ended before it.
  ask(method, params, answer) {
    const id = this.next_id++;
    if (this.ended !== undefined) return answer(undefined);
    this.calls.set(id, answer);
    return this.socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  }

  async call(method, params) {
    const asked = new Promise((done) => this.ask(method, params, done));
    const message = await within(asked, `the answer to ${method}`);
    if (message?.result) return message.result;
    throw new Error(`${method}: ${message ? JSON.stringify(message.error) : "closed"}`);
  }

  close() {
    this.socket.terminate();
    return this.closed;
  }
}

// The events of a room from its first to its last.
export async function whole_room(line, room) {
  const events = [];
  for (;;) {
    const page = { room, after: events.at(-1)?.seq ?? 0, limit: 200 };
    const found = (await line.call("history", page)).events;
    if (found.length === 0) return events;
    events.push(...found);
  }
}
