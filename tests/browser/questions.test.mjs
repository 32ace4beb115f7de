// A question from beginning to end as people live it: asked, taken up, passed on, answered, not
// solved, answered again, closed; the board; deadlines that pass. On a phone and on a desk, in both
// languages. The pictures are for people.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { House, desk, phone, picture, skip, until } from "./support/house.mjs";
import { makeWorks } from "./support/works.mjs";

const matrix = [
  ["zh-CN", "phone", phone],
  ["zh-CN", "desk", desk],
  ["en", "phone", phone],
  ["en", "desk", desk],
];
const t = {
  "zh-CN": {
    ...{ label: "提问", take: "受理", answer: "答复", transfer: "转交", solved: "解决了" },
    ...{ reopen: "没解决", withdraw: "撤回问题", board: "看板", waits: "等待受理", closed: "已解决" },
    ...{ taken: /已受理/, answered: /已答复，等提问人确认/, to: "转交给哪个单位", reason: "理由" },
    ...{ passOn: "转交", passed: /转交给 .*炼油厂党总支.*归厂里管/, notSolved: "没有解决" },
    ...{ what: "哪里没有解决（可以不写）", again: /说问题.*没有解决.*还是没有热水/, close: "解决了，关闭" },
    ...{ ended: /说问题.*解决了/, withdrawYes: "撤回", withdrawn: "已撤回", mine: "我提的", all: "全部" },
    ...{ none: "没有等待答复的问题。", go: /到那里去/, by: /前受理/, room: "有问必答：每个问题都有期限" },
    ...{ create: "新建房间", name: "房间名称", make: "建立", how: /逐级上升/, gone: "（内容已删除）" },
    ...{ bad: /1 到 200/, send: "提问", rate: "按时率" },
  },
  en: {
    ...{ label: "Ask a question", take: "Take it up", answer: "Answer", transfer: "Pass on" },
    ...{ solved: "Solved", reopen: "Not solved", withdraw: "Withdraw", board: "Board" },
    ...{ waits: "Waits to be taken up", closed: "Solved", taken: /has taken it up/ },
    ...{ answered: /the asker says whether it helped/, to: "To which unit", reason: "Reason" },
    ...{ passOn: "Pass on", passed: /passed .* on to .*炼油厂党总支.*归厂里管/, notSolved: "Not solved" },
    ...{ what: "What is not solved (may be left empty)", again: /is not solved: .*还是没有热水/ },
    ...{ close: "Solved, close it", ended: /is solved$/, withdrawYes: "Withdraw" },
    ...{ withdrawn: "Withdrawn", mine: "Asked by me", all: "All", go: /Go there/ },
    ...{ none: "No question waits for an answer.", by: /to be taken up by/ },
    ...{ room: "Questions: each has a time limit", create: "New room", name: "Name of the room" },
    ...{ make: "Make it", how: /a question climbs/, gone: "(the words were deleted)" },
    ...{ bad: /1 to 200/, send: "Ask", rate: "In time" },
  },
};

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

const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
const gone = (page) => dialog(page).waitFor({ state: "detached" });
const card = (page, text) => page.locator("article.message", { hasText: text }).first();
const act = (page, text, name) =>
  card(page, text).locator(".strip-acts").getByRole("button", { name, exact: true }).click();
const stands = (page, text, how) =>
  card(page, text).locator(".stand", { hasText: how }).waitFor();
async function screen(page, name) {
  assert.deepEqual(await violations(page), [], name);
  assert.ok((await wide(page)) <= 0, name);
  await picture(page, name);
}
async function come(index, language, size) {
  const page = await house.comeIn(index, { ...size, locale: language });
  await page.evaluate((to) => (location.hash = to), `#/r/${room}`);
  await page.locator(".ask-bar").waitFor();
  return page;
}
async function write(page, label, text) {
  await page.getByRole("textbox", { name: label }).fill(text);
  await page.locator(".composer .send").click();
}

const said = new RegExp("写一条消息|Write a message");
const last = (page, text) => page.locator(".notice", { hasText: text }).last().waitFor();

// Taken up by the branch, passed on to those above.
async function passOn({ first, asker, text, w, name }) {
  await act(first, text, w.take);
  await stands(asker, text, w.taken);
  await act(first, text, w.transfer);
  await press(first, w.passOn);
  await dialog(first).locator(".trouble", { hasText: w.bad }).waitFor();
  await dialog(first).getByLabel(w.to).selectOption(`${works.units.refinery}`);
  await dialog(first).getByLabel(w.reason, { exact: true }).fill("归厂里管");
  await screen(first, name("transfer"));
  await press(first, w.passOn);
  await gone(first);
  await last(asker, w.passed);
  await stands(asker, text, w.waits);
  // It is no more the branch's: there is nothing to do for its organiser.
  await until(() => card(first, text).locator(".strip-acts").count(), (n) => n === 0, "not ours");
}

// Not solved by the first answer, and by the second.
async function judge({ above, asker, text, w, name }) {
  await act(above, text, w.answer);
  await above.locator(".purpose").waitFor();
  await write(above, said, "管线周三修好，当晚恢复。");
  await stands(asker, text, w.answered);
  await asker.locator("article .class.answers").last().waitFor();
  await screen(asker, name("answered"));
  await act(asker, text, w.reopen);
  await dialog(asker).getByLabel(w.what).fill("周四还是没有热水");
  await press(asker, w.notSolved);
  await gone(asker);
  await last(above, w.again);
  await act(above, text, w.answer);
  await write(above, said, "今晚已经恢复。");
  await stands(asker, text, w.answered);
  await act(asker, text, w.solved);
  await press(asker, w.close);
  await gone(asker);
  await stands(above, text, w.closed);
  await last(above, w.ended);
  await card(asker, text).locator(".strip-acts").waitFor({ state: "detached" });
  await screen(above, name("solved"));
}

