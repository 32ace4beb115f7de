// The page at an address the browser does not trust (plain http, not this machine by name): no Web
// Locks, no crypto.subtle, no randomUUID. A lease decides which tab sends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SlowProxy } from "../support/slow_proxy.mjs";
import { House, bubble, desk, phone, say, skip, texts, until, watch } from "./support/house.mjs";

let house;
before(async () => {
  if (!skip)
    house = await House.open({
      members: 2,
      rooms: 1,
      browser: ["--host-resolver-rules=MAP house.test 127.0.0.1"],
    });
});
after(() => house?.close());

const only = (list, start) => list.filter((text) => text.startsWith(start));
const posts = (page) => page.told.filter(({ method }) => method === "message.post").length;

test(
  "over plain http: sign in, talk, two tabs of which one sends, nothing doubled",
  { skip },
  async () => {
    const address = house.server.http.replace("127.0.0.1", "house.test");
    const one = await house.page(desk);
    await one.goto(`${address}/#link=${await house.secret(0)}`);
    await one.waitForSelector(".rooms");
    const lacks = await one.evaluate(() => [
      isSecureContext,
      "locks" in navigator,
      crypto.subtle === undefined,
      crypto.randomUUID === undefined,
    ]);
    assert.deepEqual(lacks, [false, false, true, true]);
    const bo = await house.comeIn(1, phone);
    await house.enterRoom(bo);
    await house.enterRoom(one);
    await say(one, "明文之一");
    await bubble(bo, "明文之一").waitFor();

    const two = await one.context().newPage();
    watch(two);
    await two.goto(one.url());
    await two.waitForSelector("[role=log]");
    for (let i = 2; i <= 9; i++) await say(i % 2 ? one : two, `明文之${i}`);
    await until(
      async () => only(await texts(bo), "明文").length,
      (count) => count === 9,
      "all nine at the other side",
    );
    assert.deepEqual([posts(one), posts(two)], [9, 0], "one tab sends");

    // A reload is the same tab: it goes on at once, the other does not step in.
    await one.reload();
    await one.waitForSelector("[role=log]");
    await say(one, "明文之十");
    await bubble(bo, "明文之十").waitFor();
    // The reload may come before the store has noted the last answer: that word is then said
    // again, and the server knows it for a repeat.
    assert.ok([10, 11].includes(posts(one)), `the reloaded tab still sends: ${posts(one)}`);
    assert.equal(posts(two), 0);

    await one.close();
    await say(two, "明文之末");
    await bubble(bo, "明文之末").waitFor({ timeout: 40_000 });
    await two.waitForSelector("article.sending, article.waiting", { state: "detached" });
    for (const page of [two, bo]) {
      const said = only(await texts(page), "明文");
      assert.equal(said.length, 11);
      assert.equal(new Set(said).size, 11);
      const said_by_page = page.trouble.filter((text) => !/Opener-Policy/.test(text));
      assert.deepEqual(said_by_page, []); // the browser itself remarks that this is plain http
    }
    await two.context().close();
    await bo.context().close();
  },
);

// Signed in through a proxy, at an address that is plain http.
async function kept_page(t, { name = "house.test", options = phone } = {}) {
  const proxy = await SlowProxy.open(house.server.host);
  t.after(() => proxy.close());
  const address = `http://${name}:${proxy.port}/`;
  const page = await house.page(options);
  t.after(() => page.context().close());
  await page.goto(`${address}#link=${await house.secret(0)}`);
  await page.waitForSelector("a.room");
  await page.waitForSelector('link[rel="icon"][href="/favicon.svg"]', { state: "attached" });
  const newest = await page.evaluate(async () => (await fetch("/", { cache: "no-cache" })).text());
  await page.waitForTimeout(2_500); // the rooms are kept
  return { proxy, address, page, newest };
}

test(
  "over plain http too the page starts without a network, from what the browser keeps",
  { skip },
  async (t) => {
    const { proxy, address, page } = await kept_page(t);
    await proxy.refuse();
    const { connections } = proxy.counts;
    await page.goto("about:blank");
    await page.goto(address);
    await page.waitForSelector("a.room");
    assert.equal(proxy.counts.connections, connections);
  },
);

test("a newer page is looked for when all is quiet, and told", { skip }, async (t) => {
  const { address, page, newest } = await kept_page(t);
  const newer = newest.replace(/app-\w+\.js/, "app-NEWER123.js");
  await page.route(address, (route) =>
    route.request().isNavigationRequest()
      ? route.continue()
      : route.fulfill({ contentType: "text/html", body: newer }),
  );
  await page.goto("about:blank");
  await page.goto(address);
  await page.getByText("页面有新版本").first().waitFor();
});

// What a test gives in place of the server's page may fetch from this machine only at its own name.
test("a kept page whose script is gone loads itself anew", { skip }, async (t) => {
  const options = { ...phone, serviceWorkers: "block" };
  const { address, page, newest } = await kept_page(t, { name: "127.0.0.1", options });
  const old = newest.replace(/app-\w+\.js/, "app-GONE4567.js");
  let pages = 0;
  await page.route(address, (route) => {
    if (!route.request().isNavigationRequest()) return route.continue();
    pages += 1;
    return pages === 1
      ? route.fulfill({ contentType: "text/html", body: old })
      : route.continue();
  });
  await page.goto("about:blank");
  await page.goto(address);
  await page.waitForSelector("a.room");
  assert.equal(pages, 2);
});
