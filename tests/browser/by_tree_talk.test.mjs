// Talking by what is told alone, from coming in to leaving: every step finds by role and name what
// it acts on, and hears in the tree that it was done.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { House, desk, sent, skip } from "./support/house.mjs";
import { end } from "./support/keys.mjs";
import { Reader, listener } from "./support/reader.mjs";
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
const come = (index) => listener(house, index);
const write = "写一条消息";
const titles = async () => {
  const { rooms } = (await does(0, "room.list", {})) ?? {};
  return new Map(rooms.map(({ room, title }) => [room, title]));
};
const begins = (text) => new RegExp(`^${text}`);
async function enter(reader, title) {
  await reader.press("link", begins(title));
  await reader.find("log", `“${title}”里的消息`);
}
// What can be done with the last message that may be acted upon.
async function menu(reader, act) {
  await reader.press("button", "更多操作");
  await reader.find("dialog", "更多操作");
  await reader.press("button", act);
}

test("invited, one comes in, goes out, and comes in by login and password", { skip }, async () => {
  const { secret } = await does(0, "invitation.create", { uses: 1, days: 1 });
  const page = await house.page(desk);
  const reader = await Reader.of(page);
  await page.goto(`${house.server.http}/#join=${secret}`);
  await reader.find("heading", "您被邀请加入");
  await reader.write("textbox", "姓名", "赵新");
  await reader.write("textbox", "账号", "zhao.xin");
  await reader.write("textbox", /^密码/, "short");
  await reader.press("button", "加入");
  await reader.hears(/8 到 128/);
  assert.match((await reader.find("textbox", "新密码")).description, /8 到 128/);
  await reader.write("textbox", "新密码", "三号泵房的灯亮了");
  await reader.press("button", "加入");
  await reader.find("navigation", "房间");
  await reader.press("button", "设置");
  await reader.find("dialog", "赵新");
  await reader.press("button", "退出登录");
  await reader.find("dialog", "退出登录");
  await reader.press("button", "退出登录");
  await reader.find("heading", "登录");
  await reader.write("textbox", "账号", "zhao.xin");
  await reader.write("textbox", "密码", "三号泵房的灯亮了");
  await reader.press("button", "登录");
  await reader.find("navigation", "房间");
  await end(page);
});

test("one edits, pins, recalls and deletes", { skip }, async () => {
  const [page, reader] = await come(0);
  await enter(reader, (await titles()).get(1));
  await reader.says("听着说的");
  await menu(reader, "修改");
  await reader.hears(/^修改消息/);
  await reader.holds("textbox", write, "听着说的");
  await reader.write("textbox", write, "听着改的");
  await reader.press("button", "保存");
  await reader.follows(/^听着改的/, "button", "更多操作");
  await reader.hears(/已修改/);
  await menu(reader, "置顶");
  await reader.hears(/置顶了一条消息/);
  await reader.press("button", "房间的成员和规则");
  await reader.find("heading", "置顶的消息");
  await reader.press("button", /^听着改的/);
  await reader.misses("dialog", /./);
  for (const [act, left] of [
    ["撤回", /撤回了一条消息/],
    ["删除", /这条消息已删除/],
  ]) {
    await reader.says(`要${act}的`);
    await menu(reader, act);
    await reader.find("dialog", begins(`要${act}`));
    await reader.press("button", act);
    await reader.hears(left);
    await reader.forgets(begins(`要${act}的`));
  }
  await end(page);
});

test("one names somebody, forwards, jumps to a day, and talks to one alone", { skip }, async () => {
  const [page, reader] = await come(0);
  const [bo, other] = await come(1);
  const names = await titles();
  await does(1, "message.post", { room: 1, text: "请转给大家" });
  await enter(reader, names.get(1));
  await reader.follows(/^请转给大家/, "button", "更多操作");
  await menu(reader, "转发");
  await reader.write("searchbox", "查找房间", names.get(2));
  await reader.press("button", names.get(2));
  await reader.find("log", `“${names.get(2)}”里的消息`);
  await reader.hears(/^转自 桥友 2/);

  await enter(reader, names.get(1));
  await reader.write("textbox", write, "请 @");
  await reader.find("listbox", "可以提到的人");
  await reader.press("option", "@桥友 2");
  await reader.misses("listbox", "可以提到的人");
  await page.keyboard.type("回电");
  await reader.press("button", "发送");
  await reader.hears(/^ *回电/);
  await other.press("button", /条提到您/);
  await other.press("button", /在“.*”里提到您/);
  await other.hears(/回电/);

  await reader.press("button", "跳到某一天");
  const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format();
  await reader.set("Date", "跳到某一天", today);
  await reader.press("button", "跳转");
  await reader.misses("dialog", /./);
  await reader.hears(/^请转给大家/);

  await reader.press("button", "房间的成员和规则");
  await reader.press("button", "与 桥友 2 私聊");
  await reader.misses("dialog", /./);
  await reader.find("heading", "桥友 2");
  await reader.says("只有我们两人");
  await other.find("link", /只有我们两人/);
  await end(page, bo);
});

