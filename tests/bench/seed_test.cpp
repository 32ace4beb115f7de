#include "server/seed.hpp"

#include "server/credentials.hpp"
#include "server/domain/world.hpp"
#include "server/tools.hpp"
#include "store/rocks_log.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

using namespace xinqiao;

namespace {

namespace json = boost::json;

struct Folder {
  std::string path;
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "xinqiao-seed-XXXXXX").string();
    BOOST_TEST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  SeedOptions options(std::uint64_t members, std::uint64_t rooms, std::uint64_t each = 0) const {
    return {.folder = path + "/data",
            .members = members,
            .rooms = rooms,
            .rooms_per_member = each,
            .tokens = path + "/tokens"};
  }
  std::vector<json::object> lines() const {
    std::vector<json::object> all;
    std::ifstream file(path + "/tokens");
    for (std::string line; std::getline(file, line);) {
      all.push_back(json::parse(line).as_object());
    }
    return all;
  }
};

// Looks at what was seeded as a server that starts would.
template <class Look>
void with_world(const Folder& folder, Look look) {
  std::unique_ptr<store::RocksLog> log;
  BOOST_TEST_REQUIRE(store::RocksLog::open(folder.path + "/data", {}, log).is_ok());
  ServerTool tool(*log);
  BOOST_TEST_REQUIRE(tool.load().is_ok());
  look(tool.world());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(seed_store)

BOOST_AUTO_TEST_CASE(every_token_of_the_file_is_a_session_of_its_member_in_its_rooms) {
  const Folder folder;
  BOOST_TEST_REQUIRE(seed(folder.options(30, 40)) == 0);

  const auto lines = folder.lines();
  BOOST_TEST_REQUIRE(lines.size() == 30U);
  with_world(folder, [&](const domain::World& world) {
    BOOST_TEST(world.members().size() == 30U);
    BOOST_TEST(world.rooms().size() == 41U);  // with the organisation's own log
    for (const json::object& line : lines) {
      const MemberId member{json::value_to<std::uint64_t>(line.at("member"))};
      const std::string token = line.at("token").as_string().c_str();
      const Session* session = world.session(hash_secret(token));
      BOOST_TEST_REQUIRE(session != nullptr);
      BOOST_TEST(session->member.value == member.value);
      std::set<RoomId> rooms;
      for (const json::value& room : line.at("rooms").as_array()) {
        rooms.insert(RoomId{json::value_to<std::uint64_t>(room)});
      }
      BOOST_TEST(rooms.size() == 10U);
      BOOST_TEST(std::ranges::equal(world.member(member)->rooms, rooms));
    }
  });
}

BOOST_AUTO_TEST_CASE(with_one_room_everybody_is_in_it_and_the_first_is_organiser) {
  const Folder folder;
  BOOST_TEST_REQUIRE(seed(folder.options(25, 1)) == 0);

  with_world(folder, [](const domain::World& world) {
    BOOST_TEST(world.room(RoomId{1})->members.size() == 25U);
    std::size_t organisers = 0;
    for (const auto& [id, member] : world.members()) {
      organisers += member.row.organiser ? 1 : 0;
    }
    BOOST_TEST(organisers == 1U);
    BOOST_TEST(world.members().begin()->second.row.organiser);
  });
}

BOOST_AUTO_TEST_CASE(no_room_is_left_empty_and_sizes_are_even) {
  const Folder folder;
  BOOST_TEST_REQUIRE(seed(folder.options(4, 50, 3)) == 0);

  with_world(folder, [](const domain::World& world) {
    for (const auto& [id, room] : world.rooms()) {
      if (id == organisation_room) continue;
      BOOST_TEST(room.members.size() >= 1U);
      BOOST_TEST(room.members.size() <= 2U);
    }
  });
}

BOOST_AUTO_TEST_CASE(more_than_one_commit_group_is_seeded_whole) {
  const Folder folder;
  BOOST_TEST_REQUIRE(seed(folder.options(5'000, 1)) == 0);

  with_world(folder, [](const domain::World& world) {
    BOOST_TEST(world.room(RoomId{1})->members.size() == 5'000U);
  });
}

BOOST_AUTO_TEST_CASE(the_tokens_file_is_for_its_owner_only) {
  const Folder folder;
  BOOST_TEST_REQUIRE(seed(folder.options(1, 0)) == 0);

  struct stat status {};
  BOOST_TEST_REQUIRE(::stat((folder.path + "/tokens").c_str(), &status) == 0);
  BOOST_TEST((status.st_mode & 0777U) == 0600U);
  BOOST_TEST(folder.lines().at(0).at("rooms").as_array().empty());
}

BOOST_AUTO_TEST_CASE(a_store_that_is_not_empty_and_options_without_sense_are_refused) {
  const Folder folder;
  BOOST_TEST(seed(folder.options(0, 1)) == 2);
  BOOST_TEST(seed(folder.options(1, 1'001)) == 2);
  BOOST_TEST_REQUIRE(seed(folder.options(1, 1'000)) == 0);
  BOOST_TEST(seed(folder.options(1, 1)) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
