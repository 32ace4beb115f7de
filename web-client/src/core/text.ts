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

// A call as it goes over the wire, whatever was pasted into the fields it comes from. `id` is left
// out of what asks for no answer.
export const wired = (method: string, params: Record<string, unknown>, id?: number): string =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params }, (_, value: unknown) =>
    typeof value === "string" ? sendable(value) : value,
  );

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

// Letters, signs and emoji that are as wide and as high as a line expects, none piled on another.
// Only what is not is drawn within bounds, which costs the browser something at every frame.
const tame = new RegExp(
  "^(?:[\\n\\x20-\\x7e\\xa0-\\u024f\\u2010-\\u2027\\u2030-\\u205e\\u20a0-\\u20bf\\u2100-\\u23ff" +
    "\\u2460-\\u27bf\\u3000-\\u3029\\u3030-\\u303f\\u3041-\\u3096\\u309b-\\u30ff\\u3400-\\u4dbf" +
    "\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uffee\\u{20000}-\\u{3134f}\\u{1f1e6}-\\u{1f1ff}" +
    "\\u{1f3fb}-\\u{1f3ff}]|\\p{Extended_Pictographic}[\\ufe0f\\u200d]*)*$",
  "u",
);
export const isTame = (text: string) => tame.test(text);

// Thousands of marks upon one letter hold a browser up for seconds, since it looks at each with all
// before it: the parts in which they are drawn, so many marks each. No script piles up as many.
const heap = /\p{M}{64}(?=\p{M})/gu;

export function parts(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  for (const match of text.matchAll(heap)) {
    const end = match.index + match[0].length;
    found.push(text.slice(from, end));
    from = end;
  }
  found.push(text.slice(from));
  return found;
}

// A name that is never too long for the line it begins.
export const isShort = (name: string) => name.length <= 6 && isTame(name);
