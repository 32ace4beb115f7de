// An alert on a bad day: no network, a reload, a server that is killed, an answer of the server
// that is lost. What is said is said once, and nobody is told what is not so.
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import * as a from "./support/alerts.mjs";
import { desk, phone, skip, until, watch } from "./support/house.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 3, rooms: 1 });
const w = a.t["zh-CN"];
let raiser;
before(() => {
  if (!skip) raiser = new a.Raiser({ server: house.server, works });
});
afterEach(() => raiser?.clear());

const line = (page) => page.locator(".answer-line");
const listed = () => works.ask(raiser.owner, "alert.list", {}).then(({ alerts }) => alerts);
// The page of this release is kept: it starts without a network.
const isKept = (page) =>
  page.evaluate(async () => (await navigator.serviceWorker.ready).active !== null);

test("answered without a network, it waits and says so, and arrives later", { skip }, async () => {
  const page = await house.comeIn(2, phone);
  const room = await raiser.raise();
  await a.takes(page, w.real);
  await page.context().setOffline(true);
  await a.taken(page).getByText(w.offline).waitFor();
  await a.well(page, "alert-offline-phone-zh-CN");
  await a.answer(page, "需要帮助");
  await a.goes(page);
  await line(page).filter({ hasText: w.waits }).waitFor();
  await a.well(page, "alert-waits-phone-zh-CN");
  assert.equal(await raiser.answers(room), "0,0,0");
  await page.context().setOffline(false);
  await until(() => raiser.answers(room), (all) => all === "0,1,0", "the answer that waited");
  await line(page).filter({ hasText: w.given }).waitFor();
  await line(page).waitFor({ state: "detached" });
  await a.over(page);
});

test("reloaded without a network it asks; an answer goes on waiting", { skip }, async () => {
  const page = await house.comeIn(2, phone);
  await until(() => isKept(page), Boolean, "the page to be kept");
  const room = await raiser.raise();
  await a.takes(page, w.real);
  const sketch = () => page.evaluate(() => localStorage.getItem("xinqiao.sketch"));
  await until(sketch, Boolean, "the rooms to be kept");
  await page.context().setOffline(true);
  await page.reload();
  await a.takes(page, w.real);
  await a.taken(page).locator(".words", { hasText: a.text }).waitFor();
  await a.answer(page, "安全");
  await a.goes(page);
  await line(page).filter({ hasText: w.waits }).waitFor();
  await page.reload();
  await line(page).filter({ hasText: w.waits }).waitFor();
  assert.equal(await a.taken(page).count(), 0);
  await page.context().setOffline(false);
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer that waited");
  await line(page).waitFor({ state: "detached" });
  assert.equal(await a.taken(page).count(), 0);
  await a.over(page);
});

test("reloaded in the middle it is there again; Back is caught there, too", { skip }, async () => {
  const page = await house.comeIn(2, desk);
  const room = await raiser.raise();
  await a.takes(page, w.real);
  await page.reload();
  await a.takes(page, w.real);
  await page.evaluate(() => history.back());
  await new Promise((done) => setTimeout(done, 300));
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  await a.goes(page);
  await page.reload();
  await page.locator(".skip").waitFor({ state: "attached" });
  assert.equal(await a.taken(page).count(), 0);
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer");
  await a.over(page);
});

test("what became of it while the page was closed is told later", { skip }, async () => {
  const page = await house.comeIn(2, phone);
  const falsely = await raiser.raise(false, { title: "甲罐" });
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  const cleared = await raiser.raise(false, { title: "乙罐" });
  await a.takes(page, w.real);
  const context = page.context();
  await page.close();
  await raiser.moves("cancel", falsely, "误报。");
  await raiser.moves("update", cleared, "扩大了。");
  await raiser.moves("all_clear", cleared, "解除了。");
  const again = await context.newPage();
  watch(again);
  await again.goto(house.server.http);
  for (const [kind, title, words] of [
    [w.falseAlarm, "甲罐", "误报。"],
    [w.allClear, "乙罐", "解除了。"],
  ]) {
    const screen = await a.takes(again, kind);
    await screen.locator("h1", { hasText: title }).waitFor();
    await screen.locator(".words", { hasText: words }).waitFor();
    await a.answer(again, w.understood);
  }
  await a.goes(again);
  await again.reload();
  await again.locator(".skip").waitFor({ state: "attached" });
  assert.equal(await a.taken(again).count(), 0);
  await a.over(again);
});

