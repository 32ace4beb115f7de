// The mock server's organisation: a tree, people, acts by key. No rights and no bounds, as in the
// rest of it; member 1 owns all.
//   server.organisation.people.push({ member: 7, name: "…", welcome: "overdue", … })
import { callAboutPosts } from "./mock_posts.mjs";

export class MockOrganisation {
  constructor(server, Refused) {
    this.server = server;
    this.Refused = Refused;
    this.version = 1;
    this.units = [{ unit: 1, name: "公司", members: 0, owners: [1] }];
    this.people = [];
    this.log = [];
    this.acts = []; // of which only that they were asked for is kept
    this.done = new Map(); // key -> the first answer
  }

  call(member, method, params) {
    switch (method) {
      case "unit.tree":
        if (params.version === this.version) return { version: this.version };
        return { version: this.version, units: this.units, homeless: this.homeless().length };
      case "member.list":
        return { members: params.unit === undefined ? this.homeless() : this.people };
      case "unit.log":
        return { events: [...this.log].reverse() };
      case "presence.list":
        return { members: [] };
      case "report.list":
      case "report.mine":
        return { reports: [] };
      case "room.members": {
        const { members } = this.server.rooms.get(params.room);
        return { members: this.server.members.filter((one) => members.has(one.member)) };
      }
    }
    const known = callAboutPosts(this.server, member, method, params);
    if (known) return known;
    if (params.key === undefined) throw new this.Refused("method_not_found");
    if (!this.done.has(params.key)) this.done.set(params.key, this.act(member, method, params));
    return this.done.get(params.key);
  }

  // As in `me`.
  standing(member) {
    return member === 1 ? { organiser: true, duties: [{ unit: 1, duty: "owner" }] } : {};
  }

  homeless() {
    return this.people.filter(({ home }) => home === undefined);
  }

  act(by, method, { key, ...params }) {
    const say = (kind, more) =>
      this.log.push({ room: 0, seq: this.log.length + 1, at: Date.now(), by, kind, ...more });
    const person = this.people.find(({ member }) => member === params.member);
    switch (method) {
      case "unit.create": {
        const unit = this.units.length + 1;
        this.units = [
          ...this.units,
          { unit, parent: params.parent, name: params.name, members: 0 },
        ];
        say("unit_created", { unit, parent: params.parent, name: params.name });
        this.changed();
        return { at: Date.now(), unit };
      }
      case "member.welcome":
        person.welcome = "welcomed";
        say("member_welcomed", { member: person.member, unit: 1 });
        return { at: Date.now() };
      case "member.move":
        person.home = params.unit;
        say("home_set", { member: person.member, unit: params.unit, from: 0 });
        return { at: Date.now() };
    }
    this.acts.push({ method, ...params });
    if (method === "member.rename") person.name = params.name;
    if (method === "member.erase")
      this.people = this.people.filter(({ member }) => member !== params.member);
    if (/^(member\.(rename|erase)|session\.end_all)$/.test(method)) return { at: Date.now() };
    throw new this.Refused("method_not_found");
  }

  changed() {
    this.version++;
    const params = { version: this.version };
    for (const socket of this.server.sockets)
      this.server.send(socket, { method: "tree_changed", params });
  }
}
