// The contract of store::Log, held by the real one and by the one in memory alike.
#include "store/log.hpp"

#include <map>
#include <random>

#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>

#include "store/keys.hpp"
#include "tests/store/folder.hpp"
#include "tests/support/memory_log.hpp"

using namespace xinqiao;
using namespace xinqiao::store;
using xinqiao::testing::Folder;
using xinqiao::testing::MemoryLog;

namespace {

constexpr std::uint32_t seed = 20261123;

struct InMemory {
  MemoryLog memory;
  Log& log() { return memory; }
  void reopen() {}
};
struct OnDisk {
  Folder folder;
  std::unique_ptr<RocksLog> rocks = testing::open_store(folder.store());
  Log& log() { return *rocks; }
  void reopen() {
    rocks.reset();
    rocks = testing::open_store(folder.store());
  }
};
using Logs = boost::mpl::list<InMemory, OnDisk>;

std::string told(const Log& log, Family family, std::string_view from, std::string_view to,
                 Order order, std::size_t most = 100) {
  std::string out;
  const Status read = log.scan(family, from, to, order, [&](auto key, auto value) {
    out.append(key).append("=").append(value).append(" ");
    return --most > 0;
  });
  BOOST_TEST(read.is_ok());
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(log_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(what_was_appended_is_read_again, Case, Logs) {
  Case with;
  Batch batch;
  batch.put(Family::events, "甲", "你好，世界 🌏");
  batch.put(Family::rows, "甲", std::string("\0\xff", 2));
  batch.put(Family::events, "乙", "");

  BOOST_REQUIRE(with.log().append(batch).is_ok());
  with.reopen();

  BOOST_TEST(with.log().get(Family::events, "甲").value() == "你好，世界 🌏");
  BOOST_TEST((with.log().get(Family::rows, "甲").value() == std::string("\0\xff", 2)));
  BOOST_TEST(with.log().get(Family::events, "乙").value().empty());
  BOOST_TEST(!with.log().get(Family::marks, "甲").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_later_write_of_a_key_wins, Case, Logs) {
  Case with;
  Batch batch;
  batch.put(Family::meta, "a", "1");
  batch.put(Family::meta, "a", "2");
  batch.put(Family::meta, "b", "1");
  batch.erase(Family::meta, "b");
  batch.erase(Family::meta, "c");
  batch.put(Family::meta, "c", "1");

  BOOST_REQUIRE(with.log().append(batch).is_ok());

  BOOST_TEST(with.log().get(Family::meta, "a").value() == "2");
  BOOST_TEST(!with.log().get(Family::meta, "b").has_value());
  BOOST_TEST(with.log().get(Family::meta, "c").value() == "1");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_scan_visits_its_range_both_ways, Case, Logs) {
  Case with;
  Batch batch;
  for (const char* key : {"d", "a", "c", "b", "e"}) batch.put(Family::index, key, "1");
  batch.put(Family::rows, "c", "of another family");
  BOOST_REQUIRE(with.log().append(batch).is_ok());
  const Log& log = with.log();

  BOOST_TEST(told(log, Family::index, "b", "d", Order::ascending) == "b=1 c=1 ");
  BOOST_TEST(told(log, Family::index, "b", "d", Order::descending) == "c=1 b=1 ");
  BOOST_TEST(told(log, Family::index, "bb", "dd", Order::descending) == "d=1 c=1 ");
  BOOST_TEST(told(log, Family::index, "d", "", Order::ascending) == "d=1 e=1 ");
  BOOST_TEST(told(log, Family::index, "d", "", Order::descending) == "e=1 d=1 ");
  BOOST_TEST(told(log, Family::index, "", "", Order::ascending, 2) == "a=1 b=1 ");
  BOOST_TEST(told(log, Family::index, "f", "", Order::ascending).empty());
  BOOST_TEST(told(log, Family::index, "d", "b", Order::ascending).empty());
  BOOST_TEST(told(log, Family::index, "c", "c", Order::descending).empty());
  BOOST_TEST(told(log, Family::marks, "", "", Order::descending).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_walk_visits_its_range_from_the_beginning, Case, Logs) {
  Case with;
  Batch batch;
  for (const char* key : {"d", "a", "c", "b", "e"}) batch.put(Family::index, key, "1");
  BOOST_REQUIRE(with.log().append(batch).is_ok());

  std::string visited;
  const auto add = [&](auto key, auto) {
    visited.append(key);
    return key != "d";
  };
  BOOST_TEST(with.log().walk(Family::index, "b", "", add).is_ok());
  BOOST_TEST(visited == "bcd");
  visited.clear();
  BOOST_TEST(with.log().walk(Family::index, "", "c", add).is_ok());
  BOOST_TEST(visited == "ab");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_scan_may_ask_for_rows_while_it_visits, Case, Logs) {
  Case with;
  Batch batch;
  batch.put(Family::index, "a", "b");
  batch.put(Family::rows, "b", "found");
  BOOST_REQUIRE(with.log().append(batch).is_ok());

  std::string found;
  const Status read =
      with.log().scan(Family::index, "", "", Order::ascending, [&](auto, auto value) {
        found = with.log().get(Family::rows, value).value_or("");
        return true;
      });

  BOOST_TEST(read.is_ok());
  BOOST_TEST(found == "found");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_empty_batch_changes_nothing, Case, Logs) {
  Case with;
  BOOST_TEST(with.log().append(Batch()).is_ok());
  BOOST_TEST(with.log().has_room());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_is_written_is_seen_once_it_is_synced, Case, Logs) {
  Case with;
  Batch before;
  before.put(Family::events, "a", "old");
  BOOST_REQUIRE(with.log().append(before).is_ok());
  Batch first;
  first.put(Family::events, "a", "new");
  Batch second;
  second.put(Family::events, "b", "new");

  BOOST_REQUIRE(with.log().write(first).is_ok());
  BOOST_REQUIRE(with.log().write(second).is_ok());
  BOOST_TEST(with.log().get(Family::events, "a").value() == "old");
  BOOST_TEST(told(with.log(), Family::events, "", "", Order::ascending) == "a=old ");

  BOOST_REQUIRE(with.log().sync().is_ok());
  BOOST_TEST(told(with.log(), Family::events, "", "", Order::ascending) == "a=new b=new ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_scan_that_runs_sees_one_moment, Case, Logs) {
  Case with;
  Batch before;
  before.put(Family::events, "a", "old");
  before.put(Family::events, "b", "old");
  BOOST_REQUIRE(with.log().append(before).is_ok());
  Batch later;
  later.put(Family::events, "b", "new");
  BOOST_REQUIRE(with.log().write(later).is_ok());

  const Status read =
      with.log().scan(Family::events, "", "", Order::ascending, [&](auto, auto value) {
        BOOST_TEST(value == "old");
        return true;
      });

  BOOST_TEST(read.is_ok());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(ten_thousand_random_batches_are_what_a_map_says, Case, Logs) {
  Case with;
  std::map<std::pair<Family, std::string>, std::string> model;
  std::mt19937 random(seed);
  const auto check = [&] {
    std::map<std::pair<Family, std::string>, std::string> kept;
    for (std::size_t i = 0; i < family_count; ++i) {
      const auto family = static_cast<Family>(i);
      const Status read =
          with.log().scan(family, "", "", Order::ascending, [&](auto key, auto value) {
            if (family != Family::meta) kept.emplace(std::pair(family, key), value);
            return true;
          });
      BOOST_REQUIRE(read.is_ok());
    }
    BOOST_REQUIRE((kept == model));
  };

  for (int i = 1; i <= 10'000; ++i) {
    Batch batch;
    for (std::uint32_t left = random() % 4; left > 0; --left) {
      auto family = static_cast<Family>(random() % family_count);
      if (family == Family::meta) family = Family::events;
      const std::string key = keys::number_value(random() % 500);
      if (random() % 3 == 0) {
        batch.erase(family, key);
        model.erase({family, key});
      } else {
        const std::string value(random() % 200, static_cast<char>('a' + random() % 26));
        batch.put(family, key, value);
        model.insert_or_assign({family, key}, value);
      }
    }
    BOOST_REQUIRE(with.log().append(batch).is_ok());
    if (i % 2'500 == 0) with.reopen();
    if (i % 1'000 == 0) check();
  }
}

BOOST_AUTO_TEST_CASE(the_log_in_memory_fails_as_it_is_told_and_for_good) {
  MemoryLog log;
  Batch batch;
  batch.put(Family::events, "a", "1");
  BOOST_TEST(log.append(batch).is_ok());

  log.fail_next_sync(Status::error(Fault::io_error, "the disk said no"));
  log.set_room(false);

  BOOST_TEST((log.append(batch).fault == Fault::io_error));
  BOOST_TEST((log.append(batch).fault == Fault::io_error));
  BOOST_TEST(log.syncs() == 1u);
  BOOST_TEST(log.operations() == 1u);
  BOOST_TEST(!log.has_room());
}

BOOST_AUTO_TEST_SUITE_END()
