// Hostile words from every side: what others wrote, were called or named things, through a server
// that lets everything pass; and what one writes oneself, against the real one. Shown as text, no
// more; nothing runs, nothing is asked of elsewhere, nothing leaves its place on a small phone.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { dirname, join, resolve } from "node:path";
import { binary } from "../support/server.mjs";
import { House, act, phone, say, skip, until, watch } from "./support/house.mjs";
import { MockServer } from "./support/mock_server.mjs";
import * as hostile from "./support/hostile.mjs";

const { guard, isBlank, payloads, pour, readable, same, sayAll, sendable, some, sound } = hostile;
const words = hostile.texts;
const page_folder = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 3, rooms: 2 });
});
after(() => house?.close());

// --- What others wrote ---

const half = Math.ceil(words.length / 2);
const halves = [words.slice(0, half), words.slice(half)];
const first_titled = 10; // rooms from this number on are called by payloads
const name_of = (id) =>
  id === "all" ? "所有人" : id === "1" ? "王敏" : (words[id - 2] ?? "某位成员");

function told_rooms(server) {
  halves.forEach((part, at) => {
    const room = at + 1;
    server.say(room, 1, { kind: "joined" });
    const begin = server.rooms.get(room).log.length;
    part.forEach((text, i) => {
      const by = 2 + at * half + i;
      const re = server.rooms.get(room).log.length;
      server.say(room, by, { kind: "post", text, ...(i > 0 ? { re } : {}) });
    });
    server.reads.set(`1:${room}`, { seq: begin + part.length, n: part.length });
  });
  server.say(3, 1, { kind: "joined" });
  server.say(4, 1, { kind: "joined" });
  some.forEach(({ text }, i) => {
    const by = 2 + words.indexOf(text);
    const class_name = ["plain", "counted", "must_confirm"][i % 3];
    server.say(3, by, { kind: "notice", class: class_name, title: text, text });
    server.say(3, by, { kind: "forwarded", text, from_room: 10 + i, from_by: by, from_at: 1e12 });
    const { seq } = server.say(4, by, { kind: "post", text: "将被移除" });
    server.say(4, by, { kind: "moderated", target: seq, reason: text });
    server.say(4, by, { kind: "room_renamed", title: text });
    server.say(4, by, { kind: "muted", member: by, until: 2e12, reason: text });
    server.say(4, by, { kind: "read_only", on: true, reason: text });
    server.say(4, by, { kind: "release", move: "proposed", reason: text });
    server.say(4, by, { kind: "removed", member: by, why: text });
    server.say(4, by, { kind: text, text });
  });
  words.forEach((title, i) => {
    server.makeRoom(first_titled + i, title);
    server.say(first_titled + i, 1, { kind: "joined" });
  });
}

// The answers of calls the mock server does not know.
function told_lists(server) {
  server.organisation.units = [
    { unit: 1, name: "公司", members: 0, owners: [1, 2, 3] },
    ...words.map((name, i) => ({ unit: i + 2, parent: 1, name, members: 0, organisers: [i + 2] })),
  ];
  const one = { duties: [], home: 1, active: true };
  const people = words.map((name, i) => ({ ...one, member: i + 2, name }));
  const events = words.map((name, i) => ({
    ...{ room: 0, seq: i + 1, at: Date.now(), by: i + 2, kind: "unit_renamed", unit: i + 2, name },
  }));
  const reports = words.map((text, i) => ({
    ...{ report: i + 1, room: 1, seq: i + 2, at: Date.now(), accused: i + 2, reporter: i + 2 },
    ...{ text, reason: text },
    ...(i % 2 ? { outcome: "warned", settled_at: Date.now(), settled_by: i + 2, note: text } : {}),
  }));
  const invitations = words.map((note, i) => ({
    ...{ invitation: `${i}`, note, uses: 1, used: 0, state: "open", made_at: 1e12 + i, by: 1 },
    expires_at: 2e12,
  }));
  const sessions = words.map((device, session) => ({ session, device, started_at: Date.now() }));
  const scheduled = words.map((text, i) => ({
    ...{ notice: i + 1, at: 2e12, by: 1, class: "plain", title: text, text },
  }));
  const answers = {
    "member.list": { members: people },
    "unit.log": { events },
    "report.list": { reports },
    "report.mine": { reports },
    "invitation.list": { invitations },
    "session.list": { sessions },
    "notice.scheduled": { notices: scheduled },
    "backup.list": { backups: [] },
  };
  const call = server.call.bind(server);
  server.call = (member, method, params, ...rest) =>
    answers[method] ?? call(member, method, params, ...rest);
  server.faults.search = ({ query }) => ({
    hits: words.map((text, i) => ({
      ...{ room: first_titled + i, seq: 1, at: Date.now(), by: i + 2, text },
      found: [[0, Math.min(text.length, query.length)]],
    })),
  });
}

