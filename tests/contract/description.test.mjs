// The published description holds together: schemas, examples, openrpc.json, asyncapi.json.
import assert from "node:assert/strict";
import test from "node:test";
import { describe } from "../../protocol/generate.mjs";
import * as schemas from "./schemas.mjs";

const { list, read_json, read_text } = schemas;
// An example `message.post.reply` shows the message `message.post`.
const message_of = (name, known) =>
  known.find((one) => name === one || name.startsWith(`${one}.`));
const shown = (folder, known) =>
  new Set(list("examples", folder).map((name) => message_of(name, known)));
const names_of = (prefix) =>
  schemas.schema_names
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));

test("every schema is a valid JSON Schema of 2020-12 and all its references lead somewhere", () => {
  for (const name of schemas.schema_names) {
    assert.equal(read_json("schema", `${name}.json`).$id, `${name}.json`);
    for (const ajv of [schemas.open_schemas, schemas.closed_schemas]) {
      if (name !== "common") assert.ok(ajv.getSchema(`${name}.json`), name);
    }
  }
});

test("every request example matches its schema, and every method has one", () => {
  for (const name of list("examples", "requests")) {
    const message = read_json("examples", "requests", `${name}.json`);
    assert.equal(message.method, message_of(name, schemas.methods), name);
    assert.equal(schemas.wrong_request(message), undefined);
  }
  assert.deepEqual([...shown("requests", schemas.methods)].sort(), schemas.methods);
});

test("every result example matches its schema, and every method has one", () => {
  for (const name of list("examples", "results")) {
    const message = read_json("examples", "results", `${name}.json`);
    assert.equal(schemas.wrong_answer(message_of(name, schemas.methods), message), undefined);
  }
  assert.deepEqual([...shown("results", schemas.methods)].sort(), schemas.methods);
});

test("every event example matches the schema of its kind and of any event", () => {
  const kinds = names_of("event.");
  for (const name of list("examples", "events")) {
    const event = read_json("examples", "events", `${name}.json`);
    assert.equal(event.kind, message_of(name, kinds));
    assert.equal(schemas.wrong(`event.${event.kind}`, event), undefined);
    assert.equal(schemas.wrong("event", event), undefined);
  }
  assert.deepEqual([...shown("events", kinds)].sort(), kinds);
});

test("every notification example matches its schema, and every notification has one", () => {
  const known = names_of("notification.");
  for (const name of list("examples", "notifications")) {
    const message = read_json("examples", "notifications", `${name}.json`);
    assert.equal(message.method, name.split(".")[0]);
    assert.equal(schemas.wrong_notification(message), undefined);
  }
  assert.deepEqual([...shown("notifications", known)].sort(), known);
});

test("every reason has an example, and it matches the schema", () => {
  for (const name of list("examples", "errors")) {
    const message = read_json("examples", "errors", `${name}.json`);
    assert.equal(message.error.data.reason, name);
    assert.equal(schemas.wrong("answer", message, schemas.open_schemas), undefined);
    assert.equal(schemas.wrong("error", message.error), undefined);
  }
  const reasons = read_json("schema", "error.json").properties.data.properties.reason.enum;
  assert.deepEqual(list("examples", "errors"), [...reasons].sort());
});

test("the first data of a page matches its schema", () => {
  assert.equal(schemas.wrong("boot", read_json("examples", "http", "boot.json")), undefined);
});

// What a schema cannot say: JSON.parse forgets how an integer was written; the order of intervals
// and bounds in bytes are beyond it.
const beyond_schemas =
  /whole_fraction|with_exponent|minus_zero|^have_(over|desc|is_back)|twice|device_too_long/;

test("a bad example that is a request by its envelope breaks the schema of its params", () => {
  let seen = 0;
  for (const name of list("examples", "bad")) {
    const { text, reason } = read_json("examples", "bad", `${name}.json`);
    if (reason !== "invalid_params" && reason !== "guard_missing") continue;
    const message = JSON.parse(text);
    if (beyond_schemas.test(name)) continue;
    assert.ok(schemas.wrong_request(message), name);
    seen += 1;
  }
  assert.ok(seen > 60, `${seen}`);
});

