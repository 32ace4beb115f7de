// An open house where time stands still but where a test steps it. Owned by the test. Threading:
// one thread. Errors: what is required and does not come ends the test.
#pragma once

#include "tests/net/open_house.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <optional>
#include <string>

namespace xinqiao::testing {

inline constexpr bool by_hand = false;  // nobody takes what is heard but the test

// A house whose time is stepped, and a witness in it who hears a beat at every step: then all
// deadlines have been looked at.
struct SteppedHouse {
  std::atomic<std::int64_t> now_ms{1};
  OpenHouse house;
  std::optional<Client> witness;

  explicit SteppedHouse(bool running = true, std::span<const PageFile> page = {},
                        std::size_t readers_at_ease = limits::readers_at_ease)
      : house(options(page, readers_at_ease), running) {
    // What was ordered before anybody came.
    while (!running && house.pipeline->decide_step()) house.pipeline->keep_step();
    witness.emplace(house.port());
    BOOST_TEST_REQUIRE(witness->open_socket(house.tokens[0])->status == 101);
    if (!running) {
      decide();
      house.pipeline->keep_step();
    }
    BOOST_TEST_REQUIRE(!witness->next("\"hello\"").empty());
  }
  net::Server::Options options(std::span<const PageFile> page, std::size_t readers_at_ease) {
    net::Server::Options chosen;
    chosen.readers_at_ease = readers_at_ease;
    chosen.beat_ms = 1;
    chosen.look_ms = 10;
    chosen.page = page;
    chosen.steady_ms = [this] { return now_ms.load(); };
    return chosen;
  }

  // By hand: the door has asked something, and it is decided but not kept: nobody is answered.
  void decide() {
    while (!house.pipeline->decide_step()) continue;
  }
  // A newcomer is served after everything that the door got or did before.
  void settle() {
    Client newcomer(house.port());
    BOOST_TEST_REQUIRE(asks(newcomer) == 200);
  }
  void step(std::int64_t by_ms) {
    settle();
    now_ms += by_ms;
    BOOST_TEST_REQUIRE(!witness->next("\"beat\"").empty());
  }
};

}  // namespace xinqiao::testing
