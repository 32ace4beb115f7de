// What a device is called in the list of those that are signed in.
import assert from "node:assert/strict";
import { test } from "node:test";
import { core } from "./support/core.mjs";

const { device } = await core();
const android = "Mozilla/5.0 (Linux; Android 9; HMA-AL00) AppleWebKit/537.36 (KHTML, like Gecko)";
const apple = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5";
const chrome = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)";
const said = [
  [`${android} Chrome/120.0.0.0 Mobile Safari/537.36`, "Chrome · Android"],
  [`${android} Chrome/86.0 XWEB/4375 Safari/537.36 MicroMessenger/8.0.20`, "WeChat · Android"],
  [`${iphone} ${apple} Mobile/15E148 Safari/604.1`, "Safari · iPhone"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/120.0`, "Edge · Windows"],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0", "Firefox · Linux"],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) ${apple} Safari/605.1.15`, "Safari · macOS"],
  ["林晚的手机 📱", "林晚的手机 📱"],
  ["WeChat · Android", "WeChat · Android"],
  ["  ", ""],
  ["", ""],
];

for (const [words, label] of said) {
  test(`"${words.slice(-40)}" is called "${label}"`, () => {
    assert.equal(device.deviceLabel(words), label);
  });
}
