// How soon those who lost their links are back without a gap: greeted again, brought up to date
// with every room to where it stood when they asked, and nothing missing before that. A look ten
// times a second. Threading: the thread that runs the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/clock.hpp"
#include "bench/member.hpp"

namespace xinqiao::bench {

struct Recovered {
  std::string what;           // "cut", "kill", "restart"
  double at = 0;              // seconds after the warm-up
  std::size_t members = 0;    // who lost their links
  std::vector<double> after;  // seconds until each of them was back, ascending
  // Until this share of them was back; none = it never was.
  std::optional<double> quantile(double share) const;
};

class Recovery {
 public:
  using Members = std::vector<std::unique_ptr<Member>>;
  Recovery(boost::asio::io_context& context, const Members& members);

  // Just before a fault: whom it will take is told by who has lost a link since.
  void before();
  // Just after. everybody: also those who have not noticed yet.
  void after(std::string what, double at, bool everybody);
  void stop();
  const std::vector<Recovered>& found() const { return found_; }

 private:
  struct Pending {
    std::size_t fault;
    std::size_t member;
    std::uint64_t losses;  // it has to have more than these
  };
  void look();

  const Members& members_;
  boost::asio::steady_timer timer_;
  std::vector<std::uint64_t> losses_;  // by member, before the fault at hand
  std::vector<Recovered> found_;
  std::vector<Nanos> began_;  // by fault
  std::vector<Pending> pending_;
  Nanos before_ = 0;
  bool is_looking_ = false;
};

}  // namespace xinqiao::bench
