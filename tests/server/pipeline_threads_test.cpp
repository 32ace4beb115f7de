// The pipeline with its threads running: order, completeness, a clean stop. Run under the thread
// sanitizer too.
#include "server/pipeline.hpp"

#include "server/credentials.hpp"
#include "server/tools.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

#include <condition_variable>
#include <mutex>
#include <thread>

using namespace xinqiao;
using xinqiao::testing::MemoryLog;

namespace {

// Counts what it is told and lets a thread wait for it.
class CountingAudience final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    {
      const std::lock_guard lock(mutex_);
      for (const Instruction& one : *batch) {
        if (const auto* answer = get_if<Answer>(&one)) {
          ++answers_;
          accepted_ += answer->accepted ? 1 : 0;
        }
        if (const auto* tell = get_if<Tell>(&one)) {
          in_order_ = in_order_ && tell->seq == last_seq_ + 1;
          last_seq_ = tell->seq;
        }
        if (holds_alternative<FeedPage>(one)) ++pages_;
      }
    }
    told_.notify_all();
  }
  template <class Done>
  void wait(Done done) {
    std::unique_lock lock(mutex_);
    told_.wait(lock, [&] { return done(*this); });
  }
  void begin_after(Seq seq) { last_seq_ = seq; }

  std::size_t answers_ = 0;
  std::size_t accepted_ = 0;
  std::size_t pages_ = 0;
  Seq last_seq_ = 0;
  bool in_order_ = true;

 private:
  std::mutex mutex_;
  std::condition_variable told_;
};

constexpr std::size_t writers = 4;
constexpr std::size_t posts_each = 300;

Heard post(const TokenHash& caller, std::size_t n) {
  Heard heard;
  heard.caller = caller;
  heard.request.id = "1";
  heard.request.command = Post{{1}, "第" + std::to_string(n) + "句:巡检一切正常。", {}};
  heard.request.guard = OutboxPlace{"threads-outbox", n};
  return heard;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pipeline_threads_test)

BOOST_AUTO_TEST_CASE(many_writers_and_readers_are_heard_once_each_and_in_one_order) {
  MemoryLog log;
  std::vector<TokenHash> tokens;
  {
    ServerTool tool(log);
    BOOST_REQUIRE(tool.load().is_ok());
    for (std::size_t i = 0; i < writers; ++i) {
      const auto member = tool.add_member("写手" + std::to_string(i), false);
      const std::string token = *tool.start_session(*member, "test");
      if (i == 0) {
        BOOST_REQUIRE(tool.create_room(token, "值班"));
      } else {
        BOOST_REQUIRE(tool.command(token, {1}, JoinRoom{{1}}));
      }
      tokens.push_back(hash_secret(token));
    }
  }
  SystemClock clock;
  CountingAudience audience;
  audience.begin_after(1 + writers);
  Metrics metrics;
  Pipeline pipeline(log, clock, audience, metrics, {.commands_per_second = 0, .on_failure = {}});
  BOOST_REQUIRE(pipeline.load().is_ok());
  pipeline.start();

  std::vector<std::thread> threads;
  for (const TokenHash& token : tokens) {
    threads.emplace_back([&pipeline, token] {
      for (std::size_t n = 1; n <= posts_each; ++n) {
        while (!pipeline.hear(post(token, n))) std::this_thread::yield();
        const FeedTask page{{}, {1}, 1, 1, 3};
        if (n % 50 == 0 && pipeline.want({&page, 1}) == 0) std::this_thread::yield();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  audience.wait([](const CountingAudience& a) { return a.answers_ == writers * posts_each; });
  pipeline.stop();

  BOOST_TEST(audience.accepted_ == writers * posts_each);
  BOOST_TEST(audience.in_order_);
  BOOST_TEST(audience.last_seq_ == 1 + writers + writers * posts_each);
  BOOST_TEST(metrics.groups <= metrics.decided);
  BOOST_TEST(!pipeline.hear(post(tokens[0], posts_each + 1)));
}

BOOST_AUTO_TEST_CASE(what_was_taken_before_a_stop_is_kept_and_answered) {
  MemoryLog log;
  std::string token;
  {
    ServerTool tool(log);
    BOOST_REQUIRE(tool.load().is_ok());
    token = *tool.start_session(*tool.add_member("王敏", false), "test");
    BOOST_REQUIRE(tool.create_room(token, "值班"));
  }
  SystemClock clock;
  CountingAudience audience;
  audience.begin_after(2);
  Metrics metrics;
  Pipeline pipeline(log, clock, audience, metrics, {.commands_per_second = 0, .on_failure = {}});
  BOOST_REQUIRE(pipeline.load().is_ok());
  for (std::size_t n = 1; n <= 100; ++n) BOOST_REQUIRE(pipeline.hear(post(hash_secret(token), n)));
  pipeline.start();
  pipeline.stop();
  BOOST_TEST(audience.accepted_ == 100);
  BOOST_TEST(audience.last_seq_ == 102);
}

BOOST_AUTO_TEST_CASE(a_failed_disk_stops_the_telling_and_still_lets_the_house_close) {
  MemoryLog log;
  std::string token;
  {
    ServerTool tool(log);
    BOOST_REQUIRE(tool.load().is_ok());
    token = *tool.start_session(*tool.add_member("王敏", false), "test");
    BOOST_REQUIRE(tool.create_room(token, "值班"));
  }
  log.fail_next_sync(store::Status::error(store::Fault::io_error, "disk"));
  SystemClock clock;
  CountingAudience audience;
  Metrics metrics;
  std::atomic<int> failures{0};
  Pipeline pipeline(
      log, clock, audience, metrics,
      {.commands_per_second = 0, .on_failure = [&](const store::Status&) { ++failures; }});
  BOOST_REQUIRE(pipeline.load().is_ok());
  pipeline.start();
  // More than the groups in flight can hold, so the decider would wait for room that never came.
  for (std::size_t n = 1; n <= 3 * limits::group_commands; ++n) {
    while (!pipeline.hear(post(hash_secret(token), n))) std::this_thread::yield();
  }
  pipeline.stop();
  BOOST_TEST(failures == 1);
  BOOST_TEST(audience.answers_ == 0);
}

BOOST_AUTO_TEST_SUITE_END()
