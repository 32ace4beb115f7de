// Nothing said in the house comes out where operators look. A house whose every word, name, title
// and secret is a canary: all methods are called, rightly and wrongly, the server is stopped,
// killed and started again, and none of the canaries stands in its output, its health pages, or
// (secrets) anywhere on the disk.
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Raw, frame } from "../support/raw.mjs";
import { Server, no_server, run } from "../support/server.mjs";
import { alert, ask_and_answer, talk } from "./canary_kinds.mjs";

const skip = no_server;
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

// --- The canaries ---

const words = new Map(); // canary -> what it is; nowhere but in answers and in the store
const secrets = new Map(); // likewise; not in the store either
const canary = (what) => {
  const word = `canary${randomBytes(9).toString("hex")}`;
  words.set(word, what);
  return word;
};
const secret = (what, known = randomBytes(24).toString("base64url")) => {
  secrets.set(known, what);
  return known;
};

function assert_silent(text, where) {
  for (const [word, what] of [...words, ...secrets]) {
    // Half of one is too much, too.
    const half = word.slice(0, Math.ceil(word.length / 2));
    assert.ok(!text.includes(half), `${what} stands in ${where}`);
  }
}

// --- What is done in the house ---

const sent = new Set(); // methods
const watch = (direction, text) => {
  const method = direction === "sent" && text.match(/"method":"([a-z._]+)"/)?.[1];
  if (method) sent.add(method);
};

async function good_call(server, token, method, params, options) {
  const { body } = await server.rpc(token, method, params, options);
  assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
  return body.result;
}

async function sign_in(server, link) {
  secret("the secret of a link", link);
  const claim = secret("a claim");
  const device = canary("the name of a device");
  const start = { link, claim, device, want: "token" };
  const { token } = await good_call(server, undefined, "session.start", start);
  const again = await good_call(server, undefined, "session.start", start);
  secret("a token that was replaced", token);
  return secret("a token", again.token);
}

// Units, duties and the arranging of rooms.
async function organise(call, guarded, member) {
  const unit_named = async () =>
    (await guarded("unit.create", { parent: 1, name: `支部 ${canary("a unit's name")}` })).unit;
  const [unit, other] = [await unit_named(), await unit_named()];
  await guarded("unit.rename", { unit, name: `车间 ${canary("a unit's new name")}` });
  await guarded("unit.move", { unit: other, parent: unit });
  await guarded("unit.reception", { unit: other, on: true });
  await guarded("member.welcome", { member });
  await guarded("duty.give", { member, unit, duty: "organiser" });
  await guarded("duty.take", { member, unit, duty: "organiser" });
  await guarded("member.move", { member, unit });
  const title = () => `班组 ${canary("the title of a closed room")}`;
  const { room } = await guarded("room.create", { title: title(), unit, access: "closed" });
  await guarded("room.rename", { room, title: title() });
  await guarded("room.add", { room, members: [member] });
  await guarded("room.remove", { room, member });
  await guarded("room.rules", { room, past: "hidden" });
  await guarded("room.archive", { room });
  await guarded("room.reopen", { room });
  await guarded("direct.open", { member });
  const { member: leaver } = await guarded("member.add", { name: canary("a leaver's name"), unit });
  await guarded("member.deactivate", { member: leaver });
  await guarded("member.reactivate", { member: leaver });
  await guarded("unit.close", { unit: other });
  await call("unit.tree", {});
  await call("unit.log", {});
  await call("member.list", { unit });
}

// Notices, and what is done with posts.
async function post_and_react(call, guarded, member) {
  const title = `公告栏 ${canary("the title of a bulletin")}`;
  const { room } = await guarded("room.create", { title, type: "bulletin" });
  const notice = (more) => ({
    room,
    class: "must_confirm",
    title: `停电 ${canary("the title of a notice")}`,
    text: `<@${member}> 周六停电 ${canary("a notice")}`,
    ...more,
  });
  const { seq } = await guarded("notice.post", notice());
  await call("notice.confirm", { room, seq });
  await call("notice.confirmations", { room, seq, confirmed: true });
  const { notice: waits } = await guarded("notice.post", notice({ at: Date.now() + 3_600_000 }));
  await call("notice.scheduled", { room });
  await guarded("notice.cancel", { room, notice: waits });
  await call("reaction.set", { room, target: seq, reaction: "🙏" });
  await call("reaction.list", { room, seq });
  await call("mention.list", {});
  await guarded("pin.set", { room, target: seq });
  await call("pin.list", { room });
  await guarded("pin.clear", { room, target: seq });
  const copy = await guarded("message.forward", { room, from_room: room, from_seq: seq });
  await guarded("message.recall", { room, target: copy.seq });
}

