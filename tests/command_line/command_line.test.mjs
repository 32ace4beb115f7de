// The binary as an operator meets it: what it refuses, with which exit code, and the demo from its
// first start to its second.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { binary, no_server, run, within } from "../support/server.mjs";

const skip = no_server;
const listen_once =
  "use Socket; $| = 1; socket(S, PF_UNIX, SOCK_DGRAM, 0); bind(S, sockaddr_un($ARGV[0])) or die; " +
  'print "listening\\n"; recv(S, $words, 999, 0); print "$words\\n";';

function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// Starts a command that serves; resolves when it is ready. stop() asks it to end, gives its code.
async function serving(t, ...args) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => child.on("close", done));
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  const ready = new Promise((done, fail) => {
    child.stdout.on("data", (piece) => {
      said += piece;
      if (/^ready http/m.test(said)) done();
    });
    ended.then((code) => fail(new Error(`ended with ${code} before it was ready: ${said}`)));
  });
  child.stderr.on("data", (piece) => (said += piece));
  await within(ready, "ready", 60_000);
  return {
    said,
    url: said.match(/^ready (http\S+)$/m)[1],
    links: [...said.matchAll(/#link=([A-Za-z0-9_-]+)$/gm)].map(([, secret]) => secret),
    stop: () => {
      child.kill("SIGTERM");
      return within(ended, "the end");
    },
  };
}

test("a service manager is told that the server is ready", { skip }, async (t) => {
  const folder = folder_for(t);
  const socket = join(folder, "notify");
  // Node speaks no Unix datagrams; a program of Debian's base does.
  const listener = spawn("perl", ["-e", listen_once, socket], { stdio: ["ignore", "pipe", 2] });
  t.after(() => listener.kill("SIGKILL"));
  const lines = (async function* () {
    for await (const piece of listener.stdout) yield* `${piece}`.split("\n").filter(Boolean);
  })();
  const next = async () => (await within(lines.next(), "the listener")).value;
  assert.equal(await next(), "listening");

  process.env.NOTIFY_SOCKET = socket;
  t.after(() => delete process.env.NOTIFY_SOCKET);
  const words = ["serve", "--data", join(folder, "data"), "--listen", "127.0.0.1:0"];
  const server = await serving(t, ...words);
  assert.equal(await next(), "READY=1");
  assert.equal(await next(), `STATUS=Listening at ${server.url}`);
  assert.equal(await server.stop(), 0);
});

async function call(url, method, params, token) {
  const headers = { "content-type": "application/json" };
  if (token) headers.authorization = `Bearer ${token}`;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const answer = await (await fetch(`${url}/rpc`, { method: "POST", headers, body })).json();
  assert.ok(answer.result, JSON.stringify(answer));
  return answer.result;
}

const sign_in = (url, link) =>
  call(url, "session.start", { link, claim: "c".repeat(32), want: "token", device: "test" });

test("wrong usage is refused with a sentence and exit code 2", { skip }, async () => {
  const wrong = [[], ["serve"], ["sing"], ["link", "--data", "x"], ["serve", "--threads", "0"]];
  for (const words of wrong) {
    const { code, stdout, stderr } = await run(...words);
    assert.equal(code, 2, words.join(" "));
    assert.match(stdout + stderr, /\w+/);
  }
  const half = await run("link", "--data", "x", "--member", "1", "--organiser");
  assert.equal(half.code, 2);
});

test("version and help are no mistakes", { skip }, async () => {
  const version = await run("version");
  assert.equal(version.code, 0);
  assert.match(version.stdout, /^xinqiao \d+\.\d+\.\d+$/m);
  const flag = await run("--version");
  assert.deepEqual([flag.code, flag.stdout], [0, version.stdout]);
  const help = await run("--help");
  assert.equal(help.code, 0);
  const commands = ["serve", "doctor", "demo", "seed", "verify", "link", "backup", "restore"];
  for (const command of commands) {
    assert.match(help.stdout, new RegExp(`^ +${command} `, "m"));
  }
});

test("a link lets the first organiser in, and is made for members only", { skip }, async (t) => {
  const data = join(folder_for(t), "data");
  const made = await run("link", "--data", data, "--new", "李雷", "--organiser");
  assert.equal(made.code, 0, made.stderr);
  const unknown = await run("link", "--data", data, "--member", "9");
  assert.equal(unknown.code, 1);
  assert.match(unknown.stderr, /no member 9/);

  const server = await serving(t, "serve", "--data", data, "--listen", "127.0.0.1:0");
  const session = await sign_in(server.url, made.stdout.match(/#link=(\S+)/)[1]);
  assert.equal(session.name, "李雷");
  assert.equal((await call(server.url, "session.me", {}, session.token)).organiser, true);
  const busy = await run("verify", "--data", data);
  assert.equal(busy.code, 73);
  assert.match(busy.stderr, /in use/);
  assert.equal(await server.stop(), 0);

  const verified = await run("verify", "--data", data);
  assert.equal(verified.code, 0, verified.stdout);
  assert.match(verified.stdout, /all is well/);
});

test("verify makes no store where there is none", { skip }, async (t) => {
  const data = join(folder_for(t), "nothing");
  assert.equal((await run("verify", "--data", data)).code, 73);
  assert.equal(existsSync(data), false);
});

test("the demo does not listen where others are unless told to", { skip }, async (t) => {
  const data = join(folder_for(t), "data");
  const { code, stderr } = await run("demo", "--data", data, "--listen", "0.0.0.0:0");
  assert.equal(code, 2);
  assert.match(stderr, /--allow-public/);
  assert.equal(existsSync(data), false);
});

test("the demo leaves a folder with other things alone", { skip }, async (t) => {
  const folder = folder_for(t);
  writeFileSync(join(folder, "letter.txt"), "亲爱的");
  const { code } = await run("demo", "--data", folder, "--listen", "127.0.0.1:0");
  assert.notEqual(code, 0);
  assert.equal(existsSync(join(folder, "letter.txt")), true);
});

test("three guests of the demo find rooms, talk, and find it again", { skip }, async (t) => {
  const data = join(folder_for(t), "data");
  mkdirSync(data); // empty is as good as absent
  const words = ["demo", "--data", data, "--listen", "127.0.0.1:0"];
  const first = await serving(t, ...words);
  assert.equal(first.links.length, 3);
  assert.match(first.said, /[█▀▄]{5}/, "QR codes");

  const guests = [];
  for (const link of first.links) guests.push(await sign_in(first.url, link));
  assert.deepEqual(guests.map(({ name }) => name), ["周建民", "徐静", "林雨桐"]);
  const { rooms } = await call(first.url, "room.list", {}, guests[0].token);
  // Ten of everybody, a bulletin, one of questions, one of a unit, a closed one and a drill's that
  // an owner knows of and is not in.
  assert.equal(rooms.length, 15);
  const closed = rooms.filter(({ access }) => access === "closed");
  assert.deepEqual(closed.map(({ joined }) => joined), [false, false]);
  const of_newcomer = await call(first.url, "room.list", {}, guests[2].token);
  assert.ok(of_newcomer.rooms.some((room) => room.access === "direct" && room.joined));
  const { questions } = await call(first.url, "question.list", { mine: true }, guests[1].token);
  assert.deepEqual(questions.map((one) => [one.late, one.co_owners.length]), [[true, 2]]);
  const board = rooms.find(({ title }) => title === "厂区公告");
  const posted = await call(first.url, "history", { room: board.room }, guests[1].token);
  const asking = posted.events.find(({ class: of }) => of === "must_confirm");
  await call(first.url, "notice.confirm", { room: board.room, seq: asking.seq }, guests[1].token);
  const notices = rooms.find(({ title }) => title === "全厂通知");
  assert.ok(notices.joined && notices.members === 40 && notices.last_n >= 15);

  const post = { room: notices.room, text: "演示里说的话，也要留住。", outbox: "test-outbox", n: 1 };
  const { seq } = await call(first.url, "message.post", post, guests[1].token);
  const page = { room: notices.room, around: seq };
  const heard = await call(first.url, "history", page, guests[2].token);
  assert.ok(heard.events.some(({ text }) => text === post.text));
  assert.equal(await first.stop(), 0);

  const second = await serving(t, ...words, "--no-qr");
  assert.doesNotMatch(second.said, /[█▀▄]{5}/);
  assert.notDeepEqual(second.links, first.links);
  const again = await sign_in(second.url, second.links[0]);
  const kept = await call(second.url, "history", page, again.token);
  assert.ok(kept.events.some(({ text }) => text === post.text));
  assert.equal(await second.stop(), 0);
  assert.equal((await run("verify", "--data", data)).code, 0);
});
