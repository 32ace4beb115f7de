// A disk whose power can be cut, for tests: ext4 on a loop image, in a mount namespace of its own.
//   const disk = await Disk.make();
//   if (disk.refusal) return t.skip(disk.refusal);
//   t.after(() => disk.close());
//   disk.inside(...words)    // the words of a command that sees the disk at disk.place
//   await disk.cut(pid);     // that process is dead, and nothing more reaches the image
//   disk.plug_in();          // what had reached it, mounted again
// The namespace lives as long as a process in it, and those die with us. So the disk goes with the
// test, however that ends, and nobody who copies this machine's mounts meanwhile keeps it mounted.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { within } from "./server.mjs";

// The server wants 512 MiB free beside its ballast of 256; the image is sparse.
const image_bytes = 2 * 1024 ** 3;
// The journal is committed when somebody syncs, and never merely because some seconds are over.
const mount_options = "loop,commit=600,noinit_itable";
// EXT4_IOC_SHUTDOWN, _IOR('X', 125, __u32), with EXT4_GOING_FLAGS_NOLOGFLUSH: the journal stays as
// it is, and later writes and syncs are errors. But an fdatasync under way during the shutdown may
// return 0 and have kept nothing; a bare loop of write and fdatasync shows it, once in fifty cuts.
// A machine without power tells nobody of such a sync. So whoever could tell is killed first: it
// dies before it sees what its last call returned.
const power_off = `
  my ($disk, $pid) = @ARGV;
  open(my $place, "<", $disk) or die "open: $!\\n";
  my $flags = pack("L", 2);
  kill("KILL", $pid) or die "kill: $!\\n" if $pid;
  ioctl($place, 0x8004587d, $flags) or die "the shutdown of ext4: $!\\n";`;
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

export class Disk {
  // With a `refusal` in words where there cannot be such a disk.
  static async make() {
    const disk = new Disk();
    disk.folder = mkdtempSync(join(tmpdir(), "xinqiao-power-"));
    disk.place = join(disk.folder, "disk");
    disk.image = join(disk.folder, "image");
    mkdirSync(disk.place);
    writeFileSync(disk.image, "");
    truncateSync(disk.image, image_bytes);
    try {
      await disk.hold_namespace();
      disk.run("mkfs.ext4", "-q", "-F", disk.image);
      disk.mount();
    } catch (error) {
      await disk.close();
      disk.refusal = `no disk to cut the power of: ${error.message}`;
    }
    return disk;
  }

  // `cat` ends with its input, which ends with us.
  async hold_namespace() {
    const words = ["--mount", "sh", "-c", "echo ready; exec cat"];
    const holder = spawn("unshare", words, { stdio: ["pipe", "pipe", "pipe"] });
    let complaint = "";
    holder.stderr.on("data", (piece) => (complaint += piece));
    this.gone = new Promise((done) => holder.on("close", done));
    const ready = new Promise((done, fail) => {
      holder.stdout.on("data", done);
      holder.on("error", fail);
      this.gone.then(() => fail(new Error(complaint.trim())));
    });
    this.holder = holder;
    await within(ready, "a mount namespace");
  }

  inside(...words) {
    const enter = ["setpriv", "--pdeathsig", "KILL", "nsenter"];
    return [...enter, `--mount=/proc/${this.holder.pid}/ns/mnt`, "--", ...words];
  }

  // Runs a command to its end; what it printed. A failure is thrown in its own words.
  run(...words) {
    const [program, ...rest] = this.inside(...words);
    const ended = spawnSync(program, rest, { encoding: "utf8", env, timeout: 120_000 });
    if (ended.error) throw ended.error;
    const { status, signal, stdout, stderr } = ended;
    if (status === 0) return stdout;
    throw new Error(`${words[0]} ended with ${status ?? signal}: ${(stdout + stderr).trim()}`);
  }

  mount() {
    this.run("mount", "-t", "ext4", "-o", mount_options, this.image, this.place);
  }

  cut(...pid) {
    const [program, ...rest] = this.inside("perl", "-e", power_off, this.place, ...pid);
    const child = spawn(program, rest, { env, stdio: ["ignore", "ignore", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (piece) => (complaint += piece));
    const end = new Promise((done, fail) => {
      child.on("error", fail);
      child.on("close", (code) => (code === 0 ? done() : fail(new Error(complaint.trim()))));
    });
    return within(end, "the power to be cut");
  }

  // Whoever worked on the disk has ended. What was only in memory goes with the unmounting: a file
  // system that is shut down writes nothing any more.
  plug_in() {
    this.run("umount", this.place);
    this.mount();
  }

  async close() {
    this.holder?.stdin.end();
    if (this.holder?.pid) await within(this.gone, "the disk to go");
    rmSync(this.folder, { recursive: true, force: true });
  }
}
