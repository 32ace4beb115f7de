// Compressed frames over real sockets: who offers permessage-deflate is told what all others are,
// in fewer bytes, each frame compressed once for all; secrets and short words go as they are.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Raw, frame, packed } from "../support/raw.mjs";
import { Server, no_server } from "../support/server.mjs";

const skip = no_server;
const offer = "permessage-deflate; client_max_window_bits";
let server;
before(async () => {
  if (skip) return;
  const args = ["--commands-per-second", "0", "--threads", "2"];
  server = await Server.start({ members: 6, rooms: 1, args });
});
after(() => server?.close());

async function open(member, extensions) {
  const raw = await Raw.connect(server.host);
  raw.hello = await raw.handshake(server.tokens[member], { extensions });
  assert.equal(raw.agreed !== undefined, extensions !== undefined);
  return raw;
}
let last_id = 0;
// The answer, as its frame; what is told meanwhile is passed over.
async function ask(raw, method, params) {
  const id = ++last_id;
  raw.write(frame(0x1, JSON.stringify({ jsonrpc: "2.0", id, method, params })));
  for (;;) {
    const next = await raw.frame();
    const message = JSON.parse(next.text);
    if (message.id === id) return { ...next, ...message };
  }
}
async function event_with(raw, text) {
  for (;;) {
    const next = await raw.frame();
    const { method, params } = JSON.parse(next.text);
    if (method === "event" && params.text === text) return next;
  }
}
async function figure(name) {
  const text = await (await server.fetch("/metrics")).text();
  return Number(text.match(new RegExp(`^xinqiao_${name} (\\d+)$`, "m"))[1]);
}
const post = (room, text) => ({ room, text, key: randomUUID() });
const resumed = (raw, room) =>
  ask(raw, "resume", { epoch: raw.hello.epoch, rooms: [{ room, have: [] }] });

test("members who take compressed frames hear what the others hear", { skip }, async () => {
  const lines = [];
  for (let i = 0; i < 6; ++i) lines.push(await open(i, i % 2 ? undefined : offer));
  const { room } = (await ask(lines[0], "room.list", {})).result.rooms[0];
  for (const line of lines) assert.ok((await resumed(line, room)).result);
  assert.equal(await figure("sockets_deflating"), 3);
  const before = await figure("frames_deflated_total");
  const words = "The pump of line three runs quietly; 三号线的泵运行平稳。".repeat(4);

  const said = await ask(lines[1], "message.post", post(room, words));
  assert.ok(said.result, JSON.stringify(said.error));

  const heard = await Promise.all(lines.slice(2).map((line) => event_with(line, words)));
  assert.deepEqual(heard.map(({ is_packed }) => is_packed), [true, false, true, false]);
  assert.ok(heard[0].payload.equals(heard[1].payload) && heard[2].payload.equals(heard[3].payload));
  assert.ok(heard[0].size < heard[1].size, `${heard[0].size} of ${heard[1].size} bytes`);
  assert.equal(await figure("frames_deflated_total"), before + 1);

  // A page of the past, asked for in compressed words, too.
  const call = { jsonrpc: "2.0", id: "page", method: "history", params: { room } };
  const asked = frame(0x1, packed(JSON.stringify(call).padEnd(3_000)));
  asked[0] |= 0x40;
  lines[0].write(asked);
  let answer;
  do answer = await lines[0].frame();
  while (JSON.parse(answer.text).id !== "page");
  const { result } = JSON.parse(answer.text);
  assert.ok(answer.is_packed && result.events.at(-1).text === words);
  assert.deepEqual(result, (await ask(lines[1], "history", { room })).result);
  assert.equal(await figure("messages_inflated_total"), 1);
  for (const line of lines) line.drop();
});

test("what is short, and what holds a secret, goes as it is", { skip }, async () => {
  const line = await open(0, offer);
  assert.equal((await ask(line, "ping", {})).is_packed, false);
  const list = await ask(line, "room.list", {});
  assert.ok(list.is_packed && list.result.rooms.length > 0);
  const params = { uses: 1, days: 1, note: "x".repeat(200) };
  const invited = await ask(line, "invitation.create", params);
  assert.ok(invited.result?.secret, JSON.stringify(invited.error));
  assert.equal(invited.is_packed, false);
  line.drop();
});

test("who leaves keeps nothing", { skip }, async () => {
  while ((await figure("sockets_deflating")) > 0) await new Promise((done) => setTimeout(done, 20));
});
