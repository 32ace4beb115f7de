// What RFC 6455 asks of a server, as rows: what a client sends, and what it must hear. The classes
// are those of the Autobahn suite, so that a reader finds the one by the other; the answers are
// from the RFC, whose section each class names. Rows are made here and run in echo.test.mjs.
//
//   {name, sends, hears, pongs, ends}
//   sends: pieces, each written by itself; hears: the echoed messages; pongs: their payloads
//   ends: with which codes the server may close; none = the client closes with 1000, and so does
//   the server. `order`: all that is heard, in this order.
import { frame } from "../support/raw.mjs";
import { good_texts, bad_texts } from "./texts.mjs";

export const op = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };
const { more, text, binary, close, ping, pong } = op;

export const whole = (bytes) => [Buffer.concat([bytes].flat())];
export function chopped(bytes, size) {
  const all = Buffer.concat([bytes].flat());
  const pieces = [];
  for (let at = 0; at < all.length; at += size) pieces.push(all.subarray(at, at + size));
  return pieces;
}
const part = (opcode, payload) => frame(opcode, payload, { fin: false });
const star = (size) => Buffer.alloc(size, "*");
const with_first_byte = (bytes, change) => {
  const made = Buffer.from(bytes);
  made[0] = change(made[0]);
  return made;
};
const code_of = (code, reason = "") => {
  const number = Buffer.alloc(2);
  number.writeUInt16BE(code);
  return Buffer.concat([number, Buffer.from(reason)]);
};

export const row = (name, sends, { hears = [], pongs = [], ends, order } = {}) => ({
  name,
  sends,
  hears: hears.map(([opcode, payload]) => ({ opcode, payload: Buffer.from(payload) })),
  pongs: pongs.map((payload) => ({ opcode: pong, payload: Buffer.from(payload) })),
  ends,
  order,
});

// --- 1 Framing: 5.2, 5.6. Every form of the length, whole and byte by byte. ---

function framing() {
  const rows = [];
  for (const [name, opcode] of [["text", text], ["binary", binary]]) {
    for (const size of [0, 1, 124, 125, 126, 127, 128, 65535, 65536]) {
      const payload = star(size);
      const sent = frame(opcode, payload);
      const hears = [[opcode, payload]];
      rows.push(row(`1 ${name} of ${size}`, whole(sent), { hears }));
      const bit = size > 1000 ? 997 : 1;
      rows.push(row(`1 ${name} of ${size} in pieces of ${bit}`, chopped(sent, bit), { hears }));
    }
    for (const at of [1, 2, 3, 5, 6, 7, 9, 13]) {
      const payload = star(65536);
      const sent = frame(opcode, payload);
      const sends = [sent.subarray(0, at), sent.subarray(at)];
      rows.push(row(`1 ${name} of 65536 cut at ${at}`, sends, { hears: [[opcode, payload]] }));
    }
    const all = [1, 2, 3].map((i) => Buffer.from(`message ${i}`));
    const sends = whole(all.map((one) => frame(opcode, one)));
    rows.push(row(`1 three of ${name} at once`, sends, { hears: all.map((one) => [opcode, one]) }));
  }
  return rows;
}

// --- 2 Pings and pongs: 5.5.2, 5.5.3 ---

function pings() {
  const payloads = {
    empty: Buffer.alloc(0),
    text: Buffer.from("还在吗"),
    bytes: Buffer.from([0, 255, 254, 253, 252, 251, 0, 255]),
    "125 bytes": star(125),
  };
  const rows = [];
  for (const [name, payload] of Object.entries(payloads)) {
    const sent = frame(ping, payload);
    rows.push(row(`2 a ping: ${name}`, whole(sent), { pongs: [payload] }));
    rows.push(row(`2 a ping byte by byte: ${name}`, chopped(sent, 1), { pongs: [payload] }));
    rows.push(row(`2 a pong that nobody asked for: ${name}`, whole(frame(pong, payload))));
  }
  const ten = Array.from({ length: 10 }, (_, i) => Buffer.from(`payload ${i}`));
  const all = ten.map((one) => frame(ping, one));
  rows.push(row("2 ten pings", whole(all), { pongs: ten }));
  rows.push(row("2 ten pings byte by byte", chopped(all, 1), { pongs: ten }));
  const both = [frame(pong, "unasked"), frame(ping, "asked")];
  rows.push(row("2 a pong, then a ping", whole(both), { pongs: [Buffer.from("asked")] }));
  const around = [frame(ping, "a"), frame(text, "between"), frame(ping, "b")];
  const heard = { hears: [[text, "between"]], pongs: ["a", "b"] };
  rows.push(row("2 a message between pings", whole(around), heard));
  rows.push(row("2 a message between pings, by bytes", chopped(around, 1), heard));
  for (const [name, opcode] of [["ping", ping], ["pong", pong]]) {
    rows.push(row(`2 a ${name} of 126 bytes`, whole(frame(opcode, star(126))), { ends: [1002] }));
  }
  return rows;
}

