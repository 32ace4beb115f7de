// Talks as JSON: their steps in the log, how they stand, whom one may ask. Threading: pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json_writer.hpp"
#include "protocol/mark.hpp"
#include "protocol/talk.hpp"

namespace xinqiao {

// The fields of the event after `n`.
void write_talk_body(JsonWriter& json, const TalkMoved& body);

// A talk as one who may see it does.
struct TalkSummary {
  const TalkRow* row = nullptr;
  std::string_view asker_name;         // empty = erased
  std::optional<std::uint64_t> ahead;  // how many wait before it, while it waits
  bool with_package = false;           // the one who reads may accept it
};
std::string encode_talk(const TalkSummary& talk);
std::string encode_talks(const std::vector<TalkSummary>& own,
                         const std::vector<TalkSummary>& waiting);
std::string encode_talk_waiting(std::uint64_t waiting);

// The answer to a call that moves a talk; `ahead` of one that waits.
std::string encode_talk_receipt(const Receipt& receipt, std::optional<std::uint64_t> ahead,
                                bool repeated);

struct UnitListeners {
  UnitId unit;
  std::uint64_t on_duty{};
};
struct ListenerSummary {
  MemberId member;
  std::string_view name;
  bool on_duty = false;
  bool is_in_line = false;  // of the one who asks: never offered, may be asked by name
};
struct ListenerPage {
  std::vector<UnitListeners> units;
  std::vector<ListenerSummary> listeners;
  bool more = false;  // there are others
};
std::string encode_listeners(const ListenerPage& page);
std::string encode_listening(bool on);

}  // namespace xinqiao
