// One simulated connection, both ends: a socket for life, or one HTTP exchange. Frames arrive in
// order or not at all. A line may go half-open: nothing passes any more, and neither end is told.
// Threading: belongs to its run.
#pragma once

#include <boost/json.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "server/audience.hpp"

namespace xinqiao::simulation {

struct Letter {
  std::string text;
  boost::json::object json;
};

// Where the log stood on a hub when a frame was pushed to a connection.
struct Moment {
  std::size_t sync{};
  bool from_reader = false;
};

struct Line {
  std::size_t number{};
  std::uint32_t thread{};
  bool is_exchange = false;
  TokenHash caller{};
  std::string address;

  // The server's end.
  ConnectionId id{};
  bool server_open = true;
  bool is_direct = false;      // the hub may put frames on its socket at once
  bool writing = false;        // the hub said that frames wait
  std::size_t written = 0;     // bytes of the front frame that went out
  std::deque<Moment> moments;  // one for each frame in the outbox
  std::size_t urgent = 0;      // of those, alerts that pass what waits
  MemberId member;
  SessionId session;
  std::string token;  // of session.start

  // The client's end.
  bool client_open = true;
  std::optional<CloseCode> close;  // comes after what is under way

  // Between.
  bool dead = false;  // half-open
  std::deque<std::string> to_server;
  std::deque<Letter> to_client;
  std::size_t pace_bytes = 64 * 1024;  // how much it takes at once
};

using LinePtr = std::shared_ptr<Line>;

}  // namespace xinqiao::simulation
