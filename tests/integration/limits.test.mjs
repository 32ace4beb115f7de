// The server at the bounds of its machine: out of descriptors, an address that is taken, a folder
// it may not write.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Raw } from "../support/raw.mjs";
import { Server, binary, no_server, run, within } from "../support/server.mjs";

const skip = no_server;

function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// --- Descriptors ---

const with_descriptors = (most) => ["bash", "-c", `ulimit -n ${most}; exec "$@"`, "few"];

async function serving(t, most) {
  const args = ["--commands-per-second", "0"];
  const server = await Server.start({ members: 1, through: with_descriptors(most), args });
  t.after(() => server.close());
  return server;
}
const crowd_at = (server, size) =>
  Promise.all(Array.from({ length: size }, () => Raw.connect(server.host)));

// Seconds of the processor that a process has used.
function seconds_used(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = text.slice(text.lastIndexOf(")") + 2).split(" ").slice(11, 13);
  return (Number(user) + Number(system)) / 100;
}
async function said(server, words) {
  const heard = new Promise((done) => {
    const look = () => server.errors.includes(words) && done();
    server.child.stderr.on("data", look);
    look();
  });
  await within(heard, words);
}

test("out of descriptors the server waits idly, and serves again", { skip }, async (t) => {
  const server = await serving(t, 28); // some ten more than the server itself needs
  const crowd = await crowd_at(server, 48);
  await said(server, "accept failed");
  const before = seconds_used(server.child.pid);
  // Those who say nothing are sent away in ten seconds; until then nobody else can come in.
  await Promise.race(crowd.map((raw) => raw.end()));
  const used = seconds_used(server.child.pid) - before;
  for (const raw of crowd) raw.drop();

  assert.ok(used < 2, `${used} s of work while there was none`);
  const socket = await server.connect(server.tokens[0]);
  await socket.call("ping", {});
  await socket.close();
  assert.ok(server.errors.match(/accept failed/g).length < 10, "it is not said again and again");
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
});

test("a crowd takes no descriptor that the store needs", { skip }, async (t) => {
  const server = await serving(t, 256);
  const member = await server.connect(server.tokens[0]);
  const crowd = await crowd_at(server, 300);
  const ask = (raw) => {
    raw.write("GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"); // and stay
    return raw.response();
  };
  const answers = await Promise.all(crowd.map(ask));
  const came_in = answers.filter((answer) => answer?.status === 200).length;
  assert.ok(came_in > 64, `${came_in} came in`);
  assert.ok(came_in < 256 - 64, `${came_in} came in`);

  // So much that the store has to write a new file and begin a new log.
  const text = "水".repeat(5400);
  const outbox = "outbox-of-one";
  for (let n = 0; n < 2400; ) {
    const next = () => member.call("message.post", { room: 1, text, outbox, n: ++n });
    await Promise.all(Array.from({ length: 32 }, next));
  }
  for (const raw of crowd) raw.drop();
  assert.deepEqual(await server.stop(), { code: 0, signal: null });
  assert.equal((await run("verify", "--data", server.data)).code, 0);
});

// --- Addresses and folders ---

test("an address in use ends with 75 and a sentence, and harms nobody", { skip }, async (t) => {
  const server = await Server.start({ members: 1 });
  t.after(() => server.close());
  const data = join(folder_for(t), "data");
  const { code, stdout, stderr } = await run("serve", "--data", data, "--listen", server.host);
  assert.equal(code, 75);
  assert.equal(stdout, "");
  assert.match(stderr, /cannot listen on 127\.0\.0\.1 port \d+: Address already in use/);
  assert.equal((await fetch(`${server.http}/healthz`)).status, 200);
});

test("what is no address is wrong usage, and no store is made", { skip }, async (t) => {
  const data = join(folder_for(t), "data");
  const wrong = ["nonsense", "", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536"];
  wrong.push("127.0.0.1:-1", "127.0.0.1:80x", "127.0.0.1:八十", "[::1]", "[::1]:");
  for (const listen of wrong) {
    const { code, stderr } = await run("serve", "--data", data, `--listen=${listen}`);
    assert.equal(code, 2, listen);
    assert.match(stderr, /\w+/, listen);
    assert.equal(existsSync(data), false, listen);
  }
});

test("a folder that may not be written ends with 73 and names it", { skip }, async (t) => {
  const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const before = process.getuid() === 0 ? nobody : [];
  const run_as = (...words) => {
    const [program, ...rest] = [...before, binary, ...words];
    return spawnSync(program, rest, { encoding: "utf8", timeout: 20_000 });
  };
  if (run_as("version").status !== 0) return t.skip("cannot run the server without rights here");
  const folder = folder_for(t);
  mkdirSync(join(folder, "others"));
  chmodSync(join(folder, "others"), 0o555);
  chmodSync(folder, 0o555);
  for (const data of [join(folder, "absent"), join(folder, "others")]) {
    const { status, stdout, stderr } = run_as("serve", "--data", data, "--listen", "127.0.0.1:0");
    assert.equal(status, 73, stderr);
    assert.equal(stdout, "");
    assert.ok(stderr.includes(data), stderr);
    assert.match(stderr, /permission denied|not permitted/i);
  }
  chmodSync(folder, 0o755);
});
