#include "store/rocks_log.hpp"

#include <sys/stat.h>

#include <random>
#include <set>

#include <boost/test/unit_test.hpp>

#include "store/keys.hpp"
#include "store/record.hpp"
#include "tests/store/folder.hpp"

using namespace xinqiao;
using namespace xinqiao::store;
using xinqiao::testing::Folder;
using xinqiao::testing::open_store;
using xinqiao::testing::small_store;
using xinqiao::testing::stands_in;

namespace {

Status refusal(const std::string& folder) {
  std::unique_ptr<RocksLog> log;
  Status opened = RocksLog::open(folder, small_store(), log);
  BOOST_TEST(!log);
  return opened;
}

void keep_event(RocksLog& log, Position position, std::string_view text) {
  Batch batch;
  batch.put(Family::events, keys::event({1}, position), text);
  batch.put(Family::meta, keys::position, keys::number_value(position));
  const Status kept = log.append(batch);
  BOOST_REQUIRE_MESSAGE(kept.is_ok(), kept.message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rocks_log)

BOOST_AUTO_TEST_CASE(a_new_store_has_an_epoch_which_stays) {
  const Folder folder;
  auto log = open_store(folder.store());
  const OpenReport born = log->report();
  keep_event(*log, 1, "你好");
  log.reset();
  log = open_store(folder.store());

  BOOST_TEST(born.created);
  BOOST_TEST(born.epoch.size() == 16u);
  BOOST_TEST(born.epoch.find_first_not_of("0123456789abcdef") == std::string::npos);
  BOOST_TEST(!log->report().created);
  BOOST_TEST(!log->report().lost_words);
  BOOST_TEST(log->report().epoch == born.epoch);
  BOOST_TEST(log->report().position == 1u);
  BOOST_TEST(log->report().high_water == 1u);
  BOOST_TEST(log->get(Family::meta, keys::epoch).value() == born.epoch);
}

BOOST_AUTO_TEST_CASE(two_stores_have_two_epochs) {
  const Folder one;
  const Folder other;
  BOOST_TEST(open_store(one.store())->report().epoch != open_store(other.store())->report().epoch);
}

BOOST_AUTO_TEST_CASE(the_folder_is_closed_to_others) {
  const Folder folder;
  const auto log = open_store(folder.store());
  struct stat of_folder {};
  BOOST_REQUIRE(::stat(folder.store().c_str(), &of_folder) == 0);
  BOOST_TEST((of_folder.st_mode & 0777) == 0700u);
}

BOOST_AUTO_TEST_CASE(the_ballast_has_the_size_that_is_wanted_now) {
  const Folder folder;
  const std::filesystem::path ballast = folder.store() + "/ballast";
  const auto open_with = [&](std::uint64_t bytes) {
    RocksLog::Options options = small_store();
    options.ballast_bytes = bytes;
    open_store(folder.store(), options)->keep_house();
  };

  open_with(64 * 1024);
  BOOST_TEST(std::filesystem::file_size(ballast) == 64u * 1024);
  open_with(32 * 1024);
  BOOST_TEST(std::filesystem::file_size(ballast) == 32u * 1024);
  open_with(0);
  BOOST_TEST(!std::filesystem::exists(ballast));
}

BOOST_AUTO_TEST_CASE(one_process_has_the_folder) {
  const Folder folder;
  const auto log = open_store(folder.store());

  const Status second = refusal(folder.store());

  BOOST_TEST((second.fault == Fault::in_use));
  BOOST_TEST(second.message.find("in use by another process") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_folder_with_other_things_is_left_alone) {
  const Folder folder;
  std::filesystem::create_directory(folder.store());
  std::ofstream(folder.store() + "/论文.txt") << "my thesis";

  BOOST_TEST((refusal(folder.store()).fault == Fault::not_a_store));
  BOOST_TEST(testing::files(folder.store()).size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_newer_format_is_refused_by_the_sign_and_by_the_row) {
  const Folder folder;
  auto log = open_store(folder.store());
  Batch batch;
  batch.put(Family::meta, keys::format, keys::number_value(2));
  BOOST_REQUIRE(log->append(batch).is_ok());
  log.reset();
  BOOST_TEST((refusal(folder.store()).fault == Fault::newer_format));

  std::ofstream(folder.store() + "/xinqiao-store") << "xinqiao store, format 2\n";
  const Status status = refusal(folder.store());
  BOOST_TEST((status.fault == Fault::newer_format));
  BOOST_TEST(status.message.find("format 2") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_birth_that_was_cut_short_is_finished) {
  const Folder folder;
  std::filesystem::create_directory(folder.store());
  std::ofstream(folder.store() + "/xinqiao-store") << "xinqiao store, being created\n";
  std::ofstream(folder.store() + "/LOG") << "";

  BOOST_TEST(open_store(folder.store())->report().created);
}

BOOST_AUTO_TEST_CASE(a_store_without_its_root_file_is_refused_and_not_made_anew) {
  const Folder folder;
  auto log = open_store(folder.store());
  keep_event(*log, 1, "你好");
  log.reset();
  std::filesystem::remove(folder.store() + "/CURRENT");
  const std::size_t files_left = testing::files(folder.store()).size();

  BOOST_TEST((refusal(folder.store()).fault == Fault::corrupted));
  BOOST_TEST(testing::files(folder.store(), ".sst").size() +
                 testing::files(folder.store(), ".log").size() >
             0u);
  BOOST_TEST(files_left <= testing::files(folder.store()).size());
}

BOOST_AUTO_TEST_CASE(words_that_were_lost_are_noticed_once_and_begin_a_new_epoch) {
  const Folder folder;
  auto log = open_store(folder.store());
  const std::string epoch = log->report().epoch;
  keep_event(*log, 1, "早");
  log.reset();
  log = open_store(folder.store());  // what stood in the write-ahead log is in a table now
  for (Position position = 2; position <= 50; ++position) keep_event(*log, position, "晚");
  log.reset();
  std::filesystem::remove(testing::files(folder.store(), ".log").back());

  log = open_store(folder.store());

  BOOST_TEST(log->report().lost_words);
  BOOST_TEST(log->report().position == 1u);
  BOOST_TEST(log->report().high_water == 50u);
  BOOST_TEST(log->report().epoch != epoch);
  const std::string new_epoch = log->report().epoch;
  log.reset();
  log = open_store(folder.store());
  BOOST_TEST(!log->report().lost_words);
  BOOST_TEST(log->report().epoch == new_epoch);
}

BOOST_AUTO_TEST_CASE(the_mark_never_says_more_than_was_kept) {
  const Folder folder;
  const auto log = open_store(folder.store());
  for (Position position = 1; position <= 20; ++position) {
    keep_event(*log, position, "x");
    if (position % 3 == 0) log->keep_house();
    const std::string mark = testing::content(folder.store() + "/high_water");
    const Position said = mark.empty() ? 0 : std::stoull(mark);
    BOOST_TEST(said == position - position % 3);
  }
}

// Found by script/faults rot: RocksDB takes a list of tables without its end for one that a crash
// left so, and a life's words were gone from the middle of the history, under the same epoch.
BOOST_AUTO_TEST_CASE(a_list_of_tables_without_its_end_is_refused) {
  const Folder folder;
  Position position = 0;
  for (int life = 0; life < 3; ++life) {
    const auto log = open_store(folder.store());
    for (int i = 0; i < 20; ++i) append_event(*log, ++position, "a word");
  }
  const std::string list = testing::content(folder.store() + "/CURRENT");
  const std::string name = list.substr(0, list.find('\n'));
  const auto bytes = std::filesystem::file_size(folder.store() + "/" + name);
  for (std::uintmax_t cut = 1; cut < bytes; cut += 1 + bytes / 24) {
    const std::string copy = folder.path() + "/copy";
    std::filesystem::remove_all(copy);
    std::filesystem::copy(folder.store(), copy);
    std::filesystem::resize_file(copy + "/" + name, bytes - cut);

    const Status status = refusal(copy);

    BOOST_TEST((status.fault == Fault::corrupted));
    BOOST_TEST(status.message.find("restore a backup") != std::string::npos, status.message);
  }
  BOOST_TEST(open_store(folder.store())->report().position == position);
}

BOOST_AUTO_TEST_CASE(a_note_of_the_tables_that_is_damaged_itself_says_nothing) {
  const Folder folder;
  append_event(*open_store(folder.store()), 1, "a word");
  const std::string path = folder.store() + "/high_water";
  const std::string mark = testing::content(path);
  BOOST_REQUIRE(mark.find("MANIFEST-") != std::string::npos);
  for (std::size_t at = mark.find('\n') + 1; at < mark.size(); at += 7) {
    std::string damaged = mark;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    std::ofstream(path, std::ios::binary) << damaged;

    BOOST_TEST(open_store(folder.store())->report().position == 1u);
    std::ofstream(path, std::ios::binary) << mark.substr(0, at);
    BOOST_TEST(open_store(folder.store())->report().position == 1u);
  }
}

BOOST_AUTO_TEST_CASE(deleted_words_leave_every_file) {
  const Folder folder;
  auto options = small_store();
  options.compress = false;  // so that the words can be searched for
  auto log = open_store(folder.store(), options);
  const std::string words = "这句话应当被忘记 and leave no trace";
  keep_event(*log, 1, "a neighbour");
  keep_event(*log, 2, words);
  keep_event(*log, 3, "another neighbour");
  BOOST_REQUIRE(log->scrub().is_ok());  // nothing is due: the words go from the log to a table
  BOOST_REQUIRE(stands_in(folder.store(), words));
  keep_event(*log, 4, words);  // and this one is in the log only
  Batch batch;
  batch.put(Family::events, keys::event({1}, 2), "deleted");
  batch.put(Family::events, keys::event({1}, 4), "deleted");
  batch.put(Family::meta, keys::scrub_due, keys::number_value(1));
  BOOST_REQUIRE(log->append(batch).is_ok());
  BOOST_TEST(log->is_scrub_due());
  BOOST_REQUIRE(stands_in(folder.store(), words));

  BOOST_REQUIRE(log->scrub().is_ok());

  BOOST_TEST(!stands_in(folder.store(), words));
  BOOST_TEST(stands_in(folder.store(), "a neighbour"));
  BOOST_TEST(!log->is_scrub_due());
  log.reset();
  log = open_store(folder.store(), options);
  BOOST_TEST(log->get(Family::events, keys::event({1}, 2)).value() == "deleted");
  BOOST_TEST(!stands_in(folder.store(), words));
}

BOOST_AUTO_TEST_CASE(the_words_of_a_forgotten_report_leave_the_files) {
  const Folder folder;
  const auto log = open_store(folder.store());
  Report report;
  report.report = 7;
  report.text = "the words that were reported";
  const auto keep = [&](bool is_due) {
    Batch batch;
    add_mark(batch, report, 1);
    if (is_due) batch.put(Family::meta, keys::scrub_due, keys::number_value(1));
    BOOST_REQUIRE(log->append(batch).is_ok());
    BOOST_REQUIRE(log->scrub().is_ok());
  };
  keep(false);
  BOOST_REQUIRE(stands_in(folder.store(), report.text));

  report.gone = true;
  keep(true);

  BOOST_TEST(!stands_in(folder.store(), report.text));
}

BOOST_AUTO_TEST_CASE(a_walk_takes_no_place_in_the_cache) {
  const Folder folder;
  auto log = open_store(folder.store(), small_store());
  for (Position position = 1; position <= 200; ++position) {
    keep_event(*log, position, std::string(2'000, static_cast<char>('a' + position % 26)));
  }
  BOOST_REQUIRE(log->scrub().is_ok());  // into a table: what is still in memory needs no cache
  const auto count = [](std::size_t& rows) { return [&rows](auto, auto) { return ++rows > 0; }; };
  const std::uint64_t before = log->cached_bytes();
  std::size_t walked = 0;
  std::size_t scanned = 0;

  BOOST_REQUIRE(log->walk(Family::events, "", "", count(walked)).is_ok());
  const std::uint64_t after_walk = log->cached_bytes();
  BOOST_REQUIRE(log->scan(Family::events, "", "", Order::ascending, count(scanned)).is_ok());

  BOOST_TEST(walked == 200u);
  BOOST_TEST(scanned == 200u);
  BOOST_TEST(after_walk < before + 50'000);  // at most what tells where the blocks are
  BOOST_TEST(log->cached_bytes() > after_walk + 200'000);
}

BOOST_AUTO_TEST_CASE(a_scrub_that_was_cancelled_stays_due) {
  const Folder folder;
  auto log = open_store(folder.store());
  keep_event(*log, 1, "你好");
  Batch batch;
  batch.put(Family::meta, keys::scrub_due, keys::number_value(1));
  BOOST_REQUIRE(log->append(batch).is_ok());

  log->cancel_scrub();

  BOOST_TEST(!log->scrub().is_ok());
  BOOST_TEST(log->is_scrub_due());
  keep_event(*log, 2, "and the store goes on");
  BOOST_TEST(log->failure().is_ok());
}

BOOST_AUTO_TEST_CASE(damaged_files_are_refused_or_begin_a_new_epoch_and_never_give_wrong_words) {
  const Folder folder;
  const std::string words = "同一句话 the same words";
  std::string epoch;
  {
    const auto log = open_store(folder.store());
    epoch = log->report().epoch;
    for (Position position = 1; position <= 200; ++position) keep_event(*log, position, words);
    BOOST_REQUIRE(log->scrub().is_ok());
    for (Position position = 201; position <= 400; ++position) keep_event(*log, position, words);
  }
  static int told;
  told = 0;
  RocksLog::Options options = small_store();
  options.on_unreadable = [](const Status& trouble) { told += trouble.message.empty() ? 0 : 1; };
  std::mt19937 random(7);
  std::set<std::string> outcomes;
  for (int round = 0; round < 40; ++round) {
    const std::string copy = folder.path() + "/copy";
    std::filesystem::remove_all(copy);
    std::filesystem::copy(folder.store(), copy);
    std::vector<std::filesystem::path> victims;
    for (const char* kind : {".sst", ".log"}) {
      for (const auto& file : testing::files(copy, kind)) {
        if (std::filesystem::file_size(file) > 0) victims.push_back(file);
      }
    }
    const auto& victim = victims[random() % victims.size()];
    const auto at = static_cast<std::streamoff>(random() % std::filesystem::file_size(victim));
    if (random() % 2 == 0) {
      std::fstream file(victim, std::ios::in | std::ios::out | std::ios::binary);
      file.seekg(at);
      const char damaged = static_cast<char>(file.get() ^ (1 << random() % 8));
      file.seekp(at);
      file.put(damaged);
    } else {
      std::filesystem::resize_file(victim, static_cast<std::uintmax_t>(at));
    }

    std::unique_ptr<RocksLog> log;
    const Status opened = RocksLog::open(copy, options, log);
    if (!opened.is_ok()) {
      BOOST_TEST(!opened.message.empty());
      outcomes.insert("refused");
      continue;
    }
    Position seen = 0;
    told = 0;
    const Status read = log->scan(Family::events, "", "", Order::ascending, [&](auto, auto value) {
      BOOST_TEST(value == words);
      ++seen;
      return true;
    });
    BOOST_TEST(told == (read.is_ok() ? 0 : 1));
    if (read.is_ok()) BOOST_TEST(seen == log->report().position);
    if (read.is_ok() && seen < 400) BOOST_TEST(log->report().epoch != epoch);
    outcomes.insert(!read.is_ok() ? "unreadable" : seen < 400 ? "new epoch" : "unharmed");
  }
  BOOST_TEST(outcomes.contains("new epoch"));
  BOOST_TEST(outcomes.contains("unreadable"));
}

BOOST_AUTO_TEST_SUITE_END()
