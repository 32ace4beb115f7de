// A real server, a real browser, and members who come in by link. One browser a test file.
//   const house = await House.open({ members: 2, rooms: 1 });
//   const ann = await house.comeIn(0, phone);  // a Playwright page, signed in
//   ann.trouble      // console errors and CSP reports
//   ann.heard, ann.told  // the messages of its sockets, as they came and went
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { Server, no_server } from "../../support/server.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const executablePath = process.env.XINQIAO_CHROMIUM ?? "/usr/bin/chromium";
export const skip = no_server || (existsSync(executablePath) ? false : "chromium is not installed");
// Shows tests, and pages, that count on being quicker than the network (tests/README.md).
export const rtt_ms = Number(process.env.XINQIAO_TEST_RTT_MS ?? 0);
// For `skip`, of what stays away from it and why.
export const quick_only = (why) => (rtt_ms > 0 ? why : false);
export const pictures = join(root, "build/pictures");
const takesPictures = process.env.XINQIAO_PICTURES !== "no"; // they are for people alone

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const desk = { viewport: { width: 1440, height: 900 } };
export const words = {
  "zh-CN": {
    rooms: "房间",
    search: "搜索",
    nothing: "没有找到",
    reply: "回复",
    edit: "修改",
    delete: "删除",
    deleted: "这条消息已删除",
    edited: "已修改",
    more: "更多操作",
    waiting: "待发送",
    failed: "没有发出",
    create: "新建房间",
    createTitle: "房间名称",
    createDo: "建立",
    join: "加入",
    panel: "房间的成员和规则",
    leave: "离开房间",
    leaveHow: "以后可以再加入",
    joined: /加入了房间/,
    left: /离开了房间/,
    empty: "还没有人说话",
    typing: "正在输入",
    members: (n) => `${n} 位成员`,
    unread: (n) => `${n} 条未读`,
    titleInvalid: /不能太长/,
    settings: "设置",
    signOut: "退出登录",
    thisDevice: "这台设备",
    endDevice: "下线",
    used: /已经用过/,
    ended: /已经结束/,
  },
  en: {
    rooms: "Rooms",
    search: "Search",
    nothing: "Nothing was found",
    reply: "Reply",
    edit: "Edit",
    delete: "Delete",
    deleted: "This message was deleted",
    edited: "edited",
    more: "More actions",
    waiting: "Waiting to be sent",
    failed: "Not sent",
    create: "New room",
    createTitle: "Name of the room",
    createDo: "Make it",
    join: "Join",
    panel: "Members and rules of the room",
    leave: "Leave the room",
    leaveHow: "You can join again",
    joined: /joined$/,
    left: /left$/,
    empty: "Nobody has spoken yet",
    typing: "typing…",
    members: (n) => `${n} member${n === 1 ? "" : "s"}`,
    unread: (n) => `${n} unread`,
    titleInvalid: /must not be .*too long/,
    settings: "Settings",
    signOut: "Sign out",
    thisDevice: "this device",
    endDevice: "Sign it out",
    used: /has been used/,
    ended: /have been signed out/,
  },
};

// The last such list counts: Playwright's own (chromiumSwitches.js), and of Chromium's window what
// nobody sees here. Two processes for each page's address bar take more than a third of all work.
const without = [
  "AvoidUnnecessaryBeforeUnloadCheckSync,BoundaryEventDispatchTracksNodeRemoval",
  "DestroyProfileOnBrowserClose,DialMediaRouteProvider,GlobalMediaControls,HttpsUpgrades",
  "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,Translate,AutoDeElevate",
  "RenderDocument,OptimizationHints",
  "WebUIOmniboxPopup,WebUIOmniboxFullPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess",
].join(",");

export function launch(more = []) {
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disable-features=${without}`,
      ...more,
    ],
  });
}

export class House {
  static async open({ browser = [], ...options }) {
    const house = new House();
    house.server = await Server.start(options);
    if (rtt_ms > 0) await house.server.put_behind(rtt_ms);
    house.browser = await launch(browser);
    return house;
  }

  async close() {
    await this.browser?.close();
    await this.server?.close();
  }

  async secret(index) {
    const { body } = await this.server.rpc(this.server.tokens[index], "link.create", {});
    return body.result.secret;
  }

  // A page in a context of its own; page.trouble gathers what nobody may see in a console.
  async page(options = {}) {
    const context = await this.browser.newContext({
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      ...options,
    });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    watch(page);
    return page;
  }

  async comeIn(index, options) {
    const page = await this.page(options);
    await page.goto(`${this.server.http}/#link=${await this.secret(index)}`);
    await page.waitForSelector(".rooms");
    return page;
  }

  // Opens the first room of the list.
  async enterRoom(page) {
    await page.locator("a.room").first().click();
    await page.waitForSelector("[role=log]");
  }
}

// A test may send what is none.
function message(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { raw: text };
  }
}

export function watch(page) {
  page.trouble = [];
  page.heard = [];
  page.told = [];
  page.on("websocket", (socket) => {
    socket.on("framereceived", ({ payload }) => page.heard.push(message(payload)));
    socket.on("framesent", ({ payload }) => page.told.push(JSON.parse(payload)));
  });
  page.on("console", (message) => {
    // A server that is down, and not being signed in, are told to the person; the browser logs
    // them too, and that it could not look for a newer service worker.
    const known = /ERR_|WebSocket|401|error occurred when fetching the script/;
    if (message.type() === "error" && !known.test(message.text()))
      page.trouble.push(message.text());
  });
  page.on("pageerror", (error) => page.trouble.push(String(error.stack)));
}

export const bubble = (page, text) =>
  page.locator("article.message", { has: page.locator(".text", { hasText: text }) });
// The server has it: only then can it be acted upon.
export const sent = (page, text) =>
  page.locator("article.message.kept", { has: page.locator(".text", { hasText: text }) });
export const texts = (page) => page.locator("article .text").allTextContents();

export async function say(page, text) {
  await page.locator("textarea").fill(text);
  await page.locator(".send").click();
}

// Until `read` gives something `right`: Playwright polls the page, we poll Playwright.
export async function until(read, right, what, ms = 15_000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await read();
    if (right(value)) return value;
    if (Date.now() > end)
      throw new Error(`waited ${ms} ms for ${what}; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function act(page, text, name) {
  const row = bubble(page, text).last();
  await row.hover();
  await row.locator("[data-more]").click();
  await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
}

export async function picture(page, name) {
  if (!takesPictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`) });
}