test("one writes a notice, another confirms it; one waits and is cancelled", { skip }, async () => {
  const { room } = await does(0, "room.create", { title: "安全公告", type: "bulletin" });
  await does(1, "room.join", { room });
  const [page, reader] = await come(0);
  const [bo, other] = await come(1);
  for (const one of [reader, other]) await enter(one, "安全公告");
  await reader.press("button", "发布公告");
  await reader.press("button", "发布");
  await reader.hears(/标题不能为空/);
  assert.match((await reader.find("textbox", "标题")).description, /标题不能为空/);
  await reader.write("textbox", "标题", "停电检修");
  await reader.write("textbox", "内容", "周六 8 时停电。");
  await reader.press("radio", /^请每个人确认/);
  await reader.press("button", "发布");
  await reader.misses("dialog", /./);
  await other.find("heading", "停电检修");
  await other.press("button", "我已知晓");
  await other.hears(/^您已确认/);
  await reader.hears(/已确认 1 \/ 2/);

  await reader.press("button", "发布公告");
  await reader.write("textbox", "标题", "以后的事");
  await reader.write("textbox", "内容", "到时再说。");
  await reader.press("radio", "以后");
  await reader.press("button", "定时发布");
  await reader.hears(/请选一个将来的时间/);
  const soon = new Date(Date.now() + 3_600_000);
  const date = { dateStyle: "short", timeStyle: "short", timeZone: "Asia/Shanghai" };
  const at = new Intl.DateTimeFormat("sv-SE", date).format(soon).replace(" ", "T");
  await reader.set("DateTime", "发布时间", at);
  await reader.press("button", "定时发布");
  await reader.find("heading", "等待发布");
  await reader.press("button", "撤销“以后的事”");
  await reader.misses("button", "撤销“以后的事”");
  await reader.press("button", "关闭");
  await reader.misses("heading", "以后的事");
  await end(page, bo);
});

test("one makes a room, lets somebody in and out, and leaves it", { skip }, async () => {
  const [page, reader] = await come(1);
  const [bo, other] = await come(2);
  await reader.press("button", "新建房间");
  await reader.write("textbox", "房间名称", "听来的房间");
  await reader.press("radio", "只有被请来的人能进来");
  await reader.press("button", "建立");
  await reader.find("log", "“听来的房间”里的消息");
  await reader.press("button", "房间的成员和规则");
  await reader.press("button", "请人进来");
  await reader.press("checkbox", /桥友 3/);
  await reader.is("checkbox", /桥友 3/, "checked", true);
  await reader.press("button", "请 1 人进来");
  await other.find("link", /^听来的房间/);
  await reader.press("button", "把 桥友 3 移出房间");
  await reader.find("dialog", /移出这个房间/);
  await reader.press("button", "移出");
  await other.misses("link", /^听来的房间/);
  await reader.misses("button", "把 桥友 3 移出房间");
  await reader.press("button", "离开房间");
  await reader.find("dialog", "要离开“听来的房间”吗？");
  await reader.press("button", "离开房间");
  await reader.misses("link", /^听来的房间/);
  await end(page, bo);
});

test("what was not sent is tried again, edited and given up", { skip }, async () => {
  const village = await Village.open(house.browser, desk);
  const { page, server } = village;
  try {
    await village.comfort();
    const reader = await Reader.of(page);
    await enter(reader, "值班室");
    const tells = async (text) => {
      await reader.write("textbox", write, text);
      await reader.press("button", "发送");
      await reader.follows(begins(text), "button", "重新发送");
    };
    server.faults.refuse = () => "text_too_long";
    await tells("没发出一");
    await tells("没发出二");
    await reader.press("button", "放弃"); // the last one's
    await reader.forgets(/^没发出二/);
    await reader.press("button", "修改");
    await reader.write("textbox", write, "改了再发");
    await reader.press("button", "发送");
    await reader.follows(/^改了再发/, "button", "重新发送");
    server.faults.refuse = undefined;
    await reader.press("button", "重新发送");
    await reader.misses("button", "重新发送");
    await sent(page, "改了再发").waitFor(); // the button goes before the answer comes
    server.faults.refuse = () => "text_too_long";
    await tells("全都不要");
    await reader.press("button", "全部删除");
    await reader.find("dialog", /要删除这 1 条/);
    await reader.press("button", "全部删除");
    await reader.forgets(/^全都不要/);
    const said = server.rooms.get(1).log.filter(({ text }) => /发出|再发|不要/.test(text));
    assert.equal(said.length, 1);
    assert.deepEqual(page.trouble, []);
  } finally {
    await village.close();
  }
});
