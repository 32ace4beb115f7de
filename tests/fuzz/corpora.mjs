// The inputs that the fuzzers keep, as a text file a target: a line is an input, and a byte that is
// no plain letter stands as \xHH. And the words of the wire, as libFuzzer wants a dictionary.
//   node tests/fuzz/corpora.mjs unpack FILE FOLDER       a file an input
//   node tests/fuzz/corpora.mjs pack FOLDER FILE [SEEDS…] what is not among the seeds already
//   node tests/fuzz/corpora.mjs dictionary FILE
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const input_bytes = 2048; // kept ones are small …
const file_bytes = 192 * 1024; // … and together, too

function escaped(bytes) {
  const escape = (byte) => `\\x${byte.toString(16).padStart(2, "0")}`;
  const is_plain = (byte) => byte > 0x20 && byte < 0x7f && byte !== 0x5c;
  const letter = (byte) => (is_plain(byte) ? String.fromCharCode(byte) : escape(byte));
  return [...bytes].map(letter).join("");
}
function bytes_of(line) {
  const plain = line.replace(/\\x(..)/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(plain, "latin1");
}

const files_in = (folder) => readdirSync(folder).map((name) => join(folder, name));

function unpack(file, folder) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "latin1").split("\n").slice(0, -1)) {
    const bytes = bytes_of(line);
    writeFileSync(join(folder, createHash("sha1").update(bytes).digest("hex")), bytes);
  }
}

// The small ones first: they are what a reader understands.
function pack(folder, file, seeds) {
  const text = (path) => readFileSync(path).toString("latin1");
  const known = new Set(seeds.flatMap(files_in).map(text));
  const inputs = files_in(folder)
    .filter((path) => statSync(path).size <= input_bytes)
    .map(text)
    .filter((one) => !known.has(one))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const lines = [];
  let size = 0;
  for (const one of new Set(inputs)) {
    const line = `${escaped(Buffer.from(one, "latin1"))}\n`;
    size += line.length;
    if (size > file_bytes) break;
    lines.push(line);
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.join(""));
  console.log(`${file}: ${lines.length} inputs, ${Math.min(size, file_bytes)} bytes`);
}

// --- Words ---

// Names of fields and all words that a schema knows.
function words_of(schema, found) {
  if (Array.isArray(schema)) schema.forEach((one) => words_of(one, found));
  if (typeof schema !== "object" || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") Object.keys(value).forEach((name) => found.add(`"${name}":`));
    if (key === "const" && typeof value === "string") found.add(`"${value}"`);
    if (key === "enum") value.forEach((one) => typeof one === "string" && found.add(`"${one}"`));
    words_of(value, found);
  }
}

// Of what is not JSON: settings, lists of people, manifests, HTTP.
const other_words = [
  ..."listen tls tls_certificate tls_key public_url trusted_proxies origins threads".split(" "),
  ..."data commands_per_second disk_floor_bytes ballast_bytes backup_folder".split(" "),
  ...["127.0.0.1:8080", "[::1]:0", "https://talk.example.org", "10.0.0.0/8", "fd00::/8", "1MiB"],
  ...["name,unit,login,duty", "姓名", "单位", "账号", "职务", "组织者", "organiser", "\xef\xbb\xbf"],
  ...["xinqiao backup, format 1\n", "made ", "store format ", "epoch ", "position ", "file "],
  ...["GET", "POST", "/ws", "/rpc", "/boot", "/my-data", "/roster", "/backups", "after="],
  ...["bearer ", "xinqiao=", "same-origin", "application/json", "text/csv", "xinqiao.v1"],
  ...["dGhlIHNhbXBsZSBub25jZQ==", "::ffff:10.0.0.1", "13", "gzip;q=0"],
  ...["\x81\x85", "\x89\x00", "\x88\x02\x03\xe8"],
];

function dictionary(file) {
  const found = new Set();
  for (const path of files_in(join(root, "protocol/schema"))) {
    if (path.endsWith(".json")) words_of(JSON.parse(readFileSync(path, "utf8")), found);
  }
  const openrpc = JSON.parse(readFileSync(join(root, "protocol/openrpc.json"), "utf8"));
  for (const { name } of openrpc.methods) found.add(`"${name}"`);
  const is_latin = (word) => /^[\x00-\xff]*$/.test(word);
  const latin = (word) => (is_latin(word) ? word : Buffer.from(word).toString("latin1"));
  const lines = [...found, ...other_words].map((word) => {
    const quoted = escaped(Buffer.from(latin(word), "latin1")).replace(/"/g, '\\"');
    return `"${quoted}"\n`;
  });
  writeFileSync(file, lines.join(""));
}

const [what, ...words] = process.argv.slice(2);
if (what === "unpack") unpack(words[0], words[1]);
else if (what === "pack") pack(words[0], words[1], words.slice(2));
else if (what === "dictionary") dictionary(words[0]);
else throw new Error("unpack, pack or dictionary");
