// Connections are bounded in all and by address, and a place comes back when its connection goes.
#include "server/net/places.hpp"

#include <boost/test/unit_test.hpp>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::net;

BOOST_AUTO_TEST_SUITE(places)

BOOST_AUTO_TEST_CASE(an_address_has_its_share_and_no_more) {
  Metrics metrics;
  Places all(10, 2, metrics);
  const auto one = all.take("10.0.0.1");
  const auto two = all.take("10.0.0.1");

  BOOST_TEST(two.has_value());
  BOOST_TEST(!all.take("10.0.0.1").has_value());
  BOOST_TEST(all.take("10.0.0.2").has_value());
}

BOOST_AUTO_TEST_CASE(the_house_is_full_at_its_bound) {
  Metrics metrics;
  Places all(3, 2, metrics);
  std::vector<Places::Place> taken;
  for (const char* address : {"a", "b", "c"}) taken.push_back(std::move(*all.take(address)));

  BOOST_TEST(!all.take("d").has_value());
  taken.pop_back();
  BOOST_TEST(all.take("d").has_value());
}

BOOST_AUTO_TEST_CASE(a_place_is_given_back_once_however_often_it_is_moved) {
  Metrics metrics;
  Places all(1, 1, metrics);
  {
    Places::Place first = std::move(*all.take("a"));
    const Places::Place second = std::move(first);
    BOOST_TEST(!all.take("a").has_value());
  }
  BOOST_TEST(all.take("a").has_value());
  BOOST_TEST(metrics.connections_opened.load() == 2u);
  BOOST_TEST(metrics.connections_closed.load() == 2u);
}

BOOST_AUTO_TEST_CASE(a_proxy_has_no_share_and_whom_it_brings_has_one) {
  Metrics metrics;
  Places all(4, 1, metrics);
  auto one = all.take("proxy", Places::Share::of_all);
  auto two = all.take("proxy", Places::Share::of_all);
  BOOST_TEST_REQUIRE(two.has_value());

  BOOST_TEST(one->move_to("10.0.0.1"));
  BOOST_TEST(one->address() == "10.0.0.1");
  BOOST_TEST(!two->move_to("10.0.0.1"));
  BOOST_TEST(two->address() == "proxy");
  BOOST_TEST(!all.take("10.0.0.1").has_value());

  one.reset();
  BOOST_TEST(two->move_to("10.0.0.1"));
  BOOST_TEST(two->move_to("10.0.0.2"));
  BOOST_TEST(all.take("10.0.0.1").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
