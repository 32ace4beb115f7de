// The Debian package: what is in it, what lintian and systemd say of it, and that what it installs
// serves from its own settings file inside what its unit allows. From apt install to apt purge on a
// machine with systemd goes script/package --try, which needs a mirror and minutes.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { binary, no_server, Server, within } from "../support/server.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const build = dirname(binary);
const place = mkdtempSync(join(tmpdir(), "xinqiao-package-"));
after(() => rmSync(place, { recursive: true, force: true }));

function run(program, words, options = {}) {
  const most = 64 * 1024 * 1024;
  const said = spawnSync(program, words, { encoding: "utf8", maxBuffer: most, ...options });
  return { code: said.status, output: `${said.stdout}${said.stderr}`, stdout: said.stdout };
}
const is_there = (program) => run("sh", ["-c", `command -v ${program}`]).code === 0;
const lacks = (...programs) =>
  no_server || (programs.every(is_there) ? false : `needs ${programs.join(", ")}`);

// Made once, from the binary under test; unpacked into `tree`.
let made;
const tree = join(place, "tree");
function package_file() {
  if (made) return made;
  const files = run("cmake", ["--build", build, "--target", "xinqiao_package_files"]);
  assert.equal(files.code, 0, files.output);
  const packed = run("cpack", ["-G", "DEB", "-B", place], { cwd: build });
  assert.equal(packed.code, 0, packed.output);
  made = join(place, readdirSync(place).find((name) => name.endsWith(".deb")));
  assert.equal(run("dpkg-deb", ["-x", made, tree]).code, 0);
  return made;
}
const unit_path = join(root, "script/debian/xinqiao.service");
const packaging = lacks("cpack", "dpkg-shlibdeps", "file");

