// A door over the real pipeline and a log in memory, and the first words that a client says there.
// Owned by the test. Threading: one thread. Errors: what is required and does not come ends the
// test.
#pragma once

#include "server/net/server.hpp"
#include "server/tools.hpp"
#include "tests/net/client.hpp"
#include "tests/support/memory_log.hpp"

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

namespace xinqiao::testing {

// Two members in one room, and a door. Without `running` nobody takes what is heard.
struct OpenHouse {
  MemoryLog log;
  std::vector<std::string> tokens;
  SystemClock clock;
  Metrics metrics;
  net::Switchboard switchboard;
  std::optional<Pipeline> pipeline;
  std::optional<net::Server> server;

  explicit OpenHouse(net::Server::Options options = {}, bool running = true) {
    ServerTool tool(log);
    BOOST_REQUIRE(tool.load().is_ok());
    for (const char* name : {"王敏", "مريم"}) {
      tokens.push_back(*tool.start_session(*tool.add_member(name, false), "test"));
    }
    BOOST_REQUIRE(tool.create_room(tokens[0], "值班"));
    BOOST_REQUIRE(tool.command(tokens[1], {1}, JoinRoom{{1}}));
    Pipeline::Options pace{.commands_per_second = 0, .on_failure = {}};
    pipeline.emplace(log, clock, switchboard, metrics, std::move(pace));
    BOOST_REQUIRE(pipeline->load().is_ok());
    if (running) pipeline->start();
    server.emplace(std::move(options), switchboard, *pipeline, metrics);
    const auto trouble = server->start();
    BOOST_REQUIRE_MESSAGE(!trouble, trouble.value_or(""));
  }
  ~OpenHouse() {
    server->stop(std::chrono::milliseconds(0));
    pipeline->stop();
  }
  std::uint16_t port() const { return server->port(); }
};

// A call as it is written on the wire.
inline std::string request(const std::string& method, const std::string& params) {
  return R"({"jsonrpc":"2.0","id":7,"method":")" + method + R"(","params":)" + params + "}";
}

// Opens a socket, and hears hello.
inline void enter(Client& client, const std::string& token) {
  const auto response = client.open_socket(token);
  BOOST_REQUIRE(response);
  BOOST_TEST_REQUIRE(response->status == 101);
  BOOST_TEST(response->head.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=") != std::string::npos);
  BOOST_TEST_REQUIRE(!client.next("\"hello\"").empty());
}

// Whether a newcomer is let in: its status over /healthz.
inline int asks(Client& client) {
  const auto response = client.get("/healthz");
  return response ? response->status : 0;
}

inline std::string resume(Client& client, const std::string& have = "[]") {
  client.send_frame(Client::text,
                    request("resume", R"({"rooms":[{"room":1,"have":)" + have + "}]}"));
  return client.next("\"result\"");
}

inline void send_post(Client& client, std::uint64_t n, const std::string& text) {
  client.send_frame(Client::text, request("message.post", R"({"room":1,"text":")" + text +
                                                              R"(","outbox":"a-device","n":)" +
                                                              std::to_string(n) + "}"));
}

// The number behind "name": in a JSON text; 0 where it is not.
inline Seq number(const std::string& json, const std::string& name) {
  const std::size_t at = json.find("\"" + name + "\":");
  if (at == std::string::npos) return 0;
  return std::strtoull(json.c_str() + at + name.size() + 3, nullptr, 10);
}

}  // namespace xinqiao::testing
