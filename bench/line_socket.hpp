// Lines of text over TCP, between who orders a run and the agents that make the load. Blocking,
// with a bound on each wait. Threading: belongs to its owner. Errors are values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/variant.hpp"

namespace xinqiao::bench {

class LineSocket {
 public:
  explicit LineSocket(int descriptor) : descriptor_(descriptor) {}
  ~LineSocket();
  LineSocket(LineSocket&& other) noexcept;
  LineSocket& operator=(LineSocket&&) = delete;

  // address: IP:PORT.
  static variant<LineSocket, std::string> connect(const std::string& address);

  // False: the other side is gone, or takes nothing.
  [[nodiscard]] bool say(std::string_view line);
  enum class Heard : std::uint8_t { line, nothing, gone };
  Heard hear(std::string& line, int wait_ms);

 private:
  bool take_line(std::string& line);

  int descriptor_;
  std::string unread_;
  std::size_t searched_ = 0;
};

class LineListener {
 public:
  // Port 0: any that is free. What is wrong stands in problem().
  explicit LineListener(const std::string& address);
  ~LineListener();
  LineListener(const LineListener&) = delete;
  LineListener& operator=(const LineListener&) = delete;

  const std::string& problem() const { return problem_; }
  std::string address() const;
  std::optional<LineSocket> accept();  // waits for one

 private:
  int descriptor_ = -1;
  std::string problem_;
};

}  // namespace xinqiao::bench
