// What the clients said and what they were told, kept by them and not by the server: every word
// with its room, outbox, n and hash, and, once it is acknowledged, its seq and the time. It is a
// file of JSON lines, too, on another file system than the data whose server is made to fail.
import { createHash } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const hash_of = (text) => createHash("sha256").update(text).digest("base64url");

const sayings = [
  "二号炉温度回落到 742℃,继续观察 🔥",
  "夜班的同事辛苦了,粥在值班室 🍚",
  "泵房有点异响,我下去看看 🔧👀",
  "صباح الخير، وصلت الشحنة إلى البوابة",
  "La vanne V-17 est refermée, merci à tous",
];

// A word is said again in the same letters after a fault: they follow from what it is.
export function text_of({ outbox, n, bytes }) {
  const saying = sayings[n % sayings.length];
  return `${outbox} ${n}:${saying.repeat(1 + Math.floor(bytes / Buffer.byteLength(saying)))}`;
}

const in_memory = "/dev/shm";

export class Journal {
  // `data`: a place on the file system whose server is made to fail.
  constructor(data) {
    const place = statSync(in_memory, { throwIfNoEntry: false }) ? in_memory : tmpdir();
    this.folder = mkdtempSync(join(place, "xinqiao-journal-"));
    if (statSync(this.folder).dev === statSync(data).dev) {
      rmSync(this.folder, { recursive: true });
      throw new Error(`the journal would stand on the disk of the data (${data})`);
    }
    this.path = join(this.folder, "journal.jsonl");
    this.file = openSync(this.path, "w");
    this.pending = [];
    this.words = [];
    this.acknowledged = 0;
    this.moment = 0; // clients say and hear one thing after the other
  }

  say(word) {
    const said = { ...word, hash: hash_of(text_of(word)), said: ++this.moment };
    this.words.push(said);
    return said;
  }

  // Undefined, or what is wrong with that answer.
  acknowledge(word, seq) {
    const { room, outbox, n, hash } = word;
    if (word.seq !== undefined && word.seq !== seq) {
      return `${outbox} ${n} was acknowledged at ${word.seq} of room ${room}, and then at ${seq}`;
    }
    if (word.seq !== undefined) return undefined;
    word.seq = seq;
    word.heard = ++this.moment;
    this.acknowledged += 1;
    this.pending.push(JSON.stringify({ room, outbox, n, seq, hash, ms: Date.now() }));
    if (this.pending.length >= 256) this.flush();
    return undefined;
  }

  flush() {
    if (this.pending.length > 0) writeSync(this.file, `${this.pending.splice(0).join("\n")}\n`);
  }

  close() {
    closeSync(this.file);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
