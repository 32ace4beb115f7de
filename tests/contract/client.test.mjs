// docs/client.mjs, written from the published description alone, against the real server: it talks
// while the server is killed and started again, and every word arrives once and in order.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Server, no_server, within } from "../support/server.mjs";

const tests = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const source = resolve(tests, "../docs/client.mjs");

// The client as a stranger would run it: alone in a folder, with ws beside it.
class Client {
  constructor(folder, server, token) {
    this.printed = [];
    this.errors = "";
    this.waiting = [];
    this.child = spawn(process.execPath, [join(folder, "client.mjs"), server.ws, "1"], {
      env: { ...process.env, XINQIAO_TOKEN: token },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let rest = "";
    this.child.stdout.setEncoding("utf8").on("data", (piece) => {
      const lines = (rest + piece).split("\n");
      rest = lines.pop();
      this.printed.push(...lines.map((line) => line.split("\t")));
      this.waiting = this.waiting.filter(({ enough, done }) => !(enough() && (done(), true)));
    });
    this.child.stderr.on("data", (piece) => (this.errors += piece));
    this.ended = new Promise((done) => this.child.on("close", done));
  }
  say(...lines) {
    this.child.stdin.write(lines.map((line) => `${line}\n`).join(""));
  }
  // The texts printed, once they are at least so many.
  async texts(count) {
    const enough = () => this.printed.length >= count;
    const come = new Promise((done) => (enough() ? done() : this.waiting.push({ enough, done })));
    const what = `${count} printed lines of ${this.errors || "a quiet client"}`;
    await within(come, what, 60_000);
    return this.printed.map(([, , text]) => text);
  }
  end() {
    this.child.stdin.end();
    return within(this.ended, "the client to end", 60_000);
  }
}

describe("the client written from the description", { skip: no_server }, () => {
  let folder, server;
  const clients = [];
  const client = (member) => {
    clients.push(new Client(folder, server, server.tokens[member]));
    return clients.at(-1);
  };
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "xinqiao-client-"));
    copyFileSync(source, join(folder, "client.mjs"));
    symlinkSync(join(tests, "node_modules"), join(folder, "node_modules"));
    server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
  });
  after(async () => {
    for (const one of clients) one.child.kill("SIGKILL");
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("it has fewer than 100 lines and knows nothing of ours", () => {
    const text = readFileSync(source, "utf8");
    assert.ok(text.trimEnd().split("\n").length < 100);
    const imports = [...text.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(imports, ["node:crypto", "node:readline", "ws"]);
  });

  test("two of them hear each other", async () => {
    const [an, bo] = [client(0), client(1)];
    an.say("早上好 🌅");
    await bo.texts(1);
    bo.say("صباح الخير");
    assert.deepEqual(await an.texts(2), ["早上好 🌅", "صباح الخير"]);
    assert.deepEqual(await bo.texts(2), ["早上好 🌅", "صباح الخير"]);
  });

  test("no word is lost or doubled while the server is killed and started again", async () => {
    const [speaker, listener] = clients;
    const rounds = 3;
    // All of it stays below limits.resume_events: this small client says so when there is more to
    // catch up with than one resume brings, and does not ask history for the rest.
    const each = 60;
    const said = ["早上好 🌅", "صباح الخير"];
    for (let round = 0; round < rounds; round += 1) {
      const lines = Array.from({ length: each }, (_, i) => `第 ${round} 轮第 ${i} 句 🌉`);
      said.push(...lines);
      const half = listener.printed.length + 20;
      speaker.say(...lines);
      await listener.texts(half); // some are told, some are on their way, some were never sent
      await server.restart();
    }
    assert.deepEqual(await listener.texts(said.length), said);
    assert.deepEqual(await speaker.texts(said.length), said);
    const seqs = listener.printed.map(([seq]) => Number(seq));
    assert.ok(seqs.every((seq, i) => i === 0 || seq > seqs[i - 1]));
    assert.equal(await speaker.end(), 0);
    assert.equal(speaker.errors, "");
  });

  test("it does not come back when its session is over", async () => {
    const [, listener] = clients;
    await server.rpc(server.tokens[1], "session.end", {});
    listener.child.stdin.end();
    await within(listener.ended, "the client to give up");
    assert.match(listener.errors, /4100/);
  });
});