// Order, reports and presence: reasons and reported words stand in the store and nowhere else.
async function keep_order(server, { call, guarded, own, member, token }) {
  const title = `车间 ${canary("the title of a room in order")}`;
  const { room } = await guarded("room.create", { title });
  const key = () => ({ key: randomUUID() });
  await own("room.join", { room, ...key() });
  const said = async () =>
    (await own("message.post", { room, text: canary("a reported post"), ...key() })).seq;
  const [first, second] = [await said(), await said()];
  const reason = () => `理由 ${canary("a reason")}`;
  const made = await call("message.report", { room, seq: first, reason: reason() });
  const listed = await call("report.list", {});
  assert.ok(JSON.stringify(listed).includes("canary"));
  const note = canary("a note");
  await call("report.settle", { report: made.report, outcome: "warned", note });
  await call("report.mine", {});
  await guarded("message.remove", { room, target: second, reason: reason() });
  await guarded("room.mute", { room, member, minutes: 1, reason: reason() });
  const post = { room, text: canary("a muted post"), ...key() };
  await refused_call(server, token, "message.post", post);
  await guarded("room.unmute", { room, member });
  await guarded("room.read_only", { room, on: true, reason: reason() });
  const shut = await guarded("room.create", { title: canary("a closed room"), access: "closed" });
  const move = { room: shut.room, move: "proposed" };
  await guarded("room.release", { ...move, reason: canary("why it is exported") });
  await own("presence.set", { on: true });
  await call("presence.list", { room });
}

// Passwords, invitations and leaving: what is secret in them, and the hash of a password.
async function come_and_go(server, call, guarded, token) {
  const own = (method, params) => good_call(server, token, method, params);
  const login = canary("a login");
  const [first, second] = [secret("a password"), secret("a new password")];
  await own("password.set", { login, new: first });
  await own("password.set", { old: first, new: second });
  const start = { login, password: second, want: "token", device: canary("a device") };
  secret("a token", (await good_call(server, undefined, "session.start", start)).token);
  const wrong = { ...start, password: secret("a wrong password") };
  await refused_call(server, undefined, "session.start", wrong);
  await refused_call(server, token, "password.set", { old: wrong.password, new: second });
  const weak = secret("a weak password", "7q!f3zk");
  await refused_call(server, token, "password.set", { old: second, new: weak });

  const note = canary("the note of an invitation");
  const made = await call("invitation.create", { uses: 2, days: 1, note });
  const invitation = secret("the secret of an invitation", made.secret);
  const join = { invitation, claim: secret("a claim"), name: canary("a guest's name") };
  const guest = await good_call(server, undefined, "session.start", { ...join, want: "token" });
  secret("a token", guest.token);
  await call("invitation.list", {});
  await call("invitation.revoke", { invitation: made.invitation });
  await guarded("member.rename", { member: guest.member, name: canary("a guest's new name") });
  await call("session.end_all", { member: guest.member });
  await guarded("member.erase", { member: guest.member, words: "delete" });
  const headers = { Authorization: `Bearer ${token}` };
  const data = await (await fetch(`${server.http}/my-data`, { headers })).text();
  assert.ok(data.includes(login) && !data.includes("argon2"));
  const list = `name,unit\n${canary("a name on a list")},${canary("a unit on a list")}\n`;
  await fetch(`${server.http}/roster?dry_run=1&create_units=1`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "text/csv" },
    body: list,
  });
}

