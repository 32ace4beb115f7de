// A text as the browser can draw it in a moment: where thousands of marks stand upon one letter it
// may break the line, and begins anew to pile them up. The text stays what it is.
import type { ComponentChildren } from "preact";
import { parts } from "../core/text.ts";

export function drawn(text: string): ComponentChildren {
  const all = parts(text);
  return all.length === 1 ? text : all.map((part, i) => (i === 0 ? part : [<wbr key={i} />, part]));
}
