// That nobody else ever has a word of a talk: not the server, on its sockets, its disk, in its log
// or its metrics; not what this browser keeps in the open. Whatever is looked for is found where an
// ordinary room says it, so that looking is known to work.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { desk, phone, say as post, sent, skip, until } from "./support/house.mjs";
import {
  accept,
  ask,
  openTalks,
  press,
  reads,
  say,
  talk_words,
  texts,
  together,
} from "./support/talks.mjs";

const place = await openTalks({ browser: ["--host-resolver-rules=MAP house.test 127.0.0.1"] });
const t = talk_words["zh-CN"];
// Every word of a talk holds the one, what is said in the open the other, and each a number.
const sealed_mark = "what-two-said-to-each-other-";
const open_mark = "what-was-said-in-the-open-";
const unique = (what, mark = sealed_mark) => what + mark + randomBytes(8).toString("hex");

// As it could stand in bytes: as it is, in UTF-16, and in base64 at each of its three places.
function formsOf(word) {
  const bytes = Buffer.from(word, "utf8");
  const in64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    return text.slice(shift === 0 ? 0 : 4, -4); // the ends depend on what stands beside it
  });
  const plain = [bytes, Buffer.from(word, "utf16le"), Buffer.from(word, "utf16le").swap16()];
  const escaped = JSON.stringify(word).slice(1, -1).replace(/[^ -~]/g, (c) =>
    `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return [
    ...plain,
    Buffer.from(escaped),
    ...in64
      .flatMap((text) => [text, text.replace(/\+/g, "-").replace(/\//g, "_")])
      .map((text) => Buffer.from(text)),
  ];
}
const holds = (bytes, word) => formsOf(word).some((form) => bytes.includes(form));

const everyFile = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

function recordFrames(page) {
  page.frames_told = [];
  page.said_aloud = [];
  page.on("websocket", (socket) => {
    for (const way of ["framereceived", "framesent"])
      socket.on(way, ({ payload }) => page.frames_told.push(Buffer.from(payload)));
  });
  page.on("console", (message) => page.said_aloud.push(message.text()));
  page.on("request", (request) => {
    page.frames_told.push(request.postDataBuffer() ?? Buffer.alloc(0));
  });
}

// Whatever the browser keeps for the page, as bytes.
const keptBy = (page) =>
  page.evaluate(async () => {
    const answer = (asked) =>
      new Promise((done, fail) => {
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
    const latin = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const utf8 = (text) => latin(new TextEncoder().encode(text));
    const written = (value) => {
      if (value instanceof CryptoKey) return `key ${value.extractable}`;
      if (value instanceof ArrayBuffer) return latin(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return latin(new Uint8Array(value.buffer));
      if (value instanceof Map || value instanceof Set) return written([...value]);
      if (typeof value !== "object" || value === null) return utf8(String(value));
      return Object.entries(value)
        .map(([key, part]) => utf8(key) + written(part))
        .join("");
    };
    let all = utf8(JSON.stringify({ ...localStorage, ...sessionStorage }) + document.title);
    for (const { name } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name));
      for (const store of db.objectStoreNames)
        all += written(await answer(db.transaction(store).objectStore(store).getAll()));
      db.close();
    }
    return all;
  });

test("twenty talks, and no word of them anywhere but with the two", { skip }, async () => {
  const { server } = place.house;
  const words = [];
  await place.onDuty();
  const asker = await place.comeIn(place.asker, phone);
  const listener = await place.comeIn(place.listener, desk);
  for (const page of [asker, listener]) {
    recordFrames(page);
    await page.reload(); // the sockets are seen from their beginning
  }
  for (let i = 0; i < 20; i++) {
    await ask(asker, t);
    await accept(listener, t);
    await asker.getByRole("textbox", { name: t.write }).waitFor();
    const said = [unique(`心事${i} `), unique("我在听 ")];
    await say(asker, t, said[0]);
    await reads(listener, [said[0]]);
    await say(listener, t, said[1]);
    await reads(asker, said);
    words.push(...said);
    // What is only written is as secret as what is said.
    const draft = unique("没说出口 ");
    await asker.getByRole("textbox", { name: t.write }).fill(draft);
    words.push(draft);
    const room = Number(/#\/r\/(\d+)/.exec(asker.url())[1]);
    await place.works.does(place.token(place.asker), "talk.end", { room });
    await asker.getByText(t.ended).waitFor();
  }
  // In an ordinary room the same ways of looking find what was said.
  const control = unique("公开的话 ", open_mark);
  await asker.goto(`${server.http}/#/`);
  await asker.locator("a.room", { hasText: "房间 1" }).click();
  await post(asker, control);
  await sent(asker, control).waitFor();
  await new Promise((done) => setTimeout(done, 2_500)); // what is kept of the rooms is kept by then

  const places = await everyPlace(server, [asker, listener]);
  const found = (word) => places.filter(([, bytes]) => holds(bytes, word)).map(([name]) => name);
  for (const word of [open_mark, control]) {
    const open = found(word).join(" ");
    assert.match(open, /socket/);
    assert.match(open, /data/);
    assert.match(open, /kept by the browser/);
  }
  assert.deepEqual(found(sealed_mark), []);
  for (const word of words) {
    const number = Buffer.from(word.slice(-16));
    const there = places.filter(([, bytes]) => bytes.includes(number)).map(([name]) => name);
    assert.deepEqual(there, [], word);
  }
  for (const page of [asker, listener]) {
    assert.match(await keptBy(page), /key false/, "a key that is not given out");
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
});

