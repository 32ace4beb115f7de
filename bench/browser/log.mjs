// The log of a room with 2,000 messages: words that come, older words that are put before, and
// typing meanwhile.
import { between, enter, pause, percentile, slow_cpu, text_of, until, work } from "./place.mjs";

export const loaded = 2_000;
const arriving = 20;

const rows_of = (page) => page.locator("[role=log] [data-key]").count();

// All of them come while the room is open: the page holds them, and as many rows as it ever shows.
export async function open_loaded(place, room, prepare) {
  const page = await place.visit({ prepare });
  await enter(page, room);
  for (let i = 0; i < loaded; i++) await place.speakers[i % 3].say(room, text_of(i));
  for (const speaker of place.speakers) await speaker.settled();
  await shows(page, text_of(loaded - 1));
  await pause(2_000);
  return page;
}

const shows = (page, text) =>
  until(async () => {
    const texts = await page.locator("[role=log] article .text").allTextContents();
    return texts.at(-1) === text;
  }, `the page to show ${text}`);

// gap_ms 0: at once, as after a moment without a network; else one by one.
export async function arrive(place, page, room, { gap_ms, from }) {
  const heard = () => page.heard.filter(({ method }) => method === "event").length;
  const events = heard();
  const before = await work(page);
  for (let i = 0; i < arriving; i++) {
    await place.speakers[i % 3].say(room, text_of(from + i));
    if (gap_ms > 0) await pause(gap_ms);
  }
  await until(() => heard() >= events + arriving, "20 words to be heard");
  await pause(1_500); // painted, and told that it was read
  const spent = between(before, await work(page));
  await shows(page, text_of(from + arriving - 1));
  return { ...spent, rows: await rows_of(page) };
}

// The same time without a word: what the page does anyway.
export async function nothing_arrives(page) {
  const before = await work(page);
  await pause(1_500);
  return between(before, await work(page));
}

// --- Older words ---

// In the page: goes to the top and looks, frame by frame, where the line stands that was at the top
// of the screen, until other rows have come before it. The largest way it went, in px.
export function put_before() {
  const log = document.querySelector("[role=log]");
  const edge = () => log.getBoundingClientRect().top;
  const first_seq = () => Number(log.querySelector("[data-seq]").dataset.seq);
  const was_first = first_seq();
  log.scrollTop = 0;
  const in_sight = (row) => row.getBoundingClientRect().bottom > edge() + 1;
  const line = [...log.querySelectorAll("article")].find(in_sight);
  const key = line.dataset.key;
  const place = () => {
    const row = log.querySelector(`[data-key="${key}"]`);
    return row ? row.getBoundingClientRect().bottom - edge() : 1e6; // it was taken away
  };
  const stood = place();
  let moved = 0;
  let left = 120; // frames
  return new Promise((done) => {
    const look = () => {
      moved = Math.max(moved, Math.abs(place() - stood));
      left -= 1;
      const came = first_seq() !== was_first;
      if (came && left > 6) left = 6; // and a few more, in case it moves late
      const rows = log.querySelectorAll("[data-key]").length;
      if (left <= 0) done({ moved, came, rows, first: first_seq() });
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

// Where there is something unread, a room opens at the first of it.
export async function to_end(page) {
  await pause(500);
  const pill = page.locator(".pill");
  if (await pill.isVisible()) await pill.click();
  await pill.waitFor({ state: "detached" });
}

// From the end of the room to its beginning.
export async function older(place, room) {
  const page = await place.visit();
  await enter(page, room);
  await to_end(page);
  await pause(800);
  const steps = [];
  for (let i = 0; i < loaded / 20; i++) {
    const step = await page.evaluate(put_before);
    if (!step.came) break;
    steps.push(step);
    if (step.first === 1) break;
  }
  await page.context().close();
  return {
    steps: steps.length,
    reached_the_beginning: steps.at(-1)?.first === 1,
    moved: Math.max(...steps.map(({ moved }) => moved)),
    rows: Math.max(...steps.map(({ rows }) => rows)),
  };
}

// --- Typing ---

// In the page: from the key being pressed (the browser's own time of it) to the frame after it.
function note_keys() {
  const delays = (window.benchKeys = []);
  window.benchEvents = [];
  let pressed = 0;
  addEventListener("keydown", ({ timeStamp }) => (pressed = timeStamp), true);
  addEventListener("input", () => {
    const from = pressed;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => delays.push(performance.now() - from);
      port2.postMessage(0);
    });
  });
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (name === "keydown") window.benchEvents.push(duration);
  }).observe({ type: "event", durationThreshold: 16 });
}
export const before_typing = (page) => page.addInitScript(note_keys);

// What the browser, its driver and the machine take for a letter when a page does nothing at all.
export async function bare_page(place) {
  const page = await (await place.context()).newPage();
  page.cdp = await page.context().newCDPSession(page);
  await page.setContent("<!doctype html><textarea></textarea>");
  await page.evaluate(note_keys);
  return page;
}

export async function typing(page, { cpu = 4, letters = 50 } = {}) {
  // By touch, as on a phone: where a mouse rests the browser looks anew after every layout.
  await page.locator("textarea").tap();
  await page.evaluate(() => {
    window.benchKeys.length = 0;
    window.benchEvents.length = 0;
  });
  const before = await work(page);
  await slow_cpu(page, cpu);
  for (let i = 0; i < letters; i++) {
    await page.keyboard.press("abcdefghij"[i % 10]);
    await pause(80);
  }
  await until(
    async () => (await page.evaluate(() => window.benchKeys.length)) >= letters,
    "50 letters to be painted",
  );
  await slow_cpu(page, 1);
  const { task } = between(before, await work(page));
  const delays = await page.evaluate(() => window.benchKeys);
  const events = await page.evaluate(() => window.benchEvents);
  await page.locator("textarea").fill("");
  return {
    p50: percentile(delays, 0.5),
    p95: percentile(delays, 0.95),
    most: Math.max(...delays),
    processor_ms_a_letter: task / letters, // unslowed
    event_timing_p95: events.length > 0 ? percentile(events, 0.95) : 0,
  };
}
