// Looking for words from the page: found, shown with what matched, and gone to; with the answers a
// server gives when it cannot.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { binary } from "../support/server.mjs";
import { violations, wide } from "./support/access.mjs";
import {
  House,
  bubble,
  desk,
  phone,
  picture,
  skip as unable,
  until,
  watch,
  words,
} from "./support/house.mjs";
import { MockServer } from "./support/mock_server.mjs";

const pages = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");
const has_page = existsSync(pages) && readdirSync(pages).includes("index.html");
const skip = unable || (has_page ? false : "the page is not built");
const matrix = [
  ["zh-CN", "phone", phone],
  ["zh-CN", "desk", desk],
  ["en", "phone", phone],
  ["en", "desk", desk],
];

let house;
before(async () => {
  if (skip) return;
  house = await House.open({ members: 2, rooms: 2, args: ["--commands-per-second", "0"] });
  const { server } = house;
  let n = 0;
  const say = (room, text) =>
    server.rpc(server.tokens[1], "message.post", { room, text, outbox: "browser-search", n: ++n });
  await say(1, "三號鍋爐的水位計 gauge 今天校準過了");
  for (let i = 0; i < 260; i += 1) await say(1, `闲话 ${i}`);
  await say(2, `${"很长的开场白。".repeat(20)}锅炉房的钥匙在 Gauge 旁边。${"还有很多话。".repeat(40)}`);
  await until(
    async () => (await server.rpc(server.tokens[0], "search", { query: "锅炉" })).body.result,
    (found) => found.hits.length === 2,
    "both to be indexed",
  );
});
after(() => house?.close());

const open = async (page, t) => {
  await page.getByRole("button", { name: t.search, exact: true }).click();
  return page.locator("dialog input[type=search]");
};
const marks = (page) => page.locator(".hit mark").allTextContents();

for (const [locale, place, options] of matrix) {
  test(`a word is found, shown and gone to (${locale}, ${place})`, { skip }, async () => {
    const t = words[locale];
    const page = await house.comeIn(0, { ...options, locale });
    const field = await open(page, t);
    const focused = () => field.evaluate((input) => input === document.activeElement);
    await until(focused, Boolean, "one to be in the field");
    await picture(page, `${place}-${locale}-search-empty`);
    await field.fill("锅炉 gauge");
    await until(() => marks(page), (found) => found.length === 4, "two messages");
    assert.deepEqual(await marks(page), ["锅炉", "Gauge", "鍋爐", "gauge"]);
    assert.equal(await page.locator(".found h3").count(), 2);
    assert.deepEqual(await violations(page), []);
    assert.ok((await wide(page)) <= 0);
    await picture(page, `${place}-${locale}-search`);

    // The older one lies far above what the room shows at first.
    await page.locator(".hit", { hasText: "水位" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    const row = bubble(page, "三號鍋爐");
    await row.waitFor();
    await until(
      () => row.evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return top >= 0 && bottom <= innerHeight;
      }),
      (inside) => inside,
      "the message to be in sight",
    );
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  });
}

test("by keyboard alone, in this room only, and again from within the room", { skip }, async () => {
  const t = words["zh-CN"];
  const page = await house.comeIn(0, desk);
  await page.locator("a.room", { hasText: "1" }).last().click();
  await page.waitForSelector("[role=log]");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("锅炉");
  await until(() => marks(page), (found) => found.length === 2, "both rooms");
  await page.locator("dialog input[type=checkbox]").focus();
  await page.keyboard.press("Space");
  await until(() => marks(page), (found) => found.length === 1, "one room");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator("article .text").first().waitFor();
  await page.keyboard.press("Control+k");
  const field = page.locator("dialog input[type=search]");
  await field.fill("找不到的话");
  await page.getByText(t.nothing).waitFor();
  await page.keyboard.press("Escape"); // empties the field
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.context().close();
});

test("what is typed while the search is on its way is looked for", { skip }, async () => {
  const page = await house.comeIn(0, desk);
  await page.locator("a.room").first().click();
  await page.locator("textarea").focus();
  await page.context().route(/\/everyday-/, async (route) => {
    await new Promise((later) => setTimeout(later, 1_500));
    await route.continue();
  });
  await page.keyboard.press("Control+k");
  await page.keyboard.type("gauge 锅炉");
  const field = page.locator("dialog input[type=search]");
  await field.waitFor();
  await until(() => field.inputValue(), (typed) => typed === "gauge 锅炉", "what was typed");
  await until(() => marks(page), (found) => found.length === 4, "both messages");
  assert.equal(await page.locator("textarea").inputValue(), "", "and is said nowhere");
  await page.context().close();
});

