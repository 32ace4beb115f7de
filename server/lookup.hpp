// What the log knows about the message a command names. The log is asked, through an overlay of
// what is decided but not yet kept, so that the world needs no messages in memory and still decides
// on the truth of this very moment. Bounds: the overlay holds what is in flight and no more.
// Threading: decider thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory_resource>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/decode.hpp"
#include "protocol/event.hpp"
#include "server/domain/decide.hpp"
#include "store/log.hpp"

namespace xinqiao {

class Lookup {
 public:
  explicit Lookup(const store::Log& log) : log_(log) {}

  domain::Target find(const domain::TargetRef& ref);

  // An event or redaction was decided in this group; it is not in the log before the group is kept.
  void remember(const Event& event, std::uint64_t group);
  // All groups up to this one are kept.
  void kept(std::uint64_t group);
  std::size_t in_flight() const { return said_.size(); }

 private:
  using Place = std::pair<RoomId, Seq>;
  struct PlaceHash {
    std::size_t operator()(const Place& place) const {
      return place.first.value * 0x9e3779b97f4a7c15ULL + place.second;
    }
  };
  // An event without its words.
  struct Said {
    MemberId by;
    Instant at;
    Ordinal n{};
    bool is_post = false;
    bool is_deleted = false;
    std::uint64_t group{};
  };
  std::optional<Said> said_at(const Place& place);
  std::vector<Seq> edits_of(const Place& post) const;

  const store::Log& log_;
  Decoder decoder_;
  // Every post passes here and is soon gone again, so the nodes come from a pool.
  std::pmr::unsynchronized_pool_resource nodes_;
  std::pmr::unordered_map<Place, Said, PlaceHash> said_{&nodes_};
  std::map<Place, std::vector<std::pair<std::uint64_t, Seq>>> edits_;  // post -> (group, edit)
  std::deque<std::pair<std::uint64_t, Place>> order_;                  // what to forget, and when
};

}  // namespace xinqiao
