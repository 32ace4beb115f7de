// Two thousand members in forty units: an alert is raised, everybody answers within a second, and
// the server is killed in the middle. Nobody hears it twice, every answer counts once, and those
// who have no page are in the list of those to phone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Server, no_server as skip } from "../support/server.mjs";

const members = 2_000;
const away = 50; // of them: no page is open
const units = 40;
const at_once = 50;
const options = ["安全", "需要帮助", "在外地"];
const answering_ms = 1_000;
const killed_after_ms = 500;

let server;
let owner;
let people = []; // {token, member, unit, alerts: rooms as told, own: what was acknowledged}
let tree = [];
let guard = 0;
const does = (method, params) => {
  const place = { outbox: "alert-storm-0001", n: ++guard };
  return owner.socket.call(method, { ...params, ...place });
};
const later = (ms) => new Promise((done) => setTimeout(done, ms));
async function in_parts(all, part, act) {
  for (let i = 0; i < all.length; i += part) await Promise.all(all.slice(i, i + part).map(act));
}
const come = async (one) => {
  one.socket = await server.connect(one.token);
  one.member = one.socket.hello.me.member;
};

before(async () => {
  if (skip) return;
  const args = ["--commands-per-second", "100000"];
  server = await Server.start({ members: members + 1, rooms: 1, args });
  people = server.tokens.map((token) => ({ token, alerts: [], live: 0 }));
  owner = people.shift();
  await come(owner);
  for (let i = 0; i < units; i += 1) {
    const parent = i < 8 ? 1 : tree[i % 8]; // eight branches with four groups each
    tree.push((await does("unit.create", { parent, name: `第 ${i + 1} 单位` })).unit);
  }
  await in_parts(people, at_once, come);
  await in_parts([...people.entries()], at_once, async ([i, one]) => {
    one.unit = tree[i % units];
    await does("member.move", { unit: one.unit, member: one.member });
  });
  for (const one of people.slice(0, away)) await one.socket.close();
});
after(async () => {
  for (const { socket } of [owner, ...people]) socket?.socket.terminate();
  await server?.close();
});

// As the page does: it has come, it is answered in a moment, and what was not acknowledged is said
// again, with the same place in the outbox, on whatever line there is.
async function follow(one, choice) {
  const first = one.socket.next("alert").then((alert) => {
    one.live += 1;
    return alert.room;
  });
  let room = await first.catch(() => undefined);
  const due = later(Math.random() * answering_ms);
  for (let tries = 0; one.own === undefined; tries += 1) {
    assert.ok(tries < 50, "the answer was never acknowledged");
    try {
      if (one.socket.end) {
        await later(50 + Math.random() * 200);
        one.socket = await server.connect(one.token);
        const { alerts } = await one.socket.call("alert.list", {});
        assert.equal(alerts.length, 1, "one alert, whatever happened");
        room = alerts[0].room;
      }
      await one.socket.call("alert.reach", { room, reach: "delivered" });
      await due;
      const answer = { room, option: choice, outbox: "alert-answers-01", n: 1 };
      one.own = await one.socket.call("alert.answer", answer);
    } catch (error) {
      if (!one.socket.end && !/closed|ECONN|socket|waited/.test(error.message)) throw error;
      one.socket.socket.terminate();
      one.socket.end ??= { code: 1006 };
    }
  }
  one.room = room;
}

test(
  "2,000 in 40 units are raised, answer, and the server dies in the middle",
  { skip, timeout: 180_000 },
  async (t) => {
    const branches = tree.slice(0, 8);
    const { people: count } = await owner.socket.call("alert.audience", { units: branches });
    assert.equal(count, members);
    const present = people.slice(away);
    const choices = new Map(present.map((one, i) => [one, 1 + (i % options.length)]));
    const following = Promise.all(present.map((one) => follow(one, choices.get(one))));
    const words = { title: "三号罐区泄漏", text: "请立即撤离到东门集合点。", options };
    const asked = { units: branches, drill: false, ...words };
    const raised = await does("alert.raise", asked);
    const followed = await owner.socket.next("alert");
    assert.deepEqual([followed.room, followed.follows], [raised.room, true]);
    await later(killed_after_ms);
    const answered_before = present.filter(({ own }) => own).length;
    await server.restart();
    await following;
    assert.ok(answered_before > 0 && answered_before < present.length, `${answered_before}`);

    await come(owner);
    const again = await owner.socket.call("alert.raise", {
      ...asked,
      ...{ outbox: "alert-storm-0001", n: guard },
    });
    assert.equal(again.repeated, true);
    assert.equal(again.room, raised.room);
    await in_parts(present, at_once, async (one) => {
      if (!one.socket.end) return;
      await come(one); // had answered before, and was not there since
      assert.equal((await one.socket.call("alert.list", {})).alerts.length, 1);
    });
    for (const one of present) {
      assert.equal(one.room, raised.room);
      assert.ok(one.live <= 1);
      assert.equal(one.own.option, choices.get(one));
      const twice = one.socket.waiting.filter(({ method }) => method === "alert");
      assert.deepEqual(twice, [], "told once");
    }

    const roll = await owner.socket.call("alert.roll", { room: raised.room });
    const { targeted, written, delivered, seen, answered } = roll;
    assert.deepEqual([targeted, written, answered], [members, members - away, members - away]);
    assert.deepEqual([delivered, seen], [answered, answered]);
    const failed = targeted - written;
    assert.equal(failed, away);
    const chosen = [...choices.values()];
    const by_option = options.map((_, i) => chosen.filter((choice) => choice === i + 1).length);
    assert.deepEqual(roll.answers, by_option, "every acknowledged answer once");
    assert.equal(roll.units.length, units);
    assert.equal(
      roll.units.reduce((sum, unit) => sum + unit.answered, 0),
      answered,
    );
    let missing = [];
    for (let next = 0; next !== undefined; ) {
      const asks = { room: raised.room, ...(next && { after: next }) };
      const page = await owner.socket.call("alert.missing", asks);
      missing = missing.concat(page.members);
      next = page.next;
    }
    const absent = people.slice(0, away).map(({ member }) => member);
    assert.deepEqual(missing.map(({ member }) => member).sort(), absent.sort());
    assert.ok(missing.every(({ reach }) => reach === "targeted"));
    t.diagnostic(`${answered_before} had answered when the server was killed`);
  },
);

test(
  "an alert comes to all at once, and the server says to how many it was written",
  { skip, timeout: 120_000 },
  async (t) => {
    const present = people.slice(away);
    await in_parts(present, at_once, async (one) => one.socket.end && come(one));
    const began = performance.now();
    const heard = Promise.all(
      present.map((one) =>
        one.socket.next("alert", ({ drill }) => drill).then(() => performance.now() - began),
      ),
    );
    const words = { title: "演练", text: "这是演练，请点一下。", options: ["收到"] };
    const { room } = await does("alert.raise", { units: [1], drill: true, ...words });
    const times = (await heard).sort((a, b) => a - b);
    let roll;
    for (let tries = 0; tries < 100; tries += 1) {
      roll = await owner.socket.call("alert.roll", { room });
      if (roll.written >= present.length) break;
      await later(50);
    }
    // The owner is at home nowhere, and has a page: a member of the root.
    assert.equal(roll.targeted, members + 1);
    assert.equal(roll.written, present.length + 1);
    assert.equal(roll.delivered, 0, "no page has said so");
    const at = (part) => Math.round(times[Math.ceil(times.length * part) - 1]);
    t.diagnostic(`heard: 50 % ${at(0.5)} ms, 90 % ${at(0.9)}, 99 % ${at(0.99)}, all ${at(1)}`);
  },
);
