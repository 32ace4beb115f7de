// A browser offers permessage-deflate by itself: two pages talk in compressed frames, and notice
// nothing of it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { House, bubble, desk, say, sent, skip } from "./support/house.mjs";

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 1 });
});
after(() => house?.close());

async function figure(name) {
  const text = await (await house.server.fetch("/metrics")).text();
  return Number(text.match(new RegExp(`^xinqiao_${name} (\\d+)$`, "m"))[1]);
}

test("two pages talk in compressed frames", { skip }, async () => {
  const ann = await house.comeIn(0, desk);
  const bo = await house.comeIn(1, desk);
  await house.enterRoom(ann);
  await house.enterRoom(bo);
  assert.ok((await figure("sockets_deflating")) >= 2);
  const words = "三号线的泵运行平稳，the pump runs quietly. ".repeat(40).trim();
  const told = await figure("frames_deflated_total");
  const heard = await figure("messages_inflated_total");
  await say(ann, words);
  await sent(ann, words).waitFor();
  await bubble(bo, words).waitFor();
  assert.ok((await figure("frames_deflated_total")) > told);
  assert.ok((await figure("messages_inflated_total")) > heard, "the page sends compressed, too");
  const whole = await figure("deflate_in_bytes_total");
  const less = await figure("deflate_out_bytes_total");
  assert.ok(less < 0.8 * whole, `${less} of ${whole} bytes`);
  for (const page of [ann, bo]) {
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
});
