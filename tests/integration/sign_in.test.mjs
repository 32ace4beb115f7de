// Links, claims, tokens and cookies over the wire; what an ended session can still do (nothing).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server, Socket, no_server } from "../support/server.mjs";

const skip = no_server;
const claim = "a-claim-of-16-chars-or-more";
let server;
before(async () => {
  if (!skip) server = await Server.start({ members: 3, rooms: 1 });
});
after(() => server?.close());

const link_of = async (token) => (await server.rpc(token, "link.create", {})).body.result.secret;
const start = (link, more = {}, options) =>
  server.rpc(undefined, "session.start", { link, claim, want: "token", ...more }, options);

test("a link gives a token once, and again to the same claim", { skip }, async () => {
  const link = await link_of(server.tokens[0]);

  const first = (await start(link)).body.result;
  const again = (await start(link)).body.result;
  const other = (await start(link, { claim: "another-claim-of-16-chars" })).body.error;

  assert.equal(first.member, again.member);
  assert.equal(other.data.reason, "link_used");
  assert.notEqual(first.token, again.token);
  assert.equal((await server.rpc(first.token, "session.me", {})).status, 401);
  assert.equal((await server.rpc(again.token, "session.me", {})).body.result.member, 1);
});

test("a cookie is set and never said, and session.end takes it back", { skip }, async () => {
  const own = { Origin: server.http };
  const answer = await start(await link_of(server.tokens[0]), { want: "cookie" }, { headers: own });

  assert.equal(answer.body.result.token, undefined);
  const set = answer.headers.get("set-cookie");
  const [, token] = set.match(
    /^xinqiao=([A-Za-z0-9_-]{43}); HttpOnly; SameSite=Strict; Path=\/; Max-Age=31536000$/,
  );
  const headers = { Cookie: `xinqiao=${token}`, ...own };
  assert.equal((await server.rpc(undefined, "session.me", {}, { headers })).body.result.member, 1);

  const end = await server.rpc(undefined, "session.end", {}, { headers });
  assert.match(end.headers.get("set-cookie"), /^xinqiao=; .*Max-Age=0$/);
  assert.equal((await server.rpc(undefined, "session.me", {}, { headers })).status, 401);
});

test("a refused sign-in sets no cookie", { skip }, async () => {
  const answer = await start("no-such-link-at-all", { want: "cookie" });
  assert.ok(answer.body.error);
  assert.equal(answer.headers.get("set-cookie"), null);
});

test("a socket without valid credentials is opened and closed with 4100", { skip }, async () => {
  for (const token of [undefined, "A".repeat(43)]) {
    const socket = new Socket(server.ws, token);
    await socket.opened;
    assert.deepEqual(await socket.closed, { code: 4100, reason: "login" });
    assert.deepEqual(socket.waiting, []);
  }
});

test(
  "an ended session's sockets close with 4100 after the answer, others stay",
  { skip },
  async () => {
    const { token } = (await start(await link_of(server.tokens[1]))).body.result;
    const phone = await server.connect(token);
    const tablet = await server.connect(token);
    const other = await server.connect(server.tokens[1]);

    assert.deepEqual(await phone.call("session.end", {}), {});

    assert.equal((await phone.closed).code, 4100);
    assert.equal((await tablet.closed).code, 4100);
    assert.ok((await other.call("ping", {})).now);
    await other.close();
  },
);

test("a lost phone is signed out from another device, at once", { skip }, async () => {
  const token = async () => (await start(await link_of(server.tokens[1]))).body.result.token;
  const desk = await server.connect(await token());
  const lost = await token();
  const phone = await server.connect(lost);
  const stranger = await server.connect(server.tokens[0]);
  const { session } = phone.hello.me;

  assert.deepEqual(await stranger.call("session.end", { session }), {});
  assert.ok((await phone.call("ping", {})).now);
  const { sessions } = await desk.call("session.list", {});
  assert.ok(sessions.some((one) => one.session === session && one.this === undefined));
  assert.deepEqual(await desk.call("session.end", { session }), {});

  assert.equal((await phone.closed).code, 4100);
  assert.equal((await server.rpc(lost, "session.me", {})).status, 401);
  const left = (await desk.call("session.list", {})).sessions;
  assert.ok(left.every((one) => one.session !== session));
  await desk.close();
  await stranger.close();
});

test("session.start is not spoken on a socket", { skip }, async () => {
  const socket = await server.connect(server.tokens[0]);
  const { error } = await socket.ask("session.start", {
    link: "x".repeat(20),
    claim,
    want: "token",
  });
  assert.equal(error.data.reason, "method_not_found");
  await socket.close();
});

test("wrong guesses of one address are slowed down, and only guesses", { skip }, async () => {
  const reasons = [];
  for (let i = 0; i < 40; ++i) {
    reasons.push((await start(`guess-number-${i}-of-a-link`)).body.error.data.reason);
  }
  assert.equal(reasons[0], "link_unknown");
  assert.equal(reasons.at(-1), "rate_limited");
  assert.equal((await server.rpc(server.tokens[0], "session.me", {})).status, 200);
});
