// An administrator's first day, through the page: begins the house, takes in a list of people
// (in GBK, as spreadsheets write it here), invites, makes rooms, posts a notice that asks to be
// confirmed, helps somebody who forgot the password, signs a lost phone out, and backs up.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { violations, wide } from "./support/access.mjs";
import { desk, launch, phone, picture, skip, watch } from "./support/house.mjs";
import { empty_server } from "../support/empty.mjs";
import { run } from "../support/server.mjs";

const texts = {
  "zh-CN": {
    name: "姓名",
    begin: "开始",
    join: "加入",
    signIn: "登录",
    settings: "设置",
    admin: "管理",
    roster: "导入名单",
    check: "先看看",
    would: /会加入 8 人/,
    take: "导入",
    made: /已加入 8 人/,
    sheet: "打印登录二维码",
    back: "返回",
    invitations: "邀请",
    invite: "做一个邀请",
    unit: "进到哪个单位",
    uses: /可以用几次/,
    create: "新建房间",
    title: "房间名称",
    do: "建立",
    inUnit: "属于哪个单位",
    bulletin: /公告：只有组织者发布/,
    write: "发布公告",
    heading: "标题",
    text: "内容",
    ask: /请每个人确认/,
    post: "发布",
    confirm: "我已知晓",
    counts: "已确认 1 / ",
    link: "登录链接",
    getLink: "取得登录链接",
    change: "修改密码",
    save: "保存",
    signOut: "全部下线",
    out: "登录已经结束",
    backUp: "现在备份",
  },
  en: {
    name: "Name",
    begin: "Begin",
    join: "Join",
    signIn: "Sign in",
    settings: "Settings",
    admin: "Administration",
    roster: "List of people",
    check: "Look first",
    would: /8 will be added/,
    take: "Take in",
    made: /8 added/,
    sheet: "Print sign-in codes",
    back: "Back",
    invitations: "Invitations",
    invite: "Make an invitation",
    unit: "Into which unit",
    uses: /For how many people/,
    create: "New room",
    title: "Name of the room",
    do: "Make it",
    inUnit: "Which unit it belongs to",
    bulletin: /only organisers post/,
    write: "Post a notice",
    heading: "Title",
    text: "Text",
    ask: /Ask everybody to confirm/,
    post: "Post",
    confirm: "I have read this",
    counts: "Confirmed by 1 of ",
    link: "Sign-in link",
    getLink: "Get a sign-in link",
    change: "Change the password",
    save: "Save",
    signOut: "Sign out everywhere",
    out: "have been signed out",
    backUp: "Back up now",
  },
};
const secrets = {
  owner: "三号泵房的灯亮了",
  first: "食堂的包子很好吃",
  second: "忘了再想一个新的",
};
// Forty branches would only make the test longer; the roster's own tests take 2,000 rows.
const list = [
  "姓名,单位,账号,职务",
  "李建国,炼油厂/第一联合车间党支部,li.jianguo,组织者",
  "王敏,炼油厂/第一联合车间党支部,wang.min,",
  "赵丽华,炼油厂/第一联合车间党支部,,",
  "陈志强,炼油厂/第二联合车间党支部,,组织者",
  "孙悦,炼油厂/第二联合车间党支部,,",
  "周文,化工厂/聚丙烯车间党支部,,组织者",
  "吴桂芳,化工厂/聚丙烯车间党支部,,",
  "欧阳雪䶮,化工厂,,",
];
const gb18030 = (text) => {
  const { stdout, status } = spawnSync("iconv", ["-f", "UTF-8", "-t", "GB18030"], { input: text });
  assert.equal(status, 0);
  return stdout;
};

// The people of the day, in contexts of their own.
class Day {
  constructor(server, browser, locale) {
    Object.assign(this, { server, browser, locale, t: texts[locale], pages: [] });
  }
  async page(options) {
    const context = await this.browser.newContext({
      timezoneId: "Asia/Shanghai",
      locale: this.locale,
      ...options,
    });
    context.setDefaultTimeout(20_000);
    const page = await context.newPage();
    watch(page);
    this.pages.push(page);
    return page;
  }
  async look(page, what) {
    assert.deepEqual(await violations(page), [], what);
    assert.ok((await wide(page)) <= 0, what);
    await picture(page, `first-day-${this.locale}-${what}`);
  }
  button(page, name) {
    return page.getByRole("button", { name, exact: true });
  }
  dialog(page) {
    return page.getByRole("dialog");
  }
  async section(page, name) {
    await page.goto(`${this.server.http}/#/admin/${name}`);
    await page.locator(".sheet").waitFor();
  }
}

