// Memory over an hour of 5 messages a second in the room one looks at.
import { enter, pause, text_of, until } from "./place.mjs";

const a_second = 5;
const hour_s = 3_600;
const first_minutes_s = 300; // until then it may grow
const room_of = (place) => place.rooms[0];

async function heap(page) {
  await pause(1_500);
  for (let i = 0; i < 3; i++) await page.cdp.send("HeapProfiler.collectGarbage");
  const { usedSize } = await page.cdp.send("Runtime.getHeapUsage");
  const { nodes, jsEventListeners } = await page.cdp.send("Memory.getDOMCounters");
  return { bytes: usedSize, nodes, listeners: jsEventListeners };
}

// full: in real time. Else as fast as the page takes them; share: of the hour, at least a twelfth.
export async function hour(place, { full = false, share = 1 }) {
  const page = await place.visit();
  page.heard.push = () => 0; // this side keeps nothing either
  page.told.push = () => 0;
  const room = room_of(place);
  await enter(page, room);
  const total = Math.round(hour_s * a_second * share);
  const shown = (text) =>
    until(
      async () => {
        const texts = await page.locator("[role=log] article .text").allTextContents();
        return texts.at(-1) === text;
      },
      text,
      120_000,
    );
  const samples = [];
  for (let i = 0; i < total; i++) {
    await place.speakers[i % 3].say(room, text_of(i));
    if (full) await pause(1_000 / a_second);
    if ((i + 1) % Math.round(total / 12) === 0) {
      for (const speaker of place.speakers) await speaker.settled();
      await shown(text_of(i));
      samples.push({ messages: i + 1, ...(await heap(page)) });
    }
  }
  await page.context().close();
  const five_minutes = samples.find(({ messages }) => messages >= first_minutes_s * a_second);
  const end = samples.at(-1);
  return { samples, total, growth: end.bytes / five_minutes.bytes - 1, end };
}
