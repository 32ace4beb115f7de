// Talks through the real pipeline, in the words of the wire: who is told, who is told nothing, what
// is kept and forgotten, and what comes back after the process has died.
#include "tests/server/quiet_house.hpp"

#include "protocol/encode.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

using namespace xinqiao;
using xinqiao::testing::House;
using xinqiao::testing::number;
using xinqiao::testing::package;
using xinqiao::testing::Quiet;
using xinqiao::testing::says;
using xinqiao::testing::welcome;
namespace keys = xinqiao::store::keys;

BOOST_AUTO_TEST_SUITE(talks_test)

BOOST_FIXTURE_TEST_CASE(who_asks_and_those_who_may_accept_are_told_and_nobody_else, Quiet) {
  asked(min);
  BOOST_TEST(told(min, R"("method":"talk","params":{"room":3,"state":"waiting")") == 1u);
  BOOST_TEST(told(min, R"("ahead":0)") == 1u);
  BOOST_TEST(told(lan, R"("method":"talk_waiting","params":{"waiting":1})") == 1u);
  for (const House::Resident& stranger : {owner, qiang}) {
    BOOST_TEST(told(stranger, "talk") == 0u);
    BOOST_TEST(told(stranger, R"("room":3)") == 0u);
  }
  BOOST_TEST(told(lan, R"("room":3)") == 0u);  // it sees the row of its list and no room
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(the_list_has_the_package_for_who_may_accept_alone, Quiet) {
  asked(min);
  const std::string waiting = house.call(lan, "talk.list", "{}");
  BOOST_TEST(says(waiting, R"("asker_name":"王敏")"));
  BOOST_TEST(says(waiting, R"("package":")" + package));
  const std::string own = house.call(min, "talk.list", "{}");
  BOOST_TEST(says(own, R"("talks":[{"room":3)"));
  BOOST_TEST(!says(own, package));
  for (const House::Resident& stranger : {owner, qiang}) {
    BOOST_TEST(says(house.call(stranger, "talk.list", "{}"), R"({"talks":[],"waiting":[]})"));
  }
  duty(lan, false);
  BOOST_TEST(says(house.call(lan, "talk.list", "{}"), R"("waiting":[])"));
}

BOOST_FIXTURE_TEST_CASE(strangers_organisers_and_owners_get_nothing_at_any_call, Quiet) {
  talked();
  const std::string room = R"("room":3)";
  const std::string calls[][2] = {
      {"history", ""},
      {"room.members", ""},
      {"room.join", ""},
      {"room.leave", ""},
      {"room.rename", R"(,"title":"名")"},
      {"room.archive", ""},
      {"room.rules", R"(,"access":"open")"},
      {"room.add", R"(,"members":[1])"},
      {"room.remove", R"(,"member":2)"},
      {"room.mute", R"(,"member":2,"minutes":5,"reason":"静")"},
      {"room.read_only", R"(,"on":true)"},
      {"message.post", R"(,"text":"话")"},
      {"message.delete", R"(,"target":7)"},
      {"message.remove", R"(,"target":7,"reason":"理由")"},
      {"message.report", R"(,"seq":7,"reason":"理由")"},
      {"read.set", R"(,"seq":7)"},
      {"read.count", R"(,"seq":7)"},
      {"reaction.set", R"(,"target":7,"reaction":"👍")"},
      {"reaction.list", R"(,"seq":7)"},
      {"pin.set", R"(,"target":7)"},
      {"pin.list", ""},
      {"presence.list", ""},
      {"talk.decline", ""},
      {"talk.withdraw", ""},
      {"talk.accept", R"(,"welcome":"Zm9v")"},
      {"talk.seal", R"(,"sealed":"Zm9v")"},
      {"talk.end", ""},
      {"talk.forget", ""},
  };
  std::uint64_t calls_made = 0;
  for (const House::Resident& who : {owner, qiang}) {
    for (const auto& [method, more] : calls) {
      const std::string key = number(100'000'000'000 + ++calls_made);
      const std::string guard = R"(,"key":"00000000-0000-4000-8000-)" + key + '"';
      const std::string answer = house.call(who, method, "{" + room + more + guard + "}");
      BOOST_TEST(says(answer, "room_unknown"), method << ": " << answer);
    }
    BOOST_TEST(says(house.call(who, "search", R"({"query":"话","rooms":[3]})"), "room_unknown"));
    BOOST_TEST(!says(house.call(who, "room.list", "{}"), R"("kind":"talk")"));
    BOOST_TEST(says(house.call(who, "resume", R"({"rooms":[{"room":3,"have":[]}]})"),
                    R"({"room":3,"gone":true})"));
  }
  BOOST_TEST(!says(house.call(owner, "unit.log", "{}"), "talk"));
  BOOST_TEST(says(house.call(min, "search", R"({"query":"话","rooms":[3]})"), "talk_room"));
}

BOOST_FIXTURE_TEST_CASE(its_events_are_told_in_its_room_and_nowhere_else, Quiet) {
  talked();
  std::size_t sealed = 0;
  for (const Tell& tell : house.audience.all<Tell>()) {
    const bool has_bytes = says(std::string(tell.frame.payload()), "\"sealed\":");
    sealed += has_bytes ? 1 : 0;
    if (has_bytes) BOOST_TEST((tell.room == talk));
  }
  BOOST_TEST(sealed == 2u);
  for (const TellMember& tell : house.audience.all<TellMember>()) {
    BOOST_TEST(!says(std::string(tell.frame.payload()), first));
  }
  // The number of what is unread moves with what is sealed.
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("last_n":2)"));
  BOOST_TEST(says(house.call(min, "room.list", "{}"), R"("with":)" + number(lan.member.value)));
}

BOOST_FIXTURE_TEST_CASE(of_two_who_accept_at_once_one_wins, Quiet) {
  const House::Resident bo = house.add("陈波");
  BOOST_REQUIRE(does(owner, "duty.give",
                     R"("unit":1,"duty":"listener","member":)" + number(bo.member.value)));
  duty(bo, true);
  asked(min);
  house.audience.told.clear();
  for (const House::Resident& one : {lan, bo}) {
    house.send(one, "talk.accept",
               R"({"room":3,"welcome":"Zm9v","outbox":"outbox-of-both","n":1})");
  }
  house.settle();
  std::size_t taken = 0;
  std::size_t accepted = 0;
  for (const Answer& answer : house.audience.all<Answer>()) {
    const std::string text(answer.frame.payload());
    taken += says(text, "talk_taken") ? 1 : 0;
    accepted += says(text, "\"seq\"") ? 1 : 0;
  }
  BOOST_TEST(taken == 1u);
  BOOST_TEST(accepted == 1u);
  BOOST_TEST(house.pipeline->world().room(talk)->members.size() == 2u);
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(a_repeated_call_gets_the_first_answer, Quiet) {
  const std::string params = R"({"unit":1,"package":"cGFja2FnZQ","outbox":"outbox-of-min","n":1})";
  const std::string once = house.call(qiang, "talk.ask", params);
  const std::string again = house.call(qiang, "talk.ask", params);
  BOOST_TEST(says(again, R"("repeated":true)"));
  BOOST_TEST(says(once, R"("room":3,"seq":4)"));
  BOOST_TEST(says(again, R"("room":3,"seq":4)"));
  BOOST_TEST(house.pipeline->world().talks().all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(who_moves_up_in_the_line_is_told_and_not_more_than_twenty, Quiet) {
  asked(min);
  std::vector<House::Resident> others;
  for (std::size_t i = 0; i < limits::talks_moved_up + 2; ++i) {
    others.push_back(house.add("工人"));
    asked(others.back());
  }
  house.audience.told.clear();
  BOOST_REQUIRE(says(moves(min, "withdraw", talk), "\"result\""));
  std::size_t moved_up = 0;
  for (std::size_t i = 0; i < others.size(); ++i) {
    moved_up += told(others[i], R"("ahead":)" + number(i) + "}");
  }
  BOOST_TEST(moved_up == limits::talks_moved_up);
  BOOST_TEST(told(lan, R"("waiting":)" + number(others.size()) + "}") == 1u);
}

BOOST_FIXTURE_TEST_CASE(forgetting_leaves_no_byte_in_any_row, Quiet) {
  talked();
  asked(qiang);  // another one, which stays
  for (const std::string& bytes : {package, welcome, first, second}) BOOST_TEST(is_kept(bytes));
  BOOST_TEST(says(moves(min, "forget", talk), "talk_open"));
  BOOST_REQUIRE(says(moves(lan, "end", talk), "\"result\""));
  BOOST_REQUIRE(says(moves(min, "forget", talk), "\"result\""));
  for (const std::string& bytes : {welcome, first, second}) BOOST_TEST(!is_kept(bytes));
  BOOST_TEST(is_kept(package));  // of the other one
  const std::string page = house.call(lan, "history", R"({"room":3})");
  BOOST_TEST(says(page, R"("move":"sealed"})"));
  BOOST_TEST(!says(page, "\"sealed\":"));
  BOOST_TEST(told(lan, R"("state":"forgotten")") == 1u);
  BOOST_TEST(house.log->get(store::Family::meta, keys::forgotten(talk)).has_value());
  BOOST_TEST(says(moves(lan, "forget", talk), R"("already":true)"));
  BOOST_TEST(!says(house.call(min, "talk.list", "{}"), R"("room":3)"));
  BOOST_TEST(is_sound());
}

// What is decided and not yet kept is forgotten as well as what stands in the log.
BOOST_FIXTURE_TEST_CASE(what_is_sealed_a_moment_before_it_is_forgotten_goes_too, Quiet) {
  talked();
  std::uint64_t n = 100;
  const auto send = [&](const House::Resident& who, const std::string& method,
                        const std::string& more) {
    house.send(who, method,
               R"({"room":3,"outbox":"outbox-in-a-hurry","n":)" + number(++n - 100) + more + "}");
  };
  for (int i = 0; i < 20; ++i) send(min, "talk.seal", R"(,"sealed":"bGFzdCB3b3Jkcw")");
  send(min, "talk.end", "");
  send(min, "talk.forget", "");
  house.settle();
  BOOST_TEST((row(talk).state == TalkState::forgotten));
  BOOST_TEST(row(talk).seals == 22u);
  BOOST_TEST(!is_kept("bGFzdCB3b3Jkcw"));
  BOOST_TEST(!is_kept(first));
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(the_talks_of_an_erased_member_are_forgotten_step_by_step, Quiet) {
  talked();
  asked(min);
  BOOST_REQUIRE(
      does(owner, "member.erase", R"("words":"keep","member":)" + number(min.member.value)));
  house.settle();
  BOOST_TEST((row(talk).state == TalkState::forgotten));
  BOOST_TEST((row(RoomId{4}).state == TalkState::forgotten));
  for (const std::string& bytes : {package, welcome, first, second}) BOOST_TEST(!is_kept(bytes));
  BOOST_TEST(told(lan, R"("state":"ended")") == 1u);
  BOOST_TEST(told(lan, R"("state":"forgotten")") == 1u);
  BOOST_TEST(is_sound());
}

BOOST_FIXTURE_TEST_CASE(after_a_restart_nothing_is_lost_and_the_rest_is_forgotten, Quiet) {
  talked();
  asked(qiang);
  BOOST_REQUIRE(says(moves(min, "end", talk), "\"result\""));
  // Erased, and the server stops before it has forgotten the talk.
  const TalkRow waits = row(RoomId{4});
  House again(house.log);
  again.settle();
  const auto& talks = again.pipeline->world().talks();
  BOOST_REQUIRE((talks.find(RoomId{4}) != nullptr));
  BOOST_TEST((*talks.find(RoomId{4}) == waits));
  BOOST_TEST(talks.ahead(waits) == 0u);
  BOOST_TEST(talks.count(TalkState::ended) == 1u);
  BOOST_TEST(again.pipeline->world().member(lan.member)->listening);
  BOOST_TEST(again.pipeline->world().listeners().contains(lan.member));
  StandingRow erased = again.pipeline->world().member(min.member)->standing;
  erased.active = false;
  erased.welcome = Welcome::erased;
  store::Batch batch;
  batch.put(store::Family::rows, keys::standing(min.member), store::encode_record(erased));
  BOOST_REQUIRE(house.log->append(batch).is_ok());
  House later(house.log);
  later.settle();
  BOOST_TEST((later.pipeline->world().talks().find(talk)->state == TalkState::forgotten));
  BOOST_TEST(!is_kept(first));
}

BOOST_FIXTURE_TEST_CASE(a_duty_is_kept_told_to_its_own_devices_and_counted_for_who_may_be_offered,
                        Quiet) {
  BOOST_TEST(says(house.call(min, "talk.listeners", "{}"),
                  R"({"units":[{"unit":1,"on_duty":1}],"listeners":[{"member":)" +
                      number(lan.member.value) + R"(,"name":"周岚","on_duty":true}]})"));
  BOOST_TEST(says(house.call(lan, "talk.listeners", "{}"), R"("on_duty":0}],"listeners":[])"));
  BOOST_REQUIRE(does(owner, "duty.give",
                     R"("unit":1,"duty":"listener","member":)" + number(owner.member.value)));
  duty(owner, true);
  const std::string shown = house.call(min, "talk.listeners", "{}");
  BOOST_TEST(says(shown, R"("units":[{"unit":1,"on_duty":1}])"));
  BOOST_TEST(says(shown, R"("on_duty":true,"line":true)"));
  BOOST_TEST(told(owner, R"("on_duty":true)") == 1u);
  BOOST_TEST(says(house.call(owner, "session.me", "{}"), R"("on_duty":true)"));
  BOOST_TEST(says(duty(qiang, true), "not_a_listener"));
  // A listener without another duty organises nothing.
  BOOST_TEST(says(house.call(lan, "session.me", "{}"), R"("organiser":false)"));
  BOOST_TEST(says(house.call(lan, "report.list", "{}"), "not_organiser"));
  BOOST_TEST(says(house.call(lan, "unit.log", "{}"), "not_organiser"));
}

BOOST_FIXTURE_TEST_CASE(the_metrics_count_talks_and_name_nobody, Quiet) {
  talked();
  asked(qiang);
  house.clock.advance(limits::tick_ms);
  house.call(min, "ping", "{}");
  BOOST_TEST(house.metrics.talks_waiting.load() == 1u);
  BOOST_TEST(house.metrics.talks_open.load() == 1u);
}

BOOST_FIXTURE_TEST_CASE(verify_finds_a_talk_that_lies, Quiet) {
  talked();
  BOOST_REQUIRE(is_sound());
  BOOST_TEST(verify(*house.log).talks == 1u);
  const auto first_problem = [&](store::Family family, const std::string& key,
                                 const std::string& value) {
    const auto before = house.log->get(family, key);
    store::Batch batch;
    batch.put(family, key, value);
    BOOST_REQUIRE(house.log->append(batch).is_ok());
    const VerifyReport report = verify(*house.log);
    store::Batch back;
    if (before) {
      back.put(family, key, *before);
    } else {
      back.erase(family, key);
    }
    BOOST_REQUIRE(house.log->append(back).is_ok());
    return report.problems.empty() ? std::string() : report.problems.front();
  };
  TalkRow lies = row(talk);
  lies.listener = qiang.member;
  BOOST_TEST(first_problem(store::Family::rows, keys::talk(talk), store::encode_record(lies)) ==
             "the row of talk 3 differs from what the events say");
  const domain::Room& room = *house.pipeline->world().room(talk);
  const auto step = [&](TalkMove move) {
    TalkMoved body;
    body.move = move;
    return Event{talk, room.row.last_seq + 1, room.row.last_at, min.member, room.row.last_n, body};
  };
  const Event again = step(TalkMove::accepted);
  BOOST_TEST(
      first_problem(store::Family::events, keys::event(talk, again.seq), encode_event(again)) ==
      "room 3: event " + number(again.seq) + " is a step of no talk");
  BOOST_TEST(first_problem(store::Family::marks, keys::listening(qiang.member),
                           store::encode_mark(ListeningMark{qiang.member}, 1)) ==
             "member 3 is on duty, and no listener");
  moves(min, "end", talk);
  moves(min, "forget", talk);
  BOOST_REQUIRE(is_sound());
  const auto kept = house.log->get(store::Family::events, keys::event(talk, 7));
  BOOST_REQUIRE((kept && says(*kept, R"("move":"sealed"})")));
  std::string with_bytes = *kept;
  with_bytes.insert(with_bytes.size() - 1, R"(,"sealed":"Zm9v")");
  BOOST_TEST(first_problem(store::Family::events, keys::event(talk, 7), with_bytes) ==
             "the talk in room 3 is forgotten and still has bytes");
}

BOOST_AUTO_TEST_SUITE_END()
