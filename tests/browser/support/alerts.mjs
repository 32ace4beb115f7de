// What the tests of alerts share: a works in which alerts are raised over the wire, the words of
// the page in both languages, and the screen that an alert takes.
import assert from "node:assert/strict";
import { violations, wide } from "./access.mjs";
import { desk, phone, picture, until } from "./house.mjs";

export const matrix = [
  ["zh-CN", "phone", phone],
  ["zh-CN", "desk", desk],
  ["en", "phone", phone],
  ["en", "desk", desk],
];

export const t = {
  "zh-CN": {
    ...{ real: /紧急动员 · 真实情况/, drill: /演练 · 不是真的/, falseAlarm: /误报，动员取消/ },
    ...{ allClear: /^解除/, drillOver: /演练结束/, understood: "知道了", there: "到它的房间" },
    ...{ change: "改我的回答", waits: /在等网络，还没有报上去/, given: /已经报上去了/ },
    ...{ offline: /现在没有网络。照样可以点/, changed: /情况有变/, board: "紧急动员" },
    ...{ raiseReal: "发出真实动员", raiseDrill: "发起演练", title: "标题（一句话说清什么事）" },
    ...{ text: "要大家做什么", exactly: (n) => `正好 ${n} 人`, note: /关着页面的人现在叫不醒/ },
    ...{ toSure: (n) => `下一步：确认发给 ${n} 人`, sendReal: (n) => `向 ${n} 人发出真实警报` },
    ...{ sendDrill: (n) => `向 ${n} 人发出演练`, sure: /会马上占满 \d+ 人的屏幕/, roll: "点名" },
    ...{ nobody: /没有人，发不出动员/, many: /已经有 20 次/, update: "补充情况" },
    ...{ falsely: "宣布误报", clear: "解除", next: "下一步", say: "说什么", call: /^电话名单：还没有/ },
    ...{ tellFalse: (n) => `向 ${n} 人宣布误报`, tellClear: (n) => `向 ${n} 人宣布解除` },
    ...{ tell: (n) => `告诉 ${n} 人`, tick: "已打电话", by: /已打电话$/, missing: /还差 \d+ 人/ },
    ...{ prepared: /是误报，现在取消/, again: "再发一次（不会重复）", all: "人齐了" },
    ...{ sound: "动员铃声", tryIt: "试一下", soundWaits: /要等您点一下页面才能响/, armed: "已打开，可以响。" },
    ...{ hush: "静音", settings: "设置", notSent: /不知道是否已经发出/, answer: (n) => `回答 ${n}` },
  },
  en: {
    ...{ real: /ALERT · this is real/, drill: /DRILL · this is not real/ },
    ...{ falseAlarm: /False alarm: it is cancelled/, allClear: /^All clear/ },
    ...{ drillOver: /The drill is over/, understood: "Understood", there: "To its room" },
    ...{ change: "Change my answer", waits: /waits for the network/, given: /has been given/ },
    ...{ offline: /There is no network. You can answer/, changed: /Things have changed/ },
    ...{ board: "Alert", raiseReal: "Raise a real alert", raiseDrill: "Start a drill" },
    ...{ title: "Title (what has happened, in one line)", text: "What people are to do" },
    ...{ exactly: (n) => `Exactly ${n} people`, note: /Nothing wakes a page that is closed/ },
    ...{ toSure: (n) => `Next: confirm for ${n} people`, roll: "Roll call", update: "Say more" },
    ...{ sendReal: (n) => `Send a real alert to ${n} people`, sure: /It takes the screens of \d+/ },
    ...{ sendDrill: (n) => `Send a drill to ${n} people`, nobody: /there is nobody to alert/ },
    ...{ many: /20 alerts and drills are under way/, falsely: "False alarm", clear: "All clear" },
    ...{ next: "Next", say: "What to say", call: /^Call list: who has/, tick: "Phoned" },
    ...{ tellFalse: (n) => `Tell ${n} people it was a false alarm`, by: /^phoned by/ },
    ...{ tellClear: (n) => `Give ${n} people the all-clear`, tell: (n) => `Tell ${n} people` },
    ...{ missing: /\d+ people missing/, prepared: /was a false alarm and is cancelled/ },
    ...{ again: "Send again (it is not sent twice)", all: "nobody is missing" },
    ...{ sound: "Sound for alerts", tryIt: "Try it", soundWaits: /once you touch the page/ },
    ...{ armed: "On, and ready to sound.", hush: "Silence", settings: "Settings" },
    ...{ notSent: /not known whether it was sent/, answer: (n) => `Answer ${n}` },
  },
};

export const options = ["安全", "需要帮助", "30 分钟内到"];
export const title = "三号罐区泄漏";
export const text = "请立即撤离到东门集合点。";

// As an organiser of the whole works does it, over the wire.
export class Raiser {
  constructor({ server, works, units }) {
    Object.assign(this, { server, works, units: units ?? [works.units.branch] });
  }
  get owner() {
    return this.server.tokens[0];
  }
  async raise(drill = false, more = {}) {
    const words = { title, text, options, units: this.units, drill, ...more };
    const { room } = await this.works.does(this.owner, "alert.raise", words);
    return room;
  }
  moves(move, room, text) {
    return this.works.does(this.owner, `alert.${move}`, { room, text });
  }
  figures(room) {
    return this.works.ask(this.owner, "alert.roll", { room });
  }
  answers(room) {
    return this.figures(room).then(({ answers }) => answers.join());
  }
  // Nothing is left for the test that comes next.
  async clear() {
    const { alerts } = await this.works.ask(this.owner, "alert.list", {});
    for (const { room } of alerts) await this.moves("all_clear", room, "结束。");
  }
}

export const taken = (page) => page.getByRole("alertdialog");
export async function takes(page, pattern) {
  await taken(page).locator(".kind", { hasText: pattern }).waitFor();
  return taken(page);
}
export const answer = (page, text) =>
  taken(page).getByRole("button", { name: text, exact: true }).click();
export const goes = (page) => taken(page).waitFor({ state: "detached" });
export const dialog = (page) => page.getByRole("dialog").last();
export const press = (page, name) =>
  dialog(page).getByRole("button", { name, exact: true }).click();

// What everybody must be able to read, on a screen of any size.
export async function well(page, name) {
  assert.deepEqual(await violations(page), [], name);
  assert.ok((await wide(page)) <= 0, `${name} is too wide`);
  await picture(page, name);
}

export async function over(...pages) {
  for (const page of pages) {
    assert.deepEqual(page.trouble, []);
    await page.context().close();
  }
}
export { until };