async function live_in_the_house(server, organiser) {
  const call = (method, params) => good_call(server, organiser, method, params);
  let n = 0;
  const outbox = canary("an outbox").slice(0, 32);
  const guarded = (method, params) => call(method, { ...params, outbox, n: ++n });

  const { member } = await guarded("member.add", { name: `王敏 ${canary("a member's name")}` });
  const token = await sign_in(server, (await call("link.create", { member })).secret);
  const { room } = await guarded("room.create", { title: `值班 ${canary("a room's title")}` });
  const key = "6f1d0c1e-5d1c-4c59-9c62-0a3f1f0c2b11";
  await good_call(server, token, "room.join", { room, key });

  await organise(call, guarded, member);
  await post_and_react(call, guarded, member);
  const own = (method, params) => good_call(server, token, method, params);
  await keep_order(server, { call, guarded, own, member, token });
  await ask_and_answer({ call, guarded, own, canary });
  await alert({ call, guarded, own, member, canary });
  await talk({ call, guarded, own, member, canary });
  await come_and_go(server, call, guarded, token);
  const listener = await server.connect(token);
  await listener.call("resume", { rooms: [{ room, have: [] }] });
  const speaker = await server.connect(organiser);
  await speaker.call("resume", { rooms: [{ room, have: [] }] });
  const text = () => `锅炉 🔥 ${canary("a post")} مرحبا`;
  const { seq } = await guarded("message.post", { room, text: text() });
  const reply = await guarded("message.post", { room, text: text(), re: seq });
  await guarded("message.edit", { room, target: seq, text: `改 ${canary("an edit")}` });
  await guarded("message.delete", { room, target: reply.seq });
  await listener.next("event", (event) => event.kind === "delete");
  speaker.notify("typing", { room });
  await listener.next("typing");

  await call("session.me", {});
  await call("session.list", {});
  await call("member.names", { members: [1, member] });
  await call("room.list", {});
  await call("room.members", { room });
  await call("read.set", { room, seq });
  await call("read.count", { room, seq });
  await call("history", { room });
  await call("search", { query: canary("a query") });
  await call("ping", {});
  await fetch(`${server.http}/boot`, { headers: { Authorization: `Bearer ${organiser}` } });
  await good_call(server, token, "room.leave", { room, key: key.replace(/.$/, "2") });
  await good_call(server, token, "session.end", {});
  assert.deepEqual(await listener.closed, { code: 4100, reason: "login" });
  await speaker.close();
  return { room, outbox, seq };
}

// --- What is done wrongly ---

async function refused_call(server, token, method, params, options) {
  const { body } = await server.rpc(token, method, params, options);
  assert.ok(body.error, `${method} was not refused`);
}

async function wrong_calls(server, organiser, { room, outbox, seq }) {
  const wrong = (method, params) => refused_call(server, organiser, method, params);
  const post = () => canary("a refused post");
  await wrong("message.post", { room, text: post(), outbox, n: 1 });
  await wrong("message.post", { room, text: post(), outbox, n: 99 });
  await wrong("message.post", { room, text: post() });
  await wrong("message.post", { room: 999, text: post(), outbox, n: 99 });
  await wrong("message.post", { room, text: `${post()}${"长".repeat(6000)}`, outbox, n: 99 });
  await wrong("message.edit", { room, target: seq + 99, text: post(), outbox, n: 99 });
  const question = canary("a question in the wrong room");
  await wrong("question.ask", { room, text: question, key: randomUUID() });
  const wrong_reason = { room, question: 99, unit: 1, reason: canary("a reason for nothing") };
  await wrong("question.transfer", { ...wrong_reason, key: randomUUID() });
  await wrong("room.create", { title: `${canary("a wrong title")}\n`, outbox, n: 99 });
  await wrong("member.add", { name: "名".repeat(99) + canary("a long name"), outbox, n: 99 });
  await wrong(canary("an unknown method"), { [canary("a field")]: canary("a value") });
  await wrong("search", { query: `${"？".repeat(200)}${canary("a long query")}` });
  await wrong("search", { query: canary("a query elsewhere"), rooms: [999] });
  await wrong("history", { room: canary("a room that is no number") });
  await refused_call(server, secret("a wrong token"), "message.post", { room, text: post() });
  for (let i = 0; i < 15; ++i) {
    const guess = { link: secret("a guessed link"), claim: secret("a claim"), want: "token" };
    await refused_call(server, undefined, "session.start", guess);
  }
  for (const broken of [`{"${canary("broken JSON")}`, `"${canary("a JSON text")}"`]) {
    assert.equal((await server.post(broken)).status, 400);
  }
}

