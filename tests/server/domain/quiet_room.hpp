// A works with listeners of several kinds, for tests of talks: one of the whole works, one of a
// branch, one of the branch beside it, and one who organises the branch as well. Threading: belongs
// to its test.
#pragma once

#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "protocol/limits.hpp"
#include "server/domain/talk/listening.hpp"
#include "tests/server/domain/town.hpp"

namespace xinqiao::testing {

inline const std::string package_bytes = "cGFja2FnZQ";
inline const std::string welcome_bytes = "d2VsY29tZQ";
inline const std::string sealed_bytes = "c2VhbGVk";

struct QuietRoom : Town {
  QuietRoom() {
    owner = add("周建民", true);
    works = unit_below(root_unit, "工厂");
    branch = unit_below(works, "一支部");
    beside = unit_below(works, "二支部");
    lan = listener("周岚", works, works);
    bo = listener("陈波", branch, branch);
    far = listener("何远", beside, beside);
    chief = listener("书记", branch, branch);
    does(owner, SetDuty{chief.member, branch, Duty::organiser, true});
    min = worker("王敏", branch);
    qiang = worker("李强", branch);
    for (const Caller& one : {lan, bo, far, chief}) duty(one, true);
  }
  UnitId unit_below(UnitId parent, const std::string& name) {
    does(owner, CreateUnit{parent, name});
    return {world.organisation().next_unit().value - 1};
  }
  Caller worker(const std::string& name, UnitId home) {
    const Caller one = add(name);
    does(owner, SetHome{one.member, home});
    return one;
  }
  Caller listener(const std::string& name, UnitId home, UnitId unit) {
    const Caller one = worker(name, home);
    does(owner, SetDuty{one.member, unit, Duty::listener, true});
    return one;
  }
  Reason duty(const Caller& who, bool on) { return reason(does(who, SetListening{on})); }

  Decision asks(const Caller& who, UnitId unit) {
    return does(who, AskTalk{unit, MemberId{}, package_bytes});
  }
  Decision asks(const Caller& who, const Caller& of) {
    return does(who, AskTalk{UnitId{}, of.member, package_bytes});
  }
  // The room of a talk that waits.
  template <class Whom>
  RoomId asked(const Caller& who, const Whom& whom) {
    const Decision decision = asks(who, whom);
    BOOST_REQUIRE((reason(decision) == Reason::none));
    return get<Receipt>(decision.outcome).room;
  }
  // What stands in the log of a talk, as the pipeline looks it up.
  std::vector<Event> steps_of(RoomId room) const {
    std::vector<Event> bare;
    for (const Event& event : said) {
      const auto* step = get_if<TalkMoved>(&event.body);
      if (step == nullptr || event.room != room || step->bytes.empty()) continue;
      Event without = event;
      get<TalkMoved>(without.body).bytes.clear();
      bare.push_back(std::move(without));
    }
    return bare;
  }
  Decision moves(const Caller& who, TalkMove move, RoomId room) {
    const bool has_bytes = move == TalkMove::accepted || move == TalkMove::sealed;
    const std::string bytes = move == TalkMove::accepted ? welcome_bytes : sealed_bytes;
    const MoveTalk command{move, room, has_bytes ? bytes : std::string()};
    Context context{.at = now};
    if (move == TalkMove::forgotten) context.steps = steps_of(room);
    return hear(decide(world, who, {}, command, context));
  }
  Reason tries(const Caller& who, TalkMove move, RoomId room) {
    return reason(moves(who, move, room));
  }
  Decision does(const Caller& caller, const Command& command, const Guard& guard = {}) {
    return hear(decide(world, caller, guard, command, {.at = now}));
  }
  Decision hear(Decision decision) {
    ++position;
    for (const Event& event : decision.events) {
      world.apply(event);
      said.push_back(event);
    }
    for (const Event& bare : decision.redactions) {
      const auto found = std::ranges::find_if(
          said, [&](const Event& one) { return one.room == bare.room && one.seq == bare.seq; });
      BOOST_REQUIRE((found != said.end()));
      *found = bare;
    }
    for (const Mark& mark : decision.marks) world.apply(mark, position);
    return decision;
  }
  const TalkRow& row(RoomId room) const { return *world.talks().find(room); }
  bool is_in(const Caller& who, RoomId room) const {
    return world.room(room)->members.contains(who.member);
  }
  bool is_offered(const Caller& who, RoomId room) const {
    return row(room).state == TalkState::waiting &&
           may_accept(world, *world.member(who.member), row(room));
  }

  UnitId works, branch, beside;
  Caller owner, lan, bo, far, chief, min, qiang;
  std::vector<Event> said;  // the log of every room
};

}  // namespace xinqiao::testing
