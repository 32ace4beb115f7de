// Finding people, units and rooms by what one types: a part of the name, or of the initials of its
// pinyin (wm finds 王敏), which the server says beside every name (protocol/README.md section 3).

const plain = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

// `initials` may hold two readings with a blank between them: what is typed has none.
export function finds(query: string, name: string, initials = ""): boolean {
  const wanted = plain(query);
  return plain(name).includes(wanted) || initials.includes(wanted);
}

// By name as people of this language sort.
const collator = new Intl.Collator("zh-CN");
export const byName = <T extends { name: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => collator.compare(a.name, b.name));
