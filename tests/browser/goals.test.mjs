// The page's goals that are counts: rounds of requests, rows in the page, pixels that a line moves,
// what is held of a room in which people talk for hours. Times are measured by
// `script/bench browser`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { first_load } from "../../bench/browser/first_load.mjs";
import * as log from "../../bench/browser/log.mjs";
import { Place, enter, pause, text_of, until } from "../../bench/browser/place.mjs";
import { desk, phone, skip } from "./support/house.mjs";

const rows_most = 320;
const rounds_most = 1; // after the document
let place;
let room;
before(async () => {
  if (skip) return;
  place = await Place.open({ rooms: 2, options: phone });
  [, room] = place.rooms;
  for (let i = 0; i < log.loaded; i++) await place.speakers[i % 3].say(room, text_of(i));
  for (const speaker of place.speakers) await speaker.settled();
});
after(() => place?.close());

test("the first load keeps its budget, and every part can be found", { skip }, async () => {
  const { script_kib, style_kib, later_kib, talk_kib, rounds, requests } = await first_load(place);
  assert.ok(script_kib > 10 && script_kib <= 45, `${script_kib} KiB of script`);
  assert.ok(style_kib > 1 && style_kib <= 8, `${style_kib} KiB of style`);
  assert.ok(later_kib > 1 && later_kib <= 130, `${later_kib} KiB later`);
  assert.ok(talk_kib > 1 && talk_kib <= 50, `${talk_kib} KiB of talks`);
  const bodies = requests.filter(({ path }) => /\.(js|css)$/.test(path));
  assert.equal(new Set(bodies.map(({ path }) => path)).size, bodies.length, "nothing twice");
  assert.ok(rounds <= rounds_most, JSON.stringify(requests));
  // Chromium compiles such a file whole, beside the main thread.
  for (const { path } of bodies.filter(({ path }) => path.endsWith(".js"))) {
    const text = await (await fetch(new URL(path, place.server.http))).text();
    assert.match(text, /^\/\/# allFunctionsCalledOnLoad\n/, path);
  }
});

for (const [name, options] of [
  ["phone", phone],
  ["desk", desk],
]) {
  test(`from the last of 2,000 words to the first no line moves (${name})`, { skip }, async () => {
    place.options = options;
    const { steps, reached_the_beginning, moved, rows } = await log.older(place, room);
    assert.ok(reached_the_beginning, `${steps} steps`);
    assert.ok(steps >= 10, `only ${steps} steps`);
    assert.ok(moved <= 2, `a line moved ${moved} px`);
    assert.ok(rows <= rows_most, `${rows} rows`);
  });
}

// In the page: some px up, and how far the line that is then at the top goes in twenty frames.
async function scroll_up(box, px) {
  box.scrollTop -= px;
  const edge = () => box.getBoundingClientRect().top;
  const row = [...box.querySelectorAll("article")].find(
    (one) => one.getBoundingClientRect().bottom > edge() + 1,
  );
  const stood = row.getBoundingClientRect().bottom - edge();
  let moved = 0;
  for (let i = 0; i < 20; i++) {
    await new Promise((done) => requestAnimationFrame(done));
    const now = box.querySelector(`[data-key="${row.dataset.key}"]`);
    const far = now ? Math.abs(now.getBoundingClientRect().bottom - edge() - stood) : 1e6;
    moved = Math.max(moved, far);
  }
  return { moved };
}

// What the browser holds of documents, shown or not, after collection; and what stands in the page.
async function held(page) {
  for (let i = 0; i < 3; i++) await page.cdp.send("HeapProfiler.collectGarbage");
  const { nodes } = await page.cdp.send("Memory.getDOMCounters");
  return { nodes, elements: await page.evaluate(() => document.querySelectorAll("*").length) };
}

test("words by the hundred leave as many rows, and the end in sight", { skip }, async () => {
  place.options = phone;
  const page = await place.visit();
  await enter(page, room);
  await log.to_end(page);
  const many = 700;
  for (let i = 0; i < many; i++) await place.speakers[i % 3].say(room, text_of(5_000 + i));
  const last = page.locator("[role=log] article .text").last();
  const text = text_of(5_000 + many - 1);
  await until(async () => (await last.textContent()) === text, "the last word");
  const rows = await page.locator("[role=log] [data-key]").count();
  assert.ok(rows > 100 && rows <= rows_most, `${rows} rows`);
  const { nodes, elements } = await held(page);
  assert.ok(nodes <= 2 * elements, `${nodes} nodes are held, ${elements} elements stand there`);
  const from_end = await page
    .locator("[role=log]")
    .evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  assert.ok(from_end <= 2, `${from_end} px from the end`);

  // Whoever scrolls up now goes on from the rows that were there, into those given up meanwhile.
  const was = await page.locator("[role=log]").evaluate(scroll_up, 1_500);
  assert.ok(was.moved <= 2, `the line at the top moved ${was.moved} px`);
  const step = await page.evaluate(log.put_before);
  assert.ok(step.came && step.moved <= 2, JSON.stringify(step));
  const texts = await page.locator("[role=log] article .text").allTextContents();
  const numbers = texts.map((one) => Number(one.split(" ").at(-1)));
  for (let i = 1; i < numbers.length; i++) assert.equal(numbers[i], numbers[i - 1] + 1);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});

// In the page: the rows of the log in which anything changes from now on, by their keys.
function note_changes() {
  const box = document.querySelector("[role=log]");
  const touched = (window.touched = new Set());
  const row_of = (node) => (node.closest ? node : node.parentElement)?.closest("[data-key]");
  new MutationObserver((records) => {
    for (const { target, addedNodes, removedNodes } of records)
      for (const node of [...addedNodes, ...removedNodes, target])
        if (node !== box) touched.add(row_of(node)?.dataset.key ?? "in no row");
  }).observe(box, { subtree: true, childList: true, attributes: true, characterData: true });
}

const layouts = async (page) => {
  const { metrics } = await page.cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "LayoutCount").value;
};

