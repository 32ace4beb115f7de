// Builds the page: node build.mjs OUTPUT_DIR [--modules DIR] [--embed DIR] [--check]
// OUTPUT_DIR gets index.html (in English index.en.html, so that the words of the likely language
// come with the first round), app-HASH.js and .css, the parts that load later (what is imported by
// `import()`, and later-HASH.css), sw.js, favicon.svg, manifest and their .gz and .br.
// The page names the script first and is short: the one connection that is open is free for it.
// --modules: where node_modules lies (default: beside this file). --embed: also write page_data.S
// and page_table.cpp there, for the binary. --check: let tsc read everything first.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

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
    compilerOptions: {
      // A path is a place of a file: it does not know what a package exports under another name.
      paths: { "*": [`${where}/*`], "ts-mls/*": [`${where}/ts-mls/dist/src/*`] },
    },
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

const hash = (bytes, length) => createHash("sha256").update(bytes).digest("hex").slice(0, length);

// What both runs of the bundler share.
const common = {
  bundle: true,
  minify: true,
  write: false,
  target: "es2020",
  supported: { "class-field": true }, // else a helper for them would be a file of its own
  outdir: output,
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
};

// Chromium compiles all functions beside the main thread, while the file comes in, and not each on
// the main thread when it is first called (v8.dev/blog/explicit-compile-hints).
const compileHint = "//# allFunctionsCalledOnLoad";

async function bundle() {
  const esbuild = load("esbuild");
  const later = await esbuild.build({ ...common, entryPoints: [join(here, "styles/later.css")] });
  const style = Buffer.from(later.outputFiles[0].contents);
  const laterStyle = { name: `later-${hash(style, 10)}.css`, body: style };
  const result = await esbuild.build({
    ...common,
    entryPoints: [{ in: join(here, "src/main.tsx"), out: "app" }],
    format: "esm",
    splitting: true,
    banner: { js: compileHint },
    metafile: true,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    jsx: "automatic",
    jsxImportSource: "preact",
    nodePaths: [join(modules, "node_modules")],
    define: {
      "process.env.NODE_ENV": '"production"',
      LATER_STYLE: JSON.stringify(`/${laterStyle.name}`),
    },
  });
  const first = firstLoad(result.metafile);
  // The later parts import main.tsx, so that its modules are one file and not a file for every set
  // of parts that use them: it packs better and is one request. Their copies of its style are none.
  const files = result.outputFiles.map(({ path: name, text }) => ({ name: basename(name), text }));
  const wanted = files.filter(({ name }) => !name.endsWith(".css") || name === first.style);
  const built = withoutFacade(wanted, first).map(({ name, text }) => ({
    name,
    body: Buffer.from(text),
  }));
  return { built: [...built, laterStyle], first };
}

// The files of the first load: the script, what it imports before it runs, the style, and the words
// of one language.
function firstLoad({ outputs }) {
  const made = (source) =>
    Object.entries(outputs).find(([, { entryPoint }]) => entryPoint?.endsWith(source));
  const [path, entry] = made("src/main.tsx");
  const parts = new Set([path]);
  for (const part of parts) {
    for (const { path: next, kind } of outputs[part].imports) {
      if (kind === "import-statement") parts.add(next);
    }
  }
  const [script, ...imports] = [...parts].map((part) => basename(part));
  const words = (language) => basename(made(`src/i18n/${language}.ts`)[0]);
  const style = basename(entry.cssBundle);
  return { script, imports, style, words: words("zh"), wordsEn: words("en") };
}

// What others import too the bundler puts beside the beginning, which is then one line: it goes,
// and the file that it names takes its place and its name.
function withoutFacade(files, first) {
  const [chunk, ...more] = first.imports;
  const facade = files.find(({ name }) => name === first.script);
  if (more.length > 0 || facade.text.replace(/\/\/.*|\s/g, "") !== `import"./${chunk}";`)
    throw new Error(`the first load is not one file: ${[first.script, ...first.imports]}`);
  const name = chunk.replace(/^chunk-/, "app-");
  Object.assign(first, { script: name, imports: [] });
  return files
    .filter((file) => file !== facade)
    .map((file) => ({
      name: file.name === chunk ? name : file.name,
      text: file.text.replaceAll(`./${chunk}`, `./${name}`),
    }));
}

