// How each line of docs/rights.md is called: the words of the wire for every method of the
// description, with the objects of the branch in them. What takes a guard is asked of the schemas.
// Threading: belongs to its test.
#pragma once

#include "tests/server/published.hpp"
#include "tests/server/rights_branch.hpp"

#include <functional>
#include <map>
#include <string>

namespace xinqiao::testing {

class RightsCalls final : private Branch {
 public:
  explicit RightsCalls(const std::string& section) : Branch(section) {}

  // The answer to the call of a line, by who stands in a column.
  std::string ask(const std::string& line, const std::string& who) {
    const std::string method = line.substr(0, line.find(' '));
    if (kind_ == "Without a session") return plain_call(method, who);
    if (line == "message.forward elsewhere") make_hall();
    if (line.starts_with("report.settle")) report_somebody(line);
    if (method == "invitation.revoke") invitation_ = make_invitation(line);
    if (kind_ == "A room of questions" && line.ends_with(" own")) ask_a_question(who);
    if (line == "member.reactivate one of it") must("owner", "member.deactivate", member("target"));
    return call(line, method, who);
  }

  // The same call, as it is answered where nothing of what it names has ever been.
  std::string ask_of_nothing(const std::string& line, const std::string& who) {
    is_of_nothing_ = true;
    if (!invitation_.empty()) invitation_[1] = invitation_[1] == '0' ? '1' : '0';
    std::string answer = call(line, line.substr(0, line.find(' ')), who);
    is_of_nothing_ = false;
    return answer;
  }

  // So that nobody's pace is too quick where many calls are made of one branch.
  void let_time_pass() { house_.clock.advance(30); }

 private:
  std::string call(const std::string& line, const std::string& method, const std::string& who) {
    const std::string params = params_of(line, who);
    return takes_guard(method) ? guarded(who, method, params) : plain(who, method, params);
  }

  // As the description shows it: whoever has no session does not get so far that it matters.
  std::string plain_call(const std::string& method, const std::string& who) {
    return house_.call(people_.at(who), method, example_params(method));
  }
  void report_somebody(const std::string& line) {
    make_room("An open chat");
    const bool is_high = line.ends_with("organiser of it");
    must_plainly("in", "message.report", reported(own_post_.at(is_high ? "own in" : "colleague")));
  }
  // Who may ask nothing there stands before another's.
  void ask_a_question(const std::string& who) {
    const std::string answer = guarded(who, "question.ask", room() + R"(,"text":"几点开门？")");
    own_question_ = seq_in(answer).empty() ? question_ : seq_in(answer);
  }
  std::string make_invitation(const std::string& line) {
    const bool is_high = line.ends_with("organiser above");
    const std::string answer = must_plainly(is_high ? "owner" : "own", "invitation.create",
                                            invitation(is_high ? works_ : branch_, is_high));
    const auto at = answer.find("\"invitation\":") + 13;
    return answer.substr(at, answer.find(',', at) - at);
  }

  // --- What is named in a call ---

  std::string carried(std::uint64_t to) const {
    return "\"room\":" + number(to) + ",\"from_room\":" + number(room_) +
           ",\"from_seq\":" + some_post();
  }
  std::string reported(const std::string& seq) const {
    return room() + ",\"seq\":" + seq + R"(,"reason":"辱骂")";
  }
  std::string own_post(const std::string& who) const {
    const auto own = own_post_.find(who);
    return own == own_post_.end() ? "1" : own->second;
  }
  // A post of somebody else's than this one's.
  std::string others_post(const std::string& who) const {
    for (const char* other : {"colleague", "in", "maker", "own in", "own", "raiser"}) {
      if (other != who && own_post_.contains(other)) return own_post_.at(other);
    }
    return "1";
  }
  std::string some_post() const { return own_post_.empty() ? "1" : own_post_.begin()->second; }
  std::string last_report() const {
    if (is_of_nothing_) return number(nothing);
    return number(house_.pipeline->world().reports().rbegin()->first);
  }
  std::string invitation(std::uint64_t unit, bool organiser) const {
    return unit_of(unit) + R"(,"uses":1,"days":1)" + (organiser ? R"(,"duty":"organiser")" : "");
  }

  using Params = std::map<std::string, std::function<std::string()>>;

