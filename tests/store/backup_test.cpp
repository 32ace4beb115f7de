#include "store/backup.hpp"

#include <sys/stat.h>

#include <thread>

#include <boost/test/unit_test.hpp>

#include "store/checkpoint.hpp"
#include "store/keys.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_reading.hpp"
#include "store/sign.hpp"
#include "tests/store/folder.hpp"

using namespace xinqiao;
using namespace xinqiao::store;
using xinqiao::testing::content;
using xinqiao::testing::Folder;
using xinqiao::testing::open_store;
using xinqiao::testing::small_store;

namespace {

// From any thread: what judges is for one alone.
Status try_to_append(RocksLog& log, Position position, std::string_view text) {
  Batch batch;
  batch.put(Family::events, keys::event({1}, position), text);
  batch.put(Family::meta, keys::position, keys::number_value(position));
  return log.append(batch);
}

void append_event(RocksLog& log, Position position, std::string_view text = "你好") {
  const Status kept = try_to_append(log, position, text);
  BOOST_REQUIRE_MESSAGE(kept.is_ok(), kept.message);
}

Position events_in(const Log& log) {
  Position seen = 0;
  const Status read = log.scan(Family::events, "", "", Order::ascending, [&](auto key, auto) {
    BOOST_TEST(keys::number(key, 0, 1) == seen + 1);
    ++seen;
    return true;
  });
  BOOST_TEST(read.is_ok());
  return seen;
}

Manifest back_up(RocksLog& log, const std::string& target) {
  std::unique_ptr<Checkpoint> checkpoint;
  const Status made = log.checkpoint(checkpoint);
  BOOST_REQUIRE_MESSAGE(made.is_ok(), made.message);
  Manifest manifest;
  const Status written =
      write_backup(checkpoint->folder(), target, checkpoint->at_least(), manifest);
  BOOST_REQUIRE_MESSAGE(written.is_ok(), written.message);
  return manifest;
}

// A backup of a store of 30 events, and where both stand.
struct BackedUp {
  Folder folder;
  std::string backup = folder.path() + "/backup";
  std::string fresh = folder.path() + "/fresh";
  Manifest manifest;
  std::string epoch;

