// script/test counts honestly: what Boost.Test and Node print, cut reports, and nothing at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as counts from "../../script/counts.mjs";

const { add, from_junit, from_sentence, from_tap, none, sentence, total } = counts;
const { failed_tests, only, passed_alone, second_goes, unsteady_limit, with_unsteady } = counts;

const junit = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite tests="3" skipped="1" errors="1" failures="1" id="0" name="xinqiao" time="0.1">
<testcase assertions="1" classname="keys" name="one_passes" time="0.1">
</testcase>
<testcase assertions="1" classname="keys" name="two_fails" time="0.1">
<failure message="failure" type="assertion error"><![CDATA[
check 1==2 has failed <testcase <skipped]]></failure>
</testcase>
<testcase assertions="1" classname="keys" name="three_throws" time="0.1">
<error message="unexpected exception" type="uncaught exception"><![CDATA[x]]></error>
</testcase>
<testcase assertions="0" classname="keys" name="four_skips" time="0">
<skipped/>
<system-out><![CDATA[Test case disabled because of the following chain of decision:
- disabled test unit: 'keys/four_skips'
- reason: 'precondition failed: needs root']]></system-out>
</testcase>
</testsuite>`;

test("a report of Boost.Test is counted with names and reasons", () => {
  assert.deepEqual(from_junit(junit), {
    passed: 1,
    failed: 2,
    skipped: ["keys/four_skips: needs root"],
    failures: ["keys/two_fails", "keys/three_throws"],
    unsteady: [],
  });
});

test("a report that ends in the middle is a failure", () => {
  assert.equal(from_junit(junit.slice(0, 400)).failed, 1);
  assert.equal(from_tap("TAP version 13\nok 1 - a\n").failed, 1);
  assert.equal(from_sentence("seed 1 ok\n").failed, 1);
});

const tap = `TAP version 13
# Subtest: a
    not ok 1 - inner fails
not ok 1 - a
ok 2 - b # SKIP needs a browser
ok 3 - c
1..3
# tests 4
# suites 0
# pass 1
# fail 2
# cancelled 0
# skipped 1
# todo 0
# duration_ms 12.3
`;

test("the TAP of node is counted with names and reasons", () => {
  assert.deepEqual(from_tap(tap), {
    passed: 1,
    failed: 2,
    skipped: ["b: needs a browser"],
    failures: ["inner fails", "a"],
    unsteady: [],
  });
});

test("a failure says why and where", () => {
  const block = `not ok 4 - a word is told
  ---
  location: '/srv/xinqiao/tests/browser/talk.test.mjs:34:1'
  error: |-
    waited 15000 ms for the word;
    last: 0
    and more
  stack: |-
    until (file:///srv/xinqiao/node_modules/a.mjs:7:1)
    TestContext.<anonymous> (file:///srv/xinqiao/tests/browser/talk.test.mjs:51:3)
  ...
`;
  const told = "waited 15000 ms for the word; / last: 0 (tests/browser/talk.test.mjs:51:3)";
  assert.equal(from_tap(block + tap).failures[0], `a word is told: ${told}`);
  const short = block.replace(/\|-\n.*\n.*\n.*more/, "'not true'");
  assert.match(from_tap(short + tap).failures[0], /^a word is told: 'not true'/);
});

const where = "/srv/xinqiao/tests/browser/talk.test.mjs";
const failing = (name, file = where) =>
  `not ok 1 - ${name}\n  ---\n  location: '${file}:34:1'\n  error: 'not true'\n  ...\n`;
const report = (passed, failed, skipped = 0) =>
  `# pass ${passed}\n# fail ${failed}\n# cancelled 0\n# skipped ${skipped}\n# todo 0\n`;

test("the tests that failed are told with their files", () => {
  const told = failing("a word (\\#1) is told \\\\ twice") + report(7, 1);
  assert.deepEqual(failed_tests(told), [
    {
      name: "a word (#1) is told \\ twice",
      file: where,
      what: from_tap(told).failures[0],
    },
  ]);
  assert.deepEqual(failed_tests(failing(where) + report(7, 1)), [], "a file that ended badly");
  assert.deepEqual(failed_tests(failing("a # SKIP why") + report(7, 0, 1)), []);
});

test("few that failed have a second go, many have none", () => {
  const names = ["a", "b", "c"].map((name) => failing(name));
  const goes = (count) => {
    const told = names.slice(0, count).join("") + report(9, count);
    return second_goes(from_tap(told), failed_tests(told)).map(({ name }) => name);
  };
  assert.equal(unsteady_limit, 2);
  assert.deepEqual(goes(0), []);
  assert.deepEqual(goes(2), ["a", "b"]);
  assert.deepEqual(goes(3), []);
  const crashed = failing("a") + failing(where) + report(9, 2);
  assert.deepEqual(second_goes(from_tap(crashed), failed_tests(crashed)), [], "a file crashed");
  const cancelled = (failing("a") + report(9, 1)).replace("cancelled 0", "cancelled 4");
  assert.deepEqual(second_goes(from_tap(cancelled), failed_tests(cancelled)), []);
});

test("a second go runs that one test and no other", () => {
  for (const name of ["what/if (a+b) \\ [c]? “d”", "$1 {x}|y ^z. *"]) {
    const [, pattern] = /^\/(.*)\/$/.exec(only(name));
    assert.match(name, new RegExp(pattern));
    assert.doesNotMatch(`${name} too`, new RegExp(pattern));
    assert.doesNotMatch(name.replace(/[?.]/, "x"), new RegExp(pattern));
  }
});

test("what passes the second time is counted as passed, and said", () => {
  const told = failing("a") + failing("b") + report(7, 2);
  const [a] = failed_tests(told);
  const count = with_unsteady(from_tap(told), [a]);
  assert.deepEqual(count, {
    passed: 8,
    failed: 1,
    skipped: [],
    failures: [from_tap(told).failures[1]],
    unsteady: ["a: 'not true'"],
  });
  assert.deepEqual(add(none(), count).unsteady, count.unsteady);
  assert.equal(total(count), 9);
});

test("only what ran and passed has passed the second time", () => {
  assert.ok(passed_alone(report(1, 0, 6), 0));
  assert.ok(!passed_alone(report(0, 0, 7), 0), "nothing ran");
  assert.ok(!passed_alone(report(0, 1, 6), 1));
  assert.ok(!passed_alone(report(1, 0, 6), null), "it ended with a signal");
  assert.ok(!passed_alone("TAP version 13\n", 0), "cut");
});

test("what was cancelled has failed", () => {
  assert.equal(from_tap(tap.replace("cancelled 0", "cancelled 3")).failed, 5);
});

test("a closing sentence is counted", () => {
  const count = from_sentence("skipped seed 7: no disk\n199 passed, 0 failed, 1 skipped\n");
  assert.equal(sentence(count), "199 passed, 0 failed, 1 skipped");
  assert.deepEqual(count.skipped, ["seed 7: no disk"]);
});

test("sums keep everything", () => {
  const sum = add(from_junit(junit), add(none(), from_tap(tap)));
  assert.equal(sentence(sum), "2 passed, 4 failed, 2 skipped");
  assert.equal(total(sum), 8);
});
