// How many sockets one member may have, and what waits for all of them.
#include "tests/support/hub_house.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::house;

BOOST_AUTO_TEST_SUITE(hub_bounds)

BOOST_AUTO_TEST_CASE(a_member_has_so_many_sockets_and_the_next_is_closed_at_once) {
  Metrics metrics;
  Present present;
  Hub hub(0, metrics, limits::outbox_bytes, &present);
  std::vector<ConnectionId> lines;
  const auto enter = [&](MemberId member) {
    lines.push_back(hub.open());
    hub.tell({Opened{lines.back(), member, SessionId{lines.size()}, Frame{"hello"}}});
    return hub.outbox(lines.back())->empty();
  };

  for (std::size_t i = 0; i < limits::connections_per_member; ++i) BOOST_TEST(!enter(anna));
  BOOST_TEST(hub.take_cuts().empty());
  BOOST_TEST(enter(anna), "nothing is said to the one too many");
  const auto cuts = hub.take_cuts();
  BOOST_TEST_REQUIRE(cuts.size() == 1u);
  BOOST_TEST((cuts[0].first == lines.back()));
  BOOST_TEST((cuts[0].second == CloseCode::overloaded));
  BOOST_TEST(metrics.sockets_refused == 1u);
  BOOST_TEST(metrics.closed_with[Metrics::place_of(CloseCode::overloaded)] == 1u);
  BOOST_TEST(!enter(bao), "others come in");

  // One that leaves makes room for one.
  hub.close(cuts[0].first);
  hub.close(lines.front());
  BOOST_TEST(!enter(anna));
  BOOST_TEST(hub.take_cuts().empty());
  BOOST_TEST(enter(anna));
}

BOOST_AUTO_TEST_CASE(what_waits_for_sockets_is_seen_and_who_is_behind) {
  House house(1'000);
  const ConnectionId reads = house.enter(anna, 1);
  const ConnectionId waits = house.enter(bao, 2);
  house.attach(reads, bridge, 1);
  house.attach(waits, bridge, 1);
  BOOST_TEST(house.hub.waiting().bytes == 0u);

  std::size_t said = 0;
  while (house.hub.outbox(waits)->bytes() <= 500) {
    house.say(bridge);
    house.drain(reads);
    ++said;
  }
  BOOST_TEST(said > 1u);
  BOOST_TEST(house.hub.waiting().bytes == house.hub.outbox(waits)->bytes());
  BOOST_TEST(house.hub.waiting().behind == 1u);
  house.drain(waits);
  BOOST_TEST(house.hub.waiting().bytes == 0u);
  BOOST_TEST(house.hub.waiting().behind == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
