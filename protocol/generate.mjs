// Writes openrpc.json (the calls) and asyncapi.json (the socket) from schema/.
//   node protocol/generate.mjs          writes both
// A test calls describe() and compares: a stale file fails.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const read = (name) => JSON.parse(readFileSync(join(here, "schema", name), "utf8"));
const names = readdirSync(join(here, "schema")).sort();

const named = (pattern) => names.flatMap((name) => name.match(pattern)?.[1] ?? []);
const methods = named(/^(.+)\.params\.json$/);
const notifications = named(/^notification\.(.+)\.json$/);
const schema = (name) => ({ $ref: `schema/${name}` });

// References inside a schema, as they read from the folder above it.
function from_above(node) {
  if (Array.isArray(node)) return node.map(from_above);
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).map(([key, value]) =>
    key === "$ref" ? [key, `schema/${value}`] : [key, from_above(value)],
  );
  return Object.fromEntries(entries);
}

const info = {
  title: "Xinqiao",
  version: "1",
  description: "A room is a log. README.md beside this file says what the messages mean.",
};

// --- The calls ---

// The rows of README.md section 6: [code, reason, message].
function errors() {
  return read("error.json").oneOf.map(({ properties: { code, data } }) => ({
    code: code.const,
    message: data.properties.reason.const,
    data: { reason: data.properties.reason.const, action: data.properties.action.const },
  }));
}

function transport_of(params) {
  if (params["x-transport"] === "both") return "POST /rpc and the socket";
  return params["x-transport"] === "rpc" ? "POST /rpc only" : "the socket only";
}

function call(method) {
  const params = read(`${method}.params.json`);
  const guard = params["x-guard"] ? " It must carry one repeat guard: outbox and n, or key." : "";
  const credentials = params["x-credentials"] ? "" : " It needs no credentials.";
  return {
    name: method,
    summary: params.description,
    description: `Over ${transport_of(params)}.${guard}${credentials}`,
    paramStructure: "by-name",
    params: Object.entries(params.properties).map(([name, value]) => ({
      name,
      required: (params.required ?? []).includes(name),
      schema: from_above(value),
    })),
    result: { name: "result", schema: schema(`${method}.result.json`) },
    errors: errors().map(({ message }) => ({ $ref: `#/components/errors/${message}` })),
  };
}

function openrpc() {
  return {
    openrpc: "1.3.2",
    info,
    methods: methods.map(call),
    components: { errors: Object.fromEntries(errors().map((error) => [error.message, error])) },
  };
}

// --- The socket ---

const envelope = (properties, required) => ({
  type: "object",
  required: ["jsonrpc", ...required],
  properties: { jsonrpc: { const: "2.0" }, ...properties },
});
const id = schema("common.json#/$defs/request_id");
const word = (name) => name.replaceAll(".", "_");

function messages() {
  const all = {};
  for (const method of methods) {
    const { description, "x-transport": transport } = read(`${method}.params.json`);
    if (transport === "rpc") continue;
    const asked = { id, method: { const: method }, params: schema(`${method}.params.json`) };
    all[`${word(method)}_request`] = {
      name: method,
      summary: description,
      payload: envelope(asked, method === "typing" ? ["method", "params"] : ["id", "method"]),
    };
    const answered = { id, result: schema(`${method}.result.json`) };
    all[`${word(method)}_answer`] = {
      name: `${method} answered`,
      payload: envelope(answered, ["id", "result"]),
    };
  }
  all.error = {
    name: "error",
    summary: "The answer when nothing was done.",
    payload: envelope(
      { id: { oneOf: [id, { type: "null" }] }, error: schema("error.json") },
      ["id", "error"],
    ),
  };
  for (const name of notifications) {
    const params = schema(`notification.${name}.json`);
    all[`${name}_notification`] = {
      name,
      summary: read(`notification.${name}.json`).description,
      payload: envelope({ method: { const: name }, params }, ["method", "params"]),
    };
  }
  return all;
}

function asyncapi() {
  const all = messages();
  const channel = { $ref: "#/channels/socket" };
  const of_channel = (name) => ({ $ref: `#/channels/socket/messages/${name}` });
  const operations = {};
  for (const key of Object.keys(all).filter((name) => name.endsWith("_request"))) {
    const answer = key.replace(/_request$/, "_answer");
    operations[key.replace(/_request$/, "")] = {
      action: "receive",
      channel,
      summary: all[key].summary,
      messages: [of_channel(key)],
      reply: { channel, messages: [of_channel(answer), of_channel("error")] },
    };
  }
  for (const name of notifications) {
    operations[`tell_${name}`] = {
      action: "send",
      channel,
      summary: all[`${name}_notification`].summary,
      messages: [of_channel(`${name}_notification`)],
    };
  }
  return {
    asyncapi: "3.0.0",
    info,
    defaultContentType: "application/json",
    channels: {
      socket: {
        address: "/ws",
        description: "WebSocket, subprotocol xinqiao.v1, one JSON text a frame.",
        messages: all,
      },
    },
    operations,
  };
}

// What the files should hold, by name.
export function describe() {
  const text = (value) => `${JSON.stringify(value, null, 2)}\n`;
  return { "openrpc.json": text(openrpc()), "asyncapi.json": text(asyncapi()) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(describe())) writeFileSync(join(here, name), text);
}
