// Holds every file of the tree against the rules of rules.mjs.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { file_rules, tree_rules } from "./rules.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
// These are there to be pointed at, not to be read.
const binary = /\.(png|ico|woff2|bin|gz|br)$/;

const read = (path) => readFileSync(join(root, path), "utf8");

// What git knows, or would if asked to add: build folders are left out by .gitignore.
function files_of_tree() {
  const ask = ["-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"];
  const listed = execFileSync("git", ask, { cwd: root, encoding: "utf8" });
  return [...new Set(listed.split("\0"))]
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .map((path) => ({ path, text: binary.test(path) ? "" : read(path) }));
}

const files = files_of_tree();

test("the tree is there", () => {
  assert.ok(files.some(({ path }) => path === "protocol/limits.hpp"));
  assert.ok(files.length > 50, `only ${files.length} files`);
});

function nothing(wrong) {
  assert.ok(wrong.length === 0, `\n${wrong.join("\n")}`);
}

for (const [name, rule] of Object.entries(file_rules)) {
  test(`every file keeps the rule ${name}`, () => nothing(files.flatMap(rule)));
}

for (const [name, rule] of Object.entries(tree_rules)) {
  test(`the tree keeps the rule ${name}`, () => nothing(rule(files)));
}
