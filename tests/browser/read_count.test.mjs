// How many have read a post of one's own: asked for when its menu is opened, as a number alone.
// Against a server in memory, which loses answers and goes away on demand.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { binary } from "../support/server.mjs";
import { violations } from "./support/access.mjs";
import { bubble, desk, launch, phone, picture, say, skip as unable } from "./support/house.mjs";
import { watch } from "./support/house.mjs";
import { MockServer } from "./support/mock_server.mjs";

const page = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");
const skip =
  unable ||
  (existsSync(page) && readdirSync(page).includes("index.html") ? false : "the page is not built");
const t = {
  "zh-CN": { loading: "正在取来……", read: "已读 1 / 2", unread: "已读 0 / 2", close: "关闭" },
  en: { loading: "Fetching…", read: "Read by 1 of 2", unread: "Read by 0 of 2", close: "Close" },
};

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

// Member 1 in a room of three.
async function house(options, run) {
  const names = ["王敏", "李建国", "何小雨"];
  const server = new MockServer(page, { names, rooms: ["值班室"] });
  for (const member of [1, 2, 3]) server.say(1, member, { kind: "joined" });
  const url = await server.listen();
  const context = await browser.newContext(options);
  context.setDefaultTimeout(20_000);
  const ann = await context.newPage();
  watch(ann);
  try {
    await ann.goto(`${url}/#link=${server.link(1)}`);
    await ann.locator(".rooms").waitFor();
    await ann.evaluate(() => (location.hash = "#/r/1"));
    await run(server, ann);
    assert.deepEqual(ann.trouble, []);
  } finally {
    await context.close();
    await server.close();
  }
}
const dialog = (ann) => ann.getByRole("dialog");
const status = (ann, text) => dialog(ann).getByRole("status").filter({ hasText: text });
async function menu(ann, text) {
  await bubble(ann, text).last().hover();
  await bubble(ann, text).last().locator("[data-more]").click();
  await dialog(ann).waitFor();
}
function reads(server, member) {
  const { log } = server.rooms.get(1);
  server.reads.set(`${member}:1`, { room: 1, seq: log.length, n: log.at(-1).n });
}

for (const [locale, place, options] of [
  ["zh-CN", "phone", { ...phone, colorScheme: "dark" }],
  ["en", "desk", desk],
]) {
  const w = t[locale];
  const tag = `${locale}-${place}`;
  test(`an author sees how many have read, anew with every menu (${tag})`, { skip }, () =>
    house({ ...options, locale }, async (server, ann) => {
      await say(ann, "今晚八点开会");
      await menu(ann, "今晚八点开会");
      await status(ann, w.unread).waitFor();
      await dialog(ann).getByRole("button", { name: w.close }).click();
      reads(server, 2);
      await menu(ann, "今晚八点开会");
      await status(ann, w.read).waitFor();
      assert.deepEqual(await violations(ann), []);
      await picture(ann, `read-count-${tag}`);
    }),
  );

  test(`it is said that it is being fetched, and that it failed (${tag})`, { skip }, () =>
    house({ ...options, locale }, async (server, ann) => {
      await say(ann, "今晚八点开会");
      server.faults.loseAnswer = (method) => method === "read.count";
      await menu(ann, "今晚八点开会");
      await status(ann, w.loading).waitFor();
      const { port } = server;
      await server.close();
      server.faults.loseAnswer = undefined;
      await dialog(ann).getByRole("alert").waitFor();
      assert.deepEqual(await violations(ann), []);
      await picture(ann, `read-count-failed-${tag}`);
      await server.listen(port);
      await status(ann, w.unread).waitFor(); // asked again by itself
    }),
  );
}

test("of another's post there is nothing to count", { skip }, () =>
  house({ ...desk, locale: "zh-CN" }, async (server, ann) => {
    server.say(1, 2, { kind: "post", text: "收到" });
    await bubble(ann, "收到").waitFor();
    await menu(ann, "收到");
    await dialog(ann).getByRole("button", { name: "转发" }).waitFor();
    assert.equal(await dialog(ann).getByText("已读").count(), 0);
  }),
);
