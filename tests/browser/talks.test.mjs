// A talk heart to heart as two people live it: asked for, waited for, accepted, said, compared,
// ended, forgotten; and asked by name, taken back, declined. On a phone and on a desk, in both
// languages. The pictures are for people.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { desk, phone, picture, skip, until } from "./support/house.mjs";
import {
  accept,
  ask,
  front,
  openTalks,
  press,
  reads,
  say,
  talk_words,
  texts,
  together,
} from "./support/talks.mjs";

const matrix = [
  ["zh-CN", "phone", phone],
  ["zh-CN", "desk", desk],
  ["en", "phone", phone],
  ["en", "desk", desk],
];
const place = await openTalks();

const fits = async (page, what) => {
  assert.deepEqual(await violations(page), [], what);
  assert.ok((await wide(page)) <= 0, `${what} is wider than the screen`);
};
const silent = (...pages) => pages.forEach((page) => assert.deepEqual(page.trouble, []));
const digits = async (page, t) => {
  await page.getByRole("button", { name: t.number }).click();
  const shown = page.locator(".digits li");
  await until(() => shown.count(), (n) => n === 12, "the safety number");
  return shown.allTextContents();
};
const entry = (page) => page.locator("a.heart");

// From the list to the line: what one reads first, and waiting, also after a reload.
async function get_in_line(asker, listener, t, name) {
  await entry(asker).click(); // somebody who never did it finds it in the list
  await asker.locator("#talks-title", { hasText: t.title }).waitFor();
  await asker.getByRole("heading", { name: t.line, exact: true }).waitFor();
  await fits(asker, "whom to ask");
  await picture(asker, `talks-whom-${name}`);

  await entry(listener).click();
  await listener.getByRole("switch", { name: t.on }).check();
  await asker.reload();
  await asker.getByRole("button", { name: t.ask }).click();
  await asker.getByRole("dialog").getByText("120", { exact: false }).first().waitFor();
  await fits(asker, "what one should know");
  await picture(asker, `talks-before-${name}`);
  await press(asker, t.begin);
  await asker.locator(".place").waitFor();
  await asker.reload();
  await asker.locator(".place").waitFor();
  await fits(asker, "waiting");
  await picture(asker, `talks-waiting-${name}`);

  const request = listener.getByRole("button", { name: t.accept });
  await request.waitFor();
  await fits(listener, "the desk of a listener");
  await picture(listener, `talks-listener-${name}`);
  await request.click();
  await press(listener, t.acceptYes);
}

async function talk(asker, listener, t, said) {
  for (const page of [asker, listener])
    await page.getByRole("textbox", { name: t.write }).waitFor();
  for (const [i, text] of said.entries()) {
    const [from, to] = i % 2 === 0 ? [asker, listener] : [listener, asker];
    await say(from, t, text);
    await reads(to, said.slice(0, i + 1));
  }
}

// Both see the same number, and say that it is.
async function compare(asker, listener, t, name) {
  const number = await digits(asker, t);
  assert.deepEqual(await digits(listener, t), number);
  for (const group of number) assert.match(group, /^\d{5}$/);
  await fits(asker, "the safety number");
  await picture(asker, `talks-number-${name}`);
  for (const page of [asker, listener]) await press(page, t.same);
  await asker.getByText(t.compared).waitFor();
}

async function end(asker, listener, t, said, name) {
  await asker.getByRole("button", { name: t.end }).click();
  await press(asker, t.end);
  for (const page of [asker, listener]) await page.getByText(t.ended).waitFor();
  assert.deepEqual(await texts(listener), said);
  await fits(listener, "after the end");

  await listener.getByRole("button", { name: t.forget, exact: true }).click();
  await press(listener, t.forget);
  for (const page of [asker, listener]) {
    await page.getByText(t.forgotten).waitFor();
    assert.deepEqual(await texts(page), []);
  }
  await fits(asker, "what is left of it");
  await picture(asker, `talks-forgotten-${name}`);
}

