// Hostile words typed into every other field there is: names, logins, notices, reasons, lists, what
// is looked for and passed on. Either done and shown as written, or a plain word why not, with what
// was written still there; nothing runs, nothing is asked of elsewhere. See hostile.test.mjs.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { desk, phone, skip, until } from "./support/house.mjs";
import { guard, pour, sendable, some, sound, texts } from "./support/hostile.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 4, rooms: 2 });

// One of each family, and what is longest: enough for what takes a whole act each.
const families = new Map(some.map((one) => [one.family, one.text]));
const sample = [...families.values()];
const [one_half, other_half] = [0, 1].map((part) => sample.filter((_, at) => at % 2 === part));
const few = ["script", "breakout", "bidi", "flood", "invisible"].map((name) => families.get(name));

const rpc = async (by, method, params) => {
  const asked = { ...params, key: randomUUID() };
  return (await house.server.rpc(house.server.tokens[by], method, asked)).body;
};
async function come(index, options = phone) {
  const page = await house.page(options);
  await guard(page, house.server.http);
  await page.goto(`${house.server.http}/#link=${await house.secret(index)}`);
  await page.locator(".skip").waitFor({ state: "attached" });
  return page;
}
const go = (page, hash) => page.evaluate((to) => void (location.hash = to), hash);
const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();

// Fills and submits; true where it was done. Where it was not, words say why, and what was written
// is there as it was.
async function tried(page, field, text, act) {
  await field.fill(text);
  const written = await field.inputValue();
  const title = await dialog(page).getByRole("heading").first().textContent();
  await act();
  const end = async () => {
    const titles = await dialog(page).getByRole("heading").allTextContents();
    if (titles[0] !== title) return "done";
    return (await dialog(page).locator(".trouble").allInnerTexts()).join("");
  };
  const told = await until(end, (state) => state !== "", `an end for ${text.slice(0, 40)}`);
  if (told === "done") return true;
  assert.equal(await field.inputValue(), written, "what was written stays");
  assert.doesNotMatch(told, /undefined|\[object/, told);
  return false;
}
async function leave(page) {
  if ((await dialog(page).count()) > 0) await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
}
async function end(...pages) {
  for (const page of pages) await page.context().close();
}

test("units and people are named anything, or a word says why not", { skip }, async () => {
  const page = await come(0);
  const done = { unit: 0, person: 0 };
  const name = () => dialog(page).locator("input").first();
  const to_branch = async () => {
    await go(page, `#/admin/unit/${works.units.empty}`);
    await page.locator(".sheet .acts").waitFor();
  };
  await to_branch();
  const act = (called) =>
    page.locator(".sheet").getByRole("button", { name: called, exact: true }).click();
  for (const text of one_half) {
    await act("改名");
    await name().fill(text);
    const called = (await name().inputValue()).trim(); // such a field has one line
    if (await tried(page, name(), text, () => press(page, "保存"))) {
      done.unit++;
      const title = () => page.locator("#unit-name").textContent();
      await until(title, (shown) => shown === sendable(called), `the unit to be called ${called}`);
    }
    await leave(page);
  }
  await sound(page, "a unit called so");
  for (const text of few) {
    await act("添加成员");
    if (await tried(page, name(), text, () => press(page, "添加成员"))) done.person++;
    await leave(page);
  }
  await page.locator("button.person").first().waitFor();
  await sound(page, "people called so");
  await page.locator("button.person").first().click();
  for (const text of few) {
    await press(page, "改姓名");
    const closed = await tried(page, name(), text, () => press(page, "保存"));
    if (closed && (await dialog(page).count()) === 0)
      await page.locator("button.person").first().click();
    else if (!closed) await page.keyboard.press("Escape"); // back to the person
    await dialog(page).getByRole("button", { name: "改姓名", exact: true }).waitFor();
  }
  await leave(page);
  assert.ok(done.unit >= 4 && done.person >= 2, JSON.stringify(done));
  await go(page, "#/admin/log");
  await page.locator(".journal li").first().waitFor();
  await sound(page, "the log of it");
  await end(page);
});

test("a list of people may hold anything in every column", { skip }, async () => {
  const page = await come(0);
  await go(page, "#/admin/roster");
  const quoted = (text) => `"${sendable(text).replace(/"/g, '""')}"`;
  const rows = (all) => ({
    names: ["姓名,单位", ...all.map((text) => `${quoted(text)},炼油厂`)],
    units: ["姓名,单位", ...all.map((text, i) => `新人${i},${quoted(text)}`)],
    logins: ["姓名,账号", ...all.map((text, i) => `新人${i},${quoted(text)}`)],
    duties: ["姓名,职务", ...all.map((text, i) => `新人${i},${quoted(text)}`)],
    columns: [all.map(quoted).join(","), "王敏"],
    raw: all,
  });
  // All of them, a third at a time: of one list so many faults are told.
  const thirds = [0, 1, 2].map((part) => texts.filter((_, i) => i % 3 === part));
  for (const [what, lines] of thirds.flatMap((all) => Object.entries(rows(all)))) {
    const buffer = Buffer.from(`${lines.join("\n")}\n`);
    const file = { name: `${sample[0].slice(0, 40)}.csv`, mimeType: "text/csv", buffer };
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("button", { name: "先看看" }).click();
    const told = page.locator(".sheet .report, .sheet form .trouble");
    await told.first().waitFor();
    assert.doesNotMatch(await told.first().innerText(), /undefined|\[object/, what);
    await sound(page, `a list with such ${what}`);
  }
  const taken = ["姓名,单位", `"${few[0].replace(/"/g, '""')}",炼油厂党总支`];
  const buffer = Buffer.from(taken.join("\n"));
  const file = { name: "a.csv", mimeType: "text/csv", buffer };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "先看看" }).click();
  await page.locator(".report", { hasText: "会加入 1 人" }).waitFor();
  await page.getByRole("button", { name: "导入", exact: true }).click();
  await page.getByRole("button", { name: "打印登录二维码" }).click();
  await page.locator(".slips li").first().waitFor();
  await sound(page, "a sheet of such names");
  await end(page);
});

