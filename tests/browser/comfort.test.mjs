// What makes the page easier to use: size of text, elder mode, reading aloud, finding a room, words
// that were not sent, browsers inside other programs, one's own sign-in link as a QR code.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { bubble, desk, launch, phone, picture, say, until } from "./support/house.mjs";
import { skip, villages } from "./support/village.mjs";

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());
const it = (name, run) => test(name, { skip }, run);

const narrow = { ...phone, viewport: { width: 320, height: 640 } };

const inVillage = villages(() => browser);

const openSettings = async (page, name = "设置") => {
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator("dialog .switch").waitFor();
};
const html = (page, name) => page.locator("html").getAttribute(name);
const fontSize = (page) =>
  page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));

it("the size of the text is kept, is there before the first paint, and in every tab", () =>
  inVillage(desk, {}, async (village, page) => {
    const other = await village.another();
    await openSettings(page);
    for (const [name, size] of [
      ["大", 20],
      ["特大", 24],
      ["最大", 32],
    ]) {
      await page.getByLabel(name, { exact: true }).check();
      assert.equal(await fontSize(page), size);
      await until(() => fontSize(other), (seen) => seen === size, "the other tab to follow");
    }
    await page.addInitScript(() => {
      new MutationObserver(() => {
        const app = document.getElementById("app");
        if (app?.firstChild) globalThis.sizeAtFirst ??= document.documentElement.dataset.text;
      }).observe(document, { childList: true, subtree: true });
    });
    await page.reload();
    await page.locator("a.room").first().waitFor();
    assert.equal(await page.evaluate(() => globalThis.sizeAtFirst), "200");
    await openSettings(page);
    await page.getByLabel("标准", { exact: true }).check();
    assert.equal(await html(page, "data-text"), null);
  }),
);

it("no size of text makes any screen wider than a phone", async () => {
  for (const [size, elder, locale, screen] of [
    ["100", "", "en", narrow],
    ["125", "", "zh-CN", narrow],
    ["150", "on", "zh-CN", phone],
    ["200", "", "en", narrow],
    ["200", "on", "en", narrow],
  ]) {
    const options = { ...screen, locale };
    await inVillage(options, { text: size, elder }, async (village, page) => {
      const fits = async (what) =>
        assert.ok((await wide(page)) <= 0, `${what} at ${size} ${elder} ${locale}`);
      await village.comfort();
      await fits("the list of rooms");
      await village.enter();
      await fits("a room");
      village.server.faults.refuse = () => "not_member";
      await say(page, "x");
      await page.locator(".unsent:visible").waitFor();
      await fits("what was not sent");
      await page.keyboard.press("Control+/");
      await page.locator("dialog .shortcuts").waitFor();
      await fits("the sheet of keys");
      const inner = await page.evaluate(() => {
        const dialog = document.querySelector("dialog[open]");
        return dialog.scrollWidth - dialog.clientWidth;
      });
      assert.ok(inner <= 0, `the sheet within at ${size} ${locale}`);
      await page.keyboard.press("Escape");
      await page.locator(".head .back").click();
      await openSettings(page, locale === "en" ? "Settings" : "设置");
      await fits("the settings");
      await picture(page, `comfort-${locale}-${size}${elder}-settings`);
    });
  }
});

