// The published schemas, compiled for tests. They are published open, because unknown fields are
// ignored; here they are closed, so that a field nobody described is found.
import Ajv2020 from "ajv/dist/2020.js";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const protocol = resolve(dirname(fileURLToPath(import.meta.url)), "../../protocol");

export const read_text = (...path) => readFileSync(join(protocol, ...path), "utf8");
export const read_json = (...path) => JSON.parse(read_text(...path));
export const list = (...path) =>
  readdirSync(join(protocol, ...path))
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => name.slice(0, -".json".length));

export const schema_names = list("schema");
export const methods = schema_names
  .filter((name) => name.endsWith(".params"))
  .map((name) => name.slice(0, -".params".length));

function closed(node) {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  if (copy.type === "object" && copy.properties) copy.additionalProperties = false;
  return copy;
}

function load({ close }) {
  // Not strictTypes and strictRequired: a branch of oneOf need not repeat what stands around it.
  const relaxed = { strictTypes: false, strictRequired: false };
  const ajv = new Ajv2020({ strict: true, ...relaxed, allErrors: true });
  for (const word of ["x-guard", "x-transport", "x-credentials"]) ajv.addKeyword(word);
  for (const name of schema_names) {
    const schema = read_json("schema", `${name}.json`);
    ajv.addSchema(close ? closed(schema) : schema);
  }
  return ajv;
}

export const open_schemas = load({ close: false });
export const closed_schemas = load({ close: true });

// Undefined, or a sentence about what is wrong.
export function wrong(name, value, schemas = closed_schemas) {
  const validate = schemas.getSchema(`${name}.json`);
  if (!validate) return `there is no schema ${name}`;
  if (validate(value)) return undefined;
  const first = validate.errors[0];
  return `${name}: ${first.instancePath || "/"} ${first.message} in ${JSON.stringify(value)}`;
}

export function wrong_request(message) {
  const envelope = wrong("request", message, open_schemas);
  return envelope ?? wrong(`${message.method}.params`, message.params ?? {});
}
export function wrong_notification(message) {
  const { jsonrpc, method, params, ...more } = message;
  if (jsonrpc !== "2.0" || Object.keys(more).length > 0) {
    return `a strange envelope: ${JSON.stringify(message)}`;
  }
  return wrong(`notification.${method}`, params);
}
export function wrong_answer(method, message) {
  const envelope = wrong("answer", message, open_schemas);
  if (envelope) return envelope;
  if (message.error) return wrong("error", message.error);
  return wrong(`${method}.result`, message.result);
}
