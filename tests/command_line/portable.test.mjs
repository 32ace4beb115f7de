// `xinqiao export`, `import` and `compact` as an operator meets them: a history that goes out and
// comes in again, what is refused, and that nothing half made is left.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { refused, succeeded } from "../support/commands.mjs";
import { binary, no_server, run, Server } from "../support/server.mjs";

const options = { skip: no_server };
const closed_words = "关起门来说的话";

// A stopped server with words in it: two open rooms, and a closed one.
async function stopped(t) {
  const server = await Server.start({ members: 2, rooms: 2 });
  t.after(() => server.close());
  const [token] = server.tokens;
  let n = 0;
  const ask = async (method, params) => {
    n += 1;
    const { body } = await server.rpc(token, method, { ...params, outbox: "the-outbox", n });
    assert.ok(body.result, JSON.stringify(body));
    return body.result;
  };
  for (let i = 1; i <= 60; i += 1) {
    await ask("message.post", { room: 1 + (i % 2), text: `第 ${i} 句 <b>“引号”</b> 🌉\n\u2028` });
  }
  const { seq } = await ask("message.post", { room: 1, text: "打错字了" });
  await ask("message.edit", { room: 1, target: seq, text: "改好了" });
  await ask("message.delete", { room: 1, target: seq - 1 });
  const { room } = await ask("room.create", { title: "闭门", access: "closed" });
  await ask("message.post", { room, text: closed_words });
  const histories = await histories_of(server, token);
  const { name } = (await server.rpc(token, "session.me", {})).body.result;
  await server.stop();
  return { server, name, histories, out: join(server.folder, "history.jsonl") };
}

async function histories_of(server, token) {
  const pages = [];
  for (const room of [1, 2]) {
    const { body } = await server.rpc(token, "history", { room, after: 0, limit: 200 });
    assert.ok(body.result, JSON.stringify(body));
    pages.push(JSON.stringify(body.result.events));
  }
  return pages;
}

const body_of = (file) => readFileSync(file, "utf8").split("\n").slice(2).join("\n");

async function claim(server, link) {
  const wish = { link, claim: "c".repeat(32), want: "token", device: "test" };
  const { body } = await server.rpc(undefined, "session.start", wish);
  assert.ok(body.result, JSON.stringify(body));
  return body.result.token;
}

