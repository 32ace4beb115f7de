// A peer's server as a child of ours, in a folder and on ports of its own, until it is stopped.
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const ready_ms = 20_000;
const stop_ms = 5_000;

const is_free = (port) =>
  new Promise((done) => {
    const server = createServer();
    server.on("error", () => done(false));
    server.listen(port, "127.0.0.1", () => server.close(() => done(true)));
  });

// Below the ports that the kernel gives away, since libwebsockets has no listener above 32767.
export async function free_port() {
  for (;;) {
    const port = randomInt(20_000, 32_000);
    if (await is_free(port)) return port;
  }
}

const answers = (port) =>
  new Promise((done) => {
    const socket = connect(port, "127.0.0.1");
    const end = (is_there) => {
      socket.destroy();
      done(is_there);
    };
    socket.on("connect", () => end(true)).on("error", () => end(false));
  });

// {process, port, stop} or {problem}. core: where it stays; undefined: anywhere.
export async function start(peer, { core } = {}) {
  const folder = mkdtempSync(join(tmpdir(), `xinqiao-peer-${peer.name}-`));
  const [port, second_port] = [await free_port(), await free_port()];
  const { command, words } = peer.start(folder, port, second_port);
  const all = core === undefined ? [command, ...words] : ["taskset", "-c", core, command, ...words];
  const log = join(folder, "said.log");
  const out = openSync(log, "a");
  const child = spawn(all[0], all.slice(1).map(String), { stdio: ["ignore", out, out] });
  let over = false;
  const ended = new Promise((done) => {
    child.on("error", done).on("exit", done);
  }).then(() => (over = true));
  const stop = async () => {
    if (!over) child.kill("SIGTERM");
    await Promise.race([ended, pause(stop_ms)]);
    if (!over) child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const until = Date.now() + ready_ms;
  while (!over && Date.now() < until) {
    if (await answers(port)) return { process: child.pid, port, stop };
    await pause(100);
  }
  const said = readFileSync(log, "utf8").trim().split("\n").slice(-3).join(" / ");
  await stop();
  return { problem: `it did not start: ${said || "it said nothing"}` };
}
