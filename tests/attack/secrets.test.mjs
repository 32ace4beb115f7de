// Every secret against every lock: what opens one thing opens no other, whoever holds it. And what
// is secret on the disk is the server's alone.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Server, Socket, no_server, run } from "../support/server.mjs";

const skip = no_server;
const password = "三号泵房的灯亮了";
const claim = () => randomUUID().replaceAll("-", "");
let server;
before(async () => {
  if (skip) return;
  // Each try comes from an address of its own: here nothing is to be refused for its pace.
  const args = ["--commands-per-second", "0", "--trusted-proxy", "127.0.0.0/8"];
  server = await Server.start({ members: 4, rooms: 1, args });
});
after(() => server?.close());

const good = async (token, method, params, options) => {
  const { body } = await server.rpc(token, method, params, options);
  assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
  return body.result;
};
let places = 0;
const start = (params, { headers = {} } = {}) => {
  places += 1;
  const from = { "X-Forwarded-For": `198.51.${places >> 8}.${places & 255}` };
  const options = { headers: { ...from, ...headers } };
  return server.rpc(undefined, "session.start", { want: "token", ...params }, options);
};
const refusal = async (asking) => {
  const { reason } = (await asking).body.error?.data ?? {};
  assert.ok(reason !== "rate_limited", "that says nothing of the secret");
  return reason;
};

// All the secrets there are, of one member: none of them is used up.
async function secrets() {
  const [owner, other] = server.tokens;
  const link = (await good(other, "link.create", {})).secret;
  const invitation = (await good(owner, "invitation.create", { uses: 3, days: 1 })).secret;
  const own_claim = claim();
  const device = await good(undefined, "session.start", {
    ...{ link: (await good(other, "link.create", {})).secret, claim: own_claim, want: "token" },
  });
  await good(device.token, "password.set", { login: "lock-and-key", new: password });
  const known = { login: "lock-and-key", password };
  const { token } = (await start(known)).body.result;
  const headers = { Origin: server.http };
  const page = await start({ ...known, want: "cookie" }, { headers });
  const cookies = page.headers.getSetCookie().map((one) => one.split(";")[0].split("="));
  return {
    link: (await good(token, "link.create", {})).secret,
    "used claim": own_claim,
    invitation,
    token,
    "session cookie": cookies.find(([name]) => name === "xinqiao")[1],
    "browser cookie": cookies.find(([name]) => name === "xinqiao-browser")[1],
    password,
    "old link": link,
  };
}

test("each secret opens its own lock and no other", { skip }, async () => {
  const all = await secrets();
  const socket_of = async (token, headers) => {
    const socket = new Socket(server.ws, token, { headers });
    const first = await Promise.race([socket.next("hello").catch(() => undefined), socket.closed]);
    socket.socket.terminate();
    return first?.me !== undefined;
  };
  const me = (token, options) => server.rpc(token, "session.me", {}, options);
  const own = { Origin: server.http };
  const locks = {
    bearer: async (secret) => (await me(encodeURIComponent(secret))).status === 200,
    socket: (secret) => socket_of(encodeURIComponent(secret)),
    cookie: async (secret) => {
      const headers = { ...own, Cookie: `xinqiao=${encodeURIComponent(secret)}` };
      return (await me(undefined, { headers })).status === 200;
    },
    "data of one's own": async (secret) => {
      const headers = { Authorization: `Bearer ${encodeURIComponent(secret)}` };
      return (await fetch(`${server.http}/my-data`, { headers })).status === 200;
    },
    "in the address": async (secret) => {
      const said = encodeURIComponent(secret);
      const query = `token=${said}&access_token=${said}`;
      return (await fetch(`${server.http}/boot?${query}`)).status === 200;
    },
    link: async (secret) => !(await refusal(start({ link: secret, claim: claim() }))),
    invitation: async (secret) =>
      !(await refusal(start({ invitation: secret, claim: claim(), name: "来人" }))),
    password: async (secret) =>
      !(await refusal(start({ login: "lock-and-key", password: secret }))),
  };
  const opens = {
    token: ["bearer", "socket", "cookie", "data of one's own"],
    "session cookie": ["bearer", "socket", "cookie", "data of one's own"],
    invitation: ["invitation"],
    password: ["password"],
    link: ["link"],
  };
  let tried = 0;
  // The link last: it can be used once.
  const order = Object.keys(all).sort((a, b) => Number(a === "link") - Number(b === "link"));
  for (const name of order) {
    for (const [lock, open] of Object.entries(locks)) {
      const expected = opens[name]?.includes(lock) ?? false;
      assert.equal(await open(all[name]), expected, `${name} in ${lock}`);
      tried += 1;
    }
  }
  assert.equal(tried, 64);
});

