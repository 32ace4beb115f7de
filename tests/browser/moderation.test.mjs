// Order in rooms as people do it: a message removed with a reason, a member muted and let go, a
// room for organisers alone, a report and its end, and who is here; on a phone and on a desk, in
// both languages. The pictures are for people.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { House, desk, phone, picture, skip } from "./support/house.mjs";

const matrix = [
  ["zh-CN", "phone", phone],
  ["en", "desk", desk],
];
const t = {
  "zh-CN": {
    ...{ more: "更多操作", remove: "移除（说明理由）", yes: "移除", reason: "理由", report: "举报" },
    ...{ removed: /移除了一条消息：广告/, panel: "房间的成员和规则", mute: "禁言", unmute: "解除禁言" },
    ...{ mutedHere: /您在这里被禁言到/, write: "写一条消息", readOnly: "只让组织者说话" },
    ...{ readOnlyEnd: "让大家都能说话", quiet: /现在这里只由组织者说话/, close: "关闭" },
    ...{ reports: "举报", warned: "已谈话", none: "没有等待处理的举报。", settings: "设置" },
    ...{ presence: "让同房间的人看到我在线", here: "现在在这里", mine: "我的举报", bad: /1 到 200/ },
  },
  en: {
    ...{ more: "More actions", remove: "Remove, with a reason", yes: "Remove", reason: "Reason" },
    ...{ report: "Report", removed: /removed a message: 广告/, mute: "Mute", unmute: "Unmute" },
    ...{ panel: "Members and rules of the room", mutedHere: /You are muted here until/ },
    ...{ write: "Write a message", readOnly: "Only organisers speak", close: "Close" },
    ...{ readOnlyEnd: "Let everybody speak", quiet: /Only organisers speak here now/ },
    ...{ reports: "Reports", warned: "Talked to", none: "No report waits.", settings: "Settings" },
    ...{ presence: "Let people in my rooms see that I am here", here: "here now" },
    ...{ mine: "My reports", bad: /1 to 200/ },
  },
};

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 4, rooms: 2 });
});
after(() => house?.close());

const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
const gone = (page) => dialog(page).waitFor({ state: "detached" });
async function screen(page, name) {
  assert.deepEqual(await violations(page), [], name);
  assert.ok((await wide(page)) <= 0, name);
  await picture(page, name);
}
const says = async (index, room, text) => {
  const params = { room, text, key: randomUUID() };
  const { body } = await house.server.rpc(house.server.tokens[index], "message.post", params);
  return body.result.seq;
};
async function enter(page, room) {
  await page.evaluate((to) => (location.hash = to), `#/r/${room}`);
  await page.locator("#room-name").waitFor();
}
async function menu(page, text, w, item) {
  const message = page.locator("article.message", { hasText: text }).last();
  await message.hover();
  await message.getByRole("button", { name: w.more, exact: true }).click();
  await press(page, item);
}
const fill = (page, w, text) => dialog(page).getByLabel(w.reason, { exact: true }).fill(text);
async function end(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
}

for (const [at, [locale, place, options]] of matrix.entries()) {
  const w = t[locale];
  const tag = `moderation-${place}-${locale}`;
  const room = at + 1;
  const come = (index) => house.comeIn(index, { ...options, locale });

  test(`a message is removed, a member muted, a room made quiet (${tag})`, { skip }, async () => {
    const text = `便宜卖手机 ${tag}`;
    await says(1, room, text);
    const [ann, bo] = [await come(0), await come(1)];
    for (const page of [ann, bo]) await enter(page, room);
    await menu(ann, text, w, w.remove);
    await press(ann, w.yes);
    await dialog(ann).getByRole("alert").filter({ hasText: w.bad }).waitFor();
    await fill(ann, w, "广告");
    await screen(ann, `${tag}-remove`);
    await press(ann, w.yes);
    await gone(ann);
    for (const page of [ann, bo]) await page.getByText(w.removed).last().waitFor();

    await ann.getByRole("button", { name: w.panel }).click();
    const { member } = (
      await house.server.rpc(house.server.tokens[1], "session.me", {})
    ).body.result;
    const row = dialog(ann).locator(`.people li:has(.tone-${member % 6})`).first();
    await row.getByRole("button", { name: new RegExp(w.mute) }).first().click();
    await fill(ann, w, "请冷静");
    await screen(ann, `${tag}-mute`);
    await press(ann, w.mute);
    await bo.getByText(w.mutedHere).waitFor();
    assert.equal(await bo.getByLabel(w.write, { exact: true }).count(), 0);
    await screen(bo, `${tag}-muted`);
    await row.getByText(w.unmute, { exact: true }).click();
    await press(ann, w.unmute);
    await bo.getByLabel(w.write, { exact: true }).waitFor();

    await press(ann, w.readOnly);
    await fill(ann, w, "检修");
    await press(ann, w.readOnly);
    await bo.getByText(w.quiet).first().waitFor();
    await dialog(ann).getByRole("button", { name: w.readOnlyEnd, exact: true }).click();
    await press(ann, w.readOnlyEnd);
    await bo.getByLabel(w.write, { exact: true }).waitFor();
    await end(ann, bo);
  });

  test(`a message is reported and settled, and who is here shows (${tag})`, { skip }, async () => {
    const text = `骂人的话 ${tag}`;
    await says(1, room, text);
    const [ann, cai] = [await come(0), await come(2)];
    await enter(cai, room);
    await menu(cai, text, w, w.report);
    await fill(cai, w, "辱骂同事");
    await screen(cai, `${tag}-report`);
    await press(cai, w.report);
    await dialog(cai).getByRole("status").waitFor();
    await dialog(cai).locator("button.primary").click();
    await gone(cai);

    await ann.evaluate(() => (location.hash = "#/admin"));
    const link = ann.getByRole("link", { name: new RegExp(`^${w.reports}`) });
    await link.locator(".badge").waitFor();
    await link.click();
    await ann.locator(".report", { hasText: text }).waitFor();
    await screen(ann, `${tag}-reports`);
    await ann.locator(".report", { hasText: text }).getByText(w.warned, { exact: true }).click();
    await ann.getByText(w.none).waitFor();

    await cai.evaluate(() => (location.hash = "#/"));
    await cai.getByRole("button", { name: w.settings, exact: true }).click();
    await press(cai, w.mine);
    await dialog(cai).getByText(w.warned).first().waitFor();
    await screen(cai, `${tag}-mine`);
    await cai.keyboard.press("Escape"); // back to the settings
    await dialog(cai).getByLabel(w.presence).check();
    await screen(cai, `${tag}-presence`);
    await enter(ann, room);
    await ann.getByRole("button", { name: w.panel }).click();
    await dialog(ann).locator("small.here").first().waitFor();
    assert.equal(await dialog(ann).locator("small.here").count(), 1);
    await screen(ann, `${tag}-here`);
    await dialog(cai).getByLabel(w.presence).uncheck();
    await end(ann, cai);
  });
}
