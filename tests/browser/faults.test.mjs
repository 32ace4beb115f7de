// Faults the real server does not make on demand, from a small one in memory: answers that are
// lost, refusals, a link that falls silent, a server restored from a backup.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { binary } from "../support/server.mjs";
import {
  bubble,
  desk,
  launch,
  say,
  skip as unable,
  texts,
  until,
  watch,
} from "./support/house.mjs";
import { setTotals } from "./support/mock_posts.mjs";
import { MockServer } from "./support/mock_server.mjs";

const page = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");
const skip =
  unable ||
  (existsSync(page) && readdirSync(page).includes("index.html") ? false : "the page is not built");

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

async function house(run) {
  const server = new MockServer(page, { names: ["王敏", "李建国"], rooms: ["值班室"] });
  for (const member of [1, 2]) server.say(1, member, { kind: "joined" });
  server.say(1, 2, { kind: "post", text: "早上好" });
  const url = await server.listen();
  const context = await browser.newContext({ ...desk, locale: "zh-CN" });
  context.setDefaultTimeout(15_000);
  const ann = await context.newPage();
  watch(ann);
  try {
    await ann.goto(`${url}/#link=${server.link(1)}`);
    await ann.locator("a.room").first().click();
    await bubble(ann, "早上好").waitFor();
    await run(server, ann);
    assert.deepEqual(ann.trouble, []);
  } finally {
    await context.close();
    await server.close();
  }
}
const posts = (server) =>
  server.rooms
    .get(1)
    .log.filter((event) => event.kind === "post")
    .map((event) => event.text);

test(
  "answers that never come are asked for again after the link, and nothing is doubled",
  { skip },
  () =>
    house(async (server, ann) => {
      server.faults.loseAnswer = (method) => method === "message.post";
      await say(ann, "答复丢了");
      await until(() => posts(server).includes("答复丢了"), Boolean, "the server to have it");
      server.faults.loseAnswer = undefined;
      for (const socket of server.sockets) socket.close(4000);
      await until(
        () => ann.locator("article.waiting, article.sending").count(),
        (count) => count === 0,
        "it to be said",
      );
      assert.deepEqual(posts(server), ["早上好", "答复丢了"]);
      assert.equal((await texts(ann)).filter((text) => text === "答复丢了").length, 1);
    }),
);

test(
  "a refused word says why, can be sent again, and the words after it are not held up",
  { skip },
  () =>
    house(async (server, ann) => {
      server.faults.refuse = (method, params) =>
        params.text === "太长的话" ? "text_too_long" : undefined;
      await say(ann, "太长的话");
      await say(ann, "下一句");
      const failed = ann.locator("article.failed");
      await failed.waitFor();
      await until(
        () => failed.innerText(),
        (text) => /没有发出.*太长/s.test(text),
        "why it is there",
      );
      await until(() => posts(server).includes("下一句"), Boolean, "the next word");
      server.faults.refuse = undefined;
      await failed.getByRole("button", { name: "重新发送" }).click();
      await until(
        () => posts(server),
        (list) => list.includes("太长的话"),
        "the word sent again",
      );
      await until(
        () => ann.locator("article.failed").count(),
        (count) => count === 0,
        "no failed row",
      );
    }),
);

test("a busy server gets the words later, in order", { skip }, () =>
  house(async (server, ann) => {
    let busy = 3;
    server.faults.refuse = () => (busy-- > 0 ? "overloaded" : undefined);
    for (let i = 1; i <= 4; i++) await say(ann, `忙${i}`);
    await until(
      () => posts(server).length,
      (count) => count === 5,
      "all four",
    );
    assert.deepEqual(posts(server).slice(1), ["忙1", "忙2", "忙3", "忙4"]);
  }),
);

