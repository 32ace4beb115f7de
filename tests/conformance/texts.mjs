// Texts in UTF-8 and bytes that are none (RFC 3629; Unicode 15, table 3-7). Of a bad one: its
// name, its bytes, and how many of them suffice to know, where more would follow.
const bytes = (...all) => Buffer.from(all);
const utf8 = (text) => Buffer.from(text);

export const good_texts = [
  ["nothing", bytes()],
  ["plain", utf8("Hello")],
  ["Chinese", utf8("心桥：你好，世界")],
  ["Greek", utf8("κόσμε")],
  ["Arabic and an emoji", utf8("مرحبا 🌉")],
  ["the lowest of each length", utf8("\u0000\u0080\u0800\u{10000}")],
  ["the highest of each length", utf8("\u007f\u07ff\uffff\u{10ffff}")],
  ["around the surrogates", utf8("\ud7ff\ue000")],
  ["a mark of order and a replacement", utf8("\ufeff\ufffd")],
  ["letters that are none for ever", utf8("\ufffe\uffff\u{1fffe}\u{2ffff}\u{fdd0}")],
];

const sides = (name, middle, fails_after) => {
  const before = utf8("κό");
  return [
    `${name} amid text`,
    Buffer.concat([before, middle, utf8("σμε")]),
    before.length + fails_after,
  ];
};
export const bad_texts = [
  ["a byte that goes on with nothing", bytes(0x80), 1],
  ["two such bytes", bytes(0xbf, 0x80), 1],
  ["FE", bytes(0xfe), 1],
  ["FF", bytes(0xff), 1],
  ["a slash in two bytes", bytes(0xc0, 0xaf), 1],
  ["C1", bytes(0xc1, 0xbf), 1],
  ["a slash in three bytes", bytes(0xe0, 0x80, 0xaf), 2],
  ["the highest of two in three", bytes(0xe0, 0x9f, 0xbf), 2],
  ["a slash in four bytes", bytes(0xf0, 0x80, 0x80, 0xaf), 2],
  ["the highest of three in four", bytes(0xf0, 0x8f, 0xbf, 0xbf), 2],
  ["five bytes", bytes(0xf8, 0x88, 0x80, 0x80, 0x80), 1],
  ["six bytes", bytes(0xfc, 0x84, 0x80, 0x80, 0x80, 0x80), 1],
  ["the first surrogate", bytes(0xed, 0xa0, 0x80), 2],
  ["the last surrogate", bytes(0xed, 0xbf, 0xbf), 2],
  ["a pair of surrogates", bytes(0xed, 0xa0, 0x81, 0xed, 0xb0, 0x80), 2],
  ["one beyond the last", bytes(0xf4, 0x90, 0x80, 0x80), 2],
  ["F5", bytes(0xf5, 0x80, 0x80, 0x80), 1],
  ["a letter cut after one of two", bytes(0xc3)],
  ["a letter cut after one of three", bytes(0xe4)],
  ["a letter cut after two of three", bytes(0xe4, 0xbd)],
  ["a letter cut after three of four", bytes(0xf0, 0x9f, 0x8c)],
  ["a letter that another one cuts", bytes(0xe4, 0xbd, 0x41), 3],
  sides("one beyond the last", bytes(0xf4, 0x90, 0x80, 0x80), 2),
  sides("a surrogate", bytes(0xed, 0xa0, 0x80), 2),
];
