// Two pages in a talk heart to heart, and a house with listeners to ask: one who stands in nobody's
// line of command, and one who organises the asker's branch.
//   const place = await openTalks();  // of a whole test file
//   const asker = await place.comeIn(place.asker, desk, "en");
import { after } from "node:test";
import { House, skip, until } from "./house.mjs";
import { makeWorks } from "./works.mjs";

export const talk_words = {
  "zh-CN": {
    ...{ title: "谈心", ask: /^找“第一联合车间党支部”的谈心员$/, begin: "我明白了，去排队" },
    ...{ first: "正在等，您排在第一个", on: "我现在在岗", accept: /^接 .* 的谈心$/ },
    ...{ acceptYes: "我明白了，接", sealed: "仅双方可读", write: "写给对方", number: "核对安全码" },
    ...{ same: "一样", differs: "不一样", compared: "安全码已核对", end: "结束谈心", forget: "忘记" },
    ...{ ended: "谈心已经结束。", forgotten: "这次谈心已经被忘记", withdraw: "不等了，撤回" },
    ...{ withdrawn: "这次请求已经撤回。", decline: /^不接 .* 的谈心$/, declineYes: "不接" },
    ...{ declined: "对方没有接。您可以去找别人。", line: "您的上级" },
    ...{ lacks: "这台设备没有这次谈心的钥匙" },
    ...{ damaged: /打不开：它在路上被改动过/, replayed: /已经来过一次/ },
    ...{ missing: /还说了 1 条，没有送到/ },
    ...{ noKey: /这台设备没有钥匙/, unsent: /还没有发出/, inList: "加密消息", ahead: /前面还有 1 个/ },
    ...{ secure: /不是安全连接/, waiting: "1 人在等您" },
  },
  en: {
    ...{ title: "Heart to heart", ask: /^Ask the listeners of 第一联合车间党支部$/ },
    ...{ begin: "I understand; get in line", first: "Waiting: you are first in line" },
    ...{ on: "I am on duty now", accept: /^Accept the talk with/, sealed: "Only you two can read" },
    ...{ acceptYes: "I understand; accept", write: "Write to the other one" },
    ...{ number: "Compare the safety number", same: "It is the same", differs: "It differs" },
    ...{ compared: "· number compared", end: "End the talk", forget: "Forget" },
    ...{ ended: "The talk is over.", forgotten: "This talk has been forgotten" },
    ...{ withdraw: "Take it back", withdrawn: "This request was taken back." },
    ...{ decline: /^Decline the talk with/, declineYes: "Decline", line: "Your superiors" },
    ...{ declined: "They did not accept. You can ask somebody else." },
    ...{ lacks: "This device has no key to this talk" },
    ...{ damaged: /cannot be opened: it was changed/ },
    ...{ replayed: /had come before and was sent again/ },
    ...{ missing: /one more message, which did not/ },
    ...{ noKey: /this device has no key to it/, unsent: /Not sent yet/, inList: "Sealed message" },
    ...{ ahead: /1 before you/, secure: /is no secure connection/ },
    ...{ waiting: "1 person waits for you" },
  },
};

export async function openTalks(options = {}) {
  if (skip) return undefined;
  const place = await makeTalks(options);
  after(() => place.house.close());
  return place;
}

// Whoever calls it closes its house.
export async function makeTalks(options = {}) {
  const place = new TalkPlace();
  place.house = await House.open({ members: 5, rooms: 1, ...options });
  place.works = await makeWorks(place.house.server);
  const { does, ids, units } = place.works;
  const [owner] = place.house.server.tokens;
  const duty = (member, unit) => does(owner, "duty.give", { member, unit, duty: "listener" });
  for (const member of [ids[3], ids[4]])
    await does(owner, "member.move", { member, unit: units.chemical });
  await duty(ids[3], units.refinery);
  await duty(ids[1], units.branch);
  return place;
}

class TalkPlace {
  asker = 2; // at home in the branch
  listener = 3; // of the refinery; at home elsewhere
  superior = 1; // organises the asker's branch, and is a listener there
  stranger = 4;

  token(index) {
    return this.house.server.tokens[index];
  }
  async onDuty(on = true, index = this.listener) {
    await this.works.ask(this.token(index), "talk.duty", { on });
  }
  async comeIn(index, options = {}, locale = "zh-CN") {
    return this.house.comeIn(index, { ...options, locale });
  }
  // A page whose server is not honest: `change(event)` is done to every step of the past that the
  // page asks for; undefined leaves it out. `row` likewise, to what waits for a listener.
  async comeInTo(index, { change = (event) => event, row = (one) => one }, options = {}) {
    const page = await this.house.page(options);
    await page.routeWebSocket(/\/ws$/, (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((text) => server.send(text));
      server.onMessage((text) => {
        const message = JSON.parse(text);
        const { result } = message;
        if (result?.events) result.events = result.events.map(change).filter(Boolean);
        if (result?.waiting) result.waiting = result.waiting.map(row);
        socket.send(JSON.stringify(message));
      });
    });
    await page.goto(`${this.house.server.http}/#link=${await this.house.secret(index)}`);
    await page.waitForSelector(".rooms");
    return page;
  }
}

export const front = async (page, t) => {
  await page.goto(`${new URL(page.url()).origin}/#/talks`);
  await page.locator("#talks-title", { hasText: t.title }).waitFor();
};
const dialog = (page) => page.getByRole("dialog");
export const press = (page, name) =>
  dialog(page).getByRole("button", { name, exact: typeof name === "string" }).click();

// The asker gets in line of the unit; the page is in the room of the talk then. Gives its number.
export async function ask(page, t) {
  await front(page, t);
  await page.getByRole("button", { name: t.ask }).click();
  await press(page, t.begin);
  await page.locator(".place").waitFor();
  return Number(/#\/r\/(\d+)/.exec(page.url())[1]);
}

export async function accept(page, t) {
  await front(page, t);
  await page.getByRole("button", { name: t.accept }).first().click();
  await press(page, t.acceptYes);
  await page.getByRole("textbox", { name: t.write }).waitFor();
}

export async function say(page, t, text) {
  const field = page.getByRole("textbox", { name: t.write });
  await field.fill(text);
  await page.locator(".send").click();
}
export const texts = (page) => page.locator(".talk-log .text").allTextContents();
// One's own words that the server has.
export const told = (page) => page.locator(".talk-log article.kept .text").allTextContents();
export const shut = (page) => page.locator(".talk-log .shut").allTextContents();

export const reads = (page, wanted, what = "the words of the talk") =>
  until(() => told(page), (found) => JSON.stringify(found) === JSON.stringify(wanted), what);

// Both pages are in one talk that was accepted.
export async function together(place, { options = {}, locale = "zh-CN" } = {}) {
  const t = talk_words[locale];
  await place.onDuty();
  const asker = await place.comeIn(place.asker, options, locale);
  const room = await ask(asker, t);
  const listener = await place.comeIn(place.listener, options, locale);
  await accept(listener, t);
  await asker.getByRole("textbox", { name: t.write }).waitFor();
  return { asker, listener, room, t };
}