for (const [locale, size, options] of matrix) {
  const t = talk_words[locale];

  test(`two find each other and talk (${locale}, ${size})`, { skip }, async () => {
    const name = `${locale}-${size}`;
    await place.onDuty(false);
    const asker = await place.comeIn(place.asker, options, locale);
    const listener = await place.comeIn(place.listener, options, locale);
    await get_in_line(asker, listener, t, name);
    const said = [`睡不着 ${size}`, "慢慢说，我在听。", "就是夜班以后……", "👍"];
    await talk(asker, listener, t, said);
    await fits(asker, "the talk");
    await picture(asker, `talks-room-${name}`);
    await picture(listener, `talks-room-other-${name}`);
    await compare(asker, listener, t, name);

    // What was said is there again, from what this device keeps.
    for (const page of [asker, listener]) await page.reload();
    for (const page of [asker, listener]) await reads(page, said, "the words after a reload");
    await asker.getByText(t.compared).waitFor();
    await say(asker, t, "还在吗？");
    said.push("还在吗？");
    await reads(listener, said);
    const row = asker.locator("a.room", { hasText: t.inList });
    await until(() => row.count(), (n) => n === 1, "the row of the list");

    await end(asker, listener, t, said, name);
    silent(asker, listener);
    for (const page of [asker, listener]) await page.context().close();
  });
}

test("one asked by name can decline, and one who waits can take it back", { skip }, async () => {
  const t = talk_words["zh-CN"];
  await place.onDuty(false);
  const asker = await place.comeIn(place.asker, phone);
  const listener = await place.comeIn(place.superior, desk);
  await front(asker, t);
  // The one above her stands apart, and can be asked by name alone.
  const above = asker.locator("h4", { hasText: t.line }).locator("~ ul").last();
  await above.getByRole("button").click();
  await press(asker, t.begin);
  await asker.locator(".place").waitFor();
  await front(listener, t);
  await listener.getByRole("button", { name: t.decline }).click();
  await press(listener, t.declineYes);
  await asker.getByText(t.declined).waitFor();
  assert.deepEqual(await violations(asker), []);
  await asker.getByRole("button", { name: t.forget, exact: true }).click();
  await press(asker, t.forget);
  await asker.getByText(t.forgotten).waitFor();

  const room = await ask(asker, t);
  await asker.getByRole("button", { name: t.withdraw }).click();
  await press(asker, t.withdraw);
  await asker.getByText(t.withdrawn).waitFor();
  const { body } = await place.house.server.rpc(place.token(place.asker), "talk.list", {});
  const row = body.result.talks.find((one) => one.room === room);
  assert.equal(row.state, "withdrawn");
  silent(asker, listener);
  for (const page of [asker, listener]) await page.context().close();
});

test("the place in the line is counted; a superior sees nobody of it", { skip }, async () => {
  const t = talk_words["zh-CN"];
  await place.onDuty();
  await place.onDuty(true, place.superior);
  const first = await place.comeIn(place.asker, desk);
  const second = await place.comeIn(place.stranger, desk);
  await ask(first, t);
  // The organiser of her branch is on duty there, and never sees it.
  const above = await place.comeIn(place.superior, desk);
  await front(above, t);
  await above.getByRole("switch", { name: t.on }).waitFor();
  const { body } = await place.house.server.rpc(place.token(place.superior), "talk.list", {});
  assert.deepEqual(body.result.waiting, []);
  assert.equal(await above.getByRole("button", { name: t.accept }).count(), 0);

  await front(second, t);
  await second.getByRole("button", { name: t.ask }).click();
  await press(second, t.begin);
  await second.locator(".place", { hasText: t.ahead }).waitFor();
  const listener = await place.comeIn(place.listener, desk);
  await accept(listener, t);
  await second.locator(".place", { hasText: t.ahead }).waitFor({ state: "detached" });
  await second.getByRole("button", { name: t.withdraw }).click();
  await press(second, t.withdraw);
  await second.getByText(t.withdrawn).waitFor();
  await first.getByRole("button", { name: t.end }).click();
  await press(first, t.end);
  await first.getByText(t.ended).waitFor();
  await place.onDuty(false, place.superior);
  silent(first, second, above, listener);
  for (const page of [first, second, above, listener]) await page.context().close();
});

test("who says that the numbers differ is told to end it", { skip }, async () => {
  const { asker, listener, t } = await together(place, { options: phone });
  await digits(asker, t);
  await press(asker, t.differs);
  assert.deepEqual(await violations(asker), []);
  await press(asker, t.end); // leads to the question whether
  await press(asker, t.end);
  await listener.getByText(t.ended).waitFor();
  silent(asker, listener);
  for (const page of [asker, listener]) await page.context().close();
});
