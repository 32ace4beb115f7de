// Feed pages: whole or not at all, shared until words are deleted.
#include "server/reader.hpp"

#include "protocol/encode.hpp"
#include "store/keys.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

using namespace xinqiao;
using xinqiao::testing::MemoryLog;
using xinqiao::testing::says;
using xinqiao::testing::WritingAudience;

namespace {

struct Shelf {
  Shelf() {
    for (Seq seq = 1; seq <= 5; ++seq) put(seq, "第" + std::to_string(seq) + "句");
  }
  void put(Seq seq, const std::string& text) {
    store::Batch batch;
    batch.put(store::Family::events, store::keys::event({1}, seq),
              encode_event({{1}, seq, {1'000}, {7}, seq, Posted{text, {}}}));
    BOOST_REQUIRE(log.append(batch).is_ok());
  }
  void ask(Seq from, Seq through) {
    BOOST_REQUIRE(reader.put(FeedTask{{0, 1, 1}, {1}, 9, from, through}));
    BOOST_REQUIRE(reader.step());
  }

  MemoryLog log;
  WritingAudience audience;
  Metrics metrics;
  Reader reader{log, audience, metrics};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(reader_test)

BOOST_FIXTURE_TEST_CASE(a_page_holds_exactly_what_was_asked_for, Shelf) {
  ask(2, 4);
  const auto pages = audience.all<FeedPage>();
  BOOST_REQUIRE_EQUAL(pages.size(), 1);
  BOOST_REQUIRE_EQUAL(pages[0].events->each().size(), 3);
  BOOST_TEST(pages[0].events->each()[0].first == 2);
  BOOST_TEST(pages[0].feed == 9);
  BOOST_TEST(says(std::string(pages[0].events->each()[2].second.payload()), "第4句"));
}

BOOST_FIXTURE_TEST_CASE(a_page_with_a_hole_is_never_told, Shelf) {
  ask(4, 7);
  BOOST_TEST(audience.all<FeedPage>().empty());
  BOOST_TEST(audience.all<Refused>().size() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_page_ends_with_the_event_that_fills_it, Shelf) {
  const std::string text(limits::feed_page_bytes / 3, 'w');
  for (Seq seq = 6; seq <= 12; ++seq) put(seq, text);
  ask(5, 12);
  ask(9, 12);
  const auto pages = audience.all<FeedPage>();
  BOOST_REQUIRE_EQUAL(pages.size(), 2);
  BOOST_TEST(pages[0].through == 8);
  BOOST_TEST(pages[0].events->each().back().first == 8);
  BOOST_TEST(pages[1].from == 9);
  BOOST_TEST(pages[1].through == 11);
  BOOST_TEST(pages[1].events->all().texts().size() == 3);
}

BOOST_FIXTURE_TEST_CASE(deleted_words_are_not_told_from_a_shared_page, Shelf) {
  ask(1, 5);
  put(3, "墓碑");
  reader.forget_pages();
  ask(1, 5);
  const auto pages = audience.all<FeedPage>();
  BOOST_REQUIRE_EQUAL(pages.size(), 2);
  BOOST_TEST(says(std::string(pages[1].events->each()[2].second.payload()), "墓碑"));
}

BOOST_FIXTURE_TEST_CASE(a_page_is_shared_until_nobody_asks_for_anything_any_more, Shelf) {
  ask(1, 5);
  BOOST_TEST(!reader.step());
  ask(1, 5);
  BOOST_TEST(!reader.step(steady_ns() + 60'000'000'000));
  ask(1, 5);

  const auto pages = audience.all<FeedPage>();
  BOOST_REQUIRE_EQUAL(pages.size(), 3);
  BOOST_TEST(pages[0].events == pages[1].events);
  BOOST_TEST(pages[0].events != pages[2].events);
}

BOOST_FIXTURE_TEST_CASE(a_full_reader_takes_no_more, Shelf) {
  for (std::size_t i = 0; i < limits::reader_items; ++i) {
    BOOST_REQUIRE(reader.put(FeedTask{{0, 1, 1}, {1}, 9, 1, 1}));
  }
  BOOST_TEST(!reader.put(FeedTask{{0, 1, 1}, {1}, 9, 1, 1}));
  while (reader.step()) {
  }
  BOOST_TEST(audience.all<FeedPage>().size() == limits::reader_items);
}

BOOST_AUTO_TEST_SUITE_END()
