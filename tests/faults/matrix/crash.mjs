// kill -9, and power cuts, at a random instant under load: a tenth during a start, a backup,
// or a flush or compaction, in turn.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { binary, within } from "../../support/server.mjs";
import { House, make_disk } from "./house.mjs";

const special = ["start", "backup", "compaction"];
const place_of = (number) => (number % 10 === 0 ? special[(number / 10 - 1) % 3] : "load");

// A program that makes a backup of the running server: its end, whatever that is.
function backup_of(house, number) {
  const { server } = house;
  const to = join(server.folder, `backup-${number}`);
  const command = [binary, "backup", "--data", server.data, "--to", to];
  const [program, ...words] = [...(server.through ?? []), ...command];
  const child = spawn(program, words, { stdio: "ignore" });
  const ended = new Promise((done) => child.on("close", done));
  const is_running = () => child.exitCode === null && child.signalCode === null;
  return { ended: ended.then(() => rmSync(to, { recursive: true, force: true })), is_running };
}

// Waits until the server is there, in its life, where the fault shall find it.
const approach = {
  load: (house, { chance }) => after(chance.below(250)),
  start: (house, { chance }) => after(chance.below(100)),
  async backup(house, { chance, number }) {
    house.backup = backup_of(house, number);
    await after(chance.below(80));
  },
  async compaction(house, { chance }) {
    await house.table_begun();
    await after(chance.below(40));
  },
};

const is_during = {
  load: () => true,
  start: () => true,
  backup: (house) => house.backup.is_running(),
  compaction: (house) => house.writes_table(),
};

async function strike(house) {
  if (house.disk) await house.disk.cut(house.server.child.pid);
  else house.server.child.kill("SIGKILL");
}

async function rise(house) {
  if (house.backup) await within(house.backup.ended, "the backup to end");
  house.backup = undefined;
  if (house.disk) house.disk.plug_in();
}

// It is struck again while it starts on what the first blow left.
async function strike_at_start(house, chance) {
  const start = house.server.serve("127.0.0.1:0").catch(() => {});
  await after(chance.below(Math.max(20, Math.round(house.start_ms))));
  await strike(house);
  await within(house.server.ended, "the server to end");
  house.server.child = undefined;
  await start;
  await rise(house);
}

export async function crash(house, one) {
  const place = place_of(one.number);
  const { load } = house;
  load.begin(place === "compaction" ? 8192 : one.chance.one_of([40, 200, 600]));
  await load.steady();
  await approach[place](house, one);
  const during = is_during[place](house);
  const taken = load.taken();
  await strike(house);
  await house.died();
  await rise(house);
  if (place === "start") await strike_at_start(house, one.chance);
  return { place: during ? place : "load", ...taken, wrong: await house.judged() };
}

export const kill = { cases: 1000, open: () => House.open(), one: crash };

// With a disk of its own for each house.
export const on_a_disk = async () => {
  const disk = await make_disk();
  try {
    const house = await House.open({ disk });
    const close = house.close.bind(house);
    house.close = async () => {
      await close();
      await disk.close();
    };
    return house;
  } catch (error) {
    await disk.close();
    throw error;
  }
};

export const power = { cases: 200, open: on_a_disk, one: crash };