test(
  "a server restored from a backup: the lost words are named and can be sent again",
  { skip },
  () =>
    house(async (server, ann) => {
      await say(ann, "留下的话");
      await say(ann, "会丢的话");
      await until(
        () => posts(server).length,
        (count) => count === 3,
        "both words",
      );
      await until(
        () => ann.locator("article.waiting, article.sending").count(),
        (count) => count === 0,
        "both said",
      );
      const room = server.rooms.get(1);
      room.log.pop();
      room.n--;
      server.epoch = "epoch-2";
      server.outboxes.clear();
      for (const socket of server.sockets) socket.close(4000);
      const lost = ann.locator("article.failed");
      await lost.waitFor();
      await until(
        () => lost.innerText(),
        (text) => /会丢的话.*丢失/s.test(text),
        "why it is there",
      );
      await ann.getByText("恢复到了较早的状态，一些消息").waitFor();
      assert.equal((await texts(ann)).filter((text) => text === "留下的话").length, 1);
      await lost.getByRole("button", { name: "重新发送" }).click();
      await until(
        () => posts(server),
        (list) => list.join() === "早上好,留下的话,会丢的话",
        "the word sent again",
      );
    }),
);

test("a session ended elsewhere leads outside, and what was written waits", { skip }, () =>
  house(async (server, ann) => {
    server.sessions.clear();
    for (const socket of server.sockets) socket.close(4100);
    await ann.locator(".outside .trouble").waitFor();
    assert.match(await ann.locator(".outside .trouble").innerText(), /已经结束/);
  }),
);

test("totals that were missed while the link was down are asked for again", { skip }, () =>
  house(async (server, ann) => {
    const seq = server.rooms.get(1).log.at(-1).seq;
    setTotals(server, 1, seq, { reactions: { "👍": 1 }, own: new Map([[2, "👍"]]) });
    const chip = bubble(ann, "早上好").locator(".chip");
    await chip.waitFor();
    for (const socket of server.sockets) socket.close(4000);
    // Nobody is there to hear it.
    setTotals(server, 1, seq, { reactions: { "👍": 7 }, own: new Map([[2, "👍"]]) });
    await until(
      () => chip.innerText(),
      (shown) => /👍\s*7/.test(shown),
      "the totals of now",
    );
  }),
);

test("a reaction that the server does not take is taken back", { skip }, () =>
  house(async (server, ann) => {
    const call = server.call.bind(server);
    server.call = (member, method, ...rest) => {
      if (method === "reaction.set") return call(member, "no.such.method", ...rest);
      return call(member, method, ...rest);
    };
    await bubble(ann, "早上好").hover();
    await bubble(ann, "早上好").locator("[data-more]").click();
    await ann.getByRole("dialog").getByRole("button", { name: "🙏" }).click();
    await until(
      () => ann.told.some(({ method }) => method === "reaction.set"),
      Boolean,
      "it to be sent",
    );
    await until(
      () => ann.locator(".chip").count(),
      (count) => count === 0,
      "it to be taken back",
    );
  }),
);

test("a change that is answered before it is told is not seen undone meanwhile", { skip }, () =>
  house(async (server, ann) => {
    await say(ann, "要改的");
    await ann.locator("article.kept", { hasText: "要改的" }).waitFor(); // or it is not to be edited
    let told = false;
    const send = server.send.bind(server);
    server.send = (socket, frame) => {
      if (frame.method !== "event" || frame.params.kind === "post") return send(socket, frame);
      setTimeout(() => (send(socket, frame), (told = true)), 800);
    };
    // Every text the log ever shows from now on.
    await ann.evaluate(() => {
      const log = document.querySelector("[role=log]");
      window.seen = [];
      const look = () => window.seen.push(log.innerText);
      new MutationObserver(look).observe(log, {
        childList: true,
        subtree: true,
        characterData: true,
        attributes: true,
      });
    });
    await ann.locator("textarea").press("ArrowUp");
    await ann.locator("textarea").fill("改过的");
    await ann.locator("textarea").press("Enter");
    await until(() => told, Boolean, "the change to be told");
    await bubble(ann, "改过的").locator(".edited").waitFor();
    const seen = await ann.evaluate(() => window.seen);
    const first = seen.findIndex((text) => text.includes("改过的"));
    assert.ok(first >= 0);
    const undone = seen.slice(first).filter((text) => text.includes("要改的"));
    assert.deepEqual(undone, []);
  }),
);
