// The pace of guesses at logins (decision 0015). A try is counted for its login together with the
// place it comes from, before anybody knows whether it is right, so that many at once gain nothing:
// some are free, then each waits twice as long as the one before. So others' guesses do not hold up
// the owner, who comes from another place: another address, or a browser in which the password was
// right before. A login at which many places guess leaves less free to places it does not know. It
// is the same for a login that nobody has. Bounds: limits::guessed_*; the oldest goes first.
// Threading: decider thread.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "protocol/ids.hpp"

namespace xinqiao {

class Guesses {
 public:
  struct Try {
    std::string login;
    std::string place;      // place_of(…)
    bool is_known = false;  // the place has been the owner's
  };

  // Nothing: it may be tried, and counts as wrong until right() is called. Else: after so many ms.
  std::optional<std::int64_t> take(const Try& one, Instant now);
  // It was right: the place begins anew.
  void right(const Try& one);
  // It was not tried after all.
  void give_back(const Try& one);
  // How many are remembered.
  std::size_t places() const { return places_.counts.size(); }
  std::size_t logins() const { return logins_.counts.size(); }

 private:
  struct Count {
    std::uint64_t wrong = 0;
    Instant last;
    std::list<std::string>::iterator use;
  };
  struct Table {
    std::size_t most;
    std::unordered_map<std::string, Count> counts{};
    std::list<std::string> used{};  // latest first
    Count& count(const std::string& key, Instant now);
    void forget(const std::string& key);
    void less(const std::string& key);
  };
  static std::string key_of(const Try& one);

  Table places_;
  Table logins_;

 public:
  Guesses();
};

// An address; of IPv6 its /64, which is what one household has.
std::string place_of(const std::string& address);
std::string place_of(const TokenHash& browser);

}  // namespace xinqiao
