// A part of the page that comes later, in a page that holds nothing else: what may come between
// one step and the next is given here by hand.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { binary } from "../support/server.mjs";
import { launch, skip as unable, until } from "./support/house.mjs";

const modules = join(dirname(binary), "page-modules/node_modules"); // what the page is built with
const skip = unable || (existsSync(modules) ? false : "no page was built here");
const ui = resolve(dirname(fileURLToPath(import.meta.url)), "../../web-client/src/ui");
const stage = `
  import { h, options, render } from "preact";
  import { later } from "./later.tsx";
  const effects = [];
  options.requestAnimationFrame = (run) => effects.push(run); // after the drawing, when told
  globalThis.run = () => effects.splice(0).forEach((effect) => effect());
  globalThis.part = () => {
    let came;
    const loading = new Promise((done) => (came = done));
    const Part = later(() => loading);
    return { Part, come: () => came(() => h("p", {}, "here")) };
  };
  globalThis.draw = ({ Part }) => render(h(Part, {}), document.body);
`;
let browser;
let script;
before(async () => {
  if (skip) return;
  browser = await launch();
  const { outputFiles } = await build({
    stdin: { contents: stage, resolveDir: ui, loader: "js" },
    ...{ bundle: true, format: "iife", write: false, logLevel: "error" },
    ...{ jsx: "automatic", jsxImportSource: "preact" },
    nodePaths: [modules],
    define: { LATER_STYLE: JSON.stringify("data:text/css,p{}") },
  });
  script = outputFiles[0].text;
});
after(() => browser?.close());

async function empty(run) {
  const page = await browser.newPage();
  await page.addScriptTag({ content: script });
  await run(page);
  const said = () => page.locator("body").innerText();
  await until(said, (text) => text.trim() === "here", "the part to be shown");
  await page.close();
}

test("a part that comes between the drawing and what follows it is shown", { skip }, () =>
  empty((page) =>
    page.evaluate(async () => {
      const one = globalThis.part();
      const early = one.Part.early();
      globalThis.draw(one);
      one.come();
      await early;
      globalThis.run();
    }),
  ),
);

test("a part that is asked for when it is drawn is shown when it comes", { skip }, () =>
  empty((page) =>
    page.evaluate(async () => {
      const one = globalThis.part();
      globalThis.draw(one);
      globalThis.run();
      await new Promise((done) => setTimeout(done));
      one.come();
    }),
  ),
);

test("a part that was here before it is drawn is shown at once", { skip }, () =>
  empty(async (page) => {
    const shown = await page.evaluate(async () => {
      const one = globalThis.part();
      one.come();
      await one.Part.early();
      globalThis.draw(one);
      return document.body.textContent;
    });
    assert.match(shown, /here/);
  }),
);
