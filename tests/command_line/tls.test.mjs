// What `serve` says of certificate files that are no good, before anything is touched; and which
// address commands print.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { binary, no_server, run, within } from "../support/server.mjs";
import { make_certificate, make_expired } from "../support/tls.mjs";

const skip = no_server;

function folder_for(t) {
  const folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("certificate files that are no good end the start with code 2", { skip }, async (t) => {
  const folder = folder_for(t);
  const data = join(folder, "data");
  const good = make_certificate(folder, "good");
  const other = make_certificate(folder, "other");
  const expired = make_expired(folder);
  const weak = make_certificate(folder, "weak", ["-newkey", "rsa:1024"]);
  const garbage = join(folder, "garbage.pem");
  writeFileSync(garbage, "心桥");
  const absent = join(folder, "absent.pem");

  const wrong = [
    [absent, good.key, `cannot read ${absent}: No such file`],
    [good.certificate, absent, `cannot read ${absent}: No such file`],
    [garbage, good.key, `${garbage} cannot be read as certificates in PEM form`],
    [good.certificate, garbage, `${garbage} cannot be read as a private key in PEM form`],
    [good.certificate, other.key, `the key in ${other.key} does not belong to the certificate in`],
    [expired.certificate, expired.key, `${expired.certificate} expired on 2021-01-01 (UTC)`],
    [weak.certificate, weak.key, `OpenSSL will not use the certificate in ${weak.certificate}`],
  ];
  const start = (...words) => run("serve", "--data", data, "--listen", "127.0.0.1:0", ...words);
  for (const [certificate, key, sentence] of wrong) {
    const files = ["--tls-certificate", certificate, "--tls-key", key];
    const { code, stderr } = await start("--tls", "files", ...files);
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(sentence), `${sentence}\n${stderr}`);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  }
  assert.equal(existsSync(data), false, "nothing was touched");
});

test("settings of TLS that do not fit together end the start with code 2", { skip }, async (t) => {
  const data = join(folder_for(t), "data");
  const wrong = [
    [["--tls", "files"], "tls is 'files' but tls_certificate is not set"],
    [["--tls", "files", "--tls-certificate", "a"], "tls is 'files' but tls_key is not set"],
    [["--tls-certificate", "a"], "tls_certificate is set but tls is 'off'"],
    [["--tls", "auto", "--tls-key", "a"], "tls_key is set but tls is 'auto'"],
    [["--tls", "on"], "tls cannot be 'on'; it is off, auto or files"],
  ];
  for (const [words, sentence] of wrong) {
    const { code, stderr } = await run("serve", "--data", data, ...words);
    assert.equal(code, 2, stderr);
    assert.ok(stderr.includes(sentence), stderr);
  }
});

test("a certificate of its own that cannot be kept ends with code 73", { skip }, async (t) => {
  const data = join(folder_for(t), "data");
  assert.equal((await run("link", "--data", data, "--new", "王敏")).code, 0);
  writeFileSync(join(data, "tls"), "in the way");

  const words = ["--data", data, "--listen", "127.0.0.1:0", "--tls", "auto"];
  const { code, stderr } = await run("serve", ...words);
  assert.equal(code, 73);
  assert.match(stderr, /cannot make the folder .*tls/);
});

test("link prints the address where members find the server", { skip }, async (t) => {
  const folder = folder_for(t);
  const settings = join(folder, "settings.toml");
  const link = async (...words) => {
    const name = ["--data", join(folder, "data"), "--new", "王敏"];
    const { code, stdout, stderr } = await run("link", ...name, ...words);
    assert.equal(code, 0, stderr);
    return stdout.match(/^(\S+)\/#link=/m)[1];
  };
  assert.equal(await link(), "http://127.0.0.1:8080");
  writeFileSync(settings, 'tls = "auto"\nlisten = "10.0.0.7:8443"\n');
  assert.equal(await link("--config", settings), "https://10.0.0.7:8443");
  writeFileSync(settings, 'public_url = "https://talk.example.org"\n');
  assert.equal(await link("--config", settings), "https://talk.example.org");
  assert.equal(await link("--config", settings, "--address", "http://a"), "http://a");
  writeFileSync(settings, 'public_url = "talk.example.org"\n');
  assert.equal((await run("link", "--data", "x", "--new", "y", "--config", settings)).code, 2);
});

test("the demo's links lead to its public address, over TLS too", { skip }, async (t) => {
  const words = ["--data", join(folder_for(t), "demo"), "--listen", "127.0.0.1:0", "--no-qr"];
  const start = async (...more) => {
    const child = spawn(binary, ["demo", ...words, ...more], { stdio: ["ignore", "pipe", "pipe"] });
    t.after(() => child.kill("SIGKILL"));
    let said = "";
    const ended = new Promise((done) => child.on("close", done));
    const ready = new Promise((done, fail) => {
      child.stdout.on("data", (piece) => {
        said += piece;
        if (/^ready http/m.test(said)) done();
      });
      ended.then(() => fail(new Error(said)));
    });
    await within(ready, "the demo", 60_000);
    child.kill("SIGTERM");
    await within(ended, "its end");
    return said;
  };
  const links = (said) => [...said.matchAll(/^ {2}(\S+)\/#link=/gm)].map(([, address]) => address);

  const secure = await start("--tls", "auto");
  const ready = secure.match(/^ready (https:\S+)$/m)[1];
  assert.deepEqual(links(secure), [ready, ready, ready]);
  assert.match(secure, /^ {2}([0-9A-F]{2}:){31}[0-9A-F]{2}$/m);
  const url = "https://demo.example.org";
  assert.deepEqual(links(await start("--public-url", url)), [url, url, url]);
  assert.equal((await run("demo", "--public-url", "demo.example.org")).code, 2);
});