test("what an input method still composes is not looked for", { skip }, async () => {
  const page = await house.comeIn(0, desk);
  const field = await open(page, words["zh-CN"]);
  const asked = () => page.told.filter(({ method }) => method === "search").length;
  await field.evaluate((input) => {
    const fire = (event) => input.dispatchEvent(event);
    fire(new CompositionEvent("compositionstart", { bubbles: true }));
    input.value = "guolu";
    fire(new InputEvent("input", { bubbles: true, isComposing: true }));
  });
  await page.waitForTimeout(600);
  assert.equal(asked(), 0);
  await field.evaluate((input) => {
    input.value = "锅炉";
    input.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
  });
  await until(() => marks(page), (found) => found.length === 2, "what was composed");
  assert.equal(asked(), 1);
  await page.context().close();
});

// --- A server that cannot ---

async function with_mock(run) {
  const server = new MockServer(pages, { names: ["王敏", "李建国"], rooms: ["值班室"] });
  for (const member of [1, 2]) server.say(1, member, { kind: "joined" });
  const url = await server.listen();
  const context = await house.browser.newContext({ ...desk, locale: "zh-CN" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  watch(page);
  try {
    await page.goto(`${url}/#link=${server.link(1)}`);
    await page.waitForSelector("a.room");
    await run(server, page, await open(page, words["zh-CN"]));
    assert.deepEqual(page.trouble, []);
  } finally {
    await context.close();
    await server.close();
  }
}
const hit = (seq, text) => ({ room: 1, seq, at: Date.now(), by: 2, text, found: [[0, 1]] });

test("pages are added, an empty one is passed over, a building index is told", { skip }, () =>
  with_mock(async (server, page, field) => {
    const before = [];
    const next = (seq) => ({ room: 1, seq, at: 1 });
    server.faults.search = (params) => {
      before.push(params.before?.seq);
      if (!params.before) return { hits: [], next: next(9), behind: true };
      if (params.before.seq === 9) return { hits: [hit(8, "茶一")], next: next(8) };
      return { hits: [hit(7, "茶二")] };
    };
    await field.fill("茶");
    await page.locator(".hit", { hasText: "茶一" }).waitFor();
    assert.match(await page.locator(".found").innerText(), /索引还在建立/);
    await page.locator(".found .more").click();
    await page.locator(".hit", { hasText: "茶二" }).waitFor();
    assert.equal(await page.locator(".hit").count(), 2);
    assert.equal(await page.locator(".found .more").count(), 0);
    assert.deepEqual(before, [undefined, 9, 8]);
  }),
);

test("a refusal says why and can be tried again", { skip }, () =>
  with_mock(async (server, page, field) => {
    server.faults.search = (params, Refused) => {
      throw new Refused("query_invalid", { field: "query" });
    };
    await field.fill("……");
    await page.getByRole("alert").getByText("没法搜索").waitFor();
    server.faults.search = (params, Refused) => {
      throw new Refused("overloaded", { retry_ms: 500 });
    };
    await field.fill("茶");
    await page.getByRole("alert").getByText("服务器正忙").waitFor();
    server.faults.search = () => ({ hits: [hit(2, "茶")] });
    await page.getByRole("alert").getByRole("button").click();
    await page.locator(".hit").waitFor();
  }),
);

test("without a connection it says so and goes on by itself", { skip }, () =>
  with_mock(async (server, page, field) => {
    let asked = 0;
    server.faults.search = () => {
      asked += 1;
      if (asked > 1) return { hits: [hit(2, "茶")] };
      server.faults.unreachable = true;
      for (const socket of server.sockets) socket.terminate();
      return { hits: [] };
    };
    await field.fill("茶");
    await page.getByRole("alert").getByText("连上").waitFor();
    server.faults.unreachable = false;
    await page.locator(".hit").waitFor();
    assert.equal(asked, 2);
  }),
);
