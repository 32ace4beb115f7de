// Finding people and units by what one types: a part of the name, or the initials of its pinyin
// (wm finds 王敏). The initials come from the browser's own Chinese collation: each letter begins
// at a known character. A browser without it still finds by parts of names.
const begins = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀";
const letters = "abcdefghjklmnopqrstwxyz";
const collator = new Intl.Collator("zh-CN");
const sorts =
  collator.resolvedOptions().locale.startsWith("zh") && collator.compare("八", "阿") > 0;
const han = /\p{Script=Han}/u;

export function initials(text: string): string {
  return [...text].map(initial).join("");
}

function initial(letter: string): string {
  if (!han.test(letter) || !sorts) return letter;
  let found = "";
  for (let i = 0; i < letters.length; i++) {
    if (collator.compare(letter, begins[i]!) < 0) break;
    found = letters[i]!;
  }
  return found || letter;
}

const plain = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

export function finds(query: string, name: string): boolean {
  const wanted = plain(query);
  if (wanted === "") return true;
  const text = plain(name);
  return text.includes(wanted) || initials(text).includes(wanted);
}

// By name as people of this language sort.
export const byName = <T extends { name: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => collator.compare(a.name, b.name));
