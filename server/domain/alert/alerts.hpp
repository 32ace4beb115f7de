// The alerts of the world: rows by their steps, marks by person, figures by unit kept as marks
// change. See README.md. Bounds: limits::open_alerts at once. Threading: decider thread.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <vector>

#include "protocol/alert.hpp"
#include "protocol/event.hpp"

namespace xinqiao::domain {

// How many have come at least so far, of the people of one unit.
struct AlertFigures {
  std::uint64_t targeted{};
  std::array<std::uint64_t, 5> reached{};  // by Reach, from targeted
  std::uint64_t ticked{};                  // of those who have not answered
  std::vector<std::uint64_t> answers;      // by option
  bool operator==(const AlertFigures&) const = default;

  void add(const AlertFigures& other);
};

struct Alert {
  AlertRow row;
  std::vector<AlertMark> people;           // ascending by member: they are many and do not change
  std::map<UnitId, AlertFigures> by_unit;  // of the unit alone

  const AlertMark* find(MemberId member) const;
  bool is_for(MemberId member) const { return find(member) != nullptr; }
  // As all of them are kept in one row.
  AlertAudience audience() const;
};

class Alerts {
 public:
  const Alert* find(RoomId room) const;
  const AlertMark* mark(RoomId room, MemberId member) const;
  const std::map<RoomId, Alert>& all() const { return alerts_; }
  std::size_t open() const;
  // All it is for, together.
  static AlertFigures sum(const Alert& alert);

  void apply(const Event& event, const AlertMoved& body);
  void load(const AlertRow& row) { alerts_[row.room].row = row; }
  void set(const AlertMark& mark);
  // How many of them were not known before.
  std::size_t set(const AlertAudience& audience);

 private:
  std::map<RoomId, Alert> alerts_;
};

}  // namespace xinqiao::domain
