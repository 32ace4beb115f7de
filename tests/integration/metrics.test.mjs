// What the server counts, against what is written of it: docs/metrics.md, the dashboard and the
// rules name what is there and leave out nothing; every bound is seen somewhere; every refusal is
// counted by its reason, however it was told.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dashboard } from "../../docs/grafana/dashboard.mjs";
import { Raw } from "../support/raw.mjs";
import { no_server, Server } from "../support/server.mjs";

const skip = no_server;
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const read = (path) => readFileSync(join(root, path), "utf8");
let server;
before(async () => {
  if (!skip) server = await Server.start({ members: 2, rooms: 1 });
});
after(() => server?.close());

const page = async () => (await fetch(`${server.http}/metrics`)).text();
async function value(name) {
  const line = (await page()).split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1));
}

// {name, type, help, labels} of each family, in its order.
function families(text) {
  const found = new Map();
  for (const line of text.split("\n")) {
    const [, word, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === "HELP") found.set(name, { name, help: rest, labels: new Set() });
    if (word === "TYPE") found.get(name).type = rest;
    const [, of, labels] = /^(\w+)\{([^}]*)\} /.exec(line) ?? [];
    for (const [, label] of (labels ?? "").matchAll(/(\w+)="/g)) {
      found.get(of.replace(/_bucket$/, ""))?.labels.add(label);
    }
  }
  return [...found.values()];
}

function row({ name, type, help, labels }) {
  const by = [...labels].filter((label) => label !== "le").map((label) => `{${label}}`);
  return `| \`${name}${by.join("")}\` | ${type} | ${help} |`;
}

test("docs/metrics.md has a row for each metric, in the server's words", { skip }, async () => {
  const written = read("docs/metrics.md");
  const of_all = written.slice(written.indexOf("## All of them"), written.indexOf("## The bounds"));
  const rows = of_all.split("\n").filter((line) => line.startsWith("| `"));
  assert.deepEqual(rows, families(await page()).map(row));
});

test("names, units and labels are as Prometheus wants them", { skip }, async () => {
  for (const { name, type, help, labels } of families(await page())) {
    assert.match(name, /^(xinqiao|process)_[a-z_]+$/);
    assert.equal(type === "counter", name.endsWith("_total"), `${name} is a ${type}`);
    if (type === "histogram") assert.match(name, /_seconds$/);
    assert.doesNotMatch(name, /_(ms|ns|us|kilobytes|milliseconds)(_|$)/);
    assert.match(help, /\.$/, name);
    const allowed = ["reason", "code", "bound", "status", "queue", "le"];
    for (const label of labels) assert.ok(allowed.includes(label), `${name} by ${label}`);
  }
});

