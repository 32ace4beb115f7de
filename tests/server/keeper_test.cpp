// What is written, what is synced, and what is told when.
#include "server/keeper.hpp"

#include "protocol/limits.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace xinqiao;
using store::Family;
using testing::MemoryLog;
using testing::WritingAudience;

namespace {

Group group_of(std::size_t commands, std::uint64_t number, std::size_t bytes = 5) {
  Group group;
  group.commands = commands;
  group.number = number;
  group.batch.put(Family::events, "key " + std::to_string(number), std::string(bytes, 'w'));
  group.tells.push_back(Refused{{0, static_cast<std::uint32_t>(number), 1}, CloseCode::login});
  return group;
}

struct Keeping {
  MemoryLog log;
  Handover handover;
  WritingAudience audience;
  Metrics metrics;
  Reader reader{log, audience, metrics};
  std::vector<store::Status> failures;
  Keeper keeper{log,      handover, reader,
                audience, metrics,  [this](const auto& failure) { failures.push_back(failure); }};

  void write(Group group) {
    handover.offer(std::move(group));
    BOOST_REQUIRE(keeper.write_step());
  }
  // Group numbers, in the order they were told.
  std::vector<std::uint32_t> told() const {
    std::vector<std::uint32_t> numbers;
    for (const Refused& one : audience.all<Refused>()) numbers.push_back(one.connection.slot);
    return numbers;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(keeper_test, Keeping)

BOOST_AUTO_TEST_CASE(what_is_written_and_not_synced_is_not_told) {
  write(group_of(1, 1));

  BOOST_TEST(told().empty());
  BOOST_TEST(keeper.kept() == 0);
  BOOST_TEST(log.rows(Family::events).empty());
}

BOOST_AUTO_TEST_CASE(one_sync_covers_all_that_was_written_and_tells_it_in_order) {
  write(group_of(1, 1));
  write(group_of(1, 2));
  write(group_of(1, 3));

  BOOST_TEST(keeper.sync_step());
  BOOST_TEST((told() == std::vector<std::uint32_t>{1, 2, 3}));
  BOOST_TEST(log.syncs() == 1);
  BOOST_TEST(metrics.groups == 1);
  BOOST_TEST(keeper.kept() == 3);
  BOOST_TEST(!keeper.sync_step());
}

BOOST_AUTO_TEST_CASE(followers_hear_what_is_kept_before_it_is_told_and_nothing_that_is_not) {
  std::vector<std::size_t> told_before;
  bool redactions = false;
  Followers followers;
  followers.kept = [&](const TellBatch& tells, bool has_redactions) {
    BOOST_TEST(tells.size() == 1U);
    told_before.push_back(told().size());
    redactions = has_redactions;
  };
  Keeper followed(log, handover, reader, audience, metrics, {}, followers);
  Group group = group_of(1, 1);
  group.has_redactions = true;
  handover.offer(std::move(group));

  BOOST_TEST(followed.write_step());
  BOOST_TEST(told_before.empty());
  BOOST_TEST(followed.sync_step());

  BOOST_TEST(told_before == std::vector<std::size_t>{0});
  BOOST_TEST(redactions);
  BOOST_TEST(told().size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_search_that_nobody_takes_is_told_to_come_again) {
  std::size_t taken = 0;
  Followers followers;
  followers.search = [&](const SearchTask&) { return ++taken == 1; };
  Keeper followed(log, handover, reader, audience, metrics, {}, followers);
  Group group = group_of(1, 1);
  group.searches.push_back({{0, 1, 1}, "7", {"茶", {}, {}, 5}, {}});
  group.searches.push_back({{0, 2, 1}, "8", {"茶", {}, {}, 5}, {}});
  handover.offer(std::move(group));

  BOOST_TEST(followed.write_step());
  BOOST_TEST(followed.sync_step());

  const auto answers = audience.all<Answer>();
  BOOST_TEST(taken == 2U);
  BOOST_REQUIRE_EQUAL(answers.size(), 1U);
  BOOST_TEST((answers[0].to == ConnectionId{0, 2, 1}));
  BOOST_TEST((answers[0].reason == Reason::overloaded));
}

BOOST_AUTO_TEST_CASE(answers_that_change_nothing_wait_for_what_they_saw_and_need_no_sync_alone) {
  Group query;
  query.commands = 1;
  query.number = 2;
  query.tells.push_back(Refused{{0, 2, 1}, CloseCode::login});
  write(group_of(1, 1));
  handover.offer(std::move(query));
  BOOST_REQUIRE(keeper.write_step());
  BOOST_TEST(told().empty());
  keeper.sync_step();
  BOOST_TEST((told() == std::vector<std::uint32_t>{1, 2}));

  Group alone;
  alone.commands = 1;
  alone.number = 3;
  alone.tells.push_back(Refused{{0, 3, 1}, CloseCode::login});
  handover.offer(std::move(alone));
  BOOST_REQUIRE(keeper.write_step());
  BOOST_TEST(keeper.sync_step());
  BOOST_TEST((told() == std::vector<std::uint32_t>{1, 2, 3}));
  BOOST_TEST(log.syncs() == 1);
}

BOOST_AUTO_TEST_CASE(no_group_is_written_while_a_full_one_waits_for_its_sync) {
  write(group_of(limits::group_commands - 1, 1));
  write(group_of(1, 2));
  handover.offer(group_of(1, 3));

  BOOST_TEST(!keeper.write_step());
  BOOST_TEST(keeper.sync_step());
  BOOST_TEST(keeper.write_step());
}

BOOST_AUTO_TEST_CASE(no_group_is_written_while_too_many_bytes_wait_for_their_sync) {
  write(group_of(1, 1, limits::group_bytes));
  handover.offer(group_of(1, 2));

  BOOST_TEST(!keeper.write_step());
  BOOST_TEST(keeper.sync_step());
  BOOST_TEST(keeper.write_step());
}

BOOST_AUTO_TEST_CASE(after_a_failed_sync_nothing_is_told_and_the_decider_is_never_held_up) {
  log.fail_next_sync(store::Status::error(store::Fault::io_error, "disk"));
  write(group_of(limits::group_commands, 1));

  BOOST_TEST(!keeper.sync_step());
  BOOST_TEST(keeper.has_failed());
  for (std::uint64_t number = 2; number < 5; ++number) {
    handover.offer(group_of(limits::group_commands, number));
    BOOST_TEST(!keeper.write_step());
    BOOST_TEST(handover.room() != 0u);
    BOOST_TEST(!keeper.sync_step());
  }
  BOOST_TEST(told().empty());
  BOOST_TEST(failures.size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