// --- 3 Reserved bits: 5.2. Nothing was negotiated. ---

function reserved_bits() {
  const rows = [];
  const frames = {
    text: frame(text, "*"),
    binary: frame(binary, "*"),
    ping: frame(ping, "*"),
    pong: frame(pong, "*"),
    close: frame(close, code_of(1000)),
  };
  for (let bits = 1; bits < 8; ++bits) {
    for (const [name, sent] of Object.entries(frames)) {
      const wrong = with_first_byte(sent, (first) => first | (bits << 4));
      rows.push(row(`3 a ${name} with reserved bits ${bits}`, whole(wrong), { ends: [1002] }));
    }
    const wrong = with_first_byte(frame(text, "*"), (first) => first | (bits << 4));
    const after = [frame(text, "good"), wrong, frame(ping, "")];
    const heard = { hears: [[text, "good"]], ends: [1002] };
    rows.push(row(`3 reserved bits ${bits} after a message`, whole(after), heard));
    rows.push(row(`3 reserved bits ${bits} after a message, by bytes`, chopped(after, 1), heard));
  }
  const middle = with_first_byte(frame(more, "*"), (first) => first | 0x40);
  const amid = whole([part(text, "*"), middle]);
  rows.push(row("3 reserved bits in a fragment", amid, { ends: [1002] }));
  return rows;
}

// --- 4 Opcodes: 5.2, 11.8 ---

