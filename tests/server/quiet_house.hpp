// A house in which Lan listens for everybody and is there, and the owner stands in everybody's line
// of command. For tests of talks in the words of the wire. Threading: belongs to its test.
#pragma once

#include "tests/server/two_rooms.hpp"

namespace xinqiao::testing {

inline const std::string package = "cGFja2FnZQ";
inline const std::string welcome = "d2VsY29tZQ";

struct Quiet : TwoRooms {
  Quiet() {
    BOOST_REQUIRE(does(owner, "duty.give",
                       R"("unit":1,"duty":"listener","member":)" + number(lan.member.value)));
    BOOST_REQUIRE(says(duty(lan, true), R"("on":true)"));
    house.audience.told.clear();
  }
  std::string duty(const House::Resident& who, bool on) {
    return house.call(who, "talk.duty", on ? R"({"on":true})" : R"({"on":false})");
  }
  // Room 3 is the first talk.
  void asked(const House::Resident& who) {
    const std::string answer = ask(who, "talk.ask", R"("unit":1,"package":")" + package + "\"");
    BOOST_REQUIRE_MESSAGE(says(answer, "\"ahead\""), answer);
  }
  std::string moves(const House::Resident& who, const std::string& move, RoomId room,
                    const std::string& more = "") {
    return ask(who, "talk." + move, "\"room\":" + number(room.value) + more);
  }
  std::string accepts(const House::Resident& who, RoomId room) {
    return moves(who, "accept", room, R"(,"welcome":")" + welcome + "\"");
  }
  std::string seals(const House::Resident& who, RoomId room, const std::string& sealed) {
    return moves(who, "seal", room, R"(,"sealed":")" + sealed + "\"");
  }
  void talked() {
    asked(min);
    BOOST_REQUIRE(says(accepts(lan, talk), "\"result\""));
    BOOST_REQUIRE(says(seals(min, talk, first), "\"result\""));
    BOOST_REQUIRE(says(seals(lan, talk, second), "\"result\""));
  }
  bool is_kept(const std::string& bytes) {
    bool is_there = false;
    for (const auto family : {store::Family::events, store::Family::rows, store::Family::marks,
                              store::Family::meta, store::Family::index}) {
      const auto look = [&](std::string_view, std::string_view value) {
        is_there = is_there || value.find(bytes) != std::string_view::npos;
        return true;
      };
      BOOST_REQUIRE(house.log->scan(family, "", "", store::Order::ascending, look).is_ok());
    }
    return is_there;
  }
  std::size_t told(const House::Resident& who, const std::string& part) {
    std::size_t count = 0;
    for (const TellMember& one : house.audience.all<TellMember>()) {
      count += one.member == who.member && says(std::string(one.frame.payload()), part) ? 1 : 0;
    }
    return count;
  }
  const TalkRow& row(RoomId room) { return *house.pipeline->world().talks().find(room); }

  House::Resident lan = house.add("周岚");
  RoomId talk{3};
  const std::string first = "Zmlyc3Qgd29yZHM";
  const std::string second = "c2Vjb25kIHdvcmRz";
};

}  // namespace xinqiao::testing
