// The devices of a member, and one of them signed out from another.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { House, desk, phone, picture, skip, words } from "./support/house.mjs";

const userAgent =
  "Mozilla/5.0 (Linux; Android 9; HMA-AL00) AppleWebKit/537.36 (KHTML, like Gecko) " +
  "Chrome/86.0 XWEB/4375 Mobile Safari/537.36 MicroMessenger/8.0.20";
const matrix = [
  ["zh-CN", "phone", phone],
  ["zh-CN", "desk", desk],
  ["en", "phone", phone],
  ["en", "desk", desk],
];

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 1, rooms: 1 });
});
after(() => house?.close());

for (const [locale, place, options] of matrix) {
  test(`a lost phone is signed out from the settings (${locale}, ${place})`, { skip }, async () => {
    const t = words[locale];
    const ann = await house.comeIn(0, { ...options, locale });
    const lost = await house.comeIn(0, { ...phone, locale, userAgent });
    await ann.getByRole("button", { name: t.settings, exact: true }).click();
    const row = ann.locator(".devices li", { hasText: "WeChat · Android" }).first();
    await row.waitFor();
    assert.equal(await ann.locator(".devices li", { hasText: t.thisDevice }).count(), 1);
    await picture(ann, `${place}-${locale}-devices`);

    await row.getByRole("button").click();
    await ann.getByRole("dialog").getByRole("button", { name: t.endDevice, exact: true }).click();

    await lost.waitForSelector(".outside form");
    assert.match(await lost.locator(".outside .trouble").innerText(), t.ended);
    await row.waitFor({ state: "detached" });
    await ann.locator(".devices[aria-busy=false] li").first().waitFor();
    assert.deepEqual(ann.trouble, []);
    for (const page of [ann, lost]) await page.context().close();
  });
}
