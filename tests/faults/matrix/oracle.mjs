// Holds what a server has against what its clients were told. Pure: it knows no server, and gives
// sentences about what is wrong; none is what was promised.
import { hash_of } from "./journal.mjs";

const named = ({ outbox, n, room }) => `${outbox} ${n} in room ${room}`;

// Of each room's events: seqs by the hash of the text. Whoever edits a text is no part of this.
function places_of(histories) {
  const places = new Map();
  for (const [room, events] of histories) {
    for (const { seq, text } of events) {
      if (text === undefined) continue;
      const key = `${room} ${hash_of(text)}`;
      places.set(key, [...(places.get(key) ?? []), seq]);
    }
  }
  return places;
}

function wrong_with_word(word, standing) {
  if (standing.length > 1) return [`${named(word)} stands ${standing.length} times: ${standing}`];
  if (word.seq === undefined || standing[0] === word.seq) return [];
  const place = standing.length === 0 ? "is missing" : `stands at ${standing[0]}`;
  return [`${named(word)} was acknowledged at ${word.seq} and ${place}`];
}

const is_dense = (events) => events.every(({ seq }, at) => seq === at + 1);

// words: the journal's. histories: room -> its events from the first to the last.
// told: room -> (seq -> the event as it was told, as JSON).
export function judge({ words, histories, told = new Map() }) {
  const wrong = [];
  for (const [room, events] of histories) {
    if (!is_dense(events)) wrong.push(`the history of room ${room} is not dense`);
  }
  const places = places_of(histories);
  for (const word of words) {
    const key = `${word.room} ${word.hash}`;
    wrong.push(...wrong_with_word(word, places.get(key) ?? []));
    places.delete(key);
  }
  for (const [key, seqs] of places) {
    wrong.push(`room ${key.split(" ")[0]} has words at ${seqs} that nobody said`);
  }
  for (const [room, heard] of told) {
    const events = histories.get(room);
    for (const [seq, event] of heard) {
      const kept = events[seq - 1];
      if (kept === undefined) wrong.push(`event ${seq} of room ${room} was told and is not kept`);
      else if (JSON.stringify(kept) !== event) {
        wrong.push(`event ${seq} of room ${room} was told in other words than it is kept`);
      }
    }
  }
  return wrong;
}
