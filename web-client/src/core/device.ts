// What a device is called: two words a person knows, from what its browser says of itself. Order
// matters: most browsers also claim to be others.
const browsers: [string, RegExp][] = [
  ["WeChat", /MicroMessenger/],
  ["Edge", /Edg(e|A|iOS)?\//],
  ["Firefox", /Firefox|FxiOS/],
  ["QQ", /QQBrowser/],
  ["Chrome", /Chrome|CriOS/],
  ["Safari", /Safari/],
];
const systems: [string, RegExp][] = [
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["HarmonyOS", /HarmonyOS|OpenHarmony/],
  ["Android", /Android/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Linux", /Linux|X11/],
];

const first = (names: [string, RegExp][], text: string) =>
  names.find(([, sign]) => sign.test(text))?.[0];

// Its own words when they are no browser's; "" when there are none.
export function deviceLabel(said: string): string {
  if (!said.startsWith("Mozilla/")) return said.trim();
  const known = [first(browsers, said), first(systems, said)].filter((name) => name !== undefined);
  return known.length > 0 ? known.join(" · ") : said.trim();
}
