// A day of 20 rooms: what goes over the wire for 2,000 messages, and how often the page wakes up
// when nothing happens.
import { enter, pause, text_of } from "./place.mjs";

// Runs in the page before its own scripts. A wake-up is a moment at which the page runs: a timer of
// its own fires, a frame is heard or sent, a fetch or a lock is answered. Moments within 100 ms of
// the one before belong to it: the processor is awake already.
function note_wakes() {
  const moments = (window.benchWakes = []);
  const note = (why) => moments.push({ at: performance.now(), why });
  const wrap = (name) => {
    const plain = window[name];
    window[name] = (act, ...rest) =>
      plain.call(
        window,
        (...args) => {
          note(name);
          return typeof act === "function" ? act(...args) : undefined;
        },
        ...rest,
      );
  };
  for (const name of ["setTimeout", "setInterval", "requestAnimationFrame", "requestIdleCallback"])
    wrap(name);
  const { fetch } = window;
  window.fetch = (...args) => fetch(...args).finally(() => note("fetch"));
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", () => note("heard"));
    }
    send(data) {
      note("sent");
      super.send(data);
    }
  };
}

const together_ms = 100;
function wakes_of(moments) {
  const wakes = [];
  for (const { at, why } of moments) {
    if (wakes.length > 0 && at - wakes.at(-1).until < together_ms) {
      wakes.at(-1).until = at;
      wakes.at(-1).why.add(why);
    } else {
      wakes.push({ until: at, why: new Set([why]) });
    }
  }
  const kinds = {};
  for (const { why } of wakes) {
    const kind = [...why].sort().join("+");
    kinds[kind] = (kinds[kind] ?? 0) + 1;
  }
  return { wakes: wakes.length, kinds };
}

export async function idle(place, { at = "trusted", minutes }) {
  const prepare = (page) => page.addInitScript(note_wakes);
  const page = await place.visit({ at, prepare });
  await enter(page, place.rooms[0]);
  await pause(12_000); // what follows coming in
  await page.evaluate(() => (window.benchWakes.length = 0));
  const before = place.proxy.counts;
  await pause(minutes * 60_000);
  const after = place.proxy.counts;
  const moments = await page.evaluate(() => window.benchWakes);
  await page.context().close();
  const { wakes, kinds } = wakes_of(moments);
  const bytes = after.up + after.down - before.up - before.down;
  return { wakes_a_minute: wakes / minutes, kinds, bytes_a_minute: bytes / minutes };
}

const messages = 2_000;
const looks = 5; // how often each room is opened in a day

// The words of a day, told to one who looks into every room now and then; without the first load of
// the page, which is counted apart.
export async function wire(place) {
  const sum = () => place.proxy.counts.up + place.proxy.counts.down;
  const began = sum();
  const page = await place.visit();
  await pause(3_500);
  const first_visit = sum() - began;
  let index = 0;
  for (let look = 0; look < looks; look++) {
    for (const room of place.rooms) {
      for (let i = 0; i < messages / looks / place.rooms.length; i++, index++) {
        const to = place.rooms[index % place.rooms.length];
        await place.speakers[index % 3].say(to, text_of(index));
      }
      for (const speaker of place.speakers) await speaker.settled();
      await enter(page, room);
      await pause(1_200); // it is read, and that is told
    }
  }
  const talk = sum() - began - first_visit;
  const frames = { heard: page.heard.length, told: page.told.length };
  const text_bytes = [...Array(messages).keys()].reduce(
    (bytes, at) => bytes + Buffer.byteLength(text_of(at)),
    0,
  );
  await page.context().close();
  return { first_visit, talk, text_bytes, frames };
}
