// Questions and the answers to an alert by what is told alone: every step finds by role and name
// what it acts on, and hears in the tree that it was done.
import { test } from "node:test";
import { skip } from "./support/house.mjs";
import { end } from "./support/keys.mjs";
import { listener } from "./support/reader.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 3, rooms: 1 });
const as = (index, method, params) => works.does(house.server.tokens[index], method, params);
const come = (index) => listener(house, index);

test("one asks, another takes up, passes on and answers, and one judges", { skip }, async () => {
  const rules = { unit: works.units.branch, type: "questions" };
  const { room } = await as(1, "room.create", { title: "有问必答", ...rules });
  for (const index of [0, 2]) await as(index, "room.join", { room });
  const [asker, asks] = await come(2);
  const [first, answers] = await come(1);
  for (const reader of [asks, answers]) {
    await reader.press("link", /^有问必答/);
    await reader.find("log", "“有问必答”里的消息");
  }
  await asks.write("textbox", "提问", "食堂几点开门？");
  await asks.press("button", "提问");
  await answers.hears(/等待受理/);
  await answers.press("button", "受理");
  await asks.hears(/桥友 2 已受理/);
  await answers.press("button", "转交");
  await answers.find("dialog", "转交这个问题");
  await answers.find("combobox", "转交给哪个单位");
  await answers.write("textbox", "理由", "归厂里管");
  await answers.press("button", "转交");
  await asks.hears(/把问题.*转交给.*归厂里管/);
  await as(0, "question.answer", {
    ...{ room, text: "十一点半。" },
    question: (await works.ask(house.server.tokens[2], "question.list", {})).questions[0].question,
  });
  await asks.hears(/已答复，等提问人确认/);
  await asks.press("button", "没解决");
  await asks.write("textbox", /哪里没有解决/, "今天没开");
  await asks.press("button", "没有解决");
  await answers.hears(/没有解决.*今天没开/);
  await asks.press("button", "看板");
  await asks.find("dialog", "问题看板");
  await asks.hears(/食堂几点开门/);
  await asks.press("button", /^到那里去/);
  await asks.misses("dialog", /./);
  await asks.press("button", "解决了");
  await asks.find("dialog", "问题解决了？");
  await asks.press("button", "解决了，关闭");
  await answers.hears(/说问题.*解决了/);
  await end(asker, first);
});

test("one hears that an alert is real, and answers it", { skip }, async () => {
  await as(0, "alert.raise", {
    ...{ units: [works.units.branch], drill: false, options: ["安全", "需要帮助"] },
    ...{ title: "三号罐区泄漏", text: "请立即撤离到东门集合点。" },
  });
  const [page, reader] = await come(2);
  await reader.find("alertdialog", "紧急动员 · 真实情况 三号罐区泄漏");
  await reader.hears(/请立即撤离到东门集合点/);
  await reader.press("button", "需要帮助");
  await reader.misses("alertdialog", /./);
  await reader.hears(/“需要帮助”已经报上去了/);
  await reader.press("link", /^三号罐区泄漏/);
  await reader.hears(/紧急动员，发给 \d+ 人/);
  await reader.find("group", "您的回答");
  await reader.is("button", "需要帮助", "pressed", "true");
  await reader.press("button", "安全");
  await reader.is("button", "安全", "pressed", "true");
  await reader.hears(/已经报上去了/);
  await end(page);
});
