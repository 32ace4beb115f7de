// Sockets for a hub that puts what is told on them at once: by number, what each has got, and how
// much it takes at the next call. Threading: one thread; all tests of a program share them, so each
// begins with `all() = {}`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/hub_house.hpp"

namespace xinqiao::house {

struct Sockets {
  std::vector<std::string> got;
  std::mt19937 random{1};
  bool take_all = true;
  std::size_t step = 40;  // when not: up to twice so many bytes, and often none
  std::size_t calls = 0;

  static Sockets& all() {
    static Sockets sockets;
    return sockets;
  }
  static std::size_t put(void*, int socket, std::string_view bytes) {
    Sockets& it = all();
    ++it.calls;
    const std::size_t takes =
        it.take_all
            ? bytes.size()
            : std::min<std::size_t>(it.random() % 3 * (it.random() % it.step), bytes.size());
    it.got[static_cast<std::size_t>(socket)] += bytes.substr(0, takes);
    return takes;
  }
  // What waits goes out, as a writer would do it; then all that the socket ever got.
  static const std::string& flush(Hub& hub, ConnectionId line, std::size_t socket) {
    std::string& got = all().got[socket];
    while (Outbox* outbox = hub.to_write(line)) {
      got += outbox->front().wire().substr(outbox->sent());
      outbox->note_sent(0);
      hub.wrote(line);
    }
    return got;
  }
};

}  // namespace xinqiao::house
