// The peers' rows and what is said of those that cannot be had. Nothing is installed and no peer is
// started here but one made for the test.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { page_of } from "../../bench/goals/page.mjs";
import { start } from "../../bench/peers/child.mjs";
import { adapter_of, peers } from "../../bench/peers/peers.mjs";
import { cells_of, row_of, text_of } from "../../bench/peers/table.mjs";
import { bench, in_folder, program, root, run, skip } from "./support/bench.mjs";

const step = (posts_per_second, held, why = "") => ({
  posts_per_second,
  held,
  why,
  heard_by_all_ms: { p50: 2, p99: held ? 200 : 400 },
  deliveries_per_second: posts_per_second * 100,
  server_cpu: 0.5,
  generator_cpu: 0.2,
  others_cores: 0.4,
});
const report = (...steps) => ({
  scenario: { members: 100, adapter: { durability: "told at once" } },
  search: { steps },
  problem: "",
  ...{ lost: 3, duplicated: 0, reordered: 0, altered: 0 },
});

test("a row is the highest rate that held, and what was above it", () => {
  const steps = [step(100, true), step(400, false, "p99 400 ms"), step(200, true)];
  const row = row_of({
    name: "x",
    title: "X <server>",
    run: { ...report(...steps), problem: "draining a step took too long" },
    idle: { bytes_per_connection: 2_048 },
  });
  assert.equal(row.posts_per_second, 200);
  assert.equal(row.deliveries_per_second, 20_000);
  assert.equal(row.cpu_us_per_delivery, 25);
  assert.equal(row.p99_ms, 200);
  assert.equal(row.kilobytes_a_member, 2);
  assert.equal(row.above, "p99 400 ms");
  assert.equal(row.durability, "told at once");
  assert.equal(row.open, false);
  const cells = ["X <server>", "200", "20,000", "25.0", "2.0 / 200.0", "2.0", "0.40 NOISY"];
  assert.deepEqual(cells_of(row), [...cells, "told at once"]);
});

test("what held nothing or could not be had is skipped with its reason", () => {
  const none = row_of({ name: "x", title: "X", run: report(step(25, false, "p99 400 ms")) });
  assert.equal(none.skipped, "no rate held");
  const failed = row_of({ name: "x", title: "X", run: { problem: "connecting took too long" } });
  assert.equal(failed.skipped, "connecting took too long");
  const text = text_of([failed, row_of({ name: "y", title: "Y", run: report(step(9, true)) })]);
  assert.match(text, /^server +posts\/s/);
  assert.match(text, /X +skipped: connecting took too long/);
  assert.match(text, /Y +>= 9 +900/);
  const late = [step(9, true), step(18, false, "p99 400 ms, by the generator")];
  assert.equal(row_of({ name: "z", title: "Z", run: report(...late) }).open, true);
  const broken = { ...report(step(9, true)), problem: "draining a step: a post was refused" };
  const ended = row_of({ name: "z", title: "Z", run: broken, idle: { bytes_per_connection: -9 } });
  assert.equal(ended.above, "draining a step: a post was refused");
  assert.equal(ended.open, true);
  assert.equal(ended.kilobytes_a_member, null);
});

test("the peers stand on the page, and no word of theirs is markup", () => {
  const rows = [
    row_of({ name: "x", title: "X <b>", run: report(step(9, true)) }),
    { name: "y", title: "Y", skipped: "not <there>" },
  ];
  const page = page_of({ reports: { peers: { kind: "peers", load: 7.25, rows } } });
  assert.match(page, /Other servers under the same load/);
  assert.match(page, /skipped: not &#60;there&#62;/);
  assert.ok(!page.includes("X <b>") && !page.includes("undefined") && !page.includes("NaN"));
});

test("every peer has an adapter that the harness can read", { skip }, async () => {
  const names = peers.map(({ name }) => name);
  const files = readdirSync(join(root, "bench/peers/adapters")).sort();
  assert.deepEqual(files, [...names, "xinqiao"].map((name) => `${name}.toml`).sort());
  assert.ok(existsSync(bench));
  for (const name of names) {
    // Nobody is there: the adapter was read, and connecting is what fails.
    const words = ["--adapter", adapter_of(name), "--url", "http://127.0.0.1", "--quiet"];
    const { code, stdout } = await run("run", join(root, "bench/peers/one-room.toml"), ...words);
    assert.equal(code, 1, name);
    assert.match(stdout, /PROBLEM: the address must be http:\/\/IP:PORT/, name);
    assert.match(readFileSync(adapter_of(name), "utf8"), /\ndurability = "/, name);
  }
});

test("a server that lets nobody in is said to, at once", { skip }, async () => {
  const { port, stop } = await start({
    name: "closed",
    start: (_, port) => {
      const closing = `require("net").createServer((s) => s.destroy()).listen(${port})`;
      return { command: process.execPath, words: ["-e", closing] };
    },
  });
  const words = ["--adapter", adapter_of("ws"), "--url", `http://127.0.0.1:${port}`, "--quiet"];
  const { code, stdout } = await run("run", join(root, "bench/peers/one-room.toml"), ...words);
  await stop();
  assert.equal(code, 1);
  assert.match(stdout, /PROBLEM: connecting: nobody is let in: sockets are closed with 1006/);
});

test("a peer is a child until it is stopped, and one that does not start says why", () =>
  in_folder(async (folder) => {
    const script = join(folder, "peer.mjs");
    writeFileSync(
      script,
      `import { createServer } from "node:net";
       if (process.argv[2] === "0") { console.error("no luck"); process.exit(1); }
       createServer().listen(Number(process.argv[2]), "127.0.0.1");`,
    );
    const peer = (port_of) => ({
      name: "made",
      start: (_, port) => ({ command: process.execPath, words: [script, port_of(port)] }),
    });
    const child = await start(peer((port) => port));
    assert.equal(child.problem, undefined);
    process.kill(child.process, 0);
    await child.stop();
    assert.throws(() => process.kill(child.process, 0), { code: "ESRCH" });
    const broken = await start(peer(() => 0));
    assert.match(broken.problem, /^it did not start: no luck/);
  }));

test("a word that is no peer's is refused", async () => {
  const main = join(root, "bench/peers/main.mjs");
  assert.equal((await program("node", [main, "--only", "nobody"])).code, 2);
  assert.equal((await program("node", [main, "--what"])).code, 2);
});
