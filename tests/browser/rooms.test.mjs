// Rooms come and go while people are there: made, seen at once by others, joined, talked in, left;
// who types, what is unread, a name that is too long.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { House, bubble, desk, phone, say, sent, skip, until, words } from "./support/house.mjs";

const matrix = [
  ["zh-CN", "phone", phone],
  ["zh-CN", "desk", desk],
  ["en", "phone", phone],
  ["en", "desk", desk],
];

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 1 });
});
after(() => house?.close());

// By its name: the last words of a room may name another.
const mine = (page, title) =>
  page.locator("a.room", { has: page.locator(".title", { hasText: title }) });
const enter = async (page, title) => {
  await mine(page, title).click();
  await page.locator("#room-name", { hasText: title }).waitFor();
};
const open = (page, title) => page.locator("li.room", { hasText: title });
const unread = async (page) => Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
const toList = async (page) => {
  const back = page.locator(".head .back");
  if (await back.isVisible()) await back.click();
};

async function make(page, t, title) {
  await page.getByRole("button", { name: t.create, exact: true }).click();
  await page.getByLabel(t.createTitle).fill(title);
  await page.getByRole("dialog").getByRole("button", { name: t.createDo, exact: true }).click();
}

async function leave(page, t) {
  await page.locator(".head").getByRole("button", { name: t.panel, exact: true }).click();
  const inDialog = page.getByRole("dialog").getByRole("button", { name: t.leave, exact: true });
  await inDialog.click();
  await page.locator("dialog", { hasText: t.leaveHow }).waitFor();
  await inDialog.click();
}

// Two members side by side; afterwards nothing may stand in a console or be wider than a screen.
async function together(options, locale, run) {
  const ann = await house.comeIn(0, { ...options, locale });
  const bo = await house.comeIn(1, { ...options, locale });
  await run(ann, bo, words[locale]);
  for (const page of [ann, bo]) {
    assert.deepEqual(page.trouble, []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.context().close();
  }
}

for (const [locale, place, options] of matrix) {
  const title = `夜班 🌙 ${locale} ${place}`;
  test(`a room is made, seen, joined, talked in and left (${locale}, ${place})`, { skip }, () =>
    together(options, locale, async (ann, bo, t) => {
      await make(ann, t, title);
      await ann.waitForSelector("[role=log]");
      await ann.locator("#room-name", { hasText: title }).waitFor();
      await ann.getByText(t.empty).waitFor();

      await bo.getByRole("button", { name: `${t.join}: ${title}` }).click();
      await bo.waitForSelector("[role=log]");
      await ann.locator(".head .who p", { hasText: t.members(2) }).waitFor();
      await ann.locator("[role=log]").getByText(t.joined).last().waitFor();
      await say(ann, "欢迎 مرحبا");
      await bubble(bo, "欢迎").waitFor();
      await say(bo, "谢谢");
      await bubble(ann, "谢谢").waitFor();

      await leave(bo, t);
      await mine(bo, title).waitFor({ state: "detached" });
      await open(bo, title).waitFor();
      await ann.locator("[role=log]").getByText(t.left).last().waitFor();
      await ann.locator(".head .who p", { hasText: t.members(1) }).waitFor();

      // What is said in both rooms now is heard in one of them only.
      const room = Number(new URL(ann.url()).hash.split("/").pop());
      await say(ann, "走后的话");
      await sent(ann, "走后的话").waitFor();
      await toList(ann);
      await ann.locator('a.room[href="#/r/1"]').click();
      await ann.locator("#room-name", { hasNotText: title }).waitFor();
      await say(ann, `大家都在 ${title}`);
      await until(
        () => bo.heard.some(({ params }) => params?.text === `大家都在 ${title}`),
        Boolean,
        "the word in the room of both",
      );
      const heard = bo.heard.filter((one) => one.method === "event" && one.params.room === room);
      const last = heard.at(-1).params;
      assert.equal(last.kind, "left", "one's own leaving is the last one hears of a room");
      assert.equal(await mine(bo, title).count(), 0);

      // Who comes back reads what was said meanwhile.
      await bo.getByRole("button", { name: `${t.join}: ${title}` }).click();
      await bubble(bo, "走后的话").waitFor();
    }),
  );

  test(`typing comes and goes; unread rises and falls (${locale}, ${place})`, { skip }, () =>
    together(options, locale, async (ann, bo, t) => {
      const rooms = [`甲 ${locale} ${place}`, `乙 ${locale} ${place}`];
      for (const name of rooms) {
        await make(ann, t, name);
        await ann.locator("#room-name", { hasText: name }).waitFor();
        await toList(ann);
        await bo.getByRole("button", { name: `${t.join}: ${name}` }).click();
        await bo.locator("#room-name", { hasText: name }).waitFor();
        await toList(bo);
      }
      await enter(ann, rooms[0]);
      await enter(bo, rooms[0]);
      await bo.locator("textarea").fill("我想说");
      await ann.locator(".typing", { hasText: t.typing }).waitFor();
      assert.equal(await bo.locator(".typing").innerText(), "", "not to oneself");
      await bo.locator(".send").click();
      await bubble(ann, "我想说").waitFor();
      await until(
        () => mine(ann, rooms[0]).locator(".badge").count(),
        (count) => count === 0,
        "it to be read",
      );
      await until(
        () => ann.locator(".typing").innerText(),
        (text) => text === "",
        "nobody typing",
      );

      await toList(ann);
      await enter(ann, rooms[1]);
      const before = await unread(ann);
      for (const word of ["一", "二", "三"]) await say(bo, word);
      await toList(ann);
      const badge = mine(ann, rooms[0]).locator(".badge");
      await until(
        () => badge.allTextContents(),
        (all) => all.join() === "3",
        "three unread",
      );
      assert.match(await badge.getAttribute("aria-label"), new RegExp(t.unread(3)));
      await until(
        () => unread(ann),
        (count) => count === before + 3,
        "the count in the title",
      );
      await enter(ann, rooms[0]);
      await bubble(ann, "三").waitFor();
      await until(
        () => mine(ann, rooms[0]).locator(".badge").count(),
        (count) => count === 0,
        "nothing unread",
      );
      await until(
        () => unread(ann),
        (count) => count === before,
        "the count in the title to fall",
      );
      await ann.reload();
      await bubble(ann, "三").waitFor();
      await until(
        () => mine(ann, rooms[0]).locator(".badge").count(),
        (count) => count === 0,
        "what was read to be read after a reload, too",
      );
    }),
  );

  test(`a name of 257 bytes is refused, one of 256 is not (${locale}, ${place})`, { skip }, () =>
    together(options, locale, async (ann, bo, t) => {
      const unique = `${locale}${place}`.padEnd(16, ".");
      const most = `${unique}${"名".repeat(80)}`;
      await make(ann, t, `${most}x`);
      assert.match(await ann.getByRole("dialog").getByRole("alert").innerText(), t.titleInvalid);
      await make_again(ann, t, most);
      await ann.locator("#room-name", { hasText: unique }).waitFor();
      await open(bo, unique).waitFor();
      assert.equal(Buffer.byteLength(await ann.locator("#room-name").innerText()), 256);
    }),
  );
}

async function make_again(page, t, title) {
  await page.getByLabel(t.createTitle).fill(title);
  assert.equal(await page.getByRole("dialog").getByRole("alert").count(), 0);
  await page.getByRole("dialog").getByRole("button", { name: t.createDo, exact: true }).click();
}
