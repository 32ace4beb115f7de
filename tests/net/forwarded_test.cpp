// Who stands behind a proxy, and who only says so; addresses and networks as people write them.
#include "server/net/forwarded.hpp"

#include "server/public_url.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace xinqiao;
using namespace xinqiao::net;

namespace {

const std::vector<IpNetwork> proxies = {
    *parse_ip_network("127.0.0.1"), *parse_ip_network("10.0.0.0/8"), *parse_ip_network("fd00::/8")};

std::string client(const std::string& peer, std::vector<std::string_view> fields) {
  return client_address(peer, fields, proxies);
}

bool holds(std::string_view network, std::string_view address) {
  return contains(*parse_ip_network(network), *parse_ip_address(address));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forwarded)

BOOST_AUTO_TEST_CASE(what_an_untrusted_peer_forwards_does_not_count) {
  BOOST_TEST(client("203.0.113.9", {"198.51.100.1"}) == "203.0.113.9");
  BOOST_TEST(client("2001:db8::9", {"127.0.0.1", "10.0.0.1"}) == "2001:db8::9");
  BOOST_TEST(client_address("127.0.0.1", {"198.51.100.1"}, {}) == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(the_right_most_hop_that_is_not_trusted_is_the_client) {
  BOOST_TEST(client("127.0.0.1", {"198.51.100.1"}) == "198.51.100.1");
  BOOST_TEST(client("127.0.0.1", {"6.6.6.6, 198.51.100.1"}) == "198.51.100.1");
  BOOST_TEST(client("127.0.0.1", {"6.6.6.6, 198.51.100.1 ,\t10.1.2.3"}) == "198.51.100.1");
  BOOST_TEST(client("127.0.0.1", {"6.6.6.6", "198.51.100.1", "10.1.2.3"}) == "198.51.100.1");
  BOOST_TEST(client("fd00::1", {"2001:DB8:0::7"}) == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(when_all_are_trusted_the_first_is_the_client) {
  BOOST_TEST(client("127.0.0.1", {}) == "127.0.0.1");
  BOOST_TEST(client("127.0.0.1", {"10.0.0.7, 10.0.0.8"}) == "10.0.0.7");
}

BOOST_AUTO_TEST_CASE(behind_a_hop_that_is_no_address_nobody_is_believed) {
  for (const char* wrong : {"unknown", "_hidden", "", "1.2.3", "[::1", "1.2.3.4.5", "::1::"}) {
    const std::string list = "198.51.100.1, " + std::string(wrong) + ", 10.0.0.8";
    BOOST_TEST(client("127.0.0.1", {list}) == "10.0.0.8", wrong);
  }
}

BOOST_AUTO_TEST_CASE(ports_and_brackets_of_a_hop_do_not_count) {
  BOOST_TEST(client("127.0.0.1", {"198.51.100.1:4711"}) == "198.51.100.1");
  BOOST_TEST(client("127.0.0.1", {"[2001:db8::7]:4711"}) == "2001:db8::7");
  BOOST_TEST(client("127.0.0.1", {"[2001:db8::7]"}) == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(one_address_has_one_form_whichever_socket_it_came_by) {
  BOOST_TEST(client("::ffff:203.0.113.9", {}) == "203.0.113.9");
  BOOST_TEST(client("::ffff:10.0.0.1", {"::ffff:198.51.100.1"}) == "198.51.100.1");
  BOOST_TEST(client("fe80::1%eth0", {}) == "fe80::1");
}

BOOST_AUTO_TEST_CASE(a_network_holds_what_its_prefix_says_and_not_the_neighbour) {
  BOOST_TEST(holds("10.0.0.0/8", "10.255.255.255"));
  BOOST_TEST(!holds("10.0.0.0/8", "11.0.0.0"));
  BOOST_TEST(holds("192.0.2.128/25", "192.0.2.128"));
  BOOST_TEST(!holds("192.0.2.128/25", "192.0.2.127"));
  BOOST_TEST(holds("0.0.0.0/0", "8.8.8.8"));
  BOOST_TEST(!holds("0.0.0.0/0", "2001:db8::1"));
  BOOST_TEST(holds("::/0", "8.8.8.8"));
  BOOST_TEST(holds("192.0.2.1", "::ffff:192.0.2.1"));
  BOOST_TEST(!holds("192.0.2.1/32", "192.0.2.2"));
  BOOST_TEST(holds("2001:db8::/33", "2001:db8:7fff::"));
  BOOST_TEST(!holds("2001:db8::/33", "2001:db8:8000::"));
}

BOOST_AUTO_TEST_CASE(what_is_no_network_is_refused) {
  for (const char* wrong : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/8", "::/129",
                            "10.0.0.0/-1", "10.0.0.0/8 ", "10.0.0", "host", "fe80::1%eth0",
                            "10.0.0.0/08x", "[::1]", "1.2.3.4:80", "2001:db8::1/64"}) {
    BOOST_TEST(!parse_ip_network(wrong).has_value(), wrong);
  }
}

BOOST_AUTO_TEST_CASE(a_public_url_is_written_as_a_browser_writes_an_origin) {
  for (const char* right : {"https://talk.example.org", "http://talk.example.org:8080",
                            "https://10.0.0.7:8443", "https://[2001:db8::1]", "https://[::1]:444",
                            "http://localhost", "https://xn--fiq228c.example"}) {
    BOOST_TEST(is_public_url(right), right);
  }
  for (const char* wrong : {"",
                            "talk.example.org",
                            "https://",
                            "https://a/",
                            "https://a/b",
                            "ftp://a",
                            "https://A.org",
                            "https://a:443",
                            "http://a:80",
                            "https://a:0",
                            "https://a:08443",
                            "https://a:99999",
                            "https://a:",
                            "https://:1",
                            "https://::1",
                            "https://[::1",
                            "https://[a]",
                            "https://a b",
                            "https://u@a",
                            "https://a?b",
                            "https://心桥.example"}) {
    BOOST_TEST(!is_public_url(wrong), wrong);
  }
  BOOST_TEST(host_of_url("https://[2001:db8::1]:444") == "2001:db8::1");
  BOOST_TEST(host_of_url("https://talk.example.org") == "talk.example.org");
  BOOST_TEST(host_of_url("talk.example.org") == "");
}

BOOST_AUTO_TEST_CASE(members_find_the_server_where_it_says_or_else_where_it_listens) {
  BOOST_TEST(member_address("https://a.org", false, "127.0.0.1:1") == "https://a.org");
  BOOST_TEST(member_address("", true, "127.0.0.1:1") == "https://127.0.0.1:1");
  BOOST_TEST(member_address("", false, "127.0.0.1:1") == "http://127.0.0.1:1");
}

BOOST_AUTO_TEST_SUITE_END()
