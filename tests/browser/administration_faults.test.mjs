// What the real server does not show on demand: an answer that is lost after the act was done, an
// act while the server is away, somebody who has waited too long, a member erased.
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { binary } from "../support/server.mjs";
import { violations } from "./support/access.mjs";
import { desk, launch, phone, picture, skip as unable, watch } from "./support/house.mjs";
import { MockServer } from "./support/mock_server.mjs";

const page = process.env.XINQIAO_PAGE ?? join(dirname(resolve(binary)), "web");
const skip =
  unable ||
  (existsSync(page) && readdirSync(page).includes("index.html") ? false : "the page is not built");
const hour = 3_600_000;

let browser;
before(async () => {
  if (!skip) browser = await launch();
});
after(() => browser?.close());

async function house(options, run) {
  const server = new MockServer(page, { names: ["王敏", "李建国"], rooms: ["值班室"] });
  for (const member of [1, 2]) server.say(1, member, { kind: "joined" });
  const url = await server.listen();
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  context.setDefaultTimeout(20_000);
  const ann = await context.newPage();
  watch(ann);
  try {
    await ann.goto(`${url}/#link=${server.link(1)}`);
    await ann.locator(".rooms").waitFor();
    await run(server, ann);
    assert.deepEqual(ann.trouble, []);
  } finally {
    await context.close();
    await server.close();
  }
}
const dialog = (ann) => ann.getByRole("dialog");
async function newUnit(ann, name) {
  await ann.evaluate(() => (location.hash = "#/admin/unit/1"));
  await ann.getByRole("button", { name: "新建下级单位", exact: true }).click();
  await dialog(ann).locator("input").fill(name);
  await dialog(ann).locator(".primary").click();
}

test("an act whose answer is lost is done once, and its answer comes in the end", { skip }, () =>
  house(desk, async (server, ann) => {
    let lost = 0;
    server.faults.loseAnswer = (method) => method === "unit.create" && lost++ === 0;
    await newUnit(ann, "夜校");
    for (const socket of server.sockets) socket.close(4000);
    await ann.locator("#unit-name", { hasText: "夜校" }).waitFor();
    assert.equal(server.organisation.units.filter(({ name }) => name === "夜校").length, 1);
  }),
);

test("an act without a server says what is not known, and can be done again", { skip }, () =>
  house(desk, async (server, ann) => {
    await ann.evaluate(() => (location.hash = "#/admin/unit/1"));
    await ann.getByRole("button", { name: "新建下级单位", exact: true }).waitFor();
    const { port } = server;
    await server.close();
    await newUnit(ann, "甲班");
    await dialog(ann).getByRole("alert").getByText("没有连上服务器").waitFor();
    await server.listen(port);
    await ann
      .getByRole("button", { name: "立即重试" })
      .click({ timeout: 3_000 })
      .catch(() => {});
    await ann.locator(".bar.told").waitFor({ state: "detached" });
    await dialog(ann).locator(".primary").click();
    await ann.locator("#unit-name", { hasText: "甲班" }).waitFor();
    assert.equal(server.organisation.units.length, 2);
  }),
);

for (const [place, options, colorScheme] of [
  ["phone", phone, "light"],
  ["desk", desk, "dark"],
]) {
  test(`who has waited too long stands first, in cinnabar (${place})`, { skip }, () =>
    house({ ...options, colorScheme }, async (server, ann) => {
      const since = (hours) => ({
        waiting_since: Date.now() - hours * hour,
        welcome_due: Date.now() + (72 - hours) * hour,
      });
      server.organisation.people.push(
        { member: 7, name: "何小雨", welcome: "waiting", duties: [], ...since(20) },
        { member: 8, name: "马晓东", welcome: "overdue", duties: [], ...since(80) },
        { member: 9, name: "周文", welcome: "welcomed", duties: [], ...since(90) },
      );
      await ann.evaluate(() => (location.hash = "#/admin/waiting"));
      const names = ann.locator(".sheet .people bdi");
      await names.first().waitFor();
      assert.deepEqual(await names.allInnerTexts(), ["马晓东", "何小雨", "周文"]);
      const clock = ann.locator(".sheet small.late");
      assert.equal(await clock.innerText(), "等了 3 天 8 小时，已超时 8 小时");
      const colours = await clock.evaluate((node) => {
        const probe = document.createElement("i");
        probe.style.color = "var(--cinnabar)";
        document.body.append(probe);
        return [getComputedStyle(node).color, getComputedStyle(probe).color];
      });
      assert.equal(colours[0], colours[1]);
      assert.deepEqual(await violations(ann), []);
      await picture(ann, `${place}-${colorScheme}-overdue`);
      if (place === "desk") await ann.locator(".section .late", { hasText: "1 人" }).waitFor();
    }),
  );
}

test("a member is renamed, signed out everywhere, and erased after a choice", { skip }, () =>
  house(phone, async (server, ann) => {
    const { organisation } = server;
    organisation.people.push({ member: 7, name: "何小雨", home: 1, duties: [] });
    await ann.evaluate(() => (location.hash = "#/admin/unit/1"));
    const open = async (name, act) => {
      await ann.locator("button.person", { hasText: name }).click();
      await dialog(ann).getByRole("button", { name: act, exact: true }).click();
    };
    await open("何小雨", "改姓名");
    await dialog(ann).locator("input").fill("何晓雨");
    await dialog(ann).locator(".primary").click();
    await open("何晓雨", "全部下线");
    await dialog(ann).locator(".choices .grave").click();
    await dialog(ann).waitFor({ state: "detached" });
    await open("何晓雨", "注销");
    const erase = dialog(ann).locator(".choices .grave");
    await erase.click();
    await dialog(ann).getByRole("alert").waitFor();
    assert.equal(organisation.acts.length, 2, "nothing is chosen beforehand");
    assert.deepEqual(await violations(ann), []);
    await picture(ann, "phone-light-zh-CN-erase");
    await dialog(ann).getByLabel("全部删除").check();
    await erase.click();
    await ann.locator("button.person").waitFor({ state: "detached" });
    assert.deepEqual(
      organisation.acts.map(({ method, words }) => [method, words]),
      [
        ["member.rename", undefined],
        ["session.end_all", undefined],
        ["member.erase", "delete"],
      ],
    );
  }),
);

test(
  "a part of the page that cannot be fetched says so, and comes when asked again",
  { skip },
  () =>
    house(desk, async (server, ann) => {
      await ann.context().route(/\/page-/, (route) => route.abort());
      await ann.evaluate(() => (location.hash = "#/admin"));
      const told = ann.locator(".later[role=alert]");
      await told.waitFor();
      await ann.context().unroute(/\/page-/);
      await told.getByRole("button", { name: "再试一次" }).click();
      await ann.locator("[role=tree]").waitFor();
    }),
);
