// Every hostile text by the wire, past all that the page checks, as what it can be on a real
// server: titles, names, reasons, notices, notes, devices. Refused by a rule that is known, or kept
// as it was and shown to others as text. What a page does while it is written: hostile_typed.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { House, phone, skip, until } from "./support/house.mjs";
import * as hostile from "./support/hostile.mjs";
import { mayBe, mayBeReason } from "./support/hostile_forms.mjs";

const { each, guard, isBlank, readable, same, sendable, sound, texts } = hostile;
const people = 24;
const owners = 12; // each may only do so much in a day: they take turns
let house;
let ids;
before(async () => {
  if (skip) return;
  const args = ["--commands-per-second", "0"];
  house = await House.open({ members: people, rooms: 1, args });
  ids = await each(house.server.tokens, async (_, by) => (await ask(by, "session.me", {})).member);
  const duty = { unit: 1, duty: "owner" };
  for (const member of ids.slice(1, owners))
    await ask(0, "duty.give", { member, ...duty, key: key() });
});
after(() => house?.close());

const key = () => randomUUID();
const rpc = async (by, method, params) =>
  (await house.server.rpc(house.server.tokens[by], method, params)).body;
async function ask(by, method, params) {
  const body = await rpc(by, method, params);
  assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
  return body.result;
}
// All rows of a list, page by page.
async function every(by, method, params, of) {
  const rows = [];
  for (let after; ;) {
    const page = await ask(by, method, { ...params, ...(after === undefined ? {} : { after }) });
    rows.push(...page[of]);
    if (page.next === undefined) return rows;
    after = page.next;
  }
}
async function history(room) {
  const kept = [];
  for (let after = 0; ; after = kept.at(-1).seq) {
    const { events } = await ask(0, "history", { room, after, limit: 200 });
    if (events.length === 0) return kept;
    kept.push(...events);
  }
}

// What the wire takes at all: half a character is none, and U+0000 is none of ours.
const wired = texts.filter((text) => sendable(text) === text);
const titles = wired.filter((text) => mayBe(text, 256));
const reasons = wired.filter(mayBeReason);
const names = wired.filter((text) => mayBe(text, 128));

// Says each by the wire. Exactly those are refused that may not be so, and with a reason.
async function tell(list, may, method, params) {
  const bodies = await each(list, (text, i) =>
    rpc(i % owners, method, { ...params(text, i), key: key() }),
  );
  const wrong = list.filter((text, i) => may(text) !== (bodies[i].result !== undefined));
  assert.deepEqual(wrong.slice(0, 3), [], JSON.stringify(bodies[list.indexOf(wrong[0])]));
  for (const { error } of bodies.filter((one) => one.error)) {
    assert.match(error.data.reason, /_invalid$|^text_blank$|^invalid_params$/);
    assert.doesNotMatch(JSON.stringify(error.data), /script|alert|evil/);
  }
  return bodies;
}

