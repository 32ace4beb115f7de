// A talk heart to heart by what is told alone: every step finds by role and name what it acts on,
// and hears in the tree that it was done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { skip } from "./support/house.mjs";
import { end } from "./support/keys.mjs";
import { listener as reading } from "./support/reader.mjs";
import { openTalks } from "./support/talks.mjs";

const place = await openTalks();

test("one asks, another accepts, and what they say and do is told", { skip }, async () => {
  const [first, asks] = await reading(place.house, place.asker);
  const [second, hears] = await reading(place.house, place.listener);
  for (const reader of [asks, hears]) await reader.press("link", /^谈心/);
  await hears.press("switch", "我现在在岗");
  await hears.is("switch", "我现在在岗", "checked", "true");
  await asks.hears(/急救 120/);
  await asks.press("button", "找“第一联合车间党支部”的谈心员");
  await asks.find("dialog", "开始之前，请先看清楚");
  await asks.hears(/你们说的每一个字/);
  await asks.press("button", "我明白了，去排队");
  await asks.hears(/您排在第一个/);
  await hears.hears(/1 人在等您/);
  await hears.press("button", "接 桥友 3 的谈心");
  await hears.press("button", "我明白了，接");
  await asks.write("textbox", "写给对方", "听得到我吗？");
  await asks.press("button", "发送");
  await hears.hears(/听得到我吗/);
  await hears.find("log", "加密的谈话");
  await hears.find("article", /^桥友 3, /);
  await hears.hears(/仅双方可读/);
  await hears.press("button", "核对安全码");
  await hears.find("dialog", "核对安全码");
  await hears.find("list", "安全码");
  await hears.press("button", "一样");
  await hears.hears(/安全码已核对/);
  for (const [page, reader] of [[first, asks], [second, hears]])
    assert.deepEqual(reader.faults(await reader.tree(), "zh-CN"), [], page.url());
  await hears.press("button", "结束谈心");
  await hears.find("dialog", "结束这次谈心？");
  await hears.press("button", "结束谈心");
  await asks.hears(/谈心已经结束/);
  await asks.press("button", "忘记");
  await asks.find("dialog", "让这次谈心被忘记？");
  await asks.press("button", "忘记");
  await hears.hears(/这次谈心已经被忘记/);
  await hears.forgets(/听得到我吗/);
  await end(first, second);
});
