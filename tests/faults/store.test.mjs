// What the store does when its disk is full or says no. Each test runs tests/store/probe.cpp, in a
// small file system of its own or under strace. Needs root for the first, strace for the second;
// skips with the reason where they are missing.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const build = process.env.XINQIAO_BUILD ?? join(root, "build/release");
const probe = join(build, "tests/store_probe");

function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function run(command, ...words) {
  const ended = spawnSync(command, words, { encoding: "utf8", timeout: 120_000 });
  return { code: ended.status, signal: ended.signal, lines: ended.stdout.split("\n") };
}

const positions = (lines, verb) =>
  lines.filter((line) => line.startsWith(`${verb} `)).map((line) => Number(line.split(" ")[1]));

// Runs a bash script in a mount namespace of its own, with a file system of so many MiB at $disk.
// It goes with the script, however that ends.
function on_small_disk(t, mebibytes, script) {
  const disk = folder_for(t);
  const mount = `mount -t tmpfs -o size=${mebibytes}m xinqiao-test "$disk" || exit 99`;
  const whole = `set -u; disk=$1; probe=$2; store=$disk/store; ${mount}\n${script}`;
  const ended = run("unshare", "-m", "bash", "-c", whole, "small-disk", disk, probe);
  if (ended.code === 99 || ended.code === null) {
    t.skip("no small file system can be mounted here: not root?");
    return undefined;
  }
  return ended.lines;
}

const fill = 'dd if=/dev/zero of="$disk/filler" bs=64k 2>/dev/null;';

test("a disk that is nearly full takes no more, is read on, and takes again when freed", (t) => {
  const lines = on_small_disk(
    t,
    96,
    `"$probe" append "$store" 1 3
     fallocate -l 70m "$disk/filler"
     "$probe" append "$store" 4 3; echo "code $?"
     "$probe" read "$store"
     rm "$disk/filler"
     "$probe" append "$store" 4 3`,
  );
  if (!lines) return;
  assert.ok(lines.includes("no room"));
  assert.ok(lines.includes("code 4"));
  assert.deepEqual(positions(lines, "kept"), [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(positions(lines, "stands"), [1, 2, 3]);
});

test("a store whose own words fill the disk stops before the disk is full", (t) => {
  const lines = on_small_disk(
    t,
    64,
    `"$probe" append "$store" 1 100000 | tail -2
     "$probe" read "$store" | tail -1
     df --output=avail -BM "$disk" | tail -1`,
  );
  if (!lines) return;
  assert.equal(lines[1], "no room");
  assert.equal(positions(lines, "stands")[0], positions(lines, "kept")[0]);
  assert.ok(Number.parseInt(lines[3], 10) > 0, "there is space left");
});

test("a full disk starts again thanks to the ballast, and loses nothing", (t) => {
  const lines = on_small_disk(
    t,
    64,
    `"$probe" append "$store" 1 300 die | grep -c kept
     ${fill}
     df --output=avail -BK "$disk" | tail -1
     "$probe" read "$store" | grep -v stands
     "$probe" read "$store" | tail -1
     rm "$disk/filler"
     "$probe" append "$store" 301 1
     ls "$store"`,
  );
  if (!lines) return;
  assert.equal(lines[0], "300");
  assert.equal(lines[1].trim(), "0K", "the disk is full");
  assert.equal(lines[2], "opened position=300 gave_ballast=1 lost_words=0");
  assert.equal(lines[3], "stands 300");
  assert.ok(lines.includes("kept 301"));
  assert.ok(lines.includes("ballast"), "the ballast is made again");
});

test("without a ballast the same disk does not start", (t) => {
  const lines = on_small_disk(
    t,
    64,
    `"$probe" append "$store" 1 300 die | grep -c kept
     rm "$store/ballast"
     ${fill}
     "$probe" read "$store" >/dev/null 2>&1; echo "code $?"
     rm "$disk/filler"
     "$probe" read "$store" | tail -1`,
  );
  if (!lines) return;
  assert.notEqual(lines[1], "code 0");
  assert.equal(lines[2], "stands 300", "nothing is lost by it");
});

test("a disk that says no ends the store's work, and what it took stands", (t) => {
  if (!works("strace", "-o", "/dev/null", "true")) return t.skip("strace does not work here");
  const store = join(folder_for(t), "store");
  for (const [first, from] of [[1, 30], [1001, 20], [2001, 11]]) {
    const fault = `inject=fdatasync,fsync:error=EIO:when=${from}+`;
    const ended = run(
      ...["strace", "-f", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e", fault],
      ...[probe, "append", store, String(first), "200"],
    );
    const kept = positions(ended.lines, "kept");
    assert.equal(ended.signal, null);
    assert.equal(ended.code, 3, ended.lines.slice(-4).join("\n"));
    assert.ok(ended.lines.some((line) => /^failed .*(Input\/output|I\/O) error/.test(line)));
    assert.ok(ended.lines.includes("failed again"));
    const stands = new Set(positions(run(probe, "read", store).lines, "stands"));
    for (const position of kept) assert.ok(stands.has(position), `${position} was kept`);
  }
});

test("a disk that says no at the opening refuses it with a sentence", (t) => {
  if (!works("strace", "-o", "/dev/null", "true")) return t.skip("strace does not work here");
  const store = join(folder_for(t), "store");
  for (const call of ["openat", "fsync", "rename", "mkdir", "write"]) {
    let refused = 0;
    for (let nth = 1; nth <= 3; ++nth) {
      rmSync(store, { recursive: true, force: true });
      const ended = run(
        ...["strace", "-f", "-o", "/dev/null", "-P", store, "-P", `${store}/CURRENT`],
        ...["-P", `${store}/xinqiao-store.tmp`, "-e", `trace=${call}`],
        ...["-e", `inject=${call}:error=EIO:when=${nth}`, probe, "append", store, "1", "1"],
      );
      assert.equal(ended.signal, null, `${call} ${nth}`);
      if (ended.code === 0) continue;
      assert.match(ended.lines.join("\n"), /^(refused|failed) .+/m);
      ++refused;
    }
    if (call === "fsync") assert.ok(refused > 0, "a failed sync is noticed");
  }
});

function works(command, ...words) {
  try {
    execFileSync(command, words, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test("the probe is built", () => assert.ok(existsSync(probe), `${probe} is missing`));