async function told(run) {
  const names = ["王敏", ...words];
  const rooms = ["一", "二", "公告", "秩序"];
  const server = new MockServer(page_folder, { names, rooms });
  told_rooms(server);
  told_lists(server);
  server.rooms.get(3).kind = "bulletin";
  const url = await server.listen();
  const context = await house.browser.newContext({ ...phone, locale: "zh-CN" });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  watch(page);
  await guard(page, url);
  try {
    await page.goto(`${url}/#link=${server.link(1)}`);
    await page.waitForSelector(".rooms");
    await run(page, server);
  } finally {
    await context.close();
    await server.close();
  }
}

const go = (page, hash) => page.evaluate((to) => void (location.hash = to), hash);

test("what others wrote, and are called, is shown as text and keeps its place", { skip }, () =>
  told(async (page) => {
    const titles = () => page.locator("a.room .title").allTextContents();
    const listed = await until(titles, (list) => list.length > words.length, "the rooms");
    for (const text of words) assert.ok(listed.includes(text), `a room called ${text}`);
    await sound(page, "the list of rooms");

    for (const [at, part] of halves.entries()) {
      await go(page, `#/r/${at + 1}`);
      const count = async () => {
        await page.locator("[role=log]").evaluate((log) => (log.scrollTop = 0));
        return page.locator("article.message").count();
      };
      await until(count, (shown) => shown === part.length, "the posts");
      const shown = await page.locator("article.message .text").allTextContents();
      same(
        shown,
        part.map((text) => readable(text, name_of)),
        "texts",
      );
      const quotes = await page.locator("article.message .quote > span").allTextContents();
      const quoted = part.slice(0, -1).map((text) => readable(text.slice(0, 160), name_of));
      same(quotes, quoted, "quotes");
      const called = () => page.locator("article.message .name").allTextContents();
      // Marks that turn the direction are not shown in names: nobody's name needs them.
      const plain = (name) => name.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
      const expected = part.map((_, i) => plain(words[at * half + i]) || "某位成员");
      await until(
        async () => (await called()).map(plain),
        (list) => `${list}` === `${expected}`,
        "the names",
      );
      await sound(page, `room ${at + 1}`);
    }
    for (const room of [3, 4]) {
      await go(page, `#/r/${room}`);
      const text = () => page.locator("[role=log]").innerText();
      await until(text, (all) => /Ruqayya|alert\(1\)/.test(all), `room ${room}`);
      await sound(page, `room ${room}`);
    }
    const gone = await page.locator(".tombstone").allInnerTexts();
    assert.ok(gone.some((one) => /<script>/.test(one)));
  }),
);

