// The network between the page and the real server is cut, frozen, half-opened and refused
// (support/slow_proxy.mjs): the page says so in time, and what was said meanwhile arrives once and
// in order. How long it took is read in the page, from the moment the line of words stands there.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { SlowProxy } from "../support/slow_proxy.mjs";
import { House, bubble, desk, phone, say, skip, texts, until } from "./support/house.mjs";

const evidence_ms = 5_000; // from evidence to the words
const silence_ms = 40_000; // from the end of a line that says nothing to the words
const unanswered_ms = 2_000; // a call is out for so long: that is evidence
const slack_ms = 2_500; // for a machine that does other things too

let house;
let silent; // a page whose line dies quietly, measured while the other tests run
before(async () => {
  if (skip) return;
  house = await House.open({ members: 3, rooms: 1 });
  silent = die_quietly();
  silent.catch(() => {});
});
after(async () => {
  await silent?.catch(() => {});
  await house?.close();
});

// A page behind a proxy, in the room.
async function behind(index, options) {
  const proxy = await SlowProxy.open(house.server.host);
  const page = await house.page(options);
  await page.goto(`http://${proxy.host}/#link=${await house.secret(index)}`);
  await page.waitForSelector(".rooms");
  await house.enterRoom(page);
  await page.locator("textarea").waitFor();
  return { proxy, page };
}

// Resolves to the time at which the bar speaks.
const spoken = (page, ms) =>
  page.evaluate(
    (limit) =>
      new Promise((done, fail) => {
        const look = () => {
          if (!document.querySelector(".bar.told")?.textContent) return false;
          done(Date.now());
          return true;
        };
        if (look()) return;
        const observer = new MutationObserver(() => look() && observer.disconnect());
        const all = { subtree: true, childList: true, characterData: true, attributes: true };
        observer.observe(document.body, all);
        setTimeout(() => fail(new Error(`the bar said nothing for ${limit} ms`)), limit);
      }),
    ms,
  );

const only = (list, start) => list.filter((text) => text.startsWith(start));
const settled = (page) =>
  until(
    () => page.locator("article.waiting, article.sending, article.failed").count(),
    (count) => count === 0,
    "all to be said",
    60_000,
  );

async function die_quietly() {
  const { proxy, page } = await behind(2, desk);
  try {
    const has_read = () => page.told.some(({ method }) => method === "read.set");
    await until(has_read, Boolean, "a quiet page");
    await page.waitForTimeout(300); // so that nothing is under way: what is measured is silence
    const speaks = spoken(page, silence_ms + 20_000);
    const began = Date.now();
    proxy.half_open();
    return (await speaks) - began;
  } finally {
    await page.context().close();
    await proxy.close();
  }
}

// What is evidence: how it comes about, and how long after it the page may take.
const faults = {
  "the line is cut and nobody answers": {
    begin: ({ proxy }) => proxy.refuse(),
    within: evidence_ms,
  },
  "the line is dead and the browser says it is offline": {
    begin: async ({ proxy, page }) => {
      proxy.half_open();
      await page.evaluate(() => void window.dispatchEvent(new Event("offline")));
    },
    within: evidence_ms,
  },
  "the line is dead and somebody speaks": {
    begin: async ({ proxy, page, name }) => {
      proxy.half_open();
      await say(page, `${name} 0`);
    },
    within: unanswered_ms + evidence_ms,
    said: 1,
  },
  "the line died while the page was away": {
    begin: async ({ proxy, page }) => {
      proxy.half_open();
      await page.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
    },
    within: evidence_ms,
  },
};

for (const [at, [name, fault]] of Object.entries(faults).entries()) {
  test(`${name}: told in time, and words wait and arrive once`, { skip }, async () => {
    const { proxy, page: ann } = await behind(0, at % 2 ? phone : desk);
    const bo = await house.comeIn(1, desk);
    try {
      await house.enterRoom(bo);
      await say(ann, `${name}，之前`);
      await bubble(bo, `${name}，之前`).waitFor();
      await settled(ann);
      const speaks = spoken(ann, fault.within + 15_000);
      const began = Date.now();
      await fault.begin({ proxy, page: ann, name });
      const took = (await speaks) - began;
      assert.ok(took <= fault.within + slack_ms, `told after ${took} ms`);
      const first = fault.said ?? 0;
      for (let i = first; i < 4; i++) await say(ann, `${name} ${i}`);
      const waits = (count) => count === 4;
      await until(() => ann.locator("article.waiting").count(), waits, "four words that wait");
      assert.equal(only(await texts(bo), `${name} `).length, 0);
      await proxy.resume();
      const now = ann.locator(".bar.told button");
      if (await now.isVisible()) await now.click().catch(() => {}); // it may be back by itself
      const expected = [0, 1, 2, 3].map((i) => `${name} ${i}`);
      const here = async () => only(await texts(bo), `${name} `);
      await until(here, (list) => list.length >= 4, "the words at the other side", 45_000);
      await settled(ann);
      for (const page of [ann, bo]) assert.deepEqual(only(await texts(page), `${name} `), expected);
      await until(
        () => ann.locator(".bar.told").count(),
        (count) => count === 0,
        "no complaint",
      );
      for (const page of [ann, bo]) assert.deepEqual(page.trouble, []);
    } finally {
      for (const page of [ann, bo]) await page.context().close();
      await proxy.close();
    }
  });
}

test("waking, coming online and coming back make it look at once", { skip }, async () => {
  const { proxy, page } = await behind(0, desk);
  try {
    await hints(proxy, page);
  } finally {
    await page.context().close();
    await proxy.close();
  }
});

async function hints(proxy, page) {
  const pings = () => page.told.filter(({ method }) => method === "ping").length;
  for (const [target, event] of [
    ["document", "visibilitychange"],
    ["window", "online"],
    ["window", "pageshow"],
    ["window", "offline"],
  ]) {
    const before = pings();
    await page.evaluate(
      ([where, name]) => void globalThis[where].dispatchEvent(new Event(name)),
      [target, event],
    );
    await until(pings, (count) => count === before + 1, `a probe after ${event}`);
    const answered = () => page.heard.filter(({ result }) => result?.now !== undefined).length;
    await until(answered, (count) => count >= before + 1, "its answer");
  }
  // Waiting to come back, the same hints make it come back at once.
  await proxy.refuse();
  await page.locator(".bar.told").waitFor();
  await proxy.resume();
  await page.evaluate(() => void window.dispatchEvent(new Event("online")));
  await until(
    () => page.locator(".bar.told").count(),
    (count) => count === 0,
    "to be back",
  );
  assert.deepEqual(page.trouble, []);
}

test("a line that dies without a word is told within 40 s", { skip }, async () => {
  const took = await silent;
  assert.ok(took <= silence_ms + slack_ms, `told after ${took} ms`);
  assert.ok(took > 1_000, "it was silence that was measured");
});
