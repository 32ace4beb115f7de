// The page starts from what this browser keeps: at once, without a network, and without showing
// what one may not read any more. A newer release waits until the person says so.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { kept } from "./support/kept.mjs";
import { violations, wide } from "./support/access.mjs";
import { MockServer } from "./support/mock_server.mjs";
import {
  House,
  bubble,
  desk,
  launch,
  phone,
  picture,
  say,
  sent,
  skip,
  texts,
  until,
  watch,
} from "./support/house.mjs";
import { folder } from "./support/village.mjs";

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 3 });
});
after(() => house?.close());

// Until the page and the words of its rooms are kept.
async function keeps(page, text) {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await until(
    () => kept(page),
    (lines) => lines.includes(text),
    "what is shown to be kept",
  );
}
const rooms_kept = (page) =>
  page.evaluate(async () => {
    const found = await indexedDB.databases();
    const sketch = localStorage.getItem("xinqiao.sketch") ? 1 : 0;
    return found.filter(({ name }) => name.startsWith("xinqiao-rooms-")).length + sketch;
  });

const told = {
  "zh-CN": { upTo: /之前的消息已全部收到/, back: /已恢复/ },
  en: { upTo: /You have everything up to \d/, back: /again/ },
};

for (const [place, size, locale] of [
  ["phone", phone, "zh-CN"],
  ["desk", desk, "en"],
]) {
  test(
    `without a server the rooms open, and say how old they are (${place})`,
    { skip },
    async () => {
      const ann = await house.comeIn(0, { ...size, locale });
      const bo = await house.comeIn(1, desk);
      await house.enterRoom(bo);
      const word = `${place}：断网之前说的`;
      await say(bo, word);
      await ann.locator("a.room .about", { hasText: word }).waitFor();
      await keeps(ann, word);

      await house.server.kill();
      const again = await ann.context().newPage();
      watch(again);
      await again.goto(house.server.http);
      await again.locator("a.room .about", { hasText: word }).waitFor();
      await again.locator("a.room", { hasText: word }).click();
      await bubble(again, word).waitFor();
      const bar = again.locator(".bar.told");
      await until(
        () => bar.innerText(),
        (text) => told[locale].upTo.test(text),
        "how old it is",
      );
      assert.deepEqual(await violations(again), []);
      assert.ok((await wide(again)) <= 0);
      await picture(again, `${place}-${locale}-offline`);
      await say(again, `${place}：没有服务器的时候写的`);
      await again.locator("article.waiting").waitFor();

      await house.server.restart();
      await bubble(bo, `${place}：没有服务器的时候写的`).waitFor();
      await again.waitForSelector("article.waiting", { state: "detached" });
      const mine = (await texts(again)).filter((text) => text.includes("没有服务器"));
      assert.equal(mine.length, new Set(mine).size);
      assert.deepEqual(again.trouble, []);
      for (const page of [ann, bo]) await page.context().close();
    },
  );
}

test("the list says the last words of rooms that were not opened", { skip }, async () => {
  const { server } = house;
  const [{ room }] = (await server.rpc(server.tokens[1], "room.list", {})).body.result.rooms;
  const post = { room, text: "来之前\n说的", key: randomUUID() };
  await server.rpc(server.tokens[1], "message.post", post);
  const ann = await house.comeIn(0, phone);
  await ann.locator("a.room .about", { hasText: "桥友 2：来之前 说的" }).waitFor();
  await ann.context().close();
});

test(
  "what came meanwhile begins at a line, and is not read before it is seen",
  { skip },
  async () => {
    const ann = await house.comeIn(0, phone);
    const bo = await house.comeIn(1, desk);
    await house.enterRoom(bo);
    await say(bo, "上半场");
    await house.enterRoom(ann);
    await bubble(ann, "上半场").waitFor();
    await keeps(ann, "上半场");
    const address = ann.url();
    const context = ann.context();
    await ann.close();
    const room = Number(/\d+$/.exec(address)[0]);
    for (let i = 1; i <= 40; i++) {
      const text = `下半场第${i}句，一句比较长的话，好让它占一点地方。`;
      const post = { room, text, key: randomUUID() };
      await house.server.rpc(house.server.tokens[1], "message.post", post);
    }

    const again = await context.newPage();
    watch(again);
    await again.goto(address);
    await again.locator(".divider").waitFor();
    await bubble(again, "下半场第1句").waitFor();
    const line = await until(
      () => again.locator(".divider").boundingBox(),
      (box) => box && box.y > 0 && box.y < 400,
      "the line to stand near the top",
    );
    assert.ok(line.y < 400);
    const unread = await until(
      () => again.evaluate(() => document.title),
      (title) => /^\(\d+\)/.test(title),
      "the rest to be unread still",
    );
    assert.ok(Number(/\d+/.exec(unread)[0]) > 10, unread);
    for (const page of [again, bo]) await page.context().close();
  },
);

