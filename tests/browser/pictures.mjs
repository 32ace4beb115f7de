// The screens as pictures, for docs/ui.md: opens the demo and takes each main screen on a phone
// and on a desk, in the light and in the dark, in both languages. Run by script/pictures; pngquant
// keeps them small.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { binary, within } from "../support/server.mjs";
import { desk, launch, phone } from "./support/house.mjs";
import { makeTalks, reads, say, together } from "./support/talks.mjs";

const folder = resolve(dirname(fileURLToPath(import.meta.url)), "../../docs/ui");
const most_bytes = 1_500_000; // of all pictures together

// [name, device, language, colours, how to get there from the list of rooms]
const room = async (page) => {
  await page.locator("a.room").first().click();
  await page.locator("article.message").first().waitFor();
};
const dialog = (names) => async (page) => {
  await page.getByRole("button", { name: names }).first().click();
  await page.getByRole("dialog").waitFor();
};
const hash = (to, found) => async (page) => {
  await page.evaluate((place) => void (location.hash = place), to);
  await page.locator(found).first().waitFor();
};
const search = async (page) => {
  await dialog(/^(搜索|Search)$/)(page);
  await page.locator("dialog input[type=search]").fill("安全");
  await page.locator(".hit").first().waitFor();
};
const menu = async (page) => {
  await room(page);
  await page.locator("[data-more]").last().click();
  await page.getByRole("dialog").waitFor();
};
const panel = async (page) => {
  await room(page);
  await dialog(/^(房间的成员和规则|Members and rules of the room)$/)(page);
};
const offline = async (page) => {
  await room(page);
  await page.context().setOffline(true);
  await page.evaluate(() => void window.dispatchEvent(new Event("offline")));
  await page.locator(".bar.told").waitFor();
};
const elder = async (page) => {
  await page.evaluate(() => localStorage.setItem("xinqiao.elder", "on"));
  await page.reload();
  await room(page);
};
const questions = async (page) => {
  await page.locator("a.room", { hasText: "有问必答" }).first().click();
  await page.locator(".strip").first().waitFor();
};
const board = async (page) => {
  await questions(page);
  await dialog(/^(看板|Board)$/)(page);
  await page.locator(".board li").first().waitFor();
};
const talks = hash("#/talks", "#talks-title");
const before_a_talk = async (page) => {
  await talks(page);
  await page.locator(".talk-rows li button").first().click();
  await page.getByRole("dialog").waitFor();
};
// In this order, behind all others: what is raised for one picture is open in the next.
const alarm = { title: "三号罐区泄漏", text: "请立即停工，撤离到东门集合点，清点人数。" };
const raising = (kind) => async (page) => {
  await page.locator(".alarmed").click();
  await page.locator(`.raise-${kind}`).click();
  await page.locator(".whom input:enabled").first().check();
  await page.locator(".audience", { hasText: /\d/ }).waitFor();
  await page.locator(".alert-form .field input").first().fill(alarm.title);
  await page.locator(".alert-form textarea").fill(alarm.text);
};
const taken = (kind) => async (page) => {
  await raising(kind)(page);
  if (kind === "real") await page.locator(".to-sure").click();
  await page.locator(`.send-${kind}`).click();
  await page.locator(`.takeover.${kind} .answers button:enabled`).first().waitFor();
};
const called = async (page) => {
  await page.locator(".takeover.real .answers button:enabled").first().click();
  await page.locator(".alarmed").click();
  await page.locator(".alert-one .strip-acts button").first().click();
  await page.locator(".roll tbody tr").first().waitFor();
};
const stay = async () => {};
const screens = [
  ["sign-in", phone, "zh-CN", "light", "outside"],
  ["sign-in", desk, "en", "dark", "outside"],
  ["rooms", phone, "zh-CN", "light", stay],
  ["rooms", phone, "en", "dark", stay],
  ["room", phone, "zh-CN", "light", room],
  ["room", phone, "zh-CN", "dark", room],
  ["room", desk, "zh-CN", "light", room],
  ["room", desk, "en", "dark", room],
  ["message", phone, "zh-CN", "light", menu],
  ["panel", phone, "en", "light", panel],
  ["questions", phone, "zh-CN", "light", questions],
  ["questions", desk, "en", "dark", questions],
  ["board", phone, "zh-CN", "light", board],
  ["talks", phone, "zh-CN", "light", talks],
  ["before-a-talk", phone, "zh-CN", "light", before_a_talk],
  ["search", desk, "zh-CN", "light", search],
  ["settings", phone, "zh-CN", "light", dialog(/^(设置|Settings)$/)],
  ["elder", phone, "zh-CN", "light", elder],
  ["no-server", phone, "zh-CN", "light", offline],
  ["unit", desk, "zh-CN", "light", hash("#/admin/unit/1", "#unit-name")],
  ["journal", phone, "en", "dark", hash("#/admin/log", "#admin-title")],
  ["alert-raise", phone, "zh-CN", "light", raising("real")],
  ["alert", phone, "zh-CN", "light", taken("real")],
  ["alert-roll", desk, "zh-CN", "light", called],
  ["alert-drill", phone, "zh-CN", "light", taken("drill")],
];

