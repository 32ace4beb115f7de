// What keys mean, reading aloud, browsers inside other programs, names of any direction.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { shortcuts, aloud, in_app, text } = await core();

const key = (name, more = {}) => ({
  ...{ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
  ...{ isComposing: false, keyCode: 0, defaultPrevented: false },
  ...more,
});
const room = { inDialog: () => false, writing: false, inRoom: true, letters: true };
const act = (pressed, place = {}) => shortcuts.keyAct(pressed, { ...room, ...place });

test("each key of the sheet does what it says", () => {
  const alt = { altKey: true };
  const shift = { altKey: true, shiftKey: true };
  for (const [pressed, wanted] of [
    [key("ArrowUp", alt), "previous"],
    [key("ArrowDown", alt), "next"],
    [key("ArrowUp", shift), "previousUnread"],
    [key("ArrowDown", shift), "nextUnread"],
    [key("Escape"), "latest"],
    [key("?", { shiftKey: true }), "sheet"],
    [key("？", { shiftKey: true }), "sheet"],
    [key("/", { ctrlKey: true }), "sheet"],
    [key("/"), "find"],
    [key("a"), undefined],
    [key("ArrowUp"), undefined],
    [key("/", { ctrlKey: true, altKey: true }), undefined],
  ])
    assert.equal(act(pressed), wanted, JSON.stringify(pressed));
});

test("what an input method composes, and what somebody else took, is no shortcut", () => {
  for (const more of [{ isComposing: true }, { keyCode: 229 }, { defaultPrevented: true }]) {
    assert.equal(act(key("Escape", more)), undefined);
    assert.equal(act(key("?", more)), undefined);
    assert.equal(act(key("ArrowUp", { altKey: true, ...more })), undefined);
  }
});

test("a dialog has all keys to itself", () => {
  for (const pressed of [key("Escape"), key("?"), key("/", { ctrlKey: true })])
    assert.equal(act(pressed, { inDialog: () => true }), undefined);
});

test("single letters belong to the field one writes in, and can be switched off", () => {
  assert.equal(act(key("?"), { writing: true }), undefined);
  assert.equal(act(key("/"), { writing: true }), undefined);
  assert.equal(act(key("?"), { letters: false }), undefined);
  assert.equal(act(key("/", { ctrlKey: true }), { writing: true, letters: false }), "sheet");
  assert.equal(act(key("ArrowUp", { altKey: true }), { writing: true }), "previous");
});

test("Escape means the latest only in a room", () => {
  assert.equal(act(key("Escape"), { inRoom: false }), undefined);
  assert.equal(act(key("Escape"), { writing: true }), "latest");
});

test("rooms are stepped through to the ends, unread ones all round", () => {
  const rooms = [1, 2, 3, 4].map((one) => ({ room: one, unread: one === 2 || one === 4 }));
  const beside = (...rest) => shortcuts.roomBeside(rooms, ...rest);
  assert.equal(beside(1, 1, false), 2);
  assert.equal(beside(1, -1, false), undefined);
  assert.equal(beside(4, 1, false), undefined);
  assert.equal(beside(0, 1, false), 1);
  assert.equal(beside(0, -1, false), 4);
  assert.equal(beside(2, 1, true), 4);
  assert.equal(beside(4, 1, true), 2);
  assert.equal(beside(1, -1, true), 4);
  assert.equal(beside(0, 1, true), 2);
  assert.equal(shortcuts.roomBeside([{ room: 2, unread: true }], 2, 1, true), undefined);
  assert.equal(shortcuts.roomBeside([], 0, 1, true), undefined);
});

test("the language of words is that of most of them", () => {
  for (const [said, language] of [
    ["今天的安全会改到三点", "zh"],
    ["请看 DCS 的 trend chart", "zh"],
    ["The meeting moves to three o'clock", "en"],
    ["اجتماع السلامة", "ar"],
    ["これは日本語です", "ja"],
    ["안녕하세요", "ko"],
    ["совещание", "ru"],
    ["14:05 👍", "zh-CN"],
  ])
    assert.equal(aloud.languageOf(said, "zh-CN"), language, said);
  assert.equal(aloud.languageOf("Réunion à trois heures", "fr"), "fr");
  assert.equal(aloud.languageOf("今天开会", "en"), "zh");
});

test("the voice speaks the language: of the region first, then of this device", () => {
  const voice = (name, lang, localService = false) => ({
    ...{ name, lang, localService },
    default: false,
  });
  const voices = [
    voice("Hans", "de-DE", true),
    voice("Mei-Jia", "zh-TW", true),
    voice("Far", "zh_CN"),
    voice("Tingting", "zh-CN", true),
    voice("Ava", "en-US", true),
  ];
  assert.equal(aloud.pickVoice(voices, "zh").name, "Tingting");
  assert.equal(aloud.pickVoice(voices.slice(0, 3), "zh").name, "Far");
  assert.equal(aloud.pickVoice(voices.slice(0, 2), "zh").name, "Mei-Jia");
  assert.equal(aloud.pickVoice([voice("Yue", "cmn-Hans-CN")], "zh").name, "Yue");
  assert.equal(aloud.pickVoice(voices, "en").name, "Ava");
  assert.equal(aloud.pickVoice(voices, "ar"), undefined);
  assert.equal(aloud.pickVoice([], "zh"), undefined);
});

test("long words are said in pieces, at the ends of sentences where there are any", () => {
  const long = "今天的安全会改到三点。".repeat(40);
  const pieces = aloud.sayable(long, "链接");
  assert.equal(pieces.join(""), long);
  assert.ok(pieces.length > 1 && pieces.every((piece) => piece.length <= 160));
  assert.ok(pieces.every((piece) => piece.endsWith("。")));
  const endless = "字".repeat(4000);
  assert.equal(aloud.sayable(endless, "链接").join(""), endless);
  assert.deepEqual(aloud.sayable("看 https://example.org/a?b=1 吧", "链接"), ["看 链接 吧"]);
  assert.deepEqual(aloud.sayable("👍 …… !!", "链接"), []);
});

test("browsers inside other programs are known by what they call themselves", () => {
  const android = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/86.0 Mobile";
  for (const [agent, wanted] of [
    [`${android} MMWEBID/1 MicroMessenger/8.0.49 WeChat/arm64`, "wechat"],
    [`${android} V1_AND_SQ_8.9.80 QQ/8.9.80.12440 NetType/WIFI`, "qq"],
    [`${android} MQQBrowser/14.2`, undefined],
    [`${android} AliApp(DingTalk/7.0.40)`, "dingtalk"],
    [`${android} Lark/7.9.5 LarkLocale/zh_CN`, "feishu"],
    [`${android} Feishu/7.9`, "feishu"],
    [`${android} __weibo__13.9.2__android`, "weibo"],
    [`${android} Weibo (HUAWEI-ELS-AN00)`, "weibo"],
    [`${android} AlipayClient/10.5`, "alipay"],
    [android, undefined],
  ])
    assert.equal(in_app.inApp(agent), wanted, agent);
});

test("a name of any direction stays by itself in a sentence", () => {
  assert.equal(text.isolated("王敏"), "王敏");
  assert.equal(text.isolated("Ann"), "Ann");
  assert.equal(text.isolated("محمد"), "\u2068محمد\u2069");
  assert.equal(text.isolated("a\u202eb\u2069"), "ab");
  assert.equal(text.isolated("\u2067שלום\u2069\u202e"), "\u2068שלום\u2069");
});
