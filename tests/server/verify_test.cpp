// `xinqiao verify` over a store that the real pipeline wrote, whole and with planted defects.
#include "server/verify.hpp"

#include "protocol/encode.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using xinqiao::store::Batch;
using xinqiao::store::Family;
using xinqiao::testing::House;
using xinqiao::testing::says;
namespace keys = xinqiao::store::keys;

namespace {

// Room 1: created 1, Wang Min 2, Li Qiang 3, posts 4 5 6, an edit 7 of 4, a deletion 9 of 5 with
// its edit 8, an answer 10 to the deleted post's neighbour.
struct Lived {
  Lived() {
    ask(min, "room.create", R"({"title":"第一联合车间","outbox":"rooms-of-min","n":1})");
    ask(qiang, "room.join", R"({"room":1,"outbox":"rooms-of-qiang","n":1})");
    house.post(min, 1, 1, "早上好 ☀️");
    house.post(qiang, 1, 1, "صباح الخير");
    house.post(min, 1, 2, "今天三号泵停机");
    ask(min, "message.edit",
        R"({"room":1,"target":4,"text":"大家早上好","outbox":"device-1","n":3})");
    ask(qiang, "message.edit", R"({"room":1,"target":5,"text":"…","outbox":"device-2","n":2})");
    ask(qiang, "message.delete", R"({"room":1,"target":5,"outbox":"device-2","n":3})");
    ask(qiang, "message.post", R"({"room":1,"text":"好","re":6,"outbox":"device-2","n":4})");
    ask(qiang, "read.set", R"({"room":1,"seq":6})");
  }
  void ask(const House::Resident& who, const std::string& method, const std::string& params) {
    const std::string answer = house.call(who, method, params);
    BOOST_REQUIRE_MESSAGE(says(answer, "\"result\""), method << ": " << answer);
  }
  template <class Change>
  void plant(Change change) {
    Batch batch;
    change(batch);
    BOOST_REQUIRE(house.log->append(batch).is_ok());
  }
  // One problem, and it says so.
  void expect(const std::string& sentence) {
    const VerifyReport report = verify(*house.log);
    BOOST_TEST_INFO_SCOPE(report.problems_found << " problems");
    BOOST_REQUIRE(!report.problems.empty());
    BOOST_TEST(report.problems_found == 1u);
    BOOST_TEST(report.problems.front() == sentence);
  }
  bool found(const std::string& sentence) {
    const auto report = verify(*house.log);
    for (const std::string& problem : report.problems) {
      if (problem == sentence) return true;
    }
    return false;
  }

  House house;
  House::Resident min = house.add("王敏", true);
  House::Resident qiang = house.add("李强");
};

}  // namespace

BOOST_AUTO_TEST_SUITE(verify_test)

BOOST_FIXTURE_TEST_CASE(a_store_that_was_lived_in_is_whole, Lived) {
  const VerifyReport report = verify(*house.log);

  for (const std::string& problem : report.problems) BOOST_ERROR(problem);
  BOOST_TEST(report.rooms == 1u);
  BOOST_TEST(report.members == 2u);
  BOOST_TEST(report.events == 12u);  // with the two that added the members
  BOOST_TEST(report.posts == 4u);
  BOOST_TEST(report.edits == 1u);
  BOOST_TEST(report.marks > 10u);
}

BOOST_AUTO_TEST_CASE(an_empty_store_is_whole) {
  const testing::MemoryLog log;
  BOOST_TEST(verify(log).is_ok());
}

BOOST_FIXTURE_TEST_CASE(a_missing_event_is_found, Lived) {
  plant([](Batch& batch) { batch.erase(Family::events, keys::event({1}, 6)); });

  BOOST_TEST(found("room 1: event 6 is missing"));
}

BOOST_FIXTURE_TEST_CASE(several_missing_events_are_found, Lived) {
  plant([](Batch& batch) {
    batch.erase(Family::events, keys::event({1}, 6));
    batch.erase(Family::events, keys::event({1}, 7));
  });

  BOOST_TEST(found("room 1: event 6 and what follows up to 7 are missing"));
}

