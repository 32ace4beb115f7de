// Talks as a load: pairs of an asker and a listener, each with a socket. All ask at once, all are
// accepted, then both of each pair seal at a given rate, and at the end every talk is ended and
// forgotten. What is sealed are random bytes: the server cannot tell them from a message of MLS.
// Each must hear what the other sealed: all of it, once, in its order, byte for byte; and once a
// talk is forgotten no history of it may hold a byte. Latency counts from the moment a message was
// due. Threading: one thread; the server is a process of its own. Errors are in the report.
#pragma once

#include <cstdint>
#include <string>

#include "bench/clock.hpp"
#include "bench/histogram.hpp"

namespace xinqiao::bench {

struct TalkOptions {
  std::string spawn;  // the server's binary
  std::uint64_t pairs = 200;
  std::uint64_t messages = 20;       // of each of the two
  double messages_per_second = 200;  // of all together
  std::uint64_t bytes = 300;         // of each, before base64url
};

struct TalkReport {
  std::uint64_t pairs = 0;
  std::uint64_t sealed = 0;  // messages
  std::uint64_t heard = 0;
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t disordered = 0;
  std::uint64_t altered = 0;
  std::uint64_t left_behind = 0;  // bytes of forgotten talks that a history still told
  Histogram asked;                // until the answer
  Histogram accepted;
  Histogram latency;  // from due to heard by the other
  Histogram acknowledged;
  Histogram forgotten;
  Histogram late;            // how late the messages were said
  double server_cpu_us = 0;  // a message
  std::string problem;

  bool passed() const {
    return problem.empty() && lost + doubled + disordered + altered + left_behind == 0;
  }
};

TalkReport measure_talks(const TalkOptions& options);
std::string to_text(const TalkReport& report);
std::string to_json(const TalkReport& report);

}  // namespace xinqiao::bench
