// Administration for those who need it large: text at 200 %, and elder mode; on the smallest phone,
// a phone and a desk, in both languages. Nothing is cut off, too small to hit, or off the screen.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { desk, phone, picture, skip } from "./support/house.mjs";
import { openWorks } from "./support/works.mjs";

const narrow = { ...phone, viewport: { width: 320, height: 640 } };
const looks = { double: { text: "200" }, elder: { elder: "on" } };
const sizes = { narrow, phone, desk };
const dialogs = {
  "zh-CN": { create: "新建下级单位", move: "移动", give: "交付职务", add: "添加成员" },
  en: { create: "New unit below", move: "Move", give: "Give a duty", add: "Add a person" },
};

const { house, works } = await openWorks({ members: 4, rooms: 1 });
if (!skip) {
  const [, , worker, other] = house.server.tokens;
  const { seq } = await works.does(other, "message.post", { room: 1, text: "便宜卖手机" });
  await works.does(worker, "message.report", { room: 1, seq, reason: "广告" });
}

// What can be hit and is smaller than 24 px.
const small = (page) =>
  page.evaluate(() => {
    const top = document.querySelector("dialog[open]") ?? document;
    return [...top.querySelectorAll("a, button, input, textarea, select, [role=treeitem]")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .filter((one) => !one.closest(".spoken, .skip, .text, p"))
      .map((one) => [(one.closest("label") ?? one).getBoundingClientRect(), one.outerHTML])
      .filter(([{ width, height }]) => width > 0 && Math.min(width, height) < 24)
      .map(([{ width, height }, html]) => `${width}x${height} ${html.slice(0, 90)}`);
  });

// Words of which a part is hidden: wider or higher than their place, which does not scroll.
const cut = (page) =>
  page.evaluate(() => {
    const top = document.querySelector("dialog[open]") ?? document.querySelector("main");
    const found = [];
    for (const one of top.querySelectorAll("*")) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      if (one.closest(".spoken, svg")) continue;
      const { overflowX, overflowY } = getComputedStyle(one);
      const hides = (overflow) => overflow === "hidden" || overflow === "clip";
      const across = hides(overflowX) && one.scrollWidth > one.clientWidth + 1;
      const down = hides(overflowY) && one.scrollHeight > one.clientHeight + 1;
      if ((across || down) && one.textContent.trim() !== "")
        found.push(`${one.localName}.${one.className}: ${one.textContent.trim().slice(0, 30)}`);
      const { left, right, width } = one.getBoundingClientRect();
      if (width > 0 && (right > innerWidth + 1 || left < -1))
        found.push(`off the screen: ${one.localName}.${one.className} ${Math.round(right)}`);
    }
    return [...new Set(found)];
  });
// A pane that scrolls sideways hides, too.
const sideways = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll(".sheet, .scroll, dialog[open], .dialog, .head")]
      .filter((one) => one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1)
      .map((one) => `${one.className}: ${one.scrollWidth} > ${one.clientWidth}`),
  );

async function faults(page) {
  const beyond = (await wide(page)) > 0 ? ["the page is wider than the screen"] : [];
  return [...beyond, ...(await sideways(page)), ...(await cut(page)), ...(await small(page))];
}

async function eachScreen(page, locale, check) {
  const go = async (hash, place) => {
    await page.evaluate((to) => void (location.hash = to), `#/admin${hash}`);
    await page.locator(place).first().waitFor();
  };
  await go("", "[role=tree]");
  await check("tree");
  await go(`/unit/${works.units.branch}`, "button.person");
  await check("unit");
  for (const [what, name] of Object.entries(dialogs[locale])) {
    await page.locator(".sheet").getByRole("button", { name, exact: true }).click();
    await page.locator("dialog[open] input").first().waitFor();
    await check(what);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }
  await page.locator("button.person", { hasText: "王敏" }).click();
  await page.locator("dialog[open]").waitFor();
  await check("person");
  await page.keyboard.press("Escape");
  for (const [hash, place] of [
    ["/waiting", "button.person"],
    ["/invitations", ".making"],
    ["/roster", ".making"],
    ["/reports", "article.report"],
    ["/backups", ".sheet .quiet"],
    ["/log", ".journal li"],
  ]) {
    await go(hash, place);
    await check(hash.slice(1));
  }
}

const asked = [
  ["zh-CN", "double", false],
  ["zh-CN", "elder", true],
  ["en", "double", true],
  ["en", "elder", false],
];
for (const [locale, look, with_axe] of asked) {
  const kept = looks[look];
  const name = `administration keeps its shape, ${look} (${locale})`;
  test(name, { skip }, async () => {
    const wrong = [];
    const page = await house.page({ ...phone, locale });
    await page.addInitScript((words) => {
      for (const [key, value] of Object.entries(words))
        localStorage.setItem(`xinqiao.${key}`, value);
    }, kept);
    await page.goto(`${house.server.http}/#link=${await house.secret(0)}`);
    await page.locator(".rooms").waitFor();
    await eachScreen(page, locale, async (screen) => {
      for (const [size, { viewport }] of Object.entries(sizes)) {
        await page.setViewportSize(viewport);
        for (const one of await faults(page)) wrong.push(`${screen}, ${size}: ${one}`);
      }
      await page.setViewportSize(narrow.viewport);
      await picture(page, `large-${look}-${locale}-${screen}`);
      if (!with_axe) return;
      for (const one of await violations(page)) wrong.push(`${screen}: ${one}`);
    });
    assert.deepEqual(wrong, []);
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  });
}
