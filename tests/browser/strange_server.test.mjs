// A server that answers errors, goes away, or is older or newer than the page, from the one in
// memory: each ends in clear words in the language of the page, and no draft is lost.
import assert from "node:assert/strict";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { binary } from "../support/server.mjs";
import { bubble, desk, launch, phone, say, skip, until, watch } from "./support/house.mjs";
import { MockServer } from "./support/mock_server.mjs";

const folder = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");
const matrix = [
  ["zh-CN", phone],
  ["en", desk],
];
const told = {
  "zh-CN": {
    refused: /服务器不接受这个页面的连接。请刷新页面/,
    stopping: /服务器正在重启/,
    down: /与服务器的连接断开了.*保存在本机/,
    unknown: /这里有一条新类型的消息，请刷新页面后查看/,
    reason: /没有发出.*服务器没有接受（quantum_flux）/s,
    unreachable: /现在连不上服务器/,
    again: "再试一次",
    reload: "刷新页面",
    edit: "修改",
  },
  en: {
    refused: /does not accept this page. Please reload/,
    stopping: /The server is restarting/,
    down: /connection to the server is lost.*kept here/s,
    unknown: /Here is something new. Reload the page/,
    reason: /Not sent.*quantum_flux/s,
    unreachable: /cannot be reached/,
    again: "Try again",
    reload: "Reload",
    edit: "Edit",
  },
};

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

async function serve() {
  const server = new MockServer(folder, { names: ["王敏", "李建国"], rooms: ["值班室"] });
  for (const member of [1, 2]) server.say(1, member, { kind: "joined" });
  server.say(1, 2, { kind: "post", text: "早上好" });
  return { server, url: await server.listen() };
}

// In the room, with half a sentence in the field.
async function with_draft(locale, options, run) {
  const { server, url } = await serve();
  const context = await browser.newContext({ ...options, locale });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  watch(page);
  try {
    await page.goto(`${url}/#link=${server.link(1)}`);
    await page.locator("a.room").first().click();
    await bubble(page, "早上好").waitFor();
    await page.locator("textarea").fill("写到一半");
    await run({ server, page, url, t: told[locale] });
    const draft = () => page.locator("textarea").inputValue();
    await until(draft, (text) => text === "写到一半", "the draft");
    assert.deepEqual(page.trouble, []);
  } finally {
    await context.close();
    await server.close();
  }
}

const bar = (page) => page.locator(".bar.told").first();
async function says(place, words) {
  const text = async () => ((await place.count()) > 0 ? place.innerText() : "");
  await until(text, (shown) => words.test(shown), `${words}`);
}
const tell = (server, message) => {
  for (const socket of server.sockets) server.send(socket, message);
};
// Every socket ends, and the next ones get this hello.
const greet = (server, change) => {
  const hello = server.hello.bind(server);
  server.hello = (member) => change(hello(member));
  for (const socket of server.sockets) socket.close(4000);
};
async function talks(server, page, text) {
  await until(() => server.sockets.size > 0, Boolean, "a socket");
  await until(() => page.locator(".bar.told").count(), (count) => count === 0, "no complaint");
  server.say(1, 2, { kind: "post", text });
  await bubble(page, text).waitFor();
}