async function everyPlace(server, pages) {
  const metrics = await (await fetch(`${server.http}/metrics`)).text();
  const places = [["metrics", Buffer.from(metrics)]];
  for (const page of pages) {
    places.push(["a socket", Buffer.concat(page.frames_told)]);
    places.push(["the console", Buffer.from(page.said_aloud.join("\n"))]);
    places.push(["what is kept by the browser", Buffer.from(await keptBy(page), "latin1")]);
  }
  await server.stop();
  places.push(["its log", Buffer.from(server.output + server.errors)]);
  const files = everyFile(server.data).map((path) => readFileSync(path));
  assert.ok(files.length > 3);
  await server.serve(server.host);
  return [...places, ...files.map((bytes) => ["its data", bytes])];
}

const namesOf = (page) =>
  page.evaluate(async () => (await indexedDB.databases()).map((db) => db.name));

test("signing out takes the keys and every word along", { skip }, async () => {
  const { asker, listener, room } = await together(place, { options: desk });
  await say(asker, t, "退出以后就没有了");
  await reads(listener, ["退出以后就没有了"]);
  const name = `xinqiao-talks-${place.works.ids[place.asker]}`;
  const names = () => namesOf(asker);
  assert.ok((await names()).includes(name));
  await asker.getByRole("button", { name: "设置", exact: true }).click();
  await asker.getByRole("button", { name: "退出登录", exact: true }).click();
  await press(asker, "退出登录");
  await asker.waitForSelector(".outside form");
  await until(names, (found) => !found.includes(name), "that it is gone");

  // The same person comes back to the same browser: it is another device now.
  await asker.goto(`${place.house.server.http}/#link=${await place.house.secret(place.asker)}`);
  await asker.waitForSelector(".rooms");
  await asker.goto(`${place.house.server.http}/#/r/${room}`);
  await asker.getByText(t.lacks).waitFor();
  assert.deepEqual(await texts(asker), []);
  for (const page of [asker, listener]) await page.context().close();
});

test("a session that is ended from elsewhere takes them along, too", { skip }, async () => {
  const { asker, listener } = await together(place, { options: phone });
  await say(asker, t, "丢了的手机");
  await reads(listener, ["丢了的手机"]);
  const name = `xinqiao-talks-${place.works.ids[place.asker]}`;
  await place.works.ask(place.token(place.asker), "session.end_all", {});
  await asker.waitForSelector(".outside");
  await until(() => namesOf(asker), (found) => !found.includes(name), "that it is gone");
  for (const page of [asker, listener]) await page.context().close();
});

test("over plain http it is said why there are no talks", { skip }, async () => {
  const page = await place.house.page(phone);
  const address = place.house.server.http.replace("127.0.0.1", "house.test");
  await page.goto(`${address}/#link=${await place.house.secret(place.asker)}`);
  await page.waitForSelector(".rooms");
  await page.locator("a.heart").click();
  await page.getByText(t.secure).waitFor();
  await page.getByText("120").first().waitFor();
  assert.equal(await page.getByRole("button", { name: t.ask }).count(), 0);
  // The browser says of such an address what it does without.
  assert.deepEqual(page.trouble.filter((text) => !/untrustworthy/.test(text)), []);
  await page.context().close();
});

test("by name only: nothing is called anonymous", { skip }, () => {
  const source = fileURLToPath(new URL("../../web-client/src", import.meta.url));
  for (const path of everyFile(source)) {
    if (!/talk/.test(path)) continue;
    assert.doesNotMatch(readFileSync(path, "utf8"), /anonym|匿名/i, path);
  }
});
