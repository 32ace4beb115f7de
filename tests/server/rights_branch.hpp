// The branch of docs/rights.md: its people, one room of a section's kind, and how some of them have
// come to stand there. Threading: belongs to its test.
#pragma once

#include "server/domain/world.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <string>
#include <string_view>

namespace xinqiao::testing {

class Branch {
 protected:
  using Resident = House::Resident;

  explicit Branch(const std::string& section) {
    constexpr std::string_view by_standing = ", by standing";
    by_standing_ = section.ends_with(by_standing);
    kind_ = section.substr(0, section.find(by_standing));
    add_people();
    if (kind_ == "Without a session") {
      take_sessions_away();
      return;
    }
    if (by_standing_) add_those_who_will_stand_otherwise();
    if (kind_ != "The organisation") make_room(kind_);
    if (by_standing_) change_how_they_stand();
  }

  // --- Words of a call ---

  std::uint64_t id(const std::string& who) const { return people_.at(who).member.value; }
  static std::string number(std::uint64_t value) { return std::to_string(value); }
  std::string room() const { return "\"room\":" + number(is_of_nothing_ ? nothing : room_); }
  std::string member(const std::string& who) const { return "\"member\":" + number(id(who)); }
  std::string unit_of(std::uint64_t unit) const { return "\"unit\":" + number(unit); }

  // --- Calling ---

