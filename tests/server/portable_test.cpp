// Exports and imports of stores that the real pipeline wrote: what is in them, what never is, and
// that a file of which one letter is wrong is refused.
#include "tests/server/quiet_house.hpp"

#include "protocol/hex.hpp"
#include "server/credentials.hpp"
#include "server/demo_seed.hpp"
#include "server/tools.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "tests/support/people_home.hpp"
#include "tests/support/round_trip.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace xinqiao;
using xinqiao::store::Family;
using xinqiao::testing::Export;
using xinqiao::testing::export_of;
using xinqiao::testing::House;
using xinqiao::testing::Import;
using xinqiao::testing::import_of;
using xinqiao::testing::Lines;
using xinqiao::testing::MemoryLog;
using xinqiao::testing::number;
using xinqiao::testing::package;
using xinqiao::testing::password;
using xinqiao::testing::Quiet;
using xinqiao::testing::round_trip;
using xinqiao::testing::says;
using xinqiao::testing::welcome;
namespace keys = xinqiao::store::keys;

namespace {

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// The same lines, with all sums as they have to be.
Lines with_right_sums(Lines lines) {
  portable::LineChain chain;
  lines[1] = exported::encode_line(portable::check_of_first(lines[0]));
  for (auto line = lines.begin() + 2; line != lines.end(); ++line) {
    const bool is_counted = !line->starts_with(R"({"end":)") && !line->starts_with(R"({"check":)");
    if (is_counted) {
      chain.add(*line);
      continue;
    }
    line->replace(line->find("\"sha256\":\"") + 10, 64, chain.next());
  }
  return lines;
}

// Something of every kind that there is. Rooms: 1 chat, 2 bulletin, 3 a talk, 4 closed, 5 direct,
// 6 questions, 7 an alert.
struct Lived : Quiet {
  Lived() {
    talked();
    BOOST_REQUIRE(does(owner, "unit.create", R"("parent":1,"name":"一支部")"));
    for (const auto& who : {min, qiang}) {
      BOOST_REQUIRE(does(owner, "member.move", R"("unit":2,"member":)" + number(who.member.value)));
    }
    BOOST_REQUIRE(does(min, "room.create", R"("title":"闭门","access":"closed")"));
    BOOST_REQUIRE(does(min, "message.post", R"("room":4,"text":")" + closed_words + "\""));
    BOOST_REQUIRE(does(min, "direct.open", R"("member":)" + number(qiang.member.value)));
    BOOST_REQUIRE(does(min, "message.post", R"("room":5,"text":")" + direct_words + "\""));
    say_in_the_open();
    raise_and_ask();
    const std::string set = R"({"login":"Wang.Min","new":")" + password + "\"}";
    BOOST_REQUIRE(says(house.call(min, "password.set", set), "\"result\""));
    BOOST_REQUIRE(is_sound());
  }
  void say_in_the_open() {
    const Seq greeting = post("大家早上好 <@" + number(min.member.value) + ">");
    const Seq stop = post("三号泵停机");
    BOOST_REQUIRE(does(owner, "message.edit",
                       R"("room":1,"text":"三号泵停机到六点","target":)" + number(stop)));
    const Seq mistake = post(deleted_words);
    BOOST_REQUIRE(says(react(min, greeting, "👍"), "\"result\""));
    BOOST_REQUIRE(says(react(qiang, greeting, "👍"), "\"result\""));
    BOOST_REQUIRE(says(react(qiang, mistake, "👍"), "\"result\""));
    BOOST_REQUIRE(does(owner, "message.delete", R"("room":1,"target":)" + number(mistake)));
    BOOST_REQUIRE(does(owner, "pin.set", R"("room":1,"target":)" + number(greeting)));
    const std::string read = R"({"room":1,"seq":)" + number(stop) + "}";
    BOOST_REQUIRE(says(house.call(min, "read.set", read), "\"result\""));
    BOOST_REQUIRE(does(min, "message.post",
                       R"("room":1,"text":"<@)" + number(qiang.member.value) + R"(> 看一下")"));
    const Seq named = house.pipeline->world().room(RoomId{1})->row.last_seq;
    BOOST_REQUIRE(says(
        house.call(qiang, "message.report",
                   R"({"room":1,"seq":)" + number(named) + R"(,"reason":")" + report_words + "\"}"),
        "\"result\""));
    notice("counted");
    const Seq confirmed = notice("must_confirm");
    BOOST_REQUIRE(says(confirm(qiang, confirmed), "\"result\""));
    const std::string later = number(static_cast<std::uint64_t>(house.clock.now().ms) + 3'600'000);
    BOOST_REQUIRE(does(owner, "notice.post",
                       R"("room":2,"class":"plain","title":"晚些","text":")" + waiting_words +
                           R"(","at":)" + later));
  }
  void raise_and_ask() {
    BOOST_REQUIRE(does(owner, "room.create", R"("title":"问吧","type":"questions","unit":1)"));
    BOOST_REQUIRE(does(min, "room.join", R"("room":6)"));
    BOOST_REQUIRE(does(min, "question.ask", R"("room":6,"text":"班车几点？")"));
    BOOST_REQUIRE(does(min, "question.ask", R"("room":6,"text":"还有吗？")"));
    const Seq last = house.pipeline->world().room(RoomId{6})->row.last_seq;
    BOOST_REQUIRE(does(min, "question.withdraw", R"("room":6,"question":)" + number(last - 1)));
    BOOST_REQUIRE(does(owner, "alert.raise",
                       R"("units":[2],"drill":false,"title":"泄漏","text":"请撤离。",)"
                       R"("options":["安全","需要帮助"])"));
    BOOST_REQUIRE(does(min, "alert.answer", R"("room":7,"option":2)"));
  }
  std::string exported() { return joined(export_of(*house.log).lines); }

  const std::string closed_words = "关起门来说的话";
  const std::string direct_words = "只对你一个人说";
  const std::string deleted_words = "这句话收回了";
  const std::string waiting_words = "还没有到时候的话";
  const std::string report_words = "举报的理由";
};

}  // namespace

