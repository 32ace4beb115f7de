// Somebody of a run, whatever server they talk to: a Member speaks our wire, a Stranger another's.
// Threading: the thread that runs the io_context.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/ids.hpp"

namespace xinqiao::bench {

struct Credential {
  MemberId member;
  std::string token;
  std::vector<RoomId> rooms;
};

class Participant {
 public:
  virtual ~Participant() = default;
  virtual void connect() = 0;
  virtual void leave() = 0;                               // for good
  virtual void cut() = 0;                                 // loses its link, and comes back
  virtual void pace(std::uint64_t bytes_per_second) = 0;  // 0 = as they come
  virtual void listen(const std::vector<RoomId>& rooms) = 0;
  virtual const std::vector<RoomId>& rooms() const = 0;  // it listens in
  virtual const Credential& credential() const = 0;
};

}  // namespace xinqiao::bench
