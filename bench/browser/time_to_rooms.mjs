// From the beginning of a navigation to a room list that is painted and can be used, on a slow
// phone in a bad network: 4 times slower CPU, 400 kbit/s and 300 ms round trip for all connections
// together.
import { pause, slow_cpu, work } from "./place.mjs";

export const bad_network = { bits_per_second: 400_000, rtt_ms: 300 };
const good_network = { bits_per_second: 0, rtt_ms: 0 };
const cpu_slowdown = 4;
// A new window loads the browser's own parts, in a process beside the page's.
const window_opens_ms = 3_000;

// Runs in the page before its own scripts: notes when all rooms stand there, and the frame with
// them is through. Told by a binding: scripts that a driver puts into the page to wait for
// something take a tenth of a second of a slowed processor.
function note_usable(rooms) {
  const marks = (window.benchMarks = {});
  const look = new MutationObserver(() => {
    if (marks.inserted || document.querySelectorAll("a.room").length < rooms) return;
    marks.inserted = performance.now();
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        marks.usable = performance.now();
        look.disconnect();
        window.benchUsable("");
      };
      port2.postMessage(0);
    });
  });
  look.observe(document, { childList: true, subtree: true });
}

function read_marks() {
  const round = (ms) => Math.round(ms);
  const [first] = performance.getEntriesByType("navigation");
  const line = ({ name, startTime, requestStart, responseStart, responseEnd, transferSize }) => ({
    what: new URL(name).pathname,
    asked: round(startTime),
    sent: round(requestStart),
    first_byte: round(responseStart),
    last_byte: round(responseEnd),
    bytes: transferSize,
  });
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    ...window.benchMarks,
    first_paint: paint ? round(paint.startTime) : undefined,
    waterfall: [first, ...performance.getEntriesByType("resource")].map(line),
  };
}

async function measured(place, context) {
  const page = await context.newPage();
  page.cdp = await context.newCDPSession(page);
  await page.addInitScript(note_usable, place.rooms.length);
  await page.cdp.send("Runtime.enable");
  await page.cdp.send("Runtime.addBinding", { name: "benchUsable" });
  const usable = new Promise((done) => page.cdp.once("Runtime.bindingCalled", done));
  await work(page);
  await pause(window_opens_ms);
  await slow_cpu(page, cpu_slowdown);
  await page.goto(context.address, { waitUntil: "commit" });
  await usable;
  // What the main thread itself did by then, unslowed: on a busy machine the rest was waiting.
  const { task } = await work(page);
  const marks = { ...(await page.evaluate(read_marks)), processor_ms: Math.round(task) };
  await page.close();
  return marks;
}

// Nothing is kept but the session: no cache, no worker, no open connection.
export async function cold(place, at) {
  place.proxy.slow(bad_network);
  const context = await place.context(at);
  try {
    return await measured(place, context);
  } finally {
    await context.close();
    place.proxy.slow(good_network);
  }
}

// One was here before and comes back: caches and worker are there, connections are not.
export async function warm(place, at) {
  const context = await place.context(at);
  try {
    const { worker } = await first_visit(place, context);
    place.proxy.cut();
    place.proxy.slow(bad_network);
    return { ...(await measured(place, context)), worker };
  } finally {
    await context.close();
    place.proxy.slow(good_network);
  }
}

// The same without any network. Undefined: no worker serves the page.
export async function offline(place) {
  const context = await place.context();
  try {
    const { worker } = await first_visit(place, context);
    if (!worker) return undefined;
    const before = place.proxy.counts.connections;
    await place.proxy.refuse();
    const marks = await measured(place, context);
    return { ...marks, connections: place.proxy.counts.connections - before };
  } finally {
    await place.proxy.resume();
    await context.close();
  }
}

async function first_visit(place, context) {
  const page = await place.visit({ context });
  const worker = await page.evaluate(async () => {
    if (!navigator.serviceWorker) return false;
    const late = new Promise((done) => setTimeout(done, 6000, false));
    return Promise.race([navigator.serviceWorker.ready.then(() => true), late]);
  });
  await pause(2_500); // what is fetched or kept soon after the page is up
  await page.close();
  return { worker };
}
