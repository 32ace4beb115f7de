// Certificates for tests, and a client that believes one certificate only.
//   const pem = make_certificate(folder, "one");         // {certificate, key}: files
//   const shown = await shown_certificate(server.host);  // what the server shows to a newcomer
//   const answer = await https_fetch(url, { ca });       // like fetch, as far as tests need it
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { connect } from "node:tls";

function openssl(...words) {
  const { status, stderr } = spawnSync("openssl", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${words[0]} ended with ${status}: ${stderr}`);
}

const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
const names = "subjectAltName=DNS:localhost,IP:127.0.0.1";

// For localhost and 127.0.0.1, valid for a month; `kind` are other words for the key.
export function make_certificate(folder, name, kind = curve) {
  const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  const where = ["-keyout", files.key, "-out", files.certificate];
  const what = ["-x509", "-nodes", "-days", "30", "-subj", "/CN=test", "-addext", names];
  openssl("req", ...what, ...kind, ...where);
  return files;
}

// One that was valid in the year 2020. Only the part of openssl that plays an authority can do it.
export function make_expired(folder) {
  const files = make_certificate(folder, "expired");
  const at = (name) => join(folder, name);
  openssl("req", "-new", "-key", files.key, "-subj", "/CN=test", "-out", at("asked.csr"));
  writeFileSync(at("index.txt"), "");
  const own = [`database = ${at("index.txt")}`, "default_md = sha256", "rand_serial = yes"];
  const sections = ["[ca]", "default_ca = own", "[any]", "commonName = supplied", "[own]"];
  writeFileSync(at("ca.cnf"), [...sections, "policy = any", ...own, ""].join("\n"));
  const words = ["-batch", "-selfsign", "-notext", "-config", at("ca.cnf"), "-outdir", folder];
  const when = ["-startdate", "20200101000000Z", "-enddate", "20210101000000Z"];
  const which = ["-keyfile", files.key, "-in", at("asked.csr"), "-out", files.certificate];
  openssl("ca", ...words, ...when, ...which);
  return files;
}

// A handshake with these options of tls.connect: {protocol, cipher, fingerprint, pem, reused,
// session}; it fails as the handshake does.
export function shake_hands(host, options = {}) {
  const { hostname, port } = new URL(`https://${host}`);
  return new Promise((done, fail) => {
    const socket = connect({ host: hostname, port, rejectUnauthorized: false, ...options });
    socket.setTimeout(20_000, () => socket.destroy(new Error("waited 20 s for a handshake")));
    socket.on("error", fail);
    let session;
    socket.on("session", (ticket) => (session = ticket));
    socket.on("secureConnect", () => {
      const { raw, fingerprint256 } = socket.getPeerCertificate();
      const lines = raw?.toString("base64").match(/.{1,64}/g) ?? [];
      const pem = ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""];
      const found = {
        protocol: socket.getProtocol(),
        cipher: socket.getCipher().name,
        fingerprint: fingerprint256,
        pem: pem.join("\n"),
        reused: socket.isSessionReused(),
        alpn: socket.alpnProtocol,
      };
      // In TLS 1.3 tickets come with the first answer.
      socket.write("GET /healthz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
      socket.on("data", () => {});
      socket.on("close", () => done({ ...found, session }));
    });
  });
}

// As much of fetch as the tests use; the server must show exactly this certificate, for its name.
export function https_fetch(url, { method = "GET", headers = {}, body, ca, redirect } = {}) {
  if (redirect) throw new Error("redirections are not followed here");
  return new Promise((done, fail) => {
    const agent = new Agent({ ca });
    const asked = request(url, { method, headers, agent }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", fail);
      answer.on("end", () => {
        agent.destroy();
        const text = Buffer.concat(pieces).toString();
        const said = new Headers();
        for (let i = 0; i < answer.rawHeaders.length; i += 2) {
          said.append(answer.rawHeaders[i], answer.rawHeaders[i + 1]);
        }
        done({
          status: answer.statusCode,
          headers: said,
          text: async () => text,
          json: async () => JSON.parse(text),
        });
      });
    });
    asked.on("error", fail);
    asked.end(body);
  });
}

// From now on the server's calls and sockets believe the certificate that it shows, if it is the
// one whose fingerprint it has printed.
export async function pin(server) {
  const shown = await shake_hands(server.host);
  if (!server.output.includes(shown.fingerprint)) {
    throw new Error(`the server shows ${shown.fingerprint} and printed ${server.output}`);
  }
  server.ca = shown.pem;
  return shown;
}
