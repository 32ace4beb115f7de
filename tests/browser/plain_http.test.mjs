// The page at an address the browser does not trust (plain http, not this machine by name): no Web
// Locks, no crypto.subtle, no randomUUID. A lease decides which tab sends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
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
