// What members do beside posting, by their roles: readers say how far they have read, slow ones
// take few bytes a second, flapping ones lose their links. Threading: the thread that runs the
// io_context.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

#include "bench/member.hpp"
#include "bench/roles.hpp"
#include "bench/scenario.hpp"

namespace xinqiao::bench {

class Behaviour {
 public:
  using Members = std::vector<std::unique_ptr<Member>>;
  // people: all of the run, by their numbers. members: the same, if they speak our wire: readers
  // say how far they have read in no other.
  Behaviour(Ground& ground, std::vector<Participant*> people, Members& members,
            const Scenario& scenario);

  void start();  // with the load
  void stop();   // everyone is well again, so that what is under way comes to its end
  // A share of all, drawn by the seed, lose their links now.
  void cut(double share);
  std::uint64_t marks() const { return marks_; }  // said by readers

 private:
  void turn();
  void take_role(std::size_t member, Role role);
  void mark(std::size_t member);

  Ground& ground_;
  const std::vector<Participant*> people_;
  Members& members_;
  const Scenario& scenario_;
  std::mt19937_64 random_;
  boost::asio::steady_timer timer_;
  std::vector<Role> roles_;
  std::vector<Seq> marked_;  // by member: the sum of what was said to be read
  Nanos start_ = 0;
  std::uint64_t turns_ = 0;
  std::uint64_t marks_ = 0;
  bool is_over_ = false;
};

}  // namespace xinqiao::bench