// Comes in with everything read, so that rooms open at their end.
async function come(index) {
  const { rooms } = await ask(index, "room.list", {});
  for (const { room, joined, last_seq: seq } of rooms)
    if (joined) await ask(index, "read.set", { room, seq });
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

// Goes up a room to its beginning; what each row says, by its place.
async function read(page, room) {
  await go(page, `#/r/${room}`, "[role=log] [data-seq]");
  const rows = new Map();
  const gather = () =>
    page.locator("[role=log]").evaluate((log) => {
      const found = [...log.querySelectorAll("[data-seq]")];
      const said = found.map((row) => [Number(row.dataset.seq), row.textContent]);
      log.scrollTop = log.scrollTop > 0 ? 0 : 30; // a stretch of edits brings no row by itself
      return said;
    });
  const step = async () => {
    for (const [seq, text] of await gather()) rows.set(seq, text);
    return Math.min(...rows.keys());
  };
  await step();
  await sound(page, `the end of room ${room}`);
  await until(step, (first) => first === 1, "the beginning of the room", 60_000);
  await sound(page, `the beginning of room ${room}`);
  return rows;
}
// What may stand beside a text, or be taken from it, where it is part of a sentence.
const bare = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
function shows(rows, events, said) {
  for (const event of events) {
    const text = bare(said(event));
    const row = bare(rows.get(event.seq) ?? "");
    assert.ok(row.includes(text), `${event.kind} ${event.seq}: ${JSON.stringify([text, row])}`);
  }
}

// A room with all the owners in it.
async function makeRoom(more = {}) {
  const { room } = await ask(0, "room.create", { title: "甲", key: key(), ...more });
  for (let by = 1; by < owners; by++) await ask(by, "room.join", { room, key: key() });
  return room;
}
const isTitle = (text) => mayBe(text, 256);
const isText = (text) => !isBlank(text) && Buffer.byteLength(text) <= 16_384;
const sorted = (list) => [...list].sort();
const of = (events, kind) => events.filter((event) => event.kind === kind);

test("titles and reasons are shown in the room as they were written", { skip }, async () => {
  const room = await makeRoom();
  const member = ids[owners];
  await ask(owners, "room.join", { room, key: key() });
  await tell(wired, isTitle, "room.rename", (title) => ({ room, title }));
  await tell(wired, mayBeReason, "room.read_only", (reason, i) => {
    return { room, on: i % 2 === 0, reason };
  });
  await tell(wired, mayBeReason, "room.mute", (reason) => ({ room, member, minutes: 60, reason }));
  const kept = await history(room);
  const renamed = of(kept, "room_renamed").map(({ title }) => title);
  same(sorted(renamed), sorted(titles), "titles");
  const muted = of(kept, "muted").map(({ reason }) => reason);
  same(sorted(muted), sorted(reasons), "reasons");
  const page = await come(1);
  const rows = await read(page, room);
  shows(rows, kept, ({ title, reason }) => title ?? reason ?? "");
  await page.context().close();
});

test("messages are edited, removed, passed on, pinned, whatever they say", { skip }, async () => {
  const [room, other] = [await makeRoom(), await makeRoom()];
  await tell(wired, isText, "message.post", (text) => ({ room, text }));
  const posts = of(await history(room), "post");
  const texts_kept = posts.map(({ text }) => text);
  same(sorted(texts_kept), sorted(wired.filter(isText)), "what is kept");
  // By whoever wrote it, to the text that came after it.
  const by = (post) => ids.indexOf(post.by);
  await each(posts, (post, i) =>
    ask(by(post), "message.edit", {
      ...{ room, target: post.seq, text: texts_kept[(i + 1) % posts.length], key: key() },
    }),
  );
  await each(posts, ({ seq }, i) => {
    const from = { from_room: room, from_seq: seq };
    return ask(i % owners, "message.forward", { room: other, ...from, key: key() });
  });
  const pinned = posts.filter(({ text }) => text.length < 200).slice(0, 50);
  for (const { seq } of pinned) await ask(0, "pin.set", { room, target: seq, key: key() });
  const page = await come(1);
  const passed = of(await history(other), "forwarded");
  assert.equal(passed.length, posts.length);
  const name = (id) => (ids.includes(Number(id)) ? `桥友 ${id}` : "某位成员");
  const named = ({ text }) => readable(text, (id) => (id === "all" ? "所有人" : name(id)));
  shows(await read(page, other), passed, (one) => named(one).slice(0, 200));
  const edited = posts.map(({ seq }, i) => {
    return { seq, kind: "edited", text: texts_kept[(i + 1) % posts.length] };
  });
  shows(await read(page, room), edited, (one) => named(one).slice(0, 200));
  await page.locator(".head [aria-label='房间的成员和规则']").click();
  const pins = () => page.locator("dialog .pin").count();
  await until(pins, (count) => count === pinned.length, "what is pinned");
  await sound(page, "what is pinned");

  await page.context().close();
  const targets = posts.slice(0, reasons.length);
  await each(targets, ({ seq }, i) => {
    const how = { room, target: seq, reason: reasons[i], key: key() };
    return ask((by(posts[i]) + 1) % owners, "message.remove", how);
  });
  const gone = targets.map(({ seq }, i) => ({ seq, kind: "removed", reason: reasons[i] }));
  const another = await come(1);
  shows(await read(another, room), gone, ({ reason }) => reason);
  await another.context().close();
});

test("notices say anything, now and when their time comes", { skip }, async () => {
  const room = await makeRoom({ type: "bulletin" });
  const may = (text) => isTitle(text) && isText(text);
  const classes = ["plain", "counted", "must_confirm"];
  await tell(wired, may, "notice.post", (text, i) => {
    return { room, class: classes[i % 3], title: text, text };
  });
  const later = wired.filter(may).filter((_, i) => i % 19 === 0);
  const at = Date.now() + 3_600_000;
  for (const text of later.slice(0, 20))
    await ask(0, "notice.post", { room, class: "plain", title: text, text, at, key: key() });
  const kept = of(await history(room), "notice");
  same(sorted(kept.map(({ title }) => title)), sorted(wired.filter(may)), "titles");
  const page = await come(1);
  shows(await read(page, room), kept, ({ title }) => title);
  await page.locator(".bar .primary").click();
  await page.locator(".scheduled li").nth(19).waitFor();
  const waiting = await page.locator(".scheduled b").allTextContents();
  same(sorted(waiting), sorted(later.slice(0, 20)), "what waits");
  await sound(page, "what waits");
  await page.context().close();
});

test("units and people are called what they are called", { skip }, async () => {
  const { unit } = await ask(0, "unit.create", { parent: 1, name: "下级", key: key() });
  const isName = (text) => mayBe(text, 128);
  await tell(wired, isName, "unit.create", (name) => ({ parent: unit, name }));
  await tell(wired, isName, "member.add", (name) => ({ unit, name }));
  const units = await every(0, "unit.tree", {}, "units");
  const page = await come(1);
  const members = await every(1, "member.list", { unit }, "members");
  same(sorted(members.map(({ name }) => name)), sorted(names), "people");
  await go(page, `#/admin/unit/${unit}`, "button.person");
  const shown = async () => {
    const next = page.locator(".sheet button.wide");
    if ((await next.count()) > 0) await next.click();
    return page.locator("button.person bdi").allTextContents();
  };
  const all = await until(shown, (list) => list.length === names.length, "everybody", 30_000);
  same(sorted(all), sorted(names), "people as shown");
  await sound(page, "a unit of such people");
  await page.locator("button.person").first().click();
  await page.getByRole("dialog").getByRole("button", { name: "换单位" }).click();
  await page.getByRole("dialog").locator(".pick").nth(9).waitFor();
  await sound(page, "where somebody may be moved");
  await page.keyboard.press("Escape");
  await go(page, "#/admin/log", ".journal li");
  const lines = async () => {
    const next = page.locator(".sheet button.wide");
    if ((await next.count()) > 0) await next.click();
    return page.locator(".journal li").count();
  };
  await until(lines, (count) => count >= 2 * names.length, "the log", 60_000);
  await sound(page, "the log of it");
  await page.setViewportSize({ width: 1200, height: 800 });
  await go(page, `#/admin/unit/${unit}`, "[role=treeitem]");
  assert.ok(units.length > names.length);
  await page.locator("[role=treeitem]", { hasText: "下级" }).focus();
  await page.keyboard.press("ArrowRight");
  const places = () => page.locator("[role=treeitem]").count();
  await until(places, (count) => count >= names.length, "all of the tree");
  await sound(page, "the tree");
  await page.context().close();
});

test("notes on invitations are shown as they were written", { skip }, async () => {
  const isNote = (text) => text === "" || mayBe(text, 256);
  await tell(wired, isNote, "invitation.create", (note) => ({ uses: 1, days: 1, note }));
  const page = await come(1);
  await go(page, "#/admin/invitations", ".invitations li");
  const shown = await page.locator(".invitations .about").allInnerTexts();
  const kept = await every(1, "invitation.list", {}, "invitations");
  assert.equal(shown.length, kept.length);
  same(sorted(kept.map(({ note }) => note ?? "")), sorted(wired.filter(isNote)), "notes");
  await sound(page, "such invitations");
  await page.context().close();
});

test("a report, its words and what was noted on it", { skip }, async () => {
  const room = await makeRoom();
  for (let by = owners; by < people; by++) await ask(by, "room.join", { room, key: key() });
  const said = [];
  for (const one of reasons) {
    const text = one.replace("<@all>", "@所有人"); // not all may name all
    said.push(await ask(owners, "message.post", { room, text, key: key() }));
  }
  // Each of three tells of a third, and each is settled before the next.
  await Promise.all(
    [1, 2, 3].map(async (part) => {
      for (let i = part - 1; i < reasons.length; i += 3) {
        const { seq } = said[i];
        const by = owners + part;
        const told = await ask(by, "message.report", { room, seq, reason: reasons[i] });
        const settled = { report: told.report, outcome: "warned", note: reasons[i] };
        if (i >= 15) await ask(part, "report.settle", settled);
      }
    }),
  );
  for (const reason of wired.filter((text) => !mayBeReason(text))) {
    const { error } = await rpc(owners + 4, "message.report", { room, seq: said[0].seq, reason });
    assert.match(error.data.reason, /reason_invalid|invalid_params/);
  }
  const page = await come(1);
  await go(page, "#/admin/reports", "article.report");
  await sound(page, "open reports");
  await page.getByLabel("近 30 天处理过的").check();
  const count = () => page.locator("article.report").count();
  await until(count, (found) => found === reasons.length - 15, "all of them", 30_000);
  const notes = await page.locator("article.report .quiet bdi").allTextContents();
  same(sorted(notes), sorted(reasons.slice(15)), "notes");
  await sound(page, "settled reports");
  const own = await come(owners + 1);
  await own.getByRole("button", { name: "设置", exact: true }).click();
  await own.getByRole("dialog").getByRole("button", { name: "我的举报", exact: true }).click();
  await own.locator("article.report").first().waitFor();
  await sound(own, "one's own reports");
  for (const one of [page, own]) await one.context().close();
});

test("devices are called what they call themselves", { skip }, async () => {
  const devices = wired.filter((text) => Buffer.byteLength(text) <= 128);
  const most = 60; // of one member, beside the one that looks
  const parts = Math.ceil(devices.length / most);
  await each(devices, async (device, i) => {
    const { secret } = await ask(i % parts, "link.create", {});
    const start = { link: secret, claim: randomUUID(), want: "token", device };
    const { result, error } = await rpc(i % parts, "session.start", start);
    assert.ok(result ?? /_invalid|params/.test(error.data.reason), JSON.stringify(error));
  });
  const kept = [];
  for (let by = 0; by < parts; by++) {
    const { sessions } = await ask(by, "session.list", {});
    kept.push(...sessions.filter(({ device }) => device !== "seed").map(({ device }) => device));
  }
  const others = kept.filter((device) => !/Chrome/.test(device)); // of pages that came in here
  same(sorted(others), sorted(devices), "devices");
  for (const by of [0, parts - 1]) {
    const page = await come(by);
    await page.getByRole("button", { name: "设置", exact: true }).click();
    await page.locator(".devices li").nth(20).waitFor();
    await sound(page, `the devices of ${by}`);
    await page.context().close();
  }
});
