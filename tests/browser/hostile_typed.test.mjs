// Every hostile text into every field of the page that a person can write into. Where a form is
// cheap it is sent with each: done, or a plain word why not, with what was written still there.
// Where one sends only after a whole act, each is put into the field; what is then said and stored
// comes by the wire in hostile_wire.test.mjs. Nothing runs, nothing is asked of elsewhere.
// A form that is sent gets a fourth of the texts, of every family; all with
//   XINQIAO_LONG=yes node --test tests/browser/hostile_typed.test.mjs
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { phone, quick_only, skip as unable, until } from "./support/house.mjs";
import { drawnFields, fields, places } from "./support/fields.mjs";
import { each, guard, pour, same, sendable, some, sound, texts } from "./support/hostile.mjs";
import { lookForEach, mayBe, mayBeReason, oneLine, sendEach } from "./support/hostile_forms.mjs";
import { accept, say as tell, talk_words, told } from "./support/talks.mjs";
import { openWorks } from "./support/works.mjs";

const skip = unable || quick_only("thousands of forms are sent, each after the answer to the last");
const people = 12; // so many that every list of people has its field
const args = ["--commands-per-second", "0"];
const { house, works } = await openWorks({ members: people, rooms: 2, args });

// Each test has an owner of its own: one may only do so much in a day.
const rpc = async (by, method, params) =>
  (await house.server.rpc(house.server.tokens[by], method, params)).body;
const does = async (by, method, params) => {
  const body = await rpc(by, method, { ...params, key: randomUUID() });
  assert.ok(body.result, JSON.stringify(body));
  return body.result;
};
if (!skip) {
  for (let i = 0; i < 9; i++) await does(0, "unit.create", { parent: 1, name: `班组 ${i}` });
  for (let i = 0; i < 3; i++) await does(0, "member.add", { unit: 1, name: `新人 ${i}` });
  const duty = { unit: 1, duty: "owner" };
  for (const member of works.ids.slice(1, 8)) await does(0, "duty.give", { member, ...duty });
}

const t = talk_words["zh-CN"];
const utf8 = (text) => new TextEncoder().encode(text).length;

const shares = process.env.XINQIAO_LONG === "yes" ? 1 : 4;
const forms = ["a unit renamed", "a room renamed", "why a message is removed"];
forms.push("why a question is passed on", "one's own name", "one's own login", "words looked for");
forms.push("a link that was pasted", "a login"); // nine: each text is sent by two of them or three
function share_of(place) {
  assert.ok(forms.includes(place), place);
  return texts.filter((_, i) => i % shares === forms.indexOf(place) % shares);
}

const filled = new Set();
// Into the field, each of them.
async function fill(place, field) {
  assert.ok(places.includes(place), place);
  assert.deepEqual(await pour(field), [], place);
  filled.add(place);
}
// Into the field and sent: exactly those are done that may be so, where that is known here. Gives
// them, as they were sent.
async function send(page, place, how, may) {
  assert.ok(places.includes(place), place);
  const list = share_of(place);
  const ends = await sendEach(page, { field: "dialog[open] form input:not([type])", ...how }, list);
  page.trouble = page.trouble.filter((one) => !/status of 4/.test(one)); // refusals over HTTP
  await sound(page, place);
  filled.add(place);
  const all = list.map(oneLine);
  const done = all.filter((_, i) => ends[i] === "");
  const told = [...new Set(ends)].join(" ");
  if (may) same(done, all.filter(may), `${place} (${told})`);
  return done;
}

async function come(index) {
  const page = await house.page(phone);
  await guard(page, house.server.http);
  await page.goto(`${house.server.http}/#link=${await house.secret(index)}`);
  await page.locator(".skip").waitFor({ state: "attached" });
  return page;
}
const go = async (page, hash, place) => {
  await page.evaluate((to) => void (location.hash = to), hash);
  await page.locator(place).first().waitFor();
};
const dialog = (page) => page.getByRole("dialog");
const press = (page, name) => dialog(page).getByRole("button", { name, exact: true }).click();
// Some dialogs go back to the one before.
async function leave(page) {
  let without = 0;
  const look = async () => {
    const open = (await dialog(page).count()) > 0;
    if (open) await page.keyboard.press("Escape");
    without = open ? 0 : without + 1;
    return without;
  };
  await until(look, (times) => times === 2, "the last dialog to go");
}
const isName = (text) => mayBe(text, 128);
const look = (page) => dialog(page).locator("input[type=search]");