async function demo() {
  const words = ["demo", "--listen", "127.0.0.1:0", "--no-qr"];
  const child = spawn(binary, words, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  const ready = new Promise((done) => {
    child.stdout.on("data", (piece) => {
      said += piece;
      const links = said.match(/https?:\/\/\S+#link=\S+/g) ?? [];
      if (links.length >= 3) done(links);
    });
  });
  return { child, links: await within(ready, "the demo's links", 120_000) };
}

async function take(browser, link, state, [name, device, locale, colorScheme, go]) {
  const options = { ...device, locale, colorScheme, timezoneId: "Asia/Shanghai" };
  const context = await browser.newContext({ ...options, ...(go !== "outside" && state) });
  const page = await context.newPage();
  await page.goto(new URL(link).origin);
  if (go === "outside") await page.waitForSelector(".outside h2");
  else {
    await page.waitForSelector(".rooms");
    const spoken = "a.room .about[data-user]"; // the last words are here
    await page.locator(spoken).nth(4).waitFor();
    await go(page);
  }
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(700); // what fades in has come
  const place = device === phone ? "phone" : "desk";
  const file = `${name}-${place}-${locale.slice(0, 2)}-${colorScheme}.png`;
  await page.screenshot({ path: join(folder, file), animations: "disabled" });
  await context.close();
  return file;
}

// Signs in once; the pictures share that session.
async function come_in(browser, link) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForSelector(".rooms");
  const cookies = await context.cookies();
  await context.close();
  return { storageState: { cookies, origins: [] } };
}

// A talk is sealed between two pages: it stands in no demo.
async function take_talk(device, locale, colorScheme, words) {
  const place = await makeTalks();
  try {
    const options = { ...device, colorScheme };
    const { asker, listener, t } = await together(place, { options, locale });
    const heard = [];
    for (const [i, text] of words.entries()) {
      await say(i % 2 === 0 ? asker : listener, t, text);
      heard.push(text);
      await reads(asker, heard);
      await reads(listener, heard);
    }
    const where = `${device === phone ? "phone" : "desk"}-${locale.slice(0, 2)}-${colorScheme}`;
    for (const [name, page] of [
      ["talk", asker],
      ["talk-number", listener],
    ]) {
      if (name === "talk-number") {
        await page.getByRole("button", { name: t.number }).click();
        await page.getByRole("dialog").waitFor();
      }
      await page.waitForTimeout(700);
      const file = `${name}-${where}.png`;
      await page.screenshot({ path: join(folder, file), animations: "disabled" });
      console.log(file);
    }
  } finally {
    await place.house.close();
  }
}

mkdirSync(folder, { recursive: true });
for (const old of readdirSync(folder)) if (old.endsWith(".png")) rmSync(join(folder, old));
const { child, links } = await demo();
const browser = await launch();
try {
  const state = await come_in(browser, links[0]);
  for (const screen of screens) console.log(await take(browser, links[0], state, screen));
  const quiet = ["夜班以后老是睡不着，想找人说说。", "慢慢说，我在听。", "孩子快高考了，我怕影响他。"];
  await take_talk(phone, "zh-CN", "light", quiet);
  const night = ["Since the night shifts I hardly sleep.", "Take your time. I am listening."];
  await take_talk(desk, "en", "dark", night);
} finally {
  await browser.close();
  child.kill("SIGTERM");
}
const files = readdirSync(folder).map((file) => join(folder, file));
const small = ["--force", "--ext", ".png", "--skip-if-larger", "--strip", "64", "--"];
const ended = spawnSync("pngquant", [...small, ...files], { stdio: "inherit" });
if (ended.error) console.error("pngquant is not installed; the pictures stay large");
const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
console.log(`${files.length} pictures, ${Math.round(bytes / 1024)} KiB`);
if (bytes > most_bytes) process.exitCode = 1;
