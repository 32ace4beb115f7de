// Two people talk through a day of a real conversation (XINQIAO_TEST_DATA, else the one that is
// bundled), replayed fast, while their lines are cut, refused and half-opened and one of them
// reloads. In the end both read the same as the server keeps, and nothing is missing or twice. And
// of one's tabs and devices all agree on what is read.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { SlowProxy } from "../support/slow_proxy.mjs";
import { same, sayAll } from "./support/hostile.mjs";
import { House, bubble, desk, phone, say, skip, until } from "./support/house.mjs";

const most = 400; // lines of the day
const at_once = 24;

function read_day() {
  const real = join(process.env.XINQIAO_TEST_DATA ?? "/nowhere", "irc-ubuntu.jsonl");
  const kept = new URL("../../bench/data/corridor-sample.jsonl", import.meta.url);
  const lines = readFileSync(existsSync(real) ? real : kept, "utf8").split("\n").filter(Boolean);
  const days = new Map();
  for (const line of lines) {
    const { at, from, text } = JSON.parse(line);
    const day = at.slice(0, 10);
    if (/\S/.test(text)) days.set(day, [...(days.get(day) ?? []), { from, text }]);
    if (days.get(day)?.length === most) return days.get(day);
  }
  return [...days.values()].flat().slice(0, most); // the bundled days are short
}

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 2 });
});
after(() => house?.close());

async function behind(index, options) {
  const proxy = await SlowProxy.open(house.server.host, { rtt_ms: 20 });
  const page = await house.page(options);
  await page.goto(`http://${proxy.host}/#link=${await house.secret(index)}`);
  await page.waitForSelector(".rooms");
  await page.evaluate(() => void (location.hash = "#/r/1"));
  await page.locator("textarea").waitFor();
  return { proxy, page };
}

async function kept_by_server() {
  const rpc = async (method, params) =>
    (await house.server.rpc(house.server.tokens[0], method, params)).body.result;
  const { members } = await rpc("room.members", { room: 1 });
  const names = new Map(members.map(({ member, name }) => [member, name]));
  const rows = [];
  for (let after = 0; ; ) {
    const { events } = await rpc("history", { room: 1, after, limit: 200 });
    if (events.length === 0) return rows;
    for (const { kind, seq, by, text } of events)
      if (kind === "post") rows.push({ seq, by, text, row: `${seq} ${names.get(by)}: ${text}` });
    after = events.at(-1).seq;
  }
}

// All that a page shows, from the end upwards to the beginning.
async function transcript(page, first) {
  if (await page.locator(".pill").isVisible()) await page.locator(".pill").click();
  const rows = new Map();
  const gather = async () => {
    const seen = await page.locator("[role=log]").evaluate((log) => {
      const articles = [...log.querySelectorAll("article[data-seq]")];
      log.scrollTop = 0;
      return articles.map((one) => ({
        seq: Number(one.dataset.seq),
        name: one.getAttribute("aria-label").replace(/, \d\d:\d\d$/, ""),
        text: one.querySelector(".text").textContent,
      }));
    });
    for (const { seq, name, text } of seen) rows.set(seq, `${seq} ${name}: ${text}`);
    return Math.min(...rows.keys());
  };
  await until(gather, (seq) => seq === first, "the beginning of the room", 60_000);
  return [...rows].sort(([a], [b]) => a - b).map(([, row]) => row);
}

test("a day of talk over bad lines reads the same on both sides", { skip }, async () => {
  const day = read_day();
  assert.ok(day.length >= 200, `${day.length} lines`);
  const sides = [await behind(0, desk), await behind(1, phone)];
  try {
    await talk_through(day, sides);
  } finally {
    for (const { page, proxy } of sides) {
      await page.context().close();
      await proxy.close();
    }
  }
});

async function talk_through(day, sides) {
  const speakers = [...new Set(day.map(({ from }) => from))];
  const side_of = ({ from }) => speakers.indexOf(from) % 2;
  const steps = Math.ceil(day.length / at_once);
  const [ann, bo] = sides;
  let last = "";
  const reload = async () => {
    await bubble(ann.page, last).last().waitFor(); // what one sees is kept
    await ann.page.reload();
  };
  const faults = new Map([
    [0.1, () => ann.proxy.cut()],
    [0.2, () => bo.proxy.refuse()],
    [0.35, () => bo.proxy.resume()],
    [0.45, reload],
    [0.55, () => ann.proxy.half_open()],
    [0.7, () => ann.proxy.resume()],
    [0.8, () => bo.proxy.cut()],
    [0.9, () => (ann.proxy.cut(), bo.proxy.cut())],
  ].map(([part, act]) => [Math.floor(part * steps), act]));
  for (let step = 0; step < steps; step++) {
    await faults.get(step)?.();
    const lines = day.slice(step * at_once, (step + 1) * at_once);
    for (const [at, { page }] of sides.entries()) {
      const said = lines.filter((line) => side_of(line) === at).map(({ text }) => text);
      await sayAll(page.locator("textarea"), said);
      if (at === 0) last = said.at(-1) ?? last;
    }
  }
  for (const { page } of sides) {
    const unsaid = () => page.locator("article.waiting, article.sending, article.failed").count();
    await until(unsaid, (count) => count === 0, "all to be said", 90_000);
  }

  const kept = await kept_by_server();
  const words = (rows) => rows.map(({ text }) => text);
  const missing = words(day).filter((text) => !words(kept).includes(text));
  const added = words(kept).filter((text) => !words(day).includes(text));
  const count = kept.length - day.length;
  assert.deepEqual({ missing, added, count }, { missing: [], added: [], count: 0 });
  const members = [...new Set(kept.map(({ by }) => by))].sort((a, b) => a - b);
  for (const [at, member] of members.entries()) {
    const own = words(day.filter((line) => side_of(line) === at));
    same(words(kept.filter(({ by }) => by === member)), own, "each once, in order");
  }
  for (const { page } of sides) {
    const read = await transcript(page, kept[0].seq);
    same(read, kept.map(({ row }) => row), "the transcript");
    assert.deepEqual(page.trouble, []);
  }
}

test("two tabs and another device agree on what is read", { skip }, async () => {
  const tab = await house.comeIn(0, desk);
  const other = await tab.context().newPage();
  await other.goto(`${house.server.http}/`);
  await other.waitForSelector(".rooms");
  const device = await house.comeIn(0, phone);
  const bo = await house.comeIn(1, desk);
  await bo.evaluate(() => void (location.hash = "#/r/2"));
  for (let i = 1; i <= 3; i++) await say(bo, `未读${i}`);
  const mine = 'a.room[href="#/r/2"]';
  const unread = async (page) =>
    Number((await page.locator(`${mine} .badge`).allTextContents())[0] ?? 0);
  const all = [tab, other, device];
  for (const page of all) await until(() => unread(page), (count) => count === 3, "three unread");
  await device.locator(mine).click();
  await bubble(device, "未读3").waitFor();
  for (const page of all) await until(() => unread(page), (count) => count === 0, "none unread");
  await device.evaluate(() => void (location.hash = "#/"));

  await say(bo, "未读4");
  for (const page of all) await until(() => unread(page), (count) => count === 1, "one unread");
  await other.bringToFront();
  await other.locator(mine).click();
  await bubble(other, "未读4").waitFor();
  for (const page of all) await until(() => unread(page), (count) => count === 0, "none again");
  const title = await tab.title();
  assert.equal(/^\(/.test(title), /^\(/.test(await device.title()), "titles count the same");
  for (const page of [tab, device, bo]) assert.deepEqual(page.trouble, []);
  for (const page of [tab, device, bo]) await page.context().close();
});
