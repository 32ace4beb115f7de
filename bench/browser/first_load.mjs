// What the first load fetches: bytes by the browser's own count, and how many rounds of requests.
import { gzipSync } from "node:zlib";

// Watches a page from before it goes anywhere: each request with who asked for it. The document is
// round 0; what its own text names is round 1; what a script asks for comes one round after it.
export async function watch_requests(page) {
  const asked = new Map(); // request id -> {url, type, round, bytes, done}
  const round_of = (url) => {
    const found = [...asked.values()].find((one) => one.url === url);
    return found ? found.round : 0;
  };
  const { cdp } = page;
  await cdp.send("Network.enable");
  cdp.on("Network.requestWillBeSent", ({ requestId, request, type, initiator, ...at }) => {
    let round = 0;
    if (type !== "Document") round = 1 + asking_round(initiator, round_of);
    const { url } = request;
    const { timestamp: began, wallTime: wall } = at; // s
    asked.set(requestId, { url, type, round, began, wall, bytes: 0, cached: false });
  });
  cdp.on("Network.requestServedFromCache", ({ requestId }) => {
    const one = asked.get(requestId);
    if (one) one.cached = true;
  });
  cdp.on("Network.responseReceived", ({ requestId, response }) => {
    const one = asked.get(requestId);
    if (!one) return;
    one.cached ||= response.fromDiskCache || response.fromServiceWorker;
    one.encoding = response.headers["content-encoding"] ?? response.headers["Content-Encoding"];
  });
  cdp.on("Network.loadingFinished", ({ requestId, timestamp, encodedDataLength }) => {
    const one = asked.get(requestId);
    if (one) Object.assign(one, { bytes: encodedDataLength, ended: timestamp });
  });
  return () => [...asked.values()].filter((one) => !one.cached);
}

// Of a script's request: the round of the script on top of the stack. Of a parser's or a preload's:
// that of the document.
function asking_round(initiator, round_of) {
  if (initiator.type !== "script") return 0;
  for (let stack = initiator.stack; stack; stack = stack.parent) {
    const frame = stack.callFrames.find(({ url }) => url !== "");
    if (frame) return round_of(frame.url);
  }
  return initiator.url ? round_of(initiator.url) : 0;
}

const icon = /favicon|webmanifest|sw\.js/;

// In the page: when, by the clock on the wall, the rooms stood there.
function note_rooms() {
  const look = new MutationObserver(() => {
    if (!document.querySelector("a.room")) return;
    window.benchRoomsStood = performance.timeOrigin + performance.now();
    look.disconnect();
  });
  look.observe(document, { childList: true, subtree: true });
}

// What was asked for until the room list stood there, without what only decorates.
export async function first_load(place) {
  let requests;
  const page = await place.visit({
    prepare: async (fresh) => {
      requests = await watch_requests(fresh);
      await fresh.addInitScript(note_rooms);
    },
  });
  const stood = await page.evaluate(() => window.benchRoomsStood);
  const until_rooms = requests().filter(
    ({ url, type, wall }) => type !== "WebSocket" && !icon.test(url) && wall * 1_000 <= stood,
  );
  const parts = await all_parts(place);
  await page.context().close();
  const is = (ending) => (one) => new URL(one.url).pathname.endsWith(ending);
  const first = new Set(until_rooms.map(({ url }) => new URL(url).pathname));
  const kib = (list) => list.reduce((sum, { bytes }) => sum + bytes, 0) / 1024;
  const rest = parts.filter(({ path }) => !first.has(path));
  const sealing = rest.filter(({ path }) => path.startsWith("/talk_part-"));
  const later = rest.filter((part) => !sealing.includes(part));
  const files = parts.filter(({ path }) => first.has(path));
  const ends = (list, ending) => list.filter(({ path }) => path.endsWith(ending));
  return {
    script_kib: kib(ends(files, ".js")),
    style_kib: kib(ends(files, ".css")),
    later_kib: kib(later),
    talk_kib: kib(sealing), // what seals talks, for those alone who go there
    rounds: Math.max(...until_rooms.map(({ round }) => round)),
    requests: until_rooms.map(({ url, round, bytes }) => {
      const { pathname } = new URL(url);
      return { path: pathname, round, bytes };
    }),
    wire_kib: kib(until_rooms.filter(is(".js"))) + kib(until_rooms.filter(is(".css"))),
  };
}

// Every script and style that the page may ever fetch, found by following names from the document;
// bytes as gzip packs them, which is what plain http brings.
async function all_parts(place) {
  const found = new Map();
  const names = /[\w-]+-[\w]{6,}\.(?:js|css)/g;
  const look = async (path) => {
    const text = await (await fetch(place.server.http + path)).text();
    if (path !== "/") {
      const packed = gzipSync(text, { level: 9 }).length;
      const whole = Buffer.byteLength(text);
      found.set(path, { path, bytes: packed < whole * 0.9 ? packed : whole });
    }
    for (const [name] of text.matchAll(names)) if (!found.has(`/${name}`)) await look(`/${name}`);
  };
  await look("/");
  return [...found.values()];
}
