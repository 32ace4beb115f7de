// What several encoders write alike. Private to the encoder. Threading: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/json_writer.hpp"
#include "protocol/rows.hpp"

namespace xinqiao {

inline std::int64_t number(std::uint64_t value) {
  return static_cast<std::int64_t>(value);  // below 2^53, see limits::integer_max
}

// In encode_organisation.cpp.
std::string_view word_of(Welcome welcome);

// Events are kept as JSON: they are joined as they are.
inline void write_events(JsonWriter& json, const std::vector<std::string>& events) {
  json.begin_array();
  for (const std::string& event : events) json.raw(event);
  json.end_array();
}

}  // namespace xinqiao