test("no field of the page is forgotten here", () => {
  const known = Object.entries(fields).map(([file, of]) => [file, of.length]);
  assert.deepEqual(drawnFields(), Object.fromEntries(known.sort()));
});

test("units and people are called anything, or a word says why not", { skip }, async () => {
  const page = await come(0);
  await does(0, "member.add", { name: "某人", unit: works.units.empty });
  await go(page, `#/admin/unit/${works.units.empty}`, "button.person");
  const called = await send(page, "a unit renamed", { steps: ["改名"] }, isName);
  const { units } = (await rpc(0, "unit.tree", {})).result;
  const last = units.find((one) => one.unit === works.units.empty).name;
  assert.equal(last, called.at(-1));

  await page.locator("button.person").first().click();
  await press(page, "改姓名");
  await fill("a person renamed", dialog(page).locator("form input"));
  await leave(page);
  const sheet = page.locator(".sheet");
  for (const [place, button] of [
    ["a new unit", "新建下级单位"],
    ["a new person", "添加成员"],
  ]) {
    await sheet.getByRole("button", { name: button, exact: true }).click();
    await fill(place, dialog(page).locator("input"));
    await leave(page);
  }
  await page.context().close();
});

test("whoever and whatever is looked for while administering", { skip }, async () => {
  const page = await come(1);
  await go(page, `#/admin/unit/1`, ".sheet .acts");
  const sheet = page.locator(".sheet");
  const within = (name) => sheet.getByRole("button", { name, exact: true });
  await fill("a person of a unit", sheet.locator("input[type=search]"));
  await within("交付职务").click();
  await press(page, "交付职务"); // an organiser's
  await fill("who is to hold a duty", look(page));
  await leave(page);
  for (const [place, act] of [
    ["a unit to hold a duty in", "交付职务"],
    ["a unit for a person", "换单位"],
  ]) {
    await sheet.locator("button.person").first().click();
    await press(page, act);
    await fill(place, look(page));
    await leave(page);
  }
  await go(page, `#/admin/unit/${works.units.second}`, ".sheet .acts");
  await within("移动").click();
  await fill("a unit to move below", look(page));
  await leave(page);
  await go(page, "#/admin/waiting", "button.person");
  await fill("who waits", sheet.locator("input[type=search]"));
  await go(page, "#/admin", "[role=tree]");
  await fill("a unit looked for", page.locator(".rooms input[type=search]"));
  await sound(page, "administration, after it");
  await page.context().close();
});

test("invitations, and what is said of reports", { skip }, async () => {
  const page = await come(1);
  await go(page, "#/admin/invitations", ".making");
  for (const [place, name] of [
    ["how often invited", /几次/],
    ["for how long", /几天/],
    ["a note on an invitation", /备注/],
  ])
    await fill(place, page.locator(".making").getByLabel(name));
  const { seq } = await does(9, "message.post", { room: 2, text: "便宜卖手机" });
  await rpc(8, "message.report", { room: 2, seq, reason: "广告" });
  await go(page, "#/admin/reports", "article.report");
  await fill("a note on a report", page.locator("article.report .field input"));
  await sound(page, "reports");
  await page.context().close();
});

test("rooms, and why somebody is silent in them", { skip }, async () => {
  const page = await come(2);
  await go(page, "#/", "a.room");
  await page.getByRole("button", { name: "新建房间", exact: true }).click();
  await fill("a new room", dialog(page).locator("form input:not([type])"));
  await leave(page);
  await fill("a room looked for", page.locator(".rooms input[type=search]"));

  await go(page, "#/r/2", "[role=log]");
  const panel = ".head [aria-label='房间的成员和规则']";
  const is_title = (text) => mayBe(text, 256);
  const named = await send(page, "a room renamed", { steps: [panel, "改名"] }, is_title);
  const { rooms } = (await rpc(2, "room.list", {})).result;
  assert.equal(rooms.find(({ room }) => room === 2).title, named.at(-1));

  await press(page, "只让组织者说话");
  await fill("why organisers alone speak", dialog(page).locator("form input:not([type])"));
  await press(page, "取消");
  await fill("a member of a room", look(page));
  await press(page, "请人进来");
  await fill("who is let in", look(page));
  await press(page, "取消");
  await press(page, "禁言 桥友 12");
  await fill("why somebody is muted", dialog(page).locator("form input:not([type])"));
  await page.context().close();
});

