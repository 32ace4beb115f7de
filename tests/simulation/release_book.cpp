#include "tests/simulation/release_book.hpp"

#include "protocol/limits.hpp"
#include "server/portable/line_export.hpp"
#include "tests/simulation/ledger.hpp"

#include <set>
#include <string>

namespace xinqiao::simulation {
namespace {

// The first line of a room in an export.
constexpr std::string_view room_line = R"({"room":{"room":)";

bool is_everybodys(const RoomRules& rules) {
  return rules.access == Access::open || rules.type == RoomType::alert;
}

std::string name_of(RoomId room) {
  return "room " + std::to_string(room.value);
}

}  // namespace

void ReleaseBook::see(const KeptRoom& room, const Event& event) {
  if (room.rules.access == Access::open) consents_.erase(event.room);  // it needs none
  const auto* step = get_if<ReleaseMoved>(&event.body);
  if (step == nullptr) return;
  const std::string_view wrong = trouble(room, event, step->move);
  if (!wrong.empty()) {
    story_.broken("I14", std::string(wrong) + " at " + place_name(event.room, event.seq));
  }
  if (step->move == ReleaseMove::proposed) {
    consents_[event.room] = {event.by, MemberId{}, Instant{}};
  } else if (step->move == ReleaseMove::agreed) {
    consents_[event.room].with = event.by;
    consents_[event.room].agreed = event.at;
  } else {
    consents_.erase(event.room);
  }
}

std::string_view ReleaseBook::trouble(const KeptRoom& room, const Event& event,
                                      ReleaseMove move) const {
  if (is_everybodys(room.rules)) return "a release of what everybody hears";
  if (room.rules.type == RoomType::talk) return "a release of a talk";
  const auto found = consents_.find(event.room);
  const bool stands = found != consents_.end();
  const bool is_owner = standings_.is_owner(event.by);
  if (move == ReleaseMove::proposed) {
    return stands ? "a second proposal" : is_owner ? "" : "a proposal by no owner";
  }
  if (!stands) return "a step of a release that nobody has proposed";
  if (move == ReleaseMove::withdrawn) {
    const bool is_of_two = room.rules.access == Access::direct && room.has(event.by);
    const bool is_server = event.by == MemberId{};
    if (is_server && standings_.is_owner(found->second.by)) {
      const MemberId with = found->second.with;
      const bool is_theirs = with == MemberId{} || standings_.is_owner(with);
      return is_theirs ? "what two owners want is taken back by nobody" : "";
    }
    return is_owner || is_of_two || is_server ? "" : "a withdrawal by one who may not";
  }
  if (found->second.with != MemberId{}) return "an agreement to what was agreed";
  if (found->second.by == event.by) return "an owner agrees with itself";
  return is_owner ? "" : "an agreement by no owner";
}

bool ReleaseBook::goes_along(RoomId id, const KeptRoom& room, Instant now) const {
  if (room.rules.type == RoomType::talk) return false;
  if (is_everybodys(room.rules)) return true;
  const auto found = consents_.find(id);
  if (found == consents_.end() || found->second.with == MemberId{}) return false;
  return now.ms - found->second.agreed.ms >= limits::release_wait_ms;
}

void ReleaseBook::compare(const domain::World& world, const store::Log& log,
                          const std::map<RoomId, KeptRoom>& rooms, Instant now) const {
  std::set<RoomId> exported;
  portable::Exported done;
  const auto status = portable::export_lines(
      log, {"simulated", now},
      [&](std::string_view line) {
        if (line.starts_with(room_line)) {
          exported.insert(RoomId{std::stoull(std::string(line.substr(room_line.size(), 20)))});
        }
        return store::Status::ok();
      },
      done);
  if (!status.is_ok()) return story_.broken("I14", "no export: " + status.message);
  for (const auto& [id, room] : rooms) {
    if (id == organisation_room) continue;
    if (exported.contains(id) != goes_along(id, room, now)) {
      story_.broken("I14",
                    name_of(id) + (exported.contains(id) ? " is in an export that nobody agreed to"
                                                         : " is not in an export, and should be"));
    }
    const auto found = consents_.find(id);
    const auto& row = world.room(id)->release;
    if (row.has_value() != (found != consents_.end())) {
      story_.broken("I14", name_of(id) + " has another release than its steps say");
    }
    if (!row) continue;
    const bool is_of_owners =
        standings_.is_owner(row->by) && (row->with == MemberId{} || standings_.is_owner(row->with));
    if (!is_of_owners) story_.broken("I14", name_of(id) + " is released by one who is no owner");
  }
}

}  // namespace xinqiao::simulation
