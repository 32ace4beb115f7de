#include "store/keys.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "store/batch.hpp"

using namespace xinqiao;
using namespace xinqiao::store;

BOOST_AUTO_TEST_SUITE(store_keys)

BOOST_AUTO_TEST_CASE(the_order_of_keys_is_the_order_of_rooms_and_seqs) {
  std::mt19937_64 random(7);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> places;
  for (int i = 0; i < 1'000; ++i) {
    places.emplace_back(random() >> (random() % 64), random() >> (random() % 64));
  }
  const auto key_of = [](const auto& place) { return keys::event({place.first}, place.second); };

  std::sort(places.begin(), places.end());

  for (std::size_t i = 1; i < places.size(); ++i) {
    if (places[i - 1] == places[i]) continue;
    BOOST_TEST((key_of(places[i - 1]) < key_of(places[i])));
  }
}

BOOST_AUTO_TEST_CASE(numbers_are_read_back_from_keys) {
  const std::string event = keys::event({258}, ~0ULL);
  BOOST_TEST(keys::number(event, 0, 0) == 258u);
  BOOST_TEST(keys::number(event, 0, 1) == ~0ULL);

  const std::string edit = keys::edit({1}, 2, 3);
  BOOST_TEST(keys::number(edit, 1, 0) == 1u);
  BOOST_TEST(keys::number(edit, 1, 1) == 2u);
  BOOST_TEST(keys::number(edit, 1, 2) == 3u);
}

BOOST_AUTO_TEST_CASE(a_prefix_ends_before_the_next_one_begins) {
  BOOST_TEST(keys::after_prefix("r") == "s");
  BOOST_TEST(keys::after_prefix("a\xff\xff") == "b");
  BOOST_TEST(keys::after_prefix("\xff").empty());
  const std::string room = keys::event({41}, 7).substr(0, 8);
  BOOST_TEST((keys::event({41}, ~0ULL) < keys::after_prefix(room)));
  BOOST_TEST((keys::after_prefix(room) <= keys::event({42}, 0)));
}

BOOST_AUTO_TEST_CASE(an_outbox_whose_name_begins_another_s_keeps_its_own_slots) {
  const std::string prefix = keys::outbox({1}, "aaaaaaaa");
  BOOST_TEST(keys::receipt({1}, "aaaaaaaa", 5).starts_with(prefix));
  BOOST_TEST(!keys::receipt({1}, "aaaaaaaab", 5).starts_with(prefix));
  BOOST_TEST(keys::receipt({1}, "aaaaaaaa", 1) == keys::receipt({1}, "aaaaaaaa", 65));
}

BOOST_AUTO_TEST_CASE(no_two_kinds_of_mark_share_a_key) {
  std::vector<std::string> all = {keys::profile({1}),
                                  keys::session({1}),
                                  keys::link({}),
                                  keys::read_mark({1}, {1}),
                                  keys::receipt({1}, "aaaaaaaa", 1),
                                  keys::key_receipt({1}, {}),
                                  keys::room({1}),
                                  keys::membership({1}, {1}),
                                  keys::member({1}),
                                  keys::rules({1}),
                                  keys::unit({1}),
                                  keys::standing({1}),
                                  keys::notice({1}, 0),
                                  keys::pins({1}),
                                  keys::reaction({1}, 2, {3}),
                                  keys::confirmation({1}, 2, {3}),
                                  keys::scheduled(1),
                                  keys::mention({1}, {2}, 3)};
  std::sort(all.begin(), all.end());
  BOOST_TEST((std::adjacent_find(all.begin(), all.end()) == all.end()));
}

BOOST_AUTO_TEST_CASE(a_batch_tells_its_operations_in_order) {
  struct Sink {
    std::string told;
    void put(Family family, std::string_view key, std::string_view value) {
      told += "put " + std::to_string(static_cast<int>(family)) + " ";
      told.append(key).append("=").append(value).append("; ");
    }
    void erase(Family family, std::string_view key) {
      told += "erase " + std::to_string(static_cast<int>(family)) + " ";
      told.append(key).append("; ");
    }
  } sink;
  Batch batch;
  batch.put(Family::events, "一", "心桥");
  batch.erase(Family::index, "二");
  batch.put(Family::meta, "", "");

  batch.replay(sink);

  BOOST_TEST(sink.told == "put 0 一=心桥; erase 4 二; put 3 =; ");
  BOOST_TEST(batch.operations() == 3u);
  batch.clear();
  BOOST_TEST(batch.empty());
  BOOST_TEST(batch.bytes() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
