// Gathers what one command says in one room, at its end. Threading: belongs to the rule that makes
// it.
#pragma once

#include <algorithm>
#include <utility>

#include "server/domain/rules.hpp"

namespace xinqiao::domain {

class RoomLog {
 public:
  // A room that is not there yet begins with what is said first.
  RoomLog(const Scene& scene, RoomId id) : scene_(scene), id_(id) {
    if (const Room* room = scene.world.room(id)) {
      seq_ = room->row.last_seq;
      n_ = room->row.last_n;
    }
  }

  void say(EventBody body) {
    decision_.events.push_back(
        {id_, ++seq_, scene_.context.at, scene_.caller.member, n_, std::move(body)});
  }

  bool has_added(MemberId member) const {
    return std::ranges::any_of(decision_.events, [&](const Event& event) {
      const auto* added = get_if<Added>(&event.body);
      return added != nullptr && added->member == member;
    });
  }

  // Answered with the room's last event, and `already` if nothing had to be said.
  Decision take() {
    decision_.outcome = Receipt{
        .at = scene_.context.at, .room = id_, .seq = seq_, .already = decision_.events.empty()};
    return std::move(decision_);
  }

 private:
  const Scene& scene_;
  RoomId id_;
  Seq seq_ = 0;
  Ordinal n_ = 0;
  Decision decision_;
};

}  // namespace xinqiao::domain
