// The page as a screen reader has it: every screen named in the language of the page, in order and
// without a gap; and the tasks done by what is told, acting on it by role and name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { desk, phone, skip, until } from "./support/house.mjs";
import { end } from "./support/keys.mjs";
import { Reader, foreign, listener } from "./support/reader.mjs";
import { openWorks } from "./support/works.mjs";

const password = "三号泵房的灯亮了";
const { house, works } = await openWorks({ members: 4, rooms: 1 });
let board;
let given; // names that people gave
if (!skip) {
  const [owner, , , last] = house.server.tokens;
  board = (await works.does(owner, "room.create", { title: "安全公告", type: "bulletin" })).room;
  await works.does(last, "room.join", { room: board });
  for (const text of ["早上好", "收到请回复"])
    await works.does(owner, "message.post", { room: 1, text });
  const { rooms } = await works.ask(owner, "room.list", {});
  const { units } = await works.ask(owner, "unit.tree", {});
  const { members } = await works.ask(owner, "member.list", { unit: 1 });
  const waiting = await works.ask(owner, "member.list", {});
  given = [...rooms.map(({ title }) => title), ...units.map(({ name }) => name)];
  given.push(...[...members, ...waiting.members].map(({ name }) => name));
  given.push("seed", "早上好", "收到请回复", "停电检修");
}

const come = (index, options) => listener(house, index, options);

const w = {
  "zh-CN": {
    ...{ rooms: "房间", settings: "设置", search: "搜索", create: "新建房间", more: "更多操作" },
    ...{ panel: /房间的成员和规则/, write: "写一条消息", send: "发送", close: "关闭" },
    ...{ person: /^王敏/, people: "添加成员", tree: "组织", notice: "发布公告" },
  },
  en: {
    ...{ rooms: "Rooms", settings: "Settings", search: "Search", create: "New room" },
    ...{ more: "More actions", panel: /Members and rules/, write: "Write a message" },
    ...{ send: "Send", close: "Close", person: /^王敏/, people: "Add a person" },
    ...{ tree: "Organisation", notice: "Post a notice" },
  },
};

// The pages of administration, and what shows that each is there.
const sheets = {
  "": "[role=tree]",
  unit: "button.person",
  waiting: "button.person",
  invitations: ".making",
  roster: ".making",
  reports: ".options",
  backups: ".sheet .quiet, .sheet .trouble",
  log: ".journal li",
};

for (const [locale, options] of [
  ["zh-CN", phone],
  ["en", desk],
]) {
  const t = w[locale];

  const told = `every screen is told by name, in one language, in order (${locale})`;
  test(told, { skip }, async () => {
    const outside = await house.page({ ...options, locale });
    await outside.goto(house.server.http);
    await outside.locator(".outside form").waitFor();
    const sound = async (reader, screen) => {
      const tree = await reader.tree();
      assert.deepEqual(reader.faults(tree), [], screen);
      assert.deepEqual(foreign(tree, locale, given), [], screen);
      assert.ok(tree.filter(({ role }) => role === "heading").length > 0, screen);
    };
    await sound(await Reader.of(outside), "signing in");
    await end(outside);

    const [page, reader] = await come(0, { ...options, locale });
    const go = async (hash, place) => {
      await page.evaluate((to) => (location.hash = to), hash);
      await page.locator(place).first().waitFor();
    };
    const leave = async () => {
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    };
    await reader.find("navigation", t.rooms);
    await sound(reader, "rooms");
    for (const name of [t.settings, t.search, t.create]) {
      await reader.press("button", name);
      await page.locator("dialog[open]").waitFor();
      if (name === t.settings) await page.locator(".devices li").first().waitFor();
      await sound(reader, name);
      const [first, second] = await reader.order("heading", "button");
      assert.match(first, /^heading /, "a dialog begins with what it is");
      assert.equal(second, `button ${t.close}`);
      await leave();
    }
    await go("#/r/1", "[data-more]");
    await sound(reader, "room");
    const written = await reader.order("log", "textbox", "button");
    const at = (one) => written.indexOf(one);
    assert.ok(at(`textbox ${t.write}`) > written.findIndex((one) => one.startsWith("log ")));
    assert.equal(at(`button ${t.send}`), at(`textbox ${t.write}`) + 1);
    for (const name of [t.more, t.panel]) {
      await reader.press("button", name);
      await page.locator("dialog[open]").waitFor();
      await sound(reader, `${name}`);
      await leave();
    }
    await go(`#/r/${board}`, ".bar .primary");
    await reader.press("button", t.notice);
    await page.locator("dialog[open]").waitFor();
    await sound(reader, "a notice");
    await leave();
    for (const [name, place] of Object.entries(sheets)) {
      const hash = name === "unit" ? `unit/${works.units.branch}` : name;
      await go(`#/admin/${hash}`.replace(/\/$/, ""), place);
      await sound(reader, hash);
    }
    await go(`#/admin/unit/${works.units.branch}`, "button.person");
    for (const name of [t.people, t.person]) {
      await reader.press("button", name);
      await page.locator("dialog[open]").waitFor();
      await sound(reader, `${name}`);
      await leave();
    }
    await end(page);
  });
}

