// One run: pages of the real modules against a real server, through trouble that comes from a seed.
//   const sum = await run_seed({ seed, reconnects, plant });
//   // { reconnects, tries, words, rounds, wrongs: [{ kind, what }] }
// The order in which a machine does things is not in the seed: the same seed is the same trouble,
// not the same run. In each round all is cut, halved, slowed and reordered; then it comes to rest
// and must be right.
import { Server } from "../support/server.mjs";
import { load_modules, plants } from "./modules.mjs";
import { Page } from "./page.mjs";
import { close_all, draw_fate } from "./road.mjs";
import { Watch } from "./watch.mjs";

const members = 5; // each with two pages: two devices, or two tabs
const rooms = 3;
const round_reconnects = 250;
const rest_ms = 20_000;
const rest_planted_ms = 3_000;
const flood_words = 230; // more than one resume brings

// The numbers of a seed: mulberry32.
export function random_of(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
const pause = (ms) => new Promise((go_on) => setTimeout(go_on, ms));

class Schedule {
  constructor(seed, modules, server, patience_ms) {
    this.patience_ms = patience_ms;
    this.random = random_of(seed);
    this.modules = modules;
    this.server = server;
    this.watch = new Watch();
    this.trouble = 70;
    this.said = 0;
    this.pages = server.tokens.flatMap((token, i) =>
      ["page", "phone"].map((device) => this.open_page(`m${i + 1}-${device}`, token)),
    );
    this.flooded = 0;
  }
  below(bound) {
    return Math.floor(this.random() * bound);
  }
  pick(list) {
    return list[this.below(list.length)];
  }
  get port() {
    return Number(new URL(this.server.own_http).port);
  }
  open_page(name, token) {
    let boxes = 0;
    const store = new this.modules.memory_outbox.MemoryOutbox(
      () => `${name}-${this.server.tag}-box-${(boxes += 1)}`,
    );
    return new Page({
      ...{ name, token, store, modules: this.modules, watch: this.watch, random: this.random },
      port: () => this.port,
      fate: () => draw_fate(this.random, this.trouble),
      // Somebody looks at the end of a room before what was missed has come.
      greeted: (page) => {
        if (this.below(3) === 0) this.look(page, false);
      },
    });
  }
  get reconnects() {
    return this.pages.reduce((sum, { hellos }) => sum + Math.max(0, hellos - 1), 0);
  }

  // --- Trouble ---
  async round(reconnects) {
    const end = this.reconnects + reconnects;
    this.trouble = this.pick([30, 70, 95]);
    const dies = this.below(8) === 0;
    let ticks = 0;
    while (this.reconnects < end && this.watch.wrongs.length === 0) {
      await pause(1);
      for (let acts = this.below(8); acts > 0; acts--) this.act();
      ticks += 1;
      if (dies && ticks === 40) await this.server.restart();
    }
  }
  act() {
    const page = this.pick(this.pages);
    const what = this.below(100);
    if (what < 30) return this.say(page);
    if (what < 40) return this.change(page);
    if (what < 62) return this.look(page, what < 48);
    if (what < 92) return page.road?.cut();
    if (what < 95) return page.reload();
    if (what < 97) return page.link.probe();
    if (what < 98) return this.sleep(page);
    if (what === 98 && this.below(8) === 0) void this.flood();
  }
  say(page) {
    this.said += 1;
    const room = 1 + this.below(rooms);
    const tag = `[${page.name}.${this.said}]`;
    this.watch.words.push({ tag, page: page.name, room });
    void page.say(room, `${tag} 好的,收到 🌱`);
  }
  look(page, goes_up) {
    void page.look(1 + this.below(rooms), 1 + this.below(goes_up ? 40 : 8), goes_up);
  }
  // Edits or deletes a word of its member's, perhaps one that another device of hers has said.
  change(page) {
    const [room, line] = this.pick([...page.lines, [0, undefined]]);
    if (!line || !page.me) return;
    const mine = line.order.filter((seq) => {
      const shown = line.shown.get(seq);
      return shown.kind === "post" && shown.by === page.me.member;
    });
    if (mine.length === 0) return;
    const target = this.pick(mine.slice(-20));
    if (this.below(3) > 0) return void page.change(room, target, `改 ${(this.said += 1)}`);
    const tag = /^\[[^\]]+\]/.exec(line.shown.get(target).text)?.[0];
    for (const word of this.watch.words) if (word.tag === tag) word.is_deleted = true;
    void page.change(room, target);
  }
  // Away for a while, in which more may be said than is told at once.
  sleep(page) {
    page.link.stop();
    this.watch.left(page);
    setTimeout(() => page.turn && page.link.start(), 20 + this.below(200));
  }
  async flood() {
    if (this.flooding) return;
    this.flooding = true;
    const room = 1 + this.below(rooms);
    const long = this.below(5) === 0 ? "长".repeat(3_500) : ""; // who reads slowly is cut off
    const outbox = `flood-${this.server.tag}-${(this.flooded += 1)}-of-words`;
    try {
      const socket = await this.server.connect(this.server.tokens[0]);
      for (let n = 1; n <= flood_words; n++) {
        const sent = socket.ask("message.post", { room, text: `水 ${n} ${long}`, outbox, n });
        sent.catch(() => {}); // the server is being killed
        if (n % 60 === 0) await sent;
      }
      await socket.call("ping", {});
      socket.socket.terminate();
    } catch {
      // Likewise.
    } finally {
      this.flooding = false;
    }
  }

  // --- Rest ---
  async rest() {
    this.trouble = 0;
    for (const page of this.pages) {
      page.road?.cut();
      page.link.start();
      page.link.retryNow();
    }
    const until = Date.now() + this.patience_ms;
    while (Date.now() < until && this.watch.wrongs.length === 0) {
      await pause(20);
      if (!this.flooding && (await this.is_at_rest())) return;
    }
    if (this.watch.wrongs.length > 0) return;
    const tops = await this.tops();
    for (const page of this.pages) {
      const left = await this.waiting(page);
      if (left.length === 0 && this.watch.is_up_to_date(page, tops)) continue;
      const { name } = page.link.state;
      this.watch.wrong("unrest", `${page.name} is ${name} with ${left.length} words`);
    }
    this.watch.check_words(await this.logs());
  }
  async waiting(page) {
    return (await page.store.all()).filter((item) => item.failure === undefined);
  }
  async is_at_rest() {
    for (const page of this.pages) if ((await this.waiting(page)).length > 0) return false;
    const tops = await this.tops();
    return this.pages.every((page) => this.watch.is_up_to_date(page, tops));
  }
  // What the server says of itself, on a way without trouble.
  async tops() {
    const { body } = await this.server.rpc(this.server.tokens[0], "room.list", {});
    return new Map(body.result.rooms.map((row) => [row.room, row.last_seq]));
  }
  async logs() {
    const logs = new Map();
    for (const room of (await this.tops()).keys()) {
      const log = [];
      for (;;) {
        const ask = { room, after: log.length, limit: 200 };
        const { body } = await this.server.rpc(this.server.tokens[0], "history", ask);
        log.push(...body.result.events);
        if (body.result.events.length === 0) break;
      }
      logs.set(room, log);
    }
    return logs;
  }
  async check() {
    const logs = await this.logs();
    for (const page of this.pages) {
      this.watch.check_page(page, logs);
      for (const item of await page.store.all()) {
        if (item.method !== "message.post") await page.store.withdraw(item.id);
        else this.watch.wrong("lost", `${page.name} is refused: ${item.failure.reason}`);
      }
    }
    this.watch.check_words(logs);
  }
}

