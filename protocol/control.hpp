// What the commands of the binary ask of a server that runs, over the socket `control` in its data
// folder: a line of JSON each way, then the connection is held until either side ends it.
//
//   request = {"method": name, "params": {name: text, …}}     params may be absent
//   answer  = {"result": {name: text, …}} | {"error": sentence}
//   name    = letters a to z, and _
//
// Methods: `checkpoint` -> {"folder", "position"}: the store as it stands, in that folder of the
// data folder, removed when the connection ends. `reset_link` {"who", "end_sessions"?} ->
// {"member", "secret"}: a one-time link for the member with this login or name. Errors: decode
// yields nothing for what is no such line. Threading: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace xinqiao::control {

inline constexpr std::string_view socket_file = "control";

inline constexpr std::size_t line_bytes = 4'096;  // of a request or an answer, its end included
inline constexpr std::size_t connections = 8;
inline constexpr std::int64_t line_ms = 5'000;                         // until the request is there
inline constexpr std::int64_t held_ms = std::int64_t{12} * 3'600'000;  // after the answer

using Texts = std::map<std::string, std::string, std::less<>>;

struct Request {
  std::string method;
  Texts params;
};

struct Answer {
  std::string error;  // empty = it was done
  Texts result;

  bool is_ok() const { return error.empty(); }
};

// With the line end.
std::string encode(const Request& request);
std::string encode(const Answer& answer);

// Without the line end.
std::optional<Request> decode_request(std::string_view line);
std::optional<Answer> decode_answer(std::string_view line);

}  // namespace xinqiao::control
