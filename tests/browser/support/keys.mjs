// Somebody who has a keyboard and nothing else: no click, no fill, no focus().
//   const keys = await Keys.of(page);
//   await keys.to("button", "新建房间");   // by Tab; at every stop one sees where one is
//   await keys.press("Enter"); await keys.type("夜班");
import assert from "node:assert/strict";
import { desk, until } from "./house.mjs";

const stopsMost = 90;

// Where the focus is, and whether it is seen: nothing lies over it, and something marks it.
function focused() {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return undefined;
  const box = one.closest("label.few-one, label.switch") ?? one;
  const { left, top, width, height } = box.getBoundingClientRect();
  const inside = (at, most) => Math.min(Math.max(at, 1), most - 1);
  const over = document.elementFromPoint(
    inside(left + width / 2, innerWidth),
    inside(top + height / 2, innerHeight),
  );
  // The parts of a field for a day are the browser's: each marks itself.
  const parted = /^(date|datetime-local)$/.test(one.type);
  const ringed = [one, box].some((node) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    return (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) || boxShadow !== "none";
  });
  const covered = !(over && (box.contains(over) || over.contains(box)));
  const said = [one.ariaLabel, one.textContent, one.placeholder, one.title];
  said.push(...[...(one.labels ?? [])].map((label) => label.textContent));
  const marked = parted || ringed;
  return { covered, marked, said: said.join(" "), html: one.outerHTML.slice(0, 120) };
}

const fits = (at, role, name) =>
  at.role === role && (typeof name === "string" ? at.name === name : name.test(at.name));

export class Keys {
  static async of(page) {
    const keys = new Keys();
    keys.page = page;
    keys.cdp = await page.context().newCDPSession(page);
    await keys.cdp.send("Accessibility.enable"); // or each question builds the tree anew
    return keys;
  }

  // The role and the name that the browser tells of what has the focus.
  async at() {
    const { result } = await this.cdp.send("Runtime.evaluate", {
      expression: "document.activeElement",
    });
    const asked = { objectId: result.objectId, fetchRelatives: false };
    const { nodes } = await this.cdp.send("Accessibility.getPartialAXTree", asked);
    return { role: nodes[0].role?.value ?? "", name: nodes[0].name?.value ?? "" };
  }

  // What has the focus as far as the page tells; undefined where it is the browser's own.
  async seen() {
    const at = await this.page.evaluate(focused);
    if (!at) return undefined;
    assert.equal(at.covered, false, `covered: ${at.html}`);
    assert.equal(at.marked, true, `not marked: ${at.html}`);
    return at;
  }

  async is(role, name) {
    return fits(await this.at(), role, name);
  }

  // By Tab (or back) until there; begins with where one is.
  async to(role, name, key = "Tab") {
    const passed = [];
    for (let stop = 0; stop < stopsMost; stop++) {
      const at = await this.seen();
      // The browser is only asked where the words of the page do not rule it out.
      const may = at && (typeof name !== "string" || at.said.includes(name.slice(0, 2)));
      if (may && (await this.is(role, name))) return;
      passed.push(at?.html ?? "");
      await this.page.keyboard.press(key);
    }
    assert.fail(`no ${role} ${name} by ${key}; passed ${[...new Set(passed)].join("\n")}`);
  }
  back(role, name) {
    return this.to(role, name, "Shift+Tab");
  }

  // To it and into it.
  async open(role, name, key = "Enter") {
    await this.to(role, name);
    await this.page.keyboard.press(key);
  }

  // Until the focus has come there by itself.
  async comes(role, name) {
    await until(
      () => this.at(),
      (at) => fits(at, role, name),
      `the focus to come to ${role} ${name}`,
    );
    await this.seen();
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }
  type(text) {
    return this.page.keyboard.type(text);
  }
  // In place of what a field holds.
  async write(text) {
    await this.press("Control+a");
    await this.type(text);
  }
  // Into a room, from the field that finds it.
  async enter(room) {
    await this.to("searchbox", "按名称找房间");
    const there = () => this.page.evaluate(() => document.activeElement.getAttribute("href"));
    for (let i = 0; i < stopsMost && (await there()) !== `#/r/${room}`; i++)
      await this.press("ArrowDown");
    await this.press("Enter");
    await this.page.locator("[role=log]").waitFor();
  }
  // A dialog is there, or the last of them has gone.
  async dialog(name) {
    await this.page.getByRole("dialog", { name }).waitFor();
  }
  async alone() {
    await this.page.getByRole("dialog").waitFor({ state: "detached" });
  }
}

// [page, keys] of a member who has come in.
export async function walker(house, index, options = desk) {
  const page = await house.comeIn(index, options);
  await page.locator(".skip").waitFor({ state: "attached" });
  return [page, await Keys.of(page)];
}

export async function end(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
}
