// A day over TLS, with the certificate of the server's own making and with files: who comes in by
// which protocol, and what becomes of old connections when the certificate changes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Server, binary, no_server, run, within } from "../support/server.mjs";
import { make_certificate, pin, shake_hands } from "../support/tls.mjs";

const skip = no_server;
const claim = "a-claim-of-16-chars-or-more";

async function started(t, options) {
  const server = await Server.start(options);
  t.after(() => server.close());
  return server;
}

// A server with files of its own, which the test may replace.
async function with_files(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [one, other] = ["one", "other"].map((name) => make_certificate(folder, name));
  const [certificate, key] = ["shown.pem", "shown.key"].map((name) => join(folder, name));
  const show = (files) => {
    copyFileSync(files.certificate, certificate);
    copyFileSync(files.key, key);
  };
  show(one);
  const files = ["--tls-certificate", certificate, "--tls-key", key];
  const server = await started(t, { args: ["--tls", "files", ...files] });
  const first = await shake_hands(server.host);
  server.ca = first.pem;
  return { server, first, other, certificate, show };
}

async function said(server, what, times = 1) {
  const end = Date.now() + 20_000;
  while (server.errors.split(what).length <= times) {
    assert.ok(Date.now() < end, `not said: ${what}; but ${server.errors}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

test("sign in, talk and read over a certificate of its own making", { skip }, async (t) => {
  const server = await started(t, { args: ["--tls", "auto"] });
  assert.match(server.http, /^https:/);
  assert.match(server.output, /Browsers do not know who made it/);
  await pin(server);

  const link = (await server.rpc(server.tokens[0], "link.create", {})).body.result.secret;
  const own = { Origin: server.http };
  const start = { link, claim, want: "cookie" };
  const answer = await server.rpc(undefined, "session.start", start, { headers: own });
  assert.match(answer.headers.get("set-cookie"), /; Secure$/);
  assert.equal(answer.headers.get("strict-transport-security"), null, "it would shut people out");
  const Cookie = answer.headers.get("set-cookie").split(";")[0];

  const wang = await server.connect(undefined, { headers: { Cookie, ...own } });
  const mary = await server.connect(server.tokens[1]);
  for (const one of [wang, mary]) await one.call("resume", { rooms: [{ room: 1, have: [] }] });
  const text = "长".repeat(5000);
  for (let n = 1; n <= 20; ++n) {
    await wang.call("message.post", { room: 1, text: `${n} ${text}`, outbox: "outbox-1", n });
  }
  for (let n = 1; n <= 20; ++n) {
    const event = await mary.next("event", ({ kind }) => kind === "post");
    assert.equal(event.text, `${n} ${text}`);
  }
  const { body } = await server.rpc(server.tokens[1], "history", { room: 1, limit: 20 });
  assert.equal(body.result.events.at(-1).text, `20 ${text}`);
  assert.deepEqual(await wang.close(), { code: 1000, reason: "" });

  const end = mary.closed;
  assert.equal((await server.stop()).code, 0);
  assert.equal((await end).code, 4000);
});

test("the certificate of its own making survives a restart", { skip }, async (t) => {
  const server = await started(t, { args: ["--tls", "auto"] });
  const { fingerprint } = await pin(server);

  await server.restart();

  assert.equal((await pin(server)).fingerprint, fingerprint);
  assert.equal((await server.fetch("/healthz")).status, 200);
});

test("TLS 1.2 and 1.3 with forward secrecy are spoken, and nothing older", { skip }, async (t) => {
  const server = await started(t, { args: ["--tls", "auto"] });
  const hands = (options) => shake_hands(server.host, options);

  assert.equal((await hands()).protocol, "TLSv1.3");
  const old = await hands({ maxVersion: "TLSv1.2" });
  assert.equal(old.protocol, "TLSv1.2");
  assert.match(old.cipher, /^ECDHE-ECDSA-.*(GCM|POLY1305)/);

  // The client would do all of these; it is the server who says no.
  const weak = { ciphers: "ALL:@SECLEVEL=0", minVersion: "TLSv1" };
  await assert.rejects(hands({ ...weak, maxVersion: "TLSv1.1" }), /alert protocol version/);
  const block = { maxVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA256" };
  await assert.rejects(hands(block), /alert handshake failure/);
  await assert.rejects(hands({ ALPNProtocols: ["smtp"] }), /alert no application protocol/);
  await pin(server);
  const metrics = await (await server.fetch("/metrics")).text();
  assert.match(metrics, /^xinqiao_tls_failed_total 3$/m);
  assert.equal((await hands({ ALPNProtocols: ["h2", "http/1.1"] })).alpn, "http/1.1");
});

test("who comes back with a ticket is spared the long handshake", { skip }, async (t) => {
  const server = await started(t, { args: ["--tls", "auto"] });
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"]) {
    const { reused, session } = await shake_hands(server.host, { maxVersion });
    assert.equal(reused, false);
    assert.equal((await shake_hands(server.host, { maxVersion, session })).reused, true);
  }
});

test("SIGHUP shows newcomers the new certificate and drops nobody", { skip }, async (t) => {
  const { server, first, other, show } = await with_files(t);
  const socket = await server.connect(server.tokens[0]);

  show(other);
  server.child.kill("SIGHUP");
  await said(server, "certificate read, valid until");

  const second = await shake_hands(server.host);
  assert.notEqual(second.fingerprint, first.fingerprint);
  assert.ok((await socket.call("ping", {})).now, "the old socket lives");
  server.ca = second.pem;
  const newcomer = await server.connect(server.tokens[1]);
  assert.ok((await newcomer.call("ping", {})).now);
});

test("a bad new file keeps the old certificate, and why is said", { skip }, async (t) => {
  const { server, first, other, certificate, show } = await with_files(t);
  const socket = await server.connect(server.tokens[0]);

  writeFileSync(certificate, "half a certifi");
  server.child.kill("SIGHUP");
  await said(server, "the certificate was not changed, the one before stays");
  await said(server, "shown.pem cannot be read as certificates in PEM form");
  copyFileSync(other.certificate, certificate);
  server.child.kill("SIGHUP");
  await said(server, "does not belong to the certificate");

  assert.equal((await shake_hands(server.host)).fingerprint, first.fingerprint);
  assert.ok((await socket.call("ping", {})).now);
  show(other);
  server.child.kill("SIGHUP");
  await said(server, "certificate read, valid until");
  assert.notEqual((await shake_hands(server.host)).fingerprint, first.fingerprint);
});

test("with files browsers are told to come by https only", { skip }, async (t) => {
  const { server } = await with_files(t);

  const page = await server.fetch("/");
  assert.equal(page.status, 200);
  assert.equal(page.headers.get("strict-transport-security"), "max-age=31536000");

  const plain = await fetch(`http://${server.host}/`, { redirect: "manual" });
  assert.equal(plain.status, 307);
  assert.equal(plain.headers.get("location"), `https://${server.host}/`);
});

test("a server in a terminal ends when that is closed", { skip }, async (t) => {
  const server = await started(t, {});
  await server.stop();
  const words = ["serve", "--data", server.data, "--listen", "127.0.0.1:0"];
  const terminal = spawn("script", ["-qec", ["exec", binary, ...words].join(" "), "/dev/null"]);
  t.after(() => terminal.kill("SIGKILL"));
  let output = "";
  const ready = new Promise((done) =>
    terminal.stdout.on("data", (piece) => {
      output += piece;
      if (/ready http:\S+\s/.test(output)) done();
    }),
  );
  await within(ready, "the server in the terminal");

  terminal.kill("SIGKILL");

  // The folder is free again when it has ended in good order.
  let verified;
  const end = Date.now() + 20_000;
  do {
    verified = await run("verify", "--data", server.data);
  } while (verified.code !== 0 && Date.now() < end);
  assert.equal(verified.code, 0, verified.stderr);
});

test("SIGHUP without TLS is taken and harms nobody", { skip }, async (t) => {
  const server = await started(t, {});
  server.child.kill("SIGHUP");
  await said(server, "tls is off: there is no certificate to read again");
  assert.equal((await server.fetch("/healthz")).status, 200);
});
