// Talking by keyboard alone, from coming in to leaving: at each stop one sees where one is, and
// after each dialog the focus is where one was.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { House, bubble, desk, sent, skip, until } from "./support/house.mjs";
import { Keys, end, walker } from "./support/keys.mjs";
import { Village } from "./support/village.mjs";

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 3, rooms: 2 });
});
after(() => house?.close());

const does = async (index, method, params) => {
  const asked = { ...params, key: randomUUID() };
  const { body } = await house.server.rpc(house.server.tokens[index], method, asked);
  assert.ok(body.result, JSON.stringify(body));
  return body.result;
};
const come = (index) => walker(house, index);
const write = "写一条消息";
async function says(keys, page, text) {
  await keys.to("textbox", write);
  await keys.type(text);
  await keys.press("Enter");
  await sent(page, text).waitFor();
}
// The one of the messages that Tab reaches is the newest, soon after it came.
async function to_last(keys) {
  const last = keys.page.locator("[role=log] [data-more]").last();
  const stop = () => last.getAttribute("tabindex");
  await until(stop, (index) => index === "0", "Tab to lead to the last message");
  await keys.back("button", "更多操作");
}
// What can be done with the last message that may be acted upon.
async function menu(keys) {
  await to_last(keys);
  await keys.press("Enter");
  await keys.dialog("更多操作");
}

test("invited, one comes in, goes out, and comes in by login and password", { skip }, async () => {
  const { secret } = await does(0, "invitation.create", { uses: 1, days: 1 });
  const page = await house.page(desk);
  const keys = await Keys.of(page);
  await page.goto(`${house.server.http}/#join=${secret}`);
  await page.locator(".enter").waitFor();
  await keys.to("textbox", "姓名");
  await keys.type("赵新");
  await keys.to("textbox", "账号");
  await keys.write("zhao.xin");
  await keys.to("textbox", /^密码/);
  await keys.type("short");
  await keys.press("Enter");
  await page.getByRole("alert").filter({ hasText: "8 到 128" }).waitFor();
  await keys.to("textbox", "新密码");
  await keys.write("三号泵房的灯亮了");
  await keys.open("button", "加入");
  await page.locator(".rooms").waitFor();

  await keys.open("button", "设置");
  await keys.open("button", "退出登录");
  await keys.dialog("退出登录");
  await keys.open("button", "退出登录");
  await page.locator(".outside form").waitFor();

  await keys.to("textbox", "账号");
  await keys.type("zhao.xin");
  await keys.press("Tab");
  await keys.type("不是这一句");
  await keys.press("Enter");
  await page.getByRole("alert").filter({ hasText: "账号或密码不对" }).waitFor();
  await keys.to("textbox", "密码");
  await keys.write("三号泵房的灯亮了");
  await keys.press("Enter");
  await page.locator(".rooms").waitFor();
  await end(page);
});

test("one finds a room, says, replies, edits, reacts, pins, deletes", { skip }, async () => {
  const [page, keys] = await come(0);
  await keys.enter(1);
  await keys.comes("textbox", write);
  await says(keys, page, "用键盘说的");

  await menu(keys);
  await keys.open("button", "回复");
  await keys.comes("textbox", write);
  await says(keys, page, "用键盘回的");
  await bubble(page, "用键盘回的").locator(".quote", { hasText: "用键盘说的" }).waitFor();

  await keys.press("ArrowUp");
  await page.locator(".purpose", { hasText: "修改消息" }).waitFor();
  await keys.write("用键盘改的");
  await keys.press("Enter");
  await bubble(page, "用键盘改的").locator(".edited").waitFor();

  await menu(keys);
  await keys.open("button", "🙏");
  const chip = bubble(page, "用键盘改的").locator(".chip");
  await chip.waitFor();
  await keys.comes("button", "更多操作");
  await keys.open("button", /^🙏 1 人/, "Space");
  await chip.waitFor({ state: "detached" });

  await menu(keys);
  await keys.open("button", "置顶");
  await page.locator("p.notice", { hasText: "置顶了一条消息" }).waitFor();
  await keys.comes("button", "更多操作");

  for (const [name, left] of [
    ["撤回", "撤回了一条消息"],
    ["删除", "这条消息已删除"],
  ]) {
    await says(keys, page, `要${name}的`);
    await menu(keys);
    await keys.open("button", name);
    await keys.dialog(new RegExp(`^要${name}`));
    await keys.open("button", name);
    await page.locator(".tombstone", { hasText: left }).waitFor();
  }
  // With arrows from message to message.
  await to_last(keys);
  const row = () => page.evaluate(() => document.activeElement.closest("article").innerText);
  assert.match(await row(), /用键盘改的/);
  await keys.press("ArrowUp");
  assert.match(await row(), /用键盘说的/);
  await end(page);
});

