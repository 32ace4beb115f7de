// The door over the real pipeline and a log in memory, met by a client of plain sockets.
#include "server/net/server.hpp"

#include "server/network.hpp"
#include "tests/net/open_house.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <vector>

using namespace xinqiao;
using namespace std::chrono_literals;
using namespace xinqiao::testing;

namespace {

constexpr auto drain = 30s;  // far more than is needed

// A place is given back a little after its holder saw the end.
bool comes_in(std::uint16_t port) {
  for (int tries = 0; tries < 10'000; ++tries) {
    Client client(port);
    if (asks(client) == 200) return true;
  }
  return false;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(server_test)

BOOST_AUTO_TEST_CASE(behind_a_trusted_proxy_each_client_has_a_share_of_its_own) {
  OpenHouse house(
      {.trusted_proxies = {*parse_ip_network("127.0.0.1")}, .connections_per_address = 1});
  Client one(house.port());
  Client same(house.port());
  Client other(house.port());
  Client direct(house.port(), "127.0.0.2");
  Client too_many(house.port(), "127.0.0.2");
  const auto opens = [&](Client& client, const char* address) {
    const std::string line = "X-Forwarded-For: " + std::string(address) + "\r\n";
    const auto response = client.open_socket(house.tokens[0], line);
    return response ? response->status : 0;
  };

  BOOST_TEST(opens(one, "198.51.100.1") == 101);
  BOOST_TEST(opens(same, "6.6.6.6, 198.51.100.1") == 503);
  BOOST_TEST(!same.has_more());
  BOOST_TEST(opens(other, "198.51.100.2") == 101);
  BOOST_TEST(opens(direct, "198.51.100.3") == 101);
  const auto turned_away = too_many.response();
  BOOST_TEST((turned_away && turned_away->status == 503));
}

// Or one of them could ask so much at once that nobody else is heard.
BOOST_AUTO_TEST_CASE(behind_a_trusted_proxy_a_connection_is_of_whom_it_speaks_for_last) {
  OpenHouse house(
      {.trusted_proxies = {*parse_ip_network("127.0.0.1")}, .connections_per_address = 1});
  Client one(house.port());
  Client other(house.port());
  Client same(house.port());
  const auto asks_for = [&](Client& client, const std::string& address) {
    client.post(house.tokens[0], request("ping", "{}"), "X-Forwarded-For: " + address + "\r\n");
    const auto response = client.response();
    return response ? response->status : 0;
  };
  BOOST_TEST(asks_for(one, "198.51.100.1") == 200);
  BOOST_TEST(asks_for(other, "198.51.100.2") == 200);
  BOOST_TEST(asks_for(same, "6.6.6.6, 198.51.100.1") == 503);

  BOOST_TEST(asks_for(one, "198.51.100.3") == 200);
  Client again(house.port());
  BOOST_TEST(asks_for(again, "198.51.100.1") == 200);
}

BOOST_AUTO_TEST_CASE(a_silent_connection_hears_a_beat_again_and_again) {
  OpenHouse house({.beat_ms = 20});
  Client client(house.port());
  enter(client, house.tokens[0]);
  for (int i = 0; i < 3; ++i) {
    const auto incoming = client.frame();
    BOOST_REQUIRE(incoming);
    BOOST_TEST(incoming->payload == R"({"jsonrpc":"2.0","method":"beat","params":{}})");
  }
}

BOOST_AUTO_TEST_CASE(as_many_come_in_as_there_are_places_and_not_one_more) {
  OpenHouse house({.connections = 2});
  Client first(house.port());
  Client second(house.port(), "127.0.0.2");
  BOOST_TEST(asks(first) == 200);
  BOOST_TEST(asks(second) == 200);
  Client third(house.port(), "127.0.0.3");
  const auto turned_away = third.response();
  BOOST_REQUIRE(turned_away);
  BOOST_TEST(turned_away->status == 503);
  BOOST_TEST(turned_away->head.find("Retry-After: ") != std::string::npos);
  BOOST_TEST(asks(first) == 200);
  second.hang_up();
  BOOST_TEST(comes_in(house.port()));
}

BOOST_AUTO_TEST_CASE(one_address_does_not_take_the_places_of_all) {
  OpenHouse house({.connections_per_address = 2});
  Client first(house.port());
  Client second(house.port());
  BOOST_TEST(asks(first) == 200);
  BOOST_TEST(asks(second) == 200);
  Client third(house.port());
  const auto turned_away = third.response();
  BOOST_REQUIRE(turned_away);
  BOOST_TEST(turned_away->status == 503);
  Client elsewhere(house.port(), "127.0.0.2");
  BOOST_TEST(asks(elsewhere) == 200);
  first.hang_up();
  BOOST_TEST(comes_in(house.port()));
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_listened_on_is_a_sentence) {
  OpenHouse house;
  net::Switchboard board;
  net::Server same({.port = house.port()}, board, *house.pipeline, house.metrics);
  const auto trouble = same.start();
  BOOST_REQUIRE(trouble);
  BOOST_TEST(*trouble == "cannot listen on 127.0.0.1 port " + std::to_string(house.port()) +
                             ": Address already in use");
  same.stop(0ms);
  net::Server nowhere({.host = "not an address"}, board, *house.pipeline, house.metrics);
  BOOST_TEST(nowhere.start().value_or("") == "not an IP address to listen on: not an address");
  Client client(house.port());
  BOOST_TEST(asks(client) == 200);
}

BOOST_AUTO_TEST_CASE(who_takes_no_writes_is_not_ready_and_says_why) {
  std::atomic<bool> ready{false};
  net::Server::Options options;
  options.readiness = [&ready] { return net::Readiness{ready, ready ? "" : "磁盘快满了"}; };
  OpenHouse house(std::move(options));
  Client client(house.port());
  auto response = client.get("/readyz");
  BOOST_REQUIRE(response);
  BOOST_TEST(response->status == 503);
  BOOST_TEST(response->body == R"({"ready":false,"why":"磁盘快满了"})");
  ready = true;
  response = client.get("/readyz");
  BOOST_REQUIRE(response);
  BOOST_TEST(response->status == 200);
  BOOST_TEST(response->body == R"({"ready":true})");
}

BOOST_AUTO_TEST_CASE(a_stop_says_so_to_every_socket_and_takes_nobody_new) {
  OpenHouse house({.threads = 2});
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < 6; ++i) {
    clients.push_back(std::make_unique<Client>(house.port()));
    enter(*clients.back(), house.tokens[i % 2]);
  }
  Client idle(house.port());
  BOOST_TEST(asks(idle) == 200);
  auto stopped = std::async(std::launch::async, [&] { house.server->stop(drain); });
  for (const auto& client : clients) BOOST_TEST(client->close_code() == 4000);
  BOOST_TEST(!idle.response());
  stopped.get();
  BOOST_TEST(!Client(house.port()).is_connected());
  BOOST_TEST(house.metrics.connections_closed == house.metrics.connections_opened);
}

BOOST_AUTO_TEST_CASE(a_stop_does_not_wait_for_who_never_answers) {
  OpenHouse house({}, false);
  Client exchange(house.port());
  exchange.post(house.tokens[0], request("ping", "{}"));
  Client deaf(house.port());
  BOOST_TEST(deaf.open_socket(house.tokens[0])->status == 101);
  house.server->stop(50ms);
  BOOST_TEST(!exchange.response());
  BOOST_TEST(house.metrics.connections_closed == house.metrics.connections_opened);
}

BOOST_AUTO_TEST_CASE(a_full_inbox_is_said_at_the_door) {
  OpenHouse house({}, false);
  std::size_t heard = 0;
  for (; heard <= limits::inbox_items; ++heard) {
    Heard one;
    one.request.command = Ping{};
    if (!house.pipeline->hear(std::move(one))) break;
  }
  BOOST_TEST(heard <= limits::inbox_items);
  Client exchange(house.port());
  exchange.post(house.tokens[0], request("ping", "{}"));
  const auto response = exchange.response();
  BOOST_REQUIRE(response);
  BOOST_TEST(response->status == 503);
  BOOST_TEST(response->body.find("\"overloaded\"") != std::string::npos);
  Client socket(house.port());
  BOOST_TEST(socket.open_socket(house.tokens[0])->status == 101);
  BOOST_TEST(socket.close_code() == 4002);
}

BOOST_AUTO_TEST_CASE(what_is_said_is_told_on_every_thread) {
  OpenHouse house({.threads = 2});
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < 4; ++i) {  // in turn on one thread and the other
    clients.push_back(std::make_unique<Client>(house.port()));
    enter(*clients.back(), house.tokens[i / 2]);
    BOOST_TEST(!resume(*clients.back()).empty());
  }
  send_post(*clients[0], 1, "你好 🌉");
  for (const auto& client : clients) {
    BOOST_TEST(number(client->next("你好 🌉"), "seq") == 4);
  }
}

