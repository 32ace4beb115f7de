// The direct way: while nothing waits for a socket, a hub puts what is told live on it itself. What
// a simulated socket does not take whole goes on waiting, as with a real one.
#include "tests/simulation/house.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace xinqiao::simulation {
namespace {

// The texts of whole frames as a server sends them (RFC 6455 5.2): one byte, the length, the text.
std::vector<std::string_view> texts_in(std::string_view wire) {
  std::vector<std::string_view> texts;
  while (wire.size() >= 2) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(wire[at]); };
    const std::size_t longer = byte(1) == 126 ? 2 : byte(1) == 127 ? 8 : 0;
    std::size_t bytes = longer == 0 ? byte(1) : 0;
    for (std::size_t i = 0; i < longer; ++i) bytes = bytes << 8 | byte(2 + i);
    texts.push_back(wire.substr(2 + longer, bytes));
    wire.remove_prefix(2 + longer + bytes);
  }
  return texts;
}

}  // namespace

void House::reach_at_once(const Line& line) {
  if (!line.is_direct || line.member == MemberId{}) return;
  hub(line).reach_at_once(line.id, static_cast<int>(line.number));
}

std::size_t House::put(void*, int socket, std::string_view bytes) {
  for (const LinePtr& line : at_work_->lines_) {
    const bool is_it = line->number == static_cast<std::size_t>(socket);
    if (is_it && line->server_open && !line->dead) return at_work_->take_at_once(*line, bytes);
  }
  return 0;
}

std::size_t House::take_at_once(Line& line, std::string_view bytes) {
  if (ground_.random.chance(20) || bytes.size() > line.pace_bytes) {
    line.written = ground_.random.below(std::min(bytes.size(), line.pace_bytes));
    ++ground_.put_in_part;
    return line.written;
  }
  ++ground_.put_whole;
  const Moment moment = threads_[line.thread].moment;
  for (const std::string_view text : texts_in(bytes)) hand_over(line, text, moment);
  return bytes.size();
}

}  // namespace xinqiao::simulation
