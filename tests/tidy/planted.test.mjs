// The rules find what they should: each test plants a mistake, and its neighbour that is none.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scan_functions } from "./functions.mjs";
import { bounds, file_rules, tree_rules } from "./rules.mjs";

const finds = (rule, path, text) =>
  assert.equal(file_rules[rule]({ path, text }).length, 1, `${rule} overlooks it in ${path}`);
const lets = (rule, path, text) => assert.deepEqual(file_rules[rule]({ path, text }), []);
const include = (header) => `#include ${header}\n`;

test("an include against the direction of knowledge is found", () => {
  finds("includes", "protocol/ids.hpp", include('"store/log.hpp"'));
  finds("includes", "store/keys.cpp", include('"server/clock.hpp"'));
  finds("includes", "server/domain/world.cpp", include('"store/log.hpp"'));
  finds("includes", "server/pipeline.cpp", include('"server/net/server.hpp"'));
  finds("includes", "server/net/session.cpp", include('"server/domain/world.hpp"'));
  finds("includes", "server/net/session.cpp", include('"store/log.hpp"'));
  finds("includes", "server/pipeline.cpp", include('"server/outward/search.hpp"'));
  finds("includes", "server/outward/indexer.cpp", include('"server/pipeline.hpp"'));
  finds("includes", "server/outward/indexer.cpp", include('"server/domain/world.hpp"'));
  lets("includes", "server/outward/indexer.cpp", include('"server/metrics.hpp"'));
  lets("includes", "server/serve.cpp", include('"server/outward/search.hpp"'));
  lets("includes", "server/pipeline.cpp", include('"server/domain/world.hpp"'));
  lets("includes", "server/serve.cpp", include('"server/net/server.hpp"'));
  lets("includes", "tests/store/keys_test.cpp", include('"server/net/server.hpp"'));
});

test("a library outside its place is found", () => {
  finds("includes", "protocol/encode.cpp", include("<simdjson.h>"));
  finds("includes", "store/keys.cpp", include("<rocksdb/db.h>"));
  finds("includes", "server/hub.cpp", include("<boost/asio/post.hpp>"));
  finds("includes", "server/search.cpp", include("<xapian.h>"));
  finds("includes", "server/domain/text.cpp", include("<unicode/uchar.h>"));
  lets("includes", "server/outward/index_writer.cpp", include("<xapian.h>"));
  lets("includes", "server/outward/fold.cpp", include("<unicode/uchar.h>"));
  finds("includes", "server/domain/decide.cpp", include("<chrono>"));
  finds("includes", "server/domain/decide.cpp", include("<spdlog/spdlog.h>"));
  lets("includes", "protocol/decode.cpp", include("<simdjson.h>"));
  lets("includes", "store/rocks_log.cpp", include("<rocksdb/db.h>"));
  lets("includes", "bench/load.cpp", include("<boost/asio/post.hpp>"));
});

test("rounding and clocks in the world are found", () => {
  finds("deterministic", "server/domain/decide.cpp", "double share = 0;\n");
  lets("deterministic", "server/domain/decide.cpp", '// no double here\nauto a = "double";\n');
  lets("deterministic", "server/admission.cpp", "double share = 0;\n");
});

test("a file, a line or a function beyond its bound is found, and one at the bound is not", () => {
  finds("size", "a.cpp", "int a;\n".repeat(bounds.file_lines + 1));
  lets("size", "a.cpp", "int a;\n".repeat(bounds.file_lines));
  finds("size", "a.ts", `${"x".repeat(bounds.line_columns + 1)}\n`);
  lets("size", "a.ts", `${"桥".repeat(bounds.line_columns)}\n`);
  const body = (lines) => `void f(int a) {\n${"  a += 1;\n".repeat(lines - 2)}}\n`;
  finds("functions", "a.cpp", body(bounds.function_lines + 1));
  lets("functions", "a.cpp", body(bounds.function_lines));
  finds("functions", "a.mjs", body(80).replace("void f(int a)", "const f = (a) =>"));
  lets("functions", "a.cpp", body(80).replace("void f(int a)", "namespace a"));
  lets("functions", "a.mjs", body(80).replace("void f(int a)", 'describe("a", () =>'));
  finds("map_is_short", "docs/ARCHITECTURE.md", "a\n".repeat(bounds.map_lines + 1));
});

test("braces in strings, comments, characters and numbers do not confuse the count", () => {
  const text = `int f() { // {
    char a = '{'; const char* b = "{{\\"{"; long c = 1'000'000; /* { */
    auto d = R"({{)";
  }
  int g() const noexcept {
    if (a) { b(); } else { c(); }
  }
  `;
  assert.deepEqual(scan_functions(text), [
    { at: 1, lines: 4 },
    { at: 5, lines: 3 },
  ]);
  assert.deepEqual(scan_functions("const f = () => {\n  return /[{]\\/{/.test(`{`);\n};\n"), [
    { at: 1, lines: 3 },
  ]);
});