test("a notice says anything, is read and passed on as it was written", { skip }, async () => {
  const { result } = await rpc(0, "room.create", { title: "板", type: "bulletin" });
  await rpc(1, "room.join", { room: result.room });
  const [page, bo] = [await come(0), await come(1, desk)];
  for (const one of [page, bo]) {
    await go(one, `#/r/${result.room}`);
    await one.locator("#room-name", { hasText: "板" }).waitFor();
  }
  let posted = 0;
  for (const text of other_half) {
    await page.getByRole("button", { name: "发布公告", exact: true }).click();
    await dialog(page).locator("textarea").fill(text);
    const title = dialog(page).getByLabel("标题");
    if (await tried(page, title, text, () => press(page, "发布"))) posted++;
    else await leave(page);
    await dialog(page).waitFor({ state: "detached" });
  }
  assert.ok(posted >= 4, `${posted} notices`);
  const events = async () => (await rpc(0, "history", { room: result.room })).result.events;
  const kept = (await events()).filter(({ kind }) => kind === "notice");
  assert.equal(kept.length, posted);
  const shown = () => bo.locator("article.card .text").allTextContents();
  await until(shown, (all) => all.length === posted, "the notices");
  assert.deepEqual(
    (await bo.locator("article.card h4").allTextContents()).sort(),
    kept.map(({ title }) => title).sort(),
  );
  for (const one of [page, bo]) await sound(one, "such notices");

  for (const { seq } of kept.slice(0, 6))
    await rpc(1, "message.forward", { room: 1, from_room: result.room, from_seq: seq });
  await go(page, "#/r/1");
  const passed = page.locator("article.message .class", { hasText: "转自" });
  await until(() => passed.count(), (count) => count === Math.min(6, kept.length), "all of them");
  await sound(page, "what was passed on");
  await end(page, bo);
});

test("from outside: a login, a link, a name on an invitation", { skip }, async () => {
  const { result } = await rpc(0, "invitation.create", { uses: 99, days: 1 });
  const page = await house.page(phone);
  await guard(page, house.server.http);
  await page.goto(house.server.http);
  await page.locator("input[name=username]").waitFor();
  for (const name of ["username", "password"])
    assert.deepEqual(await pour(page.locator(`input[name=${name}]`)), []);
  await page.locator("input[name=username]").fill(few[0]);
  await page.locator("input[name=password]").fill(few[1]);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await page.getByRole("alert").first().waitFor();
  assert.equal(await page.locator("input[name=username]").inputValue(), few[0]);
  await sound(page, "signing in so");
  await page.goto(`${house.server.http}/#join=${result.secret}`);
  const name = page.getByLabel("姓名", { exact: true });
  await name.waitFor();
  assert.deepEqual(await pour(name), []);
  await name.fill(few[0]);
  await page.getByRole("button", { name: "加入", exact: true }).click();
  await page.locator(".rooms, .letter .trouble").first().waitFor();
  await sound(page, "come in so");
  await end(page);
});
