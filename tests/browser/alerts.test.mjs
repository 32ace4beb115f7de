// An alert as those live it whom it is for: it takes the whole screen until it is answered, on any
// screen of the page, and tells what becomes of it. On a phone and on a desk, in both languages.
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import * as a from "./support/alerts.mjs";
import { desk, phone, skip, until } from "./support/house.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 3, rooms: 1 });
let raiser;
before(() => {
  if (!skip) raiser = new a.Raiser({ server: house.server, works });
});
afterEach(() => raiser?.clear());

const come = (language, size) => house.comeIn(2, { ...size, locale: language });
const go = (page, room) => page.evaluate((to) => (location.hash = to), `#/r/${room}`);
const bar = (page) => page.locator(".alert-bar");

async function staysUp(page, pattern) {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.goBack({ timeout: 2_000 }).catch(() => {});
  await page.evaluate(() => history.back());
  await new Promise((done) => setTimeout(done, 300));
  await a.takes(page, pattern);
  assert.equal(await page.evaluate(() => document.querySelector("dialog.takeover").open), true);
}

for (const [language, where, size] of a.matrix) {
  const w = a.t[language];
  const name = (what) => `alert-${what}-${where}-${language}`;
  test(`from alarm to false alarm: ${where}, ${language}`, { skip }, async () => {
    const page = await come(language, size);
    const before = await page.evaluate(() => location.hash);
    const room = await raiser.raise();
    const screen = await a.takes(page, w.real);
    await screen.locator("h1", { hasText: a.title }).waitFor();
    await screen.locator(".words", { hasText: a.text }).waitFor();
    await screen.locator(".answers button:enabled").first().waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.localName), "h1");
    await a.well(page, name("asks"));
    await until(() => raiser.figures(room), ({ seen }) => seen === 1, "it is known to be seen");
    await staysUp(page, w.real);
    assert.equal(await page.evaluate(() => location.hash), before);
    await a.answer(page, "需要帮助");
    await a.goes(page);
    await page.locator(".answer-line", { hasText: w.given }).waitFor();
    await until(() => raiser.answers(room), (all) => all === "0,1,0", "the answer");
    await revise({ page, room });
    assert.ok((await page.locator(".composer").count()) === 0);
    await a.well(page, name("room"));
    await raiser.moves("cancel", room, "是误报，请回到岗位。");
    await a.takes(page, w.falseAlarm);
    await a.well(page, name("cancelled"));
    await a.answer(page, w.understood);
    await a.goes(page);
    await page.locator("article.message", { hasText: "是误报" }).waitFor();
    await a.over(page);
  });
}

// In its room the last answer holds.
async function revise({ page, room }) {
  await go(page, room);
  await bar(page).locator("[aria-pressed=true]", { hasText: "需要帮助" }).waitFor();
  await bar(page).getByRole("button", { name: "安全" }).click();
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer, revised");
  await bar(page).locator("[aria-pressed=true]", { hasText: "安全" }).waitFor();
}

for (const [language, where, size] of a.matrix) {
  const w = a.t[language];
  test(`a drill never looks real, nor its end: ${where}, ${language}`, { skip }, async () => {
    const page = await come(language, size);
    const colour = (of) =>
      a.taken(page).locator(of).evaluate((node) => getComputedStyle(node).backgroundColor);
    const real = await raiser.raise();
    await a.takes(page, w.real);
    const alarm = await a.taken(page).evaluate((node) => getComputedStyle(node).backgroundColor);
    await a.answer(page, "安全");
    await a.goes(page);
    const room = await raiser.raise(true);
    const screen = await a.takes(page, w.drill);
    assert.equal(await screen.getByText(w.real).count(), 0);
    assert.notEqual(await colour(".kind"), alarm);
    assert.notEqual(await screen.evaluate((node) => getComputedStyle(node).backgroundColor), alarm);
    // The word stands where one taps, too.
    const asks = language === "en" ? /This is a drill/ : /这是演练/;
    await screen.locator(".answering p", { hasText: asks }).waitFor();
    await screen.locator(".answers button:enabled").first().waitFor();
    await a.well(page, `alert-drill-${where}-${language}`);
    await a.answer(page, "安全");
    await a.goes(page);
    await raiser.moves("all_clear", room, "演练结束。");
    const end = await a.takes(page, w.drillOver);
    await end.locator(".answers button:enabled").first().waitFor();
    await page.keyboard.press("Escape");
    await a.goes(page);
    await raiser.moves("all_clear", real, "解除。");
    await a.takes(page, w.allClear);
    await a.answer(page, w.there);
    await a.goes(page);
    await page.locator("#room-name", { hasText: a.title }).waitFor();
    await a.over(page);
  });
}

test("several come one after the other, what is real first", { skip }, async () => {
  const w = a.t["zh-CN"];
  await raiser.raise(true, { title: "先来的演练" });
  await raiser.raise(false, { title: "后来的动员" });
  const page = await come("zh-CN", phone);
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  await a.takes(page, w.drill);
  await raiser.raise(false, { title: "第三次" });
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  await a.takes(page, w.drill);
  await a.answer(page, "安全");
  await a.goes(page);
  await a.over(page);
});

test("it comes over any dialog, and over one that opens later", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come("zh-CN", desk);
  await page.getByRole("button", { name: "设置" }).click();
  await page.getByRole("dialog").waitFor();
  const room = await raiser.raise();
  await a.takes(page, w.real);
  const top = () =>
    page.evaluate(() => document.elementFromPoint(innerWidth / 2, 40).closest("dialog").className);
  assert.match(await top(), /takeover/);
  await page.evaluate(() => {
    const late = document.createElement("dialog");
    document.body.append(late);
    late.showModal();
    globalThis.late = late;
  });
  await until(top, (found) => /takeover/.test(found), "it to be on top again");
  await page.evaluate(() => globalThis.late.remove());
  await a.answer(page, "安全");
  await a.goes(page);
  await page.getByRole("dialog").waitFor();
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer");
  await a.over(page);
});

