// Where functions begin and how long they are, estimated from braces: good enough for C++ and
// TypeScript as we write them. A pure function over text. Comments, strings and regular expressions
// are blanked first, line for line.

// Returns [{at, lines}], `at` being the line of the opening brace.
export function scan_functions(text) {
  const code = blanked(text);
  const found = [];
  const open = [];
  let line = 1;
  let before = ""; // what stands since the last ; { or }
  let depth = 0; // of parentheses: a ; inside for (;;) ends nothing
  for (const letter of code) {
    if (letter === "\n") line += 1;
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "{") {
      open.push({ at: line, is_function: begins_function(before), depth });
      before = "";
      depth = 0;
    } else if (letter === "}") {
      const block = open.pop();
      if (block?.is_function) found.push({ at: block.at, lines: line - block.at + 1 });
      depth = block?.depth ?? 0;
      before = "";
    } else if (letter === ";" && depth <= 0) {
      before = "";
    } else {
      before += letter;
    }
  }
  return found;
}

function begins_function(before) {
  const head = before.trim();
  const block = /^(namespace|class|struct|enum|union|export (default )?class|extern|interface)\b/;
  if (block.test(head)) return false;
  if (/(^|\s)(describe|suite)\s*\(/.test(head)) return false; // a chapter of tests, not a function
  if (/(^|[\s}])(if|for|while|switch|catch|else|do|try)\b[^=]*$/.test(head)) {
    return /=>\s*$/.test(head);
  }
  return /\)/.test(head) || /=>\s*$/.test(head) || /\]\s*$/.test(head);
}

// The same text with everything blanked that is not code. Line ends stay.
export function blanked(text) {
  const blank = (piece) => piece.replace(/[^\n]/g, " ");
  const before_regex = /(^|[(,=:[!&|?{};]|\breturn|=>)\s*$/;
  let out = "";
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at, at + 4000);
    const piece =
      rest.match(/^\/\/.*/)?.[0] ??
      rest.match(/^\/\*[\s\S]*?\*\//)?.[0] ??
      rest.match(/^R"(\w*)\([\s\S]*?\)\1"/)?.[0] ??
      rest.match(/^"(?:[^"\\\n]|\\.)*"/)?.[0] ??
      rest.match(/^`(?:[^`\\]|\\[\s\S])*`/)?.[0] ??
      quoted(rest, out) ??
      (before_regex.test(out.slice(-40))
        ? rest.match(/^\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/)?.[0]
        : undefined);
    if (piece === undefined) {
      out += text[at];
      at += 1;
    } else {
      out += blank(piece);
      at += piece.length;
    }
  }
  return out;
}

// 'x', but not the digit separator of 10'000 nor an apostrophe between letters.
function quoted(rest, out) {
  if (/\w$/.test(out.slice(-1))) return undefined;
  return rest.match(/^'(?:[^'\\\n]|\\.)*'/)?.[0];
}
