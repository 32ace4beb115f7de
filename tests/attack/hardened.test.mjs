// The binary as the linker and the compiler left it: what makes a fault in it harder to use.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { binary, no_server } from "../support/server.mjs";

const read = (...words) =>
  execFileSync("readelf", ["-W", ...words, binary], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: "C" },
  });
// A sanitizer's build brings checks of its own.
const is_instrumented = no_server ? false : /__(asan|tsan)_init/.test(read("--dyn-syms"));
const skip = no_server || (is_instrumented && "instrumented by a sanitizer");

test("it lies anywhere in memory, and so does what it calls", { skip }, () => {
  assert.match(read("-h"), /Type:\s+DYN \(Position-Independent Executable file\)/);
});

test("its tables of addresses are read-only once it runs", { skip }, () => {
  assert.match(read("-l"), /^\s*GNU_RELRO/m);
  assert.match(read("-d"), /\(FLAGS\)\s+BIND_NOW|FLAGS_1\)\s+Flags: NOW/);
});

test("nothing that can be written can be run", { skip }, () => {
  const segments = read("-l").match(/^\s*(LOAD|GNU_STACK)\s.*$/gm);
  assert.ok(segments.some((line) => line.includes("GNU_STACK")));
  for (const line of segments) {
    const flags = line.match(/ (R| )(W| )(E| ) +0x/);
    assert.ok(flags, line);
    assert.ok(!(flags[2] === "W" && flags[3] === "E"), line);
    if (line.includes("GNU_STACK")) assert.equal(flags[3], " ", line);
  }
});

test("a buffer on the stack cannot be run over unnoticed", { skip }, () => {
  assert.match(read("--dyn-syms"), /__stack_chk_fail/);
});

test("copies whose bounds are known are checked", { skip }, () => {
  assert.match(read("--dyn-syms"), /__\w+_chk@/);
});

test("a jump lands where a function begins", { skip: skip || process.arch !== "x64" }, () => {
  const sections = read("-S");
  const [, at, size] = sections.match(/ \.text\s+PROGBITS\s+\w+\s+(\w+)\s+(\w+)/);
  const from = parseInt(at, 16);
  const code = readFileSync(binary).subarray(from, from + parseInt(size, 16));
  const endbr64 = Buffer.from([0xf3, 0x0f, 0x1e, 0xfa]);
  let found = 0;
  for (let i = code.indexOf(endbr64); i >= 0; i = code.indexOf(endbr64, i + 4)) found += 1;
  assert.ok(found > 5_000, `${found} places to land on`);
});

test("it looks for libraries in the system's own folders alone", { skip }, () => {
  assert.doesNotMatch(read("-d"), /\((RPATH|RUNPATH)\)/);
});