test("an answer too late is told as too late, and not kept for ever", { skip }, async () => {
  const page = await house.comeIn(2, phone);
  const room = await raiser.raise();
  await a.takes(page, w.real);
  await page.context().setOffline(true);
  await a.taken(page).getByText(w.offline).waitFor(); // or it may still arrive
  await a.answer(page, "安全");
  await a.goes(page);
  await raiser.moves("all_clear", room, "解除了。");
  await page.context().setOffline(false);
  await page.evaluate(() => {
    globalThis.said = "";
    const read = () => (globalThis.said += document.querySelector(".answer-line")?.textContent);
    new MutationObserver(read).observe(document.body, { subtree: true, childList: true });
  });
  await a.takes(page, w.allClear);
  await a.answer(page, w.understood);
  await a.goes(page);
  await line(page).waitFor({ state: "detached" });
  assert.equal(await page.locator(".unsent").count(), 0);
  assert.doesNotMatch(await page.evaluate(() => globalThis.said), w.given);
  await a.over(page);
});

test("everything is there already when it comes: no script is fetched", { skip }, async () => {
  const page = await house.comeIn(2, phone);
  await page.locator(".skip").waitFor({ state: "attached" });
  await page.route(/\.(js|css)$/, (route) => route.abort());
  await raiser.raise();
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  await a.goes(page);
  await a.over(page);
});

async function fill(page) {
  await page.locator(".alarmed").click();
  await a.dialog(page).locator(".raise-real").click();
  await a.dialog(page).getByRole("checkbox", { name: /第一联合车间党支部/ }).check();
  await a.dialog(page).getByText(w.exactly(6)).waitFor();
  await a.dialog(page).getByLabel(w.title).fill("只发一次");
  await a.dialog(page).getByLabel(w.text, { exact: true }).fill(a.text);
  await a.press(page, w.toSure(6));
}

test("a lost reply: it is sent again with its key, and there is one alert", { skip }, async () => {
  const page = await house.page(desk);
  let lose = false;
  await page.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((text) => server.send(text));
    server.onMessage((text) => {
      // What is answered to it is lost, as often as it is asked.
      const { result } = JSON.parse(text);
      if (lose && result?.seq !== undefined && result.room !== undefined) return socket.close();
      socket.send(text);
    });
  });
  await page.goto(`${house.server.http}/#link=${await house.secret(0)}`);
  await page.locator(".skip").waitFor({ state: "attached" });
  await fill(page);
  lose = true;
  await a.press(page, w.sendReal(6));
  await a.dialog(page).locator(".trouble", { hasText: w.notSent }).waitFor({ timeout: 60_000 });
  lose = false;
  await a.press(page, w.again);
  await page.getByRole("dialog", { name: w.roll }).locator(".head-count").waitFor();
  assert.deepEqual((await listed()).map(({ title }) => title), ["只发一次"]);
  await page.context().close();
});

test("the server is killed in the middle, of raising and of answering", { skip }, async () => {
  const worker = await house.comeIn(2, phone);
  const page = await house.comeIn(0, desk);
  await fill(page);
  await house.server.kill();
  await a.press(page, w.sendReal(6));
  await house.server.restart();
  const again = a.dialog(page).getByRole("button", { name: w.again });
  const there = page.getByRole("dialog", { name: w.roll });
  await until(
    async () => {
      if (await again.isVisible()) await again.click();
      return there.isVisible();
    },
    Boolean,
    "it to be raised",
    60_000,
  );
  assert.deepEqual((await listed()).map(({ title }) => title), ["只发一次"]);
  await a.takes(worker, w.real);
  await house.server.kill();
  await a.answer(worker, "我需要帮助");
  await a.goes(worker);
  await house.server.restart();
  const [{ room }] = await listed();
  await until(() => raiser.answers(room), (all) => all === "0,1,0", "the answer", 40_000);
  await until(
    () => there.locator(".head-count").innerText(),
    (text) => /1 \/ 6/.test(text),
    "the roll call to go on",
    40_000,
  );
  await a.over(worker, page);
});
