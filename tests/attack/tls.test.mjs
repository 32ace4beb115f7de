// TLS as an attacker tries it: every cipher and version this OpenSSL still knows, a change of keys
// in the middle, and clients that only begin.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { after, before, test } from "node:test";
import { connect as plain } from "node:net";
import { getCiphers } from "node:tls";
import { Server, no_server, within } from "../support/server.mjs";
import { pin, shake_hands } from "../support/tls.mjs";

const skip = no_server;
let server;
before(async () => {
  if (!skip) server = await Server.start({ members: 1, rooms: 1, args: ["--tls", "auto"] });
});
after(() => server?.close());

test("of all ciphers that there are, three of TLS 1.2 are spoken", { skip }, async () => {
  const spoken = [];
  const known = getCiphers().filter((name) => !name.startsWith("tls_"))
    .map((name) => name.toUpperCase());
  assert.ok(known.length > 40, `${known.length}`);
  for (const name of known) {
    const options = { maxVersion: "TLSv1.2", minVersion: "TLSv1", ciphers: `${name}:@SECLEVEL=0` };
    const shaken = await shake_hands(server.host, options).catch(() => undefined);
    if (shaken) spoken.push(shaken.cipher);
  }
  // With forward secrecy and authentication; the RSA ones need a certificate with such a key.
  const good = ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"];
  assert.deepEqual(spoken.sort(), good.map((name) => `ECDHE-ECDSA-${name}`));
});

test("no version before 1.2 is spoken, whatever is offered with it", { skip }, async () => {
  for (const version of ["TLSv1", "TLSv1.1"]) {
    const options = { minVersion: version, maxVersion: version, ciphers: "ALL:@SECLEVEL=0" };
    await assert.rejects(shake_hands(server.host, options), /protocol version/);
  }
});

test("keys are not changed in the middle because a client wishes it", { skip }, async () => {
  const [host, port] = server.host.split(":");
  const words = ["s_client", "-connect", `${host}:${port}`, "-tls1_2", "-legacy_renegotiation"];
  const client = spawn("openssl", words, { stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  for (const stream of [client.stdout, client.stderr]) {
    stream.on("data", (piece) => (said += piece));
  }
  const end = new Promise((done) => client.on("close", done));
  const shaken = new Promise((done) => {
    client.stdout.on("data", () => said.includes("Verify return code") && done());
  });
  await within(shaken, "a handshake");
  client.stdin.write("R\n");
  await within(end, "the client to give up");
  assert.match(said, /RENEGOTIATING/);
  assert.match(said, /no renegotiation/);
});

test("a thousand that only begin a handshake hold up nobody", { skip }, async () => {
  await pin(server);
  const [host, port] = server.host.split(":");
  const hello = Buffer.from("16030100c8010000c40303", "hex");
  const begun = Array.from({ length: 1_000 }, () => {
    const socket = plain({ host, port: Number(port) }, () => socket.write(hello));
    socket.on("error", () => {});
    return socket;
  });
  const began = performance.now();
  for (let i = 0; i < 20; i += 1) assert.equal((await server.fetch("/healthz")).status, 200);
  assert.ok(performance.now() - began < 5_000);
  for (const socket of begun) socket.destroy();
});
