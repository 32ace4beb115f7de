// What is told and not carried out is bounded: whoever tells more waits, and nothing is lost.
#include "server/net/switchboard.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

using namespace xinqiao;
using namespace std::chrono_literals;

namespace {

std::shared_ptr<const TellBatch> batch_of(std::size_t items) {
  auto batch = std::make_shared<TellBatch>();
  for (std::size_t i = 0; i < items; ++i) batch->push_back(Cut{SessionId{i}, CloseCode::login});
  return batch;
}

// A line that carries nothing out until it is told to.
struct Lazy {
  std::mutex mutex;
  std::vector<std::shared_ptr<const TellBatch>> waiting;

  net::Switchboard::Line line() {
    return [this](std::shared_ptr<const TellBatch> batch) {
      const std::lock_guard held(mutex);
      waiting.push_back(std::move(batch));
    };
  }
  std::size_t carry_out() {
    const std::lock_guard held(mutex);
    return std::exchange(waiting, {}).size();
  }
  std::size_t size() {
    const std::lock_guard held(mutex);
    return waiting.size();
  }
};

struct Told {
  Metrics metrics;
  net::Switchboard board{&metrics, 10};
  Lazy first;
  Lazy second;
  std::atomic<bool> is_over{false};

  Told() { board.connect({first.line(), second.line()}); }
  std::thread tell_beside(std::size_t items) {
    return std::thread([this, items] {
      board.tell(batch_of(items));
      is_over = true;
    });
  }
  void stays_waiting() {
    std::this_thread::sleep_for(50ms);
    BOOST_TEST(!is_over);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(switchboard_test)

BOOST_FIXTURE_TEST_CASE(a_tell_waits_until_every_line_has_carried_out_what_was_told, Told) {
  board.tell(batch_of(6));
  board.tell(batch_of(6));  // there was room for some of it
  BOOST_TEST(metrics.told_items == 12u);
  std::thread beside = tell_beside(1);
  stays_waiting();
  BOOST_TEST(first.carry_out() == 2u);
  stays_waiting();  // the other line has it still
  BOOST_TEST(second.carry_out() == 2u);
  beside.join();
  BOOST_TEST(metrics.told_items == 1u);
  BOOST_TEST(metrics.tells_held_up == 1u);
  BOOST_TEST(metrics.tell_wait.count() == 2u);
  BOOST_TEST(first.size() == 1u);
  first.carry_out();
  second.carry_out();
  BOOST_TEST(metrics.told_items == 0u);
}

BOOST_FIXTURE_TEST_CASE(one_that_is_larger_than_the_bound_goes_when_nothing_else_waits, Told) {
  board.tell(batch_of(100));
  BOOST_TEST(first.size() == 1u);
  BOOST_TEST(metrics.tells_held_up == 0u);
}

BOOST_FIXTURE_TEST_CASE(who_waits_when_all_lines_end_goes_on_and_reaches_nobody, Told) {
  board.tell(batch_of(10));
  std::thread beside = tell_beside(1);
  stays_waiting();
  board.disconnect();
  beside.join();
  BOOST_TEST(first.size() == 1u);
  board.tell(batch_of(100));
  BOOST_TEST(first.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_line_may_outlive_the_switchboard) {
  Lazy line;
  {
    net::Switchboard board(nullptr, 10);
    board.connect({line.line()});
    board.tell(batch_of(3));
  }
  BOOST_TEST(line.carry_out() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
