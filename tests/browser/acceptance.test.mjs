// What everybody may expect of every screen, counted: nothing too small to hit, no word of the
// other language, focus that is seen, days and groups where they belong, and a way back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { MockServer } from "./support/mock_server.mjs";
import { desk, launch, phone, picture, until, watch } from "./support/house.mjs";
import { folder, skip, villages } from "./support/village.mjs";

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

const inVillage = villages(() => browser);
const narrow = { ...phone, viewport: { width: 320, height: 568 } };

// Each screen, opened and left again.
const screens = {
  rooms: async () => {},
  room: (village) => village.enter(),
  settings: (village) => dialog(village.page, { "zh-CN": "设置", en: "Settings" }),
  search: (village) => dialog(village.page, { "zh-CN": "搜索", en: "Search" }),
  create: (village) => dialog(village.page, { "zh-CN": "新建房间", en: "New room" }),
};
async function dialog(page, names) {
  await page.goto(`${page.url().split("#")[0]}#/`);
  const name = names[await page.locator("html").getAttribute("lang")];
  await page.getByRole("button", { name, exact: true }).click();
  await page.locator("dialog[open]").waitFor();
}
async function eachScreen(village, check) {
  for (const [screen, open] of Object.entries(screens)) {
    await open(village);
    await check(screen);
    if ((await village.page.locator("dialog[open]").count()) > 0)
      await village.page.keyboard.press("Escape");
    await village.page.locator("dialog[open]").waitFor({ state: "detached" });
  }
}

// What can be hit and is smaller than 24 px; links within a sentence may be.
const small = (page) =>
  page.evaluate(() => {
    const top = document.querySelector("dialog[open]") ?? document;
    return [...top.querySelectorAll("a, button, input, textarea, select, summary")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .filter((one) => !one.closest(".spoken, .skip, .text"))
      .map((one) => [one.closest("label") ?? one, one.outerHTML.slice(0, 90)])
      .map(([box, html]) => [box.getBoundingClientRect(), html])
      .filter(([{ width, height }]) => width > 0 && Math.min(width, height) < 24)
      .map(([{ width, height }, html]) => `${width}x${height} ${html}`);
  });

// Words of the page itself that are not of its language; what stands in quotes is a name.
const foreign = (page, wrong) =>
  page.evaluate((source) => {
    const pattern = new RegExp(source, "u");
    const found = [];
    const named = "[data-user], .text, .notice, .seal";
    const own = (node) =>
      node?.closest(`${named}, [lang], script, style, noscript`) === document.documentElement;
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode())
      if (own(node.parentElement) && pattern.test(node.data.replace(/“[^”]*”/g, "")))
        found.push(node.data);
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder]"))
      for (const name of ["title", "placeholder"])
        if (own(one) && pattern.test(one.getAttribute(name) ?? ""))
          found.push(one.getAttribute(name));
    return found;
  }, wrong);

for (const [tag, options, wrong] of [
  ["zh-CN, phone", { ...phone, locale: "zh-CN" }, "[A-Za-z]{3,}"],
  ["en, phone", { ...phone, locale: "en" }, "\\p{Script=Han}"],
  ["en, desk", { ...desk, locale: "en" }, "\\p{Script=Han}"],
  ["zh-CN, desk", { ...desk, locale: "zh-CN" }, "[A-Za-z]{3,}"],
]) {
  test(`targets are large enough, and the page speaks one language (${tag})`, { skip }, () =>
    inVillage(options, {}, (village, page) =>
      eachScreen(village, async (screen) => {
        assert.equal(await page.locator("html").getAttribute("lang"), options.locale);
        assert.deepEqual(await small(page), [], screen);
        assert.equal(await page.locator("[data-user=false]").count(), 0, screen);
        const keys = /^(Ctrl|Alt|Shift|Enter|Esc|English|Xinqiao|WeChat)\b|Ctrl|Cmd|Shift\+/;
        const words = (await foreign(page, wrong)).filter((text) => !keys.test(text.trim()));
        assert.deepEqual(words, [], screen);
      }),
    ),
  );
}

test("by Tab one reaches all of a room, and always sees where one is", { skip }, () =>
  inVillage(desk, {}, async (village, page) => {
    await village.enter();
    const seen = new Set();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const one = document.activeElement;
        if (one === document.body) return undefined;
        const { left, top, width, height } = one.getBoundingClientRect();
        const x = Math.min(Math.max(left + width / 2, 1), innerWidth - 1);
        const y = Math.min(Math.max(top + height / 2, 1), innerHeight - 1);
        const over = document.elementFromPoint(x, y);
        const { outlineStyle, outlineWidth, boxShadow, borderColor } = getComputedStyle(one);
        return {
          html: one.outerHTML.slice(0, 100),
          covered: !(over && (one.contains(over) || over.contains(one))),
          marked: (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none",
          borderColor,
        };
      });
      if (!at) continue;
      if (seen.has(at.html)) break;
      seen.add(at.html);
      assert.equal(at.covered, false, `covered: ${at.html}`);
      assert.equal(at.marked, true, `not marked: ${at.html}`);
    }
    const all = [...seen].join("\n");
    for (const part of ["<textarea", "data-more", 'role="log"'])
      assert.ok(all.includes(part), `${part} in\n${all}`);
  }),
);

