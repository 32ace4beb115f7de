// Alerts by keyboard alone: raised, answered where it takes the screen, revised, followed in the
// roll call, ticked in the call list, and declared a false alarm.
import { test } from "node:test";
import * as a from "./support/alerts.mjs";
import { skip, until } from "./support/house.mjs";
import { end, walker } from "./support/keys.mjs";
import { openWorks } from "./support/works.mjs";

const { house, works } = await openWorks({ members: 3, rooms: 1 });
const w = a.t["zh-CN"];

test("raised, answered, called and ended without a pointer", { skip }, async () => {
  const raiser = new a.Raiser({ server: house.server, works });
  const [page, keys] = await walker(house, 0);
  const [worker, answers] = await walker(house, 2);
  await keys.open("button", w.board);
  await keys.dialog("紧急动员");
  await keys.open("button", /^发出真实动员/);
  await keys.dialog("发出真实动员");
  await keys.open("checkbox", /^第一联合车间党支部/, "Space");
  await keys.to("textbox", w.title);
  await keys.type(a.title);
  await keys.to("textbox", w.text);
  await keys.type(a.text);
  await page.getByText(w.exactly(6)).waitFor();
  await keys.open("button", w.toSure(6));
  await page.getByText(w.sure).waitFor();
  await keys.open("button", w.sendReal(6));
  await keys.dialog(w.roll);

  await a.takes(worker, w.real);
  await answers.comes("heading", a.title);
  await answers.press("Escape", "Escape");
  await a.taken(worker).locator(".answers button:enabled").first().waitFor();
  await answers.open("button", "我需要帮助");
  await a.goes(worker);
  const { alerts } = await works.ask(raiser.owner, "alert.list", {});
  const [{ room }] = alerts;
  await until(() => raiser.answers(room), (all) => all === "0,1,0", "the answer");
  await answers.enter(room);
  await answers.open("button", "我安全");
  await until(() => raiser.answers(room), (all) => all === "1,0,0", "the answer, revised");

  await page.locator(".head-count", { hasText: /1 \/ 6/ }).waitFor();
  await keys.open("button", w.call);
  await page.locator(".call-list li").first().waitFor();
  await keys.open("button", "已打电话：王敏", "Space");
  await until(() => raiser.figures(room), ({ ticked }) => ticked === 1, "the tick");
  await keys.press("Escape");
  await keys.dialog("紧急动员");
  await keys.open("button", w.falsely);
  await keys.dialog("宣布这是误报");
  await keys.open("button", w.next);
  await keys.open("button", w.tellFalse(6));
  await a.takes(worker, w.falseAlarm);
  await a.taken(worker).locator(".answers button:enabled").first().waitFor();
  await answers.press("Escape");
  await a.goes(worker);
  await end(page, worker);
});
