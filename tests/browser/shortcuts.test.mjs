// The keyboard alone: through the rooms, to what is unread, to the latest; the sheet of keys, links
// that skip, arrow keys in the list of rooms. Never in the way of an input method.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/access.mjs";
import { bubble, desk, launch, until } from "./support/house.mjs";
import { skip, villages } from "./support/village.mjs";

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());
const it = (name, run) => test(name, { skip }, run);

const inVillage = villages(() => browser);

const titleIs = (page, title) =>
  until(
    () => page.locator("#room-name").textContent().catch(() => ""),
    (seen) => seen === title,
    title,
  );
const titles = (page) => page.locator("a.room .title").allTextContents();

it("Alt with the arrows leads through the rooms as they stand, also while writing", () =>
  inVillage(desk, {}, async (village, page) => {
    const list = await titles(page);
    await page.keyboard.press("Alt+ArrowDown");
    await titleIs(page, list[0]);
    await page.locator("textarea").fill("写到一半");
    await page.keyboard.press("Alt+ArrowDown");
    await titleIs(page, list[1]);
    await page.keyboard.press("Alt+ArrowUp");
    await titleIs(page, list[0]);
    await page.keyboard.press("Alt+ArrowUp");
    await titleIs(page, list[0]);
    await until(() => page.locator("textarea").inputValue(), (text) => text === "写到一半", "it");
  }),
);

it("with Shift it leads to what is unread, all round", () =>
  inVillage(desk, {}, async (village, page) => {
    const unread = await page.locator("a.room.fresh .title").allTextContents();
    assert.equal(unread.length, 2);
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await titleIs(page, unread[0]);
    await page.keyboard.press("Alt+Shift+ArrowDown");
    await titleIs(page, unread[1]);
  }),
);

it("Escape marks all of a room as read and goes to the latest, if nothing else takes it", () =>
  inVillage(desk, {}, async (village, page) => {
    await village.enter("Quarterly");
    const log = page.locator(".log");
    for (let i = 0; i < 40; i++) village.server.say(4, 2, { kind: "post", text: `再来 ${i}` });
    await bubble(page, "再来 39").waitFor();
    await log.evaluate((box) => (box.scrollTop = 0));
    await page.locator(".pill").waitFor();

    // A dialog takes it.
    await page.keyboard.press("Control+/");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator(".pill").waitFor();
    // A reply that was begun takes it.
    await bubble(page, "第 3 条").hover();
    await bubble(page, "第 3 条").locator("[data-more]").click();
    await page.getByRole("dialog").getByRole("button", { name: "回复" }).click();
    await page.locator(".purpose").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".purpose").waitFor({ state: "detached" });
    await page.locator(".pill").waitFor();
    // An input method takes it.
    await page.locator("textarea").evaluate((area) =>
      area.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Escape", isComposing: true, bubbles: true }),
      ),
    );
    await page.locator(".pill").waitFor();

    await page.keyboard.press("Escape");
    await page.locator(".pill").waitFor({ state: "detached" });
    await page.getByText("已经到最新，全部标为已读。").waitFor({ state: "attached" });
    const room = village.server.rooms.get(4);
    await until(
      () => village.server.reads.get("1:4")?.seq,
      (seq) => seq === room.log.length,
      "all to be read",
    );
  }),
);

it("the sheet opens by ? and from anywhere by Control with /; single letters can be off", () =>
  inVillage(desk, {}, async (village, page) => {
    const sheet = page.locator("dialog .shortcuts");
    await page.keyboard.press("?");
    await sheet.waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel(/单个字符/).uncheck();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await page.keyboard.press("?");
    await page.keyboard.press("/");
    assert.equal(await sheet.count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "BODY");

    await village.enter();
    await page.locator("textarea").focus();
    await page.keyboard.type("真的?");
    assert.equal(await page.locator("textarea").inputValue(), "真的?");
    await page.keyboard.press("Control+/");
    await sheet.waitFor();
    await page.getByLabel(/单个字符/).check();
    await page.keyboard.press("Escape");
    await page.locator(".log").focus();
    await page.keyboard.press("/");
    const field = page.getByRole("searchbox", { name: "按名称找房间" });
    assert.ok(await field.evaluate((one) => one === document.activeElement));
  }),
);

it("the sheet is reached from the settings, too", () =>
  inVillage(desk, {}, async (village, page) => {
    await page.getByRole("button", { name: "设置", exact: true }).click();
    await page.getByRole("button", { name: "键盘快捷键" }).click();
    await page.locator("dialog .shortcuts").waitFor();
  }),
);

it("links that skip come first and lead where they say", () =>
  inVillage(desk, {}, async (village, page) => {
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "跳到 房间列表" }).waitFor();
    await page.keyboard.press("Enter");
    assert.ok(await page.evaluate(() => document.activeElement.matches("a.room")));
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=log]");
    await page.locator(".skip button").first().focus();
    assert.ok((await page.locator(".skip button").first().boundingBox()).width > 40);
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "TEXTAREA");
    await page.getByRole("button", { name: "跳到 消息" }).focus();
    await page.keyboard.press("Enter");
    assert.ok(await page.evaluate(() => document.activeElement.matches(".log")));
  }),
);

it("the list of rooms is one stop of the Tab key; arrows walk in it", () =>
  inVillage(desk, {}, async (village, page) => {
    assert.equal(await page.locator("a.room[tabindex='0']").count(), 1);
    const here = page.locator(":focus .title");
    const at = () => here.textContent();
    const list = await titles(page);
    await page.getByRole("searchbox", { name: "按名称找房间" }).focus();
    await page.keyboard.press("ArrowDown");
    assert.equal(await at(), list[0]);
    await page.keyboard.press("ArrowDown");
    assert.equal(await at(), list[1]);
    await page.keyboard.press("End");
    assert.equal(await at(), list.at(-1));
    await page.keyboard.press("Home");
    assert.equal(await at(), list[0]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await titleIs(page, list[1]);
    assert.equal(
      await page.locator("a.room[tabindex='0'] .title").textContent(),
      list[1],
      "the stop goes with one",
    );
  }),
);