test("with forced colours and reduced motion all is there, and nothing moves", { skip }, () =>
  inVillage({ ...phone, forcedColors: "active", reducedMotion: "reduce" }, {}, (village, page) =>
    eachScreen(village, async (screen) => {
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll("*")]
          .filter((one) => {
            const { transitionDuration, animationDuration, animationName } = getComputedStyle(one);
            const long = (text) => text.split(",").some((part) => parseFloat(part) > 0.01);
            return (
              long(transitionDuration) || (animationName !== "none" && long(animationDuration))
            );
          })
          .map((one) => one.outerHTML.slice(0, 80)),
      );
      assert.deepEqual(moving, [], screen);
      // The colours are the system's own here, which axe does not know.
      const found = await violations(page);
      assert.deepEqual(
        found.filter((one) => !one.startsWith("color-contrast")),
        [],
        screen,
      );
      await picture(page, `forced-colours-${screen}`);
    }),
  ),
);

test("back leads from a room to the list on a phone, and forward into it again", { skip }, () =>
  inVillage(phone, {}, async (village, page) => {
    await village.enter();
    await page.goBack();
    await page.locator(".rooms").waitFor();
    assert.equal(await page.locator("[role=log]").count(), 0);
    await page.goForward();
    await page.locator("#room-name").waitFor();
    await page.locator(".head .back").click();
    await page.locator("a.room").first().waitFor();
    assert.equal(await page.locator("[role=log]").count(), 0);
  }),
);

test("new words are announced to who reads at the end, old ones to nobody", { skip }, () =>
  inVillage(phone, {}, async (village, page) => {
    for (let i = 0; i < 150; i++) village.server.say(1, 2, { kind: "post", text: `第 ${i} 句` });
    await village.enter();
    await page
      .locator(".pill")
      .click({ timeout: 3_000 })
      .catch(() => {});
    const log = page.locator("[role=log]");
    await until(
      () => log.getAttribute("aria-live"),
      (live) => live === "polite",
      "the end to be live",
    );
    await log.evaluate((box) => (box.scrollTop = 40));
    await until(
      () => log.getAttribute("aria-live"),
      (live) => live === "off",
      "older words to be silent",
    );
  }),
);

// Words of one member at given times; the rows as they are shown, in a time zone.
async function rowsOf(timezoneId, times) {
  const server = new MockServer(folder, { names: ["王敏", "李建国"], rooms: ["值班室"] });
  for (const member of [1, 2]) server.say(1, member, { kind: "joined" }, Date.parse(times[0]) - 1);
  times.forEach((at, i) => server.say(1, 2, { kind: "post", text: `${i}` }, Date.parse(at)));
  const last = server.rooms.get(1);
  server.reads.set("1:1", { seq: last.log.length, n: last.n });
  const url = await server.listen();
  const context = await browser.newContext({ ...desk, locale: "zh-CN", timezoneId });
  const page = await context.newPage();
  watch(page);
  try {
    await page.goto(`${url}/#link=${server.link(1)}`);
    await page.locator("a.room").first().click();
    const articles = page.locator("[role=log] article");
    await until(() => articles.count(), (count) => count === times.length, "all of them");
    // The first day is the one on which the room was made here: today.
    const rows = await page.evaluate(() =>
      [...document.querySelectorAll("[role=log] [data-key]")].flatMap((row) =>
        row.matches(".day")
          ? ["day"]
          : row.matches("article")
            ? [`${row.matches(".first") ? "first " : ""}${row.querySelector(".text").textContent}`]
            : [],
      ),
    );
    return rows.slice(1);
  } finally {
    await context.close();
    await server.close();
  }
}

test("a day begins at midnight where one is", { skip }, async () => {
  // 23:59 and 00:01 in Shanghai; in London the same afternoon.
  const times = ["2026-03-10T15:59:00Z", "2026-03-10T16:01:00Z", "2026-03-10T23:59:00Z"];
  times.push("2026-03-11T00:01:00Z");
  assert.deepEqual(await rowsOf("Asia/Shanghai", times), [
    "day",
    "first 0",
    "day",
    "first 1",
    "first 2",
    "3",
  ]);
  assert.deepEqual(await rowsOf("UTC", times), [
    "day",
    "first 0",
    "1",
    "first 2",
    "day",
    "first 3",
  ]);
});

test(
  "words of one within five minutes stand together, a moment later they do not",
  { skip },
  async () => {
    const at = (seconds) =>
      new Date(Date.parse("2026-03-10T08:00:00Z") + seconds * 1_000).toISOString();
    assert.deepEqual(await rowsOf("UTC", [at(0), at(299), at(599)]), [
      "day",
      "first 0",
      "1",
      "first 2",
    ]);
  },
);

test("on the smallest phone nothing is wider than the screen", { skip }, () =>
  inVillage({ ...narrow, locale: "en" }, {}, (village, page) =>
    eachScreen(village, async (screen) => assert.ok((await wide(page)) <= 0, screen)),
  ),
);
