// Hostile words through the forms of the page, all of them one after the other within the page:
// as fast as it can take them.
import assert from "node:assert/strict";
import { isBlank, sendable, texts } from "./hostile.mjs";

// What stands in the page while it happens. A step is a selector (it holds a bracket or a dot) or
// what a button is called.
function inPage() {
  const turns = new MessageChannel(); // timers are held back after the fifth
  const turn = () =>
    new Promise((done) => {
      turns.port1.onmessage = done;
      turns.port2.postMessage(0);
    });
  const called = (one) => one.ariaLabel ?? one.textContent.trim();
  const find = (within, step) =>
    /[.[]/.test(step)
      ? [...within.querySelectorAll(step)].at(-1)
      : [...within.querySelectorAll("button, a")].filter((one) => called(one) === step).at(-1);
  const top = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document;
  const within = async (what, look) => {
    const end = performance.now() + 15_000;
    for (let looked = 0; ; looked++) {
      const found = look();
      if (found) return found;
      if (performance.now() > end) throw new Error(`waited for ${what}`);
      // What takes longer comes from the server, which needs the machine, too.
      await (looked < 5 ? turn() : new Promise((done) => setTimeout(done, 4)));
    }
  };
  const put = (field, text) => {
    const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value");
    set.call(field, text);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertFromPaste" }));
  };

  // Presses whichever of the steps leads furthest, until the field is there.
  const reach = (steps, field) =>
    within(`a field by ${steps}`, () => {
      const there = top().querySelector(field);
      const next = [...steps].reverse().find((step) => find(top(), step));
      if (!there && next) find(top(), next).click();
      // What is above is fetched.
      else if (!there) document.querySelector("[role=log]")?.scrollTo(0, 0);
      return there;
    });
  // "done" when the form has gone; else what was said.
  async function ended(form) {
    const place = form.closest("dialog") ?? form.parentElement;
    if (!form.checkValidity()) return "(the browser does not send it)";
    form.requestSubmit();
    for (let i = 0; i < 3; i++) await turn();
    return within("an end", () => {
      if (!form.isConnected) return "done";
      if (form.querySelector("[type=submit]:disabled")) return "";
      return [...place.querySelectorAll(".trouble")].map((one) => one.textContent).join("");
    });
  }
  globalThis.hostile = { turn, find, within, put, reach, ended };
}

// Fills and sends, for each: gives what was said of it, "" where it was done. `beside`: what else
// the form asks for, by selector. `uses`: what the first step leads to is done with afterwards.
export async function sendEach(page, how, list = texts) {
  await page.evaluate(inPage);
  const { ends, wrong } = await page.evaluate(
    async ({ steps, field, beside, uses, words }) => {
      const { turn, find, within, put, reach, ended } = globalThis.hostile;
      const [ends, wrong] = [[], []];
      for (const text of words) {
        const input = await reach(steps, field);
        const { form } = input;
        const used = uses && find(document, steps[0]);
        put(input, text);
        for (const [other, what] of Object.entries(beside)) {
          const one = form.querySelector(other);
          if (one) put(one, what);
        }
        await turn();
        const written = input.value;
        const end = await ended(form);
        ends.push(end === "done" ? "" : end);
        if (document.documentElement.scrollWidth > innerWidth) wrong.push(`wide: ${text}`);
        if (used && end === "done") await within("the old to go", () => !used.isConnected);
        if (end === "done") continue;
        if (input.value !== written) wrong.push(`not kept: ${text}`);
        const cancel = find(form, "取消");
        cancel?.click();
        if (cancel) await within("the form to go", () => !form.isConnected);
      }
      return { ends, wrong };
    },
    { beside: {}, uses: false, ...how, words: list },
  );
  assert.deepEqual(wrong.map((one) => one.slice(0, 60)), []);
  for (const [i, end] of ends.entries()) {
    assert.doesNotMatch(end, /undefined|\[object|NaN/, end);
    if (end !== "") assert.match(end, /[。）)]$/, `${list[i].slice(0, 60)}: ${end}`);
  }
  return ends;
}

// As the field of one line holds it and the page sends it.
export const oneLine = (text) => sendable(text.replace(/[\r\n]/g, "")).trim();
const control = /[\u0000-\u001f\u007f]/;
const bytes = (text) => Buffer.byteLength(text);
// Whether a name, a title or a reason may be so: what is blank, too long or holds what controls a
// terminal may not.
export const mayBe = (text, most) =>
  !isBlank(text) && !control.test(text) && bytes(text) <= most;
export const mayBeReason = (text) =>
  !isBlank(text) && !control.test(text) && [...text].length <= 200;

// Looks for each, until the answer is there.
export async function lookForEach(page, field, list = texts) {
  await page.evaluate(inPage);
  return page.evaluate(
    async ({ field, words }) => {
      const { turn, within, put } = globalThis.hostile;
      const input = document.querySelector(field);
      const told = new Set();
      for (const text of words) {
        put(input, text);
        await turn();
        input.form.requestSubmit();
        await turn();
        const found = () => document.querySelector(".found[aria-busy=false]");
        const place = await within(`an answer for ${text}`, found);
        told.add(place.querySelector(".trouble")?.textContent ?? "");
      }
      return [...told];
    },
    { field, words: list },
  );
}