BOOST_AUTO_TEST_SUITE(portable_test)

BOOST_FIXTURE_TEST_CASE(a_house_that_was_lived_in_goes_round, Lived) {
  BOOST_TEST(round_trip(*house.log).value_or("") == "");

  const Export made = export_of(*house.log);
  BOOST_TEST(made.done.head.rooms == 4u);
  BOOST_TEST(made.done.head.closed == 1u);
  BOOST_TEST(made.done.head.direct == 1u);
  BOOST_TEST(made.done.head.talks == 1u);
  BOOST_TEST(made.done.head.waiting_notices == 1u);
  BOOST_TEST(made.done.head.reports == 1u);
}

// Everything that follows from events is kept as it was, row by row; so a page of history is the
// same bytes.
BOOST_FIXTURE_TEST_CASE(an_imported_store_has_the_same_rows, Lived) {
  const Import made = import_of(export_of(*house.log).lines);
  BOOST_REQUIRE_MESSAGE(!made.wrong, made.wrong.value_or(""));
  const VerifyReport report = verify(*made.log);
  for (const std::string& problem : report.problems) BOOST_ERROR(problem);

  for (const Family family : {Family::events, Family::rows, Family::index}) {
    const auto before = house.log->rows(family);
    const auto now = made.log->rows(family);
    BOOST_TEST(!now.empty());
    for (const auto& [key, value] : now) {
      const auto found = before.find(key);
      BOOST_REQUIRE(found != before.end());
      BOOST_TEST((found->second == value));
    }
    for (const auto& [key, value] : before) {
      if (now.contains(key)) continue;
      const std::uint64_t room = keys::number(key, family == Family::events ? 0 : 1, 0);
      BOOST_TEST((room == 3 || room == 4 || room == 5));  // the talk, closed, direct
    }
  }
}

BOOST_FIXTURE_TEST_CASE(what_is_nobody_else_s_business_is_not_in_it, Lived) {
  const std::string text = exported();

  for (const std::string& words : {closed_words, direct_words, deleted_words, waiting_words,
                                   report_words, password, first, second, package, welcome}) {
    BOOST_TEST(!says(text, words));
  }
  BOOST_TEST(!says(text, "argon2"));
  BOOST_TEST(!says(text, "闭门"));
  for (const House::Resident& who : {owner, min, qiang, lan}) {
    BOOST_TEST(!says(text, who.token));
    BOOST_TEST(!says(text, hex_of(hash_secret(who.token))));
  }
  for (const std::string room : {"3", "4", "5"}) {
    BOOST_TEST(!says(text, "\"room\":" + room + ","));
  }
  BOOST_TEST(says(text, "三号泵停机到六点"));
  BOOST_TEST(says(text, R"("login":"wang.min")"));
}

// The words are there to be found: the canary would sing if they leaked.
BOOST_FIXTURE_TEST_CASE(the_store_itself_has_what_the_export_leaves_out, Lived) {
  for (const std::string& words : {closed_words, direct_words, waiting_words, first}) {
    BOOST_TEST(is_kept(words));
  }
}