function opcodes() {
  const rows = [];
  for (const opcode of [3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) {
    const ends = [1002];
    rows.push(row(`4 opcode ${opcode}, empty`, whole(frame(opcode, "")), { ends }));
    rows.push(row(`4 opcode ${opcode}`, whole(frame(opcode, "unknown")), { ends }));
    const after = [frame(text, "good"), frame(opcode, "unknown"), frame(ping, "")];
    const hears = [[text, "good"]];
    rows.push(row(`4 opcode ${opcode} after a message`, whole(after), { hears, ends }));
    const amid = [part(text, "good"), frame(opcode, "")];
    rows.push(row(`4 opcode ${opcode} amid a message`, chopped(amid, 1), { ends }));
  }
  return rows;
}

// --- 5 Fragments: 5.4, 5.5 ---

function fragments() {
  const rows = [];
  const ends = [1002];
  for (const [name, opcode] of [["ping", ping], ["pong", pong], ["close", close]]) {
    const sent = [part(opcode, ""), frame(more, "")];
    rows.push(row(`5 a ${name} in fragments`, whole(sent), { ends }));
  }
  const sizes = [1, 7, undefined];
  const in_sizes = (name, sent, heard) => {
    for (const size of sizes) {
      const sends = size ? chopped(sent, size) : whole(sent);
      rows.push(row(`5 ${name}${size ? `, in pieces of ${size}` : ""}`, sends, heard));
    }
  };
  for (const [name, opcode] of [["text", text], ["binary", binary]]) {
    const hears = [[opcode, "fragment1fragment2"]];
    const first = part(opcode, "fragment1");
    const last = frame(more, "fragment2");
    in_sizes(`${name} in two fragments`, [first, last], { hears });
    const order = ["pong", name];
    const pongs = ["now"];
    in_sizes(`a ping amid ${name}`, [first, frame(ping, "now"), last], { hears, pongs, order });
    const five = [first, part(more, ""), frame(pong, "x"), part(more, ""), last];
    in_sizes(`${name} with empty fragments between`, five, { hears });
    in_sizes(`${name} of empty fragments`, [part(opcode, ""), part(more, ""), frame(more, "")], {
      hears: [[opcode, ""]],
    });
    in_sizes(`${name} while another is open`, [first, frame(opcode, "new")], { ends });
    in_sizes(`${name} begun while another is open`, [first, part(opcode, "new")], { ends });
    const two = [first, last, first, last];
    in_sizes(`${name} twice in fragments`, two, { hears: [hears[0], hears[0]] });
    const many = Array.from({ length: 1000 }, (_, i) =>
      i === 0 ? part(opcode, "a") : i === 999 ? frame(more, "a") : part(more, "a"),
    );
    const long = { hears: [[opcode, "a".repeat(1000)]] };
    rows.push(row(`5 ${name} in 1000 fragments`, whole(many), long));
  }
  const strays = { "the end of": frame(more, "x"), "a part of": part(more, "x") };
  for (const [name, sent] of Object.entries(strays)) {
    in_sizes(`${name} nothing`, [sent, frame(text, "then")], { ends });
    const after = [frame(text, "good"), sent];
    in_sizes(`${name} nothing after a message`, after, { hears: [[text, "good"]], ends });
  }
  return rows;
}

// --- 6 UTF-8: 5.6, 8.1; RFC 3629 ---

function letters() {
  const rows = [];
  for (const [name, bytes] of good_texts) {
    const hears = [[text, bytes]];
    rows.push(row(`6 ${name}`, whole(frame(text, bytes)), { hears }));
    if (bytes.length === 0) continue;
    const begun = [...bytes].map((byte, i) => part(i === 0 ? text : more, [byte]));
    const closed = [begun, frame(more, "")].flat();
    rows.push(row(`6 ${name}, a fragment a byte and an empty end`, whole(closed), { hears }));
    const last = frame(bytes.length === 1 ? text : more, bytes.subarray(-1));
    const cut = [begun.slice(0, -1), last].flat();
    rows.push(row(`6 ${name}, a fragment a byte`, whole(cut), { hears }));
  }
  for (const [name, bytes, fails_at] of bad_texts) {
    const ends = [1007];
    rows.push(row(`6 ${name}`, whole(frame(text, bytes)), { ends }));
    rows.push(row(`6 ${name}, byte by byte`, chopped(frame(text, bytes), 1), { ends }));
    const cut = [...bytes].map((byte, i) => part(i === 0 ? text : more, [byte]));
    const closed = [cut, frame(more, "")].flat();
    rows.push(row(`6 ${name}, a fragment a byte`, whole(closed), { ends }));
    rows.push(row(`6 ${name} as bytes, which may be anything`, whole(frame(binary, bytes)), {
      hears: [[binary, bytes]],
    }));
    if (fails_at === undefined) continue;
    // No more is needed to know it.
    const early = [part(text, bytes.subarray(0, fails_at))];
    rows.push(row(`6 ${name}, known at once by its fragment`, whole(early), { ends }));
    const begun = frame(text, bytes.subarray(0, fails_at), { declared: fails_at + 500 });
    rows.push(row(`6 ${name}, known at once within its frame`, whole(begun), { ends }));
  }
  return rows;
}

// --- 7 Closing: 5.5.1, 7.1, 7.4 ---

function closing() {
  const rows = [];
  const closes = (name, payload, ends) =>
    rows.push(row(`7 ${name}`, whole(frame(close, payload)), { ends }));
  closes("without a code", "", [1000, 1005]);
  closes("with one byte", [3], [1002]);
  closes("with a reason", code_of(1000, "再见"), [1000]);
  closes("with a reason of 123 bytes", code_of(1000, star(123)), [1000]);
  closes("with a reason of 124 bytes", code_of(1000, star(124)), [1002]);
  for (const [name, bytes] of bad_texts) {
    const payload = Buffer.concat([code_of(1000), bytes]);
    closes(`with a reason that is none: ${name}`, payload, [1002, 1007]);
  }
  const known = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011];
  for (const code of [...known, 3000, 3999, 4000, 4999]) {
    closes(`with code ${code}`, code_of(code), [code]);
  }
  for (const code of [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999]) {
    closes(`with code ${code}, which means nothing`, code_of(code), [1002]);
  }
  const end = frame(close, code_of(1000));
  const ends = [1000];
  const after = {
    "a message": frame(text, "late"),
    "a ping": frame(ping, "late"),
    "another close": end,
  };
  for (const [name, late] of Object.entries(after)) {
    rows.push(row(`7 ${name} after it`, whole([end, late]), { ends }));
    rows.push(row(`7 ${name} after it, byte by byte`, chopped([end, late], 1), { ends }));
  }
  const amid = [part(text, "fragment1"), end, frame(more, "fragment2")];
  rows.push(row("7 amid a message", whole(amid), { ends }));
  const large = star(256 * 1024);
  rows.push(row("7 behind a large message", whole([frame(text, large), end]), {
    hears: [[text, large]],
    ends,
  }));
  rows.push(row("7 byte by byte", chopped(end, 1), { ends }));
  return rows;
}

