// Runs the harness as a program, against the server that was built.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
export const server = resolve(
  process.env.XINQIAO_BIN ?? process.env.XINQIAO_BINARY ?? join(root, "build/release/xinqiao"),
);
export const bench = join(dirname(server), "xinqiao-bench");
export const skip =
  existsSync(server) && existsSync(bench) ? false : "the server and the bench are not built";

export function program(command, args, env = {}) {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 180_000,
    env: { ...process.env, ...env },
  });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (piece) => (said.stdout += piece));
  child.stderr.on("data", (piece) => (said.stderr += piece));
  return new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", (code) => done({ code, ...said }));
  });
}
export const run = (...args) => program(bench, args);

export async function in_folder(use) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-bench-test-"));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// Runs with --json added, and reads what was written.
export const reported = (...args) =>
  in_folder(async (folder) => {
    const json = join(folder, "out.json");
    const ended = await run(...args, "--json", json);
    const report = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")) : undefined;
    return { ...ended, report };
  });

export const scenario_by = (words, file, ...sets) =>
  reported(
    ...["run", join(root, "bench/scenarios", file), "--spawn", server, ...words],
    ...sets.flatMap((set) => ["--set", set]),
  );
export const scenario = (file, ...sets) => scenario_by([], file, ...sets);
