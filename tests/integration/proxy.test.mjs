// Behind a reverse proxy: whose word about the client counts, and where pages may come from. The
// test plays the proxy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Server, no_server } from "../support/server.mjs";

const skip = no_server;
const claim = "a-claim-of-16-chars-or-more";
const trusting = ["--trusted-proxy", "127.0.0.0/8"];
const public_url = "https://talk.example.org";

async function started(t, args) {
  const server = await Server.start({ args });
  t.after(() => server.close());
  return server;
}

// Guesses at links until one is refused for its pace, or all are through: the last reason.
async function guess(server, forwarded, many = 20) {
  let reason;
  for (let i = 0; i < many && reason !== "rate_limited"; ++i) {
    const start = { link: `guess-number-${i}-of-a-link`, claim, want: "token" };
    const headers = forwarded(i);
    const { body } = await server.rpc(undefined, "session.start", start, { headers });
    reason = body.error.data.reason;
  }
  return reason;
}
const from = (address) => () => ({ "X-Forwarded-For": address });

test("guesses count against the client whom a trusted proxy names", { skip }, async (t) => {
  const server = await started(t, trusting);

  assert.equal(await guess(server, from("198.51.100.1")), "rate_limited");
  assert.equal(await guess(server, from("198.51.100.2"), 1), "link_unknown");
  const forging = (i) => ({ "X-Forwarded-For": `6.6.6.${i}, 198.51.100.3` });
  assert.equal(await guess(server, forging), "rate_limited", "what the client made up");
});

test("a header forged by a peer that is not trusted is ignored", { skip }, async (t) => {
  for (const args of [[], ["--trusted-proxy", "10.0.0.0/8"]]) {
    const server = await started(t, args);
    const forging = (i) => ({ "X-Forwarded-For": `198.51.100.${i}` });
    assert.equal(await guess(server, forging), "rate_limited");
  }
});

test("the cookie is for https when a trusted proxy says so", { skip }, async (t) => {
  const headers = { "X-Forwarded-Proto": "https" };
  for (const [args, ending] of [
    [trusting, /; Secure$/],
    [[], /; Max-Age=31536000$/],
  ]) {
    const server = await started(t, args);
    const link = (await server.rpc(server.tokens[0], "link.create", {})).body.result.secret;
    const start = { link, claim, want: "cookie" };
    const answer = await server.rpc(undefined, "session.start", start, { headers });
    assert.match(answer.headers.get("set-cookie"), ending);
  }
});

test("pages of the public address may call, and others not", { skip }, async (t) => {
  const server = await started(t, ["--public-url", public_url]);
  const me = async (Origin) => {
    const headers = { Origin };
    const text = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "session.me", params: {} });
    const { status } = await server.fetch("/rpc", {
      method: "POST",
      headers: {
        ...headers,
        "Content-Type": "application/json",
        Authorization: `Bearer ${server.tokens[0]}`,
      },
      body: text,
    });
    return status;
  };
  assert.equal(await me(public_url), 200);
  assert.equal(await me("http://talk.example.org"), 403);
  assert.equal(await me("https://evil.example.org"), 403);
  const socket = await server.connect(server.tokens[0], { headers: { Origin: public_url } });
  assert.ok((await socket.call("ping", {})).now);
});
