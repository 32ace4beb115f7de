// Running the programs of a suite, with its log. For suites.mjs.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
export const logs = join(root, "build/logs");
export const minutes = 60 * 1000;
const run_limit = 15 * minutes; // of one program

// One suite's run: its log, and a way to start programs that write into it.
export class Run {
  constructor(name, jobs) {
    this.name = name;
    this.jobs = jobs;
    this.log_path = join(logs, `${name}.log`);
    this.log = createWriteStream(this.log_path);
  }

  // Resolves to {code, output}; code is null after a signal or when the time was over. With `whole`
  // the log gets it at its end, in one piece: others run at the same time.
  program(command, { env = {}, cwd = root, limit = run_limit, whole = false } = {}) {
    const title = `\n$ ${command.join(" ")}\n`;
    if (!whole) this.log.write(title);
    return new Promise((done) => {
      const child = spawn(command[0], command.slice(1), {
        cwd,
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true, // a group of its own, so that it can be ended with its children
      });
      const pieces = [];
      const end_group = () => {
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // It has ended by itself.
        }
      };
      const hear = (piece) => {
        pieces.push(piece);
        if (!whole) this.log.write(piece);
      };
      const timer = setTimeout(() => {
        hear(Buffer.from(`\nstopped after ${limit / minutes} minutes\n`));
        end_group();
      }, limit);
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.on("error", (error) => hear(Buffer.from(`${error.message}\n`)));
      child.on("close", (code) => {
        clearTimeout(timer);
        if (child.pid) end_group();
        if (whole) this.log.write(Buffer.concat([Buffer.from(title), ...pieces]));
        done({ code, output: Buffer.concat(pieces).toString("utf8") });
      });
    });
  }

  close() {
    return new Promise((done) => this.log.end(done));
  }
}
