// `xinqiao backup` and `xinqiao restore` as an operator meets them: what they do, what they refuse,
// and that nothing is left behind. Parts need root or a small file system, and say so.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { refused, succeeded } from "../support/commands.mjs";
import { binary, no_server, Server, within } from "../support/server.mjs";

const options = { skip: no_server };

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

const post = (server, token, n) =>
  server.rpc(token, "message.post", { room: 1, text: `第 ${n} 句`, outbox: "the-outbox", n });

// A server with words in it, and its backup.
async function backed_up(t) {
  const server = await Server.start({ members: 2, rooms: 2 });
  t.after(() => server.close());
  for (let n = 1; n <= 20; n += 1) assert.ok((await post(server, server.tokens[0], n)).body.result);
  const backup = join(server.folder, "backup");
  await succeeded("backup", "--data", server.data, "--to", backup);
  return { server, backup, fresh: join(server.folder, "fresh") };
}

async function until(is_so, what) {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    if (is_so()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}

test("a running server is backed up and restored, with its sign-ins", options, async (t) => {
  const { server, backup, fresh } = await backed_up(t);
  const [token] = server.tokens;
  const said = await succeeded("restore", "--from", backup, "--data", fresh);
  assert.match(said, /a new epoch begins/);
  const other = join(server.folder, "other");
  const ended = await succeeded("restore", "--from", backup, "--data", other, "--end-sessions");
  assert.match(ended, /^2 sessions were ended$/m);
  await server.stop();

  server.data = fresh;
  await server.serve("127.0.0.1:0");
  const { body } = await server.rpc(token, "history", { room: 1, after: 0, limit: 200 });
  assert.equal(body.result.events.at(-1).text, "第 20 句");
  assert.equal((await post(server, token, 20)).body.result.repeated, true, "receipts live on too");
  assert.ok((await post(server, token, 21)).body.result);
  await server.stop();

  server.data = other;
  await server.serve("127.0.0.1:0");
  assert.equal((await server.rpc(token, "session.me", {})).body.error.data.action, "login");
  await server.stop();
  await succeeded("verify", "--data", other);
});

test("a link that was used since the backup opens no door again", options, async (t) => {
  const { server, fresh } = await backed_up(t);
  const [token] = server.tokens;
  const { secret: link } = (await server.rpc(token, "link.create", {})).body.result;
  const backup = join(server.folder, "with a link");
  await succeeded("backup", "--data", server.data, "--to", backup);
  const open = (claim) =>
    server.rpc(undefined, "session.start", { link, claim, device: "本人", want: "token" });
  assert.ok((await open("owner-claims-it-0001")).body.result);
  await server.stop();

  const said = await succeeded("restore", "--from", backup, "--data", fresh, "--end-sessions");
  server.data = fresh;
  await server.serve("127.0.0.1:0");

  assert.match(said, /^2 sessions were ended$/m);
  const { error } = (await open("finder-claims-it-001")).body;
  assert.equal(error.data.reason, "link_used");
  await server.stop();
  await succeeded("verify", "--data", fresh);
});

test("a stopped server is backed up too, and its folder stays as it was", options, async (t) => {
  const { server, fresh } = await backed_up(t);
  await server.stop();
  const backup = join(server.folder, "stopped");

  await succeeded("backup", "--data", server.data, "--to", backup);

  await succeeded("restore", "--from", backup, "--data", fresh);
  assert.ok(!existsSync(join(server.data, "checkpoint")));
  await server.serve("127.0.0.1:0");
  assert.ok((await post(server, server.tokens[0], 21)).body.result);
});

test("backup refuses what would harm or mislead, and leaves nothing", options, async (t) => {
  const { server, backup } = await backed_up(t);
  const names = readdirSync(server.folder).sort();
  const data = ["backup", "--data", server.data, "--to"];

  await refused(1, /is there already: choose a new name/, ...data, backup);
  await refused(1, /inside the data folder/, ...data, join(server.data, "backup"));
  await refused(1, /inside the data folder/, ...data, join(server.folder, "x/../data/backup"));
  await refused(1, /is no folder: make it first/, ...data, join(server.folder, "no/backup"));
  const nothing = join(server.folder, "nothing");
  await refused(73, /is not there/, "backup", "--data", nothing, "--to", join(server.folder, "b"));
  await refused(2, /--to/, "backup", "--data", server.data);

  assert.deepEqual(readdirSync(server.folder).sort(), names);
  assert.ok(!existsSync(join(server.data, "checkpoint")));
});

test("another user gets neither a backup nor a place for one", options, async (t) => {
  if (process.getuid() !== 0) return t.skip("only root can be somebody else");
  const { server } = await backed_up(t);
  chmodSync(server.folder, 0o755);
  const nobody = { uid: 65534, gid: 65534, encoding: "utf8" };
  const words = ["backup", "--data", server.data, "--to", join(tmpdir(), "xinqiao-nobody")];
  const stranger = spawnSync(binary, words, nobody);
  if (stranger.error) return t.skip(`the binary cannot be run by others: ${stranger.error.code}`);
  assert.equal(stranger.status, 73);
  assert.match(stranger.stderr, /Permission denied/);

  chmodSync(server.data, 0o777); // as a careless hand might
  const insistent = spawnSync(binary, words, nobody);
  assert.equal(insistent.status, 73);
  assert.match(insistent.stderr, /Permission denied/);
  assert.ok(!existsSync(words.at(-1)));
});

test("a folder one may not write in takes no backup", options, async (t) => {
  if (process.getuid() !== 0) return t.skip("only root can be somebody else");
  const folder = folder_for(t);
  chmodSync(folder, 0o777);
  const closed = join(folder, "closed");
  mkdirSync(closed, { mode: 0o755 });
  const data = join(folder, "data");
  const nobody = { uid: 65534, gid: 65534, encoding: "utf8" };
  const made = spawnSync(binary, ["link", "--data", data, "--new", "李雷"], nobody);
  if (made.error) return t.skip(`the binary cannot be run by others: ${made.error.code}`);
  assert.equal(made.status, 0, made.stderr);

  const ended = spawnSync(binary, ["backup", "--data", data, "--to", join(closed, "b")], nobody);

  assert.equal(ended.status, 1);
  assert.match(ended.stderr, /cannot make a folder beside .*Permission denied/);
  assert.deepEqual(readdirSync(closed), []);
});

test("a full disk takes no backup and no restored store", options, async (t) => {
  const disk = small_disk_for(t, 64);
  if (!disk) return t.skip("no small file system can be mounted here: not root?");
  const { server, backup } = await backed_up(t);
  assert.equal(spawnSync("fallocate", ["-l", "60m", join(disk, "filler")]).status, 0);

  const to = join(disk, "backup");
  await refused(1, /MiB free; the backup needs/, "backup", "--data", server.data, "--to", to);
  const data = join(disk, "fresh");
  const needs = /MiB free; the restored store needs/;
  await refused(1, needs, "restore", "--from", backup, "--data", data);

  assert.deepEqual(readdirSync(disk), ["filler"]);
});

test("a disk that says no in the midst of the copy leaves nothing", options, async (t) => {
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    return t.skip("strace does not work here");
  }
  const { server } = await backed_up(t);
  const names = readdirSync(server.folder).sort();
  const faults = ["fsync:error=EIO:when=2", "write:error=ENOSPC:when=3", "renameat2:error=EIO"];
  for (const fault of faults) {
    const inject = ["-f", "-o", "/dev/null", "-e", `inject=${fault}`, binary];
    const words = ["backup", "--data", server.data, "--to", join(server.folder, "other")];
    const ended = spawnSync("strace", [...inject, ...words], { encoding: "utf8" });
    assert.equal(ended.status, 1, `${fault}: ${ended.stdout}${ended.stderr}`);
    assert.match(ended.stderr, /Input\/output error|No space left/);
    assert.deepEqual(readdirSync(server.folder).sort(), names, fault);
  }
});