test("a histogram only rises, and its last place counts all", { skip }, async () => {
  const lines = (await page()).split("\n").filter((line) => /_bucket\{/.test(line));
  const names = [...new Set(lines.map((line) => line.split("_bucket")[0]))];
  assert.ok(names.length >= 8, `${names}`);
  for (const name of names) {
    const of_it = lines.filter((line) => line.startsWith(`${name}_bucket`));
    const counts = of_it.map((line) => Number(line.split(" ").at(-1)));
    assert.deepEqual(
      counts,
      [...counts].sort((a, b) => a - b),
    );
    assert.match(of_it.at(-1), /le="\+Inf"/);
  }
  const count = "xinqiao_answer_wait_seconds_count";
  const before = await value(count);
  await server.rpc(server.tokens[0], "session.me", {});
  assert.equal(await value(count), before + 1);
});

const reasons_in = (metrics) =>
  [...metrics.matchAll(/^xinqiao_refusals_total\{reason="(\w+)"\}/gm)].map(([, name]) => name);

// --- Bounds ---

const bounds = () =>
  [...read("protocol/limits.hpp").matchAll(/^inline constexpr [^=;{]*?(\w+)\s*(?:=|\{)/gm)].map(
    ([, name]) => name,
  );

test("every bound says where it is seen, or why it is not counted", { skip }, async () => {
  const written = read("docs/metrics.md");
  const rows = written
    .slice(written.indexOf("## The bounds"))
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").slice(1, 3));
  const words = (text) => [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word);
  const named = rows.flatMap(([left]) => words(left));
  assert.deepEqual([...named].sort(), [...new Set(named)].sort(), "named twice");
  assert.deepEqual([...bounds()].sort(), [...named].sort());
  const metrics = await page();
  const reasons = new Set(reasons_in(metrics));
  for (const [left, right] of rows) {
    for (const word of words(right)) {
      const name = word.replace(/\{.*$/, "");
      const is_metric = /^(xinqiao|process)_/.test(name);
      if (!is_metric) {
        assert.ok(reasons.has(word), `${word} of ${left} is no reason`);
        continue;
      }
      const line = new RegExp(`^${name}(_count)?[ {]`, "m");
      assert.match(metrics, line, `${word} of ${left}`);
      const label = /\{(\w+)="(\w+)"\}/.exec(word);
      if (label) assert.ok(metrics.includes(`${name}{${label[1]}="${label[2]}"`), word);
    }
    const is_seen = /xinqiao_|reason|status|closed with/.test(right);
    assert.ok(is_seen || right.trim().startsWith("not counted: "), `${left}: ${right}`);
  }
});

test("every queue has a length, a bound, and a place on the page", { skip }, async () => {
  const metrics = await page();
  const queues = (name) =>
    [...metrics.matchAll(new RegExp(`^${name}\\{queue="(\\w+)"\\} (\\d+)`, "gm"))].map(
      ([, queue, number]) => [queue, Number(number)],
    );
  const limits = queues("xinqiao_queue_limit");
  assert.deepEqual(
    queues("xinqiao_queue_items").map(([queue]) => queue),
    limits.map(([queue]) => queue),
  );
  assert.ok(limits.every(([, most]) => most > 0) && limits.length >= 9);
});

// Where the code has a queue between two threads, by the file that holds it.
const kept_in = {
  "server/outward/searcher.hpp": "searches",
  "server/password_desk.hpp": "passwords",
  "server/pipeline.cpp": "inbox",
  "server/reader.hpp": "reader",
};

test("no queue of the code is left out, and no bound of items", { skip }, async () => {
  const sources = readdirSync(join(root, "server"), { recursive: true }).filter((name) =>
    /\.[ch]pp$/.test(name),
  );
  const holds_one = /^\s+BoundedQueue<\w+> \w+[{;]/m; // a member, and no reference to one
  const found = sources
    .map((name) => `server/${name}`)
    .filter((path) => holds_one.test(read(path)));
  assert.deepEqual(found.sort(), Object.keys(kept_in).sort());
  const shown = new Set(
    [...(await page()).matchAll(/^xinqiao_queue_limit\{queue="(\w+)"\}/gm)].map(([, name]) => name),
  );
  for (const [path, queue] of Object.entries(kept_in)) assert.ok(shown.has(queue), path);
  const named = { search_items: "searches", password_items: "passwords" };
  for (const bound of bounds().filter((name) => name.endsWith("_items"))) {
    assert.ok(shown.has(named[bound] ?? bound.replace(/_items$/, "")), bound);
  }
});

// --- Refusals ---

const refusal = (reason) => `xinqiao_refusals_total{reason="${reason}"}`;

test("the reasons are those of the protocol, each from the start", { skip }, async () => {
  const schema = JSON.parse(read("protocol/schema/error.json"));
  const listed = schema.properties.data.properties.reason.enum;
  assert.ok(listed.length > 50);
  assert.deepEqual(reasons_in(await page()).sort(), [...listed].sort());
});

test("a refusal is counted by its reason, however it is told", { skip }, async () => {
  const socket = await server.connect(server.tokens[0]);
  const counted = async (reason, act) => {
    const before = await value(refusal(reason));
    await act();
    assert.equal(await value(refusal(reason)), before + 1, reason);
  };
  // What the decoder finds, on a socket and over HTTP; what no transport takes; what the world
  // and its readers say.
  await counted("method_not_found", () => socket.call("no.such", {}).catch(() => {}));
  await counted("parse_error", () => server.post("{", {}));
  await counted("method_not_found", () => server.rpc(server.tokens[0], "resume", { rooms: [] }));
  await counted("room_unknown", () => server.rpc(server.tokens[0], "history", { room: 99 }));
  await counted("query_invalid", () => server.rpc(server.tokens[0], "search", { query: "——" }));
  await counted("login_required", () => server.rpc(undefined, "session.me", {}));
  await socket.close();
});

test("an answer over HTTP is counted by its status, a close by its code", { skip }, async () => {
  const status = (number) => `xinqiao_http_answers_total{status="${number}"}`;
  await fetch(`${server.http}/nothing`);
  assert.equal(await value(status(404)), 1);
  const raw = await Raw.connect(server.host);
  raw.write(`GET / HTTP/1.1\r\nHost: here\r\nX: ${"x".repeat(9000)}\r\n\r\n`);
  await raw.end();
  assert.equal(await value(status(431)), 1);

  const before = await value('xinqiao_closes_total{code="login"}');
  const nobody = server.connect("no-such-token");
  await nobody.catch(() => {});
  assert.equal(await value('xinqiao_closes_total{code="login"}'), before + 1);
});

// --- What is drawn and watched ---

const metric_names = (text) =>
  [...text.matchAll(/\b(?:xinqiao|process)_[a-z_]+/g)].map(([one]) => one);

function are_there(names, metrics, where) {
  for (const name of new Set(names)) {
    const line = new RegExp(`^${name}[ {]`, "m");
    assert.match(metrics, line, `${where} names ${name}`);
  }
}

test("the dashboard is what its rows say, and every metric of it is there", { skip }, async () => {
  const kept = JSON.parse(read("docs/grafana/xinqiao.json"));
  const make = "node docs/grafana/dashboard.mjs > docs/grafana/xinqiao.json";
  assert.deepEqual(kept, dashboard(), make);
  const panels = kept.panels.filter(({ type }) => type !== "row");
  const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const metrics = await page();
  are_there(expressions.flatMap(metric_names), metrics, "the dashboard");
  // And all that is counted is drawn somewhere, or is beside what is.
  const shown = expressions.join(" ");
  const beside = new Set(
    ["refused_total", "refused_overload_total", "refused_space_total", "position"]
      .concat(["passwords_total", "index_events_total", "index_documents"])
      .concat(["password_seconds_total", "search_seconds_total"])
      .map((name) => `xinqiao_${name}`),
  );
  for (const { name } of families(metrics)) {
    assert.ok(shown.includes(name) || beside.has(name), `${name} is drawn nowhere`);
  }
  const places = panels.map(({ gridPos: { x, y } }) => `${x},${y}`);
  assert.equal(new Set(places).size, places.length, "two panels in one place");
});

test("every rule names what is there, and says what to do", { skip }, async () => {
  const text = read("docs/grafana/alerts.yml");
  const rules = text.split(/^ {6}- alert: /m).slice(1);
  assert.ok(rules.length >= 5);
  const metrics = await page();
  for (const rule of rules) {
    const expr = /^ {8}expr: (.+)$/m.exec(rule)?.[1];
    assert.ok(expr, rule);
    are_there(metric_names(expr), metrics, "a rule");
    assert.match(rule, /^ {10}todo: ".{20,}"$/m);
    assert.match(rule, /^ {8}labels: \{ severity: (page|ticket) \}$/m);
  }
});