test("a history goes out, comes in elsewhere, and is the same", options, async (t) => {
  const { server, name, histories, out } = await stopped(t);
  const told = await succeeded("export", "--data", server.data, "--out", out);
  assert.match(told, /^exported 2 rooms, 2 members, \d+ events; left out: 1 closed rooms/);
  assert.equal(statSync(out).mode & 0o077, 0, "others cannot read it");
  const text = readFileSync(out, "utf8");
  assert.ok(!text.includes(closed_words) && !text.includes("闭门"));
  for (const token of server.tokens) assert.ok(!text.includes(token));
  for (const line of text.trimEnd().split("\n")) {
    assert.equal(Object.keys(JSON.parse(line)).length, 1);
  }

  const fresh = join(server.folder, "fresh");
  assert.match(await succeeded("import", out, "--data", fresh), /^imported 2 rooms, 2 members/);
  await succeeded("verify", "--data", fresh);
  const again = join(server.folder, "again.jsonl");
  await succeeded("export", "--data", fresh, "--out", again);
  assert.equal(body_of(again), body_of(out));

  const reset = await succeeded("user", "reset", name, "--data", fresh, "--address", "http://x");
  server.data = fresh;
  await server.serve("127.0.0.1:0");
  const token = await claim(server, reset.match(/#link=(\S+)/)[1]);
  assert.deepEqual(await histories_of(server, token), histories);
  const old = await server.rpc(server.tokens[0], "session.me", {});
  assert.equal(old.body.error.data.action, "login", "no session came along");
});

test("a backup is exported like its store, and so is a compacted store", options, async (t) => {
  const { server, out } = await stopped(t);
  await succeeded("export", "--data", server.data, "--out", out);
  const backup = join(server.folder, "backup");
  await succeeded("backup", "--data", server.data, "--to", backup);
  const files = readdirSync(backup).sort();
  const from_backup = join(server.folder, "from-backup.jsonl");
  await succeeded("export", "--data", backup, "--out", from_backup);
  assert.equal(body_of(from_backup), body_of(out));
  assert.deepEqual(readdirSync(backup).sort(), files, "a backup stays as it is");

  const told = await succeeded("compact", "--data", server.data);
  const [, before, after] = told.match(/^compacted: (\d+) bytes before, (\d+) after$/m).map(Number);
  assert.ok(before > 0 && after > 0);
  await succeeded("verify", "--data", server.data);
  const { stdout, stderr } = await run("export", "--data", server.data);
  assert.equal(stdout.split("\n").slice(2).join("\n"), body_of(out));
  assert.match(stderr, /^exported 2 rooms/);
});

test("what is wrong is refused with its line, and leaves nothing", options, async (t) => {
  const { server, out } = await stopped(t);
  await succeeded("export", "--data", server.data, "--out", out);
  const lines = readFileSync(out, "utf8").split("\n");
  const fresh = join(server.folder, "fresh");
  const file = join(server.folder, "wrong.jsonl");
  const try_with = async (text, words) => {
    writeFileSync(file, text);
    await refused(1, words, "import", file, "--data", fresh);
    assert.ok(!existsSync(fresh), "nothing is left");
  };
  await try_with(`${lines.slice(0, 20).join("\n")}\n`, /jsonl, line 20: the file was cut off/);
  await try_with(lines.join("\n").slice(0, -5), new RegExp(`line ${lines.length - 1}: .*cut off`));
  const changed = lines.map((line) => line.replace("第 30 句", "第 31 句"));
  await try_with(changed.join("\n"), /line \d+: a line since the last check was changed/);
  const moved = [...lines];
  const at = moved.findIndex((line) => line.includes("第 20 句"));
  [moved[at], moved[at + 1]] = [moved[at + 1], moved[at]];
  await try_with(moved.join("\n"), new RegExp(`line ${at + 1}: event \\d+ of room 1 should stand`));
  const newer = [lines[0].replace('"format":1', '"format":2'), ...lines.slice(1)];
  await try_with(newer.join("\n"), /line 1: .*newer version.*import it with that version/);
  await try_with("就这些\n", /line 1: this is no export of Xinqiao/);
  await try_with("x".repeat(3_000_000), /line 1: this line is too long/);

  await refused(73, /holds something already/, "import", out, "--data", server.data);
  await refused(1, /cannot open/, "import", join(server.folder, "nothing"), "--data", fresh);
  await refused(1, /is there already/, "export", "--data", server.data, "--out", out);
  await refused(73, /neither a data folder/, "export", "--data", server.folder);
  await refused(73, /no data folder/, "compact", "--data", server.folder);
  await refused(2, /--data/, "import", out);
  assert.deepEqual(
    readdirSync(server.folder).filter((name) => name.includes("unfinished")),
    [],
  );
});

// Whenever it is killed: either no store stands there, or the whole one.
test("an import that is killed leaves no store, and is done again", options, async (t) => {
  const { server, out } = await stopped(t);
  await succeeded("export", "--data", server.data, "--out", out);
  const fresh = join(server.folder, "fresh");
  let cut_short = 0;
  for (let wait = 2; wait <= 130; wait += 8) {
    rmSync(fresh, { recursive: true, force: true });
    const child = spawn(binary, ["import", out, "--data", fresh], { stdio: "ignore" });
    const ended = new Promise((done) => child.on("close", done));
    await new Promise((done) => setTimeout(done, wait));
    child.kill("SIGKILL");
    await ended;
    if (!existsSync(join(fresh, "xinqiao-store"))) continue;
    if (!readFileSync(join(fresh, "xinqiao-store"), "utf8").includes("restored")) {
      await succeeded("verify", "--data", fresh);
      continue;
    }
    cut_short += 1;
    await refused(73, /cut short/, "verify", "--data", fresh);
    await succeeded("import", out, "--data", fresh);
    await succeeded("verify", "--data", fresh);
    if (cut_short === 3) break;
  }
  assert.ok(cut_short > 0, "at least one was killed in the middle");
});

test("a server that runs keeps its store to itself", options, async (t) => {
  const server = await Server.start({ members: 2, rooms: 1 });
  t.after(() => server.close());
  const out = join(server.folder, "history.jsonl");
  await refused(73, /in use|another/, "export", "--data", server.data, "--out", out);
  await refused(73, /in use|another/, "compact", "--data", server.data);
});
