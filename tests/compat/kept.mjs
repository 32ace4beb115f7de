// What is asked of a kept store, and what must be in the answers. make.mjs writes the answers down,
// compat.test.mjs asks again: a later version may add fields, but changes and loses none.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const here = dirname(fileURLToPath(import.meta.url));
export const rooms = [1, 2, 3];

const questions = [
  ...rooms.map((room) => ["history", { room, after: 0, limit: 200 }]),
  ...rooms.map((room) => ["room.members", { room }]),
  ["room.list", {}],
  ["member.names", { members: [1, 2, 3] }],
  ["session.me", {}],
  ["session.list", {}],
];

// Of each member in turn: what the server answers.
export async function transcript(server, tokens) {
  const answers = [];
  for (const [member, token] of tokens.entries()) {
    for (const [method, params] of questions) {
      const { body } = await server.rpc(token, method, params);
      const answer = body.result ?? { refused: body.error.data.reason };
      answers.push({ member: member + 1, method, params, answer });
    }
  }
  return answers;
}

// All that is expected is there, as it is expected; there may be more fields.
export function holds(found, expected, where) {
  if (Array.isArray(expected)) {
    assert.equal(found?.length, expected.length, where);
    expected.forEach((one, at) => holds(found[at], one, `${where}[${at}]`));
  } else if (expected !== null && typeof expected === "object") {
    for (const key of Object.keys(expected)) holds(found?.[key], expected[key], `${where}.${key}`);
  } else {
    assert.equal(found, expected, where);
  }
}

export function tar(...words) {
  const { status, stderr } = spawnSync("tar", words, { encoding: "utf8" });
  assert.equal(status, 0, `tar ${words.join(" ")}: ${stderr}`);
}

export function unpacked(archive, folder) {
  mkdirSync(folder, { recursive: true });
  tar("-xzf", join(here, archive), "-C", folder);
}
