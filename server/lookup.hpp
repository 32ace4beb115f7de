// What the log knows about the message a command names. The log is asked, through an overlay of
// what is decided but not yet kept, so that the world needs no messages in memory and still decides
// on the truth of this very moment. Bounds: the overlay holds what is in flight and no more.
// Threading: decider thread.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory_resource>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "protocol/decode.hpp"
#include "protocol/event.hpp"
#include "protocol/mark.hpp"
#include "protocol/rows.hpp"
#include "server/domain/decide.hpp"
#include "store/log.hpp"

namespace xinqiao {

class Lookup {
 public:
  explicit Lookup(const store::Log& log) : log_(log) {}

  domain::Target find(const domain::TargetRef& ref);

  // An event or redaction was decided in this group; it is not in the log before the group is kept.
  void remember(const Event& event, std::uint64_t group);
  // The member's reaction to a post, 0 = none; and how many there are of each.
  std::uint8_t reaction(RoomId room, Seq target, MemberId member) const;
  ReactionTotals totals(RoomId room, Seq target) const;
  // Who has reacted to a post. Bounded by the members of its room.
  std::vector<MemberId> reactors(RoomId room, Seq target) const;
  void remember(const ReactionMark& mark, std::uint64_t group);
  // The steps of a talk that have bytes in the log, without them: what is written when it is
  // forgotten. Bounded by limits::talk_seals and talk_letters.
  std::vector<Event> steps_with_bytes(RoomId room);
  void remember(RoomId room, Seq target, const ReactionTotals& totals, std::uint64_t group);

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
  // An event without its words, if nobody needs them.
  struct Said {
    MemberId by;
    Instant at;
    Ordinal n{};
    bool is_post = false;
    bool is_deleted = false;
    bool is_forwarded = false;
    std::uint64_t group{};
    std::string text;  // of an edit, which a forwarding may need before it is kept
  };
  // A decided row that is not kept yet; its value is empty where it was erased.
  struct Decided {
    std::uint64_t group{};
    std::string value;
  };
  std::optional<std::string> row(store::Family family, const std::string& key) const;
  void remember_row(store::Family family, std::string key, std::string value, std::uint64_t group);
  void forget_rows(std::uint64_t group);

  std::optional<Said> said_at(const Place& place);
  std::vector<Seq> edits_of(const Place& post) const;
  std::string text_at(const Place& place);

  const store::Log& log_;
  Decoder decoder_;
  // Every post passes here and is soon gone again, so the nodes come from a pool.
  std::pmr::unsynchronized_pool_resource nodes_;
  std::pmr::unordered_map<Place, Said, PlaceHash> said_{&nodes_};
  // Of those in flight: bare, or nothing where the bytes are gone already.
  struct Step {
    std::uint64_t group{};
    std::optional<Event> bare;
  };
  std::map<Place, Step> steps_;
  std::map<Place, std::vector<std::pair<std::uint64_t, Seq>>> edits_;  // post -> (group, edit)
  std::deque<std::pair<std::uint64_t, Place>> order_;                  // what to forget, and when
  using RowKey = std::pair<store::Family, std::string>;
  std::map<RowKey, Decided> rows_;
  std::deque<std::pair<std::uint64_t, RowKey>> rows_order_;
};

}  // namespace xinqiao