test("a header that does not introduce itself is found", () => {
  finds("header_says_what_it_is", "a.hpp", "#pragma once\nint a;\n");
  finds("header_says_what_it_is", "a.hpp", "// What it is.\n#ifndef A\n#endif\n");
  lets("header_says_what_it_is", "a.hpp", "// What it is.\n#pragma once\n");
});

test("empty names are found", () => {
  finds("names", "a.cpp", `class Session${"Man"}ager {};\n`);
  finds("names", "a.ts", `interface Text${"Hel"}pers {}\n`);
  finds("names", `server/text_${"ut"}il.cpp`, "int a;\n");
  lets("names", "a.cpp", "class Utility {}; struct Handled {};\n");
});

test("leftovers, blanks, tabs and missing line ends are found", () => {
  finds("no_leftovers", "a.cpp", `// ${"TO"}DO: later\n`);
  finds("clean_ends", "a.md", "a \n");
  finds("clean_ends", "a.css", "\ta {}\n");
  finds("clean_ends", "a.cpp", "int a;");
  lets("clean_ends", "a.cpp", "int a;\n");
});

test("somebody's own folders and registries are found", () => {
  finds("belongs_to_nobody", "a.md", `see ${"/ho"}me/li/notes\n`);
  finds("belongs_to_nobody", "a/package-lock.json", '"resolved": "https://example.org/a.tgz"\n');
  lets("belongs_to_nobody", "a.md", "see build/home/notes and https://example.org/home/a\n");
});

test("colours and sizes of type outside the tokens are found", () => {
  finds("style_by_tokens", "a.css", "a { color: #fff; }\n");
  finds("style_by_tokens", "a.css", "a { font-size: 13px; }\n");
  finds("style_by_tokens", "a.css", "a { background: rgb(0 0 0 / 4%); }\n");
  finds("style_by_tokens", "a.css", "a { width: 1px !important; }\n");
  lets("style_by_tokens", "a.css", "a { color: var(--ink); font: var(--text-4)/1 var(--face); }\n");
  lets("style_by_tokens", "web-client/styles/tokens.css", ":root { --ink: #24211c; }\n");
});

test("a source that is not built is found", () => {
  const list = { path: "store/CMakeLists.txt", text: "add_library(a keys.cpp rocks_log.cpp)\n" };
  const source = (path) => ({ path, text: "" });
  const rule = tree_rules.every_source_is_built;
  assert.deepEqual(rule([list, source("store/keys.cpp")]), []);
  assert.equal(rule([list, source("store/log.cpp")]).length, 1, "log.cpp hides in rocks_log.cpp");
  assert.equal(rule([list, source("server/keys.cpp")]).length, 1);
});

test("an example that no test reads is found", () => {
  const rule = tree_rules.every_example_is_read;
  const example = { path: "protocol/examples/calls/ping.json", text: "{}" };
  const reader = (text) => ({ path: "tests/protocol/examples_test.cpp", text });
  assert.equal(rule([example, reader("")]).length, 1);
  assert.deepEqual(rule([example, reader('read("protocol/examples/calls")')]), []);
});

test("a link that leads nowhere is found", () => {
  const rule = tree_rules.every_link_leads_somewhere;
  const page = (text) => ({ path: "docs/style.md", text });
  const there = { path: "README.md", text: "" };
  assert.equal(rule([there, page("[a](../LICENCE)")]).length, 1);
  assert.deepEqual(rule([there, page("[a](../README.md#top) [b](https://example.org)")]), []);
});

test("a refusal for want of room that does not say when to come again is found", () => {
  const rule = file_rules.overload_says_when;
  const file = (text) => ({ path: "server/desk.cpp", text });
  assert.equal(rule(file("  return Refusal{Reason::overloaded};\n")).length, 1);
  assert.deepEqual(rule(file("  return overloaded(1'000);\n")), []);
});

test("a promise without a test is found", () => {
  const rule = tree_rules.every_promise_is_tested;
  const page = (...rows) => [
    {
      path: "docs/guarantees.md",
      text: ["| promise | faults | tested by |", "|---|---|---|", ...rows, ""].join("\n"),
    },
  ];
  const tested = "| a | kill | [b](../tests/b.test.mjs), [c](rights.md) |";
  assert.deepEqual(rule(page(tested, "| | cut | [d](../bench/README.md) |")), []);
  assert.equal(rule(page(tested, "| a | kill | [c](rights.md) |")).length, 1);
  assert.equal(rule(page(tested, "| [b](../tests/b.test.mjs) | kill | by hand |")).length, 1);
  assert.equal(rule(page()).length, 1, "nothing is promised");
});