test("an invitation and a link are for what they were made for", { skip }, async () => {
  const [owner] = server.tokens;
  const guarded = (method, params) => good(owner, method, { ...params, key: randomUUID() });
  const { unit } = await guarded("unit.create", { parent: 1, name: "一支部" });
  const { room } = await guarded("room.create", { title: "另一处", unit: 1, access: "closed" });
  const { secret } = await good(owner, "invitation.create", { unit, uses: 1, days: 1 });
  const wish = { unit: 1, duty: "owner", organiser: true, member: 1, room, uses: 99 };
  const joined = await start({ invitation: secret, claim: claim(), name: "新人", ...wish });
  const { member, token } = joined.body.result;
  const me = await good(token, "session.me", {});
  assert.deepEqual([me.member, me.organiser, me.home], [member, false, unit]);
  assert.equal(await refusal(server.rpc(token, "history", { room })), "room_unknown");
  const again = start({ invitation: secret, claim: claim(), name: "再来" });
  assert.equal(await refusal(again), "invitation_used_up");
  const link = (await good(token, "link.create", {})).secret;
  const back = await start({ link, claim: claim(), member: 1, login: undefined });
  assert.equal(back.body.result.member, member);
});

test("two who ask the same address never get each other's page", { skip }, async () => {
  const paths = ["/boot", "/my-data", "/rpc", "/backups"];
  for (const path of paths) {
    const bodies = new Set();
    for (const token of [...server.tokens.slice(2), undefined]) {
      const headers = token ? { Authorization: `Bearer ${token}` } : {};
      const is_call = path === "/rpc";
      const answer = await fetch(`${server.http}${path}`, {
        headers: { ...headers, ...(is_call && { "Content-Type": "application/json" }) },
        ...(is_call && {
          method: "POST",
          body: '{"jsonrpc":"2.0","id":1,"method":"session.me","params":{}}',
        }),
      });
      assert.equal(answer.headers.get("cache-control"), "no-store", path);
      assert.equal(answer.headers.get("x-content-type-options"), "nosniff", path);
      assert.equal(answer.headers.get("etag"), null, path);
      bodies.add(await answer.text());
    }
    if (path !== "/backups") assert.equal(bodies.size, 3, path);
  }
  // What may be kept has nothing of anybody's in it, and is the same for all.
  const pages = await Promise.all(
    [...server.tokens.slice(2), undefined].map(async (token) => {
      const headers = token ? { Authorization: `Bearer ${token}`, Cookie: `xinqiao=${token}` } : {};
      return (await fetch(server.http, { headers })).text();
    }),
  );
  assert.equal(new Set(pages).size, 1);
});

// --- On the disk ---

function* everything_in(folder) {
  yield folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* everything_in(path);
    else yield path;
  }
}
const open_to_others = (folder) =>
  [...everything_in(folder)]
    .map((path) => [path, statSync(path).mode & 0o777])
    .filter(([, mode]) => (mode & 0o077) !== 0)
    .map(([path, mode]) => `${path} ${mode.toString(8)}`);

test("what the server makes on the disk is for itself alone", { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const mask = process.umask(0); // an operator who forbids nobody anything
  t.after(() => process.umask(mask));
  const other = await Server.start({ members: 2, rooms: 1, args: ["--tls", "auto"] });
  t.after(() => other.close());
  const kept = join(folder, "kept");
  const backup = await run("backup", "--data", other.data, "--to", kept);
  assert.equal(backup.code, 0, backup.stderr);
  const restored = join(folder, "restored");
  const back = await run("restore", "--from", kept, "--data", restored);
  assert.equal(back.code, 0, back.stderr);

  assert.ok([...everything_in(other.data)].length > 8);
  assert.deepEqual(open_to_others(other.data), []);
  assert.deepEqual(open_to_others(kept), []);
  assert.deepEqual(open_to_others(restored), []);
  assert.equal(statSync(join(other.folder, "tokens")).mode & 0o777, 0o600);
});
