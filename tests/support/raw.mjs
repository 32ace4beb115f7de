// A plain TCP client for what a well-behaved library would not send: requests byte by byte, frames
// that never end.
//   const raw = await Raw.connect(server.host);
//   await raw.handshake(token);
//   raw.write(frame(0x1, "…"));
//   const { opcode, payload } = await raw.frame();
// Every wait is bounded and fails with what was waited for.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { within } from "./server.mjs";

const finishFlush = constants.Z_SYNC_FLUSH;
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
// A message as permessage-deflate has it (RFC 7692 7.2), and back.
export function packed(payload, options = {}) {
  return deflateRawSync(Buffer.from(payload), { finishFlush, ...options }).subarray(0, -4);
}
export const unpacked = (body) => inflateRawSync(Buffer.concat([body, tail]), { finishFlush });

// One masked client frame; `fin` and a wrong mask bit are the caller's choice.
export function frame(opcode, payload, { fin = true, masked = true, declared } = {}) {
  const body = Buffer.from(payload);
  const size = declared ?? body.length;
  const head = [(fin ? 0x80 : 0) | opcode];
  const bit = masked ? 0x80 : 0;
  if (size < 126) head.push(bit | size);
  else if (size < 65536) head.push(bit | 126, size >> 8, size & 0xff);
  else
    head.push(
      bit | 127,
      0,
      0,
      0,
      0,
      size >>> 24,
      (size >> 16) & 0xff,
      (size >> 8) & 0xff,
      size & 0xff,
    );
  if (!masked) return Buffer.concat([Buffer.from(head), body]);
  const mask = randomBytes(4);
  const hidden = Buffer.from(body);
  for (let i = 0; i < hidden.length; ++i) hidden[i] ^= mask[i & 3];
  return Buffer.concat([Buffer.from(head), mask, hidden]);
}

export class Raw {
  static async connect(host) {
    const [address, port] = host.split(":");
    const raw = new Raw();
    raw.heard = Buffer.alloc(0);
    raw.ended = false;
    raw.wake = () => {};
    raw.socket = connect(Number(port), address);
    raw.socket.on("data", (piece) => {
      raw.heard = Buffer.concat([raw.heard, piece]);
      raw.wake();
    });
    const end = () => {
      raw.ended = true;
      raw.wake();
    };
    raw.socket.on("close", end);
    raw.socket.on("error", end);
    await within(new Promise((done) => raw.socket.on("connect", done)), "a connection");
    return raw;
  }

  write(bytes) {
    this.socket.write(bytes);
  }

  // The first value that `look` finds in what was heard; it says how many bytes it took.
  async take(look, what) {
    const found = async () => {
      for (;;) {
        const [value, taken] = look(this.heard) ?? [];
        if (taken !== undefined) {
          this.heard = this.heard.subarray(taken);
          return value;
        }
        if (this.ended) return undefined;
        await new Promise((done) => (this.wake = done));
      }
    };
    return within(found(), what);
  }

  // One HTTP answer: {status, headers, body}; undefined when the connection ended instead.
  response({ bodiless = false } = {}) {
    return this.take((heard) => {
      const end = heard.indexOf("\r\n\r\n");
      if (end < 0) return undefined;
      const [first, ...lines] = heard.subarray(0, end).toString().split("\r\n");
      const headers = new Map(
        lines.map((line) => [
          line.split(":")[0].toLowerCase(),
          line.slice(line.indexOf(":") + 1).trim(),
        ]),
      );
      const size = bodiless ? 0 : Number(headers.get("content-length") ?? 0);
      if (heard.length < end + 4 + size) return undefined;
      const body = heard.subarray(end + 4, end + 4 + size).toString();
      return [{ status: Number(first.split(" ")[1]), headers, body }, end + 4 + size];
    }, "an HTTP answer");
  }

  // One server frame: {opcode, payload, text, code, is_packed, size}; undefined when the
  // connection ended instead.
  frame() {
    return this.take((heard) => {
      if (heard.length < 2) return undefined;
      const short = heard[1] & 0x7f;
      const head = short === 127 ? 10 : short === 126 ? 4 : 2;
      if (heard.length < head) return undefined;
      const size =
        short === 127
          ? Number(heard.readBigUInt64BE(2))
          : short === 126
            ? heard.readUInt16BE(2)
            : short;
      if (heard.length < head + size) return undefined;
      const body = Buffer.from(heard.subarray(head, head + size));
      const is_packed = (heard[0] & 0x40) !== 0;
      const payload = is_packed ? unpacked(body) : body;
      const opcode = heard[0] & 0x0f;
      const code = opcode === 8 && size >= 2 ? payload.readUInt16BE(0) : undefined;
      const text = payload.toString();
      return [{ opcode, payload, text, code, is_packed, size }, head + size];
    }, "a frame");
  }

  // The close code; 1006 when the connection ended without one. Other frames are passed over.
  async close_code() {
    for (;;) {
      const next = await this.frame();
      if (!next) return 1006;
      if (next.opcode === 8) return next.code ?? 1005;
    }
  }
  // Whether the server has closed the connection.
  async end() {
    await this.take(() => undefined, "the end of the connection");
    return this.ended;
  }

  // Opens /ws and hears hello. extensions: what it offers.
  async handshake(token, { host = "localhost", extensions } = {}) {
    this.write(
      `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        "Sec-WebSocket-Version: 13\r\n" +
        `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}\r\n` +
        (extensions ? `Sec-WebSocket-Extensions: ${extensions}\r\n` : "") +
        `Sec-WebSocket-Protocol: xinqiao.v1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    const answer = await this.response();
    if (answer?.status !== 101) throw new Error(`handshake: ${answer?.status}`);
    this.agreed = answer.headers.get("sec-websocket-extensions");
    const hello = JSON.parse((await this.frame()).text);
    if (hello.method !== "hello") throw new Error(`instead of hello: ${hello.method}`);
    return hello.params;
  }

  drop() {
    this.socket.destroy();
  }
}
