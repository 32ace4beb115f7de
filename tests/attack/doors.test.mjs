// What HTTP offers beside the calls of the protocol, for everybody who might try: a table written
// by thought (docs/rights.md has that of the calls).
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Server, no_server } from "../support/server.mjs";

const skip = no_server;

// Who comes: an owner, an organiser of a unit, a member, one who is deactivated, one who has signed
// out, one with a made-up token, one with nothing.
const people = ["owner", "organiser", "member", "inactive", "ended", "forger", "nobody"];
const doors = {
  "GET /healthz": "200 200 200 200 200 200 200",
  "GET /metrics": "200 200 200 200 200 200 200",
  "GET /": "200 200 200 200 200 200 200",
  "GET /boot": "200 200 200 401 401 401 401",
  "GET /my-data": "200 200 200 401 401 401 401",
  "GET /backups": "200 no no 401 401 401 401",
  "POST /backups": "200 no no 401 401 401 401",
  "POST /roster?dry_run=1 name": "200 no no 401 401 401 401",
  "POST /roster?dry_run=1 name,unit": "200 200 no 401 401 401 401",
  "POST /roster?dry_run=1 name,duty": "200 no no 401 401 401 401",
  "DELETE /backups": "405 405 405 405 405 405 405",
  "PUT /boot": "405 405 405 405 405 405 405",
  "GET /data": "404 404 404 404 404 404 404",
  "GET /control": "404 404 404 404 404 404 404",
  "GET /%2e%2e/etc/passwd": "404 404 404 404 404 404 404",
};
const lists = {
  name: "name\n钱多多\n",
  "name,unit": "name,unit\n钱多多,一支部\n",
  "name,duty": "name,duty\n钱多多,organiser\n",
};

const refused = /"(reason|what)":"not_organiser"/; // a list says it of each row

async function house(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  let server;
  t.after(async () => {
    await server?.close(); // a backup that was asked for may still be written
    rmSync(folder, { recursive: true, force: true });
  });
  mkdirSync(join(folder, "backups"));
  const args = ["--commands-per-second", "0", "--backup-folder", join(folder, "backups")];
  server = await Server.start({ members: 5, rooms: 1, args });
  const [owner, organiser, member, inactive, ended] = server.tokens;
  const call = async (token, method, params) => {
    const { body } = await server.rpc(token, method, params);
    assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
    return body.result;
  };
  const guarded = (method, params) => call(owner, method, { ...params, key: randomUUID() });
  const id = async (token) => (await call(token, "session.me", {})).member;
  const { unit } = await guarded("unit.create", { parent: 1, name: "一支部" });
  await guarded("duty.give", { member: await id(organiser), unit, duty: "organiser" });
  await guarded("member.deactivate", { member: await id(inactive) });
  await call(ended, "session.end", {});
  return { server, tokens: { owner, organiser, member, inactive, ended, forger: "A".repeat(43) } };
}

test("every door is open to whom it should be, and to nobody else", { skip }, async (t) => {
  const { server, tokens } = await house(t);
  for (const [door, row] of Object.entries(doors)) {
    const [method, path, list] = door.split(" ");
    for (const [i, expected] of row.split(" ").entries()) {
      const token = tokens[people[i]];
      for (const by of token ? ["Authorization", "Cookie"] : ["nothing"]) {
        const headers = list ? { "Content-Type": "text/csv" } : {};
        if (by === "Authorization") headers.Authorization = `Bearer ${token}`;
        if (by === "Cookie") headers.Cookie = `xinqiao=${token}`;
        headers.Origin = server.http;
        const answer = await fetch(server.http + path, { method, headers, body: lists[list] });
        const text = await answer.text();
        const is_no = answer.status === 200 && refused.test(text);
        const said = is_no ? "no" : `${answer.status}`;
        if (list && expected === "200") assert.match(text, /"problems_found":0/);
        assert.equal(said, expected, `${door} by ${people[i]} with ${by}: ${text.slice(0, 200)}`);
      }
    }
  }
});
