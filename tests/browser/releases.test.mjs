// What was said in a closed or direct room leaves in an export by the word of two owners: as they
// do it in the page, and as those who are in the room read it; on a phone and on a desk, in both
// languages. The pictures are for people.
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
    ...{ panel: "房间的成员和规则", propose: "提议导出", agree: "同意导出", back: "收回" },
    ...{ reason: "理由", proposed: /提议把这里的话放进导出文件/, agreed: /24 小时后，这里的话/ },
    ...{ taken: /收回了导出这里的话的决定：不必了/, none: /这里的话不在任何导出里/ },
    ...{ direct: "导出私聊", number: "房间号", stands: /两位总负责人同意了/, waits: /提议导出。要另一位/ },
  },
  en: {
    ...{ panel: "Members and rules of the room", propose: "Propose to export", back: "Take back" },
    ...{ agree: "Agree to export", reason: "Reason", proposed: /proposed to let what is said/ },
    ...{ agreed: /agreed: from 24 hours on/, taken: /took back that what is said .*: 不必了/ },
    ...{ none: /What is said here is in no export/, direct: "Export a direct room" },
    ...{ number: "Number of the room", stands: /Two owners agreed/ },
    ...{ waits: /Another owner has to agree/ },
  },
};

let house;
before(async () => {
  if (skip) return;
  house = await House.open({ members: 4, rooms: 1 });
  const member = (await ask(2, "session.me", {})).member;
  await does(0, "duty.give", { member, unit: 1, duty: "owner" });
});
after(() => house?.close());

async function ask(index, method, params) {
  const { body } = await house.server.rpc(house.server.tokens[index], method, params);
  assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
  return body.result;
}
const does = (index, method, params) => ask(index, method, { ...params, key: randomUUID() });
const member_of = async (index) => (await ask(index, "session.me", {})).member;

const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
async function screen(page, name) {
  assert.deepEqual(await violations(page), [], name);
  assert.ok((await wide(page)) <= 0, name);
  await picture(page, name);
}
async function enter(page, room) {
  await page.evaluate((to) => (location.hash = to), `#/r/${room}`);
  await page.locator("#room-name").waitFor();
}
async function end(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
}
// Takes a step in the room's panel, with or without a reason.
async function step(page, w, what, reason = "") {
  await press(page, what);
  if (reason) await dialog(page).getByLabel(w.reason, { exact: true }).fill(reason);
  await press(page, what);
}

for (const [locale, place, options] of matrix) {
  const w = t[locale];
  const tag = `releases-${place}-${locale}`;
  const come = (index) => house.comeIn(index, { ...options, locale });
  const open = (page) => page.getByRole("button", { name: w.panel }).click();

  test(`two owners release a closed room, and its members read it (${tag})`, { skip }, async () => {
    const { room } = await does(0, "room.create", { title: `班组 ${tag}`, access: "closed" });
    const members = [await member_of(1), await member_of(2)];
    await does(0, "room.add", { room, members });
    const [ann, bo, cai] = [await come(0), await come(1), await come(2)];
    for (const page of [ann, bo, cai]) await enter(page, room);
    await open(ann);
    await dialog(ann).getByText(w.none).waitFor();
    await step(ann, w, w.propose, "档案馆按规定存档");
    await dialog(ann).getByText(w.waits).waitFor();
    assert.equal(await dialog(ann).getByRole("button", { name: w.agree }).count(), 0);
    await screen(ann, `${tag}-proposed`);
    await bo.getByText(w.proposed).waitFor();

    await open(cai);
    await press(cai, w.agree);
    await screen(cai, `${tag}-agree`);
    await press(cai, w.agree);
    await dialog(cai).getByText(w.stands).waitFor();
    await bo.getByText(w.agreed).waitFor();
    await screen(bo, `${tag}-log`);
    await open(bo);
    await dialog(bo).getByText(w.stands).waitFor();
    assert.equal(await dialog(bo).getByRole("button", { name: w.back }).count(), 0);

    await step(ann, w, w.back, "不必了");
    await dialog(ann).getByText(w.none).waitFor();
    await bo.getByText(w.taken).waitFor();
    await end(ann, bo, cai);
  });

  test(`a direct room is named by its number, and its two object (${tag})`, { skip }, async () => {
    const other = place === "phone" ? 3 : 2; // a room of its own for each
    const { room } = await does(1, "direct.open", { member: await member_of(other) });
    const [ann, bo] = [await come(0), await come(1)];
    await enter(bo, room);
    await open(bo);
    await dialog(bo).getByText(new RegExp(`${room}$`)).waitFor();
    await ann.evaluate(() => (location.hash = "#/admin/backups"));
    await ann.getByRole("button", { name: w.direct, exact: true }).click();
    await dialog(ann).getByLabel(w.number, { exact: true }).fill(`${room}`);
    await dialog(ann).getByLabel(w.reason, { exact: true }).fill("双方都要求");
    await screen(ann, `${tag}-direct`);
    await press(ann, w.propose);
    await bo.getByText(w.proposed).waitFor();
    await dialog(bo).getByText(w.waits).waitFor();
    await screen(bo, `${tag}-direct-panel`);
    await step(bo, w, w.back, "不必了");
    await bo.getByText(w.taken).waitFor();
    await end(ann, bo);
  });
}
