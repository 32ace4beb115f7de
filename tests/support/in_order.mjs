// Test files as they are named, so many at a time: `node --test` goes by their names. A file that
// does not end is ended and has failed, and those after it run.
//   node tests/support/in_order.mjs 3 slow.test.mjs quick.test.mjs …
import { resolve } from "node:path";
import { run } from "node:test";
import { tap } from "node:test/reporters";

const timeout = 12 * 60_000; // ms of one file: more than the longest takes on a slow machine

const [at_once, ...files] = process.argv.slice(2);
const paths = files.map((file) => resolve(file));
const tests = run({ files: paths, concurrency: Number(at_once), timeout });
tests.on("test:fail", () => (process.exitCode = 1));
tests.compose(tap).pipe(process.stdout);
