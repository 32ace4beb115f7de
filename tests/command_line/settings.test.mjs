// The settings of `serve` as an operator meets them: a file, the environment, flags, what is said
// of a mistake, and what `config --print` shows.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { binary, no_server, within } from "../support/server.mjs";

const skip = no_server;
const mebibyte = 1024 * 1024;

function file_for(t, toml) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "设置.toml");
  writeFileSync(file, toml.replaceAll("FOLDER", folder));
  return { folder, file };
}

// Starts the binary with these variables and none of ours from outside.
function start(t, variables, ...words) {
  const clean = Object.entries(process.env).filter(([name]) => !name.startsWith("XINQIAO_"));
  const env = { ...Object.fromEntries(clean), ...variables };
  const child = spawn(binary, words, { env, stdio: ["ignore", "pipe", "pipe"] });
  t.after(() => child.kill("SIGKILL"));
  const said = { stdout: "", stderr: "" };
  const heard = [];
  for (const stream of ["stdout", "stderr"]) {
    child[stream].on("data", (piece) => {
      said[stream] += piece;
      for (const hear of heard) hear();
    });
  }
  const ended = new Promise((done) => child.on("close", (code) => done({ code, ...said })));
  const ready = new Promise((done, fail) => {
    heard.push(() => {
      const line = said.stdout.match(/^ready (http\S+)$/m);
      if (line) done(line[1]);
    });
    ended.then(({ code }) => fail(new Error(`ended with ${code}: ${said.stderr}`)));
  });
  ready.catch(() => {}); // whoever waits for it hears of it
  return { child, ended, ready };
}

const run = (t, variables, ...words) =>
  within(start(t, variables, ...words).ended, words.join(" "));