// --- Masks and lengths: 5.1, 5.2, 5.3 ---

// The shortest form of a length is the only one.
function long_length(opcode, payload, wide) {
  const head = wide === 2 ? Buffer.alloc(4) : Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (wide === 2 ? 126 : 127);
  if (wide === 2) head.writeUInt16BE(payload.length, 2);
  else head.writeBigUInt64BE(BigInt(payload.length), 2);
  return Buffer.concat([head, Buffer.alloc(4), Buffer.from(payload)]);
}

function lengths() {
  const rows = [];
  const ends = [1002];
  for (const [name, opcode] of Object.entries({ text, binary, ping, close })) {
    const bare = frame(opcode, opcode === close ? code_of(1000) : "bare", { masked: false });
    rows.push(row(`5.1 a ${name} without a mask`, whole(bare), { ends }));
  }
  for (const [name, opcode] of [["text", text], ["binary", binary]]) {
    for (const [size, wide] of [[125, 2], [5, 8], [65535, 8]]) {
      const sent = whole(long_length(opcode, star(size), wide));
      rows.push(row(`5.2 ${name} of ${size} in ${wide} bytes of length`, sent, { ends }));
    }
    const endless = long_length(opcode, star(70000), 8);
    endless[2] = 0x80;
    const either = { ends: [1002, 1009] };
    rows.push(row(`5.2 ${name} with the highest bit of a length`, whole(endless), either));
  }
  rows.push(row("5.2 a ping of 5 in two bytes", whole(long_length(ping, star(5), 2)), { ends }));
  return rows;
}

export function rows() {
  const classes = [framing, pings, reserved_bits, opcodes, fragments, letters, closing, lengths];
  return classes.flatMap((make) => make());
}

// --- 9 Limits: up to 16 MiB ---

export const most_bytes = 16 * 1024 * 1024;

// One at a time: together they would take much memory.
export function* large_rows() {
  const kib = 1024;
  for (const [name, opcode] of [["text", text], ["binary", binary]]) {
    for (const size of [64, 256, 1024, 4096, 8192, 16384]) {
      const payload = star(size * kib);
      yield row(`9 ${name} of ${size} KiB`, whole(frame(opcode, payload)), {
        hears: [[opcode, payload]],
      });
    }
    for (const piece of [64, 256, 4096, 65536]) {
      const payload = star(kib * kib);
      const sent = [];
      for (let at = 0; at < payload.length; at += piece) {
        const fin = at + piece >= payload.length;
        sent.push(frame(at === 0 ? opcode : more, payload.subarray(at, at + piece), { fin }));
      }
      yield row(`9 ${name} of 1 MiB in fragments of ${piece}`, whole(sent), {
        hears: [[opcode, payload]],
      });
    }
    for (const bit of [64, 512, 2048]) {
      const payload = star(256 * kib);
      const sends = chopped(frame(opcode, payload), bit);
      yield row(`9 ${name} of 256 KiB in pieces of ${bit}`, sends, {
        hears: [[opcode, payload]],
      });
    }
    const beyond = frame(opcode, star(16), { declared: most_bytes + 1 });
    yield row(`9 ${name} of one byte too many`, whole(beyond), { ends: [1009] });
    const half = part(opcode, star(most_bytes / 2));
    const rest = frame(more, star(16), { declared: most_bytes / 2 + 1 });
    const full = [half, part(more, star(most_bytes / 2)), frame(more, "")];
    const hears = [[opcode, star(most_bytes)]];
    yield row(`9 ${name} of 16384 KiB and an empty end`, whole(full), { hears });
    const in_two = whole([half, rest]);
    yield row(`9 ${name} of one byte too many in fragments`, in_two, { ends: [1009] });
  }
  const hears = Array.from({ length: 1000 }, (_, i) => [text, `message ${i}`]);
  const all = hears.map(([opcode, payload]) => frame(opcode, payload));
  yield row("9 a thousand messages at once", whole(all), { hears });
}
