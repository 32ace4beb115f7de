// A whole house without doors: the real pipeline over a log in memory, a clock that stands where it
// is put, and an audience that writes down what it is told. Tests speak to it in the words of the
// wire. Threading: one thread; every call steps the pipeline until nothing is left to do.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/variant.hpp"
#include "server/audience.hpp"
#include "server/clock.hpp"
#include "server/pipeline.hpp"
#include "tests/support/memory_log.hpp"

namespace xinqiao::testing {

class StandingClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  void set(std::int64_t ms) { now_ = {ms}; }
  void advance(std::int64_t ms) { now_.ms += ms; }

 private:
  Instant now_{1'780'000'000'000};
};

class WritingAudience final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    told.insert(told.end(), batch->begin(), batch->end());
  }
  template <class Kind>
  std::vector<Kind> all() const {
    std::vector<Kind> found;
    for (const Instruction& one : told) {
      if (const auto* kind = get_if<Kind>(&one)) found.push_back(*kind);
    }
    return found;
  }
  TellBatch told;
};

class House {
 public:
  // follow: makes who follows the log, from a house whose pipeline is not there yet.
  using Follow = std::function<Followers(House&)>;
  explicit House(std::shared_ptr<MemoryLog> log = std::make_shared<MemoryLog>(),
                 const Follow& follow = {});

  // A member with a session; its number is also the connection's slot.
  struct Resident {
    MemberId member;
    std::string token;
    ConnectionId connection;
  };
  Resident add(const std::string& name, bool organiser = false);

  // Sends a request as this resident and returns the answer's text ("" if there was none).
  std::string call(const Resident& who, const std::string& method, const std::string& params);
  // The same of somebody who is not signed in.
  std::string call(const std::string& method, const std::string& params);
  // Sends without stepping.
  void send(const Resident& who, const std::string& method, const std::string& params);
  // Steps until nothing moves.
  void settle();
  // The result of a post: n counts this resident's outbox.
  std::string post(const Resident& who, std::uint64_t room, std::uint64_t n,
                   const std::string& text);

  std::string address = "10.0.0.1";  // where all calls come from
  std::string browser;               // the cookie of a browser, if calls come from one

  std::shared_ptr<MemoryLog> log;
  StandingClock clock;
  WritingAudience audience;
  Metrics metrics;
  store::Status failure;
  std::unique_ptr<Pipeline> pipeline;

 private:
  std::uint64_t next_id_ = 1;
  std::uint32_t next_slot_ = 1;
};

// Whether the text contains the part.
bool says(const std::string& text, const std::string& part);

}  // namespace xinqiao::testing
