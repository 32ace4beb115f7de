// The roll call while people answer, and the call list ticked by hand: by those who answer for
// people, and what the others see. On a phone and on a desk, in both languages.
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import * as a from "./support/alerts.mjs";
import { desk, phone, skip, until } from "./support/house.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 4, rooms: 1 });
let raiser;
before(async () => {
  if (skip) return;
  const { refinery, second } = works.units;
  await works.does(house.server.tokens[0], "member.move", { member: works.ids[3], unit: second });
  raiser = new a.Raiser({ server: house.server, works, units: [refinery] });
});
afterEach(() => raiser?.clear());

const come = (index, language, size) => house.comeIn(index, { ...size, locale: language });
const answers = (index, room, option) =>
  works.does(house.server.tokens[index], "alert.answer", { room, option });
const head = (page) => a.dialog(page).locator(".head-count");
const line = (page, unit) => a.dialog(page).locator(".roll tbody tr", { hasText: unit });
const cells = (page, unit) =>
  line(page, unit)
    .locator("th, td")
    .allInnerTexts()
    .then((all) => all.map((one) => one.trim()).join(" | "));

async function roll(page, w) {
  await page.locator(".alarmed").click();
  await a.press(page, w.roll);
  await page.getByRole("dialog", { name: w.roll }).locator(".head-count").waitFor();
}

for (const [language, where, size] of a.matrix) {
  const w = a.t[language];
  test(`roll call and call list: ${where}, ${language}`, { skip }, async () => {
    const room = await raiser.raise();
    const page = await come(0, language, size);
    await roll(page, w);
    await a.dialog(page).getByText(w.note).waitFor();
    await until(() => head(page).innerText(), (text) => /0 \/ 8/.test(text), "nobody yet");
    await answers(2, room, 1);
    await answers(3, room, 2);
    await until(() => head(page).innerText(), (text) => /2 \/ 8/.test(text), "two");
    await until(() => cells(page, "炼油厂党总支"), (all) => / 2 \/ 8 /.test(all), "the sum");
    await until(() => cells(page, "第二联合车间"), (all) => / 1 \/ 2 /.test(all), "a unit");
    await a.dialog(page).locator(".by-option li", { hasText: "需要帮助" }).waitFor();
    await a.well(page, `alert-roll-${where}-${language}`);
    await callList({ page, w, room, name: `alert-calls-${where}-${language}` });
    await a.over(page);
  });
}

async function callList({ page, w, room, name }) {
  await a.dialog(page).getByRole("button", { name: w.call }).click();
  const list = a.dialog(page).locator(".call-list");
  const person = (name) => list.locator("li", { hasText: name });
  await person("王敏").waitFor();
  await person("孙悦").waitFor();
  assert.equal(await list.locator("h4").count(), 2, "by unit");
  assert.equal(await list.locator("li").count(), 6);
  await person("王敏").getByRole("button", { name: w.tick }).click();
  await person("王敏").locator("small", { hasText: w.by }).waitFor();
  await until(() => raiser.figures(room), ({ ticked }) => ticked === 1, "the tick");
  await until(() => head(page).innerText(), (text) => /5/.test(text), "one missing fewer");
  await a.well(page, name);
  await person("王敏").locator("button").click();
  await until(() => raiser.figures(room), ({ ticked }) => ticked === 0, "the tick, taken back");
  await person("王敏").locator("small", { hasText: w.by }).waitFor({ state: "detached" });
  // Who answers meanwhile leaves the list.
  await answers(1, room, 1);
  await until(() => list.locator("li").count(), (n) => n === 5, "who has answered to go");
  // One unit's alone.
  await line(page, "第二联合车间").locator("button").click();
  await person("王敏").waitFor({ state: "detached" });
  await person("孙悦").waitFor();
}

