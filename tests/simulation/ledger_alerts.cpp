// What the store says of alerts, and what is told of them, as the ledger reads it.
#include "store/record.hpp"
#include "tests/simulation/ledger.hpp"

namespace xinqiao::simulation {

// As one line, like the book's.
std::string figures_in(const json::object& told) {
  std::string line = std::to_string(number_in(told, "targeted"));
  for (const char* key : {"written", "delivered", "seen", "answered", "ticked"}) {
    line += " " + std::to_string(number_in(told, key));
  }
  for (const json::value& one : told.at("answers").as_array()) {
    line += " " + std::to_string(one.to_number<std::uint64_t>());
  }
  return line;
}

// It is the seat in the alert's room, from the beginning; who made the room has joined it.
void Ledger::give_seat(RoomId id, MemberId member) {
  KeptRoom& room = rooms_[id];
  if (room.has(member)) return;
  room.stays[member].push_back({.joined = 1, .joined_sync = syncs_, .is_seat = true});
}

void Ledger::put_alert_audience(std::string_view key, std::string_view value) {
  const auto kept = store::decode_mark(key, value);
  if (!kept) return story_.broken("I12", "the people of an alert cannot be read");
  const auto& audience = get<AlertAudience>(kept->mark);
  alerts_.put(audience);
  for (const AlertPerson& one : audience.people) give_seat(audience.room, one.member);
}

void Ledger::put_alert_mark(std::string_view key, std::string_view value) {
  const auto kept = store::decode_mark(key, value);
  if (!kept) return story_.broken("I12", "a mark of an alert cannot be read");
  const auto& mark = get<AlertMark>(kept->mark);
  alerts_.put(mark);
  give_seat(mark.room, mark.member);
}

}  // namespace xinqiao::simulation