let servers = 0;
export async function run_seed({ seed, reconnects, plant, modules }) {
  const loaded = modules ?? (await load_modules(plant));
  const args = ["--commands-per-second", "0"];
  const server = await Server.start({ members, rooms, args });
  server.tag = `${process.pid}-${(servers += 1)}`;
  const schedule = new Schedule(seed, loaded, server, plant ? rest_planted_ms : rest_ms);
  const { watch, pages } = schedule;
  let rounds = 0;
  try {
    while (schedule.reconnects < reconnects && watch.wrongs.length === 0) {
      await schedule.round(Math.min(round_reconnects, reconnects - schedule.reconnects));
      if (watch.wrongs.length === 0) await schedule.rest();
      if (watch.wrongs.length === 0) await schedule.check();
      rounds += 1;
    }
  } finally {
    for (const page of pages) page.close();
    close_all();
    await server.close();
  }
  const tries = pages.reduce((sum, page) => sum + page.tries, 0);
  const { wrongs, words } = watch;
  const slow = pages.reduce((sum, page) => sum + page.cut_as_slow, 0);
  return { reconnects: schedule.reconnects, tries, rounds, words: words.length, slow, wrongs };
}

const seeds_for_a_plant = 8;
const planted_reconnects = 250;

// The first seed in which the harness says what the bug breaks.
export async function find_plant(plant) {
  const modules = await load_modules(plant);
  for (let seed = 1; ; seed++) {
    const { wrongs } = await run_seed({ seed, reconnects: planted_reconnects, plant, modules });
    const is_found = wrongs.some(({ kind }) => kind === plants[plant].breaks);
    if (is_found || seed === seeds_for_a_plant) return { seed, wrongs };
  }
}
