// Hostile words in the other browser: every one of them said by the wire, shown from the end of
// the room to its beginning, as text. Nothing runs, nothing is asked of elsewhere. See
// hostile.test.mjs.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Server } from "../support/server.mjs";
import { launch_firefox, no_firefox as skip } from "./support/firefox.mjs";
import { until } from "./support/house.mjs";
import { isBlank, payloads, readable, sendable, strangers, texts } from "./support/hostile.mjs";

let server;
let browser;
before(async () => {
  if (skip) return;
  const args = ["--commands-per-second", "0"];
  server = await Server.start({ members: 2, rooms: 1, args });
  browser = await launch_firefox();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const does = async (by, method, params) => {
  const asked = { ...params, key: randomUUID() };
  const { body } = await server.rpc(server.tokens[by], method, asked);
  assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
  return body.result;
};

test("there are as many payloads as are spoken of, and more than three hundred", () => {
  const { url } = import.meta;
  for (const path of ["../../README.md", "../../docs/security-tests.md"]) {
    const told = /(\d+) (?:hostile )?payloads/.exec(readFileSync(new URL(path, url), "utf8"));
    assert.equal(Number(told[1]), payloads.length, path);
  }
  assert.ok(new Set(texts).size >= 300);
});

// Before the page's own script: what a payload that works would do.
function listen() {
  globalThis.violations = [];
  addEventListener("securitypolicyviolation", (event) =>
    globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  );
}

// Each row of the room, by its place; and up to its beginning.
function step() {
  const log = document.querySelector("[role=log]");
  const rows = [...log.querySelectorAll("[data-seq]")];
  const said = rows.map((row) => [
    Number(row.dataset.seq),
    row.querySelector(".text")?.textContent,
  ]);
  log.scrollTop = log.scrollTop > 0 ? 0 : 30;
  return said;
}

// By the owner, who alone may name everybody.
test("every hostile text is text in Firefox, too", { skip }, async () => {
  const all = texts.map(sendable).filter((text) => !isBlank(text));
  const posted = new Map();
  for (const text of all) {
    if (Buffer.byteLength(text) > 16_384) continue;
    posted.set((await does(0, "message.post", { room: 1, text })).seq, text);
  }
  const last = Math.max(...posted.keys());
  await server.rpc(server.tokens[1], "read.set", { room: 1, seq: last });
  assert.ok(posted.size >= 300, `${posted.size}`);

  const page = await (await browser.createBrowserContext()).newPage();
  const struck = [];
  page.on("dialog", (dialog) => {
    struck.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    const homes = [server.http, server.http.replace("http", "ws"), "data:image/svg+xml"];
    const is_icon = url === "data:,"; // the page's own, which is none
    const is_own = is_icon || homes.some((home) => url.startsWith(home));
    if (!is_own) struck.push(`a request: ${url}`);
  });
  page.on("pageerror", (error) => struck.push(String(error)));
  await page.evaluateOnNewDocument(listen);
  const { secret } = await does(1, "link.create", {});
  await page.goto(`${server.http}/#link=${secret}`);
  await page.waitForSelector("a.room");
  await page.evaluate(() => document.querySelector("a.room").click());
  await page.waitForSelector("[role=log] [data-seq]");

  const rows = new Map();
  const gather = async () => {
    for (const [seq, text] of await page.evaluate(step)) rows.set(seq, text);
    return posted.size - [...posted.keys()].filter((seq) => rows.has(seq)).length;
  };
  await until(gather, (left) => left === 0, "every row of the room", 120_000);

  const names = (id) => (id === "all" ? "所有人" : id);
  const bare = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
  for (const [seq, text] of posted) {
    if (/<@/.test(text)) continue; // names have their own words for it
    assert.equal(bare(rows.get(seq)), bare(readable(text, names)), `${seq}`);
  }
  assert.deepEqual(await page.evaluate(strangers), []);
  assert.deepEqual(struck, []);
});