test("why what was said in a closed room is to be exported", { skip }, async () => {
  const { room } = await does(7, "room.create", { title: "闭门", access: "closed" });
  const page = await come(7);
  const reason = () => dialog(page).locator("form input:not([type])");
  await go(page, `#/r/${room}`, "[role=log]");
  await page.locator(".head [aria-label='房间的成员和规则']").click();
  await press(page, "提议导出");
  await fill("why a room is exported", reason());
  await leave(page);
  await go(page, "#/admin/backups", ".sheet .acts button");
  await page.getByRole("button", { name: "导出私聊", exact: true }).click();
  await fill("its number", reason().first());
  await fill("why a direct room is", reason().last());
  await sound(page, "a direct room to be exported");
  await page.context().close();
});

test("messages: written, removed, reported, passed on, reacted to", { skip }, async () => {
  const as_many = share_of("why a message is removed");
  await each(as_many, (_, i) => does(10, "message.post", { room: 1, text: `${i} 要移除的` }));
  const { seq } = await does(10, "message.post", { room: 1, text: "要举报的" });
  for (let by = 0; by < people; by++)
    await does(by, "reaction.set", { room: 1, target: seq, reaction: "🙏" });
  await rpc(3, "read.set", { room: 1, seq });
  const page = await come(3);
  await go(page, "#/r/1", "[data-more]");
  await fill("a message", page.locator(".composer textarea"));
  const more = "[role=log] [data-more]";
  for (const [place, act] of [
    ["a room to forward to", "转发"],
    ["who reacted", "谁表了态"],
  ]) {
    await page.locator(more).last().click();
    await press(page, act);
    await fill(place, look(page));
    await leave(page);
  }
  await page.locator(more).last().click();
  await press(page, "举报");
  await fill("why it is reported", dialog(page).locator("form input"));
  await leave(page);
  const removing = { steps: [more, "移除（说明理由）"], uses: true };
  const why = await send(page, "why a message is removed", removing, mayBeReason);
  const kept = [];
  for (let after = 0; ; after = kept.at(-1).seq) {
    const { events } = (await rpc(3, "history", { room: 1, after, limit: 200 })).result;
    if (events.length === 0) break;
    kept.push(...events);
  }
  const reasons = kept.filter(({ kind }) => kind === "moderated").map(({ reason }) => reason);
  same(reasons, why, "why they were removed");
  await page.context().close();
});

test("questions: why one is passed on, and what is not solved", { skip }, async () => {
  const rules = { title: "有问必答", type: "questions", unit: 1 };
  const { room } = await does(4, "room.create", rules);
  await does(10, "room.join", { room });
  const { seq } = await does(10, "question.ask", { room, text: "食堂几点开门？" });
  const page = await come(4);
  await go(page, `#/r/${room}`, ".strip-acts");
  const why = await send(page, "why a question is passed on", { steps: ["转交"] }, mayBeReason);
  const { events } = (await rpc(4, "history", { room, limit: 1 })).result;
  assert.ok(why.includes(events[0].reason));
  await does(4, "question.answer", { room, question: seq, text: "十一点半。" });
  const asker = await come(10);
  await go(asker, `#/r/${room}`, ".strip-acts");
  await asker.locator(".strip-acts").getByRole("button", { name: "没解决" }).click();
  await fill("what is not solved", dialog(asker).locator("form input"));
  for (const one of [page, asker]) {
    await sound(one, "questions");
    await one.context().close();
  }
});

test("a talk heart to heart, and who is asked for one", { skip }, async () => {
  await does(0, "duty.give", { member: works.ids[11], unit: 1, duty: "listener" });
  const page = await come(10);
  const other = await come(11);
  await go(page, "#/talks", ".talk-rows");
  await page.locator(".talk-rows li button").last().click(); // by name
  await press(page, t.begin);
  await page.locator(".place").waitFor();
  await accept(other, t);
  const field = page.getByRole("textbox", { name: t.write });
  await field.waitFor();
  await fill("words to one alone", field);
  const said = some.map(({ text }) => text).filter((text) => utf8(text) <= 15_000);
  for (const text of said) await tell(page, t, text);
  const wanted = said.map((text) => sendable(text).replace(/\r\n?/g, "\n")); // a field's own ends
  await until(() => told(other), (found) => found.length === wanted.length, "all of them", 60_000);
  same(await told(other), wanted, "the words of a talk");
  for (const one of [page, other]) {
    await sound(one, "a talk");
    await one.context().close();
  }
  const owner = await come(0);
  await go(owner, "#/admin/unit/1", ".title-line");
  await owner.getByRole("button", { name: "请人担任谈心员", exact: true }).click();
  await fill("who is to be a listener", look(owner));
  await sound(owner, "who is to be a listener");
  await owner.context().close();
});