for (const [locale, options] of matrix) {
  const each = (what, run) =>
    test(`${what} (${locale})`, { skip }, () => with_draft(locale, options, run));

  each("close 4101 says to reload, and a reload has the draft", async ({ server, page, t }) => {
    for (const socket of server.sockets) socket.close(4101);
    await says(bar(page), t.refused);
    await page.getByRole("button", { name: t.reload, exact: true }).click();
    await bubble(page, "早上好").waitFor();
  });

  each("what is no message of ours says to reload", async ({ server, page, t }) => {
    for (const socket of server.sockets) socket.send("<html>502 Bad Gateway</html>");
    await says(bar(page), t.refused);
  });

  each("a server that stops says so, one that is gone too", async ({ server, page, t }) => {
    server.faults.unreachable = true;
    for (const socket of server.sockets) socket.close(4000);
    await says(bar(page), t.stopping);
    await says(bar(page), t.down);
    // Back just before the button is pressed: sooner, and the page may be back by itself before.
    await bar(page).getByRole("button").hover();
    server.faults.unreachable = false;
    await page.mouse.down();
    await page.mouse.up();
    await talks(server, page, "又回来了");
  });

  each("a newer server: unknown events, notices and fields", async ({ server, page, t }) => {
    greet(server, (hello) => ({
      ...hello,
      feature_level: 99,
      holograms: { on: true },
      limits: { ...hello.limits, hologram_bytes: 1 },
      me: { ...hello.me, aura: "blue", duties: [{ unit: 1, duty: "oracle" }] },
    }));
    await talks(server, page, "新版本");
    server.say(1, 2, { kind: "hologram", shape: "cube" });
    await says(page.locator("p.notice").last(), t.unknown);
    tell(server, { method: "hologram_moved", params: { x: 1 } });
    tell(server, { id: 9_999, result: { for: "nobody" } });
    const elsewhere = { room: 777, seq: 1, at: 1, by: 1, kind: "post", n: 1 };
    tell(server, { method: "event", params: elsewhere });
    const row = server.row(1, server.rooms.get(1));
    tell(server, { method: "room", params: { ...row, kind: "opera" } });
    await talks(server, page, "还能说话");
  });

  each("an older server: a hello and answers without what came later", async ({ server, page }) => {
    greet(server, ({ epoch, position, now, me }) => ({ epoch, position, now, me }));
    await talks(server, page, "旧版本");
    greet(server, ({ epoch }) => ({ feature_level: 1, epoch }));
    await talks(server, page, "更旧的版本");
  });

  each("a reason nobody knows is told, and the words can be taken back", async (all) => {
    const { server, page, t } = all;
    const answer = server.answer.bind(server);
    const refuses = { reason: "quantum_flux", action: "stop", consumed: true };
    server.answer = (member, call, ...rest) =>
      call.method === "message.post"
        ? { jsonrpc: "2.0", id: call.id, error: { code: 999, message: "?", data: refuses } }
        : answer(member, call, ...rest);
    await page.locator("textarea").fill("");
    await say(page, "写到一半");
    const failed = page.locator("article.failed");
    await failed.waitFor();
    await says(failed, t.reason);
    await failed.getByRole("button", { name: t.edit, exact: true }).click();
  });

  each("what is refused of lists and history leaves the room usable", async (all) => {
    const { server, page } = all;
    const call = server.call.bind(server);
    const refused = /^(unit\.tree|member\.names|room\.members|pin\.list|history)$/;
    server.call = (member, method, ...rest) =>
      call(member, refused.test(method) ? "no.such.method" : method, ...rest);
    for (const socket of server.sockets) socket.close(4000);
    await talks(server, page, "照样收到");
    await page.reload();
    await page.locator("textarea").waitFor();
  });

  test(`a door that answers nonsense says so, and opens later (${locale})`, { skip }, async () => {
    const t = told[locale];
    const { server, url } = await serve();
    const context = await browser.newContext({ ...options, locale });
    const page = await context.newPage();
    watch(page);
    await page.goto(`${url}/#link=${server.link(1)}`);
    await page.waitForSelector(".rooms");
    try {
      for (const [path, body, status] of [
        ["**/boot", "<html>502</html>", 502],
        ["**/boot", "not even JSON", 200],
        ["**/boot", "{}", 200],
      ]) {
        await page.route(path, (route) => route.fulfill({ status, body }));
        await page.reload();
        await says(page.locator(".outside [role=alert]"), t.unreachable);
        await page.unroute(path);
      }
      await page.route("**/rpc", (route) => route.fulfill({ status: 502, body: "<html>502" }));
      await page.goto("about:blank");
      await page.goto(`${url}/#link=${server.link(1)}`);
      await says(page.locator(".outside [role=alert]"), t.unreachable);
      await page.unroute("**/rpc");
      await page.getByRole("button", { name: t.again, exact: true }).click();
      await page.waitForSelector(".rooms");
      assert.deepEqual(page.trouble.filter((text) => !/502/.test(text)), []);
    } finally {
      await context.close();
      await server.close();
    }
  });
}
