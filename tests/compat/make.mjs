// Makes the kept store of the format that this version writes:
//   node tests/compat/make.mjs FORMAT
// It leaves three files: store-FORMAT.tar.gz, a data folder as a stopped server leaves it;
// backup-FORMAT.tar.gz, a backup of it; and transcript-FORMAT.json, what is in both. They are
// committed once, when a format is released, and never made again.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, Server } from "../support/server.mjs";
import { here, tar, transcript } from "./kept.mjs";

const texts = [
  "早上好，夜班一切正常。",
  "Good morning! Who takes the second shift?",
  "صباح الخير يا أصدقاء",
  "👩‍🏭🧑🏽‍🚒 ☀️",
  "泵房 B-102 的压力表请复查，读数偏高。\n换班前回我一句。",
  "\u202eright to left\u202c and \"quotes\", \\ and \u0007",
  `长话：${"一句接一句。".repeat(150)}`,
];

class Member {
  constructor(server, token, name) {
    Object.assign(this, { server, token, outbox: `outbox-of-${name}`, n: 0 });
  }
  async call(method, params) {
    const { body } = await this.server.rpc(this.token, method, params);
    assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
    return body.result;
  }
  say(method, params) {
    this.n += 1;
    return this.call(method, { ...params, outbox: this.outbox, n: this.n });
  }
}

async function talk([first, second, third]) {
  for (const [at, text] of texts.entries()) {
    const who = [first, second, third][at % 3];
    await who.say("message.post", { room: 1, text });
    await who.say("message.post", { room: 2, text: `${at + 1}. ${text}` });
  }
  const { seq } = await first.say("message.post", { room: 1, text: "这句写错了" });
  await second.say("message.post", { room: 1, text: "哪一句？", reply_to: seq });
  await first.say("message.edit", { room: 1, target: seq, text: "这句改过了" });
  const deleted = await third.say("message.post", { room: 1, text: "这句不该留下" });
  await third.say("message.delete", { room: 1, target: deleted.seq });
  const made = await second.say("room.create", { title: "检修 Turnaround 🔧" });
  assert.equal(made.room, 3);
  await third.say("room.join", { room: 3 });
  await third.say("message.post", { room: 3, text: "到了。" });
  await third.say("room.leave", { room: 3 });
  await first.call("read.set", { room: 1, seq: 5 });
  await second.call("read.set", { room: 2, seq: 7 });
}

const format = process.argv[2] ?? "";
assert.match(format, /^\d+$/, "which format? (node tests/compat/make.mjs FORMAT)");
const file = (name) => join(here, name);
assert.ok(!existsSync(file(`store-${format}.tar.gz`)), "this format has been kept already");

const server = await Server.start({ members: 3, rooms: 2 });
try {
  const sign = readFileSync(join(server.data, "xinqiao-store"), "utf8");
  assert.equal(sign, `xinqiao store, format ${format}\n`);
  await talk(server.tokens.map((token, at) => new Member(server, token, `member-${at + 1}`)));
  const answers = await transcript(server, server.tokens);
  await server.stop();
  const backup = join(server.folder, "backup");
  assert.equal((await run("backup", "--data", server.data, "--to", backup)).code, 0);
  const version = (await run("version")).stdout.trim();
  const kept = { version, tokens: server.tokens, answers };
  writeFileSync(file(`transcript-${format}.json`), `${JSON.stringify(kept, null, 1)}\n`);
  const small = ["--exclude=ballast", "--exclude=LOG*", "--owner=0", "--group=0", "--sort=name"];
  tar("-czf", file(`store-${format}.tar.gz`), ...small, "-C", server.folder, "data");
  tar("-czf", file(`backup-${format}.tar.gz`), ...small, "-C", server.folder, "backup");
} finally {
  await server.close();
}