// It knows the files of its release; a release is another as soon as one byte of it is.
async function serviceWorker(list) {
  const files = list.filter(({ name }) => !name.endsWith(".html")).map(({ path }) => path);
  const bytes = Buffer.concat(list.map(({ body }) => body));
  const result = await load("esbuild").build({
    ...common,
    entryPoints: [join(here, "src/sw.ts")],
    format: "iife",
    define: { FILES: JSON.stringify(files.sort()), RELEASE: JSON.stringify(hash(bytes, 12)) },
  });
  return Buffer.from(result.outputFiles[0].contents);
}

// Plain http has no Brotli: what zlib leaves on the table is worth its seconds of building.
function gzipped(bytes) {
  try {
    return execFileSync("libdeflate-gzip", ["-12", "-c"], { input: bytes, maxBuffer: 2 ** 24 });
  } catch (error) {
    throw error.code === "ENOENT" ? new Error("libdeflate-gzip: run script/setup") : error;
  }
}

function packed(bytes) {
  const gzip = gzipped(bytes);
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const worth = (small) => (small.length < bytes.length * 0.9 ? small : Buffer.alloc(0));
  return { gzip: worth(gzip), brotli: worth(brotli) };
}

// What stands in the first frame, as the page says it.
function spoken(pack, name) {
  const source = readFileSync(join(here, `src/i18n/${pack}.ts`), "utf8");
  return new RegExp(`^  ${name}: "([^"<&]+)",$`, "m").exec(source)[1];
}

async function files() {
  const { built, first } = await bundle();
  const html = (language, pack, words) =>
    readFileSync(join(here, "public/index.html"), "utf8")
      .replace("{{language}}", language)
      .replaceAll("{{title}}", spoken(pack, "name"))
      .replace("{{motto}}", spoken(pack, "motto"))
      .replace("{{script}}", `/${first.script}`)
      .replace("{{words}}", `/${words}`)
      .replace("{{style}}", `/${first.style}`);
  const page = (name, ...about) => ({
    path: name === "index.html" ? "/" : `/${name}`,
    name,
    body: Buffer.from(html(...about)),
    immutable: false,
  });
  const list = [
    page("index.html", "zh-CN", "zh", first.words),
    page("index.en.html", "en", "en", first.wordsEn),
    ...built.map((file) => ({ ...file, path: `/${file.name}`, immutable: true })),
  ];
  for (const name of ["favicon.svg", "xinqiao.webmanifest"]) {
    list.push({
      path: `/${name}`,
      name,
      body: readFileSync(join(here, "public", name)),
      immutable: false,
    });
  }
  list.push({ path: "/sw.js", name: "sw.js", body: await serviceWorker(list), immutable: false });
  list.sort((a, b) => (a.path < b.path ? -1 : 1));
  const packedList = list.map((file) => ({
    ...file,
    ...packed(file.body),
    type: types[file.name.split(".").pop()],
    etag: hash(file.body, 16),
  }));
  return { list: packedList, first };
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
const { list, first } = await files();
write(list);
const folder = option("embed");
if (folder) embed(list, resolve(folder));
// As it goes over the wire: what is not worth packing goes as it is.
const size = (wanted) => {
  const bytes = list
    .filter(wanted)
    .reduce((sum, { gzip, body }) => sum + (gzip.length || body.length), 0);
  return (bytes / 1024).toFixed(1);
};
const isFirst = ({ name }) => [first.script, first.style, first.words].includes(name);
const ends = (ending) => (file) => file.name.endsWith(ending);
console.log(
  `page: ${size((file) => isFirst(file) && ends(".js")(file))} KiB of script, ` +
    `${size((file) => isFirst(file) && ends(".css")(file))} KiB of style (gzip); later ` +
    `${size((file) => !isFirst(file) && ends(".js")(file))} and ` +
    `${size((file) => !isFirst(file) && ends(".css")(file))} KiB`,
);
