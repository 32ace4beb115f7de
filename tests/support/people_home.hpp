// People who come in by login and password, and one who guesses: a house with an owner and two
// members. Threading: of the test.
#pragma once

#include "server/verify.hpp"
#include "tests/support/house.hpp"

#include "server/credentials.hpp"
#include "server/roster.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace xinqiao::testing {

inline const std::string password = "三号泵房的灯亮了";

// The text of a string field of an answer.
inline std::string field(const std::string& answer, const std::string& name) {
  const auto at = answer.find("\"" + name + "\":\"");
  if (at == std::string::npos) return "";
  const auto from = at + name.size() + 4;
  return answer.substr(from, answer.find('"', from) - from);
}

struct Home {
  Home() { set(min, R"("login":"Wang.Min","new":")" + password + "\""); }
  std::string set(const House::Resident& who, const std::string& params) {
    return house.call(who, "password.set", "{" + params + "}");
  }
  std::string sign_in(const std::string& login, const std::string& with) {
    return house.call("session.start", R"({"login":")" + login + R"(","password":")" + with +
                                           R"(","want":"token"})");
  }
  void guess(int times) {
    for (int i = 0; i < times; ++i) sign_in("wang.min", "not this one " + std::to_string(i));
  }
  void whole() {
    for (const std::string& problem : verify(*house.log).problems) BOOST_ERROR(problem);
  }
  // As the door would, from a file.
  std::string take_list(const House::Resident& who, const std::string& csv, bool create = true,
                        bool dry = false) {
    house.audience.told.clear();
    Heard heard;
    heard.from = who.connection;
    heard.caller = hash_secret(who.token);
    heard.request.id = "null";
    heard.request.command = ImportRoster{read_roster(csv, RosterEncoding::detect), create, dry};
    BOOST_REQUIRE(house.pipeline->hear(std::move(heard)));
    house.settle();
    const auto answers = house.audience.all<Answer>();
    return answers.empty() ? "" : std::string(answers.back().frame.payload());
  }

  House house;
  House::Resident zhou = house.add("周建民", true);
  House::Resident min = house.add("王敏");
  House::Resident qiang = house.add("李强");
};

}  // namespace xinqiao::testing
