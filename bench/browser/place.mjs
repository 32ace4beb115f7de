// Where the page is measured: a real server with 20 rooms, people who speak, Debian's Chromium, and
// a proxy between them that counts and can be slow.
//   const place = await Place.open();
//   const page = await place.visit();          // signed in, through place.proxy, at the room list
//   await place.speakers[0].say(room, text);   // a member's own socket, 32 words under way
import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { loadavg } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, phone, watch } from "../../tests/browser/support/house.mjs";
import { Server } from "../../tests/support/server.mjs";
import { SlowProxy } from "../../tests/support/slow_proxy.mjs";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
export const room_count = 20;
// A browser trusts 127.0.0.1 as it trusts https; at this name it is plain http.
const plain_name = "house.test";

const texts = readFileSync(join(root, "bench/data/corridor-sample.jsonl"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line).text);
export const text_of = (index) => `${texts[index % texts.length]} ${index}`;

export async function until(read, what, ms = 30_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${ms} ms for ${what}`);
    await pause(50);
  }
}

export const median = (values) => [...values].sort((a, b) => a - b)[(values.length - 1) >> 1];
export const percentile = (values, share) =>
  [...values].sort((a, b) => a - b)[Math.ceil(values.length * share) - 1];
export const load = () => Number(loadavg()[0].toFixed(1));

// A member at a socket: says words in order, some of them under way at once.
class Speaker {
  static async of(server, token) {
    const speaker = new Speaker();
    speaker.socket = await server.connect(token);
    speaker.outbox = `bench-${randomUUID().slice(0, 8)}`;
    speaker.n = 0;
    speaker.open = new Set();
    // One in no `resume` hears no events: nothing piles up here.
    return speaker;
  }

  async say(room, text) {
    while (this.open.size >= 32) await Promise.race(this.open);
    const said = { room, text, outbox: this.outbox, n: ++this.n };
    const answer = this.socket.call("message.post", said).finally(() => this.open.delete(answer));
    this.open.add(answer);
    return answer;
  }
  async settled() {
    await Promise.all(this.open);
  }
}

export class Place {
  static async open({ rooms = room_count, options = phone } = {}) {
    const place = new Place();
    place.options = options;
    try {
      await place.build(rooms);
    } catch (error) {
      await place.close();
      throw error;
    }
    return place;
  }

  async build(rooms) {
    const args = ["--commands-per-second", "0"];
    this.server = await Server.start({ members: 4, rooms: 1, args });
    // The worker asks in the language of the browser, not in the one a page is given.
    const language = "--accept-lang=zh-CN,zh";
    const names = `--host-resolver-rules=MAP ${plain_name} 127.0.0.1`;
    this.browser = await launch([names, language]);
    this.proxy = await SlowProxy.open(this.server.host);
    const [reader, ...others] = this.server.tokens;
    const does = async (token, method, params) => {
      const { body } = await this.server.rpc(token, method, { ...params, key: randomUUID() });
      if (body.error) throw new Error(`${method}: ${JSON.stringify(body.error)}`);
      return body.result;
    };
    this.rooms = [1];
    for (let i = 2; i <= rooms; i++) {
      const { room } = await does(reader, "room.create", { title: `第${i}车间 夜班` });
      for (const token of others) await does(token, "room.join", { room });
      this.rooms.push(room);
    }
    this.speakers = [];
    for (const token of others) this.speakers.push(await Speaker.of(this.server, token));
    for (const room of this.rooms) await this.speakers[room % 3].say(room, text_of(room));
    for (const speaker of this.speakers) await speaker.settled();
  }

  // Cookies of a browser that came in by a link, and nothing else that it would keep. They do not
  // know ports: what holds at the server holds at the proxy.
  async signed_in(name = "127.0.0.1") {
    const context = await this.browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    const { body } = await this.server.rpc(this.server.tokens[0], "link.create", {});
    const address = this.server.http.replace("127.0.0.1", name);
    await page.goto(`${address}/#link=${body.result.secret}`);
    await page.waitForSelector("a.room");
    const cookies = await context.cookies();
    await context.close();
    return cookies;
  }

  // A browser of its own with that session. at: "trusted" (service worker, Web Locks) or "plain".
  async context(at = "trusted") {
    const name = at === "plain" ? plain_name : "127.0.0.1";
    this.cookies ??= {};
    this.cookies[at] ??= await this.signed_in(name);
    const context = await this.browser.newContext({
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      ...this.options,
      storageState: { cookies: this.cookies[at], origins: [] },
    });
    context.setDefaultTimeout(60_000);
    context.address = `http://${name}:${this.proxy.port}/`;
    return context;
  }

  async visit({ at = "trusted", prepare, context } = {}) {
    const where = context ?? (await this.context(at));
    const page = await where.newPage();
    watch(page);
    page.cdp = await where.newCDPSession(page);
    await prepare?.(page);
    await page.goto(where.address);
    await page.waitForSelector("a.room");
    return page;
  }

  async close() {
    for (const { socket } of this.speakers ?? []) socket.socket.terminate();
    await this.browser?.close();
    await this.proxy?.close();
    await this.server?.close();
  }
}

export async function enter(page, room) {
  await page.evaluate((to) => (location.hash = `#/r/${to}`), room);
  await page.waitForSelector("[role=log] article");
}

// What the main thread has done so far, in ms of its own processor time: other programs that take
// the processor meanwhile do not count.
export async function work(page) {
  if (!page.has_metrics) await page.cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  page.has_metrics = true;
  const { metrics } = await page.cdp.send("Performance.getMetrics");
  const of = (name) => metrics.find((one) => one.name === name).value * 1000;
  const [script, layout, style] = ["ScriptDuration", "LayoutDuration", "RecalcStyleDuration"];
  return {
    script: of(script),
    layout: of(layout),
    style: of(style),
    sum: of(script) + of(layout) + of(style),
    task: of("TaskDuration"),
  };
}
export const between = (before, after) =>
  Object.fromEntries(Object.keys(after).map((key) => [key, after[key] - before[key]]));
export const rounded = (record, digits = 1) =>
  Object.fromEntries(Object.entries(record).map(([key, ms]) => [key, Number(ms.toFixed(digits))]));

export const slow_cpu = (page, rate) => page.cdp.send("Emulation.setCPUThrottlingRate", { rate });
