// Two members talk: what one says the other reads; replies, edits and deletions; on a phone and on
// a desk, in both languages.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  House,
  act,
  bubble,
  desk,
  phone,
  say,
  sent,
  skip,
  texts,
  until,
  watch,
  words,
} from "./support/house.mjs";

const matrix = [
  ["zh-CN", "phone", { ...phone, locale: "zh-CN" }],
  ["zh-CN", "desk", { ...desk, locale: "zh-CN" }],
  ["en", "phone", { ...phone, locale: "en" }],
  ["en", "desk", { ...desk, locale: "en" }],
];

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 1 });
});
after(() => house?.close());

for (const [locale, place, options] of matrix) {
  const t = words[locale];
  test(`two members sign in by link and talk (${locale}, ${place})`, { skip }, async () => {
    const ann = await house.comeIn(0, options);
    const bo = await house.comeIn(1, { ...desk, locale });
    assert.equal(
      new URL(ann.url()).hash.includes("link"),
      false,
      "the secret has left the address",
    );
    assert.equal(await ann.locator("html").getAttribute("lang"), locale);
    await house.enterRoom(ann);
    await house.enterRoom(bo);
    const hello = `你好，心桥 ${locale} ${place} مرحبا`;
    const answer = `收到 ${locale} ${place}`;

    await say(ann, hello);
    await bubble(bo, hello).waitFor();
    await act(bo, hello, t.reply);
    await say(bo, answer);
    await bubble(ann, answer).waitFor();
    assert.match(await bubble(ann, answer).locator(".quote").innerText(), /你好，心桥/);

    await act(ann, hello, t.edit);
    await say(ann, `${hello}（改）`);
    await bubble(bo, `${hello}（改）`).waitFor();
    assert.match(await bubble(bo, `${hello}（改）`).first().innerText(), new RegExp(t.edited));

    await act(bo, answer, t.delete);
    await bo.getByRole("dialog").getByRole("button", { name: t.delete, exact: true }).click();
    await until(
      () => bubble(ann, answer).count(),
      (count) => count === 0,
      "the words to be gone",
    );
    assert.ok((await ann.locator(".tombstone").last().innerText()).includes(t.deleted));

    assert.equal((await texts(ann)).filter((text) => text.startsWith(hello)).length, 1);
    for (const page of [ann, bo]) {
      assert.deepEqual(page.trouble, []);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
      await page.context().close();
    }
  });
}

test("what is typed the moment an edit begins is the edit", { skip }, async () => {
  const ann = await house.comeIn(0, desk);
  await house.enterRoom(ann);
  await say(ann, "改以前的话");
  await sent(ann, "改以前的话").waitFor(); // or it is not to be edited
  await ann.evaluate(() => {
    const watching = new MutationObserver(() => {
      const field = document.querySelector("textarea");
      if (!document.querySelector(".purpose")) return;
      watching.disconnect();
      field.value = "一开始改就写的";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    watching.observe(document.body, { childList: true, subtree: true });
  });
  await ann.locator("textarea").press("ArrowUp");
  await ann.locator(".purpose").waitFor();
  await ann.locator("textarea").press("Enter");
  await bubble(ann, "一开始改就写的").locator(".edited").waitFor();
  await bubble(ann, "改以前的话").waitFor({ state: "detached" });
  await ann.context().close();
});

test(
  "Enter does not send while an input method is composing, and Shift+Enter begins a line",
  { skip },
  async () => {
    const ann = await house.comeIn(0, desk);
    await house.enterRoom(ann);
    const field = ann.locator("textarea");
    await field.fill("xinqiao");
    await field.evaluate((area) => {
      area.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: "Enter",
          isComposing: true,
          bubbles: true,
          cancelable: true,
        }),
      );
      area.dispatchEvent(
        new KeyboardEvent("keydown", {
          key: "Enter",
          keyCode: 229,
          bubbles: true,
          cancelable: true,
        }),
      );
    });
    assert.equal(await field.inputValue(), "xinqiao");
    await field.press("Shift+Enter");
    await field.pressSequentially("第二行");
    assert.equal(await field.inputValue(), "xinqiao\n第二行");
    await field.press("Enter");
    await bubble(ann, "第二行").waitFor();
    assert.equal(await field.inputValue(), "");
    assert.deepEqual(ann.trouble, []);
    await ann.context().close();
  },
);

test("on a touch screen Enter begins a new line", { skip }, async () => {
  const ann = await house.comeIn(0, phone);
  await house.enterRoom(ann);
  await ann.locator("textarea").fill("一");
  await ann.locator("textarea").press("Enter");
  assert.equal(await ann.locator("textarea").inputValue(), "一\n");
  await ann.context().close();
});

