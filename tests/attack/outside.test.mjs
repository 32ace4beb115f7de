// Those who never say who they are: they come and go by the thousand, and the server is as large
// afterwards as before, holds no descriptor of theirs, and calls nobody whose address was said.
//   XINQIAO_LONG=yes node --test tests/attack/outside.test.mjs    # 100,000 of each
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { Server, no_server } from "../support/server.mjs";
import { pause, resident_mib } from "./process.mjs";

const skip = no_server;
const many = process.env.XINQIAO_LONG === "yes" ? 100_000 : 2_000;
const rounds = 4;
const descriptors = (server) => readdirSync(`/proc/${server.child.pid}/fd`).length;

// One that says `bytes` and goes, politely or not.
function visit(host, bytes, rudely) {
  const [address, port] = host.split(":");
  return new Promise((done) => {
    const socket = connect({ host: address, port: Number(port) });
    socket.on("error", () => {});
    socket.on("close", done);
    socket.on("connect", () => {
      const go = () => (rudely ? socket.resetAndDestroy() : socket.destroy());
      if (bytes) socket.write(bytes, go);
      else go();
    });
  });
}

async function crowd_of(size, one) {
  let left = size;
  const go_on = async () => {
    while (left > 0) {
      left -= 1;
      await one(left);
    }
  };
  await Promise.all(Array.from({ length: 64 }, go_on));
}

async function settled(server, most) {
  for (let tries = 0; descriptors(server) > most && tries < 100; tries += 1) await pause(50);
  return descriptors(server);
}

// Least squares: MiB a thousand visits.
function slope(points) {
  const mean = (pick) => points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const over = points.reduce((sum, { x, y }) => sum + (x - mx) * (y - my), 0);
  return over / points.reduce((sum, { x }) => sum + (x - mx) ** 2, 0);
}

test("who comes and goes without a name leaves nothing behind", { skip }, async (t) => {
  const server = await Server.start({ members: 1, rooms: 1 });
  t.after(() => server.close());
  const upgrade = (token) =>
    `GET /ws HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
    `Sec-WebSocket-Protocol: xinqiao.v1\r\nAuthorization: Bearer ${token}\r\n\r\n`;
  const call = '{"jsonrpc":"2.0","id":1,"method":"session.me","params":{}}';
  const rpc =
    `POST /rpc HTTP/1.1\r\nHost: ${server.host}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${call.length}\r\n\r\n${call}`;
  const kinds = [
    () => "",
    () => "GET / HT",
    () => "\x16\x03\x01\x02\x00",
    () => `GET /healthz HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`,
    () => rpc,
    () => upgrade(randomUUID()),
    () => `${upgrade(randomUUID())}more than one may say`,
  ];
  const come = (size) =>
    crowd_of(size, (i) => visit(server.host, kinds[i % kinds.length](), i % 3 === 0));
  const at_rest = await settled(server, 0);
  await come(many / 2); // what is made at the first time and kept
  const points = [];
  for (let round = 0; round < rounds; round += 1) {
    await come(many / rounds);
    assert.ok((await settled(server, at_rest)) <= at_rest, "descriptors are given back");
    points.push({ x: (round * many) / rounds / 1_000, y: resident_mib(server) });
  }
  const grows = slope(points);
  // 4 MiB over a short run, 20 B each over a long one.
  const bound = Math.max(4 / (many / 1_000), 0.02);
  assert.ok(grows < bound, `${grows.toFixed(3)} MiB a thousand: ${JSON.stringify(points)}`);
  assert.ok((await server.rpc(server.tokens[0], "ping", {})).body.result);
});

test("no address that is said anywhere is ever called", { skip }, async (t) => {
  const server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
  t.after(() => server.close());
  let called = 0;
  const canary = createServer((socket) => {
    called += 1;
    socket.destroy();
  });
  await new Promise((done) => canary.listen({ host: "::", port: 0, ipv6Only: false }, done));
  t.after(() => canary.close());
  const { port } = canary.address();
  const hosts = [
    ...["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0"],
    ...["[::]", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "0177.0.0.1", "127.1"],
    ...["127.0.1", "127.0.0.1.nip.io", "127。0。0。1", "①②⑦.⓪.⓪.①", "127.0.0.1.", "localhost."],
    ...["LOCALHOST", "user@127.0.0.1", "evil.example@127.0.0.1", "127.0.0.1#@evil.example"],
    ...["[0:0:0:0:0:ffff:127.0.0.1]", "[::127.0.0.1]", "[fe80::1%25lo]", "169.254.169.254"],
    ...["metadata.google.internal", "127.127.127.127", "localtest.me"],
  ];
  assert.ok(hosts.length >= 30);
  const call = (method, params) => server.rpc(server.tokens[0], method, params);
  const taken = async (method, params) => {
    const { body } = await call(method, { ...params, key: randomUUID() });
    assert.ok(body.result, `${method}: ${JSON.stringify(body)}`);
  };
  for (const host of hosts) {
    const url = `http://${host}:${port}/${randomUUID()}`;
    await taken("message.post", { room: 1, text: `看 ${url} ![](${url})` });
    await taken("room.rename", { room: 1, title: url.slice(0, 80) });
    await taken("member.rename", { name: url.slice(0, 60) });
    await taken("invitation.create", { uses: 1, days: 1, note: url });
    const said = encodeURI(url);
    const headers = { Referer: said, "X-Forwarded-Host": said, "X-Callback-Url": said };
    await fetch(`${server.http}/?url=${encodeURIComponent(url)}`, { headers });
    await fetch(`${server.http}/boot`, { headers: { Origin: said } });
  }
  await pause(200);
  assert.equal(called, 0);
  await visit(`127.0.0.1:${port}`);
  assert.equal(called, 1, "a call would have been heard");
});
