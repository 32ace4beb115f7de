// A whole client, written from protocol/README.md alone: it speaks and listens in one room, and
// neither loses nor doubles a word when the line breaks or the server restarts. See client.md.
//   node client.mjs ws://127.0.0.1:8080/ws ROOM < lines     (the token in XINQIAO_TOKEN)
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

const [url, room] = [process.argv[2], Number(process.argv[3])];
const new_outbox = () => randomBytes(12).toString("base64url");
const never_again = [4100, 4101, 1002, 1007, 1009]; // close codes
let socket, epoch, alarm; // the line, the life of the store, "the line is dead"
let tries = 0; // how often in a row we failed to connect
let have = []; // what we heard, as disjoint ascending intervals [first, last]
let [outbox, next_n] = [new_outbox(), 1]; // an outbox counts its calls without a hole
let unanswered = []; // {n, text, sent}, in order; all of it outlives the line
let [open, at_end] = [false, false]; // hello was heard; all lines were read

const call = (id, method, params) =>
  socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));

// Sends what waits, oldest first, at most 64 ahead of the answers.
function send_waiting() {
  if (!open) return;
  for (const one of unanswered.slice(0, 64).filter(({ sent }) => !sent)) {
    call(`${outbox}/${one.n}`, "message.post", { room, text: one.text, outbox, n: one.n });
    one.sent = true;
  }
  if (at_end && unanswered.length === 0) socket.close(1000);
}

function answered(id, { error }) {
  const place = unanswered.findIndex(({ n }) => id === `${outbox}/${n}`);
  if (place < 0) return; // of an outbox we gave up
  const { action, retry_ms = 500, consumed, reason } = error?.data ?? {};
  if (action === "login") process.exit(1);
  if (action === "retry") {
    unanswered[place].sent = false; // the same again, a little later
    return void setTimeout(send_waiting, retry_ms * (1 + Math.random()));
  }
  const [{ text }] = unanswered.splice(place, 1);
  if (error) console.error(`not said (${reason}): ${text}`);
  if (error && !consumed) {
    // Nothing after it was taken: what remains goes into a new outbox.
    unanswered = unanswered.map((one, i) => ({ text: one.text, n: i + 1, sent: false }));
    [outbox, next_n] = [new_outbox(), unanswered.length + 1];
  }
  send_waiting();
}

function heard(event) {
  if (event.room !== room || have.some(([a, b]) => a <= event.seq && event.seq <= b)) return;
  const before = have.findIndex(([, b]) => b === event.seq - 1);
  if (before >= 0) have[before][1] = event.seq;
  else have = [...have, [event.seq, event.seq]].sort(([a], [b]) => a - b);
  if (event.kind === "post") console.log(`${event.seq}\t${event.by}\t${event.text}`);
}

function begin(hello) {
  if (epoch && epoch !== hello.epoch) have = []; // another life: our intervals prove nothing
  [epoch, tries, open] = [hello.epoch, 0, true];
  send_waiting(); // first what waits, so that answers come before the events they belong to
  call("resume", "resume", { epoch, rooms: [{ room, have: have.slice(-64) }] });
}

function resumed({ result, error }) {
  const told = result?.rooms[0];
  if (!told || told.gone) console.error(`not in room ${room}: ${error?.data.reason ?? "gone"}`);
  if (told?.rolled_back) have = []; // it is told to us from the start, as if we had nothing
  if (told?.complete === false) console.error(`something before ${told.first} was missed`);
}

function connect() {
  unanswered.forEach((one) => (one.sent = false));
  const headers = { Authorization: `Bearer ${process.env.XINQIAO_TOKEN}` };
  socket = new WebSocket(url, "xinqiao.v1", { headers });
  alarm = setTimeout(() => socket.terminate(), 40_000); // a beat comes every 25 s
  socket.on("message", (data) => {
    alarm.refresh();
    const message = JSON.parse(data);
    if (message.method === "hello") begin(message.params);
    else if (message.method === "event") heard(message.params);
    else if (message.id === "resume") resumed(message);
    else if (message.id) answered(message.id, message);
  });
  socket.on("error", () => {}); // "close" follows
  socket.on("close", (code) => {
    clearTimeout(alarm);
    open = false;
    if (never_again.includes(code)) return void console.error(`closed for good: ${code}`);
    if (at_end && unanswered.length === 0) return;
    setTimeout(connect, Math.random() * Math.min(30_000, 500 * 2 ** tries++));
  });
}

createInterface({ input: process.stdin })
  .on("line", (text) => (unanswered.push({ n: next_n++, text, sent: false }), send_waiting()))
  .on("close", () => ((at_end = true), send_waiting()));
connect();