  std::string params_of(const std::string& line, const std::string& who) {
    for (const Params& all :
         {in_the_room(), about_posts(who), about_order(who), about_notices(), about_questions(),
          about_alerts(), about_talks(), about_units(), about_members(who), about_duties(who),
          about_ways_in(who), about_oneself(who)}) {
      if (const auto found = all.find(line); found != all.end()) return found->second();
    }
    BOOST_REQUIRE_MESSAGE(false, "nobody says how to call " << line);
    return "";
  }

  Params in_the_room() {
    const auto it = [&] { return room(); };
    return {
        {"room.join", it},
        {"room.leave", it},
        {"history", it},
        {"room.members", it},
        {"presence.list", it},
        {"pin.list", it},
        {"resume", [&] { return R"("rooms":[{)" + room() + R"(,"have":[]}])"; }},
        {"search", [&] { return R"("query":"你好","rooms":[)" + room().substr(7) + "]"; }},
        {"read.set", [&] { return room() + R"(,"seq":1)"; }},
        {"room.rename", [&] { return room() + R"(,"title":"新名")"; }},
        {"room.rules past", [&] { return room() + R"(,"past":"hidden")"; }},
        {"room.rules close", [&] { return room() + R"(,"access":"closed")"; }},
        {"room.rules open", [&] { return room() + R"(,"access":"open")"; }},
        {"room.archive", it},
        {"room.reopen", it},
        {"room.add", [&] { return room() + R"(,"members":[)" + number(id("target")) + "]"; }},
        {"room.remove", [&] { return room() + "," + member("colleague"); }},
    };
  }

  Params about_posts(const std::string& who) {
    const auto own = [&] { return room() + ",\"target\":" + own_post(who); };
    const auto other = [&] { return room() + ",\"target\":" + others_post(who); };
    const auto some = [&] { return room() + ",\"target\":" + some_post(); };
    return {
        {"message.post", [&] { return room() + R"(,"text":"你好")"; }},
        {"message.edit own", [=] { return own() + R"(,"text":"改")"; }},
        {"message.edit other", [=] { return other() + R"(,"text":"改")"; }},
        {"message.delete own", own},
        {"message.delete other", other},
        {"message.recall own", own},
        {"message.recall other", other},
        {"message.forward within", [&] { return carried(room_); }},
        {"message.forward elsewhere", [&] { return carried(hall_); }},
        {"reaction.set", [=] { return some() + R"(,"reaction":"👍")"; }},
        {"reaction.set none", [=] { return some() + R"(,"reaction":"")"; }},
        {"reaction.list", [&] { return room() + ",\"seq\":" + some_post(); }},
        {"read.count own", [&] { return room() + ",\"seq\":" + own_post(who); }},
        {"read.count other", [&] { return room() + ",\"seq\":" + others_post(who); }},
        {"pin.set", some},
        {"pin.clear", some},
    };
  }

  Params about_order(const std::string& who) {
    const auto mute = [&](const char* whom) {
      return room() + R"(,"minutes":5,"reason":"静",)" + member(whom);
    };
    const auto settled = [&] { return R"("outcome":"warned","report":)" + last_report(); };
    return {
        {"message.remove other",
         [&] { return room() + R"(,"reason":"广告","target":)" + others_post(who); }},
        {"message.report other", [&] { return reported(others_post(who)); }},
        {"room.mute", [=] { return mute("colleague"); }},
        {"room.mute organiser", [=] { return mute("own in"); }},
        {"room.unmute", [&] { return room() + "," + member("colleague"); }},
        {"room.read_only", [&] { return room() + R"(,"on":true)"; }},
        {"room.release proposed", [&] { return room() + R"(,"move":"proposed","reason":"存档")"; }},
        {"room.release agreed", [&] { return room() + R"(,"move":"agreed")"; }},
        {"room.release withdrawn", [&] { return room() + R"(,"move":"withdrawn")"; }},
        {"report.list", [] { return std::string(); }},
        {"report.mine", [] { return std::string(); }},
        {"report.settle of one of it", settled},
        {"report.settle of organiser of it", settled},
    };
  }

