// The link to the server: one WebSocket at a time, opened again with full jitter, watched by what
// is heard. Everything of the world (socket, timers, randomness) is an argument, so tests drive it
// without a network.
//
//   off -start-> opening -hello-> open -closed/silent-> waiting -time/retry-> opening ...
//   any -4100-> signed_out     any -4101, 1002, 1007, 1009-> refused     any -stop-> off
import { backoff } from "./backoff.ts";
import { afterClose, readRefusal } from "./errors.ts";
import type { Hello, Reply } from "./protocol.ts";
import { wired } from "./text.ts";

export interface Socket {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface LinkWorld {
  open(): Socket;
  now(): number;
  after(ms: number, act: () => void): () => void; // gives a way to cancel
  random(): number;
  changed(state: LinkState): void;
  hello(hello: Hello): void;
  told(method: string, params: Record<string, unknown>): void;
}

export type LinkState =
  | { name: "off" | "opening" | "open" | "signed_out" }
  | { name: "refused"; code: number }
  | { name: "waiting"; until: number; code: number };

export const helloMs = 10_000; // from opening to hello
export const silenceMs = 40_000; // no data for so long: the link is dead
export const quietMs = 35_000; // a probe goes out in time to know before that
export const unansweredMs = 2_000; // a call is out and nothing is heard for so long: probe
export const probeMs = 3_000;
const stoppingTries = 4; // a server that said it stops is believed to come back for so many tries
export const bulkMs = 10_000; // the same while an answer is awaited that may be long

// Calls with short answers; any other may bring a page of history over a slow line.
const isShort = (method: string, params: Record<string, unknown>) =>
  method === "ping" || method === "read.set" || "outbox" in params || "key" in params;

export class Link {
  state: LinkState = { name: "off" };
  private socket: Socket | undefined;
  private tries = 0;
  private stopping = false; // the server said so
  private lastId = 0;
  private readonly calls = new Map<number, { short: boolean; end: (reply: Reply) => void }>();
  private cancelTimer: () => void = () => {};
  private cancelDoubt: () => void = () => {};
  private doubted = false; // for a call; else only for the quiet
  private cancelProbe: (() => void) | undefined;

  constructor(private readonly world: LinkWorld) {}

  start(): void {
    if (this.state.name === "off" || this.state.name === "signed_out") this.open();
  }

  stop(): void {
    this.drop();
    this.become({ name: "off" });
  }

  // The person, or the browser, believes it may work now.
  retryNow(): void {
    if (this.state.name === "waiting" || this.state.name === "refused") this.open();
  }

  // After sleep or a change of network an open link may be dead without knowing it.
  probe(): void {
    if (this.state.name === "waiting") this.open();
    if (this.state.name !== "open" || this.cancelProbe) return;
    const bulk = [...this.calls.values()].some(({ short }) => !short);
    this.cancelProbe = this.world.after(bulk ? bulkMs : probeMs, () => this.lost(1006));
    void this.call("ping", {});
  }

  call(method: string, params: Record<string, unknown>): Promise<Reply> {
    if (this.state.name !== "open" || !this.socket) return Promise.resolve({ kind: "lost" });
    const id = ++this.lastId;
    const short = isShort(method, params);
    const reply = new Promise<Reply>((end) => this.calls.set(id, { short, end }));
    this.socket.send(wired(method, params, id));
    if (!this.cancelProbe && !this.doubted) this.doubt(true);
    return reply;
  }

  // What is not answered is evidence: a half-open link takes words and brings nothing.
  private doubt(aCall: boolean): void {
    this.cancelDoubt();
    this.doubted = aCall;
    this.cancelDoubt = this.world.after(aCall ? unansweredMs : quietMs, () => this.probe());
  }

  notify(method: string, params: Record<string, unknown>): void {
    if (this.state.name !== "open") return;
    this.socket?.send(wired(method, params));
  }

  private open(): void {
    this.drop();
    this.become({ name: "opening" });
    const socket = this.world.open();
    this.socket = socket;
    this.watch(helloMs);
    socket.onmessage = (event) => {
      if (socket === this.socket) this.hear(String(event.data));
    };
    socket.onclose = (event) => {
      if (socket === this.socket) this.lost(event.code);
    };
  }

  private hear(text: string): void {
    const probed = this.cancelProbe !== undefined;
    this.trust();
    if (this.state.name === "open") this.watch(silenceMs);
    const message = readMessage(text);
    if (!message) return this.lost(1007);
    if (message.method === "hello") {
      this.tries = 0;
      this.watch(silenceMs);
      this.become({ name: "open" });
      this.world.hello(message.params as unknown as Hello);
    } else if (message.method !== undefined) {
      this.world.told(message.method, message.params ?? {});
    } else if (typeof message.id === "number") {
      const call = this.calls.get(message.id);
      this.calls.delete(message.id);
      if (message.error !== undefined)
        call?.end({ kind: "refused", refusal: readRefusal(message.error) });
      else call?.end({ kind: "ok", result: message.result ?? {} });
    }
    // Not after every probe that is answered: who waits long for one answer does not ask each time.
    if (this.state.name === "open") this.doubt(this.calls.size > 0 && !probed);
  }

  // Something was heard: what is still unanswered is only slow.
  private trust(): void {
    this.cancelProbe?.();
    this.cancelDoubt();
    this.cancelProbe = undefined;
    this.doubted = false;
  }

  // A timer that a browser slowed down in the background fires late, never early: silence is
  // silence.
  private watch(ms: number): void {
    this.cancelTimer();
    this.cancelTimer = this.world.after(ms, () => this.lost(1006));
  }

  private lost(code: number): void {
    // That a server which stops cannot be reached is no news.
    const away = this.state.name === "opening" && code === 1006 && this.tries <= stoppingTries;
    if (away && this.stopping) code = 4000;
    this.stopping = code === 4000;
    this.drop();
    const next = afterClose(code);
    if (next === "sign_in") this.become({ name: "signed_out" });
    else if (next === "stay_away") this.become({ name: "refused", code });
    else {
      const wait = next === "back_at_once" ? 0 : backoff(this.tries++, () => this.world.random());
      this.become({ name: "waiting", until: this.world.now() + wait, code });
      this.cancelTimer = this.world.after(wait, () => this.open());
    }
    this.failCalls();
  }

  // Lets go of the socket without waiting for its close, which may lag for minutes.
  private drop(): void {
    this.cancelTimer();
    this.trust();
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close();
    } catch {
      // It was never opened.
    }
    this.failCalls();
  }

  private failCalls(): void {
    const waiting = [...this.calls.values()];
    this.calls.clear();
    for (const { end } of waiting) end({ kind: "lost" });
  }

  private become(state: LinkState): void {
    this.state = state;
    this.world.changed(state);
  }
}

interface Message {
  id?: number;
  method?: string;
  params?: Record<string, unknown>;
  result?: Record<string, unknown>;
  error?: unknown;
}

// Undefined: not a word of our wire.
function readMessage(text: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message !== null ? message : undefined;
  } catch {
    return undefined;
  }
}