// {key: [value, origin]} of what `config --print` said.
function printed(toml) {
  const lines = [...toml.matchAll(/^(\w+) = (.*) {2}# (.*)$/gm)];
  return Object.fromEntries(lines.map(([, key, value, origin]) => [key, [value, origin]]));
}

test("config --print shows every value and where it comes from", { skip }, async (t) => {
  const toml = 'data = "FOLDER/数据"\n\nthreads = 2\nlisten = "[::1]:1"\n';
  const { folder, file } = file_for(t, toml);
  const variables = { XINQIAO_CONFIG: file, XINQIAO_LISTEN: "[::1]:2", XINQIAO_SECRET: "hush" };
  const words = ["--ballast-bytes", "1GiB", "--origin", "https://a.example", "app://b"];

  const first = await run(t, variables, "config", "--print", ...words);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual(printed(first.stdout), {
    data: [`"${folder}/数据"`, `${file}:1`],
    listen: ['"[::1]:2"', "XINQIAO_LISTEN"],
    tls: ['"off"', "default"],
    tls_certificate: ['""', "default"],
    tls_key: ['""', "default"],
    public_url: ['""', "default"],
    trusted_proxies: ["[]", "default"],
    origins: ['["https://a.example", "app://b"]', "--origin"],
    threads: ["2", `${file}:3`],
    compression: ['"on"', "default"],
    commands_per_second: ["50", "default"],
    disk_floor_bytes: ['"512MiB"', "default"],
    ballast_bytes: ['"1GiB"', "--ballast-bytes"],
    backup_folder: ['""', "default"],
  });

  const again = join(folder, "printed.toml");
  writeFileSync(again, first.stdout);
  const second = await run(t, {}, "config", "--print", "--config", again);
  assert.equal(second.code, 0, second.stderr);
  const values = (said) => Object.entries(printed(said)).map(([key, [value]]) => [key, value]);
  assert.deepEqual(values(second.stdout), values(first.stdout));
  for (const [, origin] of Object.values(printed(second.stdout))) {
    assert.match(origin, /printed\.toml:\d+$/);
  }
});

test("config --print needs no data folder and says that it is not set", { skip }, async (t) => {
  const { code, stdout } = await run(t, {}, "config", "--print");
  assert.equal(code, 0);
  assert.match(stdout, /^# data is not set$/m);
  assert.equal(printed(stdout).data, undefined);
});

test("config --example explains all and leaves defaults commented out", { skip }, async (t) => {
  const { file } = file_for(t, 'threads = 3\n');
  const made = await run(t, {}, "config", "--example", "--config", file, "--data", "FOLDER/数据");
  assert.equal(made.code, 0, made.stderr);
  const set = made.stdout.split("\n").filter((line) => /^\w/.test(line));
  assert.deepEqual(set, ['data = "FOLDER/数据"', "threads = 3"]);

  // With the marks taken away it is a whole file, and says what stands there anyway.
  writeFileSync(file, made.stdout.replace(/^#(?=\w+ = )/gm, ""));
  const whole = printed((await run(t, {}, "config", "--print", "--config", file)).stdout);
  const standard = printed((await run(t, {}, "config", "--print")).stdout);
  for (const [key, [value]] of Object.entries(standard)) {
    if (key !== "threads") assert.equal(whole[key][0], value, key);
  }
  assert.match((await run(t, {}, "config", "--example")).stdout, /^#data must be set$/m);
  assert.equal((await run(t, {}, "config", "--example", "--print")).code, 2, "one of the two");
});

test("a mistake ends with code 2 and a sentence that names its place", { skip }, async (t) => {
  const { file } = file_for(t, 'data = "FOLDER/data"\nthreads = 65\n');
  const bad = `threads cannot be '65'; it is a whole number from 1 to 64`;
  const flags = ["--data", "x", "--threads"];
  const wrong = [
    [{}, ["--config", file], `${file}:2: ${bad}`],
    [{ XINQIAO_CONFIG: file }, ["--threads", "2"], `${file}:2: ${bad}`],
    [{ XINQIAO_THREADS: "65" }, ["--data", "x"], `XINQIAO_THREADS: ${bad}`],
    [{}, [...flags, "65"], `--threads: ${bad}`],
    [{}, [], "data is not set: give --data, XINQIAO_DATA, or data in a file"],
    [{}, ["--config", `${file}.absent`], "--config: cannot read "],
  ];
  for (const [variables, words, sentence] of wrong) {
    const { code, stderr } = await run(t, variables, "serve", ...words);
    assert.equal(code, 2, words.join(" "));
    assert.ok(stderr.startsWith(`xinqiao serve: ${sentence}`), stderr);
  }
  for (const words of [[...flags, "1", "--threads", "2"], [...flags, "1", "2"], [...flags]]) {
    assert.equal((await run(t, {}, "serve", ...words)).code, 2, words.join(" "));
  }
  assert.equal((await run(t, {}, "config")).code, 2, "config wants --print or --example");
});

test("serve --help names flag, variable and default of each setting", { skip }, async (t) => {
  const { code, stdout } = await run(t, {}, "serve", "--help");
  assert.equal(code, 0);
  const floor = ["--disk-floor-bytes", "XINQIAO_DISK_FLOOR_BYTES", "BYTES=512MiB"];
  for (const word of ["--config", "XINQIAO_CONFIG", "XINQIAO_DATA", ...floor]) {
    assert.ok(stdout.includes(word), word);
  }
});

test("a server starts from a file alone and takes the disk's settings", { skip }, async (t) => {
  const { folder, file } = file_for(
    t,
    'data = "FOLDER/data"\nlisten = "127.0.0.1:0"\nballast_bytes = "1MiB"\n',
  );
  const plenty = 800 * mebibyte; // twice the floor and an eighth, and the ballast
  const disk = statfsSync(folder);
  if (disk.bavail * disk.bsize < plenty) return t.skip("too little free disk for a ballast");

  const server = start(t, {}, "serve", "--config", file);
  const url = await within(server.ready, "ready");
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  assert.equal(statSync(join(folder, "data/ballast")).size, mebibyte);
  server.child.kill("SIGTERM");
  assert.equal((await within(server.ended, "the end")).code, 0);

  // No disk has as much room as this.
  const full = start(t, { XINQIAO_DISK_FLOOR_BYTES: "1024TiB" }, "serve", "--config", file);
  const answer = await fetch(`${await within(full.ready, "ready")}/readyz`);
  assert.equal(answer.status, 503);
  assert.match(await answer.text(), /nearly full/);
  full.child.kill("SIGTERM");
  assert.equal((await within(full.ended, "the end")).code, 0);
});