test("the list stands there before the database has answered", { skip }, async () => {
  const ann = await house.comeIn(0, phone);
  await house.enterRoom(ann);
  await say(ann, "先画出来的");
  await sent(ann, "先画出来的").waitFor();
  await keeps(ann, "先画出来的");
  assert.equal(await rooms_kept(ann), 2);
  await ann.goto("about:blank");
  // A database that takes its time.
  await ann.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    const held = [];
    globalThis.answer = () => held.splice(0).forEach((go) => go());
    IDBFactory.prototype.open = function (...asked) {
      const request = open.apply(this, asked);
      const listen = request.addEventListener.bind(request);
      request.addEventListener = (kind, act, ...more) =>
        listen(kind, kind === "success" ? (event) => held.push(() => act(event)) : act, ...more);
      return request;
    };
  });
  await ann.goto(house.server.http);
  const line = ann.locator("a.room .about", { hasText: "先画出来的" });
  await line.waitFor();
  assert.equal(await ann.locator("a.room").count(), 3);
  assert.equal(await ann.locator(".bar", { hasText: /./ }).count(), 0, "nothing is missed yet");
  await ann.evaluate(() => globalThis.answer());
  await until(
    () => ann.evaluate(() => (globalThis.answer(), document.querySelectorAll("a.room").length)),
    (count) => count === 3,
    "the list to stay",
  );
  await line.click();
  const more = setInterval(() => ann.evaluate(() => globalThis.answer()).catch(() => {}), 100);
  try {
    await bubble(ann, "先画出来的").waitFor();
    await say(ann, "后来说的");
    await bubble(ann, "后来说的").waitFor();
    await ann.waitForSelector("article.sending, article.waiting", { state: "detached" });
  } finally {
    clearInterval(more);
  }
  await ann.context().close();
});

test("a room whose part of the page is not here yet says where one goes", { skip }, async () => {
  const page = await house.page(phone);
  let asked = 0;
  const held = [];
  await page.context().route(/\/room_part-/, (route) => {
    asked++;
    return new Promise((done) => held.push(() => done(route.continue())));
  });
  await page.goto(`${house.server.http}/#link=${await house.secret(0)}`);
  const first = page.locator("a.room").first();
  const title = await first.locator(".title").innerText();
  await first.click();
  await page.locator(".head h2", { hasText: title }).waitFor();
  await page.getByText("正在打开").waitFor();
  assert.equal(await page.locator("[role=log]").count(), 0);
  assert.deepEqual(await violations(page), []);
  await picture(page, "doorway");
  await page.getByRole("link", { name: "返回房间列表" }).click();
  await first.click();
  await page.locator(".head h2", { hasText: title }).waitFor();
  held.forEach((go) => go());
  await page.locator("[role=log]").waitFor();
  assert.ok(asked > 0);
  await page.context().close();
});

test("a session that was ended elsewhere shows nothing of what was kept", { skip }, async () => {
  const ann = await house.comeIn(0, phone);
  await house.enterRoom(ann);
  await say(ann, "只给自己人看的");
  await sent(ann, "只给自己人看的").waitFor();
  await keeps(ann, "只给自己人看的");
  const sessions = await house.server.rpc(house.server.tokens[0], "session.list", {});
  const context = ann.context();
  const { session } = sessions.body.result.sessions.at(-1);
  await ann.goto("about:blank");
  await house.server.rpc(house.server.tokens[0], "session.end", { session });

  await ann.goto(house.server.http);
  await ann.waitForSelector(".outside h2");
  await until(
    () => rooms_kept(ann),
    (count) => count === 0,
    "the rooms to be forgotten",
  );
  assert.equal((await ann.locator("body").innerText()).includes("只给自己人看的"), false);
  await context.close();
});

