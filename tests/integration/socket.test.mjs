// Sockets in ordinary and in hard times: live telling, resume, slow readers, typing, a server that
// stops.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Raw, frame } from "../support/raw.mjs";
import { Server, no_server, within } from "../support/server.mjs";

const skip = no_server;
let server;
before(async () => {
  if (!skip) {
    const args = ["--commands-per-second", "0", "--threads", "2"];
    server = await Server.start({ members: 3, rooms: 1, args });
  }
});
after(() => server?.close());

let outboxes = 0;
// A member who posts through an outbox of her own.
function poster(socket) {
  const outbox = `outbox-${++outboxes}`;
  let n = 0;
  return (text, room = 1) => socket.call("message.post", { room, text, outbox, n: ++n });
}
const attach = async (socket, have = []) =>
  (await socket.call("resume", { rooms: [{ room: 1, have }] })).rooms[0];
const metric = async (name) => {
  const all = await (await fetch(`${server.http}/metrics`)).text();
  return Number(all.match(new RegExp(`^${name} (\\S+)$`, "m"))[1]);
};

test("what one says the others hear, on whichever thread they sit", { skip }, async () => {
  const sockets = [];
  for (const token of server.tokens) sockets.push(await server.connect(token));
  for (const socket of sockets) await attach(socket);
  const words = ["你好，心桥 🌉", "مرحبا بالجميع", "e\u0301 \u202eabc", "长".repeat(5000)];

  const post = poster(sockets[0]);
  for (const text of words) await post(text);

  for (const socket of sockets) {
    for (const text of words) {
      const event = await socket.next("event", (params) => params.kind === "post");
      assert.equal(event.text, text);
    }
    await socket.close();
  }
});

test("an answer comes before the event it caused", { skip }, async () => {
  const socket = await server.connect(server.tokens[0]);
  const heard = [];
  const { top } = await attach(socket);
  const hear = socket.hear.bind(socket);
  socket.hear = (text) => {
    heard.push(JSON.parse(text));
    hear(text);
  };
  const { seq } = await poster(socket)("先回答，后转告");
  await socket.next("event", (event) => event.seq === seq);
  assert.ok(seq > top);
  const answer = heard.findIndex((message) => message.result?.seq === seq);
  const event = heard.findIndex((message) => message.params?.seq === seq);
  assert.ok(answer < event);
  await socket.close();
});

test(
  "a socket that comes back hears what it missed, once, and then what is new",
  { skip },
  async () => {
    const speaker = await server.connect(server.tokens[0]);
    const post = poster(speaker);
    const first = await server.connect(server.tokens[1]);
    const { top } = await attach(first);
    await first.close();
    for (let i = 0; i < 150; ++i) await post(`错过的第 ${i} 句`);

    const second = await server.connect(server.tokens[1]);
    const later = [];
    const state = await attach(second, [[1, top]]);
    for (let i = 0; i < 20; ++i) later.push(await post(`新的第 ${i} 句`));

    assert.equal(state.first, top + 1);
    assert.equal(state.complete, true);
    for (let seq = top + 1; seq <= later.at(-1).seq; ++seq) {
      assert.equal((await second.next("event")).seq, seq);
    }
    await second.close();
    await speaker.close();
  },
);

test("typing reaches the others in the room and not the typist", { skip }, async () => {
  const [one, two, outside] = await Promise.all(
    [0, 1, 2].map((i) => server.connect(server.tokens[i])),
  );
  await attach(one);
  await attach(two);
  one.notify("typing", { room: 1 });
  assert.deepEqual(await two.next("typing"), { room: 1, by: 1 });
  await outside.call("ping", {});
  await one.call("ping", {});
  for (const socket of [one, outside]) {
    assert.ok(!socket.waiting.some((message) => message.method === "typing"));
  }
  for (const socket of [one, two, outside]) await socket.close();
});

test(
  "a slow reader is closed with 4001, nobody else notices, and it resumes without loss",
  { skip },
  async () => {
    const speaker = await server.connect(server.tokens[0]);
    const listener = await server.connect(server.tokens[2]);
    await attach(listener);
    const slow = await Raw.connect(server.host);
    await slow.handshake(server.tokens[1]);
    slow.write(
      frame(
        0x1,
        JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "resume",
          params: { rooms: [{ room: 1, have: [] }] },
        }),
      ),
    );
    const state = JSON.parse((await slow.frame()).text).result.rooms[0];
    const heard = new Set();
    const hear = (message) => message.method === "event" && heard.add(message.params.seq);
    for (let seq = state.first; seq <= state.top; ++seq)
      hear(JSON.parse((await slow.frame()).text));

    slow.socket.pause();
    const before_it = await metric("xinqiao_connections_slow_total");
    const post = poster(speaker);
    let last;
    for (
      let i = 0;
      i < 3000 && (await metric("xinqiao_connections_slow_total")) === before_it;
      ++i
    ) {
      for (let k = 0; k < 16; ++k) last = await post(`${i} ${"水".repeat(5000)}`);
    }
    assert.equal(await metric("xinqiao_connections_slow_total"), before_it + 1);
    slow.socket.resume();
    let code;
    for (;;) {
      const next = await slow.frame();
      if (!next || next.opcode === 8) {
        code = next?.code ?? 1006;
        break;
      }
      hear(JSON.parse(next.text));
    }
    assert.equal(code, 4001);

    assert.ok((await listener.next("event", (event) => event.seq === last.seq)).text);
    const top = Math.max(...heard);
    for (let seq = state.first; seq <= top; ++seq) assert.ok(heard.has(seq), `no hole at ${seq}`);
    const back = await server.connect(server.tokens[1]);
    const again = await attach(back, [[state.first, top]]);
    assert.equal(again.top, last.seq);
    for (let seq = again.first; seq <= again.top; ++seq) {
      if (seq > top) assert.equal((await back.next("event")).seq, seq);
    }
    for (const socket of [speaker, listener, back]) await socket.close();
  },
);

test("a server that stops says so with 4000, after what was waiting", { skip }, async () => {
  const other = await Server.start({ members: 2, rooms: 1 });
  const sockets = [];
  for (let i = 0; i < 20; ++i) sockets.push(await other.connect(other.tokens[i % 2]));
  const idle = await Raw.connect(other.host);
  const deaf = await Raw.connect(other.host);
  await deaf.handshake(other.tokens[0]);
  deaf.socket.pause();

  const end = await within(other.stop(), "the end");

  assert.deepEqual(end, { code: 0, signal: null });
  for (const socket of sockets) {
    assert.deepEqual(await socket.closed, { code: 4000, reason: "going_away" });
  }
  assert.ok(await idle.end());
  deaf.drop();
  await other.close();
});
