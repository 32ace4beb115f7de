// The real server for tests: seed, start, stop, kill, restart; calls over /rpc; a socket over /ws.
//   const server = await Server.start({ members: 2, rooms: 1 });   // its own folder, its own port
//   const socket = await server.connect(server.tokens[0]);         // hello has come
//   await socket.call("resume", { rooms: [{ room: 1, have: [] }] });
//   await socket.next("event");
//   await server.close();
// The binary is XINQIAO_BIN (or XINQIAO_BINARY), else build/release/xinqiao. Every wait is bounded
// and fails with what was waited for. Each frame in either direction goes through
// `watch(direction, text, line)`, if given.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import "./ending.mjs";
import { SlowProxy } from "./slow_proxy.mjs";
import { https_fetch } from "./tls.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const binary = resolve(
  process.env.XINQIAO_BIN ?? process.env.XINQIAO_BINARY ?? join(root, "build/release/xinqiao"),
);
// For `skip`: false, or the reason why there is no live server here.
export const no_server = existsSync(binary) ? false : "the server is not built (build/release)";

const patience = 20_000; // ms; a bound for what should have come long before

export function within(promise, what, ms = patience) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`waited ${ms} ms for ${what}`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

// Runs the binary to its end: {code, stdout, stderr}.
export function run(...args) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => (said.stdout += piece));
  child.stderr.on("data", (piece) => (said.stderr += piece));
  const end = new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code, signal) => done({ code, signal, ...said }));
  });
  return within(end, `xinqiao ${args.join(" ")}`, 120_000);
}

