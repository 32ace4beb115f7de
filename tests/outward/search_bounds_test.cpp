// What one answer may cost and hold, and that a deletion is never followed by the deleted words.
#include "server/outward/searcher.hpp"

#include "tests/outward/shelf.hpp"

using namespace xinqiao;
using namespace xinqiao::outward;
using xinqiao::testing::Folder;
using xinqiao::testing::Following;
using xinqiao::testing::FoundPage;
using xinqiao::testing::MeddledLog;
using xinqiao::testing::Shelf;

namespace {

struct Desk {
  SearchTask task(const std::string& query, Seq first = 1, Seq top = 100'000) {
    SearchTask made{{}, "1", {query, {}, {}, limits::search_hits}, {}};
    for (const auto& [room, last] : shelf.tops) {
      made.rooms.push_back({RoomId{room}, first, std::min(top, last)});
    }
    return made;
  }
  static std::size_t count(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
      ++times;
    }
    return times;
  }

  Folder folder;
  Shelf shelf;
  Following it{shelf, folder.path()};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(search_bounds)

BOOST_FIXTURE_TEST_CASE(what_lies_outside_of_the_permit_is_not_shown, Desk) {
  for (int i = 0; i < 9; ++i) shelf.say(1, "茶" + std::to_string(i));
  it.catch_up();
  const std::string answer = it.ask(task("茶", 4, 6));
  BOOST_TEST(count(answer, "\"seq\":") == 3U);
  for (const std::string seq : {"4", "5", "6"}) {
    BOOST_TEST(count(answer, "\"seq\":" + seq + ",") == 1U);
  }
}

BOOST_FIXTURE_TEST_CASE(an_edit_beyond_the_permit_is_not_shown_either, Desk) {
  shelf.say(1, "茶 一");
  shelf.edit(1, 1, "茶 二");
  it.catch_up();
  BOOST_TEST(count(it.ask(task("茶", 1, 1)), "茶 一") == 1U);
  BOOST_TEST(count(it.ask(task("茶", 1, 2)), "茶 二") == 1U);
}

BOOST_FIXTURE_TEST_CASE(a_full_page_goes_on_only_where_there_is_more, Desk) {
  for (std::size_t i = 0; i < limits::search_hits; ++i) shelf.say(1, "茶");
  it.catch_up();
  std::string answer = it.ask(task("茶"));
  BOOST_TEST(count(answer, "\"found\"") == limits::search_hits);
  BOOST_TEST(count(answer, "\"next\"") == 0U);
  shelf.say(1, "茶");
  it.news(1);
  it.catch_up();
  answer = it.ask(task("茶"));
  BOOST_TEST(count(answer, "\"found\"") == limits::search_hits);
  BOOST_TEST(count(answer, "\"next\"") == 1U);
}

BOOST_FIXTURE_TEST_CASE(one_answer_holds_no_more_text_than_its_bound, Desk) {
  const std::string text = "茶" + std::string(limits::text_bytes - 3, 'x');
  const std::size_t fits = limits::search_answer_bytes / limits::text_bytes;
  for (std::size_t i = 0; i < fits; ++i) shelf.say(1, text);
  it.catch_up();
  BOOST_TEST(count(it.ask(task("茶")), "\"found\"") == fits);
  shelf.say(1, text);
  it.news(1);
  it.catch_up();
  const std::string answer = it.ask(task("茶"));
  BOOST_TEST(count(answer, "\"found\"") == fits);
  BOOST_TEST(count(answer, "\"next\"") == 1U);
}

// Each has both letter pairs, and none the whole: the text decides, and once so many were read no
// further stretch is opened.
BOOST_FIXTURE_TEST_CASE(one_answer_reads_no_more_messages_than_its_bound, Desk) {
  const Seq some = limits::search_looks / block_seqs * block_seqs + block_seqs;
  for (Seq seq = 1; seq < first_of_block(1); ++seq) shelf.say(1, "甲乙丙");
  while (shelf.tops[1] < some - 1) shelf.say(1, "甲乙，乙丙");
  it.catch_up();
  const std::string all = it.ask(task("甲乙丙"));
  BOOST_TEST(count(all, "\"found\"") == block_seqs - 1);
  BOOST_TEST(count(all, "\"next\"") == 0U);
  for (Seq seq = 0; seq < block_seqs; ++seq) shelf.say(1, "甲乙，乙丙");
  it.news(1);
  it.catch_up();
  const std::string part = it.ask(task("甲乙丙"));
  BOOST_TEST(count(part, "\"found\"") == 0U);
  BOOST_TEST(count(part, "\"next\"") == 1U);
  // Just above the next stretch.
  const Seq next = last_of_block(0) + 1;
  BOOST_TEST(FoundPage(part).next->seq == next);
  BOOST_TEST(it.all(task("甲乙丙")).size() == block_seqs - 1);
}

// Stretches of many rooms lie across one moment: a page that begins there opens them all, or it
// could not go on.
BOOST_FIXTURE_TEST_CASE(a_page_gets_on_however_many_stretches_lie_across_its_beginning, Desk) {
  constexpr std::uint64_t rooms = limits::search_looks / 20;
  for (std::uint64_t room = 1; room <= rooms; ++room) {
    for (Seq seq = 1; seq < block_seqs; ++seq) shelf.say(room, "甲乙，乙丙");
    shelf.rewrite(room, 1, Posted{"甲乙丙", {}});
  }
  it.catch_up();
  SearchTask asked = task("甲乙丙");
  BOOST_TEST(it.all(asked).size() == rooms);
  asked.search.before = SearchPlace{Instant{16'000}, RoomId{1}, 16};
  BOOST_TEST(it.all(asked).size() == rooms);
}

BOOST_FIXTURE_TEST_CASE(too_many_searches_are_turned_away, Desk) {
  shelf.say(1, "茶");
  it.catch_up();
  for (std::size_t i = 0; i < limits::search_items; ++i) {
    BOOST_REQUIRE(it.search.searcher().put(task("茶")));
  }
  BOOST_TEST(!it.search.searcher().put(task("茶")));
  BOOST_TEST(it.metrics.searches_refused == 1U);
  while (it.search.searcher().step()) {
  }
  BOOST_TEST(it.ear.heard.size() == limits::search_items);
  BOOST_TEST(it.metrics.searches == limits::search_items);
}

// The audience is told of an answer only when no deletion was announced since its messages were
// read: here one is announced just as the answer is about to be told, and the message is read
// again.
BOOST_AUTO_TEST_CASE(an_answer_read_before_a_deletion_is_not_told_after_it) {
  Folder folder;
  MeddledLog log;
  log.shelf.say(1, "秘密");
  xinqiao::testing::OneEar ear;
  Metrics metrics;
  TextSearch search(log, folder.path(), "e", ear, metrics);
  for (std::int64_t now = 0; search.indexer().is_behind(); now += 6'000) search.indexer().step(now);
  log.after_get = [&] {
    log.shelf.erase(1, 1);
    search.followers().kept({}, true);
  };

  BOOST_REQUIRE(search.searcher().put({{}, "1", {"秘密", {}, {}, 5}, {{RoomId{1}, 1, 9}}}));
  BOOST_REQUIRE(search.searcher().step());

  BOOST_REQUIRE_EQUAL(ear.heard.size(), 1U);
  BOOST_TEST(ear.heard[0].find("秘密") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