async function wrong_exchanges(server) {
  const page = await fetch(`${server.http}/${canary("a path")}?link=${secret("a query")}`);
  assert.equal(page.status, 404);
  const headers = {
    Origin: `https://${canary("an origin")}.example`,
    Cookie: `xinqiao=${secret("a cookie")}`,
  };
  assert.equal((await fetch(`${server.http}/boot`, { headers })).status, 403);
  const handshake = await fetch(`${server.http}/ws`, { headers });
  assert.ok(handshake.status >= 400);
  const noise = await Raw.connect(server.host);
  noise.write(`${canary("a method of HTTP")} /\r\n${canary("a header")}\r\n\r\n`);
  assert.equal((await noise.response()).status, 400);
  noise.drop();
}

async function wrong_frames(server, organiser) {
  const bad = [
    frame(0x1, Buffer.concat([Buffer.from(canary("bad UTF-8")), Buffer.from([0xff])])),
    frame(0x2, canary("a binary frame")),
    frame(0x1, canary("an unmasked frame"), { masked: false }),
    frame(0x1, canary("a frame too long"), { declared: 70000 }),
    Buffer.concat(Array.from({ length: 16 }, () => frame(0x1, canary("a broken frame")))),
  ];
  for (const bytes of bad) {
    const raw = await Raw.connect(server.host);
    await raw.handshake(organiser);
    raw.write(bytes);
    assert.ok((await raw.close_code()) > 1000);
    raw.drop();
  }
}

// --- The tests ---

const page_of = async (server, path) => (await fetch(`${server.http}${path}`)).text();

function* files_in(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* files_in(path);
    else if (entry.isFile()) yield path;
  }
}

async function founded(server) {
  server.folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  server.data = join(server.folder, "data");
  server.args = ["--commands-per-second", "0"];
  server.watch = watch;
  const name = `李雷 ${canary("the organiser's name")}`;
  const made = await run("link", "--data", server.data, "--new", name, "--organiser");
  assert.equal(made.code, 0, made.stderr);
  const link = made.stdout.match(/#link=(\S+)/)[1];
  // How the hash of a password begins.
  words.set("$argon2id$v=19", "the hash of a password");
  assert_silent(made.stdout + made.stderr, "the output of `link`");
  assert.ok(!made.stdout.replace(link, "").includes(link) && !made.stderr.includes(link));
  return link;
}

test("no word, name or secret stands in output or health pages", { skip }, async (t) => {
  const server = new Server();
  t.after(() => server.close());
  const link = await founded(server);
  const methods = JSON.parse(readFileSync(join(root, "protocol/openrpc.json"), "utf8")).methods;

  await server.serve("127.0.0.1:0");
  const token = await sign_in(server, link);
  const house = await live_in_the_house(server, token);
  assert.deepEqual(methods.map(({ name }) => name).filter((name) => !sent.has(name)), []);
  await wrong_calls(server, token, house);
  await wrong_exchanges(server);
  await wrong_frames(server, token);
  for (const path of ["/metrics", "/healthz", "/readyz"]) {
    const text = await page_of(server, path);
    assert.ok(text.length > 0);
    assert_silent(text, path);
  }
  // The canaries are real: a member does read them.
  const seen = JSON.stringify((await server.rpc(token, "room.list", {})).body);
  assert.ok([...words.keys()].some((word) => seen.includes(word)));

  assert.equal((await server.stop()).code, 0);
  assert.match(server.output, /^ready http/);
  assert.match(server.errors, /stopped/);
  assert_silent(server.output + server.errors, "the output of `serve`");

  await server.serve("127.0.0.1:0");
  await server.kill();
  assert_silent(server.output + server.errors, "the output of a second start");
  const verified = await run("verify", "--data", server.data);
  assert.equal(verified.code, 0);
  assert_silent(verified.stdout + verified.stderr, "the output of `verify`");

  let stored = false;
  for (const path of files_in(server.data)) {
    const bytes = readFileSync(path);
    for (const [known, what] of secrets) {
      assert.ok(!bytes.includes(known), `${what} stands in ${path}`);
    }
    if (/\bLOG/.test(path)) assert_silent(bytes.toString("latin1"), path);
    stored ||= [...words.keys()].some((word) => bytes.includes(word));
  }
  assert.ok(stored, "words are kept in these files");
});
