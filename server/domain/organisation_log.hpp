// Gathers what one command says in the organisation's log, and in the rooms that members have to
// leave because of it. Threading: belongs to the rule that makes it.
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

  void remove_from(const std::vector<RoomId>& rooms, MemberId member, Removal why) {
    for (const RoomId room : rooms) add(room, Removed{member, why});
  }

  // Answered with the last thing said, or with `already` if there was nothing to say.
  Decision take() {
    Receipt receipt{.at = scene_.context.at, .already = decision_.events.empty()};
    if (const Room* log = scene_.world.room(organisation_room)) receipt.seq = log->row.last_seq;
    const auto said = last_.find(organisation_room);
    if (said != last_.end()) receipt.seq = said->second;
    decision_.outcome = receipt;
    return std::move(decision_);
  }

 private:
  void add(RoomId id, EventBody body) {
    const Room* room = scene_.world.room(id);
    const Seq last = room == nullptr ? 0 : room->row.last_seq;
    Seq& seq = last_.try_emplace(id, last).first->second;
    decision_.events.push_back({id, ++seq, scene_.context.at, scene_.caller.member,
                                room == nullptr ? Ordinal{0} : room->row.last_n, std::move(body)});
  }

  const Scene& scene_;
  Decision decision_;
  std::map<RoomId, Seq> last_;
};

}  // namespace xinqiao::domain
