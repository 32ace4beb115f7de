#include "store/upgrade.hpp"

#include <boost/test/unit_test.hpp>

#include "store/backup.hpp"
#include "store/keys.hpp"
#include "store/rocks_reading.hpp"
#include "store/sign.hpp"
#include "tests/store/folder.hpp"

using namespace xinqiao;
using namespace xinqiao::store;
using xinqiao::testing::Folder;
using xinqiao::testing::open_store;
using xinqiao::testing::small_store;

namespace {

constexpr Position events = 20;

// Three steps that each put a letter before every event, one event a batch, and know by the letter
// which they have done. `fail_at` is the batch, counted over all steps, that is not written.
class Letters {
 public:
  explicit Letters(int fail_at = -1) : fail_at_(fail_at) {
    for (const char letter : {'a', 'b', 'c'}) {
      steps_.push_back({std::string("the letter ") + letter,
                        [this, letter](RocksLog& log) { return add(log, letter); }});
    }
  }
  Letters(const Letters&) = delete;
  Letters& operator=(const Letters&) = delete;

  RocksLog::Options options() const {
    RocksLog::Options out = small_store();
    out.steps = &steps_;
    return out;
  }
  int batches() const { return batches_; }

 private:
  Status add(RocksLog& log, char letter) {
    for (Position position = 1; position <= events; ++position) {
      const std::string key = keys::event({1}, position);
      const std::string words = log.get(Family::events, key).value();
      if (words.front() == letter) continue;
      if (batches_++ == fail_at_) return Status::error(Fault::io_error, "the test says so");
      Batch batch;
      batch.put(Family::events, key, letter + words);
      if (Status kept = log.append(batch); !kept.is_ok()) return kept;
    }
    return Status::ok();
  }

  UpgradeSteps steps_;
  int fail_at_;
  int batches_ = 0;
};

void make_store(const std::string& folder) {
  const auto log = open_store(folder);
  for (Position position = 1; position <= events; ++position) {
    Batch batch;
    batch.put(Family::events, keys::event({1}, position), "words");
    batch.put(Family::meta, keys::position, keys::number_value(position));
    BOOST_REQUIRE(log->append(batch).is_ok());
  }
}

Status open_with(const std::string& folder, const RocksLog::Options& options) {
  std::unique_ptr<RocksLog> log;
  return RocksLog::open(folder, options, log);
}

std::string words_in(const Log& log) {
  std::string all;
  const Status read = log.scan(Family::events, "", "", Order::ascending, [&](auto, auto value) {
    all.append(value).push_back(' ');
    return true;
  });
  BOOST_TEST(read.is_ok());
  return all;
}

std::string twenty(const std::string& words) {
  std::string all;
  for (Position position = 1; position <= events; ++position) all += words + " ";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(upgrade)

BOOST_AUTO_TEST_CASE(this_version_has_one_step_less_than_its_format) {
  BOOST_TEST(format_after(released_steps().size()) == 1u);
}

BOOST_AUTO_TEST_CASE(an_older_store_is_backed_up_and_upgraded_step_by_step) {
  const Folder folder;
  make_store(folder.store());
  const std::string epoch = open_store(folder.store())->report().epoch;
  const Letters letters;
  {
    const auto log = open_store(folder.store(), letters.options());
    BOOST_TEST(log->report().upgraded_from == 1u);
    BOOST_TEST(log->report().epoch == epoch);
    BOOST_TEST(!log->report().lost_words);
    BOOST_TEST(log->report().position == events);
    BOOST_TEST(words_in(*log) == twenty("cbawords"));
  }
  BOOST_TEST(open_store(folder.store(), letters.options())->report().upgraded_from == 0u);
  BOOST_TEST(testing::content(folder.store() + "/xinqiao-store") == "xinqiao store, format 4\n");

  Manifest manifest;
  const std::string backup = before_format(folder.store(), 4);
  BOOST_REQUIRE(read_backup(backup, manifest).is_ok());
  BOOST_TEST(manifest.store_format == 1u);
  BOOST_TEST(manifest.position == events);
  std::unique_ptr<RocksReading> reading;
  BOOST_REQUIRE(RocksReading::open(backup, reading).is_ok());
  BOOST_TEST(words_in(*reading) == twenty("words"));
}

BOOST_AUTO_TEST_CASE(cut_short_before_any_batch_it_goes_on_and_comes_to_the_same) {
  for (int fail_at = 0; fail_at < 3 * static_cast<int>(events); fail_at += 3) {
    const Folder folder;
    make_store(folder.store());
    const Letters cut(fail_at);

    const Status stopped = open_with(folder.store(), cut.options());

    BOOST_TEST(stopped.message.find("the upgrade of") != std::string::npos);
    // An older version leaves what is half upgraded alone.
    BOOST_TEST((open_with(folder.store(), small_store()).fault == Fault::newer_format));
    const Letters again;
    const auto log = open_store(folder.store(), again.options());
    BOOST_TEST(words_in(*log) == twenty("cbawords"));
    BOOST_TEST(again.batches() == 3 * static_cast<int>(events) - fail_at);
    std::unique_ptr<RocksReading> reading;
    BOOST_REQUIRE(RocksReading::open(before_format(folder.store(), 4), reading).is_ok());
    BOOST_TEST(words_in(*reading) == twenty("words"));
  }
}

BOOST_AUTO_TEST_CASE(without_room_for_the_backup_nothing_is_changed) {
  const Folder folder;
  make_store(folder.store());
  const Letters letters;
  RocksLog::Options full = letters.options();
  full.room_bytes = std::uint64_t{1} << 60;

  const Status refused = open_with(folder.store(), full);

  BOOST_TEST((refused.fault == Fault::no_space));
  BOOST_TEST(refused.message.find("only after a backup") != std::string::npos);
  BOOST_TEST(letters.batches() == 0);
  BOOST_TEST(words_in(*open_store(folder.store())) ==
             twenty("words"));  // the older version goes on
}

BOOST_AUTO_TEST_CASE(a_backup_of_an_older_format_is_upgraded_as_it_is_restored) {
  const Folder folder;
  make_store(folder.store());
  const Letters letters;
  open_store(folder.store(), letters.options());
  const std::string backup = before_format(folder.store(), 4);
  const std::string fresh = folder.path() + "/fresh";
  Manifest manifest;
  BOOST_REQUIRE(read_backup(backup, manifest).is_ok());
  BOOST_REQUIRE(prepare_restore(fresh).is_ok());
  BOOST_REQUIRE(unpack_backup(backup, manifest, fresh).is_ok());
  RocksLog::Options options = letters.options();
  options.restoring = true;

  const auto log = open_store(fresh, options);

  BOOST_TEST(words_in(*log) == twenty("cbawords"));
  BOOST_TEST(log->report().epoch != manifest.epoch);
  BOOST_TEST(!std::filesystem::exists(before_format(fresh, 4)));
}

BOOST_AUTO_TEST_SUITE_END()