test("notices, and who has confirmed them", { skip }, async () => {
  const { room } = await does(4, "room.create", { title: "板", type: "bulletin" });
  for (let by = 5; by < people; by++) await does(by, "room.join", { room });
  const page = await come(4);
  await go(page, `#/r/${room}`, ".bar .primary");
  await page.locator(".bar .primary").click();
  await fill("the title of a notice", dialog(page).getByLabel("标题"));
  await fill("its words", dialog(page).locator("textarea"));
  await leave(page);
  await does(4, "notice.post", { room, class: "must_confirm", title: "知", text: "晓" });
  await page.locator(".known").last().waitFor();
  await page.locator("[role=log] [data-more]").last().click();
  await press(page, "谁还没有确认");
  await fill("who confirmed", look(page));
  await page.context().close();
});

test("an alert, its answers, and what is said of it", { skip }, async () => {
  const page = await come(6);
  await page.locator(".alarmed").click();
  await dialog(page).locator(".raise-drill").click();
  await fill("the title of an alert", dialog(page).getByLabel(/^标题/));
  await fill("the words of an alert", dialog(page).locator("textarea"));
  await fill("an answer to it", dialog(page).getByLabel("回答 1", { exact: true }));
  await leave(page);
  const alert = { units: [works.units.chemical], drill: true, title: "练", text: "习" };
  const { room } = await does(6, "alert.raise", { ...alert, options: ["收到"] });
  await page.locator(".alarmed.drill").click();
  await press(page, "补充情况");
  await fill("what is said of an alert", dialog(page).locator("textarea"));
  await leave(page);
  await sound(page, "alerts");
  await does(6, "alert.all_clear", { room, text: "完" });
  await page.context().close();
});

test("oneself: a name, a login, and what one looks for", { skip }, async () => {
  const page = await come(5);
  await page.getByRole("button", { name: "设置", exact: true }).click();
  const was = await send(page, "one's own name", { steps: ["改姓名"] }, isName);
  const { name } = (await rpc(5, "session.me", {})).result;
  assert.equal(name, was.at(-1));
  const password = "三号泵房的灯亮了";
  const beside = { "[name=new-password]": password, "[name=password]": password };
  const how = { steps: ["设定密码", "修改密码"], beside };
  const field = "dialog[open] form [name=username]";
  const logins = await send(page, "one's own login", { ...how, field });
  assert.ok(logins.length >= 10, `${logins.length} logins`); // then the pace of guesses holds
  await press(page, "修改密码");
  for (const name of ["password", "new-password"])
    await fill("the password before", dialog(page).locator(`[name=${name}]`));
  await leave(page);
  await page.getByRole("button", { name: "搜索", exact: true }).click();
  await look(page).waitFor();
  const told = await lookForEach(page, "dialog input[type=search]", share_of("words looked for"));
  for (const one of told) assert.match(one, /^$|。/, one);
  await sound(page, "looked for");
  filled.add("words looked for");
  await page.context().close();
});

test("from outside: a login and its password, a link, an invitation", { skip }, async () => {
  const { secret } = await does(6, "invitation.create", { uses: 9, days: 1 });
  const page = await house.page(phone);
  await guard(page, house.server.http);
  await page.goto(house.server.http);
  await page.getByRole("button", { name: "用登录链接进来" }).click();
  await fill("a link that was pasted", page.locator("#link"));
  const steps = []; // some are as a link may be: asked for, and unknown
  await send(page, "a link that was pasted", { steps, field: "#link" });
  await page.getByRole("button", { name: "用账号和密码登录" }).click();
  const login = page.locator(".enter [name=username]");
  await fill("a login", login);
  await fill("a password", page.locator(".enter [name=password]"));
  const field = ".enter [name=username]";
  const how = { steps: [], field, beside: { "[name=password]": "88888888" } };
  await send(page, "a login", how, () => false);
  // With the guesses used up a link is not even asked after, and stays good: said as it is.
  await page.goto(`${house.server.http}/#link=${await house.secret(6)}`);
  await page.getByRole("heading", { name: /尝试得太频繁了，请过 [0-9]+ 秒再试/ }).waitFor();
  await page.goto(`${house.server.http}/#join=${secret}`);
  await fill("the name of who is invited", page.getByLabel("姓名", { exact: true }));
  await fill("the login of who is invited", page.locator("[name=username]"));
  await sound(page, "an invitation");
  await page.context().close();
});

test("and none of them was left out", { skip }, () => {
  assert.deepEqual(places.filter((place) => !filled.has(place)), []);
});
