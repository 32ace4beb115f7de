// The power is cut in the moment in which a backup, or a restore, has said that it is done: it is
// there, whole. On ext4 on a loop image whose journal is written only when somebody syncs. Needs
// root and a loop device; skips with the reason where one is missing.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Disk } from "../support/power.mjs";
import { binary, no_server, run } from "../support/server.mjs";

const options = { skip: no_server };

async function seeded(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const data = join(folder, "data");
  const counts = ["--members", "5", "--rooms", "3"];
  await succeeded("seed", "--data", data, ...counts, "--tokens", join(folder, "tokens"));
  return { folder, data };
}

async function succeeded(...args) {
  const ended = await run(...args);
  assert.equal(ended.code, 0, `${args[0]}: ${ended.stdout}${ended.stderr}`);
}

test("a backup that said it is done outlives a power cut", options, async (t) => {
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  t.after(() => disk.close());
  const { data } = await seeded(t);
  const backup = join(disk.place, "backup");

  disk.run(binary, "backup", "--data", data, "--to", backup);
  await disk.cut();
  disk.plug_in();

  const fresh = join(disk.place, "fresh");
  assert.match(disk.run(binary, "restore", "--from", backup, "--data", fresh), /5 members/);
  assert.match(disk.run("ls", disk.place), /^backup\nfresh\nlost\+found\n$/);
});

test("a restore that said it is done outlives a power cut", options, async (t) => {
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  t.after(() => disk.close());
  const { folder, data } = await seeded(t);
  const backup = join(folder, "backup");
  await succeeded("backup", "--data", data, "--to", backup);
  const fresh = join(disk.place, "fresh");

  const said = disk.run(binary, "restore", "--from", backup, "--data", fresh);
  await disk.cut();
  disk.plug_in();

  assert.match(disk.run(binary, "verify", "--data", fresh), /all is well/);
  const [, epoch] = said.match(/a new epoch begins, ([0-9a-f]{16})/);
  disk.run(binary, "backup", "--data", fresh, "--to", join(disk.place, "again"));
  const manifest = disk.run("cat", join(disk.place, "again/manifest"));
  assert.match(manifest, new RegExp(`^epoch ${epoch}$`, "m"));
});

test("a backup cut off before it was done has no name", options, async (t) => {
  const disk = await Disk.make();
  if (disk.refusal) return t.skip(disk.refusal);
  t.after(() => disk.close());
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    return t.skip("strace does not work here");
  }
  const { data } = await seeded(t);
  const strace = ["strace", "-f", "-o", "/dev/null", "-e", "inject=renameat2:signal=SIGKILL"];
  const backup = join(disk.place, "backup");

  assert.throws(() => disk.run(...strace, binary, "backup", "--data", data, "--to", backup));
  await disk.cut();
  disk.plug_in();

  assert.match(disk.run("ls", disk.place), /^backup\.unfinished-\w{6}\nlost\+found\n$/);
});
