// Builds the page: node build.mjs OUTPUT_DIR [--modules DIR] [--embed DIR] [--check]
// OUTPUT_DIR gets index.html, app-HASH.js and .css, favicon.svg, manifest and their .gz and .br.
// --modules: where node_modules lies (default: beside this file). --embed: also write page_data.S
// and page_table.cpp there, for the binary. --check: let tsc read everything first.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const output = resolve(process.argv[2] ?? join(here, "../build/page"));
const modules = resolve(option("modules") ?? here);
const load = createRequire(join(modules, "package.json"));

const types = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  webmanifest: "application/manifest+json",
};

function check() {
  const config = join(modules, "tsconfig.check.json");
  const where = join(modules, "node_modules");
  const settings = {
    extends: join(here, "tsconfig.json"),
    compilerOptions: { paths: { "*": [`${where}/*`] } },
    include: [join(here, "src")],
  };
  writeFileSync(config, JSON.stringify(settings));
  const tsc = join(dirname(load.resolve("typescript/package.json")), "bin/tsc");
  try {
    execFileSync(process.execPath, [tsc, "-p", config], { stdio: "inherit" });
  } finally {
    rmSync(config);
  }
}

async function bundle() {
  const esbuild = load("esbuild");
  const result = await esbuild.build({
    entryPoints: [join(here, "src/main.tsx")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2020",
    jsx: "automatic",
    jsxImportSource: "preact",
    nodePaths: [join(modules, "node_modules")],
    outdir: output,
    legalComments: "none",
    charset: "utf8",
    logLevel: "warning",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const pick = (ending) => result.outputFiles.find((file) => file.path.endsWith(ending)).contents;
  return { js: Buffer.from(pick(".js")), css: Buffer.from(pick(".css")) };
}

const hash = (bytes, length) => createHash("sha256").update(bytes).digest("hex").slice(0, length);

function packed(bytes) {
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const worth = (small) => (small.length < bytes.length * 0.9 ? small : Buffer.alloc(0));
  return { gzip: worth(gzip), brotli: worth(brotli) };
}

async function files() {
  const { js, css } = await bundle();
  const script = `app-${hash(js, 10)}.js`;
  const style = `app-${hash(css, 10)}.css`;
  const html = readFileSync(join(here, "public/index.html"), "utf8")
    .replace("{{script}}", `/${script}`)
    .replace("{{style}}", `/${style}`);
  const list = [
    { path: "/", name: "index.html", body: Buffer.from(html), immutable: false },
    { path: `/${script}`, name: script, body: js, immutable: true },
    { path: `/${style}`, name: style, body: css, immutable: true },
  ];
  for (const name of ["favicon.svg", "xinqiao.webmanifest"]) {
    list.push({
      path: `/${name}`,
      name,
      body: readFileSync(join(here, "public", name)),
      immutable: false,
    });
  }
  list.sort((a, b) => (a.path < b.path ? -1 : 1));
  return list.map((file) => ({
    ...file,
    ...packed(file.body),
    type: types[file.name.split(".").pop()],
    etag: hash(file.body, 16),
  }));
}

function write(list) {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  for (const file of list) {
    writeFileSync(join(output, file.name), file.body);
    if (file.gzip.length) writeFileSync(join(output, `${file.name}.gz`), file.gzip);
    if (file.brotli.length) writeFileSync(join(output, `${file.name}.br`), file.brotli);
  }
}

// An assembler source takes the bytes in with .incbin; a C++ table gives them names and sizes.
function embed(list, folder) {
  mkdirSync(folder, { recursive: true });
  let data = '.section .rodata, "a"\n';
  let names = "";
  let rows = "";
  list.forEach((file, index) => {
    const part = (kind, bytes, ending) => {
      if (!bytes.length) return "{}";
      const symbol = `xinqiao_page_${index}_${kind}`;
      data += `.global ${symbol}\n.balign 16\n${symbol}:\n`;
      data += `.incbin "${join(output, file.name + ending)}" # ${hash(bytes, 16)}\n`;
      names += `extern const char ${symbol}[];\n`;
      return `{${symbol}, ${bytes.length}}`;
    };
    const parts = [
      part("body", file.body, ""),
      part("gzip", file.gzip, ".gz"),
      part("brotli", file.brotli, ".br"),
    ];
    rows += `    {"${file.path}", "${file.type}",\n     ${parts.join(",\n     ")},\n`;
    rows += `     "\\"${file.etag}\\"", ${file.immutable}},\n`;
  });
  data += '.section .note.GNU-stack, "", @progbits\n';
  const table = `// Written by web-client/build.mjs.
#include "web-client/page.hpp"

extern "C" {
${names}}

namespace xinqiao {
namespace {
const PageFile table[] = {
${rows}};
}  // namespace

std::span<const PageFile> page_files() { return table; }

}  // namespace xinqiao
`;
  writeFileSync(join(folder, "page_data.S"), data);
  writeFileSync(join(folder, "page_table.cpp"), table);
}

if (process.argv.includes("--check")) check();
const list = await files();
write(list);
const folder = option("embed");
if (folder) embed(list, resolve(folder));
const size = (ending) =>
  list.filter((file) => file.name.endsWith(ending)).map((file) => file.gzip.length)[0];
console.log(
  `page: ${(size(".js") / 1024).toFixed(1)} KiB of script, ` +
    `${(size(".css") / 1024).toFixed(1)} KiB of style (gzip)`,
);
