// A talk heart to heart by keyboard alone: from the list to asking, accepting, writing, comparing
// the number, ending and forgetting.
import { test } from "node:test";
import { skip } from "./support/house.mjs";
import { end, walker } from "./support/keys.mjs";
import { openTalks, reads } from "./support/talks.mjs";

const place = await openTalks();

test("two find each other, talk, compare, end and forget", { skip }, async () => {
  const [asker, asks] = await walker(place.house, place.asker);
  const [listener, hears] = await walker(place.house, place.listener);
  await hears.open("link", /^谈心/);
  await hears.to("switch", "我现在在岗");
  await hears.press("Space");
  await asks.open("link", /^谈心/);
  await asks.open("button", "找“第一联合车间党支部”的谈心员");
  await asks.dialog("开始之前，请先看清楚");
  await asks.open("button", "我明白了，去排队");
  await asks.alone();
  await asker.locator(".place").waitFor();
  await hears.open("button", "接 桥友 3 的谈心");
  await hears.dialog("开始之前，请先看清楚");
  await hears.open("button", "我明白了，接");
  await hears.alone();

  await asks.to("textbox", "写给对方");
  await asks.type("键盘上说的话");
  await asks.press("Enter");
  await reads(listener, ["键盘上说的话"]);
  await hears.to("textbox", "写给对方");
  await hears.type("听到了");
  await hears.press("Enter");
  await reads(asker, ["键盘上说的话", "听到了"]);

  await asks.back("button", "核对安全码");
  await asks.press("Enter");
  await asks.dialog("核对安全码");
  await asks.open("button", "一样");
  await asks.alone();
  await asker.getByText("安全码已核对").waitFor();
  await asks.open("button", "结束谈心");
  await asks.dialog("结束这次谈心？");
  await asks.open("button", "结束谈心");
  await asks.alone();
  await listener.getByText("谈心已经结束。").waitFor();
  await hears.open("button", "忘记");
  await hears.dialog("让这次谈心被忘记？");
  await hears.open("button", "忘记");
  await hears.alone();
  await asker.getByText("这次谈心已经被忘记").waitFor();
  await end(asker, listener);
});
