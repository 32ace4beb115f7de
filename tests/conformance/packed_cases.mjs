// What RFC 7692 asks of a server with whom permessage-deflate was agreed on, as the rows of
// cases.mjs: packed messages whole and in fragments, among plain ones and pings, marks where none
// may stand, what is no packed message, and bombs.
import { deflateRawSync } from "node:zlib";
import { frame, packed } from "../support/raw.mjs";
import { chopped, most_bytes, op, row, whole } from "./cases.mjs";
import { bad_texts, good_texts } from "./texts.mjs";

const { more, text, binary, close, ping, pong } = op;
const marked = 0x40; // RSV1
const star = (size) => Buffer.alloc(size, "*");
const part = (opcode, payload) => frame(opcode, payload, { fin: false });
const said = (opcode, payload, options) => frame(opcode | marked, packed(payload, options));

// In so many fragments, the first of them marked.
function fragments(opcode, body, count) {
  const size = Math.ceil(body.length / count);
  const parts = Array.from({ length: count }, (_, i) => body.subarray(i * size, (i + 1) * size));
  return parts.map((one, i) =>
    frame(i === 0 ? opcode | marked : more, one, { fin: i === count - 1 }),
  );
}

const kinds = Object.entries({ text, binary });
const lines = "三号线的泵运行平稳；line three runs quietly. ".repeat(20);

function wholes() {
  const rows = [];
  for (const [name, opcode] of kinds) {
    for (const size of [0, 1, 16, 64, 127, 128, 256, 1024, 4096, 8192, 16384, 32768, 65536]) {
      const sends = whole(said(opcode, star(size)));
      rows.push(row(`12 ${name} of ${size}`, sends, { hears: [[opcode, star(size)]] }));
    }
    const hears = [[opcode, lines]];
    for (const level of [0, 1, 9]) {
      const sends = whole(said(opcode, lines, { level }));
      rows.push(row(`12 ${name} at level ${level}`, sends, { hears }));
    }
    for (const windowBits of [9, 12, 15]) {
      const sends = whole(said(opcode, lines, { windowBits }));
      rows.push(row(`12 ${name} with a window of ${windowBits} bits`, sends, { hears }));
    }
    rows.push(row(`12 ${name} by bytes`, chopped(said(opcode, lines), 1), { hears }));
    const twice = [said(opcode, lines), said(opcode, lines)];
    rows.push(row(`12 ${name} twice`, whole(twice), { hears: [hears[0], hears[0]] }));
    const plain = frame(opcode, "plain");
    const mixed = [said(opcode, lines), plain, said(opcode, "x"), frame(text, "y")];
    rows.push(row(`12 ${name} among plain ones`, whole(mixed), {
      hears: [hears[0], [opcode, "plain"], [opcode, "x"], [text, "y"]],
    }));
    const last = Buffer.concat([deflateRawSync(lines), Buffer.from([0])]); // 7.2.3.4
    const ends_itself = whole(frame(opcode | marked, last));
    rows.push(row(`12 ${name} that ends with a last block`, ends_itself, { hears }));
  }
  return rows;
}

function in_fragments() {
  const rows = [];
  for (const [name, opcode] of kinds) {
    const hears = [[opcode, lines]];
    const body = packed(lines);
    for (const count of [2, 3, body.length]) {
      const sends = fragments(opcode, body, count);
      rows.push(row(`12 ${name} in ${count} fragments`, whole(sends), { hears }));
      rows.push(row(`12 ${name} in ${count} fragments by bytes`, chopped(sends, 1), { hears }));
    }
    const [first, last] = fragments(opcode, body, 2);
    const amid = [first, frame(ping, "now"), last, frame(ping, "then")];
    const pongs = ["now", "then"];
    rows.push(row(`12 a ping amid a packed ${name}`, whole(amid), { hears, pongs }));
    const empties = [part(opcode | marked, ""), part(more, ""), frame(more, body)];
    rows.push(row(`12 ${name} behind empty fragments`, whole(empties), { hears }));
    const empty_end = [part(opcode | marked, body), part(more, ""), frame(more, "")];
    rows.push(row(`12 ${name} before empty fragments`, whole(empty_end), { hears }));
    const plain = [part(opcode, "pla"), frame(more, "in"), ...fragments(opcode, body, 2)];
    rows.push(row(`12 ${name} behind a plain one in fragments`, whole(plain), {
      hears: [[opcode, "plain"], hears[0]],
    }));
  }
  return rows;
}

