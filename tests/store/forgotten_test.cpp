// Talks that were forgotten leave every file of the store within seconds, and every checkpoint that
// is made after it; and what stands beside them stays.
#include "store/checkpoint.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "store/rocks_log.hpp"
#include "tests/store/folder.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>

using namespace xinqiao;
using namespace xinqiao::store;
using xinqiao::testing::Folder;
using xinqiao::testing::open_store;
using xinqiao::testing::small_store;
using xinqiao::testing::stands_in;

namespace {

const std::string sealed = "c2VhbGVkIGFuZCBmb3Jnb3R0ZW4gZm9yIGdvb2Q";
const std::string package = "a2V5IHBhY2thZ2Ugb2Ygd2hvIGFza3M";
const std::string neighbour = "bmVpZ2hib3VyIGluIGFub3RoZXIgcm9vbQ";

// Three rooms with the same number of events each; the one in the middle is the talk.
struct Keep {
  Keep() {
    options = small_store();
    options.compress = false;  // so that the bytes can be searched for
    log = open_store(folder.store(), options);
    TalkRow waits{.room = {2}};
    waits.package = package;
    Batch batch;
    for (const RoomId room : {RoomId{1}, RoomId{2}, RoomId{3}}) {
      for (Seq seq = 1; seq <= 20; ++seq) {
        batch.put(Family::events, keys::event(room, seq), room.value == 2 ? sealed : neighbour);
      }
    }
    batch.put(Family::rows, keys::talk({2}), encode_record(waits));
    BOOST_REQUIRE(log->append(batch).is_ok());
  }
  void forget() {
    TalkRow bare{.room = {2}, .state = TalkState::forgotten};
    Batch batch;
    for (Seq seq = 1; seq <= 20; ++seq) batch.put(Family::events, keys::event({2}, seq), "bare");
    batch.put(Family::rows, keys::talk({2}), encode_record(bare));
    batch.put(Family::meta, keys::forgotten({2}), "");
    BOOST_REQUIRE(log->append(batch).is_ok());
  }
  // As it is in a store that has run for a while: in tables, and not in the log alone.
  void settle() { BOOST_REQUIRE(log->scrub().is_ok()); }

  Folder folder;
  RocksLog::Options options;
  std::unique_ptr<RocksLog> log;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(forgotten)

BOOST_FIXTURE_TEST_CASE(forgotten_bytes_leave_every_file_and_neighbours_stay, Keep) {
  settle();
  BOOST_REQUIRE(stands_in(folder.store(), sealed));
  BOOST_REQUIRE(stands_in(folder.store(), package));
  BOOST_TEST(!log->is_forgetting_due());
  forget();
  BOOST_TEST(log->is_forgetting_due());
  BOOST_REQUIRE(stands_in(folder.store(), sealed));

  BOOST_REQUIRE(log->scrub_forgotten().is_ok());

  BOOST_TEST(!stands_in(folder.store(), sealed));
  BOOST_TEST(!stands_in(folder.store(), package));
  BOOST_TEST(stands_in(folder.store(), neighbour));
  BOOST_TEST(!log->is_forgetting_due());
  log.reset();
  log = open_store(folder.store(), options);
  BOOST_TEST(!log->is_forgetting_due());
  BOOST_TEST(log->get(Family::events, keys::event({2}, 7)).value() == "bare");
  BOOST_TEST(log->get(Family::events, keys::event({3}, 20)).value() == neighbour);
}

BOOST_FIXTURE_TEST_CASE(bytes_that_stand_in_the_log_alone_go_too, Keep) {
  forget();
  BOOST_REQUIRE(stands_in(folder.store(), sealed));
  BOOST_REQUIRE(log->scrub_forgotten().is_ok());
  BOOST_TEST(!stands_in(folder.store(), sealed));
  BOOST_TEST(!stands_in(folder.store(), package));
}

BOOST_FIXTURE_TEST_CASE(a_checkpoint_that_is_made_after_it_has_nothing_of_it, Keep) {
  settle();
  forget();
  std::unique_ptr<Checkpoint> made;
  BOOST_REQUIRE(log->checkpoint(made).is_ok());
  BOOST_TEST(!stands_in(made->folder(), sealed));
  BOOST_TEST(!stands_in(made->folder(), package));
  BOOST_TEST(stands_in(made->folder(), neighbour));
}

BOOST_FIXTURE_TEST_CASE(what_was_cut_short_is_done_after_the_next_start, Keep) {
  settle();
  forget();
  log->cancel_scrub();
  BOOST_TEST(!log->scrub_forgotten().is_ok());
  BOOST_TEST(log->is_forgetting_due());
  log.reset();
  log = open_store(folder.store(), options);
  BOOST_TEST(log->is_forgetting_due());
  BOOST_REQUIRE(log->scrub_forgotten().is_ok());
  BOOST_TEST(!stands_in(folder.store(), sealed));
}

BOOST_FIXTURE_TEST_CASE(with_nothing_forgotten_nothing_is_rewritten, Keep) {
  const auto before = testing::files(folder.store());
  BOOST_TEST(log->scrub_forgotten().is_ok());
  BOOST_TEST((testing::files(folder.store()) == before));
}

BOOST_AUTO_TEST_SUITE_END()
