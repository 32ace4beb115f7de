// Reading: long history in a bounded window, going to a date, keeping the place, what is unread.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { House, act, bubble, desk, phone, say, skip, texts, until } from "./support/house.mjs";

const many = 420;
let house;
let room;
before(async () => {
  if (skip) return;
  house = await House.open({ members: 2, rooms: 1 });
  const socket = await house.server.connect(house.server.tokens[1]);
  const list = await socket.call("room.list", {});
  room = list.result?.rooms?.[0]?.room ?? list.rooms?.[0]?.room ?? 1;
  for (let i = 1; i <= many; i++) {
    const text = i % 10 === 0 ? `第${i}句。${"长话慢慢说，".repeat(20)}` : `第${i}句。`;
    await socket.call("message.post", { room, text, outbox: "history_filler", n: i });
    if (i % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 900));
  }
  await socket.close?.();
});
after(() => house?.close());

const top = (page) =>
  page.locator("[role=log]").evaluate((log) => {
    const row = [...log.querySelectorAll("article")].find(
      (one) => one.offsetTop + one.offsetHeight > log.scrollTop,
    );
    return {
      text: row.querySelector(".text").textContent,
      top: row.offsetTop - log.scrollTop,
      scroll: log.scrollTop,
    };
  });
const scroll = (page, by) =>
  page.locator("[role=log]").evaluate((log, delta) => {
    log.scrollTop += delta;
  }, by);

test(
  "the first look stands at the first unread, and reading brings the count down",
  { skip },
  async () => {
    const ann = await house.comeIn(0, phone);
    const badge = ann.locator("a.room .badge");
    assert.equal(Number(await badge.innerText()), many);
    await house.enterRoom(ann);
    await ann.locator(".divider").waitFor();
    assert.match((await texts(ann))[0], /^第1句/);
    await ann.locator(".pill").waitFor();
    const left = async () => Number(/\d+/.exec(await ann.locator(".pill").innerText())?.[0] ?? 0);
    await until(left, (count) => count < many, "what was seen to count as read");
    assert.ok((await left()) > many / 2, "what was not seen stays unread");
    await ann.locator(".pill").click();
    await bubble(ann, `第${many}句`).waitFor();
    await until(
      () => ann.locator(".badge").count(),
      (count) => count === 0,
      "nothing to be unread",
    );
    const row = async () =>
      (await house.server.rpc(house.server.tokens[0], "room.list", {})).body.result.rooms[0];
    await until(row, ({ read_n, last_n }) => read_n === last_n, "the server to know it too");
    assert.deepEqual(ann.trouble, []);
    await ann.context().close();
  },
);

test(
  "scrolling up brings older words, holds the place, and keeps at most 300 rows",
  { skip },
  async () => {
    const ann = await house.comeIn(0, desk);
    await house.enterRoom(ann);
    await bubble(ann, `第${many}句`).waitFor();
    for (let i = 0; i < 200; i++) {
      await scroll(ann, -1_500);
      await ann.waitForTimeout(20);
      assert.ok((await ann.locator("article").count()) <= 300);
      if ((await texts(ann))[0].startsWith("第1句。")) break;
    }
    assert.match((await texts(ann))[0], /^第1句/);
    await until(
      () => top(ann),
      (now) => now.scroll >= 0,
      "rest",
    );
    await ann.locator(".pill").click();
    await bubble(ann, `第${many}句`).waitFor();
    await ann.context().close();
  },
);

test("a word that comes while one reads above does not move the page", { skip }, async () => {
  const ann = await house.comeIn(0, desk);
  const bo = await house.comeIn(1, desk);
  await house.enterRoom(ann);
  await house.enterRoom(bo);
  await bubble(ann, `第${many}句`).waitFor();
  await scroll(ann, -2_500);
  await ann.locator(".pill").waitFor();
  await ann.waitForTimeout(300);
  const was = await top(ann);
  await say(bo, "新来的一句");
  await until(
    () => ann.locator(".pill").innerText(),
    (text) => /1/.test(text),
    "the count on the pill",
  );
  const now = await top(ann);
  assert.equal(now.text, was.text);
  assert.ok(Math.abs(now.top - was.top) <= 2, `moved ${now.top - was.top} px`);
  await ann.locator(".pill").click();
  await bubble(ann, "新来的一句").waitFor();
  for (const page of [ann, bo]) await page.context().close();
});

test("a reload keeps the place", { skip }, async () => {
  const ann = await house.comeIn(0, phone);
  await house.enterRoom(ann);
  await ann.waitForSelector("article");
  for (let i = 0; i < 6; i++) {
    await scroll(ann, -900);
    await ann.waitForTimeout(120);
  }
  const was = await top(ann);
  await ann.reload();
  await ann.waitForSelector("article");
  const now = await until(
    () => top(ann),
    (place) => place.text === was.text,
    "the same message at the top",
  );
  assert.ok(Math.abs(now.top - was.top) <= 3, `moved ${now.top - was.top} px`);
  await ann.context().close();
});

test("going to a date shows old words as they were edited since", { skip }, async () => {
  const bo = await house.comeIn(1, desk);
  await house.enterRoom(bo);
  await say(bo, "新的开头");
  await act(bo, "新的开头", "修改");
  await say(bo, "改过的开头");
  await bubble(bo, "改过的开头").waitFor();
  const ann = await house.comeIn(0, desk);
  await house.enterRoom(ann);
  await bubble(ann, "改过的开头").waitFor();
  await ann.getByRole("button", { name: "跳到某一天" }).click();
  const today = await ann.evaluate(() => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
  });
  await ann.locator("input[type=date]").fill(today);
  await ann.getByRole("button", { name: "跳转" }).click();
  await until(
    async () => (await texts(ann))[0] ?? "",
    (text) => /^第1句/.test(text),
    "the beginning of the day",
  );
  assert.ok(await bubble(ann, "第1句。").first().isVisible());
  assert.deepEqual(ann.trouble, []);
  for (const page of [ann, bo]) await page.context().close();
});
