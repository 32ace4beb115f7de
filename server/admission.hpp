// The gate before the world: pace of members, pace of guesses, room on the disk. What is refused
// here never happened. Token buckets: `burst` at once, `rate` a second after that. Buckets that are
// full again are forgotten, some time after and before others would have to be. Threading: decider
// thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "protocol/command.hpp"
#include "protocol/error.hpp"
#include "protocol/ids.hpp"

namespace xinqiao {

struct Pace {
  double per_second{};
  double burst{};
};

class Bucket {
 public:
  // Refills for the time since the last call, then takes one. Nothing: taken. Else: when to try
  // again.
  std::optional<std::int64_t> take(const Pace& pace, Instant now);
  bool is_full(const Pace& pace, Instant now) const;
  // When one could be taken; nothing = now.
  std::optional<std::int64_t> wait_ms(const Pace& pace, Instant now);

 private:
  void refill(const Pace& pace, Instant now);
  double tokens_ = -1;  // -1: not used yet, that is full
  Instant at_;
};

// Whether the command writes anything to the disk.
bool changes_the_log(const Command& command);

class Admission {
 public:
  explicit Admission(double commands_per_second);

  // Each names the refusal, or nothing.
  std::optional<Refusal> pace(MemberId member, Instant now);
  std::optional<Refusal> guess(const std::string& address, Instant now);
  void wrong_guess(const std::string& address, Instant now);
  // A full bucket and none are the same: those are forgotten, every so often.
  void forget_full(Instant now);
  std::size_t size() const { return members_.size() + addresses_.size(); }  // remembered

 private:
  Pace commands_;
  boost::unordered_flat_map<MemberId, Bucket, std::hash<MemberId>> members_;
  std::unordered_map<std::string, Bucket> addresses_;
  Instant looked_;  // for full ones
};

}  // namespace xinqiao