test("a used link and a wrong link say so", { skip }, async () => {
  const secret = await house.secret(1);
  const first = await house.page(desk);
  await first.goto(`${house.server.http}/#link=${secret}`);
  await first.waitForSelector(".rooms");
  await first.context().close();
  for (const [link, told] of [
    [secret, "已经用过"],
    ["A".repeat(22), "不对"],
  ]) {
    const page = await house.page(desk);
    await page.goto(`${house.server.http}/#link=${link}`);
    assert.match(await page.locator(".trouble").innerText(), new RegExp(told));
    await page.context().close();
  }
});

test(
  "too long a text stays in the field and says so; a refused one says why and can be taken back",
  { skip },
  async () => {
    const ann = await house.comeIn(0, desk);
    const bo = await house.comeIn(1, desk);
    await house.enterRoom(ann);
    await house.enterRoom(bo);
    const long = "长".repeat(6_000);
    await ann.locator("textarea").fill(long);
    await ann.locator("textarea").press("Enter");
    await ann.locator(".counter", { hasText: /超出.*太长/s }).waitFor();
    assert.equal((await ann.locator("textarea").inputValue()).length, 6_000);
    await ann.locator("textarea").fill("");

    // The server itself refuses: the room was left elsewhere while the words were on their way.
    await say(ann, "答复的对象");
    await bubble(bo, "答复的对象").waitFor();
    await act(bo, "答复的对象", "回复");
    await act(ann, "答复的对象", "删除");
    await bo.locator("textarea").fill("来晚了");
    await ann.getByRole("dialog").getByRole("button", { name: "删除", exact: true }).click();
    await until(
      () => bubble(bo, "答复的对象").count(),
      (count) => count === 0,
      "the deletion",
    );
    await bo.locator(".send").click();
    const failed = bo.locator("article.failed");
    await failed.waitFor();
    await until(
      () => failed.innerText(),
      (text) => /没有发出.*已经删除/s.test(text),
      "why it is there",
    );
    await failed.getByRole("button", { name: "修改" }).click();
    await until(
      () => bo.locator("textarea").inputValue(),
      (value) => value === "来晚了",
      "the words back in the field",
    );
    await until(
      () => bo.locator("article.failed").count(),
      (count) => count === 0,
      "the failed row to go",
    );
    for (const page of [ann, bo]) {
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    }
  },
);

for (const [locale, place, options] of matrix) {
  const t = words[locale];
  test(`signing out ends the session everywhere here (${locale}, ${place})`, { skip }, async () => {
    const secret = await house.secret(0);
    const ann = await house.page({ ...options, locale });
    await ann.goto(`${house.server.http}/#link=${secret}`);
    await ann.waitForSelector(".rooms");
    // The link once more: who is in stays in; anybody else is told.
    const other = await ann.context().newPage();
    watch(other);
    await other.goto(`${house.server.http}/#link=${secret}`);
    await other.waitForSelector(".rooms");
    const stranger = await house.page({ ...options, locale });
    await stranger.goto(`${house.server.http}/#link=${secret}`);
    assert.match(await stranger.locator(".trouble").innerText(), t.used);
    await stranger.context().close();

    const cookies = await ann.context().cookies();
    await ann.getByRole("button", { name: t.settings, exact: true }).click();
    await ann.getByRole("button", { name: t.signOut, exact: true }).click();
    await ann.getByRole("dialog").getByRole("button", { name: t.signOut, exact: true }).click();
    await ann.waitForSelector(".outside form");
    assert.match(await other.locator(".outside .trouble").innerText(), t.ended);
    await ann.context().addCookies(cookies);
    const answer = await ann.context().request.get(`${house.server.http}/boot`);
    assert.equal(answer.status(), 401, "its cookie is worth nothing any more");
    const asked = [];
    ann.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await ann.reload();
    await ann.waitForSelector(".outside form");
    assert.equal(asked.includes("/boot"), false, "who signed out is not asked for");
    for (const page of [ann, other]) assert.deepEqual(page.trouble, []);
    await ann.context().close();
  });
}

test("signing out while the server is away is carried out when it is back", { skip }, async () => {
  const ann = await house.comeIn(0, desk);
  await ann.route("**/rpc", (route) => route.abort());
  await ann.getByRole("button", { name: "设置" }).click();
  await ann.getByRole("button", { name: "退出登录" }).click();
  await ann.getByRole("dialog").getByRole("button", { name: "退出登录" }).click();
  await ann.waitForSelector(".outside form");
  await ann.unroute("**/rpc");
  await ann.reload();
  await ann.waitForSelector(".outside form");
  const answer = await ann.context().request.get(`${house.server.http}/boot`);
  assert.equal(answer.status(), 401);
  await ann.context().close();
});
