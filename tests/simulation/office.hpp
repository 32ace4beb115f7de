// The operator's own command line: it adds members and makes sign-in links, as the server itself,
// one call at a time. Threading: belongs to its run.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>

#include "tests/simulation/house.hpp"

namespace xinqiao::simulation {

class Office {
 public:
  explicit Office(Ground& ground) : ground_(ground) {}

  void add_member(std::string name, bool organiser);
  void make_link(MemberId member);
  void act(House& house);  // makes the next call, if none is under way
  void hear(const Letter& letter);
  void call_lost() { exchange_.reset(); }
  bool is_idle() const { return !exchange_ && waiting_.empty(); }
  const LinePtr& exchange() const { return exchange_; }

  struct Done {
    bool is_link = false;
    MemberId member;
    std::string name;
    bool organiser = false;
    std::string secret;
  };
  std::optional<Done> take_done();
  // A store was restored that knows nothing of some members.
  void forget(const std::function<bool(MemberId)>& is_there);

 private:
  struct Order {
    bool is_link = false;
    MemberId member;
    std::string name;
    bool organiser = false;
  };

  Ground& ground_;
  std::deque<Order> waiting_;
  std::deque<Done> done_;
  LinePtr exchange_;
};

}  // namespace xinqiao::simulation
