// The page over --tls auto, by a name that is not this machine's own: what browsers keep from plain
// pages is there (compare plain_http.test.mjs), and two people talk.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pin } from "../support/tls.mjs";
import { House, bubble, desk, phone, say, skip, watch } from "./support/house.mjs";

let house;
before(async () => {
  if (skip) return;
  house = await House.open({
    members: 2,
    rooms: 1,
    args: ["--tls", "auto"],
    browser: ["--host-resolver-rules=MAP house.test 127.0.0.1"],
  });
  await pin(house.server);
});
after(() => house?.close());

test("over a certificate of its own making the page is a secure one", { skip }, async () => {
  const address = house.server.http.replace("127.0.0.1", "house.test");
  const page = async (index, options) => {
    const one = await house.page({ ...options, ignoreHTTPSErrors: true });
    watch(one);
    await one.goto(`${address}/#link=${await house.secret(index)}`);
    await one.waitForSelector(".rooms");
    await house.enterRoom(one);
    return one;
  };
  const ann = await page(0, desk);
  const bo = await page(1, phone);

  const has = await ann.evaluate(async () => [
    location.protocol,
    isSecureContext,
    "locks" in navigator,
    (await crypto.subtle.digest("SHA-256", new Uint8Array(1))).byteLength,
    crypto.randomUUID().length,
  ]);
  assert.deepEqual(has, ["https:", true, true, 32, 36]);
  const [cookie] = await ann.context().cookies(address);
  assert.deepEqual([cookie.name, cookie.secure, cookie.httpOnly], ["xinqiao", true, true]);

  await say(ann, "加密之一 🌉");
  await bubble(bo, "加密之一").waitFor();
  await say(bo, "加密之二");
  await bubble(ann, "加密之二").waitFor();
  // A service worker is not taken from behind a certificate that was only let pass (the browser
  // says so); the page does without it.
  assert.deepEqual([...ann.trouble, ...bo.trouble], []);
  await ann.context().close();
  await bo.context().close();
});
