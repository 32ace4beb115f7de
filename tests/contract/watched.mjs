// A live server of which every frame, in either direction, is held against the schemas, and which
// remembers what was seen: methods answered, notifications told, reasons given, kinds of events.
import { Server } from "../support/server.mjs";
import * as schemas from "./schemas.mjs";

export async function watched_server(options) {
  const lines = new WeakMap(); // a line -> id -> methods asked with it, oldest first
  const asked_on = (line) => {
    if (!lines.has(line)) lines.set(line, new Map());
    return lines.get(line);
  };
  const seen = { answered: new Set(), told: new Set(), reasons: new Set(), kinds: new Set() };
  const wrong = [];
  const note = (problem) => problem && wrong.push(problem);

  const sent = (message, line) => {
    if (message?.id === undefined || typeof message.method !== "string") return;
    const key = JSON.stringify(message.id);
    const asked = asked_on(line);
    asked.set(key, [...(asked.get(key) ?? []), message.method]);
  };
  const heard = (message, line) => {
    if (message.method !== undefined) {
      note(schemas.wrong_notification(message));
      seen.told.add(message.method);
      if (message.method === "event") seen.kinds.add(message.params.kind);
      return;
    }
    const method = asked_on(line).get(JSON.stringify(message.id))?.shift();
    if (message.error) seen.reasons.add(message.error.data?.reason);
    else seen.answered.add(method);
    note(schemas.wrong_answer(method, message));
    for (const event of message.result?.events ?? []) seen.kinds.add(event.kind);
  };
  const watch = (direction, text, line) => {
    if (direction === "heard") return heard(JSON.parse(text), line);
    try {
      sent(JSON.parse(text), line);
    } catch {
      // Sent on purpose: not every test speaks JSON.
    }
  };
  const server = await Server.start({ ...options, watch });
  return { server, seen, wrong };
}

// Counts the calls of one outbox: guard() is the next, guard(n) that one again.
export function outbox() {
  const id = `contract-${Math.random().toString(36).slice(2, 12).padEnd(10, "x")}`;
  let last = 0;
  return (n) => ({ outbox: id, n: n ?? ++last });
}