async function begin(day, admin) {
  const { t, server } = day;
  await admin.goto(`${server.http}/#first=${server.first()}`);
  await admin.getByLabel(t.name, { exact: true }).fill("张书记");
  await admin.locator("input[name=new-password]").fill(secrets.owner);
  await day.button(admin, t.begin).click();
  await admin.waitForSelector(".rooms");
}

async function takeIn(day, admin) {
  const { t } = day;
  await day.section(admin, "roster");
  await admin.locator("input[type=file]").setInputFiles({
    name: "名单.csv",
    mimeType: "text/csv",
    buffer: gb18030(`${list.join("\r\n")}\r\n`),
  });
  await day.button(admin, t.check).click();
  await admin.locator(".report", { hasText: t.would }).waitFor();
  await day.look(admin, "roster-looked-at");
  await day.button(admin, t.take).click();
  await admin.locator(".report", { hasText: t.made }).waitFor();
  await day.button(admin, t.sheet).click();
  await admin.locator(".slips li svg path").nth(7).waitFor({ state: "attached" });
  const names = await admin.locator(".slips strong").allInnerTexts();
  assert.ok(names.includes("欧阳雪䶮"), "a rare character survives GB18030");
  await day.look(admin, "sheet");
}

// A newcomer comes in with an invitation on a phone, and chooses login and password.
async function invite(day, admin) {
  const { t } = day;
  await day.section(admin, "invitations");
  const unit = admin.getByLabel(t.unit);
  const branch = unit.locator("option", { hasText: "第一联合车间党支部" });
  await unit.selectOption(await branch.getAttribute("value"));
  await admin.getByLabel(t.uses).fill("30");
  await day.button(admin, t.invite).click();
  const address = await admin.locator(".link-paper input").inputValue();
  await day.look(admin, "invitation");
  const guest = await day.page(phone);
  await guest.goto(address);
  await guest.getByLabel(t.name, { exact: true }).fill("何小雨");
  await guest.locator("input[name=username]").fill("xiaoyu");
  await guest.locator("input[name=new-password]").fill(secrets.first);
  await day.button(guest, t.join).click();
  await guest.waitForSelector(".rooms");
  return guest;
}

async function makeRoom(day, admin, title, { unit, bulletin }) {
  const { t } = day;
  await admin.goto(`${day.server.http}/#/`);
  await day.button(admin, t.create).click();
  await day.dialog(admin).getByLabel(t.title).fill(title);
  const choice = day.dialog(admin).getByLabel(t.inUnit);
  const option = choice.locator("option", { hasText: unit });
  await choice.selectOption(await option.first().getAttribute("value"));
  if (bulletin) await day.dialog(admin).getByLabel(t.bulletin).check();
  await day.look(admin, `room-${bulletin ? "bulletin" : "chat"}`);
  await day.dialog(admin).getByRole("button", { name: t.do, exact: true }).click();
  await admin.locator("#room-name", { hasText: title }).waitFor();
}

async function notice(day, admin, guest, room) {
  const { t } = day;
  await day.button(admin, t.write).click();
  await day.dialog(admin).getByLabel(t.heading).fill("本周六检修停电");
  await day.dialog(admin).getByLabel(t.text).fill("8 时至 12 时停电，请提前保存资料，关好设备。");
  await day.dialog(admin).getByLabel(t.ask).check();
  await day.dialog(admin).getByRole("button", { name: t.post, exact: true }).click();
  const card = (page) => page.locator("article.card", { hasText: "本周六检修停电" });
  await card(admin).waitFor();
  await guest.locator("li.room", { hasText: room }).getByRole("button").click();
  await card(guest).getByRole("button", { name: t.confirm }).click();
  await card(admin).getByText(t.counts).waitFor();
  await day.look(admin, "notice");
  await day.look(guest, "notice-on-a-phone");
}

