// `xinqiao doctor`: what the facts are of real folders and addresses.
#include "server/doctor_facts.hpp"

#include "tests/store/folder.hpp"

#include <sys/stat.h>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

using namespace xinqiao;
using namespace xinqiao::doctor;

BOOST_AUTO_TEST_SUITE(doctor_facts)

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_asked_of_the_one_above_and_not_made) {
  const testing::Folder folder;
  const std::string wanted = folder.path() + "/很/深";

  const FolderFacts facts = look_at_folder(wanted);

  BOOST_TEST(facts.path == wanted);
  BOOST_TEST(facts.above == folder.path());
  BOOST_TEST(facts.is_writable);
  BOOST_TEST(!std::filesystem::exists(wanted));
}

BOOST_AUTO_TEST_CASE(a_folder_shows_its_mode_and_a_file_is_no_folder) {
  const testing::Folder folder;
  BOOST_REQUIRE(::chmod(folder.path().c_str(), 0750) == 0);
  const FolderFacts facts = look_at_folder(folder.path());
  BOOST_TEST(facts.above.empty());
  BOOST_TEST(facts.mode == 0750u);
  BOOST_TEST(facts.is_own);

  std::ofstream(folder.path() + "/信") << "亲爱的";
  BOOST_TEST(!look_at_folder(folder.path() + "/信").is_folder);
}

BOOST_AUTO_TEST_CASE(a_real_store_shows_its_sign_and_who_has_it) {
  const testing::Folder folder;
  const std::string data = folder.path() + "/data";
  std::unique_ptr<store::RocksLog> log;
  BOOST_REQUIRE(store::RocksLog::open(data, {.ballast_bytes = 4096}, log).is_ok());
  const auto busy = look_at_store(data);
  log.reset();
  const auto idle = look_at_store(data);

  BOOST_REQUIRE((busy && idle));
  BOOST_TEST(!idle->is_empty);
  BOOST_TEST(idle->sign.value_or("") == "xinqiao store, format 1\n");
  BOOST_TEST(!idle->user.has_value());
  // A lock of this very process is not seen by it; the command line test asks from another.
  BOOST_TEST(!busy->user.has_value());
}

BOOST_AUTO_TEST_CASE(measuring_leaves_nothing_behind) {
  const testing::Folder folder;

  const auto times = measure_syncs(folder.path());

  BOOST_TEST(!times.empty());
  BOOST_TEST(std::filesystem::is_empty(folder.path()));
  BOOST_TEST(measure_syncs(folder.path() + "/none").empty());
}

BOOST_AUTO_TEST_CASE(a_door_is_seen_as_the_server_would_find_it) {
  const auto loopback = look_at_door("127.0.0.1:0");
  BOOST_REQUIRE(loopback.has_value());
  BOOST_TEST(loopback->error == 0);
  BOOST_TEST(loopback->is_loopback);
  const auto open = look_at_door("0.0.0.0:0");
  BOOST_REQUIRE(open.has_value());
  BOOST_TEST(!open->is_loopback);
  const auto elsewhere = look_at_door("192.0.2.1:8080");  // of documentation, nobody's
  BOOST_REQUIRE(elsewhere.has_value());
  BOOST_TEST(elsewhere->error == EADDRNOTAVAIL);
  BOOST_TEST(!look_at_door("nonsense").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
