// Alerts as JSON: their steps in the log, how they stand, their figures, whom to phone.
// Threading: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/alert.hpp"
#include "protocol/json_writer.hpp"

namespace xinqiao {

// The fields of the event after `n`.
void write_alert_body(JsonWriter& json, const AlertMoved& body);

// Told with each step, and with its words: to everyone it is for, and to those who only follow it.
enum class AlertFor : std::uint8_t { people, followers };
std::string encode_alert(const AlertRow& row, std::string_view title, std::string_view text,
                         AlertFor whom = AlertFor::people);
struct AlertSummary {
  const AlertRow* row = nullptr;
  std::string_view title;
  const AlertMark* own = nullptr;  // none: it is not for the caller
  bool follows = false;            // the caller holds a duty over some of its people
};
std::string encode_alerts(const std::vector<AlertSummary>& alerts);
// One's own part of it.
std::string encode_own_alert(const AlertMark& mark);
std::string encode_ticked(const AlertMark& mark);

// Of one unit alone, or (unit 0, of all) of everybody.
struct AlertCount {
  UnitId unit;
  std::uint64_t targeted{};
  std::uint64_t written{};
  std::uint64_t delivered{};
  std::uint64_t seen{};
  std::uint64_t answered{};
  std::uint64_t ticked{};
  std::vector<std::uint64_t> answers;
};
std::string encode_alert_totals(RoomId room, const AlertCount& all);
std::string encode_roll(RoomId room, const AlertCount& all, const std::vector<AlertCount>& units);
std::string encode_audience(std::uint64_t people);

struct MissingPerson {
  const AlertMark* mark = nullptr;
  std::string_view name;
  std::string initials{};
};
std::string encode_missing(const std::vector<MissingPerson>& people, std::optional<MemberId> next);

}  // namespace xinqiao
