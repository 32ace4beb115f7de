// Hostile words (data/hostile.json: [family, text] or [family, unit, times]), and what must hold of
// a page that has seen them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const corpus = JSON.parse(readFileSync(new URL("../data/hostile.json", import.meta.url), "utf8"));

export const payloads = corpus.map(([family, unit, times = 1]) => ({
  family,
  text: unit.repeat(times),
}));
export const texts = payloads.map(({ text }) => text);
// One or two of each family, for what takes a whole act each.
export const some = [...new Set(payloads.map(({ family }) => family))].flatMap((family) =>
  payloads.filter((one) => one.family === family && one.text.trim() !== "").slice(0, 2),
);

// As the page sends it, and as a text with tokens reads.
export const sendable = (text) => text.replace(/\u0000/g, "").replace(/\p{Cs}/gu, "\ufffd");
export const isBlank = (text) => !/[^\s\u0085\u200b\u2060\ufeff]/.test(text);
export const readable = (text, names) =>
  text.replace(/<@(all|[1-9][0-9]{0,15})>/g, (_, id) => `@${names(id)}`);

// Before the first page is opened: gathers what a payload that works would do.
export async function guard(page, home) {
  page.struck = [];
  page.on("dialog", (dialog) => {
    page.struck.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !url.startsWith("data:image/svg+xml"))
      page.struck.push(`a request: ${url}`);
  });
  page.on("popup", (popup) => page.struck.push(`a window: ${popup.url()}`));
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) =>
      globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
    );
  });
}

// Elements and attributes that only a text taken for markup could have made.
export function strangers() {
  const found = [];
  for (const one of document.querySelectorAll("*")) {
    const name = one.localName;
    const made = /^(img|image|i?frame|object|embed|base|math|style|template|video|audio|xss)$/;
    if (made.test(name)) found.push(`<${name}>`);
    const is_own = one.src?.startsWith?.(location.origin); // one of a drawing has no src
    if (name === "script" && !is_own) found.push("a script");
    for (const { name: attribute, value } of one.attributes) {
      if (/^on/i.test(attribute)) found.push(`${name}[${attribute}]`);
      const leads = /^(href|src|action|formaction|srcdoc|xlink:href|ping|data)$/.test(attribute);
      if (leads && /^\s*(javascript|vbscript|data:text)|evil/i.test(value))
        found.push(`${name}[${attribute}=${value}]`);
    }
  }
  if (globalThis.struck !== undefined) found.push("a script has run");
  return [...new Set([...found, ...globalThis.violations])];
}

// What is wider than its place: the page as a whole, the log, the list, a dialog, a sheet.
function tooWide() {
  const places = ["html", ".log", ".rooms .scroll", ".sheet", "dialog", ".composer", ".head"];
  return places.flatMap((place) =>
    [...document.querySelectorAll(place)]
      .filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0)
      .map((one) => {
        const right = (node) => node.getBoundingClientRect().right;
        const widest = [...one.querySelectorAll("*")].sort((a, b) => right(b) - right(a))[0];
        const what = `${widest.localName}.${widest.className} ${widest.textContent.slice(0, 40)}`;
        return `${place}: ${one.scrollWidth} > ${one.clientWidth}, for ${what}`;
      }),
  );
}

export async function sound(page, screen) {
  assert.deepEqual(await page.evaluate(strangers), [], screen);
  assert.deepEqual(page.struck, [], screen);
  assert.deepEqual(page.trouble, [], screen);
  const before = page.viewportSize();
  for (const size of [
    { width: 320, height: 568 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(size);
    assert.deepEqual(await page.evaluate(tooWide), [], `${screen} at ${size.width}`);
  }
  await page.setViewportSize(before);
}

// Puts every payload into a field, one after the other, as if it were pasted; gives those that were
// not kept as they are, or that made the page wider.
export function pour(field, list = texts) {
  return field.evaluate(async (area, words) => {
    const proto = Object.getPrototypeOf(area);
    const { set } = Object.getOwnPropertyDescriptor(proto, "value");
    const wrong = [];
    const turns = new MessageChannel(); // timers are held back after the fifth
    const turn = () =>
      new Promise((done) => {
        turns.port1.onmessage = done;
        turns.port2.postMessage(0);
      });
    for (const text of words) {
      set.call(area, text);
      const taken = area.value;
      area.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
      await turn();
      if (area.value !== taken) wrong.push(`not kept: ${text.slice(0, 40)}`);
      const isWide = document.documentElement.scrollWidth > innerWidth;
      if (isWide) wrong.push(`wide: ${text.slice(0, 40)}`);
    }
    set.call(area, "");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
    return wrong;
  }, list);
}

// Says every payload in the room that is open, each as one fills the field and sends it; gives
// those that could not be sent.
export function sayAll(field, list = texts) {
  return field.evaluate(async (area, words) => {
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(area), "value");
    const left = [];
    for (const text of words) {
      set.call(area, text);
      area.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise((done) => setTimeout(done));
      const taken = area.value;
      area.form.requestSubmit();
      if (area.value === taken) left.push(text);
      await new Promise((done) => setTimeout(done));
    }
    return left;
  }, list);
}

// Two long lists are the same; where not, only the places are shown.
export function same(shown, expected, what) {
  const wrong = [];
  for (let at = 0; at < Math.max(shown.length, expected.length); at++) {
    if (shown[at] !== expected[at]) wrong.push([at, shown[at], expected[at]]);
  }
  const told = wrong.slice(0, 3).map((one) => JSON.stringify(one).slice(0, 300));
  assert.deepEqual(told, [], `${what}: ${wrong.length} of ${expected.length}`);
}

// Does it for each, eight at a time; gives what came of each, in their order.
export async function each(list, act) {
  const came = [];
  const rest = [...list.entries()].reverse();
  const lane = async () => {
    for (let next = rest.pop(); next; next = rest.pop()) {
      const [at, one] = next;
      came[at] = await act(one, at);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return came;
}