BOOST_FIXTURE_TEST_CASE(people_come_in_by_a_link_and_go_on_where_they_were, Lived) {
  const Import made = import_of(export_of(*house.log).lines);
  BOOST_REQUIRE(!made.wrong);
  const Seq last = house.pipeline->world().room(RoomId{1})->row.last_seq;
  ServerTool tool(*made.log);
  BOOST_REQUIRE(tool.load().is_ok());
  BOOST_TEST(tool.world().next_room().value == 8u);  // no id is given twice

  BOOST_REQUIRE(tool.reset_link("wang.min", false).has_value());
  const auto token = tool.start_session(min.member, "phone");
  BOOST_REQUIRE(token.has_value());
  const auto placed = tool.command(*token, RoomId{1}, Post{RoomId{1}, "又见面了", {}});

  BOOST_REQUIRE_MESSAGE(placed.has_value(), tool.last_error());
  BOOST_TEST(placed->seq == last + 1);
  BOOST_TEST(verify(*made.log).is_ok());
}

BOOST_FIXTURE_TEST_CASE(marks_and_figures_are_as_they_were, Lived) {
  const Import made = import_of(export_of(*house.log).lines);
  BOOST_REQUIRE(!made.wrong);
  const House again(std::shared_ptr<MemoryLog>(made.log.get(), [](MemoryLog*) {}));
  const domain::World& now = again.pipeline->world();
  const domain::World& before = house.pipeline->world();

  for (const auto& [id, room] : now.rooms()) {
    if (id == organisation_room) continue;
    const domain::Room& old = *before.room(id);
    BOOST_TEST(room.members.size() == old.members.size());
    for (const auto& [member, seat] : room.members) {
      BOOST_TEST(seat.read_seq == old.members.at(member).read_seq);
    }
    for (const auto& [seq, notice] : room.notices) {
      BOOST_TEST(notice.read == old.notices.at(seq).read);
      BOOST_TEST(notice.confirmed == old.notices.at(seq).confirmed);
    }
    BOOST_TEST((room.pins == old.pins));
  }
  const domain::Alert& alert = *now.alerts().find(RoomId{7});
  BOOST_TEST((alert.by_unit == before.alerts().find(RoomId{7})->by_unit));
  BOOST_TEST(alert.find(min.member)->option == 2u);
  BOOST_TEST(now.unread_mentions(qiang.member, RoomId{1}) ==
             before.unread_mentions(qiang.member, RoomId{1}));
  BOOST_TEST(before.unread_mentions(qiang.member, RoomId{1}) == 1u);
}

BOOST_AUTO_TEST_CASE(the_whole_demo_goes_round) {
  MemoryLog log;
  ServerTool tool(log);
  BOOST_REQUIRE(tool.load().is_ok());
  const auto problem = demo::tell_story(tool, Instant{1'772'539'200'000});
  BOOST_REQUIRE_MESSAGE(!problem, problem.value_or(""));

  BOOST_TEST(round_trip(log).value_or("") == "");
  BOOST_TEST(export_of(log).done.end.events > 500u);
}

BOOST_AUTO_TEST_CASE(an_empty_store_goes_round) {
  const MemoryLog log;
  BOOST_TEST(round_trip(log).value_or("") == "");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_was_cut_is_refused_wherever, Lived) {
  const Lines lines = export_of(*house.log).lines;
  for (std::size_t left = 0; left < lines.size(); ++left) {
    const auto end = lines.begin() + static_cast<std::ptrdiff_t>(left);
    const Import made = import_of(Lines(lines.begin(), end));
    BOOST_REQUIRE_MESSAGE(made.wrong.has_value(), "after " << left << " lines");
    BOOST_TEST(says(*made.wrong, "cut off"));
    BOOST_TEST(made.number == left);
  }
}

BOOST_FIXTURE_TEST_CASE(a_line_that_is_lost_said_twice_or_moved_is_refused, Lived) {
  const Lines lines = export_of(*house.log).lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    Lines lost = lines;
    lost.erase(lost.begin() + at);
    BOOST_TEST(import_of(lost).wrong.has_value(), "line " << i + 1 << " is lost");
    Lines twice = lines;
    twice.insert(twice.begin() + at, lines[i]);
    BOOST_TEST(import_of(twice).wrong.has_value(), "line " << i + 1 << " stands twice");
    if (i + 1 == lines.size()) continue;
    Lines moved = lines;
    std::swap(moved[i], moved[i + 1]);
    BOOST_TEST(import_of(moved).wrong.has_value(), "line " << i + 1 << " is moved");
  }
}

