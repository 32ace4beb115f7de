// What is measured at its full size, at a small one: every byte of a storm is compared, and a store
// that is filled is one that members could have made.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { bench, in_folder, program, server, skip } from "./support/bench.mjs";

test("everybody resumes at once, and a bare server sends the same bytes", { skip }, () =>
  in_folder(async (folder) => {
    const json = join(folder, "storm.json");
    const few = ["--members", "40", "--rooms", "3", "--missed", "70", "--rounds", "2"];
    const words = ["storm", "--spawn", server, ...few, "--unpinned", "--json", json];
    const ran = await program(bench, words);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const report = JSON.parse(readFileSync(json, "utf8"));
    assert.equal(report.problem, "");
    assert.ok(report.stream_bytes > 3 * 70 * 200, String(report.stream_bytes));
    assert.equal(report.server.length, 2);
    assert.ok(report.ratio.median > 0);
    for (const round of report.server) {
      const waited = round.inbox_waits.reduce((sum, count) => sum + count, 0);
      assert.ok(waited >= 40, `each asked the decider: ${waited}`);
    }
  }));

test("a store that was filled is verified, and holds what was said", { skip }, () =>
  in_folder(async (folder) => {
    const [data, tokens] = [join(folder, "data"), join(folder, "tokens")];
    const seeding = ["seed", "--data", data, "--members", "5", "--rooms", "4", "--tokens", tokens];
    assert.equal((await program(server, seeding)).code, 0);
    const words = ["fill", "--data", data, "--tokens", tokens, "--posts", "3000"];
    const filled = await program(bench, [...words, "--posters", "5"]);
    assert.equal(filled.code, 0, filled.stderr);
    const verified = await program(server, ["verify", "--data", data]);
    assert.equal(verified.code, 0, verified.stdout + verified.stderr);
    const told = await program(server, ["export", "--data", data]);
    const said = told.stdout.match(/"text":"\d+ /g).map((words) => Number(words.slice(8)));
    said.sort((a, b) => a - b);
    assert.deepEqual(said, Array.from({ length: 3_000 }, (_, number) => number));
    const again = await program(bench, words.with(2, join(folder, "nowhere")));
    assert.equal(again.code, 1);
  }));

test("few messages and many are held against each other", { skip }, () =>
  in_folder(async (folder) => {
    const json = join(folder, "grown.json");
    const sizes = ["--few", "1000", "--many", "4000", "--members", "5", "--more-members", "9"];
    const once = ["--rounds", "1", "--pages", "50", "--folder", folder, "--json", json];
    const ran = await program(bench, ["grown", "--spawn", server, ...sizes, ...once]);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    const { pages, start } = JSON.parse(readFileSync(json, "utf8"));
    for (const place of ["latest", "anywhere", "at_time"]) {
      assert.ok(pages[place].few_us.median > 0 && pages[place].ratio.median > 0, place);
    }
    // RocksDB alone does less than the reader above it; around a time it is asked more than once.
    for (const place of ["latest", "anywhere"]) {
      const { plain, few_us } = pages[place];
      assert.ok(plain.few_us.median > 0 && plain.few_us.median < few_us.median, place);
      assert.ok(plain.ratio.median > 0 && Number.isFinite(plain.least_ratio.median), place);
    }
    assert.equal(pages.at_time.plain, undefined);
    assert.ok(start.many_ms.median > 0 && start.ratio_cpu.median > 0);
  }));
