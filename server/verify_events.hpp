// First part of verify: the events of every room, one after the other, and the index beside them.
// For verify.cpp alone.
#pragma once

#include <string>
#include <string_view>

#include "protocol/ids.hpp"
#include "server/derived_rows.hpp"
#include "server/domain/world.hpp"
#include "server/verify.hpp"

namespace xinqiao {

struct Problems {
  VerifyReport& report;
  void add(std::string sentence);
  void add_unreadable(std::string_view what, const store::Status& status);
};

// The furthest that events and marks reach.
struct Seen {
  Position position{};
  Instant at;
};

// Checks each event and applies it to the world. `closed` gathers the rows of closed questions,
// which the world does not hold on to.
void verify_events(const store::Log& log, domain::World& world, Rows& closed, Seen& seen,
                   Problems& problems);

}  // namespace xinqiao
