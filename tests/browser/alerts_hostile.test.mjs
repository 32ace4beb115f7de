// Hostile words in an alert: one or two of each family as its title, its words and its answers,
// shown over the whole screen, in the board and in the roll call. Nothing runs, and all of it can
// be tapped on the smallest phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as a from "./support/alerts.mjs";
import { phone, skip, until } from "./support/house.mjs";
import { guard, isBlank, sendable, some, sound } from "./support/hostile.mjs";
import { openWorks } from "./support/works.mjs";

const args = ["--commands-per-second", "0"];
const { house, works } = await openWorks({ members: 3, rooms: 1, args });
const w = a.t["zh-CN"];

async function come(index) {
  const page = await house.page(phone);
  await guard(page, house.server.http);
  await page.goto(`${house.server.http}/#link=${await house.secret(index)}`);
  await page.locator(".skip").waitFor({ state: "attached" });
  return page;
}
// As much of a text as may be an answer.
const short = (text) =>
  [...sendable(text).replace(/[\p{Cc}\u2028\u2029]/gu, " ")].slice(0, 14).join("");

// The server says what may be a title; what may not be is said as it is meant.
async function raise(text) {
  const raiser = new a.Raiser({ server: house.server, works });
  const first = short(text);
  const options = isBlank(first) || Buffer.byteLength(first) > 60 ? ["安全"] : [first, "安全"];
  const words = { text: sendable(text).slice(0, 4_000) };
  for (const title of [sendable(text).slice(0, 60), first, "某事"]) {
    for (const answers of [options, ["安全"]]) {
      const more = { ...words, title, options: answers };
      const room = await raiser.raise(false, more).catch(() => 0);
      if (room > 0) return { raiser, room, shown: more };
    }
  }
  assert.fail(`not raised: ${text.slice(0, 40)}`);
}

test("hostile words take the screen as words, and nothing more", { skip }, async () => {
  const page = await come(2);
  const wrong = [];
  for (const { text, family } of some) {
    const { raiser, room, shown } = await raise(text);
    const screen = await a.takes(page, w.real);
    await screen.locator(".answers button:enabled").first().waitFor();
    const told = await screen.locator(".words").evaluate((node) => node.textContent);
    const plain = shown.text.replace(/<@(all|[1-9][0-9]{0,15})>/g, "");
    if (plain === shown.text && told !== shown.text) wrong.push([family, told.slice(0, 60)]);
    await sound(page, family);
    await screen.locator(".answers button").last().click();
    await a.goes(page);
    await raiser.moves("cancel", room, "误报。");
    await a.takes(page, w.falseAlarm);
    await a.answer(page, w.understood);
    await a.goes(page);
  }
  assert.deepEqual(wrong, []);
  await a.over(page);
});

test("and stand in the board, the question before it is sent, and the roll", { skip }, async () => {
  const page = await come(0);
  for (const { text, family } of some.filter((_, at) => at % 4 === 0)) {
    const { raiser, room } = await raise(text);
    await page.locator(".alarmed.real").click();
    await a.dialog(page).locator(".alert-one").waitFor();
    await sound(page, `board, ${family}`);
    await a.press(page, w.roll);
    await page.getByRole("dialog", { name: w.roll }).locator(".head-count").waitFor();
    await sound(page, `roll, ${family}`);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await until(() => page.getByRole("dialog").count(), (n) => n === 0, "the dialogs to go");
    await raiser.moves("all_clear", room, "完。");
    await page.locator(".alarmed.real").waitFor({ state: "detached" });
  }
  await a.over(page);
});
