// Guessing at passwords: many guesses at one login, one guess at many logins, and what the time of
// an answer tells. The one whose login it is gets in meanwhile.
//   XINQIAO_LONG=yes node --test tests/attack/guessing.test.mjs    # 2,000 samples of time
import assert from "node:assert/strict";
import { Agent, request } from "node:http";
import { after, before, test } from "node:test";
import { Server, no_server } from "../support/server.mjs";
import { same_time } from "./process.mjs";

const skip = no_server;
const is_long = process.env.XINQIAO_LONG === "yes";
const password = "三号泵房的灯亮了";
const login = "zhou-jianmin";
let server;
before(async () => {
  if (skip) return;
  server = await Server.start({ members: 2, rooms: 1, args: ["--commands-per-second", "0"] });
  const link = (await server.rpc(server.tokens[0], "link.create", {})).body.result.secret;
  const claim = "a-claim-of-16-chars-or-more";
  const start = { link, claim, want: "token" };
  const { token } = (await server.rpc(undefined, "session.start", start)).body.result;
  const set = await server.rpc(token, "password.set", { login, new: password });
  assert.ok(set.body.result, JSON.stringify(set.body));
});
after(() => server?.close());

// One call from an address of this machine: {status, reason, ms}.
const agents = new Map();
function start_from(address, params) {
  if (!agents.has(address)) {
    agents.set(address, new Agent({ keepAlive: true, maxSockets: 16, localAddress: address }));
  }
  const body = JSON.stringify({
    ...{ jsonrpc: "2.0", id: 1, method: "session.start" },
    params: { want: "token", ...params },
  });
  const { hostname, port } = new URL(server.http);
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
  const agent = agents.get(address);
  const where = { hostname, port, path: "/rpc", method: "POST", agent, headers };
  return new Promise((done, fail) => {
    const began = performance.now();
    const call = request(where, (answer) => {
      let text = "";
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => {
        const { error, result } = JSON.parse(text);
        const ms = performance.now() - began;
        done({ status: answer.statusCode, reason: error?.data.reason, result, text, ms });
      });
    });
    call.on("error", fail);
    call.end(body);
  });
}
after(() => agents.forEach((agent) => agent.destroy()));

async function all_of(many, at_once, one) {
  const answers = [];
  let next = 0;
  const go_on = async () => {
    while (next < many) {
      const i = next;
      next += 1;
      answers[i] = await one(i);
    }
  };
  await Promise.all(Array.from({ length: at_once }, go_on));
  return answers;
}
const count = (answers, wanted) => answers.filter(({ reason }) => reason === wanted).length;

test("ten thousand guesses from one place try a dozen; the owner gets in", { skip }, async () => {
  let owner;
  const answers = await all_of(10_000, 16, async (i) => {
    if (i === 5_000) owner = await start_from("127.0.1.1", { login, password });
    return start_from("127.0.1.2", { login, password: `guess ${i} at it` });
  });
  assert.ok(owner.result?.token, owner.text);
  const tried = count(answers, "password_wrong");
  assert.ok(tried >= 10 && tried <= 20, `${tried} were tried`);
  assert.equal(tried + count(answers, "rate_limited"), 10_000);
  // What is right is not told from what is wrong, either, while the place waits.
  assert.equal((await start_from("127.0.1.2", { login, password })).reason, "rate_limited");
});

test("one password at a thousand logins is tried at a dozen", { skip }, async () => {
  const answers = await all_of(1_000, 16, (i) =>
    start_from("127.0.1.3", { login: i === 500 ? login : `someone-${i}`, password: "12345678a" }),
  );
  const tried = count(answers, "password_wrong");
  assert.ok(tried >= 10 && tried <= 30, `${tried} were tried`);
});

test("a siege from many places tries few, and the owner gets in", { skip }, async () => {
  // Ten tries of each place until there are a hundred, then two of each, one after the other.
  const at_once = 4;
  const answers = await all_of(30, at_once, async (place) => {
    const own = [];
    for (let i = 0; i < 12; i += 1) {
      own.push(await start_from(`127.0.2.${1 + place}`, { login, password: `from afar ${i}` }));
    }
    return own;
  });
  const tried = answers.map((own) => count(own, "password_wrong"));
  const sum = tried.reduce((all, one) => all + one, 0);
  assert.ok(sum >= 100 && sum <= 100 + 10 * at_once + 2 * 20, `${sum} were tried: ${tried}`);
  assert.ok(tried.slice(-10).every((one) => one <= 2), `${tried}`);
  assert.ok((await start_from("127.0.1.4", { login, password })).result?.token);
});

test("a login that nobody has answers as any other, byte by byte", { skip }, async () => {
  const texts = new Set();
  for (const [i, one] of [login, "nobody-at-all", login.toUpperCase(), "李雷"].entries()) {
    const guess = { login: one, password: "a wrong password" };
    const answer = await start_from(`127.0.3.${i + 1}`, guess);
    assert.equal(answer.status, 200);
    texts.add(answer.text);
  }
  assert.equal(texts.size, 1, [...texts].join("\n"));
});

test("and it takes the same time", { skip }, async () => {
  let places = 0;
  const sample = async (which) => {
    places += 1; // each from a place that has not guessed before
    const [far, near] = [Math.floor(places / 250), 1 + (places % 250)];
    const address = `127.${64 + Math.floor(far / 250)}.${far % 250}.${near}`;
    const one = which === 0 ? login : `nobody-${places}`;
    const { reason, ms } = await start_from(address, { login: one, password: "a wrong password" });
    assert.equal(reason, "password_wrong");
    agents.get(address).destroy();
    agents.delete(address);
    return ms;
  };
  for (let i = 0; i < 10; i += 1) await sample(i % 2);
  const { is_same, told } = await same_time(sample, { samples: is_long ? 1_000 : 60 });
  assert.ok(is_same, `t = ${told.join(", ")}`);
});