it("elder mode: large targets, words beside signs, nothing hidden until pointed at", () =>
  inVillage(phone, {}, async (village, page) => {
    await openSettings(page);
    await page.getByLabel(/^长辈版/).check();
    await page.keyboard.press("Escape");
    assert.equal(await html(page, "data-elder"), "on");
    assert.equal(await fontSize(page), 20);
    await page.getByRole("button", { name: "新建房间" }).getByText("新建房间").waitFor();
    await village.enter();
    const row = bubble(page, "收到请回复");
    for (const name of ["朗读", "更多"])
      await row.getByRole("button", { name: `${name}, 李建国` }).waitFor();
    await page.getByRole("button", { name: "发送" }).getByText("发送").waitFor();
    const small = () =>
      page.evaluate(() =>
        [...document.querySelectorAll("button, a, input, textarea")]
          .filter((one) => one.offsetParent !== null && !one.closest(".skip"))
          .filter((one) => !one.matches(".name, .readers, .quote"))
          .map((one) => [one.className || one.tagName, one.getBoundingClientRect().height])
          .filter(([, height]) => height < 56),
      );
    assert.deepEqual(await small(), []);
    // What stands in the head of a room otherwise is found in its panel.
    await page.locator(".head").getByRole("button", { name: "房间的成员和规则" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "跳到某一天" }).click();
    await page.getByRole("dialog").locator("input[type=date]").fill("2026-01-01");
    await page.getByRole("dialog").getByRole("button", { name: "跳转" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator(".head .back").click();
    assert.deepEqual(await small(), []);
  }),
);

for (const [size, options, colorScheme, locale, look] of [
  ["phone", phone, "light", "zh-CN", { elder: "on" }],
  ["phone", phone, "dark", "en", { text: "200" }],
  ["desk", desk, "dark", "zh-CN", { elder: "on" }],
  ["desk", desk, "light", "en", { text: "200" }],
]) {
  const name = `comfort-${size}-${colorScheme}-${locale}-${Object.keys(look)[0]}`;
  it(`every comfort is readable by all (${name})`, () =>
    inVillage({ ...options, colorScheme, locale }, look, async (village, page) => {
      const check = async (what) => {
        assert.deepEqual(await violations(page), [], what);
        await picture(page, `${name}-${what}`);
      };
      await village.comfort();
      await check("rooms");
      await village.enter();
      await check("room");
      village.server.faults.refuse = () => "not_member";
      await say(page, "这句话发不出去");
      await page.locator(".unsent:visible").waitFor();
      await check("unsent");
      await page.keyboard.press("Control+/");
      await page.locator("dialog .shortcuts").waitFor();
      await check("keys");
      await page.keyboard.press("Escape");
      if (size === "phone") await page.locator(".head .back").click();
      const field = page.locator(".finding input");
      await field.fill("sb");
      await page.locator(".in-words").waitFor();
      await check("found");
      await openSettings(page, locale === "en" ? "Settings" : "设置");
      await check("settings");
    }),
  );
}

const system = { forcedColors: "active", reducedMotion: "reduce" };
it("forced colours keep what colour alone would say; reduced motion moves nothing", () =>
  inVillage({ ...desk, ...system }, {}, async (village, page) => {
    await village.enter();
    const style = (selector, name) =>
      page.locator(selector).first().evaluate((one, what) => getComputedStyle(one)[what], name);
    assert.notEqual(await style(".room[aria-current]", "outlineStyle"), "none");
    assert.notEqual(await style(".badge", "borderTopStyle"), "none");
    assert.match(await style("button", "transitionDuration"), /^0s/);
    await picture(page, "comfort-forced-colours");
  }),
);

// --- The list of rooms ---

it("a room is found by a part of its name or its initials; else the words are searched", () =>
  inVillage(desk, {}, async (village, page) => {
    const field = page.getByRole("searchbox", { name: "按名称找房间" });
    const titles = () => page.locator(".room .title").allTextContents();
    await field.fill("zbs");
    await until(titles, (found) => found.length === 1, "one room");
    assert.deepEqual(await titles(), ["值班室"]);
    await field.press("Enter");
    await page.waitForSelector("[role=log]");
    await field.fill("SPARE");
    await until(titles, (found) => found.length === 1, "one room");
    await field.press("Escape");
    assert.equal(await field.inputValue(), "");
    await field.fill("备件");
    await page.getByRole("status").getByText("找到 0 个房间").waitFor();
    village.server.faults.search = () => ({ hits: [], more: false });
    await page.getByRole("button", { name: "在消息里搜索“备件”" }).click();
    await page.locator("dialog input[type=search]").waitFor();
    assert.equal(await page.locator("dialog input[type=search]").inputValue(), "备件");
  }),
);

it("each room tells who asks for one, what is unread, and that one is muted there", () =>
  inVillage(narrow, {}, async (village, page) => {
    const row = page.locator("a.room", { hasText: "Quarterly" });
    assert.match(await row.locator(".badge.at").innerText(), /@2/);
    assert.match(await row.locator(".badge:not(.at)").innerText(), /13/);
    await page.getByRole("button", { name: /2 条提到您/ }).waitFor();
    await page.locator("a.room", { hasText: "篮球队" }).getByText("您被禁言").waitFor();
    const mark = await page.locator(".rooms .mark").boundingBox();
    assert.ok(mark.width >= 30, `the mark is ${mark.width} px wide`);
    assert.deepEqual(await violations(page), []);
  }),
);

it("names from right to left stay in their place", () =>
  inVillage(desk, {}, async (village, page) => {
    await village.enter();
    const title = page.locator(".room .title", { hasText: "غرفة" });
    assert.equal(await title.evaluate((one) => getComputedStyle(one).textAlign), "left");
    const label = () => bubble(page, "صباح").getAttribute("aria-label");
    const called = (text) => text.startsWith("\u2068محمد عبد الرحمن\u2069, ");
    await until(label, called, "the name"); // names are asked for
    assert.ok((await wide(page)) <= 0);
  }),
);

// --- What was not sent ---

it("words that are too long, put in and sent at once, stay, and it is said why", () =>
  inVillage(desk, {}, async (village, page) => {
    await village.enter();
    const text = "长".repeat(10_000);
    await page.locator("textarea").evaluate((area, words) => {
      const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(area), "value");
      set.call(area, words);
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
      area.form.requestSubmit();
    }, text);
    await page.waitForTimeout(1_000); // longer than the page takes to hear of what is written
    await page.locator("#room-left[role=alert]", { hasText: "太长" }).waitFor();
    assert.equal(await page.locator("textarea").inputValue(), text);
  }),
);

it("one bar tells of all that was not sent: retried, or discarded after asking", () =>
  inVillage(desk, {}, async (village, page) => {
    const { faults, rooms } = village.server;
    const said = (room) => rooms.get(room).log.filter(({ kind }) => kind === "post").length;
    faults.refuse = () => "not_member";
    await village.enter();
    const before = said(1) + said(2);
    await say(page, "第一条");
    await village.enter("一号装置");
    await say(page, "第二条");
    const bar = page.locator(".unsent:visible");
    await bar.getByText("有 2 条消息没有发出").waitFor();
    assert.equal(await bar.count(), 1);

    faults.unreachable = true;
    for (const socket of village.server.sockets) socket.close(4000);
    await page.locator(".bar.told").waitFor();
    assert.equal(await bar.count(), 0, "without a connection nothing can be sent again");
    faults.unreachable = false;
    // The page may be back by itself, and the button gone, before one gets to press it.
    await page.getByRole("button", { name: "立即重试" }).click({ timeout: 1_000 }).catch(() => {});
    await bar.getByText("有 2 条消息没有发出").waitFor();

    faults.refuse = undefined;
    await bar.getByRole("button", { name: "全部重试" }).click();
    await until(() => said(1) + said(2), (now) => now === before + 2, "both to be said");
    await bar.waitFor({ state: "detached" });

    faults.refuse = () => "not_member";
    await say(page, "第三条");
    await bar.getByRole("button", { name: "全部删除" }).click();
    await page.getByRole("dialog").getByText("不能恢复").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "取消" }).click();
    await bar.getByText("有 1 条消息没有发出").waitFor();
    await bar.getByRole("button", { name: "全部删除" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "全部删除" }).click();
    await bar.waitFor({ state: "detached" });
    assert.equal(await bubble(page, "第三条").count(), 0);
  }),
);

