// script/test counts honestly: what Boost.Test and Node print, cut reports, and nothing at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as counts from "../../script/counts.mjs";

const { add, from_junit, from_sentence, from_tap, none, sentence, total } = counts;

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
