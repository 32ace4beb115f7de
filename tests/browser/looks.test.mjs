// What everybody may expect of a page: readable by all, no wider than the screen, light to load,
// quiet in the console. The pictures in build/pictures are for people.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { House, act, bubble, desk, phone, picture, say, skip } from "./support/house.mjs";

const sizes = { phone, desk, narrow: { ...phone, viewport: { width: 320, height: 568 } } };

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 3 });
});
after(() => house?.close());

for (const [size, options] of Object.entries(sizes)) {
  for (const colorScheme of ["light", "dark"]) {
    for (const locale of ["zh-CN", "en"]) {
      if (size === "narrow" && locale === "zh-CN") continue;
      const name = `${size}-${colorScheme}-${locale}`;
      test(`every screen is accessible and fits (${name})`, { skip }, async () => {
        const outside = await house.page({ ...options, colorScheme, locale });
        await outside.goto(house.server.http);
        await outside.waitForSelector(".outside h2");
        assert.deepEqual(await violations(outside), []);
        assert.ok((await wide(outside)) <= 0);
        await picture(outside, `${name}-outside`);
        await outside.context().close();

        const page = await house.comeIn(0, { ...options, colorScheme, locale });
        const check = async (screen) => {
          assert.deepEqual(await violations(page), [], screen);
          assert.ok((await wide(page)) <= 0, screen);
          await picture(page, `${name}-${screen}`);
        };
        await check("rooms");
        await house.enterRoom(page);
        const address = `https://example.org/${"very-long-".repeat(12)}`;
        const text = `${name}：一段话 with Latin words, ${address}，还有 العربية 和 👍`;
        await say(page, text);
        await bubble(page, name).last().waitFor();
        await page.waitForSelector("article.sending, article.waiting", { state: "detached" });
        await check("room");
        const menu = locale === "en" ? "Reply" : "回复";
        await act(page, name, menu);
        await page.locator("textarea").fill("第一行\n第二行\n第三行");
        await check("reply");
        assert.deepEqual(page.trouble, []);
        await page.context().close();
      });
    }
  }
}

test("the first load stays within its budget and comes only from here", { skip }, async () => {
  const page = await house.comeIn(0, desk);
  await house.enterRoom(page);
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map(({ name, encodedBodySize }) => ({ name, encodedBodySize })),
  );
  // What the page itself names; the rest comes when the rooms are there.
  const named = await page.evaluate(async () => {
    const html = await (await fetch("/", { headers: { Accept: "text/html" } })).text();
    return [...html.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path);
  });
  const sum = (ending) =>
    loaded
      .filter(({ name }) => name.endsWith(ending) && named.includes(new URL(name).pathname))
      .reduce((all, one) => all + one.encodedBodySize, 0);
  assert.ok(sum(".js") > 0 && sum(".js") <= 45 * 1024, `${sum(".js")} bytes of script`);
  assert.ok(sum(".css") > 0 && sum(".css") <= 8 * 1024, `${sum(".css")} bytes of style`);
  assert.ok(
    loaded.every(({ name }) => name.startsWith(house.server.http)),
    "nothing from elsewhere",
  );
  await page.context().close();
});

test("the language is switched while running, and what was written stays", { skip }, async () => {
  const page = await house.comeIn(0, desk);
  await house.enterRoom(page);
  await page.locator("textarea").fill("写到一半");
  await page.getByRole("button", { name: "设置" }).click();
  await page.getByLabel("English").check();
  await page.getByLabel("Dark").check();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("textarea").inputValue(), "写到一半");
  assert.match(await page.locator(".head p").innerText(), /member/);
  await page.context().close();
});

test(
  "the whole way by keyboard: a room, a message, what can be done with it",
  { skip },
  async () => {
    const page = await house.comeIn(0, desk);
    await page.locator("a.room").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("[role=log]");
    await page.locator("textarea").waitFor();
    await page.keyboard.type("用键盘写的");
    await page.keyboard.press("Enter");
    await bubble(page, "用键盘写的").waitFor();
    await page.waitForSelector("article.sending, article.waiting", { state: "detached" });
    await page.locator("[data-more][tabindex='0']").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.context().close();
  },
);
