// What axe finds on a page, as sentences; and how much wider than the screen it is.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// Of a page at rest: a colour on its way to another is none that anybody reads by.
async function rest(page) {
  await page.evaluate(() => {
    const ends = (one) => one.effect?.getComputedTiming().endTime !== Infinity;
    const moving = document.getAnimations().filter(ends);
    return Promise.all(moving.map((one) => one.finished.catch(() => {})));
  });
}

export async function violations(page) {
  await rest(page);
  const here = await page.evaluate(() => "axe" in globalThis);
  if (!here) await page.evaluate(axe);
  // In the page, or all that was found right, node for node, would come along.
  return page.evaluate(async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
    const found = await globalThis.axe.run({ runOnly, resultTypes: ["violations"] });
    return found.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
    );
  });
}
export const wide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
