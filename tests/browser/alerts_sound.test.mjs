// The sound of alerts: armed by a gesture, honest where it is not, for alerts alone, and another
// one for a drill.
import assert from "node:assert/strict";
import { afterEach, before, test } from "node:test";
import * as a from "./support/alerts.mjs";
import { desk, phone, skip, until } from "./support/house.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 3, rooms: 1 });
let raiser;
before(() => {
  if (!skip) raiser = new a.Raiser({ server: house.server, works });
});
afterEach(() => raiser?.clear());

// In the page, before it runs: every tone that is begun, by its pitch.
function listen() {
  globalThis.tones = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    globalThis.tones.push(this.frequency.value);
    return start.apply(this, when);
  };
}
const tones = (page) => page.evaluate(() => globalThis.tones.map(Math.round));
const heard = (page, right, what) => until(() => tones(page), right, what);

async function come(language, size) {
  const page = await house.page({ ...size, locale: language });
  await page.addInitScript(listen);
  await page.goto(`${house.server.http}/#link=${await house.secret(2)}`);
  await page.locator(".skip").waitFor({ state: "attached" });
  return page;
}
async function switchOn(page, w) {
  await page.getByRole("button", { name: w.settings, exact: true }).click();
  await a.dialog(page).getByRole("checkbox", { name: w.sound }).check();
  await a.dialog(page).getByText(w.armed).waitFor();
}
const close = (page) => page.keyboard.press("Escape");

for (const [language, where, size] of [
  ["zh-CN", "phone", phone],
  ["en", "desk", desk],
]) {
  const w = a.t[language];
  test(`armed, it calls until it is answered: ${where}, ${language}`, { skip }, async () => {
    const page = await come(language, size);
    await switchOn(page, w);
    assert.deepEqual(await tones(page), [], "to be switched on makes no sound");
    await a.press(page, w.tryIt);
    await heard(page, (all) => all.join() === "880,660,880", "how it sounds");
    await a.well(page, `alert-sound-${where}-${language}`);
    await close(page);
    // Nothing else sounds: words that name one, in a room that is open.
    const { room } = { room: works.rooms.life };
    const words = { room, text: `<@${works.ids[2]}> 收到请回复` };
    await works.does(house.server.tokens[1], "message.post", words);
    await page.locator(".badge").first().waitFor();
    assert.equal((await tones(page)).length, 3);
    await raiser.raise();
    await a.takes(page, w.real);
    await heard(page, (all) => all.length >= 9, "that it calls again");
    await a.answer(page, "安全");
    await a.goes(page);
    const { length } = await tones(page);
    await new Promise((done) => setTimeout(done, 2_500));
    assert.equal((await tones(page)).length, length, "answered, it is still");
    await a.over(page);
  });
}

test("it can be hushed and still asks; a drill sounds once, and softly", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come("zh-CN", phone);
  await switchOn(page, w);
  await close(page);
  await raiser.raise(true);
  await a.takes(page, w.drill);
  await heard(page, (all) => all.join() === "523", "the tone of a drill");
  await new Promise((done) => setTimeout(done, 2_500));
  assert.equal((await tones(page)).join(), "523");
  await a.answer(page, "安全");
  await raiser.raise();
  await a.takes(page, w.real);
  await heard(page, (all) => all.length >= 4, "the call");
  await a.answer(page, w.hush);
  const { length } = await tones(page);
  await new Promise((done) => setTimeout(done, 2_500));
  assert.equal((await tones(page)).length, length);
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  await a.goes(page);
  await a.over(page);
});

test("not switched on, nothing sounds and nothing is said of it", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come("zh-CN", phone);
  await raiser.raise();
  await a.takes(page, w.real);
  await a.answer(page, "安全");
  await a.goes(page);
  assert.deepEqual(await tones(page), []);
  assert.equal(await page.locator(".sound-line").count(), 0);
  await a.over(page);
});

test("after a reload it says that it waits, and the first touch arms it", { skip }, async () => {
  const w = a.t["zh-CN"];
  const page = await come("zh-CN", phone);
  await switchOn(page, w);
  await page.reload();
  await page.locator(".sound-line", { hasText: w.soundWaits }).waitFor();
  await a.well(page, "alert-sound-waits-phone-zh-CN");
  assert.deepEqual(await tones(page), []);
  // One that comes before cannot sound, and does not claim to.
  const room = await raiser.raise();
  await a.takes(page, w.real);
  assert.equal(await a.taken(page).getByRole("button", { name: w.hush }).count(), 0);
  // Touched anywhere, it begins.
  await a.taken(page).locator("h1").click();
  await heard(page, (all) => all.length >= 3, "the call");
  await a.taken(page).getByRole("button", { name: w.hush }).waitFor();
  await a.answer(page, "安全");
  await a.goes(page);
  assert.equal(await page.locator(".sound-line").count(), 0);
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer");
  await a.over(page);
});
