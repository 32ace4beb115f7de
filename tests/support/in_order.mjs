// Test files one after the other as they are named, so many at a time: `node --test` goes by their
// names.
//   node tests/support/in_order.mjs 3 slow.test.mjs quick.test.mjs …
import { resolve } from "node:path";
import { run } from "node:test";
import { tap } from "node:test/reporters";

const [at_once, ...files] = process.argv.slice(2);
const tests = run({ files: files.map((file) => resolve(file)), concurrency: Number(at_once) });
tests.on("test:fail", () => (process.exitCode = 1));
tests.compose(tap).pipe(process.stdout);