  BackedUp() {
    const auto log = open_store(folder.store());
    for (Position position = 1; position <= 30; ++position) append_event(*log, position);
    epoch = log->report().epoch;
    manifest = back_up(*log, backup);
  }
  Status unpack() const {
    Manifest found;
    if (Status read = read_backup(backup, found); !read.is_ok()) return read;
    if (Status ready = prepare_restore(fresh); !ready.is_ok()) return ready;
    return unpack_backup(backup, found, fresh);
  }
};

void write_file(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

bool says(const Status& status, const std::string& words) {
  return status.message.find(words) != std::string::npos;
}

RocksLog::Options restoring() {
  RocksLog::Options options = small_store();
  options.restoring = true;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backup)

BOOST_AUTO_TEST_CASE(a_manifest_reads_as_it_was_written) {
  const Manifest manifest{
      "2026-11-26T10:00:00Z",
      1,
      "0123456789abcdef",
      77,
      {{"000012.sst", 4096, std::string(64, 'a')}, {"CURRENT", 0, std::string(64, '0')}}};
  Manifest found;

  BOOST_REQUIRE(decode_manifest(encode_manifest(manifest), found).is_ok());

  BOOST_TEST(found.made == manifest.made);
  BOOST_TEST(found.store_format == 1u);
  BOOST_TEST(found.epoch == manifest.epoch);
  BOOST_TEST(found.position == 77u);
  BOOST_TEST((found.files == manifest.files));
  BOOST_TEST(found.bytes() == 4096u);
}

BOOST_AUTO_TEST_CASE(a_manifest_that_was_cut_or_changed_anywhere_is_refused) {
  const std::string text = encode_manifest(
      {"2026-11-26T10:00:00Z", 1, "0123456789abcdef", 77, {{"a.sst", 9, std::string(64, 'a')}}});
  Manifest found;
  for (std::size_t bytes = 0; bytes < text.size(); ++bytes) {
    BOOST_TEST(!decode_manifest(text.substr(0, bytes), found).is_ok());
    std::string changed = text;
    changed[bytes] = static_cast<char>(changed[bytes] ^ 1);
    BOOST_TEST(!decode_manifest(changed, found).is_ok());
  }
  BOOST_TEST(!decode_manifest(text + "x", found).is_ok());
}

BOOST_AUTO_TEST_CASE(a_manifest_leads_nowhere_but_into_its_folder) {
  for (const char* name : {"../a.sst", "/etc/passwd", ".hidden", "", "manifest", "a/b"}) {
    Manifest found;
    const Manifest manifest{"x", 1, "0123456789abcdef", 1, {{name, 1, std::string(64, 'a')}}};
    BOOST_TEST(!decode_manifest(encode_manifest(manifest), found).is_ok());
  }
}

BOOST_AUTO_TEST_CASE(a_manifest_of_a_newer_version_is_named_so) {
  Manifest found;
  const Status status = decode_manifest("xinqiao backup, format 2\nwhatever\n", found);
  BOOST_TEST((status.fault == Fault::newer_format));
  BOOST_TEST(says(status, "newer version"));
}

BOOST_AUTO_TEST_CASE(a_backup_is_restored_with_all_its_words_and_a_new_epoch) {
  const BackedUp given;
  BOOST_TEST(given.manifest.position == 30u);
  BOOST_TEST(given.manifest.epoch == given.epoch);

  BOOST_REQUIRE(given.unpack().is_ok());
  {
    const auto log = open_store(given.fresh, restoring());
    BOOST_TEST(events_in(*log) == 30u);
    BOOST_TEST(log->report().epoch != given.epoch);
  }

  BOOST_REQUIRE(sign_store(given.fresh, 1).is_ok());
  const auto log = open_store(given.fresh);
  BOOST_TEST(!log->report().lost_words);
  BOOST_TEST(log->report().position == 30u);
  BOOST_TEST(log->report().epoch != given.epoch);
  append_event(*log, 31, "and it goes on");
}

BOOST_AUTO_TEST_CASE(a_backup_under_writing_is_a_prefix_with_all_that_was_kept_before) {
  const Folder folder;
  const auto log = open_store(folder.store());
  std::atomic<Position> kept{0};
  std::atomic<bool> enough{false};
  std::atomic<bool> has_failed{false};
  std::thread writer([&] {
    while (!enough && !has_failed) {
      has_failed = !try_to_append(*log, kept + 1, std::string(2000, 'w')).is_ok();
      if (!has_failed) ++kept;
    }
  });
  for (int round = 0; round < 5; ++round) {
    while (kept < static_cast<Position>(round * 300) && !has_failed) std::this_thread::yield();
    const Position before = kept;
    const std::string target = folder.path() + "/backup" + std::to_string(round);
    const Manifest manifest = back_up(*log, target);
    BOOST_TEST(manifest.position >= before);
    std::unique_ptr<RocksReading> reading;
    BOOST_REQUIRE(RocksReading::open(target, reading).is_ok());
    BOOST_TEST(events_in(*reading) == manifest.position);
  }
  enough = true;
  writer.join();
  BOOST_TEST(!has_failed);
  BOOST_TEST(!std::filesystem::exists(folder.store() + "/checkpoint"));
}

BOOST_AUTO_TEST_CASE(reading_a_backup_changes_nothing_in_it) {
  const BackedUp given;
  std::unique_ptr<RocksReading> reading;
  BOOST_REQUIRE(RocksReading::open(given.backup, reading).is_ok());
  BOOST_TEST(events_in(*reading) == 30u);
  BOOST_TEST(!reading->append(Batch{}).is_ok());
  reading.reset();

  BOOST_TEST(testing::files(given.backup).size() == given.manifest.files.size() + 1);
  for (const FileDigest& file : given.manifest.files) {
    FileDigest found;
    BOOST_REQUIRE(read_digest(given.backup, file.name, found).is_ok());
    BOOST_TEST((found == file));
  }
}

BOOST_AUTO_TEST_CASE(one_checkpoint_at_a_time_and_none_on_a_full_disk) {
  const Folder folder;
  auto log = open_store(folder.store());
  append_event(*log, 1);
  std::unique_ptr<Checkpoint> first;
  std::unique_ptr<Checkpoint> second;
  BOOST_REQUIRE(log->checkpoint(first).is_ok());
  const Status refused = log->checkpoint(second);
  BOOST_TEST(says(refused, "another backup is being made"));
  first.reset();
  BOOST_TEST(log->checkpoint(second).is_ok());
  second.reset();
  log.reset();

  RocksLog::Options full = small_store();
  full.room_bytes = std::uint64_t{1} << 60;
  log = open_store(folder.store(), full);
  BOOST_TEST((log->checkpoint(first).fault == Fault::no_space));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_was_left_is_removed_by_the_next_start) {
  const Folder folder;
  open_store(folder.store());
  for (const char* left : {"/checkpoint", "/checkpoint.tmp"}) {
    std::filesystem::create_directory(folder.store() + left);
    write_file(folder.store() + left + "/000001.sst", "x");
  }
  const auto log = open_store(folder.store());
  BOOST_TEST(!std::filesystem::exists(folder.store() + "/checkpoint"));
  BOOST_TEST(!std::filesystem::exists(folder.store() + "/checkpoint.tmp"));
}

BOOST_AUTO_TEST_CASE(what_stands_at_the_target_is_left_alone) {
  const BackedUp given;
  Manifest manifest;
  const auto before = content(given.backup + "/manifest");
  BOOST_TEST(says(write_backup(given.folder.store(), given.backup, 0, manifest), "there already"));
  BOOST_TEST(content(given.backup + "/manifest") == before);
  const std::string nowhere = given.folder.path() + "/no/such";
  BOOST_TEST(says(write_backup(given.folder.store(), nowhere, 0, manifest), "make it first"));
}

BOOST_AUTO_TEST_CASE(a_copy_that_lacks_what_was_kept_gets_no_name) {
  const Folder folder;
  const auto log = open_store(folder.store());
  append_event(*log, 1);
  std::unique_ptr<Checkpoint> checkpoint;
  BOOST_REQUIRE(log->checkpoint(checkpoint).is_ok());
  Manifest manifest;

  const Status status = write_backup(checkpoint->folder(), folder.path() + "/b", 2, manifest);

  BOOST_TEST(says(status, "the store is damaged"));
  BOOST_TEST(testing::files(folder.path()).size() == 1u);  // the store alone
}

BOOST_AUTO_TEST_CASE(a_damaged_backup_is_refused_by_the_name_of_the_file) {
  const BackedUp given;
  for (const FileDigest& file : given.manifest.files) {
    const std::string path = given.backup + "/" + file.name;
    const std::string whole = content(path);
    std::string flipped = whole;
    if (!whole.empty()) {
      flipped[whole.size() / 2] = static_cast<char>(flipped[whole.size() / 2] ^ 4);
      write_file(path, flipped);
      const Status changed = given.unpack();
      BOOST_TEST((changed.fault == Fault::corrupted));
      BOOST_TEST(says(changed, file.name));
      std::filesystem::resize_file(path, whole.size() - 1);
      BOOST_TEST(says(given.unpack(), file.name + " has another size"));
    }
    std::filesystem::remove(path);
    BOOST_TEST(says(given.unpack(), file.name + " is missing"));
    write_file(path, whole);
  }
  BOOST_TEST(given.unpack().is_ok());
}

BOOST_AUTO_TEST_CASE(a_file_that_is_a_link_is_not_followed) {
  const BackedUp given;
  const FileDigest& file = given.manifest.files.back();
  const std::string path = given.backup + "/" + file.name;
  std::filesystem::rename(path, given.folder.path() + "/elsewhere");
  std::filesystem::create_symlink(given.folder.path() + "/elsewhere", path);

  BOOST_TEST(!given.unpack().is_ok());
}

BOOST_AUTO_TEST_CASE(what_is_no_backup_is_named_so) {
  const Folder folder;
  Manifest found;
  BOOST_TEST(says(read_backup(folder.path() + "/absent", found), "is no folder"));
  BOOST_TEST(says(read_backup(folder.path(), found), "has no manifest"));
  write_file(folder.path() + "/manifest", "{\"name\": \"a web page\"}\n");
  BOOST_TEST(says(read_backup(folder.path(), found), "not one of Xinqiao"));
}

BOOST_AUTO_TEST_CASE(a_used_folder_is_not_restored_into_and_a_cut_restore_begins_again) {
  const BackedUp given;
  BOOST_TEST(says(prepare_restore(given.folder.store()), "holds something already"));

  BOOST_REQUIRE(prepare_restore(given.fresh).is_ok());
  write_file(given.fresh + "/000001.sst", "half");
  std::unique_ptr<RocksLog> log;
  const Status opened = RocksLog::open(given.fresh, small_store(), log);
  BOOST_TEST(says(opened, "a restore or an import that was cut short"));

  BOOST_REQUIRE(given.unpack().is_ok());
  BOOST_TEST(!std::filesystem::exists(given.fresh + "/000001.sst"));
  BOOST_TEST(events_in(*open_store(given.fresh, restoring())) == 30u);
}

BOOST_AUTO_TEST_CASE(nobody_else_may_read_a_backup_or_a_restored_store) {
  const BackedUp given;
  BOOST_REQUIRE(given.unpack().is_ok());
  for (const std::string& folder : {given.backup, given.fresh}) {
    struct stat found {};
    BOOST_REQUIRE(::stat(folder.c_str(), &found) == 0);
    BOOST_TEST((found.st_mode & 0777) == 0700u);
    for (const auto& file : testing::files(folder)) {
      BOOST_REQUIRE(::stat(file.c_str(), &found) == 0);
      BOOST_TEST((found.st_mode & 0777) == 0600u);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