test("what is listed for organisers is shown as text and keeps its place", { skip }, () =>
  told(async (page) => {
    for (const place of ["", "log", "invitations", "reports", "waiting", "unit/2"]) {
      await go(page, `#/admin/${place}`.replace(/\/$/, ""));
      const text = () => page.locator("main").innerText();
      await until(text, (all) => /<script>alert\(1\)<\/script>/.test(all), `admin ${place}`);
      await sound(page, `administration, ${place}`);
      // Of many fields that are alike, the first.
      const fields = page.locator(".sheet :is(input:not([type]), input[type=text], textarea)");
      for (const field of (await fields.all()).slice(0, place === "reports" ? 1 : 4))
        assert.deepEqual(await pour(field), [], place);
    }
    await go(page, "#/");
    await page.getByRole("button", { name: "设置", exact: true }).click();
    await until(
      () => page.locator(".devices li").count(),
      (count) => count === words.length,
      "the devices",
    );
    await sound(page, "the devices");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "搜索", exact: true }).click();
    const field = page.locator("dialog input[type=search]");
    assert.deepEqual(await pour(field), []);
    await field.fill("<script>");
    await field.press("Enter");
    await until(
      () => page.locator(".hit").count(),
      (count) => count === words.length,
      "what was found",
    );
    await sound(page, "what was found");
  }),
);

// --- What one writes ---

async function come(index) {
  const page = await house.page(phone);
  await guard(page, house.server.http);
  await page.goto(`${house.server.http}/#link=${await house.secret(index)}`);
  await page.waitForSelector(".rooms");
  return page;
}
const rpc = (method, params, by = 0) => house.server.rpc(house.server.tokens[by], method, params);

async function said_by_server() {
  const posts = [];
  let after = 0;
  for (;;) {
    const page = (await rpc("history", { room: 1, after, limit: 200 })).body.result;
    posts.push(...page.events.filter(({ kind }) => kind === "post").map(({ text }) => text));
    if (page.events.length === 0) return posts;
    after = page.events.at(-1).seq;
  }
}

// What is long comes last: it is drawn again with each that follows.
const said = [...words].sort((a, b) => Math.floor(a.length / 200) - Math.floor(b.length / 200));

test("every payload is said, read by another as it was, and edited", { skip }, async () => {
  const [ann, bo] = [await come(0), await come(1)];
  await go(ann, "#/r/1");
  const area = ann.locator("textarea");
  await area.waitFor();
  assert.deepEqual(await pour(area), []);
  same(await sayAll(area, said), said.filter(isBlank), "what is not sent");
  // A field turns the ends of lines into one kind, and who may name all of a room has done so.
  const sent = said
    .filter((text) => !isBlank(text))
    .map((text) => sendable(text.replace(/\r\n?/g, "\n")).replace(/^@所有人$/, "<@all>"));
  const all_said = async () => (await rpc("room.list", {})).body.result.rooms[0].last_n;
  await until(all_said, (count) => count === sent.length, "all to be said", 60_000);
  const kept = await said_by_server();
  same(kept, sent, "what the server keeps");
  const { members } = (await rpc("room.members", { room: 1 })).body.result;
  const called = new Map(members.map(({ member, name }) => [member, name]));
  await go(bo, "#/r/1");
  await bo.locator(".pill").click();
  for (const page of [ann, bo]) {
    const shown = () => page.locator("article.message .text").allTextContents();
    const last = await until(shown, (all) => all.at(-1) === kept.at(-1), "the last of them");
    const name = (id) => (id === "all" ? "所有人" : (called.get(Number(id)) ?? "某位成员"));
    const tail = kept.slice(-last.length).map((text) => readable(text, name));
    assert.ok(last.length >= 60);
    same(last, tail, "what is shown");
    await sound(page, "the room after all of it");
  }

  const edited = some.slice(0, 6).map(({ text }) => text);
  await say(ann, "要修改的");
  for (const [i, text] of edited.entries()) {
    const before = i === 0 ? "要修改的" : sendable(edited[i - 1]);
    await act(ann, before, "修改");
    await area.fill(text);
    await ann.locator(".send").click();
    await until(
      () => bo.locator("article.message .text").last().textContent(),
      (shown) => shown === sendable(text),
      "the edited words",
    );
  }
  await sound(bo, "after the edits");
  for (const page of [ann, bo]) await page.context().close();
});

