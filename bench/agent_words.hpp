// What an agent and who orders it say to each other: JSON objects, one a line. README.md has the
// walk of a run. Threading: pure functions.
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/participant.hpp"
#include "bench/report.hpp"
#include "bench/run.hpp"

namespace xinqiao::bench {

// Rises whenever a word of it changes: agents of another version are not asked for anything.
inline constexpr std::uint64_t agent_version = 1;

// A line; nothing: it is no JSON object.
std::optional<boost::json::object> read_words(const std::string& line);
std::string word_of(const boost::json::object& words, std::string_view key);
std::int64_t number_of(const boost::json::object& words, std::string_view key);

boost::json::array to_array(const std::vector<Credential>& everybody, std::size_t index,
                            std::size_t of);
std::vector<Credential> credentials_of(const boost::json::object& words);

// What an agent found: its report, and what only all of them together can judge.
struct AgentFound {
  Report report;
  std::vector<Audit::Heard> posts;  // due after the start
  std::vector<Run::Count> rooms;
};
boost::json::object to_object(const AgentFound& found);
// Nothing: it is none.
std::optional<AgentFound> agent_found_of(const boost::json::object& words);

}  // namespace xinqiao::bench
