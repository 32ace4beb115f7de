// A works with branches, made over the wire: units, people with homes, duties, a reception with
// two who wait, an open room, a closed one and an archived one.
//   const { house, works } = await openWorks({ members: 4, rooms: 1 });  // of a whole test file
//   works.units.branch, works.people.wang, works.rooms.life  // house.server.tokens[0] is an owner
import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { House, skip } from "./house.mjs";

// Nothing is opened where no browser test can run.
export async function openWorks(options) {
  if (skip) return {};
  const house = await House.open(options);
  after(() => house.close());
  return { house, works: await makeWorks(house.server) };
}

export async function makeWorks(server) {
  const [owner] = server.tokens;
  const ask = async (token, method, params) => {
    const { body } = await server.rpc(token, method, params);
    if (body.error) throw new Error(`${method}: ${JSON.stringify(body.error)}`);
    return body.result;
  };
  const does = (token, method, params) => ask(token, method, { ...params, key: randomUUID() });
  const ids = [];
  for (const token of server.tokens) ids.push((await ask(token, "session.me", {})).member);

  const unit = async (name, parent) => (await does(owner, "unit.create", { parent, name })).unit;
  const person = async (name, home) =>
    (await does(owner, "member.add", { name, ...(home ? { unit: home } : {}) })).member;
  await does(owner, "unit.rename", { unit: 1, name: "滨海石化公司党委" });
  const refinery = await unit("炼油厂党总支", 1);
  const branch = await unit("第一联合车间党支部", refinery);
  const second = await unit("第二联合车间党支部", refinery);
  const chemical = await unit("化工厂党总支", 1);
  const empty = await unit("筹备中的支部", chemical);
  const reception = await unit("党员服务中心", 1);
  await does(owner, "unit.reception", { unit: reception, on: true });

  await does(owner, "member.move", { member: ids[0], unit: 1 });
  await does(owner, "member.move", { member: ids[1], unit: branch });
  await does(owner, "member.move", { member: ids[2], unit: branch });
  await does(owner, "duty.give", { member: ids[1], unit: branch, duty: "organiser" });
  const people = {};
  for (const [key, name, home] of [
    ["wang", "王敏", branch],
    ["li", "李建国", branch],
    ["zhao", "赵丽华", branch],
    ["chen", "陈志强", branch],
    ["liu", "刘洋", branch],
    ["sun", "孙悦", second],
    ["zhou", "周文", chemical],
    ["he", "何小雨", undefined],
    ["ma", "马晓东", undefined],
  ])
    people[key] = await person(name, home);
  await does(owner, "duty.give", { member: people.li, unit: refinery, duty: "organiser" });
  await does(owner, "member.deactivate", { member: people.liu });

  const made = async (token, title, rules) =>
    (await does(token, "room.create", { title, ...rules })).room;
  const rooms = {
    life: await made(server.tokens[1], "支部生活", { unit: branch }),
    study: await made(server.tokens[1], "学习小组", {
      unit: branch,
      access: "closed",
      past: "hidden",
    }),
    old: await made(server.tokens[1], "去年的活动", { unit: branch }),
  };
  await does(server.tokens[2], "room.join", { room: rooms.life });
  await does(server.tokens[1], "room.add", { room: rooms.study, members: [ids[2], people.wang] });
  await does(server.tokens[1], "room.archive", { room: rooms.old });
  return {
    ids,
    units: { refinery, branch, second, chemical, empty, reception },
    people,
    rooms,
    ask,
    does,
  };
}
