#include "server/loopback.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(loopback)

BOOST_AUTO_TEST_CASE(this_machine_is_known_by_all_its_names) {
  for (const char* listen : {"127.0.0.1:8080", "127.9.9.9:1", "localhost:8080", "[::1]:8080"}) {
    BOOST_TEST(xinqiao::is_loopback(listen), listen << " is this machine");
  }
}

BOOST_AUTO_TEST_CASE(what_others_may_reach_is_public) {
  for (const char* listen : {"0.0.0.0:8080", "[::]:8080", "192.168.1.2:80", "example.org:80",
                             "127.0.0.1.example.org:80", "localhost.example.org:80", ":8080", ""}) {
    BOOST_TEST(!xinqiao::is_loopback(listen), listen << " may be reached from elsewhere");
  }
}

BOOST_AUTO_TEST_SUITE_END()