test("a letter changes no row, a word the newest; no row has a layer", { skip }, async () => {
  place.options = phone;
  const page = await place.visit();
  await page.cdp.send("Performance.enable");
  await enter(page, room);
  await log.to_end(page);
  await page.locator("textarea").tap();
  await page.keyboard.type("一"); // the button to send it is there now
  await pause(1_000);
  await page.evaluate(note_changes);
  const before = await layouts(page);
  const letters = 10;
  for (let i = 0; i < letters; i++) {
    await page.keyboard.type("字");
    await pause(50);
  }
  const laid_out = (await layouts(page)) - before;
  assert.ok(laid_out >= 1 && laid_out <= letters + 2, `${laid_out} layouts`);
  assert.deepEqual(await page.evaluate(() => [...window.touched]), []);

  const words = 5;
  for (let i = 0; i < words; i++) {
    await place.speakers[i % 3].say(room, text_of(9_000 + i));
    const last = page.locator("[role=log] article .text").last();
    await until(async () => (await last.textContent()) === text_of(9_000 + i), "the word");
  }
  // Its own row, the one that goes above, the one that the Tab key reached before.
  const { length } = await page.evaluate(() => [...window.touched]);
  assert.ok(length >= words && length <= 2 * words + 1, `${length} rows for ${words} words`);

  const layers = await page.evaluate(() =>
    [...document.querySelectorAll("[role=log] article, [role=log] article :not(svg, svg *)")]
      .filter((part) => {
        const { position, opacity, overflow } = getComputedStyle(part);
        return position !== "static" || opacity !== "1" || !/visible|clip/.test(overflow);
      })
      .map((part) => part.className),
  );
  assert.deepEqual(layers, []);
  assert.deepEqual(page.trouble, []);
  await page.context().close();
});
