// Questions by keyboard alone: asked, taken up, passed on with a reason, answered, not solved,
// solved; the board, and from it to the room.
import { after, before, test } from "node:test";
import { House, skip } from "./support/house.mjs";
import { end, walker } from "./support/keys.mjs";
import { makeWorks } from "./support/works.mjs";

let house;
let works;
let room;
before(async () => {
  if (skip) return;
  house = await House.open({ members: 3, rooms: 1 });
  works = await makeWorks(house.server);
  const [owner, organiser, worker] = house.server.tokens;
  const rules = { unit: works.units.branch, type: "questions" };
  ({ room } = await works.does(organiser, "room.create", { title: "有问必答", ...rules }));
  for (const token of [owner, worker]) await works.does(token, "room.join", { room });
});
after(() => house?.close());

const text = "食堂几点开门？";
// From the last message up to the question it answers, and to what can be done with that.
async function up_to(keys, name) {
  await keys.to("button", "更多操作");
  await keys.press("ArrowUp");
  await keys.back("button", name);
  await keys.press("Enter");
}
const stands = (page, how) => page.locator(".stand", { hasText: how }).waitFor();

test("a question is asked, taken up, passed on and answered", { skip }, async () => {
  const [asker, asks] = await walker(house, 2);
  const [first, answers] = await walker(house, 1);
  const [above, decides] = await walker(house, 0);
  for (const keys of [asks, answers, decides]) await keys.enter(room);
  await asks.to("textbox", "提问");
  await asks.type(text);
  await asks.press("Enter");
  await stands(first, "等待受理");
  await answers.open("button", "受理");
  await stands(asker, "已受理");
  await answers.open("button", "转交");
  await answers.dialog("转交这个问题");
  await answers.to("combobox", "转交给哪个单位");
  await answers.type("炼油厂");
  await answers.to("textbox", "理由");
  await answers.type("归厂里管");
  await answers.press("Enter");
  await answers.alone();
  await stands(asker, "等待受理");

  await decides.open("button", "答复");
  await decides.comes("textbox", "写一条消息");
  await decides.type("十一点半。");
  await decides.press("Enter");
  await stands(asker, "已答复");
  await up_to(asks, "没解决");
  await asks.dialog("问题没有解决");
  await asks.comes("textbox", /哪里没有解决/);
  await asks.type("今天没开");
  await asks.press("Enter");
  await asks.alone();
  await stands(above, "已受理");
  await up_to(decides, "答复");
  await decides.comes("textbox", "写一条消息");
  await decides.type("明天起照常。");
  await decides.press("Enter");
  await stands(asker, "已答复");
  await asks.to("button", "更多操作");
  await asks.press("ArrowUp");
  await up_to(asks, "解决了");
  await asks.dialog("问题解决了？");
  await asks.open("button", "解决了，关闭");
  await asks.alone();
  await stands(above, "已解决");
  await end(asker, first, above);
});

test("the board leads to a question, and its asker withdraws it", { skip }, async () => {
  const [page, keys] = await walker(house, 2);
  await keys.enter(room);
  await keys.to("textbox", "提问");
  await keys.type("班车停在哪里？");
  await keys.press("Enter");
  await stands(page, "等待受理");
  await keys.back("button", "看板");
  await keys.press("Enter");
  await keys.dialog("问题看板");
  await keys.to("radio", "全部");
  await keys.press("ArrowDown");
  await keys.open("button", /到那里去/);
  await keys.alone();
  await keys.open("button", "撤回问题");
  await keys.dialog("撤回这个问题？");
  await keys.open("button", "撤回");
  await keys.alone();
  await stands(page, "已撤回");
  await end(page);
});