BOOST_FIXTURE_TEST_CASE(a_letter_that_was_changed_is_refused, Lived) {
  const Lines lines = export_of(*house.log).lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t at = i % 7; at < lines[i].size(); at += 17) {
      Lines changed = lines;
      changed[i][at] = static_cast<char>(changed[i][at] ^ 1);
      BOOST_TEST(import_of(changed).wrong.has_value(), "line " << i + 1 << ", letter " << at);
    }
  }
}

// Whoever changes a file and its checks as well, so that all sums are right, is still not believed:
// each line has to say what the events say.
BOOST_FIXTURE_TEST_CASE(a_line_that_says_what_its_events_do_not_is_refused, Lived) {
  const std::string_view lies[][2] = {
      {R"("title":"茶馆")", R"("title":"酒馆")"},
      {R"("unit":{"unit":2,"parent":1)", R"("unit":{"unit":2,"parent":2)"},
      {R"("home":2)", R"("home":1)"},
      {R"("joined":)", R"("joined":1)"},
      {R"({"event":{"room":1,"seq":2,)", R"({"event":{"room":1,"seq":3,)"},
  };
  const Lines lines = export_of(*house.log).lines;
  for (const auto& [truth, lie] : lies) {
    Lines told = lines;
    const auto found = std::ranges::find_if(
        told, [&](const std::string& line) { return line.find(truth) != line.npos; });
    BOOST_REQUIRE_MESSAGE(found != told.end(), truth);
    found->replace(found->find(truth), truth.size(), lie);
    told = with_right_sums(std::move(told));
    const Import made = import_of(told);
    BOOST_TEST(made.wrong.has_value(), lie);
    BOOST_TEST_MESSAGE(made.number << ": " << made.wrong.value_or(""));
  }
}

// One number of one line says something else, and all sums are right. The command looks twice, at
// the lines and with `verify`: what neither refuses is another file that holds together, and opens.
// Nothing falls over, whatever it says.
BOOST_FIXTURE_TEST_CASE(a_forged_number_is_refused_or_holds_together, Lived) {
  const std::string_view forged[] = {
      "0", "1", "2", "5", "9007199254740991", "18446744073709551616"};
  const Lines lines = export_of(*house.log).lines;
  std::size_t tried = 0;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    for (std::size_t at = line.find("\":"); at != line.npos; at = line.find("\":", at + 1)) {
      const std::size_t from = at + 2;
      const std::size_t digits = line.find_first_not_of("0123456789", from) - from;
      if (digits == 0) continue;
      Lines told = lines;
      told[i].replace(from, digits, forged[tried++ % std::size(forged)]);
      const Import made = import_of(with_right_sums(std::move(told)));
      if (made.wrong || !verify(*made.log).is_ok()) {
        ++refused;
        continue;
      }
      ServerTool tool(*made.log);
      BOOST_TEST(tool.load().is_ok(), "line " << i + 1 << ", letter " << at);
      BOOST_TEST(round_trip(*made.log).value_or("") == "", "line " << i + 1 << ", letter " << at);
    }
  }
  BOOST_TEST(tried > 300u);
  BOOST_TEST(refused > tried * 2 / 3);
}

BOOST_FIXTURE_TEST_CASE(a_newer_format_is_refused_with_what_to_do, Lived) {
  Lines lines = export_of(*house.log).lines;
  lines[0].replace(lines[0].find("\"format\":1"), 10, "\"format\":2");
  const Import made = import_of(lines);

  BOOST_REQUIRE(made.wrong.has_value());
  BOOST_TEST(made.number == 1u);
  BOOST_TEST(says(*made.wrong, "newer version"));
  BOOST_TEST(says(*made.wrong, "import it with that version"));
}

BOOST_AUTO_TEST_CASE(what_is_no_export_is_refused) {
  for (const std::string line : {"", "{}", "[]", "null", "{\"event\":{}}", "小", "{\"export\":1}",
                                 "{\"end\":{\"lines\":0}}", "{\"export\":{},\"a\":{}}"}) {
    const Import made = import_of({line});
    BOOST_REQUIRE(made.wrong.has_value());
    BOOST_TEST(says(*made.wrong, "no export of Xinqiao"));
  }
}

BOOST_FIXTURE_TEST_CASE(a_damaged_store_is_not_exported, Lived) {
  store::Batch batch;
  batch.erase(Family::events, keys::event(RoomId{1}, 5));
  BOOST_REQUIRE(house.log->append(batch).is_ok());
  const Export made = export_of(*house.log);

  BOOST_TEST(!made.status.is_ok());
  BOOST_TEST(says(made.status.message, "room 1: event 5"));
  BOOST_TEST(!says(joined(made.lines), R"({"end":)"));
}

BOOST_AUTO_TEST_SUITE_END()
