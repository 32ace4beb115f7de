// What is hidden takes as long to refuse as what has never been: whether a room, a post in it or a
// report exists cannot be told by a clock. (That the answers are alike, byte by byte, is tested for
// every call by tests/server/rights_test.cpp.)
//   XINQIAO_LONG=yes node --test tests/attack/hidden.test.mjs    # more samples
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Server, no_server } from "../support/server.mjs";
import { same_time } from "./process.mjs";

const skip = no_server;
const samples = process.env.XINQIAO_LONG === "yes" ? 5_000 : 400;
let server;
let room;
let seq;
before(async () => {
  if (skip) return;
  server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
  const owner = await server.connect(server.tokens[0]);
  const does = (method, params) => owner.call(method, { ...params, key: randomUUID() });
  ({ room } = await does("room.create", { title: "内部", unit: 1, access: "closed" }));
  for (let i = 0; i < 50; i += 1) {
    ({ seq } = await does("message.post", { room, text: "长".repeat(5_000) }));
  }
  await owner.close();
});
after(() => server?.close());

let n = 0;
const guard = () => ({ outbox: "a-stranger-who-asks", n: (n += 1) });
const cases = {
  history: (place) => place,
  "message.edit": ({ room: of }) => ({ room: of, target: seq, text: "改", ...guard() }),
  "message.report": ({ room: of }) => ({ room: of, seq, reason: "试" }),
  "reaction.set": ({ room: of }) => ({ room: of, target: seq, reaction: "👍" }),
  "read.count": ({ room: of }) => ({ room: of, seq }),
  resume: ({ room: of }) => ({ rooms: [{ room: of, have: [] }] }),
};

for (const [method, params_in] of Object.entries(cases)) {
  test(`${method}: a hidden room is refused as quickly as none`, { skip }, async () => {
    const stranger = await server.connect(server.tokens[1]);
    const sample = async (which) => {
      const params = params_in({ room: which === 0 ? room : room + 1_000 });
      const began = performance.now();
      await stranger.ask(method, params);
      return performance.now() - began;
    };
    for (let i = 0; i < 100; i += 1) await sample(i % 2);
    const { is_same, told } = await same_time(sample, { samples });
    assert.ok(is_same, `${method}: t = ${told.join(", ")}`);
    await stranger.close();
  });
}
