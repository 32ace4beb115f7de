// Would what watches over hostile words notice one that worked? The same payloads, taken for markup
// on purpose: in a page without a policy they are seen, and in the page of the server the policy
// stops them, which is seen too. See hostile.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { House, phone, skip, until } from "./support/house.mjs";
import { guard, payloads, strangers } from "./support/hostile.mjs";

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 1, rooms: 1 });
});
after(() => house?.close());

const families = ["script", "img", "svg", "frame", "handler", "breakout", "mutation"];
const of = (family) => payloads.filter((one) => one.family === family).map(({ text }) => text);

test("what is taken for markup is noticed, where no policy stops it", { skip }, async () => {
  const context = await house.browser.newContext(phone);
  const page = await context.newPage();
  const home = "http://no-policy.invalid/";
  await guard(page, home);
  // Nothing leaves the machine, whatever is asked for, and 204 leads nobody elsewhere.
  const bare = { contentType: "text/html", body: "<!doctype html><title>x</title><main></main>" };
  await page.route("**/*", (route) =>
    route.fulfill(route.request().url() === home ? bare : { status: 204 }),
  );
  await page.goto(home);
  // As if the page had put what it was told into its own markup: as text, and into an attribute.
  const taken = (text) => {
    const main = document.querySelector("main");
    main.innerHTML = `<p title="${text}">${text}</p>`;
  };
  for (const family of families) {
    const unseen = [];
    for (const text of of(family)) {
      const struck = page.struck.length;
      const found = await page
        .evaluate(taken, text)
        .then(() => page.evaluate(strangers))
        .catch((error) => [`${error}`]); // it has led the page elsewhere
      if (found.length === 0 && page.struck.length === struck) unseen.push(text);
      if (page.url() !== home || found[0]?.includes("navigation")) await page.goto(home);
    }
    const share = unseen.length / of(family).length;
    assert.ok(share <= 0.1, `${family}: ${unseen.length} are not seen: ${unseen.join("\n")}`);
  }
  const has_run = () => page.struck.some((one) => one.startsWith("a dialog"));
  await until(async () => has_run(), (seen) => seen, "a payload that runs");
  assert.ok(page.struck.some((one) => one.startsWith("a request")), "one asks elsewhere");
  await context.close();
});

test("under the policy of the server they do not even become markup", { skip }, async () => {
  const page = await house.page(phone);
  await guard(page, house.server.http);
  await page.goto(`${house.server.http}/#link=${await house.secret(0)}`);
  await page.waitForSelector(".rooms");
  assert.deepEqual(await page.evaluate(strangers), []);
  const ways = [
    (text) => (document.body.innerHTML = text),
    (text) => document.body.insertAdjacentHTML("beforeend", text),
    (text) => document.write(text),
    (text) => new DOMParser().parseFromString(text, "text/html"),
    (text) => (document.createElement("iframe").srcdoc = text),
    (text) => (document.createElement("script").text = text),
    (text) => (document.createElement("script").src = text),
    (text) => document.body.setAttribute("onclick", text),
  ];
  for (const way of ways) {
    for (const text of [of("script")[0], of("img")[0]]) {
      await page.evaluate(() => void (globalThis.violations.length = 0));
      const done = page.evaluate(way, text).then(() => "it was done");
      assert.match(await done.catch((error) => `${error}`), /Trusted/, `${way}`);
      const is_told = (found) =>
        found.some((one) => one.startsWith("require-trusted-types-for"));
      await until(() => page.evaluate(strangers), is_told, `${way}`);
    }
  }
  assert.deepEqual(page.struck, []);
  assert.equal(await page.locator(".rooms").count(), 1, "the page stands");
  await page.context().close();
});
