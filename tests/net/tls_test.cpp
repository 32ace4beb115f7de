// The door when it speaks TLS: how long a handshake may take, and what is said to a client that
// speaks plain HTTP there. The whole of a day over TLS is tested with the binary, in
// tests/integration.
#include "server/net/self_signed.hpp"
#include "tests/net/open_house.hpp"
#include "tests/store/folder.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <string>

using namespace xinqiao;
using namespace xinqiao::testing;

namespace {

// A house whose door speaks TLS and whose time is stepped.
struct SecureHouse {
  Folder folder;
  net::Certificates certificates{net::Certificates::Own{folder.path(), {"127.0.0.1"}, {}}};
  std::atomic<std::int64_t> now_ms{1};
  std::atomic<std::uint64_t> looked{0};
  std::optional<OpenHouse> house;

  explicit SecureHouse(std::string public_url = {}) {
    std::signal(SIGPIPE, SIG_IGN);
    BOOST_REQUIRE(!certificates.refresh(SystemClock{}.now()));
    net::Server::Options chosen;
    chosen.tls = &certificates;
    chosen.hsts = true;
    chosen.public_url = std::move(public_url);
    chosen.steady_ms = [this] {
      ++looked;
      looked.notify_all();
      return now_ms.load();
    };
    house.emplace(std::move(chosen));
  }
  // While nobody says anything the time is asked for only when the deadlines are looked at: the
  // second time from now on means that one look with the new time is over.
  void step(std::int64_t by_ms) {
    now_ms += by_ms;
    for (std::uint64_t seen = looked, until = seen + 3; seen < until; seen = looked) {
      looked.wait(seen);
    }
  }
  Client::Response ask(const std::string& request) const {
    Client client(house->port());
    client.send(request);
    const auto response = client.response();
    BOOST_REQUIRE(response);
    BOOST_TEST(!client.has_more());
    return *response;
  }
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_test)

BOOST_AUTO_TEST_CASE(who_shakes_no_hands_is_sent_away_after_tls_handshake_ms) {
  SecureHouse secure;
  Client in_time(secure.house->port());
  Client silent(secure.house->port());
  Client half(secure.house->port());
  half.send(std::string("\x16\x03\x01\x00\xff\x01", 6));

  secure.step(0);  // by now all three are taken
  secure.step(limits::tls_handshake_ms);
  in_time.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
  BOOST_TEST(in_time.response().has_value());
  secure.step(1);

  BOOST_TEST(!silent.has_more());
  BOOST_TEST(!half.has_more());
}

BOOST_AUTO_TEST_CASE(after_the_handshake_the_request_has_its_own_time) {
  SecureHouse secure;
  Client plain(secure.house->port());
  plain.send("GET / HT");

  secure.step(0);
  secure.step(limits::handshake_ms);
  plain.send("TP/1.1\r\nHost: here\r\n\r\n");
  BOOST_TEST(plain.response().has_value());
}

BOOST_AUTO_TEST_CASE(a_page_asked_for_without_tls_is_shown_the_way) {
  const SecureHouse secure;

  const auto there = secure.ask("GET /a?b=c HTTP/1.1\r\nHost: talk.example:8443\r\n\r\n");

  BOOST_TEST(there.status == 307);
  BOOST_TEST(has(there.head, "\r\nLocation: https://talk.example:8443/a?b=c\r\n"));
  BOOST_TEST(has(there.head, "\r\nConnection: close\r\n"));
  BOOST_TEST(!has(there.head, "Strict-Transport-Security"));  // it would not count, said so
}

BOOST_AUTO_TEST_CASE(the_way_is_the_public_one_where_there_is_one) {
  const SecureHouse secure("https://talk.example.org");

  const auto there = secure.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");

  BOOST_TEST(has(there.head, "\r\nLocation: https://talk.example.org/\r\n"));
}

BOOST_AUTO_TEST_CASE(anything_else_without_tls_is_refused_with_a_sentence) {
  const SecureHouse secure;
  for (const char* wrong :
       {"POST /rpc HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}",
        "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        "GET /boot HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \r\n\r\n", "GET //b.example HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET http://b.example/ HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    const auto refused = secure.ask(wrong);
    BOOST_TEST(refused.status == 400, wrong);
    BOOST_TEST(refused.body == "This port speaks TLS: begin the address with https://.\n", wrong);
    BOOST_TEST(!has(refused.head, "Location"), wrong);
  }
}

BOOST_AUTO_TEST_CASE(what_only_begins_like_tls_ends_that_connection_and_no_other) {
  const SecureHouse secure;
  Client garbage(secure.house->port());
  garbage.send(std::string("\x16\x03\x01\x00\x04") + "心桥");

  Client other(secure.house->port());
  other.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
  BOOST_TEST(other.response().has_value());
  while (garbage.has_more()) garbage.response();
  BOOST_TEST(!garbage.has_more());
}

BOOST_AUTO_TEST_SUITE_END()
