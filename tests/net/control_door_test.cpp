#include "server/net/control_door.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <future>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "protocol/variant.hpp"
#include "server/control_call.hpp"
#include "tests/store/folder.hpp"

using namespace xinqiao;
using namespace std::chrono_literals;
using xinqiao::testing::Folder;

namespace {

// Told when it goes.
struct Held {
  explicit Held(std::promise<void>& ended) : gone(ended) {}
  ~Held() { gone.set_value(); }
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;
  std::promise<void>& gone;
};

struct House {
  Folder folder;
  std::promise<void> gone;
  net::ControlDoor::Options options;
  std::unique_ptr<net::ControlDoor> door;

  House() {
    options.folder = folder.path();
    options.answer = [this](std::string_view line) {
      ControlReply reply;
      if (line == "hold") reply.held = std::make_shared<Held>(gone);
      reply.line = "{\"result\":{\"bytes\":\"" + std::to_string(line.size()) + "\"}}\n";
      return reply;
    };
  }
  void open() {
    door = std::make_unique<net::ControlDoor>(options);
    const auto trouble = door->start();
    BOOST_REQUIRE_MESSAGE(!trouble, trouble.value_or(""));
  }
  std::string path() const { return folder.path() + "/control"; }
};

class Caller {
 public:
  explicit Caller(const House& house) : socket_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, house.path().c_str(), sizeof(address.sun_path) - 1);
    BOOST_REQUIRE(::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
  }
  ~Caller() { end(); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void say(const std::string& text) const {
    BOOST_TEST(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) > 0);
  }
  // A line, or nothing when the door ended it.
  std::string hear() const {
    std::string line;
    char byte = 0;
    while (!line.ends_with('\n') && ::recv(socket_, &byte, 1, 0) == 1) line.push_back(byte);
    return line;
  }
  void end() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

 private:
  int socket_;
};

bool came(std::promise<void>& promise) {
  return promise.get_future().wait_for(20s) == std::future_status::ready;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(control_door)

BOOST_AUTO_TEST_CASE(a_line_is_answered_and_only_the_owner_may_come_in) {
  House house;
  house.open();
  struct stat found {};
  BOOST_REQUIRE(::stat(house.path().c_str(), &found) == 0);
  BOOST_TEST(S_ISSOCK(found.st_mode));
  BOOST_TEST((found.st_mode & 0777) == 0600u);
  const Caller caller(house);
  caller.say("hel");
  caller.say("lo\n");
  BOOST_TEST(caller.hear() == "{\"result\":{\"bytes\":\"5\"}}\n");
  BOOST_TEST(caller.hear() == "");  // one request a connection
}

BOOST_AUTO_TEST_CASE(a_line_of_the_bound_is_heard_and_one_past_it_is_not) {
  House house;
  house.open();
  const Caller just(house);
  just.say(std::string(control::line_bytes - 1, 'x') + "\n");
  BOOST_TEST(just.hear() == "{\"result\":{\"bytes\":\"4095\"}}\n");
  const Caller over(house);
  over.say(std::string(control::line_bytes, 'x') + "\n");
  BOOST_TEST(over.hear() == "");
}

BOOST_AUTO_TEST_CASE(who_says_nothing_is_let_go) {
  House house;
  house.options.line_time = 50ms;
  house.open();
  const Caller silent(house);
  BOOST_TEST(silent.hear() == "");
  const Caller halting(house);
  halting.say("half a li");
  BOOST_TEST(halting.hear() == "");
}

BOOST_AUTO_TEST_CASE(one_more_than_there_is_room_for_is_let_go) {
  House house;
  house.options.connections = 2;
  house.open();
  const Caller first(house);
  first.say("hold\n");
  BOOST_TEST(first.hear() != "");
  Caller second(house);
  second.say("half");
  const Caller third(house);
  BOOST_TEST(third.hear() == "");
}

BOOST_AUTO_TEST_CASE(what_is_held_goes_with_the_connection) {
  House house;
  house.open();
  Caller caller(house);
  caller.say("hold\n");
  BOOST_TEST(caller.hear() == "{\"result\":{\"bytes\":\"4\"}}\n");
  caller.end();
  BOOST_TEST(came(house.gone));
}

BOOST_AUTO_TEST_CASE(what_is_held_goes_in_the_end) {
  House house;
  house.options.held_time = 50ms;
  house.open();
  const Caller caller(house);
  caller.say("hold\n");
  BOOST_TEST(caller.hear() != "");
  BOOST_TEST(caller.hear() == "");
  BOOST_TEST(came(house.gone));
}

BOOST_AUTO_TEST_CASE(a_door_that_stops_lets_go_and_takes_its_socket_along) {
  House house;
  house.open();
  const Caller caller(house);
  caller.say("hold\n");
  BOOST_TEST(caller.hear() != "");
  house.door->stop();
  BOOST_TEST(came(house.gone));
  BOOST_TEST(!std::filesystem::exists(house.path()));
}

BOOST_AUTO_TEST_CASE(a_call_finds_the_door_or_that_there_is_none) {
  House house;
  {
    ControlCall early;
    const auto outcome = early.ask(house.folder.path(), {"dance", {}});
    BOOST_TEST(holds_alternative<ControlCall::Absent>(outcome));
  }
  house.open();
  {
    ControlCall call;
    const auto outcome = call.ask(house.folder.path(), {"dance", {}});
    BOOST_REQUIRE(holds_alternative<control::Answer>(outcome));
    BOOST_TEST(get<control::Answer>(outcome).result.contains("bytes"));
  }
  ControlCall lost;
  BOOST_TEST(holds_alternative<std::string>(lost.ask(house.folder.path() + "/nowhere", {"x", {}})));
}

BOOST_AUTO_TEST_SUITE_END()