  Params about_notices() {
    const auto words = [&] { return room() + R"(,"class":"plain","title":"会","text":"八点")"; };
    return {
        {"notice.post", words},
        {"notice.post later",
         [=, this] {
           const auto now = static_cast<std::uint64_t>(house_.clock.now().ms);
           return words() + R"(,"at":)" + number(now + 60'000);
         }},
        {"notice.cancel", [&] { return room() + R"(,"notice":999)"; }},
        {"notice.scheduled", [&] { return room(); }},
        {"notice.confirm", [&] { return room() + ",\"seq\":" + notice_; }},
        {"notice.confirmations", [&] { return room() + ",\"confirmed\":true,\"seq\":" + notice_; }},
    };
  }

  Params about_questions() {
    const auto it = [&] { return room() + ",\"question\":" + question_; };
    const auto own = [&] { return room() + ",\"question\":" + own_question_; };
    const auto to_works = [&] { return R"(,"reason":"归厂里",)" + unit_of(works_); };
    return {
        {"question.ask", [&] { return room() + R"(,"text":"几点开饭？")"; }},
        {"question.take", it},
        {"question.transfer", [=] { return it() + to_works(); }},
        {"question.answer", [=] { return it() + R"(,"text":"十一点半。")"; }},
        {"question.solve other", it},
        {"question.reopen other", it},
        {"question.withdraw other", it},
        {"question.take own", own},
        {"question.transfer own", [=] { return own() + to_works(); }},
        {"question.answer own", [=] { return own() + R"(,"text":"七点。")"; }},
        {"question.solve own", own},
        {"question.reopen own", own},
        {"question.withdraw own", own},
        {"question.list", [] { return std::string(); }},
        {"question.figures", [] { return std::string(); }},
    };
  }

  Params about_alerts() {
    const auto it = [&] { return room(); };
    const auto words = [&] { return room() + R"(,"text":"继续集合")"; };
    const auto person = [&] { return room() + "," + member("target"); };
    const auto units = [](std::initializer_list<std::uint64_t> all) {
      std::string list;
      for (const std::uint64_t one : all) list += (list.empty() ? "" : ",") + number(one);
      return R"("units":[)" + list + "]";
    };
    const auto raise = [=](std::initializer_list<std::uint64_t> all) {
      return units(all) + "," + alert_words;
    };
    return {
        {"alert.raise in it", [=, this] { return raise({branch_}); }},
        {"alert.raise in it and aside",
         [=, this] {
           return raise({branch_, aside_});
         }},
        {"alert.raise in all", [=] { return raise({1}); }},
        {"alert.audience of it", [=, this] { return units({branch_}); }},
        {"alert.audience of it and aside",
         [=, this] {
           return units({branch_, aside_});
         }},
        {"alert.audience of all", [=] { return units({1}); }},
        {"alert.list", [] { return std::string(); }},
        {"alert.update", words},
        {"alert.cancel", words},
        {"alert.all_clear", words},
        {"alert.reach", [&] { return room() + R"(,"reach":"seen")"; }},
        {"alert.answer", [&] { return room() + R"(,"option":1)"; }},
        {"alert.roll", it},
        {"alert.missing", it},
        {"alert.tick", person},
        {"alert.untick", person},
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
        {"talk.ask where nobody listens", [&] { return unit_of(aside_) + R"(,"package":"Zm9v")"; }},
        {"talk.duty", [] { return std::string(R"("on":true)"); }},
        {"talk.list", [] { return std::string(); }},
        {"talk.listeners", [] { return std::string(); }},
    };
  }

  Params about_units() {
    const auto titled = [](const std::string& more) { return R"("title":"一",)" + more; };
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
        {"room.create chat in it", [=, this] { return titled(unit_of(branch_)); }},
        {"room.create bulletin in it",
         [=, this] { return titled(R"("type":"bulletin",)" + unit_of(branch_)); }},
        {"room.create questions in it",
         [=, this] { return titled(R"("type":"questions",)" + unit_of(branch_)); }},
        {"room.create chat at the root", [=] { return titled(R"("unit":1)"); }},
        {"room.create bulletin at the root",
         [=] { return titled(R"("unit":1,"type":"bulletin")"); }},
    };
  }

