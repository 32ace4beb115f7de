// A house in memory with what strains a page: many rooms, long names, names from right to left,
// mentions, a mute, words that were not sent.
//   const village = await Village.open(browser, { ...phone, locale: "en" }, { text: "200" });
//   village.page, village.server
// Or for the length of one test, with all that comes later in place and a quiet console at its end:
//   const inVillage = villages(() => browser);
//   await inVillage(phone, { elder: "on" }, async (village, page) => …);
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { binary } from "../../support/server.mjs";
import { skip as unable, watch } from "./house.mjs";
import { MockServer } from "./mock_server.mjs";

export const folder = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");
export const skip =
  unable ||
  (existsSync(folder) && readdirSync(folder).includes("index.html") ? false : "no page is built");

const names = [
  "王敏",
  "李建国",
  "محمد عبد الرحمن",
  "Anastasia Konstantinopolskaya-Wintergreen",
  "欧阳淑兰",
];
const rooms = [
  "值班室",
  "一号装置联合运行与应急处置协调工作群（含外委单位）",
  "غرفة السلامة",
  "Quarterly maintenance planning and spare parts coordination",
  "食堂意见",
  "篮球队",
  "夜班交接",
  "设备检修",
  "新员工",
  "图书角",
];

export class Village {
  static async open(browser, options = {}, look = {}) {
    const village = new Village();
    const server = new MockServer(folder, { names, rooms });
    village.server = server;
    for (let room = 1; room < rooms.length; room++)
      for (const member of [1, 2, 3]) server.say(room, member, { kind: "joined" });
    talk(server);
    const row = server.row.bind(server);
    server.row = (member, r) => ({ ...row(member, r), ...r.more });
    server.rooms.get(1).more = { initials: "zbs" };
    server.rooms.get(8).more = { initials: "sbjx" };
    server.rooms.get(4).more = { mentions: 2 };
    server.rooms.get(6).more = { muted_until: Date.now() + 3_600_000 };
    const url = await server.listen();
    village.url = url;
    village.context = await browser.newContext({ locale: "zh-CN", ...options });
    village.context.setDefaultTimeout(15_000);
    await village.context.addInitScript((kept) => {
      for (const [name, value] of Object.entries(kept))
        if (localStorage.getItem(`xinqiao.${name}`) === null)
          localStorage.setItem(`xinqiao.${name}`, value);
    }, look);
    village.page = await village.another();
    return village;
  }

  // One more tab of the same browser.
  async another() {
    const page = await this.context.newPage();
    watch(page);
    await page.goto(`${this.url}/#link=${this.server.link(1)}`);
    await page.locator("a.room").first().waitFor();
    return page;
  }

  async enter(title = "值班室", page = this.page) {
    await page.locator("a.room", { hasText: title }).click();
    await page.locator("#room-name", { hasText: title }).waitFor();
    await page.locator("[role=log] article").first().waitFor();
  }

  // What comes a moment after the first paint is here.
  comfort(page = this.page) {
    return page.locator(".skip").waitFor({ state: "attached" });
  }

  async close() {
    await this.context?.close();
    await this.server.close();
  }
}

export const villages = (browser) => async (options, look, run) => {
  const village = await Village.open(browser(), options, look);
  try {
    await village.comfort();
    await run(village, village.page);
    assert.deepEqual(village.page.trouble, []);
  } finally {
    await village.close();
  }
};

function talk(server) {
  const said = [
    [2, "早上好。今天的安全会改到下午三点，在二楼会议室。"],
    [3, "صباح الخير، سأحضر الاجتماع."],
    [4, "Morning all — the spare parts for pump P-204 arrive on Thursday."],
    [2, "收到请回复。"],
    [1, "收到。"],
    [5, "https://example.org/" + "very-long-".repeat(14)],
  ];
  for (const [by, text] of said) server.say(1, by, { kind: "post", text });
  server.say(1, 1, { kind: "post", text: "那我去准备材料。", re: 4 });
  for (const room of [2, 3, 4, 6]) server.say(room, 2, { kind: "post", text: "请大家看一下。" });
  for (let i = 0; i < 12; i++) server.say(4, 3, { kind: "post", text: `第 ${i + 1} 条` });
  for (let room = 2; room < rooms.length; room++) {
    if ([4, 6].includes(room)) continue;
    const last = server.rooms.get(room).log.length;
    server.reads.set(`1:${room}`, { seq: last, n: server.rooms.get(room).n });
  }
  const first = server.rooms.get(1);
  server.reads.set("1:1", { seq: first.log.length, n: first.n });
}
