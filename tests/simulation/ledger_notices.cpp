// Readers of posts and notices and confirmers, counted the slow way.
#include "server/queries.hpp"
#include "tests/simulation/ledger.hpp"

namespace xinqiao::simulation {

bool is_post_kind(std::string_view kind) {
  return kind == "post" || kind == "notice";
}

void Ledger::check_notices(const domain::World& world) {
  for (const auto& [id, room] : rooms_) {
    if (id == organisation_room) continue;
    std::uint64_t members = 0;
    for (const auto& [member, stays] : room.stays) members += room.has(member) ? 1 : 0;
    const domain::Room& told = *world.room(id);
    const std::string where = "room " + std::to_string(id.value) + ": ";
    if (told.active != members) story_.broken("I10", where + "its members are counted wrongly");
    for (const auto& [seq, notice] : told.notices) {
      std::uint64_t read = 0;
      std::uint64_t confirmed = 0;
      for (const auto& [member, stays] : room.stays) {
        if (!room.has(member)) continue;
        const auto mark = reads_.find({member, id});
        const Seq upto = mark == reads_.end() ? 0 : mark->second;
        read += upto >= seq && upto > stays.back().joined ? 1 : 0;
        confirmed += reckoning_.confirmers({id, seq}).contains(member) ? 1 : 0;
      }
      const bool counts = notice.row.of == NoticeClass::counted;
      if (counts && notice.read != read) {
        story_.broken("I10", where + "notice " + std::to_string(seq) + " is read by " +
                                 std::to_string(read) + " and counts " +
                                 std::to_string(notice.read));
      } else if (!counts && !notice.row.closed && notice.confirmed != confirmed) {
        story_.broken("I10", where + "notice " + std::to_string(seq) + " is confirmed by " +
                                 std::to_string(confirmed) + " and counts " +
                                 std::to_string(notice.confirmed));
      }
    }
  }
}

void Ledger::check_readers(const domain::World& world) {
  for (const auto& [id, room] : rooms_) {
    if (id == organisation_room) continue;
    for (const KeptEvent& post : room.events) {
      if (!is_post_kind(post.kind)) continue;
      const Seq seq = post.event.seq;
      ReadCount naive;
      for (const auto& [member, stays] : room.stays) {
        const Seq joined = stays.back().joined;
        const bool sees = room.rules.past == Past::shown || joined <= seq;
        if (!room.has(member) || member == post.event.by || !sees) continue;
        const auto mark = reads_.find({member, id});
        const Seq upto = mark == reads_.end() ? 0 : mark->second;
        ++naive.of;
        naive.read += upto >= seq && upto > joined ? 1 : 0;
      }
      const ReadCount told = read_count(world, *world.room(id), seq, post.event.by);
      if (told == naive) continue;
      story_.broken("I10", "room " + std::to_string(id.value) + ": post " + std::to_string(seq) +
                               " is read by " + std::to_string(naive.read) + " of " +
                               std::to_string(naive.of) + " and counts " +
                               std::to_string(told.read) + " of " + std::to_string(told.of));
    }
  }
}

}  // namespace xinqiao::simulation
