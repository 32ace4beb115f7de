// A store of every released format opens, verifies and holds what it held; so does a backup of it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { rmSync, statfsSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { binary, no_server, run, Server } from "../support/server.mjs";
import { here, holds, transcript, unpacked } from "./kept.mjs";

const formats = readdirSync(here)
  .map((name) => name.match(/^store-(\d+)\.tar\.gz$/)?.[1])
  .filter((format) => format !== undefined);
const kept = (format) => JSON.parse(readFileSync(join(here, `transcript-${format}.json`), "utf8"));
const options = { skip: no_server };
const small_most = 200 * 1024; // bytes, of all that is kept of a format

function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function small_disk_for(t, mebibytes) {
  const disk = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => {
    spawnSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true, force: true });
  });
  const words = ["-t", "tmpfs", "-o", `size=${mebibytes}m`, "xinqiao-test", disk];
  return spawnSync("mount", words).status === 0 ? disk : undefined;
}

async function succeeded(...args) {
  const ended = await run(...args);
  assert.equal(ended.code, 0, `${args[0]}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

async function check_contents(t, data, { tokens, answers }) {
  const server = new Server();
  Object.assign(server, { folder: data, data, args: [] });
  t.after(() => server.signal("SIGKILL"));
  await server.serve("127.0.0.1:0");
  const found = await transcript(server, tokens);
  for (const [at, { member, method, params, answer }] of answers.entries()) {
    assert.deepEqual([found[at].member, found[at].method], [member, method]);
    holds(found[at].answer, answer, `member ${member}: ${method} ${JSON.stringify(params)}`);
  }
  const post = { room: 1, text: "接着说", outbox: "outbox-of-today", n: 1 };
  const { body } = await server.rpc(tokens[0], "message.post", post);
  assert.ok(body.result, "and it goes on");
  await server.stop();
}

test("what is kept of a format is small", () => {
  assert.ok(formats.includes("1"));
  for (const format of formats) {
    const archives = [`store-${format}.tar.gz`, `backup-${format}.tar.gz`];
    const names = [...archives, `transcript-${format}.json`];
    const bytes = names.reduce((sum, name) => sum + statSync(join(here, name)).size, 0);
    assert.ok(bytes <= small_most, `format ${format}: ${bytes} bytes`);
  }
});

for (const format of formats) {
  test(`a store of format ${format} opens and holds what it held`, options, async (t) => {
    const folder = folder_for(t);
    unpacked(`store-${format}.tar.gz`, folder);
    const data = join(folder, "data");

    await succeeded("verify", "--data", data);
    await check_contents(t, data, kept(format));

    await succeeded("verify", "--data", data);
  });

  test(`a backup of format ${format} is restored with what it held`, options, async (t) => {
    const folder = folder_for(t);
    unpacked(`backup-${format}.tar.gz`, folder);
    const data = join(folder, "fresh");

    await succeeded("restore", "--from", join(folder, "backup"), "--data", data);
    await check_contents(t, data, kept(format));

    await succeeded("verify", "--data", data);
  });
}

// --- The frame of an upgrade, with steps that only tests have (tests/store/probe.cpp) ---

const probe = join(process.env.XINQIAO_BUILD ?? dirname(binary), "tests/store_probe");
const no_probe = existsSync(probe) ? false : "store_probe is not built";
const events = 20;
const steps = 3;

function probed(...words) {
  const ended = spawnSync(probe, words, { encoding: "utf8", timeout: 60_000 });
  return { ...ended, lines: ended.stdout.split("\n") };
}

test("an upgrade that is killed at any step goes on", { skip: no_probe }, (t) => {
  for (let killed_at = 0; killed_at < steps * events; killed_at += 13) {
    const folder = folder_for(t);
    const store = join(folder, "store");
    assert.equal(probed("append", store, "1", `${events}`).status, 0);

    const killed = probed("upgrade", store, `${killed_at}`);
    const older = probed("read", store);
    const again = probed("upgrade", store);

    assert.equal(killed.signal, "SIGKILL");
    assert.equal(older.status, 2);
    assert.match(older.stdout, /refused .*newer version \(format 4; this one knows 1\)/);
    assert.equal(again.status, 0, again.stdout);
    assert.match(again.stdout, /^opened .* upgraded_from=[123]$/m);
    const upgraded = again.lines.filter((line) => line.startsWith("stands "));
    assert.equal(upgraded.length, events);
    assert.ok(upgraded.every((line) => line.endsWith(" cba")), upgraded.join("\n"));
    const backup = join(store, "before-format-4");
    assert.ok(readFileSync(join(backup, "manifest"), "utf8").includes(`\nposition ${events}\n`));
    assert.match(readFileSync(join(backup, "manifest"), "utf8"), /^store format 1$/m);
  }
});

test("a disk without room for the backup gets no upgrade", { skip: no_probe }, (t) => {
  const disk = small_disk_for(t, 96);
  if (!disk) return t.skip("no small file system can be mounted here: not root?");
  const store = join(disk, "store");
  assert.equal(probed("append", store, "1", "1000").status, 0); // 4 MiB
  const { bavail, bsize } = statfsSync(disk);
  const left = 18 * 1024 * 1024; // above the probe's floor, below what the backup needs
  const filler = join(disk, "filler");
  assert.equal(spawnSync("fallocate", ["-l", `${bavail * bsize - left}`, filler]).status, 0);

  const refused = probed("upgrade", store);

  assert.equal(refused.status, 2);
  // Either the disk's floor is reached first, or the room that the backup needs is not there.
  assert.match(refused.stdout, /only after a backup, which failed.*(the backup needs|nearly full)/);
  assert.deepEqual(readdirSync(store).filter((name) => name.startsWith("before")), []);
  rmSync(filler);
  assert.equal(probed("read", store).status, 0, "the older version goes on");
  assert.equal(probed("upgrade", store).status, 0);
});
