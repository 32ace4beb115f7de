// The style of the house as rules: each takes one file {path, text} and returns what is wrong with
// it, as sentences. Pure functions; tidy.test.mjs holds the tree against them, planted.test.mjs
// shows that they find what they should.
import { scan_functions } from "./functions.mjs";

export const bounds = { file_lines: 400, function_lines: 70, line_columns: 100, map_lines: 200 };

const is_cpp = (path) => /\.(cpp|hpp)$/.test(path);
const is_script = (path) => /\.(ts|tsx|mjs|js)$/.test(path);
const is_shell = (path) => /^(script|\.ci)\/[a-z]+(\.sh)?$/.test(path);
export const is_code = (path) =>
  is_cpp(path) || is_script(path) || /\.css$/.test(path) || is_shell(path);
const is_text = (path) =>
  is_code(path) || /\.(md|txt|json|html|svg|supp|cmake|yml|S)$/.test(path);

const lines_of = (text) => text.replace(/\n$/, "").split("\n");

// --- Includes: who knows whom ---

// Longest prefix first. `knows`: folders of ours. What stands in no row may know everything.
const areas = [
  { folder: "server/domain/", knows: ["protocol/", "server/domain/"] },
  {
    folder: "server/outward/",
    knows: ["protocol/", "store/", "server/outward/"].concat(
      ["audience", "bounded_queue", "group", "log", "metrics"].map((name) => `server/${name}.hpp`),
    ),
  },
  { folder: "server/net/", knows: ["protocol/", "server/", "web-client/"] },
  { folder: "server/", knows: ["protocol/", "store/", "server/", "web-client/"] },
  { folder: "protocol/", knows: ["protocol/"] },
  { folder: "store/", knows: ["protocol/", "store/"] },
  { folder: "web-client/", knows: ["web-client/", "protocol/"] },
];
// Who starts a follower of the log, or leaves it a wish; the pipeline knows none.
const outward_starts = /^server\/(serve|offline)\.cpp$/;
const sockets_start = /^server\/(serve|demo|main|doctor_tls)\.cpp$/;

