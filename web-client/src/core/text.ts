// Measures of text in the server's own units: bytes of UTF-8.

export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && isLow(text.charCodeAt(i + 1))) {
      bytes += 4;
      i++;
    } else bytes += 3;
  }
  return bytes;
}

const isLow = (unit: number) => unit >= 0xdc00 && unit < 0xe000;

// Half of a surrogate pair and U+0000 cannot be sent; a pasted one is replaced or dropped.
export function sendable(text: string): string {
  return text.replace(/\u0000/g, "").replace(/\p{Cs}/gu, "\ufffd");
}

// Only white space: the server refuses it, the page does not send it.
export function isBlank(text: string): boolean {
  return !/[^\s\u0085\u200b\u2060\ufeff]/.test(text);
}

// One to three emoji and nothing else are shown larger.
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  if (trimmed.length === 0 || trimmed.length > 24) return false;
  const base = "\\p{Extended_Pictographic}[\\ufe0f\\u{1f3fb}-\\u{1f3ff}]?";
  const one = `(?:\\p{RI}\\p{RI}|${base}(?:\\u200d${base})*)`;
  return new RegExp(`^(?:${one}\\s*){1,3}$`, "u").test(trimmed);
}

// A name in a sentence, kept to itself: letters that run from right to left, and marks that turn
// the direction, do not move what stands beside it.
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/;

export function isolated(name: string): string {
  const plain = name.replace(turning, "");
  return rightToLeft.test(plain) ? `\u2068${plain}\u2069` : plain;
}
