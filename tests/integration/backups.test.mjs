// Backups that an owner asks for over HTTP: made by a process of their own, listed, whole; and what
// is refused.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Server, no_server as skip, run } from "../support/server.mjs";

// A server whose folder for backups is there; tokens[0] is an owner.
async function started(t, { folder = "backups" } = {}) {
  const server = new Server();
  t.after(() => server.close());
  Object.assign(server, await prepared(server, folder));
  await server.serve("127.0.0.1:0");
  return server;
}
async function prepared(server, folder) {
  const seeded = await Server.start({ members: 2, rooms: 1 });
  await seeded.stop();
  const backups = join(seeded.folder, folder);
  const { folder: home, data, tokens } = seeded;
  return { folder: home, data, tokens, backups, args: ["--backup-folder", backups] };
}
const ask = (server, method, token, headers = {}) =>
  fetch(`${server.http}/backups`, {
    method,
    headers: { ...(token && { Authorization: `Bearer ${token}` }), ...headers },
  });
async function done(server) {
  for (let i = 0; i < 200; i += 1) {
    const report = await (await ask(server, "GET", server.tokens[0])).json();
    if (!report.running) return report;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error("the backup does not end");
}

test("an owner makes a backup, sees it listed, and it is whole", { skip }, async (t) => {
  const server = await started(t);
  mkdirSync(server.backups);
  const [owner, member] = server.tokens;
  const before = await (await ask(server, "GET", owner)).json();
  assert.deepEqual(before, { set_up: true, running: false, backups: [] });

  const begun = await (await ask(server, "POST", owner)).json();
  assert.equal(begun.running, true);
  await ask(server, "POST", owner); // one at a time: this one changes nothing
  const report = await done(server);
  assert.equal(report.failed, undefined);
  assert.equal(report.backups.length, 1);
  const [{ name, made, bytes }] = report.backups;
  assert.deepEqual(readdirSync(server.backups), [name]);
  assert.match(name, /^xinqiao-\d{4}-\d\d-\d\dT\d{6}Z$/);
  assert.ok(Math.abs(Date.parse(made) - Date.now()) < 60_000);
  assert.ok(bytes > 0);

  const data = join(server.folder, "restored");
  const restored = await run("restore", "--from", join(server.backups, name), "--data", data);
  assert.equal(restored.code, 0, restored.stderr);

  for (const method of ["GET", "POST"]) {
    assert.equal(
      (await (await ask(server, method, member)).json()).error.data.reason,
      "not_organiser",
    );
    assert.equal((await ask(server, method, undefined)).status, 401);
  }
  const foreign = { Origin: "https://elsewhere.example", Cookie: `xinqiao=${owner}` };
  assert.equal((await ask(server, "POST", undefined, foreign)).status, 403);
  const other = await ask(server, "PUT", owner);
  assert.equal(other.status, 405);

  // It is found again after a start; what is no backup is not listed.
  mkdirSync(join(server.backups, "xinqiao-not-one"));
  writeFileSync(join(server.backups, "xinqiao-2026-01-01T000000Z"), "no folder");
  await server.restart();
  assert.deepEqual((await done(server)).backups, report.backups);
});

test("what goes wrong is said, and the server goes on", { skip }, async (t) => {
  const server = await started(t);
  writeFileSync(server.backups, "a file where a folder should be");
  await ask(server, "POST", server.tokens[0]);
  const report = await done(server);
  assert.match(report.failed, /\S/);
  assert.deepEqual(report.backups, []);
  const { body } = await server.rpc(server.tokens[0], "ping", {});
  assert.ok(body.result);
});

test("without a folder nothing is made, and that is told", { skip }, async (t) => {
  const server = await Server.start({ members: 1, rooms: 1 });
  t.after(() => server.close());
  const report = await (await ask(server, "POST", server.tokens[0])).json();
  assert.deepEqual(report, { set_up: false, running: false, backups: [] });
});