// --- Elsewhere ---

const weChat =
  "Mozilla/5.0 (Linux; Android 10; HUAWEI) AppleWebKit/537.36 Chrome/86.0 Mobile Safari/537.36 " +
  "MMWEBID/1 MicroMessenger/8.0.49 WeChat/arm64 NetType/4G Language/zh_CN";

it("inside WeChat it is said once what is missing, and again in the settings", () =>
  inVillage({ ...phone, userAgent: weChat }, {}, async (village, page) => {
    const notice = page.locator(".slip");
    await notice.getByText("您正在微信里使用心桥").waitFor();
    await notice.getByText("没有网络时打不开").waitFor();
    await notice.getByText("在浏览器打开").waitFor();
    assert.deepEqual(await violations(page), []);
    assert.ok((await wide(page)) <= 0);
    await picture(page, "comfort-wechat");
    await notice.getByRole("button", { name: "知道了" }).click();
    await notice.waitFor({ state: "detached" });
    await page.reload();
    await village.comfort();
    assert.equal(await notice.count(), 0);
    await openSettings(page);
    await page.getByRole("dialog").getByText("您正在微信里使用心桥").waitFor();
  }),
);

it("a browser of its own is told nothing of the kind", () =>
  inVillage(phone, {}, async (village, page) => {
    assert.equal(await page.locator(".slip").count(), 0);
  }),
);

it("the sign-in link for another device is a QR code, too", () =>
  inVillage(desk, {}, async (village, page) => {
    await openSettings(page);
    await page.getByRole("button", { name: "在另一台设备上登录" }).click();
    const code = page.getByRole("img", { name: "登录链接的二维码" });
    await code.waitFor();
    assert.ok((await code.locator("path").getAttribute("d")).length > 1_000);
    assert.match(await page.locator("#new-link").inputValue(), /#link=secret-/);
    assert.deepEqual(await violations(page), []);
    await picture(page, "comfort-own-link");
  }),
);
