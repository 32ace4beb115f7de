// At rest: every word is where it should be, once, and what is gone is gone from the store.
#include "store/keys.hpp"
#include "tests/simulation/ledger.hpp"

namespace xinqiao::simulation {

void Ledger::check_all() {
  std::size_t marks = 0;
  for (const auto& [key, value] : log_.rows(store::Family::marks)) marks += key[0] == 'r' ? 1 : 0;
  if (log_.overwritten() != 0) {
    story_.broken("I6", "words that were deleted are still in the files after a scrub");
  }
  if (marks != reckoning_.reaction_marks()) {
    story_.broken("I7", "the store holds " + std::to_string(marks) + " reactions and not " +
                            std::to_string(reckoning_.reaction_marks()));
  }
  for (const auto& [id, room] : rooms_) {
    if (id == organisation_room || room.rules.access != Access::open) continue;
    for (const auto& [member, stays] : room.stays) {
      if (!room.has(member) || standings_.belongs(member, room.rules.unit)) continue;
      story_.broken("I4", "member " + std::to_string(member.value) +
                              " does not belong to the unit of room " + std::to_string(id.value) +
                              " and is still in it");
    }
  }
  for (const auto& [tag, saying] : sayings_) {
    const bool is_kept = saying.seq != 0 || saying.member.value != 0;
    if (saying.accepted && !is_kept) story_.broken("I1", saying.text + " is lost");
  }
  for (const auto& [id, room] : rooms_) {
    for (const KeptEvent& one : room.events) {
      check_kept(id, one);
    }
  }
}

void Ledger::check_kept(RoomId room, const KeptEvent& one) {
  const auto row = log_.kept(store::Family::events, store::keys::event(room, one.event.seq));
  const std::string where = place_name(room, one.event.seq);
  if (!row) return story_.broken("I1", where + " is no more in the store");
  const bool has_bytes = one.kind == "talk" && (row->find("\"package\"") != std::string::npos ||
                                                row->find("\"welcome\"") != std::string::npos ||
                                                row->find("\"sealed\":") != std::string::npos);
  if (has_bytes && talks_.is_forgotten(room)) {
    story_.broken("I13", "the bytes of " + where + " were forgotten and are in the store");
  } else if (one.deleted && row->find("\"text\"") != std::string::npos) {
    story_.broken("I6", "the text of " + where + " was deleted and is in the store");
  } else if (!one.deleted && !one.bare && *row != one.bytes) {
    story_.broken("I2", where + " has changed in the store");
  }
}

}  // namespace xinqiao::simulation
