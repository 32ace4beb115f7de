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
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate(() =>
    globalThis.axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] }),
  );
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}
export const wide = (page) =>
  page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