test("one names somebody, forwards, jumps to a day, and talks to one alone", { skip }, async () => {
  const [page, keys] = await come(0);
  const [bo] = await come(1);
  await does(1, "message.post", { room: 1, text: "请转给大家" });
  await keys.enter(1);
  await keys.to("textbox", write);
  await keys.type("请 @");
  await page.getByRole("option", { name: "@桥友 2" }).waitFor();
  const chosen = page.locator("[role=option][aria-selected=true]");
  for (let i = 0; i < 9 && (await chosen.innerText()) !== "@桥友 2"; i++)
    await keys.press("ArrowDown");
  await keys.press("Enter");
  await keys.type("回电");
  await keys.press("Enter");
  await bubble(page, "回电").locator(".at", { hasText: "@桥友 2" }).waitFor();
  await bo.locator(".badge.at").waitFor();

  await keys.back("button", "更多操作");
  await keys.press("ArrowUp", "Enter");
  await keys.dialog("更多操作");
  await keys.open("button", "转发");
  const other = (await does(0, "room.list", {})).rooms.find(({ room }) => room === 2);
  await keys.to("searchbox", "查找房间");
  await keys.open("button", other.title);
  await bubble(page, "请转给大家").locator(".class", { hasText: "转自" }).waitFor();

  await keys.open("button", "跳到某一天");
  await keys.dialog("跳到某一天");
  await keys.to("Date", "跳到某一天");
  for (let part = 0; part < 3; part++) await keys.press("ArrowUp", "Tab"); // today's
  await keys.open("button", "跳转");
  await keys.alone();
  await keys.comes("button", "跳到某一天");

  await keys.open("button", /房间的成员和规则/);
  await keys.open("button", "与 桥友 2 私聊");
  await page.locator(".readers", { hasText: "你们两人" }).waitFor();
  await keys.alone();
  await says(keys, page, "只有我们两人");
  await bo.locator("a.room", { hasText: "只有我们两人" }).waitFor();
  await end(page, bo);
});

test("one writes a notice, another reads and confirms it", { skip }, async () => {
  const { room } = await does(0, "room.create", { title: "安全公告", type: "bulletin" });
  await does(1, "room.join", { room });
  const [page, keys] = await come(0);
  const [bo, others] = await come(1);
  for (const hands of [keys, others]) await hands.enter(room);
  await keys.open("button", "发布公告");
  await keys.comes("textbox", "标题");
  await keys.press("Enter");
  await page.getByRole("alert").filter({ hasText: "标题不能为空" }).waitFor();
  await keys.to("textbox", "标题");
  await keys.type("停电检修");
  await keys.press("Tab");
  await keys.type("周六 8 时停电。");
  await keys.to("radio", "统计已读人数");
  await keys.press("ArrowDown");
  assert.ok(await keys.is("radio", /请每个人确认/));
  await keys.open("button", "发布");
  await keys.alone();
  const card = bo.locator("article.card", { hasText: "停电检修" });
  await card.waitFor();
  await others.open("button", "我已知晓");
  await card.locator(".done").waitFor();
  await page.locator(".known .count", { hasText: "1 / 2" }).waitFor();
  await end(page, bo);
});

test("one makes a room, lets somebody in and out, and leaves it", { skip }, async () => {
  const [page, keys] = await come(1);
  const [bo] = await come(2);
  await keys.open("button", "新建房间");
  await keys.dialog("新建房间");
  await keys.to("textbox", "房间名称");
  await keys.type("键盘房间");
  await keys.to("radio", /都能自己进来/);
  await keys.press("ArrowDown");
  await keys.open("button", "建立");
  await page.locator("#room-name", { hasText: "键盘房间" }).waitFor();
  await keys.alone();
  await keys.open("button", /房间的成员和规则/);
  await keys.open("button", "请人进来");
  await keys.open("checkbox", "桥友 3", "Space");
  await keys.open("button", "请 1 人进来");
  await bo.locator("a.room", { hasText: "键盘房间" }).waitFor();
  await keys.open("button", "把 桥友 3 移出房间");
  await keys.dialog(/移出这个房间/);
  await keys.open("button", "移出");
  await bo.locator("a.room", { hasText: "键盘房间" }).waitFor({ state: "detached" });
  await keys.open("button", "离开房间");
  await keys.dialog(/要离开/);
  await keys.open("button", "离开房间");
  await keys.alone();
  await page.locator("a.room", { hasText: "键盘房间" }).waitFor({ state: "detached" });
  await end(page, bo);
});

test("what was not sent is tried again, edited and given up", { skip }, async () => {
  const village = await Village.open(house.browser, desk);
  const { page, server } = village;
  try {
    await village.comfort();
    const keys = await Keys.of(page);
    await keys.enter(1);
    server.faults.refuse = () => "text_too_long";
    for (const text of ["没发出一", "没发出二"]) {
      await keys.to("textbox", write);
      await keys.type(text);
      await keys.press("Enter");
      await bubble(page, text).locator(".state.trouble").waitFor();
    }
    await keys.back("button", "放弃");
    await keys.press("Enter");
    await bubble(page, "没发出二").waitFor({ state: "detached" });
    await keys.back("button", "修改");
    await keys.press("Enter");
    await keys.comes("textbox", write);
    await keys.write("改了再发");
    await keys.press("Enter");
    await bubble(page, "改了再发").locator(".state.trouble").waitFor();
    server.faults.refuse = undefined;
    await keys.back("button", "重新发送");
    await keys.press("Enter");
    await sent(page, "改了再发").waitFor();
    server.faults.refuse = () => "text_too_long";
    await keys.to("textbox", write);
    await keys.type("全都不要");
    await keys.press("Enter");
    await bubble(page, "全都不要").locator(".state.trouble").waitFor();
    await keys.open("button", "全部删除");
    await keys.dialog(/要删除这 1 条/);
    await keys.open("button", "全部删除");
    await bubble(page, "全都不要").waitFor({ state: "detached" });
    assert.deepEqual(
      server.rooms.get(1).log.filter(({ text }) => /发出|再发|不要/.test(text)).length,
      1,
    );
    assert.deepEqual(page.trouble, []);
  } finally {
    await village.close();
  }
});
