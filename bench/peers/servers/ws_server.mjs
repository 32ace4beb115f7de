// A chat server as the README of `ws` has it, with a synced insert: node ws_server.mjs PORT FILE.
// In: {join: ROOM} or {room, n, text}. Out: {joined}, {ok: n, seq}, {told: text, room, seq}.
import { WebSocketServer } from "ws";
import { open_store } from "./store.mjs";

const [port, file] = process.argv.slice(2);
const store = open_store(file);
const rooms = new Map();

const server = new WebSocketServer({ port: Number(port), host: "127.0.0.1" }, () =>
  console.log(`ready ${server.address().port}`),
);
server.on("connection", (socket) => {
  socket.on("message", (bytes) => {
    const said = JSON.parse(bytes);
    if (said.join !== undefined) {
      const room = rooms.get(said.join) ?? new Set();
      rooms.set(said.join, room.add(socket));
      socket.on("close", () => room.delete(socket));
      socket.send(JSON.stringify({ joined: said.join }));
      return;
    }
    const seq = store.keep(said.room, said.text);
    socket.send(JSON.stringify({ ok: said.n, seq }));
    const told = JSON.stringify({ told: said.text, room: said.room, seq });
    for (const listener of rooms.get(said.room) ?? []) listener.send(told);
  });
});