test("by what is told one signs in, finds the room, says, replies, reacts", { skip }, async () => {
  const { member } = await works.does(house.server.tokens[0], "member.add", { name: "听者" });
  const link = await works.ask(house.server.tokens[0], "link.create", { member });
  const page = await house.page(desk);
  const reader = await Reader.of(page);
  await page.goto(`${house.server.http}/#link=${link.secret}`);
  await reader.press("button", "设置");
  await reader.press("button", "设定密码");
  await reader.write("textbox", "账号", "listener");
  await reader.write("textbox", "新密码", password);
  await reader.press("button", "保存");
  await reader.find("button", "修改密码");
  await reader.press("button", "退出登录");
  await reader.find("dialog", "退出登录");
  await reader.press("button", "退出登录");

  await reader.write("textbox", "账号", "listener");
  await reader.write("textbox", "密码", "不是这一句");
  await reader.press("button", "登录");
  await reader.hears(/账号或密码不对/);
  const field = await reader.find("textbox", "密码");
  assert.match(field.description, /账号或密码不对/);
  assert.equal(`${field.states.invalid}`, "true");
  await reader.write("textbox", "密码", password);
  await reader.press("button", "登录");

  await reader.press("button", /^加入: 大厅|^加入: .*1/);
  await reader.find("log", /里的消息/);
  await reader.write("textbox", "写一条消息", "听着说的");
  await reader.press("button", "发送");
  await reader.hears(/^听着说的/);
  await page.locator("article.sending, article.waiting").waitFor({ state: "detached" });
  await reader.press("button", "更多操作");
  await reader.press("button", "回复");
  await reader.hears(/^回复 /);
  await reader.write("textbox", "写一条消息", "听着回的");
  await reader.press("button", "发送");
  await reader.find("button", /^查看被回复的消息: 听着说的/);
  await page.locator("article.sending, article.waiting").waitFor({ state: "detached" });
  await reader.press("button", "更多操作");
  await reader.press("button", "🙏");
  const chip = await reader.find("button", /^🙏 1 人，包括您/);
  assert.equal(`${chip.states.pressed}`, "true");
  await end(page);
});

test("by what is told one searches, confirms a notice, and sets elder mode", { skip }, async () => {
  const words = { class: "must_confirm", title: "停电检修", text: "周六 8 时停电。" };
  await works.does(house.server.tokens[0], "notice.post", { room: board, ...words });
  const [page, reader] = await come(3, desk);
  await reader.press("button", "搜索");
  await reader.write("searchbox", "在我的所有房间里搜索", "收到请回复");
  await reader.hears(/^找到 1 条消息/);
  await reader.press("button", /收到请回复/);
  await reader.find("log", /里的消息/);
  await reader.hears(/^收到请回复/);

  await reader.press("link", /^安全公告/);
  await reader.find("heading", "停电检修");
  await reader.press("button", "我已知晓");
  await reader.hears(/^您已确认/);

  await reader.press("button", "设置");
  const before = await reader.find("checkbox", /^长辈版/);
  assert.equal(`${before.states.checked}`, "false");
  await reader.press("checkbox", /^长辈版/);
  await until(
    async () => `${(await reader.find("checkbox", /^长辈版/)).states.checked}`,
    (checked) => checked === "true",
    "elder mode to be told as set",
  );
  await reader.press("button", "关闭");
  await reader.find("button", /^朗读, /);
  await end(page);
});

test("by what is told one makes a room, and adds a person to a unit", { skip }, async () => {
  const [page, reader] = await come(0, desk);
  await reader.press("button", "新建房间");
  await reader.press("button", "建立");
  await reader.hears(/名称不能为空/);
  const field = await reader.find("textbox", "房间名称");
  assert.equal(`${field.states.invalid}`, "true");
  assert.match(field.description, /名称不能为空/);
  await reader.write("textbox", "房间名称", "听来的房间");
  await reader.press("radio", "只有被请来的人能进来");
  await reader.press("button", "建立");
  await reader.find("log", "“听来的房间”里的消息");

  await reader.press("link", "管理");
  const branch = await reader.find("treeitem", /^炼油厂党总支/);
  assert.equal(`${branch.states.expanded}`, "true");
  await reader.press("treeitem", /^第一联合车间党支部/);
  await reader.find("heading", "第一联合车间党支部");
  const picked = await reader.find("treeitem", /^第一联合车间党支部/);
  assert.equal(`${picked.states.selected}`, "true");
  await reader.press("button", "添加成员");
  await reader.find("textbox", "姓名");
  await reader.press("button", "添加成员");
  const name = await reader.find("textbox", "姓名");
  assert.match(name.description, /名称不能为空/);
  await reader.write("textbox", "姓名", "钱多多");
  await reader.press("button", "添加成员");
  await reader.find("dialog", "已添加 钱多多。");
  await reader.press("button", "取得登录链接");
  await reader.find("image", "钱多多 的登录二维码");
  await page.keyboard.press("Escape");
  await reader.find("button", /^钱多多/);
  await end(page);
});
