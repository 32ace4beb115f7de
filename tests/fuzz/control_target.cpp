// Lines of the control socket, both ways.
#include "protocol/control.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/protocol/strict_json.hpp"

namespace xinqiao::fuzz {
namespace {

std::string_view without_end(const std::string& line) {
  hold(line.ends_with('\n') && line.find('\n') == line.size() - 1, "a line is one line");
  return std::string_view(line).substr(0, line.size() - 1);
}

}  // namespace

void control(std::string_view bytes) {
  if (const auto request = control::decode_request(bytes)) {
    hold(testing::StrictJson(bytes).valid(), "a request is JSON");
    const std::string line = control::encode(*request);
    if (line.size() > control::line_bytes) return;
    const auto again = control::decode_request(without_end(line));
    hold(again && again->method == request->method && again->params == request->params,
         "a request reads the same again: " + line);
  }
  if (const auto answer = control::decode_answer(bytes)) {
    hold(testing::StrictJson(bytes).valid(), "an answer is JSON");
    const std::string line = control::encode(*answer);
    if (line.size() > control::line_bytes) return;
    const auto again = control::decode_answer(without_end(line));
    hold(again && again->error == answer->error && again->result == answer->result,
         "an answer reads the same again: " + line);
  }
}

}  // namespace xinqiao::fuzz