  Params about_members(const std::string& who) {
    const auto of = [&](const char* whom, const char* more = "") { return member(whom) + more; };
    return {
        {"member.list unit", [&] { return unit_of(branch_); }},
        {"member.list homeless", [] { return std::string(); }},
        {"member.names", [&] { return R"("members":[)" + number(id("target")) + "]"; }},
        {"member.add to it", [&] { return R"("name":"新人",)" + unit_of(branch_); }},
        {"member.add homeless", [] { return std::string(R"("name":"新人")"); }},
        {"member.move down", [&] { return member("target") + "," + unit_of(team_); }},
        {"member.move homeless in", [&] { return member("none") + "," + unit_of(branch_); }},
        {"member.rename one of it", [=] { return of("target", R"(,"name":"改名")"); }},
        {"member.rename organiser above", [=] { return of("above", R"(,"name":"改名")"); }},
        {"member.rename oneself", [] { return std::string(R"("name":"改名")"); }},
        {"member.erase one of it", [=] { return of("target", R"(,"words":"keep")"); }},
        {"member.erase oneself", [&] { return member(who) + R"(,"words":"keep")"; }},
        {"member.welcome", [=] { return of("none"); }},
        {"member.deactivate one of it", [=] { return of("target"); }},
        {"member.deactivate organiser of it", [=] { return of("own in"); }},
        {"member.deactivate organiser above", [=] { return of("above"); }},
        {"member.deactivate owner", [=] { return of("owner"); }},
        {"member.reactivate one of it", [=] { return of("target"); }},
        {"session.end_all of one of it", [=] { return of("target"); }},
        {"session.end_all of owner", [=] { return of("owner"); }},
        {"direct.open", [=] { return of("target"); }},
    };
  }

  Params about_duties(const std::string& who) {
    const auto give = [&](std::uint64_t unit, const char* duty) {
      return member("target") + "," + unit_of(unit) + R"(,"duty":")" + duty + "\"";
    };
    return {
        {"duty.give organiser", [=, this] { return give(branch_, "organiser"); }},
        {"duty.give organiser above", [=, this] { return give(works_, "organiser"); }},
        {"duty.give listener", [=, this] { return give(branch_, "listener"); }},
        {"duty.give listener above", [=, this] { return give(works_, "listener"); }},
        {"duty.give owner", [=] { return give(1, "owner"); }},
        {"duty.take own", [&] { return member(who) + own_duty(who); }},
    };
  }

  Params about_ways_in(const std::string& who) {
    return {
        {"invitation.create to it", [&] { return invitation(branch_, false); }},
        {"invitation.create organiser of it", [&] { return invitation(branch_, true); }},
        {"invitation.create organiser above", [&] { return invitation(works_, true); }},
        {"invitation.create homeless", [] { return std::string(R"("uses":1,"days":1)"); }},
        {"invitation.list", [] { return std::string(); }},
        {"invitation.revoke to it", [&] { return R"("invitation":)" + invitation_; }},
        {"invitation.revoke organiser above", [&] { return R"("invitation":)" + invitation_; }},
        {"link.create for one of it", [&] { return member("target"); }},
        {"link.create for organiser above", [&] { return member("above"); }},
        {"link.create for owner", [&] { return member("owner"); }},
        {"link.create for oneself", [] { return std::string(); }},
        {"password.set own",
         [&] { return R"("new":"三号泵房的灯亮了","login":"login-)" + number(id(who)) + "\""; }},
    };
  }

  Params about_oneself(const std::string& who) {
    const auto no_words = [] { return std::string(); };
    const auto others = [&, who] { return R"("session":)" + number(id(who) == 1 ? 2 : 1); };
    return {
        {"ping", no_words},
        {"mention.list", no_words},
        {"room.list", no_words},
        {"session.me", no_words},
        {"session.list", no_words},
        {"session.end own", no_words},
        {"session.end of another", others},
        {"session.end_all of oneself", no_words},
        {"presence.set", [] { return std::string(R"("on":true)"); }},
    };
  }

  std::string own_duty(const std::string& who) const {
    const std::map<std::string, std::uint64_t> where{{"owner", 1},      {"above", works_},
                                                     {"own", branch_},  {"below", team_},
                                                     {"aside", aside_}, {"listens", branch_}};
    const std::string other = who == "listens" ? "listener" : "organiser";
    return "," + unit_of(where.at(who)) + R"(,"duty":")" + (who == "owner" ? "owner" : other) +
           "\"";
  }

  std::string invitation_;
  std::string own_question_ = "1";
};

}  // namespace xinqiao::testing