// It says what is open and leads there; what is deleted is withdrawn, what is removed goes on.
async function board({ language, where, size, name, w }) {
  const asks = async (token, text) =>
    (await works.does(house.server.tokens[token], "question.ask", { room, text })).seq;
  const [old, fresh] = [`食堂几点开门？${where} ${language}`, `班车停在哪里？${where} ${language}`];
  const deleted = await asks(2, old);
  const removed = await asks(1, fresh);
  const page = await come(2, language, size);
  const line = (text) => dialog(page).locator(".board li", { hasText: text });
  await page.getByRole("button", { name: w.board, exact: true }).click();
  await line(fresh).waitFor();
  await dialog(page).locator(".figures tbody tr").first().waitFor();
  await dialog(page).getByRole("columnheader", { name: w.rate }).waitFor();
  await screen(page, name("board"));
  await dialog(page).getByText(w.mine, { exact: true }).click();
  await line(old).waitFor();
  await line(fresh).waitFor({ state: "detached" });
  await works.does(house.server.tokens[2], "message.delete", { room, target: deleted });
  await until(() => line(old).count(), (n) => n === 0, "what is deleted is withdrawn");
  await dialog(page).getByText(w.all, { exact: true }).click();
  const words = { room, target: removed, reason: "与工作无关" };
  await works.does(house.server.tokens[0], "message.remove", words);
  await line(w.gone).getByRole("button", { name: w.go }).click();
  await gone(page);
  const card_of = page.locator(`[data-seq='${removed}']`);
  await card_of.locator(".strip").waitFor();
  await works.does(house.server.tokens[1], "question.withdraw", { room, question: removed });
  await card_of.locator(".stand", { hasText: w.withdrawn }).waitFor();
  assert.deepEqual(page.trouble, []);
  await page.context().close();
}

for (const [language, where, size] of matrix) {
  const w = t[language];
  const name = (what) => `questions-${what}-${where}-${language}`;
  test(`from asking to closing: ${where}, ${language}`, { skip }, async () => {
    const text = `三号楼的热水什么时候恢复？${where} ${language}`;
    const asker = await come(2, language, size);
    const first = await come(1, language, size);
    const above = await come(0, language, size);
    await screen(asker, name("empty"));
    await write(asker, w.label, text);
    await stands(asker, text, w.waits);
    assert.match(await card(asker, text).locator(".standing").innerText(), w.by);
    await stands(first, text, w.waits);
    const acts = card(asker, text).locator(".strip-acts button");
    await until(() => acts.count(), (count) => count === 2, "what the asker can do");
    await screen(first, name("asked"));
    await passOn({ first, asker, text, w, name });
    await judge({ above, asker, text, w, name });
    for (const page of [asker, first, above]) {
      assert.deepEqual(page.trouble, []);
      await page.context().close();
    }
  });

  const stage = { language, where, size, name, w };
  test(`the board: ${where}, ${language}`, { skip }, () => board(stage));
}

test("a question written without a network is asked once, when it is back", { skip }, async () => {
  const w = t["zh-CN"];
  const page = await come(2, "zh-CN", phone);
  await page.context().setOffline(true);
  await page.locator(".bar.told").waitFor();
  await write(page, w.label, "没有网的时候提的问题？");
  const waits = card(page, "没有网的时候提的问题？");
  await waits.locator(".class.asks").waitFor();
  await page.reload({ waitUntil: "commit" }).catch(() => {});
  await page.context().setOffline(false);
  await page.goto(`${house.server.http}/#/r/${room}`);
  await stands(page, "没有网的时候提的问题？", w.waits);
  const { questions, events } = await works.ask(house.server.tokens[2], "question.list", {
    mine: true,
  });
  assert.equal(events.filter(({ text }) => text === "没有网的时候提的问题？").length, 1);
  assert.ok(questions.length >= 1);
  await page.context().close();
});

test("organisers make such a room, and nobody can close or hide it", { skip }, async () => {
  const w = t["zh-CN"];
  const page = await come(0, "zh-CN", phone);
  await page.evaluate(() => (location.hash = "#/"));
  await page.getByRole("button", { name: w.create }).first().click();
  await dialog(page).getByLabel(w.name).fill("全公司有问必答");
  await dialog(page).getByText(w.room).click();
  await dialog(page).getByText(w.how).waitFor();
  assert.equal(await dialog(page).getByText("谁能进来").count(), 0);
  await press(page, w.make);
  await gone(page);
  await page.locator("#room-name", { hasText: "全公司有问必答" }).waitFor();
  await page.getByRole("button", { name: "房间的成员和规则" }).first().click();
  await dialog(page).getByRole("button", { name: "改名" }).waitFor();
  assert.equal(await dialog(page).getByRole("button", { name: "改规则" }).count(), 0);
  await page.context().close();
});

test("a colleague who is not responsible reads and replies", { skip }, async () => {
  const { seq } = await works.does(house.server.tokens[1], "question.ask", {
    ...{ room, text: "谁来答书记的问题？" },
  });
  const page = await come(2, "zh-CN", desk);
  const message = page.locator(`[data-seq='${seq}']`);
  await message.locator(".strip").waitFor();
  assert.equal(await message.locator(".strip-acts").count(), 0);
  await message.hover();
  await message.locator("[data-more]").click();
  await dialog(page).getByRole("button", { name: "回复", exact: true }).click();
  await write(page, said, "我也想知道。");
  const reply = page.locator("article.message", { hasText: "我也想知道。" });
  await reply.locator(".quote").waitFor();
  assert.equal(await reply.locator(".class").count(), 0);
  await page.context().close();
});
