// What is done with posts, in two browsers: reactions, mentions, notices that are confirmed, pins,
// recalls and forwarding; on a phone and on a desk, in both languages. The pictures are for people.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { House, act, bubble, desk, phone, picture, say, skip, until } from "./support/house.mjs";

const t = {
  "zh-CN": {
    who: "谁表了态",
    recall: "撤回",
    recalled: "撤回了一条消息",
    pin: "置顶",
    pinned: "置顶了一条消息",
    panel: "房间的成员和规则",
    pins: "置顶的消息",
    forward: "转发",
    mentions: "1 条提到您",
    write: "发布公告",
    title: "标题",
    text: "内容",
    ask: /请每个人确认/,
    later: "以后",
    time: "发布时间",
    post: "发布",
    schedule: "定时发布",
    confirm: "我已知晓",
    done: "您已确认",
    counts: "已确认 1 / 2",
    missing: "谁还没有确认",
    confirmedList: "已经确认的",
    cancel: /^撤销/,
    readOnly: "这里由组织者发布公告。",
    close: "关闭",
  },
  en: {
    who: "Who reacted",
    recall: "Recall",
    recalled: "recalled a message",
    pin: "Pin",
    pinned: "pinned a message",
    panel: "Members and rules of the room",
    pins: "Pinned messages",
    forward: "Forward",
    mentions: "1 mentions you",
    write: "Post a notice",
    title: "Title",
    text: "Text",
    ask: /Ask everybody to confirm/,
    later: "Later",
    time: "Time",
    post: "Post",
    schedule: "Schedule",
    confirm: "I have read this",
    done: "You have confirmed",
    counts: "Confirmed by 1 of 2",
    missing: "Who has not confirmed",
    confirmedList: "Confirmed",
    cancel: /^Cancel “/,
    readOnly: "Organisers post notices here.",
    close: "Close",
  },
};

let house;
let board;
before(async () => {
  if (skip) return;
  house = await House.open({ members: 2, rooms: 2 });
  const ask = async (token, method, params) => {
    const { body } = await house.server.rpc(token, method, { ...params, key: randomUUID() });
    assert.ok(body.result, JSON.stringify(body));
    return body.result;
  };
  const [owner, worker] = house.server.tokens;
  board = (await ask(owner, "room.create", { title: "安全公告", type: "bulletin" })).room;
  await ask(worker, "room.join", { room: board });
});
after(() => house?.close());

async function sound(page, screen) {
  assert.deepEqual(await violations(page), [], screen);
  assert.ok((await wide(page)) <= 0, screen);
  await picture(page, `posts-${screen}`);
}

const dialog = (page) => page.getByRole("dialog");
const button = (page, name) => page.getByRole("button", { name, exact: true });
const open = (page, room) => page.goto(`${house.server.http}/#/r/${room}`);

async function couple(locale, options) {
  const ann = await house.comeIn(0, { ...options, locale });
  const bo = await house.comeIn(1, { ...desk, locale });
  return [ann, bo];
}
async function part(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
}

