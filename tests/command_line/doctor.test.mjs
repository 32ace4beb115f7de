// `xinqiao doctor` as an operator meets it: over a new folder, beside a running server, and over
// what is wrong. What the rows say of a machine stands in tests/server/doctor_test.cpp.
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { no_server, run, Server } from "../support/server.mjs";

const skip = no_server;

function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// {code, rows: {check: {mark, what, advice}}}
async function examined(...words) {
  const { code, stdout, stderr } = await run("doctor", "--json", ...words);
  assert.equal(stderr, "");
  const { result, checks } = JSON.parse(stdout);
  assert.equal(code, ["ok", "warning", "problem"].indexOf(result));
  return { code, rows: Object.fromEntries(checks.map((row) => [row.check, row])) };
}

test("doctor says a line for each check; the code is the worst of them", { skip }, async (t) => {
  const data = join(folder_for(t), "数据");
  const { code, stdout } = await run("doctor", "--data", data, "--listen", "127.0.0.1:0");
  const lines = stdout.trimEnd().split("\n");
  const marks = lines.map((line) => line.match(/^(ok|warning|problem) +\S.*$/)?.[1]);
  assert.ok(marks.length >= 13, stdout);
  assert.ok(!marks.includes(undefined), stdout);
  assert.equal(code, marks.includes("problem") ? 2 : marks.includes("warning") ? 1 : 0);
  assert.match(stdout, /^ok +folder .*数据 is not there yet; the first start makes it$/m);
  assert.equal(existsSync(data), false, "the doctor changes nothing");
});

test("doctor beside a running server finds it in use and well", { skip }, async (t) => {
  const server = await Server.start({ members: 1, rooms: 1 });
  t.after(() => server.close());
  const { rows } = await examined("--data", server.data, "--listen", server.host);
  assert.equal(rows.store.mark, "ok");
  assert.match(rows.store.what, new RegExp(`^format 1, in use by .*${server.child.pid}`));
  assert.equal(rows.listen.mark, "ok", rows.listen.what);
  assert.match(rows.listen.what, /by the running server/);
  assert.match(rows.descriptors.what, /to the running server/);
  assert.match(rows.sync?.what ?? "", /a small write is on the disk after/);
  assert.equal((await server.rpc(server.tokens[0], "session.me", {})).status, 200);

  await server.stop();
  chmodSync(server.data, 0o755);
  const stopped = await examined("--data", server.data, "--listen", server.host);
  assert.match(stopped.rows.store.what, /not in use/);
  assert.equal(stopped.rows.folder.mark, "warning");
  assert.match(stopped.rows.folder.advice, /^chmod 700 /);
});

test("doctor names who holds the address, and what does not belong", { skip }, async (t) => {
  const folder = folder_for(t);
  writeFileSync(join(folder, "letter.txt"), "亲爱的");
  const other = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => other.on("listening", done));
  t.after(() => other.close());
  const listen = `127.0.0.1:${other.address().port}`;
  const words = ["--data", folder, "--listen", listen, "--disk-floor-bytes", "1024TiB"];
  const { code, rows } = await examined(...words);
  assert.equal(code, 2);
  assert.equal(rows.listen.mark, "problem");
  assert.match(rows.listen.what, new RegExp(`${listen} is held by .*process ${process.pid}`));
  assert.match(rows.store.what, /something else than a store/);
  assert.match(rows.disk.what, /takes no new words/);
});

test("doctor looks at the certificate and at the backups", { skip }, async (t) => {
  const server = await Server.start({ members: 1, args: ["--tls", "off"] });
  t.after(() => server.close());
  const backups = join(folder_for(t), "backups");
  const words = ["--data", server.data, "--listen", server.host, "--backup-folder", backups];
  assert.equal((await examined(...words)).rows.backups.mark, "problem");
  mkdirSync(backups);
  assert.match((await examined(...words)).rows.backups.what, /there is no backup/);
  const made = await run("backup", "--data", server.data, "--to", join(backups, "one"));
  assert.equal(made.code, 0, made.stderr);
  const { rows } = await examined(...words);
  assert.match(rows.backups.what, /is of today$/);
  assert.match(rows.push.what, /^none: an alert reaches open pages/);
  const before = await examined("--data", server.data, "--listen", server.host, "--tls", "auto");
  assert.match(before.rows.tls.what, /the first start makes/);
  assert.equal(existsSync(join(server.data, "tls")), false, "the doctor makes none");
});

test("doctor tells a mistake in the settings and goes on with the machine", { skip }, async (t) => {
  const file = join(folder_for(t), "设置.toml");
  writeFileSync(file, "threads = 65\n");
  const { code, rows } = await examined("--config", file);
  assert.equal(code, 2);
  assert.ok(rows.settings.what.startsWith(`${file}:1: threads cannot be '65'`), rows.settings.what);
  assert.ok(rows.memory && rows.clock && rows.locale);
  assert.equal(rows.disk, undefined);
});
