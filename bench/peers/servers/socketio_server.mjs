// The chat of socket.io's own tutorial, with rooms and a synced insert: node socketio_server.mjs
// PORT FILE.
import { createServer } from "node:http";
import { Server } from "socket.io";
import { open_store } from "./store.mjs";

const [port, file] = process.argv.slice(2);
const store = open_store(file);
const http = createServer();
const io = new Server(http);

io.on("connection", (socket) => {
  socket.on("join", (room, done) => {
    socket.join(String(room));
    done({ joined: room });
  });
  socket.on("post", ({ room, n, text }, done) => {
    const seq = store.keep(room, text);
    done({ ok: n, seq });
    io.to(String(room)).emit("told", { text, room, seq });
  });
});
http.listen(Number(port), "127.0.0.1", () => console.log(`ready ${http.address().port}`));
