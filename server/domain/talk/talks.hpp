// The talks of the world: rows by their steps, the lines in which they wait, and whose they are.
// See README.md. Bounds: limits::talks_waiting in all lines together. Threading: decider thread.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "protocol/event.hpp"
#include "protocol/talk.hpp"

namespace xinqiao::domain {

// The row after a step. Of `asked`: the row it begins.
TalkRow after(const TalkRow& row, const Event& event, const TalkMoved& body);

// Whether the table has such a step from that state.
bool can_follow(TalkState state, TalkMove move);

// For whom a request waits: whoever is on duty for a unit, or one listener. The other one is 0.
struct TalkLine {
  UnitId unit;
  MemberId listener;
  auto operator<=>(const TalkLine&) const = default;
};
TalkLine line_of(const TalkRow& row);

class Talks {
 public:
  const TalkRow* find(RoomId room) const;
  const std::map<RoomId, TalkRow>& all() const { return rows_; }
  std::size_t count(TalkState state) const { return counts_[static_cast<std::size_t>(state) - 1]; }

  // In the order in which they were asked: rooms are numbered in it.
  const std::map<TalkLine, std::set<RoomId>>& lines() const { return lines_; }
  std::size_t ahead(const TalkRow& row) const;
  // The first of those who wait in that line behind this place.
  std::vector<RoomId> behind(const TalkLine& line, RoomId place, std::size_t most) const;

  // Those that a member asked for and that wait or go on.
  std::size_t open_of(MemberId asker) const;
  // A member's own that are not forgotten.
  const std::set<RoomId>& of(MemberId member) const;
  // In how many rooms of talks a member has a seat, the forgotten too.
  std::size_t seats(MemberId member) const;
  // One that the server has to forget, as one of the two is erased.
  std::optional<RoomId> to_forget() const;

  void apply(const Event& event, const TalkMoved& body);
  void load(const TalkRow& row);
  // The member is erased: its talks are to be forgotten.
  void forget_all_of(MemberId member);
  void forget_soon(RoomId room) { to_forget_.insert(room); }

 private:
  void put(const TalkRow& row);
  void take_out(const TalkRow& row);

  std::map<RoomId, TalkRow> rows_;
  std::array<std::size_t, 6> counts_{};  // by state
  std::map<TalkLine, std::set<RoomId>> lines_;
  std::map<MemberId, std::set<RoomId>> own_;
  std::map<MemberId, std::size_t> seats_;
  std::set<RoomId> to_forget_;
};

}  // namespace xinqiao::domain
