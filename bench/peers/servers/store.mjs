// What the two servers of an afternoon keep: each post a row, synced before anybody is told, as
// SQLite does with its log ahead of writing (WAL) and FULL syncs. The package is node:sqlite for a
// Node that has none, and brings its binary along.
import { DatabaseSync } from "@photostructure/sqlite";

export function open_store(path) {
  const database = new DatabaseSync(path);
  database.exec("pragma journal_mode = WAL; pragma synchronous = FULL");
  database.exec("create table posts (seq integer primary key, room integer, text text)");
  const insert = database.prepare("insert into posts (room, text) values (?, ?)");
  // The database is closed when nobody holds it any more, statements or not.
  return { database, keep: (room, text) => Number(insert.run(room, text).lastInsertRowid) };
}