const person = (page, name) => page.locator("button.person", { hasText: name });
async function openPerson(day, admin, unit, name) {
  await admin.goto(`${day.server.http}/#/admin`);
  await admin.locator("[role=tree]").waitFor();
  await admin.locator(".branch", { hasText: unit }).first().click();
  await person(admin, name).click();
}

// The member forgot the password: a link from the administrator, opened on another device.
async function forgotten(day, admin) {
  const { t } = day;
  await openPerson(day, admin, "第一联合车间党支部", "何小雨");
  await day.dialog(admin).getByRole("button", { name: t.link, exact: true }).click();
  await day.dialog(admin).getByRole("button", { name: t.getLink, exact: true }).click();
  const address = await day.dialog(admin).locator("input[readonly]").inputValue();
  await admin.keyboard.press("Escape");
  const other = await day.page(desk);
  await other.goto(address);
  await other.waitForSelector(".rooms");
  await day.button(other, t.settings).click();
  await day.button(other, t.change).click();
  await day.dialog(other).locator("input[name=new-password]").fill(secrets.second);
  await day.look(other, "new-password");
  await day.button(other, t.save).click();
  await day.dialog(other).locator("input[name=new-password]").waitFor({ state: "detached" });
  return other;
}

async function signInWith(day, password) {
  const page = await day.page(phone);
  await page.goto(day.server.http);
  await page.locator("input[name=username]").fill("xiaoyu");
  await page.locator("input[name=password]").fill(password);
  await day.button(page, day.t.signIn).click();
  return page;
}

// A lost phone: signed out at once, and the words of nobody are on it any more.
async function lost(day, admin, mobile) {
  const { t } = day;
  await openPerson(day, admin, "第一联合车间党支部", "何小雨");
  await day.dialog(admin).getByRole("button", { name: t.signOut, exact: true }).click();
  await day.dialog(admin).locator(".choices .grave").click();
  const began = Date.now();
  await mobile.locator(".letter .trouble", { hasText: t.out }).waitFor();
  assert.ok(Date.now() - began < 5_000, "a revoked phone is out at once");
  await day.look(mobile, "signed-out");
}

// Backed up from the page while everybody is there; the copy is whole and knows the people.
async function backUp(day, admin) {
  const { t } = day;
  await day.section(admin, "backups");
  await day.button(admin, t.backUp).click();
  await admin.locator(".backups li").waitFor();
  await day.look(admin, "backups");
  const [name] = readdirSync(day.server.backups);
  const to = join(day.server.backups, name);
  const again = join(day.server.folder, "restored");
  const restored = await run("restore", "--from", to, "--data", again);
  assert.equal(restored.code, 0, restored.stderr);
  const verified = await run("verify", "--data", again);
  assert.equal(verified.code, 0, verified.stderr);
  assert.match(verified.stdout + verified.stderr, /10 members|members: 10/);
}

for (const [locale, options] of [
  ["zh-CN", desk],
  ["en", phone],
]) {
  const name = `an administrator's first day (${locale})`;
  test(name, { skip, timeout: 240_000 }, async (c) => {
    const server = await empty_server(c);
    const browser = await launch();
    c.after(() => browser.close());
    const day = new Day(server, browser, locale);
    const admin = await day.page(options);
    await begin(day, admin);
    await takeIn(day, admin);
    const guest = await invite(day, admin);
    await makeRoom(day, admin, "车间夜话", { unit: "第一联合车间党支部", bulletin: false });
    await makeRoom(day, admin, "支部公告", { unit: "第一联合车间党支部", bulletin: true });
    await notice(day, admin, guest, "支部公告");
    await forgotten(day, admin);
    const mobile = await signInWith(day, secrets.second);
    await mobile.waitForSelector(".rooms");
    await lost(day, admin, mobile);
    const locked = await signInWith(day, secrets.first);
    await locked.locator(".letter form .trouble").waitFor();
    await backUp(day, admin);
    for (const page of day.pages) assert.deepEqual(page.trouble, []);
  });
}
