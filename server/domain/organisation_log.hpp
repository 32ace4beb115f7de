// Gathers what one command says in the organisation's log, and in rooms because of it. Threading:
// belongs to the rule that makes it.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "server/domain/rules.hpp"

namespace xinqiao::domain {

class OrganisationLog {
 public:
  explicit OrganisationLog(const Scene& scene) : scene_(scene) {}

  void say(EventBody body) { add(organisation_room, std::move(body)); }

  // In a room, in somebody's name or (0) the server's.
  const Event& say_in(RoomId room, MemberId by, EventBody body) {
    add(room, std::move(body), by);
    return decision_.events.back();  // until more is said
  }

  void remove_from(const std::vector<RoomId>& rooms, MemberId member, Removal why) {
    for (const RoomId room : rooms) add(room, Removed{member, why});
  }

  // Answered with the last thing said, or with `already` if there was nothing to say.
  Decision take() {
    Receipt receipt{.at = scene_.context.at, .already = decision_.events.empty()};
    if (const Room* log = scene_.world.room(organisation_room)) receipt.seq = log->row.last_seq;
    const auto said = last_.find(organisation_room);
    if (said != last_.end()) receipt.seq = said->second.seq;
    decision_.outcome = receipt;
    return std::move(decision_);
  }

 private:
  void add(RoomId id, EventBody body) { add(id, std::move(body), scene_.caller.member); }
  void add(RoomId id, EventBody body, MemberId by) {
    const Room* room = scene_.world.room(id);
    const End end = room == nullptr ? End{} : End{room->row.last_seq, room->row.last_n};
    End& last = last_.try_emplace(id, end).first->second;
    ++last.seq;
    if (counts_as_post(body)) ++last.n;
    decision_.events.push_back({id, last.seq, scene_.context.at, by, last.n, std::move(body)});
  }

  struct End {
    Seq seq{};
    Ordinal n{};
  };

  const Scene& scene_;
  Decision decision_;
  std::map<RoomId, End> last_;
};

}  // namespace xinqiao::domain