export class Server {
  // members: how many are seeded, with a token each; rooms: up to 10, which all of them are in.
  // through: words before the binary's own, for instance a program that runs it.
  static async start({ members = 2, rooms = 1, args = [], watch, through = [] } = {}) {
    const server = new Server();
    server.folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
    server.data = join(server.folder, "data");
    server.args = args;
    server.through = through;
    server.watch = watch;
    try {
      await server.seed(members, rooms);
      await server.serve("127.0.0.1:0");
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  async seed(members, rooms) {
    const file = join(this.folder, "tokens");
    const counts = ["--members", `${members}`, "--rooms", `${rooms}`];
    const { code, stderr } = await run("seed", "--data", this.data, ...counts, "--tokens", file);
    if (code !== 0) throw new Error(`seed ended with ${code}: ${stderr}`);
    // One {"member", "token", "rooms"} a line, in the order of the members.
    const lines = readFileSync(file, "utf8").split("\n").filter((line) => line.trim() !== "");
    this.tokens = lines.map((line) => JSON.parse(line).token);
  }

  async serve(listen) {
    const args = ["serve", "--data", this.data, "--listen", listen, ...this.args];
    const [program, ...words] = [...(this.through ?? []), binary, ...args];
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.child = child;
    this.output = "";
    this.errors = "";
    child.stderr.on("data", (piece) => (this.errors = (this.errors + piece).slice(-65536)));
    this.ended = new Promise((done) => child.on("close", (code, signal) => done({ code, signal })));
    const ready = new Promise((done, fail) => {
      child.on("error", fail);
      child.stdout.on("data", (piece) => {
        this.output = (this.output + piece).slice(-65536);
        const line = this.output.match(/^ready (https?:\/\/\S+)$/m);
        if (line) done(line[1]);
      });
      this.ended.then(({ code }) => fail(new Error(`serve ended with ${code}: ${this.errors}`)));
    });
    this.http = (await within(ready, "the server to be ready")).replace(/\/$/, "");
    this.own_http = this.http;
    this.ws = `${this.http.replace(/^http/, "ws")}/ws`;
    this.host = new URL(this.http).host;
    if (this.road) this.http = this.own_http.replace(this.host, this.road.host);
  }

  async signal(name) {
    if (!this.child) return undefined;
    this.child.kill(name);
    const end = await within(this.ended, `the server to end after ${name}`);
    this.child = undefined;
    return end;
  }
  // Politely; resolves to {code, signal}.
  stop() {
    return this.signal("SIGTERM");
  }
  kill() {
    return this.signal("SIGKILL");
  }
  // Pages come by `http` over a slower road; what a test asks itself goes on directly.
  async put_behind(rtt_ms) {
    this.road = await SlowProxy.open(this.host, { rtt_ms });
    this.http = this.own_http.replace(this.host, this.road.host);
  }

  // At the same address, so that clients find it again.
  async restart() {
    await this.kill();
    await this.serve(this.host);
  }
  async close() {
    await this.signal("SIGKILL");
    await this.road?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  // One call over /rpc: {status, body} with the whole JSON-RPC answer as body.
  async rpc(token, method, params, { headers = {} } = {}) {
    const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    return this.post(text, { ...(token && { Authorization: `Bearer ${token}` }), ...headers });
  }
  async post(text, headers = {}) {
    this.watch?.("sent", text, this);
    const answer = await within(
      this.fetch("/rpc", {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers },
        body: text,
      }),
      "an answer of /rpc",
    );
    const body = await answer.text();
    this.watch?.("heard", body, this);
    return { status: answer.status, headers: answer.headers, body: JSON.parse(body) };
  }

  // With `ca` (tls.mjs: pin), over TLS and only to whom shows that certificate.
  fetch(path, options = {}) {
    const url = `${this.own_http}${path}`;
    return this.ca ? https_fetch(url, { ...options, ca: this.ca }) : fetch(url, options);
  }

  // A socket that has heard its hello.
  async connect(token, options = {}) {
    const socket = new Socket(this.ws, token, { watch: this.watch, ca: this.ca, ...options });
    socket.hello = await socket.next("hello");
    return socket;
  }
}

// A member's socket. Notifications wait in order until `next` takes them.
export class Socket {
  constructor(url, token, { watch, ca, headers = {} } = {}) {
    this.watch = watch;
    this.waiting = []; // notifications nobody took yet
    this.wanted = []; // takers that found none
    this.calls = new Map(); // id -> resolve
    this.next_id = 1;
    const credentials = token ? { Authorization: `Bearer ${token}` } : {};
    this.socket = new WebSocket(url, "xinqiao.v1", {
      headers: { ...credentials, ...headers },
      ...(ca && { ca }),
    });
    this.opened = new Promise((done, fail) => {
      this.socket.on("open", done);
      this.socket.on("error", fail);
    });
    this.opened.catch(() => {}); // whoever waits for it, or for `closed`, hears of it
    this.closing = new Promise((done) =>
      this.socket.on("close", (code, reason) => {
        this.end = { code, reason: `${reason}` };
        for (const taker of this.wanted.splice(0)) taker.fail(new Error(`closed: ${code}`));
        for (const call of this.calls.values()) call.fail(new Error(`closed: ${code}`));
        this.calls.clear();
        done(this.end);
      }),
    );
    this.socket.on("message", (data) => this.hear(`${data}`));
  }

  // {code, reason}, when it has.
  get closed() {
    return within(this.closing, "the socket to close");
  }

  hear(text) {
    this.watch?.("heard", text, this);
    const message = JSON.parse(text);
    if (message.method === undefined) {
      const call = this.calls.get(message.id);
      this.calls.delete(message.id);
      if (call) return call.done(message);
    }
    const index = this.wanted.findIndex((taker) => taker.matches(message));
    if (index >= 0) return this.wanted.splice(index, 1)[0].done(message);
    this.waiting.push(message);
  }

  // The params of the next notification of this method for which `test` holds; others stay.
  async next(method, test = () => true) {
    const matches = (message) => message.method === method && test(message.params);
    return (await this.take(matches, method)).params;
  }
  // The next message, whatever it is, for which `matches` holds; also answers without a known id.
  async take(matches, what = "a message") {
    const index = this.waiting.findIndex(matches);
    if (index >= 0) return this.waiting.splice(index, 1)[0];
    if (this.end) throw new Error(`closed: ${this.end.code}`);
    const coming = new Promise((done, fail) => this.wanted.push({ matches, done, fail }));
    return within(coming, what);
  }

  send(text) {
    this.watch?.("sent", text, this);
    this.socket.send(text);
  }
  notify(method, params) {
    this.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  }
  // The whole answer: {result} or {error}.
  async ask(method, params) {
    await this.opened;
    const id = this.next_id++;
    const answer = new Promise((done, fail) => this.calls.set(id, { done, fail }));
    this.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    return within(answer, `the answer to ${method}`);
  }
  // The result; an error is thrown.
  async call(method, params) {
    const answer = await this.ask(method, params);
    if (answer.error) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
    return answer.result;
  }
  async close() {
    this.socket.close(1000);
    return this.closed;
  }
}
