// Reads how many tests passed, failed and were skipped from what test programs print.
// Pure functions over text; tests/tidy/counts.test.mjs tries them.
// A count is {passed, failed, skipped: [why], failures: [what], unsteady: [what]}. The unsteady are
// among the passed: they failed, and passed when they were run once more by themselves.

export const none = () => ({ passed: 0, failed: 0, skipped: [], failures: [], unsteady: [] });

export function add(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: [...a.skipped, ...b.skipped],
    failures: [...a.failures, ...b.failures],
    unsteady: [...a.unsteady, ...b.unsteady],
  };
}

export const failure = (what) => ({ ...none(), failed: 1, failures: [what] });

export const total = (count) => count.passed + count.failed + count.skipped.length;

export const sentence = (count) =>
  `${count.passed} passed, ${count.failed} failed, ${count.skipped.length} skipped`;

const unescape = (text) =>
  text
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, "&");

// Boost.Test's JUnit log. Its own attribute `tests` leaves out the skipped, so the cases are
// counted.
export function from_junit(xml) {
  if (!xml.includes("</testsuite>")) return failure("the report ends in the middle");
  const count = none();
  const said = /<!\[CDATA\[[\s\S]*?\]\]>/g;
  const texts = xml.match(said) ?? [];
  const bare = xml.replace(said, () => "\u0001");
  let next_text = 0;
  for (const part of bare.split("<testcase ").slice(1)) {
    const word = (key) => unescape(part.match(new RegExp(`\\b${key}="([^"]*)"`))?.[1] ?? "");
    const name = [word("classname"), word("name")].filter(Boolean).join("/");
    const mine = texts.slice(next_text, next_text + (part.match(/\u0001/g) ?? []).length);
    next_text += mine.length;
    if (part.includes("<skipped")) {
      count.skipped.push(`${name}: ${skip_reason(mine.join(""))}`);
    } else if (part.includes("<failure") || part.includes("<error")) {
      count.failed += 1;
      count.failures.push(name);
    } else {
      count.passed += 1;
    }
  }
  return count;
}

function skip_reason(text) {
  const reason = text.match(/reason: '(?:precondition failed: )?([\s\S]*?)'\]/)?.[1];
  return reason?.trim() || "no reason given";
}

// What a report in TAP says of the failure that it begins with: two lines, and where.
function reason(rest) {
  const block = rest.slice(0, rest.search(/^ *\.\.\.$/m));
  const told = /^( *)error: (?:\|-\n((?:\1  .*\n?){1,2})|(.+))/m.exec(block);
  if (!told) return "";
  const lines = (told[2] ?? told[3]).split("\n").map((line) => line.trim());
  const stack = block.split("stack:")[1] ?? "";
  const place = /\(?(?:file:\/\/)?\/\S*\/(tests\/[^\s)]+)\)?\s*$/m.exec(stack);
  return `: ${lines.filter(Boolean).join(" / ")}${place ? ` (${place[1]})` : ""}`;
}

// The TAP of `node --test`: its closing lines, and the reasons of what was skipped.
export function from_tap(tap) {
  const number = (key) => {
    const lines = [...tap.matchAll(new RegExp(`^# ${key} (\\d+)$`, "gm"))];
    return lines.length > 0 ? Number(lines.at(-1)[1]) : undefined;
  };
  if (number("pass") === undefined) return failure("the report ends in the middle");
  const count = none();
  count.passed = number("pass");
  count.failed = number("fail") + (number("cancelled") ?? 0);
  const left_out = number("skipped") + (number("todo") ?? 0);
  const reasons = [...tap.matchAll(/^ *(?:not )?ok \d+ - (.*?) # (?:SKIP|TO[D]O) ?(.*)$/gm)];
  count.skipped = reasons.map(([, name, why]) => `${name}: ${why || "no reason given"}`);
  count.skipped.length = Math.min(count.skipped.length, left_out);
  while (count.skipped.length < left_out) count.skipped.push("no reason given");
  count.failures = [...tap.matchAll(/^ *not ok \d+ - (.*)$/gm)]
    .filter(([, name]) => !/ # (SKIP|TO[D]O)/.test(name))
    .map(({ 1: name, index }) => name + reason(tap.slice(index)));
  return count;
}

// The tests of such a report that failed: [{name, file, what}]. A file that ends badly is none.
export function failed_tests(tap) {
  return [...tap.matchAll(/^not ok \d+ - (.*)$/gm)].flatMap(({ 1: told, index }) => {
    const rest = tap.slice(index);
    const block = rest.slice(0, rest.search(/^ *\.\.\.$/m));
    const file = /^ *location: '(.+):\d+:\d+'$/m.exec(block)?.[1];
    const name = told.replace(/\\([\\#])/g, "$1");
    if (file === undefined || file === name || / # (SKIP|TO[D]O)/.test(told)) return [];
    return [{ name, file, what: told + reason(rest) }];
  });
}

// More of them in one run say that something is wrong, with the tests or with what they test.
export const unsteady_limit = 2;

// Those that are run once more, each by itself: none if they are too many, or not all that failed.
export function second_goes(count, failed) {
  return failed.length <= unsteady_limit && failed.length === count.failed ? failed : [];
}

// For `node --test`: this test and no other.
export const only = (name) => `/^${name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}$/`;

// Whether that one test ran, and passed. Those beside it are told as skipped.
export function passed_alone(tap, code) {
  const count = from_tap(tap);
  return code === 0 && count.failed === 0 && count.passed === 1;
}

// `passed` are those of the failed that passed the second time.
export function with_unsteady(count, passed) {
  const unsteady = passed.map(({ what }) => what);
  return {
    ...count,
    passed: count.passed + passed.length,
    failed: count.failed - passed.length,
    failures: count.failures.filter((what) => !unsteady.includes(what)),
    unsteady: [...count.unsteady, ...unsteady],
  };
}

// A program whose last line is "N passed, N failed, N skipped".
export function from_sentence(output) {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  if (!last) return failure("the report ends in the middle");
  const [passed, failed, skipped] = last.slice(1).map(Number);
  const reasons = [...output.matchAll(/^skipped (.+)$/gm)].map(([, why]) => why);
  const failures = [...output.matchAll(/^failed (.+)$/gm)].map(([, what]) => what);
  while (reasons.length < skipped) reasons.push("no reason given");
  return { ...none(), passed, failed, skipped: reasons.slice(0, skipped), failures };
}
