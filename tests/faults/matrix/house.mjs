// A server that is made to fail, with its people and their journal: it is left by its devices when
// it dies, comes back on what it kept, and is held against the journal.
//   const house = await House.open({ disk });          // disk: tests/support/power.mjs, or none
//   house.load.begin(200); …; await house.died();       // whoever killed it
//   const wrong = await house.judged();                 // verify, start, say again, read, compare
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, watch } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Disk } from "../../support/power.mjs";
import { binary, run, Server, within } from "../../support/server.mjs";
import { Journal } from "./journal.mjs";
import { Line, whole_room } from "./line.mjs";
import { Load } from "./load.mjs";
import { judge } from "./oracle.mjs";

const worn_words = 40_000; // a longer history takes longer to read than to make

// What this machine lacks for a part: its cases are skipped with this reason.
export class Lacking extends Error {}

// A disk of its own, whose power can be cut.
export async function make_disk() {
  const disk = await Disk.make();
  if (disk.refusal) throw new Lacking(disk.refusal);
  return disk;
}

export function need_strace() {
  if (spawnSync("strace", ["-o", "/dev/null", "true"]).status === 0) return;
  throw new Lacking("strace does not work here");
}

export class House {
  static async open({ disk, members = 5, rooms = 4, args = [] } = {}) {
    const house = new House();
    const server = new Server();
    Object.assign(house, { server, disk, lives: 0 });
    server.folder = disk ? join(disk.folder, "outside") : mkdtempSync(join(tmpdir(), "xinqiao-"));
    server.data = join(disk ? disk.place : server.folder, "data");
    server.args = ["--commands-per-second", "0", ...args];
    mkdirSync(server.folder, { recursive: true });
    try {
      await house.people(members, rooms);
      await house.serve();
      house.epoch = await house.epoch_now();
      await house.load.connect();
    } catch (error) {
      await house.close();
      throw error;
    }
    return house;
  }

  async people(members, rooms) {
    const { server, disk } = this;
    if (disk) {
      server.through = disk.inside();
      const file = join(server.folder, "tokens");
      const counts = ["--members", `${members}`, "--rooms", `${rooms}`, "--tokens", file];
      disk.run(binary, "seed", "--data", server.data, ...counts);
      const lines = readFileSync(file, "utf8").trim().split("\n");
      server.tokens = lines.map((line) => JSON.parse(line).token);
    } else {
      await server.seed(members, rooms);
    }
    this.journal = new Journal(this.data());
    this.rooms = Array.from({ length: rooms }, (_, at) => at + 1);
    this.load = new Load(server, this.journal, this.rooms);
  }

  // The folder of the data as this process can see it.
  data() {
    const { disk, server } = this;
    return disk ? join(`/proc/${disk.holder.pid}/root`, server.data) : server.data;
  }

  async serve() {
    const begun = performance.now();
    await this.server.serve("127.0.0.1:0");
    this.start_ms = performance.now() - begun;
    this.lives += 1;
  }

  async epoch_now() {
    const line = await Line.open(this.server, this.server.tokens[0]);
    await line.close();
    return line.hello.epoch;
  }

  is_worn() {
    return this.journal.words.length > worn_words || this.lives > 30;
  }

  // Somebody ended it: how, as {code, signal}.
  async died() {
    const { server } = this;
    const end = await within(server.ended, "the server to end");
    server.child = undefined;
    await this.load.disconnect();
    return end;
  }

  async kill() {
    this.server.child.kill("SIGKILL");
    return this.died();
  }

  async verified() {
    const { disk, server } = this;
    if (disk) {
      try {
        disk.run(binary, "verify", "--data", server.data);
        return [];
      } catch (error) {
        return [`verify: ${error.message}`];
      }
    }
    const { code, stdout, stderr } = await run("verify", "--data", server.data);
    return code === 0 ? [] : [`verify ended with ${code}: ${stdout}${stderr}`];
  }

  // The server is dead: whether what it kept is what was promised. Afterwards it runs again.
  async judged() {
    const wrong = await this.verified();
    try {
      await this.serve();
      return [...wrong, ...(await this.checked())];
    } catch (error) {
      return [...wrong, `${error.message}`];
    }
  }

  // The server runs, and nobody is connected.
  async checked() {
    const { load, server } = this;
    const wrong = [];
    const epoch = await this.epoch_now();
    if (epoch !== this.epoch || /WORDS ARE LOST/.test(server.errors)) {
      wrong.push(`the server says that it has lost words: ${server.errors.trim().split("\n")[0]}`);
    }
    try {
      await load.connect();
    } catch (error) {
      wrong.push(error.message);
    }
    const { words } = this.journal;
    const { told } = load.listener;
    const histories = await this.histories();
    return [...wrong, ...load.wrong.splice(0), ...judge({ words, histories, told })];
  }

  async histories() {
    const line = await Line.open(this.server, this.server.tokens[0]);
    const read = async (room) => [room, await whole_room(line, room)];
    const found = new Map(await Promise.all(this.rooms.map(read)));
    await line.close();
    return found;
  }

  // Resolves when a table begins to be written, by a flush or a compaction.
  async table_begun() {
    const data = this.data();
    let watcher;
    const begun = new Promise((done) => {
      watcher = watch(data, (_, name) => /\.sst$/.test(name ?? "") && done());
    });
    await within(begun, "a flush or a compaction").finally(() => watcher.close());
  }

  // Whether a table is being written at this instant: the process has one open for it.
  writes_table() {
    const process = `/proc/${this.server.child.pid}`;
    return readdirSync(`${process}/fd`).some((fd) => {
      try {
        if (!readlinkSync(`${process}/fd/${fd}`).endsWith(".sst")) return false;
        const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`${process}/fdinfo/${fd}`, "utf8"));
        return (Number.parseInt(flags[1], 8) & 3) !== 0;
      } catch {
        return false; // closed meanwhile
      }
    });
  }

  async close() {
    await this.server.signal("SIGKILL");
    await this.load?.leave();
    this.journal?.close();
    await this.server.close();
  }
}