test("it comes where one administers, and no key pressed answers it", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await house.comeIn(1, desk);
  await page.goto(`${house.server.http}/#/admin`);
  await page.locator(".inside.admin").waitFor();
  const room = await raiser.raise();
  await page.keyboard.press("Enter");
  await a.takes(page, w.real);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Space");
  await page.keyboard.type("正在写的话");
  await a.takes(page, w.real);
  assert.equal(await raiser.answers(room), "0,0,0");
  await a.answer(page, "安全");
  await a.goes(page);
  assert.equal(await page.evaluate(() => location.hash), "#/admin");
  await a.over(page);
});

test("an update replaces the words, and reaches who has answered", { skip }, async () => {
  const w = a.t["zh-CN"];
  const room = await raiser.raise();
  const page = await come("zh-CN", phone);
  const screen = await a.takes(page, w.real);
  await raiser.moves("update", room, "风向转东，改到西门。");
  await screen.locator(".words", { hasText: "改到西门" }).waitFor();
  await screen.getByText(w.changed).waitFor();
  assert.equal(await screen.getByText(a.text).count(), 0);
  await a.answer(page, "安全");
  await a.goes(page);
  await raiser.moves("update", room, "西门关闭，去南门。");
  await a.takes(page, w.real);
  await a.taken(page).locator(".words", { hasText: "去南门" }).waitFor();
  await a.well(page, "alert-news-phone-zh-CN");
  await a.answer(page, w.change);
  await page.locator("#room-name", { hasText: a.title }).waitFor();
  await bar(page).locator("[aria-pressed=true]", { hasText: "安全" }).waitFor();
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer");
  await a.over(page);
});

test("answered on one device it goes away on the other", { skip }, async () => {
  const w = a.t["zh-CN"];
  const pages = [await come("zh-CN", phone), await come("zh-CN", desk)];
  await raiser.raise();
  for (const page of pages) await a.takes(page, w.real);
  await a.answer(pages[0], "安全");
  for (const page of pages) await a.goes(page);
  await a.over(...pages);
});

test("it has come, and is seen when somebody looks at the page", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come("zh-CN", desk);
  const look = (state) =>
    page.evaluate((value) => {
      Object.defineProperty(document, "visibilityState", { value, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);
  await look("hidden");
  const room = await raiser.raise();
  await a.takes(page, w.real);
  await until(() => page.title(), (name) => name.startsWith("紧急动员"), "the title to say so");
  const { seen } = await until(
    () => raiser.figures(room),
    ({ delivered }) => delivered === 1,
    "it to have come",
  );
  assert.equal(seen, 0);
  await look("visible");
  await until(() => raiser.figures(room), (now) => now.seen === 1, "it to be seen");
  await a.answer(page, "安全");
  await a.goes(page);
  await a.over(page);
});

test("what tells is put away by Back, and what comes right after it is not", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come("zh-CN", phone);
  const [first, second] = [await raiser.raise(), await raiser.raise()];
  for (const _ of [first, second]) {
    await a.takes(page, w.real);
    await a.answer(page, "安全");
  }
  await a.goes(page);
  await raiser.moves("cancel", first, "误报。");
  await a.takes(page, w.falseAlarm);
  await page.goBack({ timeout: 2_000 }).catch(() => {});
  await a.goes(page);
  assert.equal(await page.evaluate(() => history.state?.alarm ?? false), false);
  await page.locator(".rooms").waitFor();
  // An answer, and at that very moment the end: it is read, not lost with the entry of the history.
  const third = await raiser.raise();
  await a.takes(page, w.real);
  await a.taken(page).locator(".answers button:enabled").first().waitFor();
  await Promise.all([a.answer(page, "安全"), raiser.moves("all_clear", second, "解除。")]);
  await a.takes(page, w.allClear);
  await new Promise((done) => setTimeout(done, 500));
  await a.takes(page, w.allClear);
  await a.answer(page, w.understood);
  await a.goes(page);
  await until(() => raiser.answers(third), (all) => all === "1,0,0", "the answer");
  await a.over(page);
});

// The largest text on the smallest phone, in elder mode, by day and by night.
for (const [colorScheme, drill] of [
  ["light", false],
  ["dark", false],
  ["dark", true],
]) {
  const name = `alert-largest-${drill ? "drill" : "real"}-${colorScheme}`;
  test(`twice as large, on the smallest phone: ${name}`, { skip }, async () => {
    const w = a.t["zh-CN"];
    const size = { ...phone, viewport: { width: 320, height: 568 }, colorScheme };
    const page = await come("zh-CN", size);
    await page.evaluate(() => {
      localStorage.setItem("xinqiao.text", "200");
      localStorage.setItem("xinqiao.elder", "on");
    });
    await page.reload();
    const long = { title: "三号罐区液化气泄漏，请全体人员立即撤离", text: a.text.repeat(12) };
    const room = await raiser.raise(drill, long);
    const screen = await a.takes(page, drill ? w.drill : w.real);
    const last = screen.locator(".answers button").last();
    for (const part of [last, screen.locator(".words")]) {
      await part.scrollIntoViewIfNeeded();
      await part.click({ trial: true });
    }
    await a.well(page, name);
    await last.click();
    await a.goes(page);
    await until(() => raiser.answers(room), (all) => all === "0,0,1", "the answer");
    await a.over(page);
  });
}