BOOST_AUTO_TEST_CASE(a_slow_reader_is_cut_and_misses_nothing_when_it_comes_back) {
  OpenHouse house;
  Client speaker(house.port());
  enter(speaker, house.tokens[0]);
  Client slow(house.port(), "127.0.0.1", 4096);
  enter(slow, house.tokens[1]);
  Seq heard = number(resume(slow), "top");
  for (Seq seq = 1; seq <= heard; ++seq) BOOST_TEST(number(slow.next("\"event\""), "seq") == seq);

  std::string text;
  for (int i = 0; i < 5000; ++i) text += "水";
  Seq last = 0;
  for (std::uint64_t n = 1; n <= 150 && house.metrics.connections_slow == 0; ++n) {
    send_post(speaker, n, text);
    last = number(speaker.next("\"result\""), "seq");
  }
  BOOST_TEST(house.metrics.connections_slow == 1);
  int code = 1006;
  while (const auto incoming = slow.frame()) {
    code = incoming->code;
    if (incoming->opcode == Client::close) break;
    BOOST_TEST(number(incoming->payload, "seq") == ++heard);
  }
  BOOST_TEST(code == 4001);
  BOOST_TEST(heard < last);

  Client back(house.port());
  enter(back, house.tokens[1]);
  const std::string state = resume(back, "[[1," + std::to_string(heard) + "]]");
  BOOST_TEST(number(state, "first") == heard + 1);
  BOOST_TEST(number(state, "top") == last);
  while (heard < last) BOOST_TEST_REQUIRE(number(back.next("\"event\""), "seq") == ++heard);
}

BOOST_AUTO_TEST_SUITE_END()
