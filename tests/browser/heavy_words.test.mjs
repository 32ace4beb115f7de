// Words that are heavy to draw, as long as words may be: marks upon marks, directions within
// directions, joined emoji, lines without a break or with nothing else. The page draws each in a
// moment, and one writes on below them. (Of a reaction there are eight, and numbers.)
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { House, phone, say, sent, skip } from "./support/house.mjs";

const bound_ms = 500; // of one task of the page; 50 to 200 ms at rest
const bytes = 16_384;
const filled = (piece, first = "") => {
  const room = bytes - Buffer.byteLength(first);
  return first + piece.repeat(Math.floor(room / Buffer.byteLength(piece)));
};
const heavy = {
  "marks upon one letter": filled("\u0301", "a"),
  "marks upon each letter": filled(`e${"\u0301\u0328\u0489".repeat(20)}`),
  "Thai and Arabic marks": filled("ก็็็็็็็็ي\u0651\u064b\u0653"),
  "directions within directions": filled("\u2067\u202ea\u2066\u202db"),
  "directions that are not closed": filled("\u202e\u2067", "abc"),
  "joined emoji": filled("👨‍👩‍👧‍👦"),
  "one emoji of many": filled("\u200d👩", "👩"),
  "flags and tones": filled("🇨🇳👍🏿"),
  "one long word": filled("W"),
  "wide signs": filled("﷽"),
  "lines alone": filled("\n", "一"),
  "signs of width zero": filled("\u200b\u2060\ufeff", "一"),
  "addresses": filled("https://a.b/?c=d&e=f#g "),
  "names of members": filled("<@1> ".repeat(2) + "<@@<@<"),
};

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 1 });
});
after(() => house?.close());

test("words heavy to draw are drawn in a moment", { skip }, async () => {
  const page = await house.comeIn(0, { ...phone });
  await house.enterRoom(page);
  await page.evaluate(() => {
    globalThis.tasks = [];
    const seen = (list) => tasks.push(...list.getEntries().map(({ duration }) => duration));
    new PerformanceObserver(seen).observe({ type: "longtask" });
  });
  const longest = {};
  for (const [what, text] of Object.entries(heavy)) {
    const post = { room: 1, text, key: randomUUID() };
    const { body } = await house.server.rpc(house.server.tokens[1], "message.post", post);
    assert.ok(body.result, `${what}: ${JSON.stringify(body).slice(0, 200)}`);
    await page.locator(`article[data-seq="${body.result.seq}"]`).waitFor();
    const line = `接着说 ${what}`;
    await say(page, line);
    await sent(page, line).last().waitFor();
    longest[what] = Math.max(0, ...(await page.evaluate(() => tasks.splice(0))));
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} px beyond the screen`);
  if (process.env.XINQIAO_LONG === "yes") console.log(longest);
  const slow = Object.entries(longest).filter(([, ms]) => ms > bound_ms);
  assert.deepEqual(slow, [], JSON.stringify(longest));
  assert.deepEqual(page.trouble, []);
});
