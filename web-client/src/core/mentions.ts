// Who is named in a text. On the wire it is a token, `<@7>` or `<@all>`; in the field it is what
// people write, `@王敏`. Pure.

export type Piece = string | { member: number }; // member 0 = all of the room

const token = /<@(all|[1-9][0-9]{0,15})>/g;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    if (match.index > end) found.push(text.slice(end, match.index));
    found.push({ member: match[1] === "all" ? 0 : Number(match[1]) });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push(text.slice(end));
  return found;
}

export type NameOf = (member: number) => string; // "" = not known

// As it reads; a token whose name is not known stays one.
export function readable(text: string, nameOf: NameOf): string {
  return text.replace(token, (whole, id: string) => {
    const name = nameOf(id === "all" ? 0 : Number(id));
    return name === "" ? whole : `@${name}`;
  });
}

// Those whom a text names, by name.
export function namedIn(text: string, nameOf: NameOf): [string, number][] {
  return pieces(text).flatMap((piece): [string, number][] =>
    typeof piece === "string" ? [] : [[nameOf(piece.member), piece.member]],
  );
}

// Back to tokens: `names` are those that may be meant, each with its member. The longest name that
// stands there is taken.
export function tokens(text: string, names: ReadonlyMap<string, number>): string {
  const long = [...names.keys()].filter(Boolean).sort((a, b) => b.length - a.length);
  let out = "";
  for (let at = 0; at < text.length;) {
    const name = text[at] === "@" && long.find((one) => text.startsWith(one, at + 1));
    if (name) {
      const member = names.get(name)!;
      out += `<@${member === 0 ? "all" : member}>`;
      at += name.length + 1;
    } else {
      out += text[at];
      at++;
    }
  }
  return out;
}

// What is being written after an `@` that stands before the caret: where it begins, and what to
// look for. An address (a@b) is none.
export function beingNamed(
  text: string,
  caret: number,
): { from: number; query: string } | undefined {
  const from = text.lastIndexOf("@", caret - 1);
  if (from < 0) return undefined;
  const query = text.slice(from + 1, caret);
  if (query.length > 20 || /[\s@<>]/.test(query)) return undefined;
  if (from > 0 && /[A-Za-z0-9._-]/.test(text[from - 1]!)) return undefined;
  return { from, query };
}
