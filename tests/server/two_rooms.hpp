// A house with two rooms, for tests in the words of the wire. Threading: belongs to its test.
#pragma once

#include "server/domain/world.hpp"
#include "server/verify.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>
#include <vector>

namespace xinqiao::testing {

inline std::string number(std::uint64_t value) {
  return std::to_string(value);
}

// Room 1 is a chat, room 2 a bulletin; both have an owner and two members.
struct TwoRooms {
  TwoRooms() {
    BOOST_REQUIRE(does(owner, "room.create", R"("title":"茶馆")"));
    BOOST_REQUIRE(does(owner, "room.create", R"("title":"公告","type":"bulletin")"));
    for (const auto& who : {min, qiang}) {
      BOOST_REQUIRE(does(who, "room.join", R"("room":1)"));
      BOOST_REQUIRE(does(who, "room.join", R"("room":2)"));
    }
    house.audience.told.clear();
  }
  // A guarded call.
  std::string ask(const House::Resident& who, const std::string& method, const std::string& rest) {
    const std::uint64_t n = ++counters[who.member];
    return house.call(who, method,
                      "{" + rest + R"(,"outbox":"outbox-of-)" + number(who.member.value) +
                          R"(","n":)" + number(n) + "}");
  }
  bool does(const House::Resident& who, const std::string& method, const std::string& rest) {
    return says(ask(who, method, rest), "\"result\"");
  }
  Seq post(const std::string& text) {
    BOOST_REQUIRE(does(owner, "message.post", R"("room":1,"text":")" + text + "\""));
    return house.pipeline->world().room(RoomId{1})->row.last_seq;
  }
  Seq notice(const std::string& kind, const std::string& more = "") {
    BOOST_REQUIRE(
        does(owner, "notice.post",
             R"("room":2,"class":")" + kind + R"(","title":"停电","text":"周六")" + more));
    return house.pipeline->world().room(RoomId{2})->row.last_seq;
  }
  std::string react(const House::Resident& who, Seq target, const std::string& with) {
    return house.call(
        who, "reaction.set",
        R"({"room":1,"target":)" + number(target) + R"(,"reaction":")" + with + "\"}");
  }
  std::string confirm(const House::Resident& who, Seq seq) {
    return house.call(who, "notice.confirm", R"({"room":2,"seq":)" + number(seq) + "}");
  }
  // What the rooms were told of totals, in order; time passes so that nothing waits.
  std::vector<std::string> totals() {
    house.clock.advance(limits::totals_ms);
    house.settle();
    std::vector<std::string> told;
    for (const TellRoom& tell : house.audience.all<TellRoom>()) {
      told.emplace_back(tell.frame.payload());
    }
    house.audience.told.clear();
    return told;
  }
  bool is_sound() {
    const VerifyReport report = verify(*house.log);
    for (const std::string& problem : report.problems) BOOST_TEST_MESSAGE(problem);
    return report.is_ok();
  }

  House house;
  House::Resident owner = house.add("周建民", true);
  House::Resident min = house.add("王敏");
  House::Resident qiang = house.add("李强");
  std::map<MemberId, std::uint64_t> counters;
};

}  // namespace xinqiao::testing
