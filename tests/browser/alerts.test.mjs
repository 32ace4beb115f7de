// The room of an alert, raised over the wire: its words, whether it is real, one-tap answers that
// may be revised, an answer given without a network, and its end. On a phone and on a desk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { House, desk, phone, picture, skip, until } from "./support/house.mjs";
import { makeWorks } from "./support/works.mjs";

const t = {
  "zh-CN": {
    ...{ real: /紧急动员，发给 \d+ 人/, drill: /这是演练，发给 \d+ 人/, answered: /可以改/ },
    ...{ ask: "请点一下您的情况：", cancelled: /误报，已经取消/, clear: /已经解除/ },
  },
  en: {
    ...{ real: /An alert, for \d+ people/, drill: /This is a drill, for \d+ people/ },
    ...{ answered: /You can change it/, ask: "How is it with you?" },
    ...{ cancelled: /false alarm and is/, clear: /The all-clear has been given/ },
  },
};

let house;
let works;
before(async () => {
  if (skip) return;
  house = await House.open({ members: 3, rooms: 1 });
  works = await makeWorks(house.server);
});
after(() => house?.close());

const options = ["安全", "需要帮助", "30 分钟内到"];
const raise = (drill) =>
  works.does(house.server.tokens[0], "alert.raise", {
    ...{ units: [works.units.branch], drill, options },
    ...{ title: "三号罐区泄漏", text: "请立即撤离到东门集合点。" },
  });
const figures = (room) => works.ask(house.server.tokens[0], "alert.roll", { room });
const answers = (room) => figures(room).then((all) => all.answers);
const tap = (page, text) => page.locator(".alert-bar").getByRole("button", { name: text }).click();

for (const [language, where, size] of [
  ["zh-CN", "phone", phone],
  ["en", "desk", desk],
]) {
  const w = t[language];
  test(`from alarm to false alarm: ${where}, ${language}`, { skip }, async () => {
    const { room } = await raise(false);
    const page = await house.comeIn(2, { ...size, locale: language });
    await page.evaluate((to) => (location.hash = to), `#/r/${room}`);
    await page.locator(".alert-bar", { hasText: w.ask }).waitFor();
    await page.locator(".notice", { hasText: w.real }).waitFor();
    await page.locator("article.message", { hasText: "东门集合点" }).waitFor();
    assert.equal(await page.locator(".composer").count(), 0);
    assert.deepEqual(await violations(page), []);
    assert.ok((await wide(page)) <= 0);
    await picture(page, `alert-${where}-${language}`);
    await until(() => figures(room), ({ seen }) => seen === 1, "it is known to be seen");
    await tap(page, "需要帮助");
    await until(() => answers(room), (all) => all.join() === "0,1,0", "the answer");
    await page.locator(".alert-bar", { hasText: w.answered }).waitFor();
    await tap(page, "安全");
    await until(() => answers(room), (all) => all.join() === "1,0,0", "the answer, revised");
    assert.equal(await page.locator(".alert-bar [aria-pressed=true]").innerText(), "安全");
    const words = { room, text: "是误报，请回到岗位。" };
    await works.does(house.server.tokens[0], "alert.cancel", words);
    await page.locator(".bar.told", { hasText: w.cancelled }).waitFor();
    await page.locator("article.message", { hasText: "是误报" }).waitFor();
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  });
}

test("a drill says so, and an answer without a network waits", { skip }, async () => {
  const w = t["zh-CN"];
  const { room } = await raise(true);
  const page = await house.comeIn(2, phone);
  await page.evaluate((to) => (location.hash = to), `#/r/${room}`);
  await page.locator(".notice", { hasText: w.drill }).waitFor();
  await page.locator(".alert-bar.drill").waitFor();
  await page.context().setOffline(true);
  await tap(page, "30 分钟内到");
  await page.locator(".alert-bar [aria-pressed=true]").waitFor();
  await page.context().setOffline(false);
  await until(() => answers(room), (all) => all.join() === "0,0,1", "the answer that waited");
  await works.does(house.server.tokens[0], "alert.all_clear", { room, text: "演练结束。" });
  await page.locator(".bar.told", { hasText: w.clear }).waitFor();
  await page.context().close();
});