BOOST_FIXTURE_TEST_CASE(an_event_that_cannot_be_read_is_found, Lived) {
  plant([](Batch& batch) { batch.put(Family::events, keys::event({1}, 10), R"({"room":1,"se)"); });

  BOOST_TEST(found("room 1: event 10 cannot be read"));
}

BOOST_FIXTURE_TEST_CASE(an_event_in_another_s_place_is_found, Lived) {
  plant([this](Batch& batch) {
    batch.put(Family::events, keys::event({1}, 6),
              *house.log->get(Family::events, keys::event({1}, 4)));
  });

  BOOST_TEST(found("room 1: event 6 cannot be read"));
}

BOOST_FIXTURE_TEST_CASE(a_wrong_row_is_found, Lived) {
  plant([](Batch& batch) {
    const RoomRow row{{1}, "第二联合车间", {1}, 10, 4, {5}};
    batch.put(Family::rows, keys::room({1}), store::encode_record(row));
  });

  expect("the row of room 1 differs from what the events say");
}

BOOST_FIXTURE_TEST_CASE(a_missing_and_a_needless_row_are_found, Lived) {
  plant([](Batch& batch) {
    batch.erase(Family::rows, keys::membership({1}, {2}));
    batch.put(Family::rows, keys::member({9}), store::encode_record(MemberRow{{9}, false, {1}}));
  });

  BOOST_TEST(found("the row of member 2 in room 1 is missing"));
  BOOST_TEST(found("the row of member 9 follows from no event"));
}

BOOST_FIXTURE_TEST_CASE(a_dangling_mark_is_found, Lived) {
  plant([](Batch& batch) { store::add_mark(batch, ReadMark{{2}, {7}, 1, 0}, 1); });

  expect("member 2 has a read mark in room 7, which does not exist");
}

BOOST_FIXTURE_TEST_CASE(a_read_mark_beyond_the_room_or_with_another_n_is_found, Lived) {
  plant([](Batch& batch) { store::add_mark(batch, ReadMark{{2}, {1}, 6, 2}, 1); });
  expect("member 2 has a read mark in room 1 that does not fit its events");

  plant([](Batch& batch) { store::add_mark(batch, ReadMark{{2}, {1}, 11, 4}, 1); });
  expect("member 2 has a read mark in room 1 that does not fit its events");
}

BOOST_FIXTURE_TEST_CASE(a_session_of_nobody_is_found, Lived) {
  plant([](Batch& batch) { store::add_mark(batch, Session{{8}, {1}, {}, {1}, "电话", false}, 1); });

  expect("session 1 belongs to member 8, who does not exist");
}

BOOST_FIXTURE_TEST_CASE(a_mark_that_cannot_be_read_is_found, Lived) {
  plant([](Batch& batch) { batch.put(Family::marks, keys::profile({1}), "\x02"); });

  expect("a mark of kind 'f' cannot be read");
}

BOOST_FIXTURE_TEST_CASE(a_hole_among_receipts_is_found, Lived) {
  plant([](Batch& batch) { batch.erase(Family::marks, keys::receipt({2}, "device-2", 2)); });

  expect("member 2 has an outbox with a hole before counter 4");
}

BOOST_FIXTURE_TEST_CASE(a_receipt_for_an_event_that_is_not_there_is_found, Lived) {
  plant([](Batch& batch) {
    const Receipt receipt{Reason::none, 1, {1}, {1}, 99, 5, {}, false};
    store::add_mark(batch, OutboxReceipt{{2}, "device-2", 4, receipt}, 1);
  });

  expect("member 2 has a receipt for event 99 of room 1, which is not there");
}

BOOST_FIXTURE_TEST_CASE(an_index_that_differs_from_the_edits_is_found, Lived) {
  plant([](Batch& batch) {
    batch.erase(Family::index, keys::edit({1}, 4, 7));
    batch.put(Family::index, keys::edit({1}, 5, 8), "");
    batch.put(Family::index, keys::edit({3}, 1, 2), "");
  });

  BOOST_TEST(found("room 1: event 7 is an edit that the index does not know"));
  BOOST_TEST(found("room 1: event 8 stands in the index of edits and is none"));
  BOOST_TEST(found("the index holds 1 rows of no room"));
}

BOOST_FIXTURE_TEST_CASE(words_that_came_back_from_a_deletion_are_found, Lived) {
  const Event post{{1}, 5, house.clock.now(), {2}, 2, Posted{"صباح الخير", {}}};
  plant([&](Batch& batch) { batch.put(Family::events, keys::event({1}, 5), encode_event(post)); });

  expect("room 1: event 9 deletes what still stands, or is no post");
}

BOOST_FIXTURE_TEST_CASE(counters_that_would_give_an_id_twice_are_found, Lived) {
  plant([](Batch& batch) {
    batch.put(Family::meta, keys::next_member, keys::number_value(2));
    batch.put(Family::meta, keys::next_session, keys::number_value(1));
    batch.erase(Family::meta, keys::next_room);
    batch.put(Family::meta, keys::position, keys::number_value(1));
  });

  const VerifyReport report = verify(*house.log);
  BOOST_TEST(report.problems_found == 4u);
  BOOST_TEST(found("the counter next_room is not beyond the ids in use: at least 2 is needed"));
  BOOST_TEST(found("the counter next_member is not beyond the ids in use: at least 3 is needed"));
}

BOOST_FIXTURE_TEST_CASE(only_so_many_problems_are_told_but_all_are_counted, Lived) {
  plant([](Batch& batch) {
    for (std::uint64_t member = 100; member < 400; ++member) {
      store::add_mark(batch, Profile{{member}, "谁"}, 1);
    }
  });

  const VerifyReport report = verify(*house.log);
  BOOST_TEST(report.problems_found == 300u);
  BOOST_TEST(report.problems.size() == verify_problems);
}

BOOST_AUTO_TEST_SUITE_END()
