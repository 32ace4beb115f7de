// What the mock server knows of posts beside their words: reactions and confirmations as totals. It
// tells each change at once.
const totalsOf = (server, room) => {
  server.totals ??= new Map(); // room -> seq -> {reactions, own: member -> reaction, …}
  if (!server.totals.has(room)) server.totals.set(room, new Map());
  return server.totals.get(room);
};

const told = ({ own, ...rest }, seq) => ({ seq, ...rest });

// For a page of history.
export function pageTotals(server, room, events, member) {
  const totals = events.flatMap(({ seq }) => {
    const known = totalsOf(server, room).get(seq);
    if (!known) return [];
    const own = known.own?.get(member);
    return [{ ...told(known, seq), ...(own ? { own } : {}) }];
  });
  return totals.length > 0 ? { totals } : {};
}

// Sets what is known of a post, and tells those who listen.
export function setTotals(server, room, seq, known) {
  totalsOf(server, room).set(seq, known);
  const params = { room, posts: [told(known, seq)] };
  for (const socket of server.sockets)
    if (socket.rooms.has(room)) server.send(socket, { method: "totals", params });
}

// The answer to a call about posts; nothing for any other.
export function callAboutPosts(server, member, method, params) {
  if (method === "pin.list") return { events: [], about: [] };
  if (method === "mention.list") return { mentions: [] };
  if (method === "read.count") {
    const { members } = server.rooms.get(params.room);
    const others = [...members].filter((one) => one !== member);
    const reads = (one) => (server.reads.get(`${one}:${params.room}`)?.seq ?? 0) >= params.seq;
    return { ...params, read: others.filter(reads).length, of: others.length };
  }
  if (method !== "reaction.set") return undefined;
  const { room, target, reaction } = params;
  const known = totalsOf(server, room).get(target) ?? { reactions: {}, own: new Map() };
  known.own.delete(member);
  if (reaction !== "") known.own.set(member, reaction);
  const reactions = {};
  for (const one of known.own.values()) reactions[one] = (reactions[one] ?? 0) + 1;
  setTotals(server, room, target, { ...known, reactions });
  return { room, target, reaction };
}
