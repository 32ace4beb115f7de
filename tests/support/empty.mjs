// A server over an empty store: nobody lives there yet.
//   const server = await empty_server(t);   // server.first() is the secret that serve printed
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "./server.mjs";

export async function empty_server(context) {
  const server = new Server();
  context.after(() => server.close());
  server.folder = mkdtempSync(join(tmpdir(), "xinqiao-test-"));
  server.data = join(server.folder, "data");
  server.backups = join(server.folder, "backups"); // where those go that an owner asks for
  mkdirSync(server.backups);
  server.args = ["--backup-folder", server.backups];
  server.first = () => server.output.match(/#first=([A-Za-z0-9_-]{43})/)?.[1];
  await server.serve("127.0.0.1:0");
  return server;
}