  std::string guarded(const std::string& who, const std::string& method, std::string params) {
    params += std::string(params.empty() ? "" : ",") + R"("outbox":"rights-)" + number(id(who)) +
              R"(","n":)" + number(said_[who] + 1);
    std::string answer = plain(who, method, params);
    if (says(answer, "\"result\"") || says(answer, "\"consumed\"")) ++said_[who];
    return answer;
  }
  std::string plain(const std::string& who, const std::string& method, const std::string& params) {
    return house_.call(people_.at(who), method, "{" + params + "}");
  }
  // What has to go well before anything is tried.
  std::string must(const std::string& who, const std::string& method, const std::string& params) {
    return well(guarded(who, method, params), method, params);
  }
  std::string must_plainly(const std::string& who, const std::string& method,
                           const std::string& params) {
    return well(plain(who, method, params), method, params);
  }
  static std::string seq_in(const std::string& answer) {
    const auto at = answer.find("\"seq\":");
    return at == answer.npos ? "" : answer.substr(at + 6, answer.find(',', at) - at - 6);
  }

  // A room that all are in, for words that are carried there.
  void make_hall() {
    if (hall_ != 0) return;
    hall_ = house_.pipeline->world().next_room().value;
    must("owner", "room.create", R"("title":"大厅","unit":1)");
    for (const auto& [who, resident] : people_) {
      if (who != "owner") must(who, "room.join", "\"room\":" + number(hall_));
    }
  }

  void make_room(const std::string& kind) {
    room_ = house_.pipeline->world().next_room().value;
    if (kind == "A direct room") {
      must("maker", "direct.open", member("in"));
    } else if (kind.starts_with("A talk")) {
      make_talk(kind != "A talk that waits");
      if (kind == "A talk that is over") must("in", "talk.end", room());
    } else if (kind.starts_with("An alert")) {
      make_alert(by_standing_ ? "raiser" : "own", kind == "An alert that is over");
    } else {
      make_room_of_many(kind);
    }
    for (const auto& [who, resident] : people_) {
      const std::string seq = seq_in(guarded(who, "message.post", room() + R"(,"text":"大家好")"));
      if (!seq.empty()) own_post_[who] = seq;
    }
    if (kind == "A bulletin") {
      notice_ = seq_in(must("own in", "notice.post",
                            room() + R"(,"class":"must_confirm","title":"停电","text":"周六")"));
    }
    if (kind == "A room of questions") {
      question_ = seq_in(must("colleague", "question.ask", room() + R"(,"text":"几点开饭？")"));
      own_post_["colleague"] = question_;
    }
    if (kind.starts_with("An archived")) must("maker", "room.archive", room());
  }

  static constexpr const char* alert_words =
      R"("drill":true,"title":"演练","text":"集合","options":["安全"])";

  // While this stands, calls name a room, a report, an invitation that never was.
  bool is_of_nothing_ = false;
  static constexpr std::uint64_t nothing = 999'999;

  House house_;
  std::map<std::string, Resident> people_;
  std::map<std::string, std::string> own_post_;
  std::uint64_t works_ = 0, branch_ = 0, aside_ = 0, team_ = 0, spare_ = 0;
  std::uint64_t room_ = 0, hall_ = 0;
  std::string notice_ = "1";
  std::string question_ = "1";
  std::string kind_;

 private:
  const Resident& person(const std::string& name, bool organiser = false) {
    return people_.emplace(name, house_.add(name, organiser)).first->second;
  }
  static std::string well(std::string answer, const std::string& method,
                          const std::string& params) {
    BOOST_REQUIRE_MESSAGE(says(answer, "\"result\""), method << ' ' << params << ": " << answer);
    return answer;
  }
  std::uint64_t unit(std::uint64_t parent) {
    must("owner", "unit.create", R"("parent":)" + number(parent) + R"(,"name":"支部")");
    return house_.pipeline->world().organisation().next_unit().value - 1;
  }
  void duty(const std::string& who, std::uint64_t unit, const char* duty = "organiser") {
    must("owner", "duty.give", member(who) + "," + unit_of(unit) + R"(,"duty":")" + duty + "\"");
  }
  void move(const std::string& who, std::uint64_t unit) {
    must("owner", "member.move", member(who) + "," + unit_of(unit));
  }

  void add_people() {
    person("owner", true);
    works_ = unit(1);
    branch_ = unit(works_);
    aside_ = unit(works_);
    team_ = unit(branch_);
    spare_ = unit(branch_);
    for (const char* who : {"above", "own", "below", "aside", "home", "under", "away", "none", "in",
                            "own in", "maker", "target", "colleague"}) {
      person(who);
    }
    duty("above", works_);
    duty("own", branch_);
    duty("own in", branch_);
    duty("below", team_);
    duty("aside", aside_);
    for (const char* who : {"own", "own in", "home", "in", "maker", "target", "colleague"}) {
      move(who, branch_);
    }
    move("above", works_);
    move("owner", works_);
    move("under", team_);
    move("away", aside_);
    if (kind_ == "The organisation") move_in("listens", aside_, "listener");
  }

  // Nobody of them is let in: each by another way of having lost, or never had, a session.
  void take_sessions_away() {
    for (const char* who : {"inactive", "erased", "ended", "ended all"}) move_in(who, branch_);
    must("owner", "member.deactivate", member("inactive"));
    must("owner", "member.erase", member("erased") + R"(,"words":"keep")");
    must_plainly("ended", "session.end", "");
    must_plainly("owner", "session.end_all", member("ended all"));
    people_["nobody"] = {{}, "", {0, 999, 1}};
  }
  // With a duty in the branch, wherever it is at home.
  void move_in(const std::string& who, std::uint64_t home, const char* with_duty = nullptr) {
    person(who);
    move(who, home);
    if (with_duty != nullptr) duty(who, branch_, with_duty);
  }

  void add_those_who_will_stand_otherwise() {
    if (kind_ == "An alert") {
      for (const char* who : {"raiser", "put down"}) move_in(who, aside_, "organiser");
      move_in("listens", aside_, "listener");
      move_in("late", aside_);
      move_in("moved", branch_);
      return;
    }
    for (const char* who : {"left", "removed", "moved", "muted"}) move_in(who, branch_);
  }
  void change_how_they_stand() {
    if (kind_ == "An alert") {
      move("moved", aside_);
      move("late", branch_);
      must("owner", "duty.take",
           member("put down") + "," + unit_of(branch_) + R"(,"duty":"organiser")");
      return;
    }
    must("left", "room.leave", room());
    must("own in", "room.remove", room() + "," + member("removed"));
    move("moved", aside_);
    must("own in", "room.mute", room() + R"(,"minutes":5,"reason":"静",)" + member("muted"));
  }

  void make_room_of_many(const std::string& kind) {
    const std::string type = type_of(kind);
    const std::string maker = type == "chat" ? "maker" : "own in";
    const bool is_closed = kind.ends_with("closed chat");
    const std::string access = is_closed ? "closed" : "open";
    const std::string past = is_closed ? "hidden" : "shown";
    must(maker, "room.create",
         R"("title":"支部","unit":)" + number(branch_) + R"(,"access":")" + access +
             R"(","past":")" + past + R"(","type":")" + type + "\"");
    for (const char* who : {"in", "own in", "colleague", "left", "removed", "moved", "muted"}) {
      if (!people_.contains(who)) continue;
      if (is_closed || type == "bulletin") {
        must(maker, "room.add", room() + R"(,"members":[)" + number(id(who)) + "]");
      } else {
        must(who, "room.join", room());
      }
    }
  }
  static std::string type_of(const std::string& kind) {
    if (kind == "A bulletin") return "bulletin";
    return kind == "A room of questions" ? "questions" : "chat";
  }

  void make_alert(const std::string& by, bool is_over) {
    own_post_[by] =
        seq_in(must(by, "alert.raise", R"("units":[)" + number(branch_) + "]," + alert_words));
    if (is_over) must(by, "alert.all_clear", room() + R"(,"text":"解散")");
  }

  // In has asked for it, maker listens for the branch and, unless it waits, has accepted.
  void make_talk(bool is_accepted) {
    duty("maker", branch_, "listener");
    must_plainly("maker", "talk.duty", R"("on":true)");
    must("in", "talk.ask", unit_of(branch_) + R"(,"package":"Zm9v")");
    if (is_accepted) must("maker", "talk.accept", room() + R"(,"welcome":"Zm9v")");
  }

  std::map<std::string, std::uint64_t> said_;
  bool by_standing_ = false;
};

}  // namespace xinqiao::testing