test("a copy that is killed gets no name, and the server lets go", options, async (t) => {
  const { server } = await backed_up(t);
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status !== 0) {
    return t.skip("strace does not work here");
  }
  const to = join(server.folder, "other");
  // The first sync of a copied file ends the process.
  const inject = ["-f", "-o", "/dev/null", "-e", "inject=fsync:signal=SIGKILL", binary];
  spawnSync("strace", [...inject, "backup", "--data", server.data, "--to", to]);

  assert.ok(!existsSync(to));
  const left = readdirSync(server.folder).filter((name) => name.startsWith("other"));
  assert.equal(left.length, 1);
  assert.match(left[0], /^other\.unfinished-/);
  await until(() => !existsSync(join(server.data, "checkpoint")), "the checkpoint to go");
  await succeeded("backup", "--data", server.data, "--to", to);
});

test("restore refuses what is used or no whole backup; nothing is left", options, async (t) => {
  const { server, backup, fresh } = await backed_up(t);
  const names = readdirSync(server.folder).sort();
  const restore = (from, data) => ["restore", "--from", from, "--data", data];
  const sound = readFileSync(join(backup, "manifest"));
  const table = readdirSync(backup).find((name) => name.endsWith(".log"));

  await refused(73, /holds something already/, ...restore(backup, server.data));
  await refused(73, /holds something already/, ...restore(backup, backup));
  await refused(1, /is no folder/, ...restore(join(server.folder, "nowhere"), fresh));
  await refused(1, /it has no manifest/, ...restore(server.data, fresh));
  writeFileSync(join(backup, "manifest"), sound.subarray(0, sound.length - 10));
  await refused(1, /manifest is damaged \(it is cut short\)/, ...restore(backup, fresh));
  writeFileSync(join(backup, "manifest"), "xinqiao backup, format 2\n");
  await refused(1, /made by a newer version/, ...restore(backup, fresh));
  writeFileSync(join(backup, "manifest"), sound);
  const bytes = readFileSync(join(backup, table));
  const flipped = Buffer.from(bytes);
  flipped[flipped.length >> 1] ^= 1;
  writeFileSync(join(backup, table), flipped);
  const changed = new RegExp(`damaged: ${table} is not what was written`);
  await refused(1, changed, ...restore(backup, fresh));
  rmSync(join(backup, table));
  await refused(1, new RegExp(`damaged: ${table} is missing`), ...restore(backup, fresh));

  assert.deepEqual(readdirSync(server.folder).sort(), names);
  mkdirSync(fresh); // a folder that was there stays, and empty
  await refused(1, /is missing/, ...restore(backup, fresh));
  assert.deepEqual(readdirSync(fresh), []);
  writeFileSync(join(backup, table), bytes);
  await succeeded(...restore(backup, fresh));
});