// Only the first frame of a data message bears the mark.
function marks() {
  const rows = [];
  const ends = [1002];
  const controls = { ping: "", pong: "", close: Buffer.from([3, 0xe8]) };
  for (const [name, payload] of Object.entries(controls)) {
    const sends = whole(frame(op[name] | marked, payload));
    rows.push(row(`13 a marked ${name}`, sends, { ends }));
    const amid = [part(text | marked, packed("x")), frame(op[name] | marked, payload)];
    rows.push(row(`13 a marked ${name} amid a packed message`, whole(amid), { ends }));
  }
  for (const bits of [0x10, 0x20, 0x30]) {
    const sends = whole(frame(text | marked | bits, packed("x")));
    rows.push(row(`13 further bits ${bits} beside the mark`, sends, { ends }));
  }
  for (const [name, opcode] of kinds) {
    const again = [part(opcode | marked, packed("x")), frame(more | marked, "")];
    rows.push(row(`13 a marked fragment of a packed ${name}`, whole(again), { ends }));
    const late = [part(opcode, "x"), frame(more | marked, packed("x"))];
    rows.push(row(`13 a marked fragment of a plain ${name}`, whole(late), { ends }));
    const amid = [part(opcode, "x"), said(opcode, "y")];
    rows.push(row(`13 a packed ${name} amid another`, whole(amid), { ends }));
  }
  rows.push(row("13 a marked end of nothing", whole(frame(more | marked, "x")), { ends }));
  for (const opcode of [3, 7, 11, 15]) {
    rows.push(row(`13 opcode ${opcode}, marked`, whole(frame(opcode | marked, "")), { ends }));
  }
  const after = whole([said(text, "good"), frame(more | marked, "")]);
  const hears = [[text, "good"]];
  rows.push(row("13 a marked end after a packed message", after, { hears, ends }));
  return rows;
}

function broken() {
  const rows = [];
  const ends = [1007];
  const body = packed(lines);
  const bad = {
    "of nothing": "",
    "with a block of no kind": [0x07, 0x00],
    "with a length that is not its complement": [0x00, 0x05, 0x00, 0x00, 0x00, 0x01],
    "cut off": body.subarray(0, body.length >> 1),
    "of noise": Buffer.alloc(100, 0xff),
    "that is none": "plain words, marked as packed",
  };
  for (const [name, bytes] of Object.entries(bad)) {
    rows.push(row(`13 a packed message ${name}`, whole(frame(binary | marked, bytes)), { ends }));
    const after = whole([said(text, "good"), frame(text | marked, bytes)]);
    rows.push(row(`13 a packed message ${name}, after a good one`, after, {
      hears: [[text, "good"]],
      ends,
    }));
  }
  // Nothing is remembered of what was said before.
  const leaning = [said(text, lines), said(text, lines, { dictionary: Buffer.from(lines) })];
  rows.push(row("13 a packed message that leans on another", whole(leaning), {
    hears: [[text, lines]],
    ends,
  }));
  for (const [name, bytes] of good_texts) {
    const sends = whole(said(text, bytes));
    rows.push(row(`6 packed: ${name}`, sends, { hears: [[text, bytes]] }));
  }
  for (const [name, bytes] of bad_texts) {
    rows.push(row(`6 packed: ${name}`, whole(said(text, bytes)), { ends }));
    const sends = whole(said(binary, bytes));
    rows.push(row(`6 packed: ${name} as bytes`, sends, { hears: [[binary, bytes]] }));
  }
  const end = whole([said(text, lines), frame(close, [3, 0xe8])]);
  rows.push(row("7 behind a packed message", end, { hears: [[text, lines]], ends: [1000] }));
  rows.push(row("2 a pong amid packed ones", whole([said(text, "x"), frame(pong, "")]), {
    hears: [[text, "x"]],
  }));
  return rows;
}

export const packed_rows = () => [wholes, in_fragments, marks, broken].flatMap((make) => make());

export function* large_packed_rows() {
  const huge = packed(Buffer.alloc(4 * most_bytes));
  for (const [name, opcode] of kinds) {
    const size = 4 * 1024 * 1024;
    const hears = [[opcode, star(size)]];
    yield row(`12 ${name} of 4 MiB`, whole(said(opcode, star(size))), { hears });
    const most = whole(said(opcode, star(most_bytes)));
    yield row(`12 ${name} of 16 MiB`, most, { hears: [[opcode, star(most_bytes)]] });
    const bomb = whole(said(opcode, star(most_bytes + 1)));
    yield row(`12 ${name} of one byte too many`, bomb, { ends: [1009] });
    yield row(`12 a bomb, ${name}`, whole(frame(opcode | marked, huge)), { ends: [1009] });
    const pieces = fragments(opcode, huge, 50);
    yield row(`12 a bomb in fragments, ${name}`, whole(pieces), { ends: [1009] });
    const lying = frame(opcode | marked, huge.subarray(0, 16), { declared: 2 * most_bytes });
    yield row(`12 ${name} that says it is longer`, whole(lying), { ends: [1009] });
  }
}

const plainly = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
export const offers = [
  ["permessage-deflate", plainly],
  ["permessage-deflate; client_max_window_bits", plainly], // browsers
  [
    "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12",
    `${plainly}; server_max_window_bits=12`,
  ],
  ["permessage-deflate; server_max_window_bits=9", undefined],
  ["permessage-deflate; server_max_window_bits=9, permessage-deflate", plainly],
  ["permessage-deflate; unheard_of", undefined],
  ["permessage-deflate; server_no_context_takeover; server_no_context_takeover", undefined],
  ["x-webkit-deflate-frame", undefined],
];