test("who answers for one unit sees that one, and the figures of all", { skip }, async () => {
  const w = a.t["zh-CN"];
  const room = await raiser.raise(true);
  const page = await come(1, "zh-CN", phone);
  await a.takes(page, w.drill);
  await a.answer(page, "安全");
  await a.goes(page);
  await roll(page, w);
  await until(() => head(page).innerText(), (text) => /1 \/ 8/.test(text), "the figures");
  const rows = a.dialog(page).locator(".roll tbody tr");
  await until(() => rows.count(), (n) => n === 1, "one unit");
  assert.match(await rows.innerText(), /第一联合车间/);
  await a.dialog(page).getByRole("button", { name: w.call }).click();
  await a.dialog(page).locator(".call-list li", { hasText: "王敏" }).waitFor();
  assert.equal(await a.dialog(page).locator(".call-list li", { hasText: "孙悦" }).count(), 0);
  assert.equal(await a.dialog(page).locator(".alert-kind.drill").count() > 0, true);
  await a.over(page);
  // Who answers for nobody sees figures and no name.
  const worker = await come(2, "zh-CN", desk);
  await a.takes(worker, w.drill);
  await a.answer(worker, "安全");
  await a.goes(worker);
  await worker.evaluate((to) => (location.hash = to), `#/r/${room}`);
  await worker.locator(".alert-bar").getByRole("button", { name: w.roll, exact: true }).click();
  await until(() => head(worker).innerText(), (text) => /2 \/ 8/.test(text), "the figures");
  assert.equal(await a.dialog(worker).locator(".roll").count(), 0);
  assert.equal(await a.dialog(worker).getByRole("button", { name: w.call }).count(), 0);
  for (const what of [w.update, w.falsely, w.clear])
    assert.equal(await worker.getByRole("button", { name: what, exact: true }).count(), 0);
  await a.over(worker);
});

test("who answers for others is shown it at once, and no screen is taken", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come(0, "zh-CN", desk);
  const asked = () => page.told.filter(({ method }) => method === "alert.list").length;
  await until(asked, (n) => n > 0, "the list at the start");
  const before = asked();
  const { chemical } = works.units;
  const began = Date.now();
  const room = await raiser.raise(false, { units: [chemical] });
  await page.locator(".alarmed.real").waitFor();
  assert.ok(Date.now() - began < 5_000, "sooner than any clock");
  assert.equal(await a.taken(page).count(), 0);
  await roll(page, w);
  await until(() => head(page).innerText(), (text) => /0 \/ 1/.test(text), "one person");
  await a.well(page, "alert-followed");
  await raiser.moves("update", room, "改到西门集合。");
  await raiser.moves("all_clear", room, "结束。");
  await page.locator(".alarmed.real").waitFor({ state: "detached" });
  assert.equal(await a.taken(page).count(), 0, "nor when it is over");
  assert.equal(asked(), before, "told, not asked for");
  await a.over(page);
});

test("however fast people answer, it is drawn and fetched at a pace", { skip }, async () => {
  const w = a.t["zh-CN"];
  const room = await raiser.raise();
  const page = await come(0, "zh-CN", desk);
  await roll(page, w);
  await page.evaluate(() => {
    globalThis.drawn = 0;
    const head = document.querySelector(".head-count");
    new MutationObserver(() => globalThis.drawn++).observe(head, {
      ...{ subtree: true, childList: true, characterData: true },
    });
  });
  const asked = () => page.told.filter(({ method }) => method === "alert.roll").length;
  const before = asked();
  const begin = Date.now();
  for (let i = 0; i < 60; i++) await answers(1 + (i % 3), room, 1 + (i % 2));
  await until(() => head(page).innerText(), (text) => /3 \/ 8/.test(text), "the last of them");
  const seconds = (Date.now() - begin) / 1_000 + 1;
  assert.ok(asked() - before <= seconds + 1, `${asked() - before} asked in ${seconds} s`);
  const drawn = await page.evaluate(() => globalThis.drawn);
  assert.ok(drawn >= 1 && drawn <= 5 * seconds + 5, `${drawn} drawn in ${seconds} s`);
  await a.over(page);
});

test("a long call list comes in pages", { skip }, async () => {
  const w = a.t["zh-CN"];
  const owner = house.server.tokens[0];
  const unit = (await works.does(owner, "unit.create", { parent: 1, name: "大车间" })).unit;
  for (let i = 0; i < 70; i++) await works.does(owner, "member.add", { name: `工友 ${i}`, unit });
  await raiser.raise(true, { units: [unit] });
  const page = await come(0, "zh-CN", phone);
  await roll(page, w);
  await until(() => head(page).innerText(), (text) => /0 \/ 70/.test(text), "all of them");
  await a.dialog(page).getByRole("button", { name: w.call }).click();
  const people = a.dialog(page).locator(".call-list li");
  await until(() => people.count(), (n) => n === 60, "a page");
  await a.press(page, "再看一些");
  await until(() => people.count(), (n) => n === 70, "the rest");
  assert.equal(await a.dialog(page).getByRole("button", { name: "再看一些" }).count(), 0);
  await people.nth(65).getByRole("button").click();
  await people.nth(65).locator("small", { hasText: w.by }).waitFor();
  assert.equal(await people.count(), 70);
  await a.over(page);
});
