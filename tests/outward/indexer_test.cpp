// The index follows the log: edits and deletions, crashes and resumes, other stores, damage,
// wishes.
#include "server/outward/indexer.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/outward/shelf.hpp"

using namespace xinqiao;
using namespace xinqiao::outward;
using xinqiao::testing::Folder;
using xinqiao::testing::Following;
using xinqiao::testing::MeddledLog;
using xinqiao::testing::Shelf;
using xinqiao::testing::shelf_epoch;

namespace {

struct Hall {
  Folder folder;
  Shelf shelf;
  std::string data() const { return folder.path(); }
};

// Wounds every file of the index but its sign.
void damage(const std::string& data) {
  const std::string folder = index_folder(data);
  const std::string path = database_path(folder, current_database(folder));
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.path().extension() != ".glass") continue;
    std::fstream file(entry.path(), std::ios::binary | std::ios::in | std::ios::out);
    const auto bytes = entry.file_size();
    for (std::uintmax_t at = 0; at < bytes; ++at) file.put('\x5a');
  }
}

std::vector<Stretch> stretches(const std::string& word, const Shelf& shelf,
                               const std::string& data) {
  const Query query = get<Query>(parse_query(word));
  std::vector<SearchRoom> rooms;
  for (const auto& [room, top] : shelf.tops) rooms.push_back({RoomId{room}, 1, top});
  std::vector<Stretch> found;
  IndexReader reader(index_folder(data));
  BOOST_TEST((reader.find({query, rooms, {}, {}, 10'000}, found) == IndexReader::Outcome::found));
  return found;
}

std::size_t holding(const std::string& word, const Shelf& shelf, const std::string& data) {
  return stretches(word, shelf, data).size();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(indexer)

BOOST_FIXTURE_TEST_CASE(an_edited_message_is_found_by_its_new_text_alone, Hall) {
  shelf.say(1, "三号泵坏了");
  shelf.edit(1, 1, "四号泵坏了");
  shelf.edit(1, 1, "五号泵坏了");
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.found("三号").empty());
  BOOST_TEST(it.found("四号").empty());
  BOOST_TEST(it.found("五号") == "1/1");
  BOOST_TEST(it.ask(it.task("五号")).find("\"edited\":true") != std::string::npos);

  shelf.edit(1, 1, "六号泵坏了");
  it.news(1);
  it.catch_up();
  BOOST_TEST(it.found("五号").empty());
  BOOST_TEST(it.found("六号") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(a_deleted_message_is_not_found_and_leaves_the_index, Hall) {
  shelf.say(1, "秘密");
  const Seq edit = shelf.edit(1, 1, "机密");
  shelf.say(1, "公开");
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.found("机密") == "1/1");
  shelf.erase(1, 1, {edit});
  // The index does not know yet; the log does.
  BOOST_TEST(it.found("机密").empty());
  BOOST_TEST(holding("机密", shelf, data()) == 1U);
  it.news(1);
  it.catch_up();
  BOOST_TEST(it.found("机密").empty());
  BOOST_TEST(it.found("秘密").empty());
  BOOST_TEST(holding("机密", shelf, data()) == 0U);
  BOOST_TEST(it.found("公开") == "1/3");
}

BOOST_FIXTURE_TEST_CASE(notices_and_forwarded_words_are_found_and_what_is_recalled_is_not, Hall) {
  shelf.keep(1, Noticed{NoticeClass::counted, "停电", "周六检修变压器"});
  shelf.keep(1, Forwarded{"请检修三号泵", RoomId{2}, MemberId{3}, {}});
  shelf.say(1, "检修说错了");
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.found("检修") == "1/3 1/2 1/1");

  const Seq recall = shelf.keep(1, Recalled{3});
  shelf.rewrite(1, 3, DeletedPost{recall});
  it.news(1);
  it.catch_up();
  BOOST_TEST(it.found("检修") == "1/2 1/1");

  const Seq removal = shelf.keep(1, Moderated{2, "检修的广告"});
  shelf.rewrite(1, 2, DeletedPost{removal});
  it.news(1);
  it.catch_up();
  BOOST_TEST(it.found("检修") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(what_was_said_edited_and_deleted_while_it_slept_is_caught_up, Hall) {
  shelf.say(1, "一");
  shelf.say(2, "二");
  {
    Following it(shelf, data());
    it.catch_up();
    BOOST_TEST(it.metrics.indexed == 2U);
  }
  shelf.erase(1, 1);
  shelf.edit(2, 1, "三");
  shelf.say(2, "四");
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.metrics.indexed == 3U);  // and not again what was read before
  BOOST_TEST(it.metrics.index_rebuilds == 0U);
  BOOST_TEST(it.found("一").empty());
  BOOST_TEST(it.found("二").empty());
  BOOST_TEST(it.found("三") == "2/1");
  BOOST_TEST(it.found("四") == "2/3");
}

// A crash between any two steps: nothing is lost, nothing is there twice.
BOOST_FIXTURE_TEST_CASE(a_crash_at_any_step_loses_and_doubles_nothing, Hall) {
  std::size_t alive = 0;
  for (int i = 0; i < 2'500; ++i) {
    const std::uint64_t room = static_cast<std::uint64_t>(i % 3) + 1;
    const Seq seq = shelf.say(room, "茶 " + std::to_string(i));
    ++alive;
    if (i % 7 == 3) shelf.edit(room, seq, "茶 edited" + std::to_string(i));
    if (i % 11 != 5 || i % 7 == 3) continue;
    shelf.erase(room, seq);
    --alive;
  }
  for (int crash_at = 1; crash_at < 14; ++crash_at) {
    auto it = std::make_unique<Following>(shelf, data());
    // Each step is late enough for a commit, or none is, in turn.
    for (int i = 0; i < crash_at; ++i) it->search.indexer().step(i * (crash_at % 2 * 6'000));
  }
  Following it(shelf, data());
  it.catch_up();
  // Each message is found once, page after page, and no two stretches hold one.
  const std::vector<SearchPlace> hits = it.all(it.task("茶"));
  BOOST_TEST(hits.size() == alive);
  BOOST_TEST(std::set<SearchPlace>(hits.begin(), hits.end()).size() == alive);
  std::map<RoomId, Seq> last;
  std::vector<Stretch> all = stretches("茶", shelf, data());
  std::ranges::sort(all, {}, &Stretch::first);
  for (const Stretch& one : all) {
    BOOST_TEST(last[one.room] < one.first);
    last[one.room] = one.last;
  }
}

BOOST_FIXTURE_TEST_CASE(a_store_of_another_epoch_gets_an_index_of_its_own, Hall) {
  shelf.say(1, "茶");
  {
    Following it(shelf, data());
    it.catch_up();
    BOOST_TEST(it.metrics.index_rebuilds == 1U);
  }
  Following it(shelf, data(), "00000000000000bb");
  BOOST_TEST(it.search.indexer().is_behind());
  it.catch_up();
  BOOST_TEST(it.metrics.index_rebuilds == 1U);
  BOOST_TEST(it.found("茶") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(an_index_that_knows_more_than_the_store_is_made_anew, Hall) {
  shelf.say(1, "茶");
  shelf.say(1, "酒");
  {
    Following it(shelf, data());
    it.catch_up();
  }
  Shelf rolled_back;
  rolled_back.say(1, "水");
  Following it(rolled_back, data());
  it.catch_up();
  BOOST_TEST(it.metrics.index_rebuilds == 1U);
  BOOST_TEST(it.found("酒").empty());
  BOOST_TEST(it.found("水") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(a_damaged_index_is_made_anew, Hall) {
  shelf.say(1, "茶");
  {
    Following it(shelf, data());
    it.catch_up();
  }
  damage(data());
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.metrics.index_rebuilds == 1U);
  BOOST_TEST(it.found("茶") == "1/1");
}

// Found by script/faults rot: who searched was told to come again, and again, for ever.
BOOST_FIXTURE_TEST_CASE(an_index_that_was_cut_short_is_made_anew_by_whoever_searches, Hall) {
  for (int i = 0; i < 400; ++i) shelf.say(1, "茶 " + std::to_string(i));
  Following it(shelf, data());
  it.catch_up();
  const std::string index = index_folder(data());
  const std::string lists = "/postlist.glass";
  std::filesystem::resize_file(database_path(index, current_database(index)) + lists, 8192);
  BOOST_TEST(it.found("茶 399") != "1/400");

  it.catch_up();

  BOOST_TEST(it.metrics.index_rebuilds == 2U);
  BOOST_TEST(it.found("茶 399") == "1/400");
}

BOOST_FIXTURE_TEST_CASE(an_index_that_is_gone_is_made_anew, Hall) {
  shelf.say(1, "茶");
  {
    Following it(shelf, data());
    it.catch_up();
  }
  std::filesystem::remove_all(index_folder(data()));
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.found("茶") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(a_wish_for_a_rebuild_is_fulfilled_while_it_runs, Hall) {
  shelf.say(1, "茶");
  Following it(shelf, data());
  it.catch_up();
  BOOST_REQUIRE(wish_rebuild(index_folder(data())).is_ok());
  it.search.indexer().step(it.now);
  BOOST_TEST(!is_rebuild_wished(index_folder(data())));
  BOOST_TEST(it.search.indexer().is_behind());
  BOOST_TEST(it.ask(it.task("茶")).find("\"behind\":true") != std::string::npos);
  it.catch_up();
  BOOST_TEST(it.metrics.index_rebuilds == 2U);
  BOOST_TEST(it.found("茶") == "1/1");
  BOOST_TEST(it.ask(it.task("茶")).find("behind") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(news_that_does_not_fit_is_found_by_a_sweep, Hall) {
  Following it(shelf, data());
  it.catch_up();
  TellBatch tells;
  for (std::uint64_t room = 1; room <= limits::index_items + 1; ++room) {
    tells.push_back(Tell{RoomId{room}, shelf.say(room, "茶"), {}});
  }
  it.search.followers().kept(tells, false);
  it.catch_up();
  BOOST_TEST(it.metrics.index_drops == 1U);
  BOOST_TEST(it.metrics.index_documents == limits::index_items + 1);
}

BOOST_FIXTURE_TEST_CASE(news_at_the_bound_is_not_dropped, Hall) {
  Following it(shelf, data());
  it.catch_up();
  TellBatch tells;
  for (std::uint64_t room = 1; room <= limits::index_items; ++room) {
    tells.push_back(Tell{RoomId{room}, shelf.say(room, "茶"), {}});
  }
  it.search.followers().kept(tells, false);
  it.catch_up();
  BOOST_TEST(it.metrics.index_drops == 0U);
  BOOST_TEST(it.metrics.index_documents == limits::index_items);
}

BOOST_FIXTURE_TEST_CASE(a_step_reads_one_page_and_commits_are_paced, Hall) {
  for (std::size_t i = 0; i < Indexer::page_events + 1; ++i) shelf.say(1, "茶");
  Following it(shelf, data());
  BOOST_TEST(it.search.indexer().step(0));  // opens
  BOOST_TEST(it.search.indexer().step(0));  // looks at all rooms
  BOOST_TEST(it.search.indexer().step(0));
  BOOST_TEST(it.metrics.indexed == Indexer::page_events);
  BOOST_TEST(!it.search.indexer().step(0));
  BOOST_TEST(it.metrics.indexed == Indexer::page_events + 1);
  BOOST_TEST(it.metrics.index_lag == Indexer::page_events + 1);
  BOOST_TEST(!it.search.indexer().step(Indexer::commit_ms - 1));
  BOOST_TEST(it.found("茶").empty());
  it.search.indexer().step(Indexer::commit_ms);
  BOOST_TEST(it.metrics.index_lag == 0U);
  BOOST_TEST(!it.found("茶").empty());
}

BOOST_FIXTURE_TEST_CASE(it_leaves_the_last_of_the_disk_to_the_log, Hall) {
  Following it(shelf, data());
  it.catch_up();
  shelf.say(1, "茶");
  shelf.log.set_room(false);
  it.news(1);
  BOOST_TEST(!it.search.indexer().step(it.now += 10'000));
  BOOST_TEST(it.metrics.indexed == 0U);
  shelf.log.set_room(true);
  it.catch_up();
  BOOST_TEST(it.found("茶") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_cannot_be_written_is_tried_again_later, Hall) {
  shelf.say(1, "茶");
  std::ofstream(index_folder(data())) << "a file where the folder should be";
  Following it(shelf, data());
  BOOST_TEST(!it.search.indexer().step(0));
  std::filesystem::remove(index_folder(data()));
  BOOST_TEST(!it.search.indexer().step(Indexer::retry_ms - 1));
  BOOST_TEST(it.metrics.index_rebuilds == 0U);
  BOOST_TEST(it.ask(it.task("茶")).find("overloaded") != std::string::npos);
  BOOST_TEST(it.search.indexer().step(Indexer::retry_ms));
  it.now = Indexer::retry_ms;
  it.catch_up();
  BOOST_TEST(it.found("茶") == "1/1");
}

BOOST_FIXTURE_TEST_CASE(deleted_words_are_scrubbed_within_a_day_and_not_at_every_deletion, Hall) {
  const auto number = [&] { return current_database(index_folder(data())); };
  shelf.say(1, "一");
  shelf.say(1, "二");
  Following it(shelf, data());
  it.catch_up();
  const auto first = number();
  it.now += Indexer::scrub_first_ms;
  it.search.indexer().step(it.now);
  BOOST_TEST(number() == first);  // nothing was deleted

  shelf.erase(1, 1);
  it.news(1);
  it.catch_up();
  it.search.indexer().step(it.now);
  const auto second = number();
  BOOST_TEST(second != first);
  const std::int64_t scrubbed = it.now;

  shelf.erase(1, 2);
  it.news(1);
  it.catch_up();
  it.search.indexer().step(it.now);
  BOOST_TEST(number() == second);
  it.search.indexer().step(scrubbed + Indexer::scrub_ms);
  BOOST_TEST(number() != second);
  static_assert(2 * Indexer::scrub_ms <= 24LL * 3600 * 1000);
}

// The edit was read before the deletion, and what the message says after it: its block is emptied
// for the edit, and when the deletion itself is read nothing is left to erase.
BOOST_AUTO_TEST_CASE(words_that_are_deleted_while_their_edit_is_read_are_scrubbed_too) {
  Folder folder;
  MeddledLog log;
  log.shelf.say(1, "秘密");
  xinqiao::testing::OneEar ear;
  Metrics metrics;
  TextSearch search(log, folder.path(), shelf_epoch, ear, metrics);
  std::int64_t now = 0;
  const auto catch_up = [&] {
    search.followers().kept({Tell{RoomId{1}, log.shelf.tops[1], {}}}, false);
    for (int i = 0; i < 5; ++i) search.indexer().step(now += Indexer::commit_busy_ms);
    BOOST_TEST(metrics.index_lag == 0U);
  };
  catch_up();
  BOOST_TEST(holding("秘密", log.shelf, folder.path()) == 1U);
  const auto unscrubbed = current_database(index_folder(folder.path()));
  const Seq edit = log.shelf.edit(1, 1, "机密");
  log.after_scan = [&] { log.shelf.erase(1, 1, {edit}); };
  catch_up();
  BOOST_TEST(metrics.index_documents == 0U);
  catch_up();

  search.indexer().step(now += Indexer::scrub_ms);

  BOOST_TEST(current_database(index_folder(folder.path())) != unscrubbed);
}

BOOST_FIXTURE_TEST_CASE(kinds_without_text_and_the_organisations_log_are_passed_over, Hall) {
  shelf.keep(0, MemberAdded{MemberId{1}, false});
  shelf.keep(1, RoomCreated{"茶馆"});
  shelf.keep(1, Joined{});
  shelf.put(store::Family::events, store::keys::event(RoomId{1}, 2), R"({"kind":"from later"})");
  shelf.say(1, "茶");
  Following it(shelf, data());
  it.catch_up();
  BOOST_TEST(it.metrics.index_documents == 1U);
  BOOST_TEST(it.found("茶") == "1/3");
}

BOOST_AUTO_TEST_SUITE_END()
