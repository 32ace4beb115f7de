// A client's line to the echo path, as bytes: what RFC 6455 and RFC 7692 ask of a server is seen
// from here. Every wait is bounded.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect as connect_plain } from "node:net";
import { connect as connect_tls } from "node:tls";
import { unpacked } from "../support/raw.mjs";
import { within } from "../support/server.mjs";
import { op } from "./cases.mjs";

// A line that notes what it hears: {opcode, payload}, until the server has ended it.
export class Line {
  // offer: of permessage-deflate, or of nothing.
  static async open(server, path, { tls = false, offer } = {}) {
    const line = new Line();
    const [host, port] = server.host.split(":");
    const where = { host, port: Number(port), rejectUnauthorized: false };
    line.socket = (tls ? connect_tls : connect_plain)(where);
    line.socket.setNoDelay(true);
    line.pieces = [];
    line.heard = [];
    line.packed = 0; // of what was heard
    line.watchers = new Set();
    line.ended = new Promise((done) => {
      line.socket.on("close", done);
      line.socket.on("error", () => {});
    });
    line.socket.on("data", (piece) => line.hear(piece));
    line.socket.on("end", () => line.socket.end());
    const key = randomBytes(16).toString("base64");
    line.socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n` +
        "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
        `Sec-WebSocket-Key: ${key}\r\n` +
        (offer ? `Sec-WebSocket-Extensions: ${offer}\r\n\r\n` : "\r\n"),
    );
    await line.until(() => line.is_open, "the handshake");
    return line;
  }

  hear(piece) {
    this.pieces.push(piece);
    this.waiting = (this.waiting ?? 0) + piece.length;
    if (this.waiting < (this.wanted ?? 0)) return;
    let bytes = Buffer.concat(this.pieces);
    if (!this.is_open) {
      const end = bytes.indexOf("\r\n\r\n");
      if (end >= 0) {
        const head = `${bytes.subarray(0, end)}`;
        this.is_open = head.startsWith("HTTP/1.1 101 ");
        this.agreed = head.match(/^Sec-WebSocket-Extensions: (.*)\r?$/im)?.[1];
        bytes = bytes.subarray(end + 4);
      }
    }
    while (this.is_open) {
      const size = frame_size(bytes);
      this.wanted = size ?? 2;
      if (size === undefined || bytes.length < size) break;
      this.note(bytes.subarray(0, size));
      bytes = bytes.subarray(size);
    }
    this.pieces = [bytes];
    this.waiting = bytes.length;
    for (const watch of this.watchers) watch();
  }
  note(bytes) {
    const bits = bytes[0] & 0xf0;
    const is_packed = this.agreed !== undefined && bits === 0xc0;
    assert.ok(is_packed || bits === 0x80, "the server sends whole frames without reserved bits");
    assert.equal(bytes[1] & 0x80, 0, "the server masks nothing");
    const short = bytes[1] & 0x7f;
    const body = bytes.subarray(short === 127 ? 10 : short === 126 ? 4 : 2);
    const payload = is_packed ? unpacked(body) : body;
    if (is_packed) assert.ok(body.length < payload.length, "what is packed is smaller");
    this.packed += is_packed ? 1 : 0;
    this.heard.push({ opcode: bytes[0] & 0x0f, payload });
  }

  async until(is_so, what) {
    let watch;
    const come = new Promise((done) => {
      watch = () => is_so() && done();
      this.watchers.add(watch);
      watch();
    });
    await within(Promise.race([come, this.ended]), what);
    this.watchers.delete(watch);
  }
  closes() {
    return this.heard.filter(({ opcode }) => opcode === op.close);
  }
}

function frame_size(bytes) {
  if (bytes.length < 2) return undefined;
  const short = bytes[1] & 0x7f;
  const head = short === 127 ? 10 : short === 126 ? 4 : 2;
  if (bytes.length < head) return undefined;
  if (short < 126) return head + short;
  return head + (short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)));
}