test("a restore that was cut short is no store, and is begun again", options, async (t) => {
  const { backup, fresh } = await backed_up(t);
  mkdirSync(fresh);
  writeFileSync(join(fresh, "xinqiao-store"), "xinqiao store, being restored\n");
  writeFileSync(join(fresh, "000004.sst"), "half");

  const serve = ["serve", "--data", fresh, "--listen", "127.0.0.1:0"];
  await refused(73, /a restore or an import that was cut short: give the same command/, ...serve);
  await succeeded("restore", "--from", backup, "--data", fresh);

  await succeeded("verify", "--data", fresh);
});

test("the control socket is its owner's and lets go of what it held", options, async (t) => {
  const { server } = await backed_up(t);
  const path = join(server.data, "control");
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const checkpoint = join(server.data, "checkpoint");
  const say = (text) => {
    const socket = createConnection(path);
    const heard = new Promise((done) => {
      let all = "";
      socket.on("data", (piece) => {
        all += piece;
        if (all.endsWith("\n")) done(all);
      });
      socket.on("close", () => done(all));
    });
    socket.on("error", () => {}); // it is closed then, too
    socket.write(text);
    return { socket, heard: within(heard, "an answer at the control socket") };
  };

  assert.match(await say("hello?\n").heard, /"error":"this is no request/);
  assert.match(await say('{"method":"dance"}\n').heard, /knows no 'dance'/);
  assert.equal(await say("x".repeat(8192)).heard, "");
  const holder = say('{"method":"checkpoint"}\n');
  assert.equal(JSON.parse(await holder.heard).result.folder, "checkpoint");
  assert.ok(existsSync(checkpoint));
  const second = ["backup", "--data", server.data, "--to", join(server.folder, "second")];
  await refused(1, /another backup is being made/, ...second);
  holder.socket.destroy();
  await until(() => !existsSync(checkpoint), "the checkpoint to go");
  await succeeded(...second);
  await server.stop();
  assert.ok(!existsSync(path));
});

test("a server that was killed leaves a socket that misleads nobody", options, async (t) => {
  const { server } = await backed_up(t);
  await server.kill();
  assert.ok(existsSync(join(server.data, "control")));
  const other = join(server.folder, "other");
  await succeeded("backup", "--data", server.data, "--to", other);
  await server.serve("127.0.0.1:0");
  await succeeded("backup", "--data", server.data, "--to", join(server.folder, "third"));
  const long = join(server.folder, "a".repeat(120)); // longer than a socket's address may be
  cpSync(other, join(server.folder, "copy"), { recursive: true });
  await succeeded("restore", "--from", join(server.folder, "copy"), "--data", long);
  await server.stop();
  server.data = long;
  await server.serve("127.0.0.1:0");
  await succeeded("backup", "--data", long, "--to", join(server.folder, "fourth"));
});