test("of an ended session a list without its database is not left either", { skip }, async () => {
  const ann = await house.comeIn(0, phone);
  await until(
    () => rooms_kept(ann),
    (count) => count === 2,
    "the rooms to be kept",
  );
  const { body } = await house.server.rpc(house.server.tokens[0], "session.list", {});
  const { session } = body.result.sessions.at(-1);
  await ann.goto(`${house.server.http}/favicon.svg`);
  await ann.evaluate(async () => {
    const name = `xinqiao-rooms-${localStorage.getItem("xinqiao.member")}`;
    await new Promise((done) => (indexedDB.deleteDatabase(name).onsuccess = done));
  });
  assert.equal(await rooms_kept(ann), 1);
  await house.server.rpc(house.server.tokens[0], "session.end", { session });
  await ann.goto(house.server.http);
  await ann.waitForSelector(".outside h2");
  await until(
    () => rooms_kept(ann),
    (count) => count === 0,
    "the list to be forgotten",
  );
  await ann.context().close();
});

test("signing out leaves nothing of the rooms in the browser", { skip }, async () => {
  const ann = await house.comeIn(0, desk);
  await house.enterRoom(ann);
  await say(ann, "走之前说的");
  await keeps(ann, "走之前说的");
  await ann.getByRole("button", { name: "设置" }).click();
  await ann.getByRole("button", { name: "退出登录" }).click();
  const leaving = ann.getByRole("dialog", { name: "退出登录" });
  await leaving.getByRole("button", { name: "退出登录" }).click();
  await ann.waitForSelector(".outside h2");
  await until(
    () => rooms_kept(ann),
    (count) => count === 0,
    "the rooms to be forgotten",
  );
  await ann.context().close();
});

// The same page under other names: what a new release looks like to a browser.
function releaseOf() {
  const fresh = mkdtempSync(join(tmpdir(), "xinqiao-release-"));
  cpSync(folder, fresh, { recursive: true });
  const names = readdirSync(fresh).filter((name) => /\.(js|html)$/.test(name));
  const scripts = names.filter((name) => /^\w+-\w+\.js$/.test(name));
  const newer = (name) => name.replace(/-\w{3}/, "-NEW");
  for (const name of names) {
    let text = readFileSync(join(fresh, name), "utf8");
    for (const script of scripts) text = text.replaceAll(script, newer(script));
    const hash = /"([0-9a-f]{12})"/.exec(text)?.[1] ?? "of the page alone";
    rmSync(join(fresh, name));
    const to = scripts.includes(name) ? newer(name) : name;
    writeFileSync(join(fresh, to), text.replaceAll(hash, "0123456789ab"));
  }
  return { fresh, renamed: newer(scripts.find((name) => name.startsWith("app-"))) };
}

test(
  "a newer release waits, and comes when it is asked for; the draft stays",
  { skip },
  async () => {
    const { fresh, renamed } = releaseOf();
    const server = new MockServer(folder, { names: ["王敏"], rooms: ["值班室"] });
    server.say(1, 1, { kind: "joined" });
    server.say(1, 1, { kind: "post", text: "早上好" });
    const url = await server.listen();
    const browser = await launch();
    const context = await browser.newContext({ ...desk, locale: "zh-CN" });
    context.setDefaultTimeout(15_000);
    const page = await context.newPage();
    watch(page);
    const loaded = () => page.evaluate(() => [...document.scripts].map(({ src }) => src).join(" "));
    try {
      await page.goto(`${url}/#link=${server.link(1)}`);
      await page.locator("a.room").first().click();
      await bubble(page, "早上好").waitFor();
      await page.locator("textarea").fill("写到一半的话");
      await page.evaluate(() => navigator.serviceWorker.ready);
      server.pageDir = fresh;
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      const notice = page.locator(".bar", { hasText: "页面有新版本" });
      await notice.waitFor();
      assert.doesNotMatch(await loaded(), new RegExp(renamed));
      // A tab that opens meanwhile is of the old release, too: one browser, one release.
      const other = await context.newPage();
      await other.goto(url);
      await other.waitForSelector("a.room");
      await other.close();

      await notice.getByRole("button", { name: "更新" }).click();
      await until(
        () => loaded().catch(() => ""),
        (scripts) => scripts.includes(renamed),
        "the new release",
      );
      await until(
        () =>
          page
            .locator("textarea")
            .inputValue()
            .catch(() => ""),
        (text) => text === "写到一半的话",
        "the draft",
      );
      await bubble(page, "早上好").waitFor();
      assert.equal(await page.locator(".bar", { hasText: "页面有新版本" }).count(), 0);
      assert.deepEqual(page.trouble, []);
    } finally {
      await browser.close();
      await server.close();
      rmSync(fresh, { recursive: true, force: true });
    }
  },
);
