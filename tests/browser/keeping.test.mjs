// What was written is not lost and not doubled: without a connection, over a reload, over a killed
// server.
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
  words,
} from "./support/house.mjs";

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 1 });
});
after(() => house?.close());

const only = (list, start) => list.filter((text) => text.startsWith(start));

// Lets the page reach the server over http but not over its socket.
async function cutSockets(page) {
  const line = { open: true, live: new Set() };
  await page.routeWebSocket(/\/ws$/, (socket) => {
    if (!line.open) return void socket.close({ code: 1012 });
    const far = socket.connectToServer();
    line.live.add(socket);
    far.onClose((code, reason) => socket.close({ code: code === 1006 ? 1011 : code, reason }));
  });
  line.cut = async () => {
    line.open = false;
    for (const socket of line.live) await socket.close({ code: 1012 });
    line.live.clear();
  };
  return line;
}

for (const [name, options, locale] of [
  ["phone", phone, "zh-CN"],
  ["desk", desk, "en"],
]) {
  test(
    `words written offline are kept, survive a reload, and arrive once, in order (${name})`,
    { skip },
    async () => {
      const t = words[locale];
      const ann = await house.page({ ...options, locale });
      const line = await cutSockets(ann);
      await ann.goto(`${house.server.http}/#link=${await house.secret(0)}`);
      await ann.waitForSelector(".rooms");
      const bo = await house.comeIn(1, desk);
      await house.enterRoom(ann);
      await house.enterRoom(bo);
      await say(ann, `${name} 之前`);
      await bubble(bo, `${name} 之前`).waitFor();
      await sent(ann, `${name} 之前`).waitFor(); // or it waits, too

      await line.cut();
      for (let i = 1; i <= 5; i++) await say(ann, `${name} 离线${i}`);
      await until(
        () => ann.locator("article.waiting").count(),
        (count) => count === 5,
        "five rows that wait",
      );
      assert.ok((await ann.locator("article.waiting").first().innerText()).includes(t.waiting));
      await ann.locator(".bar.told").waitFor();
      await ann.reload();
      await ann.waitForSelector(".rooms", { state: "attached" });
      line.open = true;
      await until(
        async () => only(await texts(bo), `${name} 离线`),
        (list) => list.length >= 5,
        "five words at the other side",
      );

      const expected = Array.from({ length: 5 }, (_, i) => `${name} 离线${i + 1}`);
      assert.deepEqual(only(await texts(bo), `${name} 离线`), expected);
      await until(
        async () => only(await texts(ann), `${name} 离线`),
        (list) => list.length === 5,
        "one's own rows",
      );
      assert.deepEqual(only(await texts(ann), `${name} 离线`), expected);
      await until(
        () => ann.locator("article.waiting, article.sending, article.failed").count(),
        (count) => count === 0,
        "all to be said",
      );
      for (const page of [ann, bo]) {
        assert.deepEqual(page.trouble, []);
        await page.context().close();
      }
    },
  );
}

test(
  "a server that is killed and comes back has everything once, on both sides",
  { skip },
  async () => {
    const ann = await house.comeIn(0, desk);
    const bo = await house.comeIn(1, phone);
    await house.enterRoom(ann);
    await house.enterRoom(bo);
    for (let i = 1; i <= 20; i++) await say(ann, `杀前${i}。`);
    const killed = house.server.kill();
    await say(ann, "杀时。");
    await killed;
    await say(ann, "杀后。");
    await house.server.serve(house.server.host);
    await bubble(bo, "杀后。").waitFor({ timeout: 40_000 });
    const expected = [
      ...Array.from({ length: 20 }, (_, i) => `杀前${i + 1}。`),
      "杀时。",
      "杀后。",
    ];
    assert.deepEqual(only(await texts(bo), "杀"), expected);
    await until(
      () => ann.locator("article.waiting, article.sending").count(),
      (count) => count === 0,
      "all to be said",
    );
    assert.deepEqual(only(await texts(ann), "杀"), expected);
    await ann.reload();
    await until(
      async () => only(await texts(ann), "杀"),
      (list) => list.length === expected.length,
      "all of it after a reload",
    );
    assert.deepEqual(only(await texts(ann), "杀"), expected);
    for (const page of [ann, bo]) {
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    }
  },
);

test(
  "two tabs of one browser send one line, and a closed tab's words go on from the other",
  { skip },
  async () => {
    const one = await house.comeIn(0, desk);
    await house.enterRoom(one);
    const two = await one.context().newPage();
    two.trouble = [];
    await two.goto(one.url());
    await two.waitForSelector("[role=log]");
    for (let i = 1; i <= 6; i++) await say(i % 2 ? one : two, `两页${i}`);
    await until(
      async () => only(await texts(two), "两页").length,
      (count) => count === 6,
      "all six in the second tab",
    );
    await one.close();
    await say(two, "两页7");
    await until(
      () => two.locator("article.waiting, article.sending").count(),
      (count) => count === 0,
      "the seventh to be said",
    );
    await until(
      async () => only(await texts(two), "两页"),
      (list) => list.length === 7,
      "seven, each once",
    );
    assert.equal(new Set(only(await texts(two), "两页")).size, 7);
    await two.context().close();
  },
);

test("a draft is kept over a reload, with what it replies to", { skip }, async () => {
  const ann = await house.comeIn(0, desk);
  await house.enterRoom(ann);
  await say(ann, "要回复的话");
  await sent(ann, "要回复的话").waitFor();
  await act(ann, "要回复的话", "回复");
  await ann.locator("textarea").fill("还没想好");
  await ann.reload();
  await until(
    () => ann.locator("textarea").inputValue(),
    (value) => value === "还没想好",
    "the draft",
  );
  await ann.locator(".purpose", { hasText: "要回复的话" }).waitFor();
  await ann.locator(".send").click();
  await bubble(ann, "还没想好").locator(".quote", { hasText: "要回复的话" }).waitFor();

  // What was sent leaves nothing behind; a reply that was given up neither.
  await act(ann, "要回复的话", "回复");
  await ann.locator("textarea").fill("只是说说");
  await ann.locator(".purpose button").click();
  await ann.reload();
  await until(
    () => ann.locator("textarea").inputValue(),
    (value) => value === "只是说说",
    "the draft without a reply",
  );
  assert.equal(await ann.locator(".purpose").count(), 0);
  assert.deepEqual(ann.trouble, []);
  await ann.context().close();
});
