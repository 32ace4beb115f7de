// The server's commands as an operator gives them, and how they must end.
import assert from "node:assert/strict";
import { run } from "./server.mjs";

// What it said.
export async function succeeded(...args) {
  const ended = await run(...args);
  assert.equal(ended.code, 0, `${args[0]}: ${ended.stdout}${ended.stderr}`);
  return ended.stdout;
}

export async function refused(code, words, ...args) {
  const ended = await run(...args);
  assert.equal(ended.code, code, `${args.join(" ")}: ${ended.stdout}${ended.stderr}`);
  assert.match(ended.stdout + ended.stderr, words);
}
