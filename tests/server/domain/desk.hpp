// A room of questions in a branch of a works, with those who ask, who answer and who stand above;
// a second branch beside it. For tests of questions. Threading: belongs to its test.
#pragma once

#include <boost/test/unit_test.hpp>

#include "tests/server/domain/town.hpp"

namespace xinqiao::testing {

struct Desk : Town {
  Desk() {
    owner = add("周建民", true);
    does(owner, CreateUnit{root_unit, "工厂"});
    works = last_unit();
    does(owner, CreateUnit{works, "一支部"});
    branch = last_unit();
    does(owner, CreateUnit{works, "二支部"});
    other_branch = last_unit();
    above = organiser("厂长", works);
    first = organiser("书记", branch);
    second = organiser("副书记", branch);
    sibling = organiser("二支部书记", other_branch);
    min = worker("王敏", branch);
    qiang = worker("李强", branch);
    room = world.next_room();
    does(first, CreateRoom{"有问必答", branch, RoomType::questions, Access::open, Past::shown});
    for (const Caller& one : {above, second, min, qiang, owner}) does(one, JoinRoom{room});
  }
  UnitId last_unit() const { return {world.organisation().next_unit().value - 1}; }
  Caller worker(const std::string& name, UnitId home) {
    const Caller one = add(name);
    does(owner, SetHome{one.member, home});
    return one;
  }
  Caller organiser(const std::string& name, UnitId unit) {
    const Caller one = worker(name, unit);
    does(owner, SetDuty{one.member, unit, Duty::organiser, true});
    return one;
  }
  MoveQuestion move(QuestionMove what, Seq question, const std::string& text = {}) const {
    MoveQuestion command;
    command.move = what;
    command.room = room;
    command.question = question;
    command.text = text;
    return command;
  }
  Seq ask(const Caller& who) {
    const Decision asked = does(who, move(QuestionMove::asked, 0, "热水什么时候恢复？"));
    BOOST_REQUIRE((reason(asked) == Reason::none));
    return get<Receipt>(asked.outcome).seq;
  }
  Decision take(Seq question) { return does(first, move(QuestionMove::taken, question)); }
  Decision reply(Seq question) {
    return does(first, move(QuestionMove::answered, question, "周三修好，当晚恢复。"));
  }
  void pass_on(Seq question, UnitId unit) { pass_on(question, unit, first); }
  void pass_on(Seq question, UnitId unit, const Caller& who) {
    MoveQuestion command = move(QuestionMove::transferred, question);
    command.unit = unit;
    command.reason = "归那里管";
    BOOST_REQUIRE((reason(does(who, command)) == Reason::none));
  }
  Decision tick() { return does(server, Tick{}); }
  const QuestionRow* open(Seq question) const { return world.questions().open({room, question}); }
  const QuestionCounts& counts() const { return world.questions().counts().at(branch); }

  UnitId works, branch, other_branch;
  Caller owner, above, first, second, sibling, min, qiang;
  RoomId room;
};

}  // namespace xinqiao::testing
