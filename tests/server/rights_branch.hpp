// The branch of docs/rights.md, with its people and one room of a section's kind: it sends the call
// of a line as the caller of a column. Threading: belongs to its test.
#pragma once

#include "server/domain/world.hpp"
#include "tests/support/house.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>

namespace xinqiao::testing {

// The branch with its people and one room of the section's kind.
class Branch {
 public:
  explicit Branch(const std::string& section) {
    const auto owner = person("owner", true);
    works_ = unit(1);
    branch_ = unit(works_);
    aside_ = unit(works_);
    team_ = unit(branch_);
    spare_ = unit(branch_);
    for (const char* who : {"above", "own", "below", "aside", "home", "under", "away", "none", "in",
                            "own in", "maker", "target", "colleague"}) {
      person(who, false);
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
    if (section != "The organisation") make_room(section);
  }

  std::string ask(const std::string& method, const std::string& who) {
    if (method == "message.forward elsewhere") make_hall();
    if (method.starts_with("report.settle")) {
      make_room("An open chat");
      const bool is_high = method.ends_with("organiser of it");
      must("in", "message.report", reported(own_post_.at(is_high ? "own in" : "colleague")));
    }
    return call(who, method.substr(0, method.find(' ')), params_of(method, who));
  }

 private:
  using Resident = House::Resident;

  const Resident& person(const std::string& name, bool organiser) {
    return people_.emplace(name, house_.add(name, organiser)).first->second;
  }
  std::uint64_t id(const std::string& who) const { return people_.at(who).member.value; }
  std::string number(std::uint64_t value) const { return std::to_string(value); }

  std::string call(const std::string& who, const std::string& method, std::string params) {
    static const std::set<std::string> unguarded{
        "message.report",
        "presence.list",
        "presence.set",
        "report.list",
        "report.mine",
        "report.settle",
        "history",
        "invitation.create",
        "invitation.list",
        "link.create",
        "member.list",
        "member.names",
        "notice.confirmations",
        "notice.confirm",
        "notice.scheduled",
        "pin.list",
        "question.figures",
        "question.list",
        "read.count",
        "reaction.list",
        "reaction.set",
        "read.set",
        "room.members",
        "session.end_all",
        "talk.duty",
        "talk.list",
        "talk.listeners",
        "unit.log",
        "unit.tree",
    };
    if (!unguarded.contains(method)) {
      params += std::string(params.empty() ? "" : ",") + R"("outbox":"rights-)" + number(id(who)) +
                R"(","n":)" + number(++said_[who]);
    }
    return house_.call(people_.at(who), method, "{" + params + "}");
  }
  std::string must(const std::string& who, const std::string& method, const std::string& params) {
    const std::string answer = call(who, method, params);
    BOOST_REQUIRE_MESSAGE(says(answer, "\"result\""), method << ' ' << params << ": " << answer);
    return answer;
  }
  static std::string seq_in(const std::string& answer) {
    const auto at = answer.find("\"seq\":");
    return at == answer.npos ? "" : answer.substr(at + 6, answer.find(',', at) - at - 6);
  }
  std::uint64_t unit(std::uint64_t parent) {
    must("owner", "unit.create", R"("parent":)" + number(parent) + R"(,"name":"支部")");
    return house_.pipeline->world().organisation().next_unit().value - 1;
  }
  void duty(const std::string& who, std::uint64_t unit) {
    must(
        "owner", "duty.give",
        R"("member":)" + number(id(who)) + R"(,"unit":)" + number(unit) + R"(,"duty":"organiser")");
  }
  void move(const std::string& who, std::uint64_t unit) {
    must("owner", "member.move", R"("member":)" + number(id(who)) + R"(,"unit":)" + number(unit));
  }

