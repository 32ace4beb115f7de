// A screen reader as far as it matters here: it knows the page by the accessibility tree alone, and
// acts on what it finds there.
//   const reader = await Reader.of(page);
//   await reader.press("button", "发送");        // by role and name, in what is on top
//   await reader.write("textbox", "写一条消息", "早上好");
//   reader.faults(await reader.tree(), "zh-CN")  // what a listener would stumble over
import { desk, until } from "./house.mjs";

const controls = new Set(
  ["button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "treeitem"].concat(
    ["option", "Date", "DateTime", "switch", "spinbutton", "tab", "slider"],
  ),
);
const named_places = new Set(["dialog", "navigation", "log", "tree", "listbox", "radiogroup"]);

export class Reader {
  static async of(page) {
    const reader = new Reader();
    reader.page = page;
    reader.cdp = await page.context().newCDPSession(page);
    await reader.cdp.send("DOM.enable");
    await reader.cdp.send("Accessibility.enable");
    return reader;
  }

  // What is told, in order: [{role, name, value, description, states, node, depth}]. Of a modal
  // dialog nothing beside it is told.
  async tree() {
    const { nodes } = await this.cdp.send("Accessibility.getFullAXTree");
    const known = new Map(nodes.map((node) => [node.nodeId, node]));
    const told = [];
    const walk = (node, depth, within) => {
      const role = node.role?.value ?? "";
      if (!node.ignored) {
        const states = Object.fromEntries(
          (node.properties ?? []).map(({ name, value }) => [name, value.value]),
        );
        const [name, value] = [node.name?.value ?? "", node.value?.value];
        const description = node.description?.value ?? "";
        const one = { role, name, value, description, states, depth, within };
        told.push({ ...one, node: node.backendDOMNodeId });
      }
      for (const id of node.childIds ?? []) {
        const child = known.get(id);
        if (child) walk(child, depth + 1, node.ignored ? within : role);
      }
    };
    walk(nodes[0], 0, "");
    return told;
  }

  static fits = (one, role, name) =>
    one.role === role && (typeof name === "string" ? one.name === name : name.test(one.name));

  // The last of that role and name, once it is told.
  async find(role, name) {
    let here;
    const look = async () => {
      const tree = await this.tree();
      here = tree.filter((one) => Reader.fits(one, role, name)).at(-1);
      return here ? "" : tree.filter((one) => one.role === role).map((one) => one.name);
    };
    await until(look, (others) => others === "", `${role} ${name} to be told`);
    return here;
  }

  // As assistive technology does it: the browser is asked to act on that very node.
  async on(node, text, ...args) {
    const { object } = await this.cdp.send("DOM.resolveNode", { backendNodeId: node });
    await this.cdp.send("Runtime.callFunctionOn", {
      objectId: object.objectId,
      functionDeclaration: text,
      arguments: args.map((value) => ({ value })),
      userGesture: true,
    });
  }
  async press(role, name) {
    const may = async () => !(await this.find(role, name)).states.disabled;
    await until(may, Boolean, `${role} ${name} to be enabled`);
    const { node } = await this.find(role, name);
    await this.on(node, "function () { this.click(); }");
  }
  async write(role, name, text) {
    const { node } = await this.find(role, name);
    await this.cdp.send("DOM.focus", { backendNodeId: node });
    await this.page.keyboard.press("Control+a");
    await this.page.keyboard.type(text);
  }
  // Until such words are told somewhere.
  async hears(pattern) {
    await until(
      async () => (await this.tree()).map(({ name, value }) => `${name} ${value ?? ""}`),
      (all) => all.some((one) => pattern.test(one)),
      `${pattern} to be told`,
    );
  }

  // Until nothing like that is told any more.
  async misses(role, name) {
    const left = async () => (await this.tree()).filter((one) => Reader.fits(one, role, name));
    await until(left, (those) => those.length === 0, `${role} ${name} to be gone`);
  }
  async forgets(pattern) {
    await until(
      async () => (await this.tree()).filter(({ name }) => pattern.test(name)),
      (those) => those.length === 0,
      `${pattern} to be told no more`,
    );
  }
  // Until it is told with such a state: checked, pressed, expanded …
  async is(role, name, state, value) {
    await until(
      async () => `${(await this.find(role, name)).states[state]}`,
      (told) => told === `${value}`,
      `${role} ${name} to be ${state}: ${value}`,
    );
  }
  async holds(role, name, value) {
    const held = async () => (await this.find(role, name)).value;
    await until(held, (told) => told === value, `${role} ${name} to hold ${value}`);
  }
  // A value that is set at once, as for a day, of which the browser asks each part by itself.
  async set(role, name, value) {
    const { node } = await this.find(role, name);
    const put = `function (value) {
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
      set.call(this, value);
      this.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }`;
    await this.on(node, put, value);
  }
  // Until such words are told, and behind the last of them such a control.
  async follows(pattern, role, name) {
    const behind = async () => {
      const all = await this.tree();
      const at = all.map((one) => pattern.test(one.name)).lastIndexOf(true);
      return at >= 0 && all.slice(at).some((one) => Reader.fits(one, role, name));
    };
    await until(behind, Boolean, `${role} ${name} to be told behind ${pattern}`);
  }
  // A message said, until it is kept: then one may act on it.
  async says(text) {
    await this.write("textbox", "写一条消息", text);
    await this.press("button", "发送");
    await this.follows(new RegExp(`^${text}`), "button", "更多操作");
  }

  // Roles and names, in the order they are told.
  async order(...roles) {
    const all = await this.tree();
    return all.filter((one) => roles.includes(one.role)).map((one) => `${one.role} ${one.name}`);
  }

  // Controls without a name, places without one, headings that leave a step out, nodes that say an
  // error and do not tell it, alerts and states without words.
  faults(tree) {
    const wrong = [];
    let level = 0;
    for (const one of tree) {
      const { role, name, states, description } = one;
      const what = `${role} “${name}”`;
      if ((controls.has(role) || named_places.has(role)) && name.trim() === "")
        wrong.push(`${role} without a name, in ${one.within}`);
      if (role === "image" && name.trim() === "") wrong.push("an image without a name");
      if (role === "heading") {
        const next = states.level;
        if (level > 0 && next > level + 1) wrong.push(`${what}: from ${level} to ${next}`);
        level = next;
      }
      const invalid = states.invalid === "true" || states.invalid === true;
      if (invalid && states.errormessage === undefined && description === "")
        wrong.push(`${what} is wrong and says not why`);
      if (/undefined|\[object|NaN/.test(name)) wrong.push(what);
    }
    return wrong;
  }
}

// Names of controls, places and headings that are in the other language. `given` are the names that
// people gave: they may be in any.
export function foreign(tree, language, given) {
  const other = language === "en" ? /\p{Script=Han}/u : /[A-Za-z]{3,}/;
  const either = /English|中文|Xinqiao|Chrome|Linux|WeChat|CSV|UTF-8|GBK|Ctrl|Shift|Alt|Enter|Esc/g;
  const long = [...given].sort((a, b) => b.length - a.length);
  const bare = (name) => long.reduce((rest, one) => rest.replaceAll(one, ""), name);
  return tree
    .filter(({ role }) => controls.has(role) || named_places.has(role) || role === "heading")
    .filter(({ name }) => other.test(bare(name).replace(either, "")))
    .map(({ role, name }) => `${role} ${name}`);
}

// [page, reader] of a member who has come in.
export async function listener(house, index, options = desk) {
  const page = await house.comeIn(index, options);
  await page.locator(".skip").waitFor({ state: "attached" });
  return [page, await Reader.of(page)];
}