test("what is half written is there again, whatever it is", { skip }, async () => {
  const ann = await come(2);
  for (const { text } of some) {
    await go(ann, "#/r/1");
    await ann.locator("[role=log]").waitFor();
    const area = ann.locator("textarea");
    await area.fill(text);
    const written = await area.inputValue();
    await go(ann, "#/r/2");
    await until(
      () => area.inputValue(),
      (value) => value === "",
      "the other room",
    );
    await go(ann, "#/r/1");
    await until(
      () => area.inputValue(),
      (value) => value === written,
      `the draft ${text}`,
    );
  }
  await ann.reload();
  const area = ann.locator("textarea");
  const last = some.at(-1).text;
  await until(
    () => area.inputValue(),
    (value) => value === last,
    "the draft after a reload",
  );
  await sound(ann, "drafts");
  await ann.context().close();
});

// Either what was asked for is done, or words say why not and what was written stays.
async function done_or_told(page, field, text, before) {
  const told = () => page.getByRole("dialog").locator(".trouble").allInnerTexts();
  const open = () => page.getByRole("dialog").count();
  const well = () => page.getByRole("dialog").locator("p[role=status]").count();
  const value = await field.inputValue();
  await before();
  const trouble = await until(
    async () => ((await open()) === 0 || (await well()) > 0 ? "done" : (await told()).join("")),
    (state) => state !== "",
    `an end for ${text}`,
  );
  if (trouble !== "done") assert.equal(await field.inputValue(), value, "what was written stays");
  if (trouble === "done" && (await open()) === 0) return true;
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  return trouble === "done";
}

test("what one calls a room, and why one reports, is text to the others", { skip }, async () => {
  const [ann, bo] = [await come(0), await come(1)];
  const dialog = ann.getByRole("dialog");
  let made = 0;
  for (const { text } of some.filter((_, at) => at % 2 === 0)) {
    await go(ann, "#/");
    await ann.getByRole("button", { name: "新建房间", exact: true }).click();
    const field = dialog.getByLabel("房间名称");
    if (made === 0) assert.deepEqual(await pour(field), []);
    await field.fill(text);
    const value = (await field.inputValue()).trim(); // such a field has one line
    const make = () => dialog.getByRole("button", { name: "建立", exact: true }).click();
    if (!(await done_or_told(ann, field, text, make))) continue;
    made++;
    const title = bo.locator("li.room .title");
    const shown = (list) => list.includes(value);
    await until(() => title.allTextContents(), shown, `the other to see ${text}`);
  }
  assert.ok(made >= 8, `${made} rooms`);
  await sound(bo, "rooms with such names");

  for (const { text } of some) await rpc("message.post", { room: 1, text, key: randomUUID() }, 2);
  await go(bo, "#/r/1");
  for (const { text } of some.filter(({ family }) => /script|bidi|flood/.test(family))) {
    const row = bo
      .locator("article.message")
      .filter({ has: bo.locator("[data-more]") })
      .last();
    const report_it = bo.getByRole("dialog").getByRole("button", { name: "举报", exact: true });
    const menu = async () => {
      await row.locator("[data-more]").focus(); // while some come in, the last may be one's own
      await bo.keyboard.press("Enter");
      await report_it.waitFor({ timeout: 3_000 }).catch(() => bo.keyboard.press("Escape"));
      return report_it.count();
    };
    await until(menu, (count) => count === 1, "what can be done with it");
    await report_it.click();
    const field = bo.getByRole("dialog").getByLabel("理由", { exact: true });
    await field.fill(text);
    const report = bo.getByRole("dialog").getByRole("button", { name: "举报", exact: true });
    await done_or_told(bo, field, text, () => report.click());
  }
  await go(ann, "#/admin/reports");
  await ann.locator("article.report").first().waitFor();
  await sound(ann, "such reports");
  for (const page of [ann, bo]) await page.context().close();
});

test("a device that calls itself markup is named as it says", { skip }, async () => {
  const userAgent = `"><img src=x onerror=alert(1)><script>alert(1)</script>`;
  const ann = await house.page({ ...phone, userAgent });
  await guard(ann, house.server.http);
  await ann.goto(`${house.server.http}/#link=${await house.secret(2)}`);
  await ann.getByRole("button", { name: "设置", exact: true }).click();
  await ann.locator(".devices li").first().waitFor();
  await sound(ann, "devices");
  await ann.context().close();
});
