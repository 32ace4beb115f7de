// The built page, as the server gives it: its files under its policy.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
  "img-src 'self' data: blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; " +
  "worker-src 'self'; require-trusted-types-for 'script'; trusted-types app";
const script = { js: "text/javascript", css: "text/css", svg: "image/svg+xml" };
const types = { ...script, html: "text/html; charset=utf-8", webmanifest: "application/json" };

export function givePage(folder, path, res) {
  res.setHeader("Content-Security-Policy", csp);
  try {
    const name = path === "/" ? "index.html" : path.slice(1);
    const file = readFileSync(join(folder, name));
    res.setHeader("Content-Type", types[name.split(".").pop()]);
    res.end(file);
  } catch {
    res.writeHead(404).end();
  }
}
