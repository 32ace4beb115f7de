// The core of it in Firefox (Debian's firefox-esr, by WebDriver BiDi): coming in by a link, talk,
// editing, replying, a reload, a server that is killed and comes back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server } from "../support/server.mjs";
import { launch_firefox, no_firefox as skip } from "./support/firefox.mjs";
import { until } from "./support/house.mjs";

let server;
let browser;
before(async () => {
  if (skip) return;
  server = await Server.start({ members: 2, rooms: 1 });
  browser = await launch_firefox();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

async function come(index) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.trouble = [];
  // That a server which is down cannot be reached is told to the person; Firefox logs it too.
  const known = /can.t establish a connection|was interrupted|NetworkError/;
  const note = (text) => known.test(text) || page.trouble.push(text);
  page.on("pageerror", (error) => note(String(error)));
  page.on("console", (message) => message.type() === "error" && note(message.text()));
  const { body } = await server.rpc(server.tokens[index], "link.create", {});
  await page.goto(`${server.http}/#link=${body.result.secret}`);
  await page.waitForSelector("a.room");
  await page.evaluate(() => document.querySelector("a.room").click());
  await page.waitForSelector("textarea");
  return page;
}

const texts = (page) =>
  page.$$eval("article.message .text", (all) => all.map((one) => one.textContent));
const has = (page, text) =>
  until(() => texts(page), (list) => list.includes(text), `“${text}” to be read`, 30_000);
const draft = (page) => page.$eval("textarea", (area) => area.value);
async function say(page, text) {
  await page.focus("textarea");
  await page.keyboard.down("Control");
  await page.keyboard.press("a");
  await page.keyboard.up("Control");
  await page.type("textarea", text);
  await page.keyboard.press("Enter");
}
async function act(page, text, name) {
  await page.evaluate((wanted) => {
    const rows = [...document.querySelectorAll("article.message")];
    const row = rows.find((one) => one.querySelector(".text")?.textContent === wanted);
    row.querySelector("[data-more]").click();
  }, text);
  await page.waitForSelector("dialog .menu button");
  await page.evaluate((wanted) => {
    const buttons = [...document.querySelectorAll("dialog .menu button")];
    buttons.find((one) => one.textContent === wanted).click();
  }, name);
  await until(() => page.$("dialog"), (open) => open === null, "the menu to close");
}

test("the core of it in Firefox", { skip, timeout: 120_000 }, async () => {
  const ann = await come(0);
  const bo = await come(1);
  assert.equal(await ann.$eval("html", (html) => html.lang), "zh-CN");
  await say(ann, "你好，火狐");
  await has(bo, "你好，火狐");
  await act(bo, "你好，火狐", "回复");
  await say(bo, "收到");
  await has(ann, "收到");
  const quotes = await ann.$$eval(".quote", (all) => all.map((one) => one.textContent));
  assert.ok(quotes.some((quote) => quote.includes("你好，火狐")));
  await act(ann, "你好，火狐", "修改");
  await until(() => draft(ann), (text) => text === "你好，火狐", "the words to be edited");
  await say(ann, "你好，火狐（改）");
  await has(bo, "你好，火狐（改）");

  await ann.type("textarea", "写到一半");
  await until(() => draft(ann), (text) => text === "写到一半", "what is typed");
  await ann.reload();
  await ann.waitForSelector("textarea");
  await until(() => draft(ann), (text) => text === "写到一半", "the draft after a reload");
  assert.match(await ann.evaluate(() => location.hash), /^#\/r\/1$/);
  await has(ann, "收到");

  await server.kill();
  await say(ann, "服务器不在时");
  await ann.waitForSelector("article.waiting");
  await server.serve(server.host);
  await has(bo, "服务器不在时");
  await until(() => ann.$("article.waiting"), (row) => row === null, "it to be said", 30_000);
  const once = (await texts(bo)).filter((text) => text === "服务器不在时");
  assert.equal(once.length, 1);
  for (const page of [ann, bo]) assert.deepEqual(page.trouble, []);
});