test("resume cases are well formed", () => {
  for (const name of list("examples", "resume")) {
    const one = read_json("examples", "resume", `${name}.json`);
    const { name: sentence, have, top, expect, refused } = one;
    assert.ok(sentence.length > 10);
    if (refused !== undefined) {
      assert.equal(refused, "invalid_params", name); // by the schema, or by what it cannot say
      assert.equal(expect, undefined, name);
      continue;
    }
    assert.equal(schemas.wrong("resume.params", { rooms: [{ room: 1, have }] }), undefined);
    const { sent, ...room } = expect;
    const result = { epoch: "e", position: 1, rooms: [{ room: 1, ...room }], reads: [] };
    assert.equal(schemas.wrong("resume.result", result), undefined);
    assert.equal(room.top, top);
    const total = sent.reduce((sum, [first, last]) => sum + last - first + 1, 0);
    assert.ok(total <= 200);
  }
});

test("openrpc.json and asyncapi.json are what the schemas say now", () => {
  for (const [name, text] of Object.entries(describe())) {
    assert.ok(read_text(name) === text, `${name} is stale: run node protocol/generate.mjs`);
  }
});

// Follows a JSON pointer within a document; undefined where it leads nowhere.
const follow = (document, pointer) =>
  pointer
    .split("/")
    .slice(1)
    .reduce((node, part) => node?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], document);

function references(node) {
  if (node === null || typeof node !== "object") return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "$ref" ? [value] : references(value),
  );
}

test("every reference in openrpc.json and asyncapi.json leads somewhere", () => {
  for (const name of ["openrpc.json", "asyncapi.json"]) {
    const document = read_json(name);
    const all = references(document);
    assert.ok(all.length > 100);
    for (const reference of all) {
      const [file, pointer = ""] = reference.split("#");
      const target = file ? read_json(file) : document;
      assert.ok(follow(target, pointer) !== undefined, `${name}: ${reference}`);
    }
  }
});

test("openrpc.json names every method with its params", () => {
  const document = read_json("openrpc.json");
  assert.match(document.openrpc, /^1\./);
  assert.deepEqual(document.methods.map(({ name }) => name), schemas.methods);
  for (const method of document.methods) {
    const { required = [] } = read_json("schema", `${method.name}.params.json`);
    const needed = method.params.filter((param) => param.required).map(({ name }) => name);
    assert.deepEqual(needed.sort(), [...required].sort());
    assert.ok(method.summary.length > 0 && method.result.schema.$ref);
  }
});

test("asyncapi.json has one channel, a reply to each call, and every notification", () => {
  const { asyncapi, channels, operations } = read_json("asyncapi.json");
  assert.match(asyncapi, /^3\.0\./);
  assert.deepEqual(Object.keys(channels), ["socket"]);
  const calls = Object.values(operations).filter(({ action }) => action === "receive");
  assert.equal(calls.length, schemas.methods.length - 1); // session.start is for /rpc only
  for (const { reply } of calls) assert.equal(reply.messages.length, 2);
  const told = Object.keys(operations).filter((name) => name.startsWith("tell_"));
  assert.deepEqual(told.sort(), names_of("notification.").map((name) => `tell_${name}`).sort());
});

test("the table of calls in the README is that of the schemas", () => {
  const section = read_text("README.md").split("## 3. Calls")[1].split("## 4.")[0];
  const rows = section.split("\n").filter((line) => /^\| `[a-z]/.test(line));
  const named = rows.flatMap((line) =>
    [...line.split("|")[1].matchAll(/`([a-z._]+)`( G)?/g)].map(([, name, guard]) => [
      name,
      Boolean(guard),
    ]),
  );
  assert.deepEqual(named.map(([name]) => name).sort(), schemas.methods);
  for (const [name, guard] of named) {
    assert.equal(read_json("schema", `${name}.params.json`)["x-guard"], guard, name);
  }
});
