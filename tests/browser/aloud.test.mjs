// Messages read aloud: in the voice of their language, stopped by pressing again, and plain words
// where a browser or a voice is lacking. A stand-in for the browser's speech tells what it heard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations } from "./support/access.mjs";
import { bubble, desk, launch, phone } from "./support/house.mjs";
import { skip, villages } from "./support/village.mjs";

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());
const it = (name, run) => test(name, { skip }, run);

const inVillage = villages(() => browser);

const voices = [
  { name: "Ava", lang: "en-US", localService: true, default: true },
  { name: "Tingting", lang: "zh-CN", localService: true, default: false },
];
// A browser that speaks, and can be asked what it said.
const speaks = (list) => {
  globalThis.spoken = [];
  const synthesis = {
    getVoices: () => list,
    speak(words) {
      globalThis.spoken.push({ text: words.text, lang: words.lang, voice: words.voice?.name });
      setTimeout(() => words.onstart?.(), 0);
      globalThis.endSpeaking = () => words.onend?.();
    },
    cancel: () => (globalThis.cancelled = (globalThis.cancelled ?? 0) + 1),
  };
  globalThis.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  Object.defineProperty(globalThis, "speechSynthesis", { value: synthesis, configurable: true });
};
const speaksNot = () => {
  delete globalThis.speechSynthesis;
  delete globalThis.Window.prototype.speechSynthesis;
};

async function openMenu(page, text) {
  const row = bubble(page, text).last();
  await row.hover();
  await row.locator("[data-more]").click();
  await page.locator("dialog .menu").waitFor();
}

it("a message is read aloud in the voice of its language, and pressing again stops", () =>
  inVillage(desk, {}, async (village, page) => {
    await page.addInitScript(speaks, voices);
    await page.reload();
    await page.locator("a.room").first().waitFor();
    await village.enter();
    await openMenu(page, "Morning all");
    await page.getByRole("button", { name: "朗读" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const spoken = await page.evaluate(() => globalThis.spoken);
    assert.match(spoken[0].text, /^Anastasia/);
    assert.equal(spoken[1].voice, "Ava");
    assert.match(spoken[1].text, /^Morning all/);
    await page.locator(".aloud").getByText("正在朗读").waitFor();
    assert.deepEqual(await violations(page), []);
    await openMenu(page, "Morning all");
    await page.getByRole("button", { name: "停止朗读" }).last().click();
    await page.locator(".aloud").waitFor({ state: "detached" });
    await openMenu(page, "收到请回复");
    await page.getByRole("button", { name: "朗读" }).click();
    assert.equal((await page.evaluate(() => globalThis.spoken)).at(-1).voice, "Tingting");
    await page.evaluate(() => globalThis.endSpeaking());
    await page.locator(".aloud").waitFor({ state: "detached" });
  }),
);

it("in elder mode each message has its button; a voice that lacks is said plainly", () =>
  inVillage(phone, { elder: "on" }, async (village, page) => {
    await page.addInitScript(speaks, voices);
    await page.reload();
    await page.locator("a.room").first().waitFor();
    await village.enter();
    await bubble(page, "صباح").getByRole("button", { name: /^朗读/ }).click();
    await bubble(page, "صباح").getByRole("alert").getByText("没有会读这种语言的声音").waitFor();
    const button = bubble(page, "收到请回复").getByRole("button", { name: /^朗读/ });
    await button.click();
    const stop = bubble(page, "收到请回复").getByRole("button", { name: /^停止朗读/ });
    await stop.click();
    await button.waitFor();
    assert.ok((await page.evaluate(() => globalThis.cancelled)) > 0);
  }),
);

it("a browser that cannot read aloud says so, and what one can do", () =>
  inVillage(desk, {}, async (village, page) => {
    await page.addInitScript(speaksNot);
    await page.reload();
    await page.locator("a.room").first().waitFor();
    await village.enter();
    await openMenu(page, "收到请回复");
    await page.getByRole("button", { name: "朗读" }).click();
    await page.getByRole("alert").getByText("这个浏览器不会朗读").waitFor();
    assert.deepEqual(await violations(page), []);
  }),
);

