// The page's pure modules, compiled for node once a process: const { intervals } = await core();
import { build } from "esbuild";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(here, "../../../web-client/src/core");

let loaded;
export function core() {
  return (loaded ??= load());
}

async function load() {
  const temporary = mkdtempSync(join(tmpdir(), "xinqiao-core-"));
  try {
    const names = readdirSync(folder).map((name) => name.replace(/\.ts$/, ""));
    const contents = names.map((name) => `export * as ${name} from "./${name}.ts";`).join("\n");
    const outfile = join(temporary, "core.mjs");
    await build({
      stdin: { contents, resolveDir: folder, loader: "ts" },
      bundle: true,
      format: "esm",
      platform: "neutral",
      mainFields: ["module", "main"],
      nodePaths: [resolve(here, "../../node_modules")],
      outfile,
      logLevel: "error",
      banner: { js: 'import { webcrypto } from "node:crypto"; globalThis.crypto ??= webcrypto;' },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

// All of a line as one sees it at its end; `more` for what is otherwise.
export const whole = (line, more = {}) => ({
  line,
  first: 1,
  last: Infinity,
  tail: true,
  unreadFrom: 0,
  me: 1,
  items: [],
  flying: () => false,
  ...more,
});