  void make_room(const std::string& section) {
    room_ = house_.pipeline->world().next_room().value;
    if (section == "A direct room") {
      must("maker", "direct.open", R"("member":)" + number(id("in")));
    } else if (section == "A talk") {
      make_talk();
    } else {
      const std::string type = type_of(section);
      const std::string maker = type == "chat" ? "maker" : "own in";
      const std::string access = section == "A closed chat" ? "closed" : "open";
      const std::string past = section == "A closed chat" ? "hidden" : "shown";
      must(maker, "room.create",
           R"("title":"支部","unit":)" + number(branch_) + R"(,"access":")" + access +
               R"(","past":")" + past + R"(","type":")" + type + "\"");
      for (const char* who : {"in", "own in", "colleague"}) {
        if (access == "closed" || type == "bulletin") {
          must(maker, "room.add", room() + R"(,"members":[)" + number(id(who)) + "]");
        } else {
          must(who, "room.join", room());
        }
      }
    }
    for (const char* who : {"in", "own in", "maker", "colleague"}) {
      const std::string seq = seq_in(call(who, "message.post", room() + R"(,"text":"大家好")"));
      if (!seq.empty()) own_post_[who] = seq;
    }
    if (section == "A bulletin") {
      notice_ = seq_in(must("own in", "notice.post",
                            room() + R"(,"class":"must_confirm","title":"停电","text":"周六")"));
    }
    if (section == "A room of questions") {
      question_ = seq_in(must("colleague", "question.ask", room() + R"(,"text":"几点开饭？")"));
    }
    if (section == "An archived chat") must("maker", "room.archive", room());
  }

  // In has asked for it, maker listens for the branch and has accepted.
  void make_talk() {
    must("owner", "duty.give", member("maker") + "," + unit_of(branch_) + R"(,"duty":"listener")");
    must("maker", "talk.duty", R"("on":true)");
    must("in", "talk.ask", unit_of(branch_) + R"(,"package":"Zm9v")");
    must("maker", "talk.accept", room() + R"(,"welcome":"Zm9v")");
  }

  static std::string type_of(const std::string& section) {
    if (section == "A bulletin") return "bulletin";
    return section == "A room of questions" ? "questions" : "chat";
  }

  // A room that all are in, for words that are carried there.
  void make_hall() {
    hall_ = house_.pipeline->world().next_room().value;
    must("owner", "room.create", R"("title":"大厅","unit":1)");
    for (const auto& [who, resident] : people_) {
      if (who != "owner") must(who, "room.join", "\"room\":" + number(hall_));
    }
  }

  std::string room() const { return "\"room\":" + number(room_); }
  std::string carried(std::uint64_t to) const {
    const std::string seq = own_post_.empty() ? "1" : own_post_.begin()->second;
    return "\"room\":" + number(to) + ",\"from_room\":" + number(room_) + ",\"from_seq\":" + seq;
  }
  std::string reported(const std::string& seq) const {
    return room() + ",\"seq\":" + seq + R"(,"reason":"辱骂")";
  }
  // A post of somebody else's than this one's.
  std::string others_post(const std::string& who) const {
    for (const char* other : {"colleague", "in", "maker"}) {
      if (other != who && own_post_.contains(other)) return own_post_.at(other);
    }
    return "1";
  }
  std::string last_report() const {
    return number(house_.pipeline->world().reports().rbegin()->first);
  }
  std::string some_post() const { return own_post_.empty() ? "1" : own_post_.begin()->second; }
  std::string unit_of(std::uint64_t unit) const { return "\"unit\":" + number(unit); }
  std::string invitation(std::uint64_t unit, bool organiser) const {
    return unit_of(unit) + R"(,"uses":1,"days":1)" + (organiser ? R"(,"duty":"organiser")" : "");
  }
  std::string member(const std::string& who) const { return "\"member\":" + number(id(who)); }

  using Params = std::map<std::string, std::function<std::string()>>;

  std::string params_of(const std::string& method, const std::string& who) {
    for (const Params& all :
         {in_the_room(who), about_questions(), about_talks(), in_the_organisation(who)}) {
      if (const auto found = all.find(method); found != all.end()) return found->second();
    }
    BOOST_REQUIRE_MESSAGE(false, "nobody says how to call " << method);
    return "";
  }

  Params in_the_room(const std::string& who) {
    const auto own = own_post_.find(who);
    const std::string target =
        ",\"target\":" + (own == own_post_.end() ? std::string("1") : own->second);
    return {
        {"room.join", [&] { return room(); }},
        {"room.leave", [&] { return room(); }},
        {"history", [&] { return room(); }},
        {"room.members", [&] { return room(); }},
        {"message.post", [&] { return room() + R"(,"text":"你好")"; }},
        {"message.edit own", [this, target] { return room() + target + R"(,"text":"改")"; }},
        {"message.delete own", [this, target] { return room() + target; }},
        {"message.delete other",
         [&] { return room() + ",\"target\":" + own_post_.at("colleague"); }},
        {"message.recall own", [this, target] { return room() + target; }},
        {"message.recall other",
         [&] { return room() + ",\"target\":" + own_post_.at("colleague"); }},
        {"message.forward within", [&] { return carried(room_); }},
        {"message.forward elsewhere", [&] { return carried(hall_); }},
        {"reaction.set", [&] { return room() + R"(,"reaction":"👍","target":)" + some_post(); }},
        {"reaction.list", [&] { return room() + ",\"seq\":" + some_post(); }},
        {"read.count own", [&, target] { return room() + ",\"seq\":" + target.substr(10); }},
        {"read.count other", [&] { return room() + ",\"seq\":" + others_post(who); }},
        {"pin.set", [&] { return room() + ",\"target\":" + some_post(); }},
        {"pin.clear", [&] { return room() + ",\"target\":" + some_post(); }},
        {"pin.list", [&] { return room(); }},
        {"notice.post", [&] { return room() + R"(,"class":"plain","title":"会","text":"八点")"; }},
        {"notice.post later",
         [&] {
           return room() + R"(,"class":"plain","title":"会","text":"八点","at":)" +
                  number(static_cast<std::uint64_t>(house_.clock.now().ms) + 60'000);
         }},
        {"notice.scheduled", [&] { return room(); }},
        {"notice.confirm", [&] { return room() + ",\"seq\":" + notice_; }},
        {"notice.confirmations", [&] { return room() + ",\"confirmed\":true,\"seq\":" + notice_; }},
        {"message.remove other",
         [&] { return room() + R"(,"reason":"广告","target":)" + others_post(who); }},
        {"message.report other", [&] { return reported(others_post(who)); }},
        {"room.mute",
         [&] { return room() + R"(,"minutes":5,"reason":"静",)" + member("colleague"); }},
        {"room.mute organiser",
         [&] { return room() + R"(,"minutes":5,"reason":"静",)" + member("own in"); }},
        {"room.unmute", [&] { return room() + "," + member("colleague"); }},
        {"room.read_only", [&] { return room() + R"(,"on":true)"; }},
        {"room.release proposed", [&] { return room() + R"(,"move":"proposed","reason":"存档")"; }},
        {"room.release agreed", [&] { return room() + R"(,"move":"agreed")"; }},
        {"room.release withdrawn", [&] { return room() + R"(,"move":"withdrawn")"; }},
        {"presence.list", [&] { return room(); }},
        {"presence.set", [] { return std::string(R"("on":true)"); }},
        {"report.list", [] { return std::string(); }},
        {"report.mine", [] { return std::string(); }},
        {"report.settle of one of it",
         [&] { return R"("outcome":"warned","report":)" + last_report(); }},
        {"report.settle of organiser of it",
         [&] { return R"("outcome":"warned","report":)" + last_report(); }},
        {"read.set", [&] { return room() + R"(,"seq":1)"; }},
        {"room.rename", [&] { return room() + R"(,"title":"新名")"; }},
        {"room.rules past", [&] { return room() + R"(,"past":"hidden")"; }},
        {"room.rules close", [&] { return room() + R"(,"access":"closed")"; }},
        {"room.rules open", [&] { return room() + R"(,"access":"open")"; }},
        {"room.archive", [&] { return room(); }},
        {"room.reopen", [&] { return room(); }},
        {"room.add", [&] { return room() + R"(,"members":[)" + number(id("target")) + "]"; }},
        {"room.remove", [&] { return room() + "," + member("colleague"); }},
    };
  }

  Params about_questions() {
    const auto it = [&] { return room() + ",\"question\":" + question_; };
    return {
        {"question.ask", [&] { return room() + R"(,"text":"几点开饭？")"; }},
        {"question.take", it},
        {"question.transfer",
         [=, this] { return it() + R"(,"reason":"归厂里",)" + unit_of(works_); }},
        {"question.answer", [=] { return it() + R"(,"text":"十一点半。")"; }},
        {"question.solve other", it},
        {"question.reopen other", it},
        {"question.withdraw other", it},
        {"question.list", [] { return std::string(); }},
        {"question.figures", [] { return std::string(); }},
    };
  }

  Params about_talks() {
    const auto it = [&] { return room(); };
    return {
        {"talk.accept", [&] { return room() + R"(,"welcome":"Zm9v")"; }},
        {"talk.decline", it},
        {"talk.withdraw", it},
        {"talk.seal", [&] { return room() + R"(,"sealed":"Zm9v")"; }},
        {"talk.end", it},
        {"talk.forget", it},
        {"talk.ask its branch", [&] { return unit_of(branch_) + R"(,"package":"Zm9v")"; }},
        {"talk.duty", [] { return std::string(R"("on":true)"); }},
        {"talk.list", [] { return std::string(); }},
        {"talk.listeners", [] { return std::string(); }},
    };
  }

  Params in_the_organisation(const std::string& who) {
    return {
        {"unit.tree", [] { return std::string(); }},
        {"unit.log", [] { return std::string(); }},
        {"unit.create below",
         [&] { return "\"parent\":" + number(branch_) + R"(,"name":"新班")"; }},
        {"unit.rename", [&] { return unit_of(branch_) + R"(,"name":"新名")"; }},
        {"unit.close a child", [&] { return unit_of(spare_); }},
        {"unit.move aside", [&] { return unit_of(branch_) + ",\"parent\":" + number(aside_); }},
        {"unit.move up", [&] { return unit_of(branch_) + R"(,"parent":1)"; }},
        {"unit.reception", [&] { return unit_of(branch_) + R"(,"on":true)"; }},
        {"member.list unit", [&] { return unit_of(branch_); }},
        {"member.list homeless", [] { return std::string(); }},
        {"member.add to it", [&] { return R"("name":"新人",)" + unit_of(branch_); }},
        {"member.add homeless", [] { return std::string(R"("name":"新人")"); }},
        {"member.move down", [&] { return member("target") + "," + unit_of(team_); }},
        {"member.move homeless in", [&] { return member("none") + "," + unit_of(branch_); }},
        {"invitation.create to it", [&] { return invitation(branch_, false); }},
        {"invitation.create organiser of it", [&] { return invitation(branch_, true); }},
        {"invitation.create organiser above", [&] { return invitation(works_, true); }},
        {"invitation.create homeless", [] { return std::string(R"("uses":1,"days":1)"); }},
        {"invitation.list", [] { return std::string(); }},
        {"member.rename one of it", [&] { return member("target") + R"(,"name":"改名")"; }},
        {"member.rename organiser above", [&] { return member("above") + R"(,"name":"改名")"; }},
        {"member.rename oneself", [] { return std::string(R"("name":"改名")"); }},
        {"session.end_all of one of it", [&] { return member("target"); }},
        {"session.end_all of owner", [&] { return member("owner"); }},
        {"session.end_all of oneself", [] { return std::string(); }},
        {"member.erase one of it", [&] { return member("target") + R"(,"words":"keep")"; }},
        {"member.erase oneself", [&] { return member(who) + R"(,"words":"keep")"; }},
        {"member.welcome", [&] { return member("none"); }},
        {"member.deactivate one of it", [&] { return member("target"); }},
        {"member.deactivate organiser of it", [&] { return member("own in"); }},
        {"member.deactivate organiser above", [&] { return member("above"); }},
        {"member.deactivate owner", [&] { return member("owner"); }},
        {"duty.give organiser",
         [&] { return member("target") + "," + unit_of(branch_) + R"(,"duty":"organiser")"; }},
        {"duty.give organiser above",
         [&] { return member("target") + "," + unit_of(works_) + R"(,"duty":"organiser")"; }},
        {"duty.give listener",
         [&] { return member("target") + "," + unit_of(branch_) + R"(,"duty":"listener")"; }},
        {"duty.give listener above",
         [&] { return member("target") + "," + unit_of(works_) + R"(,"duty":"listener")"; }},
        {"duty.give owner", [&] { return member("target") + R"(,"unit":1,"duty":"owner")"; }},
        {"duty.take own", [&] { return member(who) + own_duty(who); }},
        {"link.create for one of it", [&] { return member("target"); }},
        {"link.create for organiser above", [&] { return member("above"); }},
        {"link.create for owner", [&] { return member("owner"); }},
        {"link.create for oneself", [] { return std::string(); }},
        {"room.create chat in it", [&] { return R"("title":"一",)" + unit_of(branch_); }},
        {"room.create bulletin in it",
         [&] { return R"("title":"一","type":"bulletin",)" + unit_of(branch_); }},
        {"room.create questions in it",
         [&] { return R"("title":"一","type":"questions",)" + unit_of(branch_); }},
        {"room.create chat at the root", [] { return std::string(R"("title":"一","unit":1)"); }},
        {"room.create bulletin at the root",
         [] { return std::string(R"("title":"一","unit":1,"type":"bulletin")"); }},
        {"direct.open", [&] { return member("target"); }},
        {"member.names", [&] { return R"("members":[)" + number(id("target")) + "]"; }},
    };
  }

  std::string own_duty(const std::string& who) const {
    const std::map<std::string, std::uint64_t> where{
        {"owner", 1}, {"above", works_}, {"own", branch_}, {"below", team_}, {"aside", aside_}};
    return "," + unit_of(where.at(who)) + R"(,"duty":")" +
           (who == "owner" ? "owner" : "organiser") + "\"";
  }

  House house_;
  std::map<std::string, Resident> people_;
  std::map<std::string, std::uint64_t> said_;
  std::map<std::string, std::string> own_post_;
  std::uint64_t works_ = 0, branch_ = 0, aside_ = 0, team_ = 0, spare_ = 0, room_ = 0;
  std::uint64_t hall_ = 0;
  std::string notice_;
  std::string question_;
};

}  // namespace xinqiao::testing