test("the package holds what belongs in it, owned by root", { skip: packaging }, () => {
  const listed = run("dpkg-deb", ["-c", package_file()]).stdout.trim().split("\n");
  const files = listed.filter((line) => line.startsWith("-")).map((line) => line.split(/ +/));
  assert.deepEqual(
    files.map(([, , , , , path]) => path).filter((path) => !path.includes("/doc/")).sort(),
    [
      "./etc/xinqiao/xinqiao.toml",
      "./lib/systemd/system/xinqiao.service",
      "./usr/bin/xinqiao",
      "./usr/sbin/xinqiao-link",
      "./usr/share/lintian/overrides/xinqiao",
      "./usr/share/man/man1/xinqiao.1.gz",
      "./usr/share/man/man8/xinqiao-link.8.gz",
    ],
  );
  for (const [mode, owner, , , , path] of files) {
    assert.equal(owner, "root/root", path);
    assert.equal(mode, /bin\//.test(path) ? "-rwxr-xr-x" : "-rw-r--r--", path);
  }
  const field = (name) => run("dpkg-deb", ["-f", package_file(), name]).stdout.trim();
  assert.equal(`xinqiao ${field("Version")}`, run(binary, ["--version"]).stdout.trim());
  for (const library of ["adduser", "libc6", "librocksdb", "libssl3", "libsimdjson"]) {
    assert.match(field("Depends"), new RegExp(`(^|, )${library}`));
  }
  const conffiles = run("dpkg-deb", ["-I", package_file(), "conffiles"]).stdout;
  assert.equal(conffiles, "/etc/xinqiao/xinqiao.toml\n");
});

test("lintian has nothing to say of the package", { skip: packaging || lacks("lintian") }, () => {
  const words = ["--allow-root", "--fail-on", "error,warning", package_file()];
  const { code, output } = run("lintian", words);
  assert.equal(code, 0, output);
});

test("the packaged settings say the data folder and explain the rest", { skip: packaging }, () => {
  package_file();
  const toml = readFileSync(join(tree, "etc/xinqiao/xinqiao.toml"), "utf8");
  const set = toml.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  assert.deepEqual(set, [
    'data = "/var/lib/xinqiao"',
    'backup_folder = "/var/lib/xinqiao-backups"',
  ]);
  const page = readFileSync(join(root, "docs/settings.md"), "utf8");
  for (const [, key] of page.matchAll(/^\| `(\w+)` \|/gm)) {
    assert.match(toml, new RegExp(`^#?${key} = `, "m"));
  }
});

test("systemd finds nothing wrong with the unit", { skip: lacks("systemd-analyze") }, () => {
  package_file();
  // The same unit with the unpacked binary, which has to be there for it.
  const unit = readFileSync(join(tree, "lib/systemd/system/xinqiao.service"), "utf8");
  const copy = join(place, "xinqiao.service");
  writeFileSync(copy, unit.replace("=/usr/bin/xinqiao", `=${tree}/usr/bin/xinqiao`));
  const { code, output } = run("systemd-analyze", ["verify", "--man=no", copy]);
  const ours = output.split("\n").filter((line) => line.includes("xinqiao.service"));
  assert.deepEqual([code, ours], [0, []], output);
  writeFileSync(copy, unit.replace("[Service]", "[Service]\nProtectEverything=yes"));
  const planted = run("systemd-analyze", ["verify", "--man=no", copy]).output;
  assert.match(planted, /Unknown key.*'ProtectEverything'/, "a mistake would be found");

  const judged = run("systemd-analyze", [
    "security", "--offline=true", "--threshold=15", "--no-pager", unit_path,
  ]);
  assert.equal(judged.code, 0, judged.output);
});

// The names in a set of systemd's, with the sets in it.
function calls_of(set, seen = new Set()) {
  if (seen.has(set)) return [];
  seen.add(set);
  const lines = run("systemd-analyze", ["syscall-filter", set]).stdout.split("\n").slice(1);
  const words = lines.map((line) => line.trim()).filter((line) => /^[@a-z]/.test(line));
  return words.flatMap((word) => (word.startsWith("@") ? calls_of(word, seen) : [word]));
}

const tracer = ["strace", "-D", "-f", "-qq"]; // -D: the server stays our own child
const traced = packaging || lacks("strace", "systemd-analyze");
test("the packaged server needs nothing that its unit forbids", { skip: traced }, async (t) => {
  package_file();
  const trace = join(place, "trace");
  const program = join(tree, "usr/bin/xinqiao");
  const server = await Server.start({
    args: ["--config", join(tree, "etc/xinqiao/xinqiao.toml")],
    // In place of the binary under test stands the unpacked one.
    through: [...tracer, "-o", trace, "sh", "-c", `shift; exec ${program} "$@"`, "sh"],
  });
  t.after(() => server.close());
  const [token] = server.tokens;
  const post = { room: 1, text: "包里的服务器也要留住话。", outbox: "package-outbox", n: 1 };
  assert.equal((await server.rpc(token, "message.post", post)).status, 200);
  assert.equal((await fetch(`${server.http}/readyz`)).status, 200);
  assert.equal((await fetch(`${server.http}/`)).status, 200, "the page is inside");
  const socket = await server.connect(token);
  await socket.close();
  assert.equal((await server.stop()).code, 0);

  const unit = readFileSync(unit_path, "utf8");
  const [allowed, forbidden] = [...unit.matchAll(/^SystemCallFilter=~?(@\S+)$/gm)];
  const may = new Set(calls_of(allowed[1]));
  for (const call of calls_of(forbidden[1])) may.delete(call);
  const lines = readFileSync(trace, "utf8").split("\n");
  const called = lines.map((line) => line.match(/^\d+ +(\w+)\(/)?.[1]).filter(Boolean);
  assert.ok(called.length > 1000, "the trace saw the server");
  // systemd itself sets up the limits of the program; restart_syscall is the kernel's own.
  const wrong = [...new Set(called)].filter((call) => !may.has(call));
  assert.deepEqual(wrong, []);
  const both = lines.filter((line) => /(mmap|mprotect)\(.*PROT_WRITE\|PROT_EXEC/.test(line));
  assert.deepEqual(both, [], "memory is never written to and run");
  for (const line of lines) {
    const family = line.match(/ socket\((AF_\w+)/)?.[1];
    if (family) assert.match(unit, new RegExp(`^RestrictAddressFamilies=.*${family}`, "m"), line);
  }
});

test("the health check of the container tells ready from not", { skip: no_server }, async (t) => {
  const check = (server) => {
    const words = [server.host.split(":")[1]];
    const child = spawn(join(root, "script/container/ready"), words, { stdio: "ignore" });
    return within(new Promise((done) => child.on("close", done)), "the check");
  };
  const ready = await Server.start({ members: 1, rooms: 1 });
  t.after(() => ready.close());
  assert.equal(await check(ready), 0);
  await ready.stop();
  assert.equal(await check(ready), 1, "nobody listens");

  const full = await Server.start({ args: ["--disk-floor-bytes", "1024TiB"] });
  t.after(() => full.close());
  assert.equal(await check(full), 1, "no word is taken");
});

test("the container file copies and names what is there", () => {
  const file = readFileSync(join(root, "script/container/Containerfile"), "utf8");
  for (const [, path] of file.matchAll(/^COPY (script\/\S+) /gm)) {
    assert.ok(existsSync(join(root, path)), path);
  }
  assert.match(file, /^USER xinqiao$/m);
  assert.match(file, /^VOLUME \/var\/lib\/xinqiao$/m);
  assert.match(file, /^HEALTHCHECK .*xinqiao-ready/m);
  assert.match(file, /^RUN script\/package$/m);
});
