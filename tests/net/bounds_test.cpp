// The bounds of the door, each at the bound and one past it. Time stands still but where a test
// steps it, so that every test has the bounds of the house and none waits for them.
#include <netinet/tcp.h>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "protocol/limits.hpp"
#include "tests/net/stepped_house.hpp"

using namespace xinqiao;
using namespace xinqiao::testing;

namespace {

constexpr int bad_input = static_cast<int>(CloseCode::bad_input);
const std::string ping = request("ping", "{}");

bool answers_a_ping(Client& client) {
  client.send_frame(Client::text, ping);
  return !client.next("\"result\"").empty();
}

// The code of its close frame, which is not answered: no frame can come behind half a frame.
int said_at_the_end(Client& client) {
  auto incoming = client.frame();
  while (incoming && incoming->opcode != Client::close) incoming = client.frame();
  return incoming ? incoming->code : 0;
}

// The server's end of this connection: it is in this process too.
int server_end(const Client& client) {
  const sockaddr_in wanted = client.own_address();
  for (int socket = 0; socket < 1024; ++socket) {
    sockaddr_in peer{};
    socklen_t size = sizeof peer;
    if (::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
    if (peer.sin_port == wanted.sin_port) return socket;
  }
  return -1;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds_test)

// --- Time of HTTP ---

BOOST_AUTO_TEST_CASE(who_sends_no_whole_request_is_sent_away_after_handshake_ms) {
  SteppedHouse stepped;
  Client in_time(stepped.house.port());
  Client silent(stepped.house.port());
  Client half(stepped.house.port());
  half.send("GET /ws HTTP/1.1\r\nHost: here\r\nUpgrade: webso");

  stepped.step(limits::handshake_ms);
  BOOST_TEST(asks(in_time) == 200);
  stepped.step(1);

  BOOST_TEST(!silent.has_more());
  BOOST_TEST(!half.has_more());
  BOOST_TEST(asks(in_time) == 200);
}

// A byte now and then buys no time: neither of a header nor of a body.
BOOST_AUTO_TEST_CASE(bytes_that_drip_do_not_lengthen_the_time_of_a_request) {
  SteppedHouse stepped;
  const std::string head = "POST /rpc HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n";
  Client header(stepped.house.port());
  Client body(stepped.house.port());
  Client second(stepped.house.port());  // its first request was a good one
  BOOST_TEST(asks(second) == 200);
  header.send(head);
  body.send(head + "Content-Length: 60000\r\n\r\n");
  second.send(head + "Content-Length: 60000\r\n\r\n");
  const auto drip = [&](std::int64_t ms, std::vector<Client*> clients) {
    constexpr std::int64_t pause_ms = 1'000;
    for (std::int64_t passed = 0; passed < ms; passed += pause_ms) {
      for (Client* client : clients) client->send("x");
      stepped.step(pause_ms);
    }
  };

  drip(limits::handshake_ms, {&header, &body, &second});
  stepped.step(1);
  BOOST_TEST(!header.has_more());
  BOOST_TEST(!body.has_more());
  drip(limits::http_idle_ms - limits::handshake_ms, {&second});
  BOOST_TEST(!second.has_more());
}

BOOST_AUTO_TEST_CASE(an_idle_connection_is_closed_after_http_idle_ms) {
  SteppedHouse stepped;
  Client client(stepped.house.port());
  BOOST_TEST(asks(client) == 200);

  stepped.step(limits::http_idle_ms);
  BOOST_TEST(asks(client) == 200);
  stepped.step(limits::http_idle_ms);
  stepped.step(1);

  BOOST_TEST(!client.has_more());
}

BOOST_AUTO_TEST_CASE(who_does_not_take_its_reply_is_dropped_after_http_idle_ms) {
  const std::string body(4 * 1024 * 1024, 'x');  // more than the kernel holds for both
  const PageFile file{"/large", "text/plain", body, {}, {}, "\"large\"", false};
  SteppedHouse stepped(true, {&file, 1});
  const std::string ask_for_it = "GET /large HTTP/1.1\r\nHost: here\r\n\r\n";
  Client client(stepped.house.port(), "127.0.0.1", limits::socket_send_bytes);

  client.send(ask_for_it);
  BOOST_TEST(client.has_more());
  stepped.step(limits::http_idle_ms);
  const auto in_time = client.response();
  BOOST_REQUIRE(in_time);
  BOOST_TEST(in_time->body.size() == body.size());

  client.send(ask_for_it);
  BOOST_TEST(client.has_more());
  stepped.step(limits::http_idle_ms);
  stepped.step(1);
  BOOST_TEST(!client.response());
}

BOOST_AUTO_TEST_CASE(an_exchange_without_an_answer_is_overloaded_after_exchange_ms) {
  SteppedHouse stepped(by_hand);
  Client client(stepped.house.port());

  client.post(stepped.house.tokens[0], ping);
  stepped.decide();
  stepped.step(limits::exchange_ms);
  stepped.house.pipeline->keep_step();
  auto response = client.response();
  BOOST_REQUIRE(response);
  BOOST_TEST(response->status == 200);

  client.post(stepped.house.tokens[0], ping);
  stepped.decide();
  stepped.step(limits::exchange_ms);
  stepped.step(1);
  response = client.response();
  BOOST_REQUIRE(response);
  BOOST_TEST(response->status == 503);
  BOOST_TEST(response->body.find("\"overloaded\"") != std::string::npos);

  stepped.house.pipeline->keep_step();  // what comes now is nobody's
  BOOST_TEST(asks(client) == 200);
}

// --- Time of a socket ---

BOOST_AUTO_TEST_CASE(a_socket_that_is_not_let_in_ends_after_handshake_ms) {
  SteppedHouse stepped(by_hand);
  Client in_time(stepped.house.port());
  BOOST_TEST(in_time.open_socket(stepped.house.tokens[1])->status == 101);
  stepped.decide();
  stepped.step(limits::handshake_ms);
  stepped.house.pipeline->keep_step();
  BOOST_TEST(!in_time.next("\"hello\"").empty());

  Client late(stepped.house.port());
  BOOST_TEST(late.open_socket(stepped.house.tokens[1])->status == 101);
  stepped.decide();
  stepped.step(limits::handshake_ms);
  stepped.step(1);
  BOOST_TEST(!late.has_more());
}

BOOST_AUTO_TEST_CASE(a_message_begun_is_finished_within_message_ms_or_the_socket_ends) {
  SteppedHouse stepped;
  Client client(stepped.house.port());
  enter(client, stepped.house.tokens[1]);
  const std::string whole = Client::frame_of(Client::text, ping);
  const std::size_t half = whole.size() / 2;

  client.send(whole.substr(0, half));
  stepped.step(limits::message_ms);
  client.send(whole.substr(half));
  BOOST_TEST(!client.next("\"result\"").empty());

  client.send(whole.substr(0, half));
  stepped.step(limits::message_ms);
  stepped.step(1);
  BOOST_TEST(said_at_the_end(client) == bad_input);
}

BOOST_AUTO_TEST_CASE(a_socket_whose_peer_does_not_read_is_dropped_after_write_stall_ms) {
  SteppedHouse stepped;
  std::string text;
  while (text.size() + 3 <= limits::text_bytes) text += "水";
  for (int n = 1; n <= 50; ++n) {
    const std::string post =
        R"({"room":1,"text":")" + text + R"(","outbox":"a-device","n":)" + std::to_string(n) + "}";
    stepped.witness->send_frame(Client::text, request("message.post", post));
    BOOST_TEST_REQUIRE(!stepped.witness->next("\"result\"").empty());
  }
  // An answer larger than what the kernel holds for both.
  const std::string ask_for_it = request("history", R"({"room":1})");
  Client client(stepped.house.port(), "127.0.0.1", limits::socket_send_bytes);
  enter(client, stepped.house.tokens[1]);

  client.send_frame(Client::text, ask_for_it);
  BOOST_TEST(client.has_more());
  stepped.step(limits::write_stall_ms);
  BOOST_TEST(!client.next("\"result\"").empty());

  client.send_frame(Client::text, ask_for_it);
  BOOST_TEST(client.has_more());
  stepped.step(limits::write_stall_ms);
  stepped.step(1);
  BOOST_TEST(client.next("\"result\"").empty());
}

BOOST_AUTO_TEST_CASE(the_kernel_gives_a_peer_that_acknowledges_nothing_user_timeout_ms) {
  OpenHouse house;
  Client client(house.port());
  BOOST_TEST(asks(client) == 200);

  const int socket = server_end(client);
  BOOST_TEST_REQUIRE(socket >= 0);
  unsigned timeout_ms = 0;
  socklen_t size = sizeof timeout_ms;

  BOOST_TEST(::getsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, &size) == 0);
  BOOST_TEST(timeout_ms == limits::user_timeout_ms);
}

BOOST_AUTO_TEST_CASE(whom_the_kernel_gives_up_is_counted_as_such) {
  OpenHouse house;
  Client deaf(house.port(), "127.0.0.1", 4'096);
  enter(deaf, house.tokens[0]);
  deaf.send_frame(Client::text, request("resume", R"({"rooms":[{"room":1,"have":[]}]})"));
  BOOST_TEST_REQUIRE(!deaf.next("\"result\"").empty());
  const auto given_up = [&] {
    return house.metrics.ran_out[static_cast<std::size_t>(Deadline::user_timeout)].load();
  };
  const unsigned timeout_ms = 300;
  BOOST_REQUIRE(::setsockopt(server_end(deaf), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms,
                             sizeof timeout_ms) == 0);
  Client witness(house.port());
  enter(witness, house.tokens[1]);
  const std::string text(limits::text_bytes, 'x');  // more than the deaf one's buffer takes
  const std::string post = R"({"room":1,"text":")" + text + R"(","outbox":"a-device","n":1})";
  witness.send_frame(Client::text, request("message.post", post));
  BOOST_TEST_REQUIRE(!witness.next("\"result\"").empty());
  BOOST_TEST(given_up() == 0U);
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (given_up() == 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  BOOST_TEST(given_up() == 1U);
}

// --- Size and number ---

BOOST_AUTO_TEST_CASE(errors_in_a_row_end_a_socket_and_one_fewer_do_not) {
  OpenHouse house;
  Client client(house.port());
  enter(client, house.tokens[0]);
  const auto err = [&] {
    client.send_frame(Client::text, "{");
    BOOST_TEST_REQUIRE(!client.next("\"parse_error\"").empty());
  };

  for (std::size_t i = 1; i < limits::errors_in_a_row; ++i) err();
  BOOST_TEST(answers_a_ping(client));
  for (std::size_t i = 0; i < limits::errors_in_a_row; ++i) err();

  BOOST_TEST(client.close_code() == bad_input);
}

BOOST_AUTO_TEST_CASE(a_header_of_http_header_bytes_is_read_and_one_byte_more_is_refused) {
  OpenHouse house;
  const auto header_of = [](std::size_t bytes, std::string before, std::string_view after) {
    before.append(bytes - before.size() - after.size(), 'x');
    return before.append(after);
  };
  const auto status_of = [&house](const std::string& header) {
    Client client(house.port());
    client.send(header);
    const auto response = client.response();
    return response ? response->status : 0;
  };
  const std::string line = "GET /healthz?";
  const std::string_view rest = " HTTP/1.1\r\nHost: here\r\n\r\n";
  const std::string field = line + " HTTP/1.1\r\nHost: here\r\nX-Text: ";
  const std::string_view end = "\r\n\r\n";

  BOOST_TEST(status_of(header_of(limits::http_header_bytes, line, rest)) == 200);
  BOOST_TEST(status_of(header_of(limits::http_header_bytes + 1, line, rest)) == 431);
  BOOST_TEST(status_of(header_of(limits::http_header_bytes, field, end)) == 200);
  BOOST_TEST(status_of(header_of(limits::http_header_bytes + 1, field, end)) == 431);
}

BOOST_AUTO_TEST_SUITE_END()