for (const [locale, place, options] of [
  ["zh-CN", "phone", phone],
  ["en", "desk", desk],
]) {
  const w = t[locale];
  const tag = `${locale}-${place}`;

  test(`a post is reacted to, and everybody sees how many (${tag})`, { skip }, async () => {
    const [ann, bo] = await couple(locale, options);
    await open(ann, 1);
    await open(bo, 1);
    const text = `夜班交接完毕 ${tag}`;
    await say(ann, text);
    await bubble(bo, text).waitFor();
    await bubble(ann, text).last().hover();
    await bubble(ann, text).last().locator("[data-more]").click();
    await sound(ann, `${tag}-menu`);
    await dialog(ann).getByRole("button", { name: "🙏" }).click();
    const chip = bubble(bo, text).last().locator(".chip");
    await chip.waitFor();
    assert.match(await chip.innerText(), /🙏\s*1/);
    await chip.click();
    await until(
      () => bubble(ann, text).last().locator(".chip").innerText(),
      (shown) => /🙏\s*2/.test(shown),
      "the other's reaction",
    );
    await sound(ann, `${tag}-reactions`);
    await act(bo, text, w.who);
    await until(
      () => dialog(bo).locator(".people li").count(),
      (count) => count === 2,
      "who reacted",
    );
    await dialog(bo).getByRole("button", { name: w.close }).click();
    await chip.click();
    await until(() => chip.innerText(), (shown) => /🙏\s*1/.test(shown), "it to be taken back");
    await part(ann, bo);
  });

  test(`somebody is named with @, and sees it in the list (${tag})`, { skip }, async () => {
    const [ann, bo] = await couple(locale, options);
    await open(ann, 1);
    const name = await bo.evaluate(async () => {
      const answer = await fetch("/boot");
      return (await answer.json()).me.name;
    });
    const field = ann.locator("textarea");
    await field.click();
    await field.pressSequentially("请 @");
    await ann.getByRole("option", { name: `@${name}` }).waitFor();
    await sound(ann, `${tag}-naming`);
    await field.pressSequentially(name.slice(0, 2));
    await field.press("Enter");
    const named = (text) => text.includes(`@${name} `);
    await until(() => field.inputValue(), named, "the name to be in the field");
    await field.pressSequentially(`回电 ${tag}`);
    await ann.locator(".send").click();
    await bubble(ann, `回电 ${tag}`).waitFor();
    await bubble(ann, `回电 ${tag}`).locator(".at", { hasText: `@${name}` }).waitFor();
    await bo.locator(".badge.at").waitFor();
    await sound(bo, `${tag}-mentioned`);
    await bo.getByRole("button", { name: w.mentions }).click();
    await dialog(bo).locator(".menu button").first().click();
    await bubble(bo, `回电 ${tag}`).waitFor();
    await bubble(bo, `回电 ${tag}`).locator(".at.own").waitFor();
    await until(() => bo.locator(".badge.at").count(), (count) => count === 0, "it to be read");
    await part(ann, bo);
  });

  test(`a notice asks to be confirmed (${tag})`, { skip }, async () => {
    const [ann, bo] = await couple(locale, options);
    await open(ann, board);
    await open(bo, board);
    await bo.getByText(w.readOnly).waitFor();
    await button(ann, w.write).click();
    const title = `停电检修通知 ${tag}`;
    await dialog(ann).getByLabel(w.title).fill(title);
    await dialog(ann).getByLabel(w.text).fill("周六 8 时至 12 时停电，请提前保存资料。");
    await dialog(ann).getByLabel(w.ask).check();
    await sound(ann, `${tag}-write`);
    await dialog(ann).getByRole("button", { name: w.post, exact: true }).click();
    const card = (page) => page.locator("article.card", { hasText: title });
    await card(bo).waitFor();
    await sound(bo, `${tag}-notice-desk`);
    await card(bo).getByRole("button", { name: w.confirm }).click();
    await card(bo).getByText(w.done).waitFor();
    await card(ann).getByText(w.counts).waitFor();
    await sound(ann, `${tag}-notice`);
    await card(ann).hover();
    await card(ann).locator("[data-more]").click();
    await dialog(ann).getByRole("button", { name: w.missing, exact: true }).click();
    await dialog(ann).locator(".people li").waitFor();
    await sound(ann, `${tag}-missing`);
    await dialog(ann).getByLabel(w.confirmedList, { exact: true }).check();
    await dialog(ann).locator(".people li").waitFor();
    await part(ann, bo);
  });

  test(`a notice waits for its time and is cancelled (${tag})`, { skip }, async () => {
    const [ann, bo] = await couple(locale, options);
    await open(ann, board);
    await button(ann, w.write).click();
    await dialog(ann).getByLabel(w.title).fill(`周一例会 ${tag}`);
    await dialog(ann).getByLabel(w.text).fill("早上八点，二楼会议室。");
    await dialog(ann).getByLabel(w.later).check();
    const year = new Date(Date.now() + 24 * 3600_000).toISOString().slice(0, 10);
    await dialog(ann).getByLabel(w.time).fill(`${year}T08:00`);
    await dialog(ann).getByRole("button", { name: w.schedule }).click();
    await dialog(ann).locator(".scheduled li").waitFor();
    await sound(ann, `${tag}-scheduled`);
    await dialog(ann).getByRole("button", { name: w.cancel }).click();
    await until(
      () => dialog(ann).locator(".scheduled li").count(),
      (count) => count === 0,
      "it to be cancelled",
    );
    await part(ann, bo);
  });

  test(`posts are pinned, forwarded and recalled (${tag})`, { skip }, async () => {
    const [ann, bo] = await couple(locale, options);
    await open(ann, 1);
    await open(bo, 1);
    const text = `值班电话 6688 ${tag}`;
    await say(ann, text);
    await bubble(bo, text).waitFor();
    await act(ann, text, w.pin);
    await bo.getByText(w.pinned).last().waitFor();
    await button(bo, w.panel).click();
    await dialog(bo).getByText(w.pins).waitFor();
    await sound(bo, `${tag}-pins`);
    await dialog(bo).locator(".menu button", { hasText: text }).click();
    await until(() => dialog(bo).count(), (count) => count === 0, "the panel to close");
    await act(bo, text, w.forward);
    await dialog(bo).locator(".menu button").last().click();
    await until(() => bo.url(), (url) => !url.endsWith("/r/1"), "the other room");
    await bubble(bo, text).waitFor();
    await act(ann, text, w.recall);
    await dialog(ann).getByRole("button", { name: w.recall, exact: true }).click();
    await open(bo, 1);
    await bo.getByText(w.recalled).last().waitFor();
    await bubble(bo, text).waitFor({ state: "detached" });
    await sound(bo, `${tag}-recalled`);
    await part(ann, bo);
  });
}