const libraries = [
  { header: /^simdjson/, only: /^protocol\/decode[a-z_]*\.cpp$/ },
  { header: /^rocksdb\//, only: /^store\/rocks_[a-z_]*\.(cpp|hpp)$/ },
  { header: /^boost\/(beast|asio)/, only: /^server\/net\// },
  { header: /^xapian/, only: /^server\/outward\// },
  {
    header: /^unicode\//,
    only: /^server\/(outward\/|(initials(_generate)?|logins|roster_text)\.cpp$)/,
  },
  { header: /^zlib/, only: /^(protocol\/deflate|server\/net\/packed)\.cpp$/ },
  { header: /^openssl\/ssl/, only: /^server\/net\// },
];

const not_in_domain = new RegExp(
  "^(boost/asio.*|spdlog.*|chrono|thread|mutex|shared_mutex|atomic|condition_variable|future|" +
    "random|ctime|time\\.h|fstream|iostream|unordered_set|cmath|locale)$",
);

export function includes({ path, text }) {
  if (!is_cpp(path) || /^(tests|bench)\//.test(path)) return []; // they may know anything
  const wrong = [];
  const area = areas.find(({ folder }) => path.startsWith(folder));
  const of_net = (header) => header.startsWith("server/net/");
  for (const [, open, header] of text.matchAll(/^\s*#\s*include\s+([<"])([^>"]+)[>"]/gm)) {
    if (open === '"' && area) {
      const known = area.knows.some((folder) => header.startsWith(folder));
      if (!known) wrong.push(`${path} may not know ${header}`);
      const is_pipeline = area.folder === "server/" && !sockets_start.test(path);
      if (is_pipeline && of_net(header)) wrong.push(`${path} may not know sockets: ${header}`);
      const is_outward = header.startsWith("server/outward/");
      const may = area.folder === "server/outward/" || outward_starts.test(path);
      if (is_outward && known && !may) wrong.push(`${path} may not know ${header}`);
      if (area.folder === "server/net/" && header.startsWith("server/domain/")) {
        wrong.push(`${path} may not know the rules: ${header}`);
      }
    }
    for (const { header: name, only } of libraries) {
      if (name.test(header) && !only.test(path)) wrong.push(`${path} may not include ${header}`);
    }
    if (path.startsWith("server/domain/") && not_in_domain.test(header)) {
      wrong.push(`${path}: the world knows no ${header}`);
    }
  }
  return wrong;
}

// The world is deterministic: nothing in it depends on a clock, on chance or on rounding.
export function deterministic({ path, text }) {
  if (!path.startsWith("server/domain/") || !is_cpp(path)) return [];
  const code = text.replace(/\/\/.*$/gm, "").replace(/"(?:[^"\\]|\\.)*"/g, '""');
  return [...code.matchAll(/\b(float|double|rand|time|system_clock|steady_clock|random_device)\b/g)]
    .map(([word]) => `${path}: '${word}' in the world`);
}

// --- Sizes ---

export function size({ path, text }) {
  if (!is_code(path)) return [];
  const wrong = [];
  const lines = lines_of(text);
  if (lines.length > bounds.file_lines) wrong.push(`${path} has ${lines.length} lines`);
  lines.forEach((line, at) => {
    const columns = [...line].length;
    if (columns > bounds.line_columns) wrong.push(`${path}:${at + 1} has ${columns} columns`);
  });
  return wrong;
}

export function functions({ path, text }) {
  if (!is_cpp(path) && !is_script(path)) return [];
  return scan_functions(text)
    .filter(({ lines }) => lines > bounds.function_lines)
    .map(({ at, lines }) => `${path}:${at} begins a function of ${lines} lines`);
}

export function map_is_short({ path, text }) {
  const lines = lines_of(text).length;
  if (path !== "docs/ARCHITECTURE.md" || lines <= bounds.map_lines) return [];
  return [`${path} has ${lines} lines`];
}

// --- Words ---

export function header_says_what_it_is({ path, text }) {
  if (!path.endsWith(".hpp")) return [];
  const wrong = [];
  if (!text.startsWith("// ")) wrong.push(`${path} does not begin by saying what it is`);
  if (!/^#pragma once$/m.test(text)) wrong.push(`${path} has no #pragma once`);
  return wrong;
}

const empty_word = "(Manager|Handler|Helper|Util)";
export function names({ path, text }) {
  if (!is_cpp(path) && !is_script(path)) return [];
  const wrong = [];
  const file = path.slice(path.lastIndexOf("/") + 1);
  if (/(^|[_.-])(manager|handler|helper|util)s?([_.-]|$)/i.test(file)) {
    wrong.push(`${path}: a file's name says what is in it`);
  }
  const type = new RegExp(`\\b(?:class|struct|interface|enum|type) +(\\w*${empty_word}s?)\\b`, "g");
  for (const [, name] of text.matchAll(type)) wrong.push(`${path}: '${name}' says nothing`);
  return wrong;
}

const leftover = new RegExp(`\\b(${["TO" + "DO", "FIX" + "ME", "X" + "XX"].join("|")})\\b`);
export function no_leftovers({ path, text }) {
  if (!is_text(path)) return [];
  return numbered(path, text, (line) => leftover.test(line), "promises work that is not done");
}

export function clean_ends({ path, text }) {
  if (!is_text(path)) return [];
  const wrong = numbered(path, text, (line) => /[ \t]$/.test(line), "ends in blanks");
  wrong.push(...numbered(path, text, (line) => line.includes("\t"), "has a tab"));
  if (text !== "" && !text.endsWith("\n")) wrong.push(`${path} does not end in a line end`);
  if (text.includes("\r")) wrong.push(`${path} has carriage returns`);
  return wrong;
}

const somebodys_machine = new RegExp(`(^|[\\s"'\`(=])/(${"ro" + "ot"}|${"wo" + "rk"}|home)/\\w`);
export function belongs_to_nobody({ path, text }) {
  if (!is_text(path)) return [];
  const is_wrong = (line) => somebodys_machine.test(line);
  const wrong = numbered(path, text, is_wrong, "names a folder of one machine");
  if (path.endsWith("package-lock.json") && /"resolved": *"http/.test(text)) {
    wrong.push(`${path} names a registry (npm config omit-lockfile-registry-resolved)`);
  }
  return wrong;
}

// Who is turned away for want of room is told when to come again: by overloaded(retry_ms) alone.
export function overload_says_when({ path, text }) {
  if (!path.startsWith("server/") || !is_cpp(path)) return [];
  const is_bare = (line) => /Refusal\s*\{\s*Reason::overloaded\s*\}/.test(line);
  return numbered(path, text, is_bare, "refuses without saying when to come again");
}

// Colours and sizes of type have their names in tokens.css, so that the night and large type reach
// every corner. White and black are for paper alone.
const raw_style = /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|font(-size)?: *[^;]*\dpx|!important/i;
export function style_by_tokens({ path, text }) {
  if (!/\.css$/.test(path) || path.endsWith("styles/tokens.css")) return [];
  return numbered(path, text, (line) => raw_style.test(line), "has a style that is no token");
}

function numbered(path, text, is_wrong, what) {
  const say = (line, at) => (is_wrong(line) ? [`${path}:${at + 1} ${what}`] : []);
  return lines_of(text).flatMap(say);
}

export const file_rules = {
  includes,
  deterministic,
  size,
  functions,
  map_is_short,
  header_says_what_it_is,
  names,
  no_leftovers,
  clean_ends,
  belongs_to_nobody,
  overload_says_when,
  style_by_tokens,
};

// --- Rules over the whole tree: files is a list of {path, text} ---

// Every C++ source stands in the CMakeLists.txt of its folder or of one above, or with its folder's
// name in any: tests that are not built do not run.
export function every_source_is_built(files) {
  const lists = files.filter(({ path }) => path.endsWith("CMakeLists.txt"));
  const folder = (path) => path.slice(0, path.lastIndexOf("/") + 1);
  const word = (name) => new RegExp(`(^|[\\s/("])${name.replace(/[.]/g, "\\.")}($|[\\s)"])`, "m");
  return files
    .filter(({ path }) => path.endsWith(".cpp"))
    .filter(({ path }) => {
      const above = lists.filter((list) => path.startsWith(folder(list.path)));
      const file = path.slice(path.lastIndexOf("/") + 1);
      const named = [file, file.replace(/\.cpp$/, ""), file.replace(/_test\.cpp$/, "")].map(word);
      const with_folder = word(path.split("/").slice(-2).join("/"));
      const is_named = ({ text }) => named.some((name) => name.test(text));
      return !above.some(is_named) && !lists.some(({ text }) => with_folder.test(text));
    })
    .map(({ path }) => `${path} is in no CMakeLists.txt`);
}

// Every example of the protocol is read by a test, by its own name or with its whole folder.
export function every_example_is_read(files) {
  const tests = files.filter(({ path }) => /^tests\/.*\.(cpp|hpp|mjs|ts|txt)$/.test(path));
  const is_read = (name) => tests.some(({ text }) => text.includes(name));
  return files
    .filter(({ path }) => /^protocol\/examples\/.*\.json$/.test(path))
    .filter(({ path }) => {
      const [, , ...rest] = path.split("/");
      const folder = rest.length > 1 ? `examples/${rest[0]}` : "protocol/examples";
      return !is_read(rest.at(-1)) && !is_read(folder) && !is_read(`"${rest[0]}"`);
    })
    .map(({ path }) => `${path} is read by no test`);
}

// A page that points at a file points at one that is there.
export function every_link_leads_somewhere(files) {
  const there = new Set();
  for (const { path } of files) {
    const parts = path.split("/");
    for (let take = 1; take <= parts.length; take += 1) there.add(parts.slice(0, take).join("/"));
  }
  return files
    .filter(({ path }) => path.endsWith(".md"))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target]) => target)
        .filter((target) => !/^([a-z]+:|#)/.test(target))
        .filter((target) => !there.has(resolved(path, target)))
        .map((target) => `${path} points at ${target}, which is not there`),
    );
}

// A promise names a test of it: every row of the tables of docs/guarantees.md points at one.
export function every_promise_is_tested(files) {
  const page = files.find(({ path }) => path === "docs/guarantees.md");
  if (!page) return [];
  const rows = lines_of(page.text).filter((line) => /^\| (?!promise )/.test(line));
  const wrong = rows
    .filter((row) => !/\]\(\.\.\/(tests|bench|script)\//.test(row.split("|")[3] ?? ""))
    .map((row) => `${page.path}: no test of "${row.slice(2, 60)}"`);
  return rows.length > 0 ? wrong : [`${page.path} promises nothing`];
}

function resolved(path, target) {
  const parts = path.split("/").slice(0, -1);
  for (const part of target.replace(/#.*$/, "").split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

export const tree_rules = {
  every_source_is_built,
  every_example_is_read,
  every_link_leads_somewhere,
  every_promise_is_tested,
};
