// The demo's tables are sound, and the whole story passes through the rules into a log.
#include "server/demo_acts.hpp"
#include "server/demo_alerts.hpp"
#include "server/demo_organisation.hpp"
#include "server/demo_questions.hpp"
#include "server/demo_seed.hpp"
#include "server/domain/world.hpp"
#include "tests/support/memory_log.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace {

using namespace xinqiao;
using demo::Line;

// 2026-03-03 20:00 in China.
constexpr Instant evening{1'772'539'200'000};
constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;

bool is_known(std::string_view name) {
  return std::ranges::any_of(demo::people(), [&](const auto& one) { return one.name == name; });
}

struct Told {
  testing::MemoryLog log;
  ServerTool tool{log};
  std::optional<std::string> problem;

  explicit Told(Instant now) {
    BOOST_TEST_REQUIRE(tool.load().is_ok());
    problem = demo::tell_story(tool, now);
  }
};

std::string all_events(const testing::MemoryLog& log) {
  std::string text;
  for (const auto& [key, value] : log.rows(store::Family::events)) text += value + "\n";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(demo_story)

BOOST_AUTO_TEST_CASE(forty_people_with_names_of_their_own) {
  std::set<std::string_view> names;
  for (const auto& person : demo::people()) names.insert(person.name);
  BOOST_TEST(demo::people().size() == 40U);
  BOOST_TEST(names.size() == 40U);
}

BOOST_AUTO_TEST_CASE(two_listeners_are_on_duty_and_nobody_talks_without_a_device) {
  const Told told(evening);
  BOOST_TEST_REQUIRE(!told.problem.has_value(), told.problem.value_or(""));
  const domain::World& world = told.tool.world();
  BOOST_TEST(world.listeners().size() == demo::listeners().size());
  std::size_t on_duty = 0;
  for (const MemberId id : world.listeners()) on_duty += world.member(id)->listening ? 1 : 0;
  BOOST_TEST(on_duty == 2U);
  BOOST_TEST(world.talks().all().empty());
}

BOOST_AUTO_TEST_CASE(ten_rooms_with_fifteen_to_sixty_posts_each) {
  BOOST_TEST(demo::rooms().size() == 10U);
  for (const auto& room : demo::rooms()) {
    const auto posts = std::ranges::count(room.lines, Line::Kind::post, &Line::kind);
    BOOST_TEST((posts >= 15 && posts <= 60), room.title << " has " << posts);
  }
}

BOOST_AUTO_TEST_CASE(who_speaks_is_known_and_what_is_answered_was_said_before) {
  for (const auto& room : demo::rooms()) {
    BOOST_TEST(is_known(room.founder));
    std::set<std::string_view> said;
    for (const Line& line : room.lines) {
      if (line.kind == Line::Kind::post) BOOST_TEST(is_known(line.who), line.who);
      if (line.kind != Line::Kind::erase) BOOST_TEST(!line.text.empty());
      if (!line.target.empty()) BOOST_TEST(said.contains(line.target), line.target);
      if (!line.mark.empty()) BOOST_TEST(said.insert(line.mark).second, line.mark << " twice");
    }
  }
}

BOOST_AUTO_TEST_CASE(every_room_is_in_the_order_of_time) {
  for (const auto& room : demo::rooms()) {
    for (std::size_t at = 1; at < room.lines.size(); ++at) {
      const Line& before = room.lines[at - 1];
      const Line& line = room.lines[at];
      const bool later = line.days_ago < before.days_ago ||
                         (line.days_ago == before.days_ago && line.clock >= before.clock);
      BOOST_TEST(later, room.title << ": " << line.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_story_passes_the_rules_and_nobody_stays_signed_in) {
  Told told(evening);
  BOOST_TEST(!told.problem.has_value(), told.problem.value_or(""));
  const domain::World& world = told.tool.world();
  BOOST_TEST(world.members().size() == 40U);
  for (const auto& [id, member] : world.members()) BOOST_TEST(member.sessions.empty());
  const std::string events = all_events(told.log);
  BOOST_TEST(events.find("机封") != events.npos);
  BOOST_TEST(events.find("\"deleted_post\"") != events.npos);
  BOOST_TEST(events.find("\"edit\"") != events.npos);
}

BOOST_AUTO_TEST_CASE(everybody_has_a_home_but_two_who_wait_to_be_welcomed) {
  Told told(evening);
  BOOST_TEST_REQUIRE(!told.problem.has_value(), told.problem.value_or(""));
  const domain::World& world = told.tool.world();
  const domain::Organisation& tree = world.organisation();
  BOOST_TEST(tree.open_units() == demo::units().size() + 1);
  BOOST_TEST(tree.unit(root_unit)->name == demo::organisation);
  std::size_t waiting = 0;
  std::size_t welcomed = 0;
  for (const auto& [id, member] : world.members()) {
    if (member.standing.home != UnitId{}) continue;
    BOOST_TEST((member.standing.welcome != Welcome::overdue), member.name);
    ++(member.standing.welcome == Welcome::waiting ? waiting : welcomed);
    if (member.welcome_due) BOOST_TEST(member.welcome_due->ms > evening.ms);
  }
  BOOST_TEST(waiting == 1U);
  BOOST_TEST(welcomed == 1U);
}

BOOST_AUTO_TEST_CASE(there_are_a_room_of_a_unit_a_closed_one_and_one_for_two) {
  Told told(evening);
  BOOST_TEST_REQUIRE(!told.problem.has_value(), told.problem.value_or(""));
  std::size_t of_unit = 0;
  std::size_t closed = 0;
  std::size_t direct = 0;
  for (const auto& [id, room] : told.tool.world().rooms()) {
    const RoomRules& rules = room.rules.rules;
    if (rules.access == Access::open && rules.unit != root_unit) ++of_unit;
    if (rules.access == Access::closed) ++closed;
    if (rules.access == Access::direct) direct += room.members.size();
  }
  BOOST_TEST(of_unit == 1U);
  BOOST_TEST(closed == 2U);  // and the drill's
  BOOST_TEST(direct == 2U);
}

BOOST_AUTO_TEST_CASE(what_people_do_beside_talking_is_there) {
  Told told(evening);
  BOOST_TEST_REQUIRE(!told.problem.has_value(), told.problem.value_or(""));
  const domain::World& world = told.tool.world();
  const auto& rooms = world.rooms();
  const auto board = std::ranges::find_if(
      rooms, [](const auto& entry) { return entry.second.rules.rules.type == RoomType::bulletin; });
  BOOST_TEST_REQUIRE((board != rooms.end()));
  std::uint64_t confirmed = 0;
  for (const auto& [seq, notice] : board->second.notices) confirmed += notice.confirmed;
  BOOST_TEST(confirmed == 6U);
  BOOST_TEST(board->second.scheduled == 1U);
  const auto has_pins = [](const auto& entry) { return !entry.second.pins.empty(); };
  BOOST_TEST(std::ranges::count_if(rooms, has_pins) == 1);
  BOOST_TEST(world.invitations().size() == 1U);
  BOOST_TEST(world.reports().size() == 1U);
  BOOST_TEST((world.reports().begin()->second.outcome == Outcome::removed));
  std::size_t seen = 0;
  std::size_t mentioned = 0;
  for (const auto& [id, member] : world.members()) {
    seen += member.presence ? 1 : 0;
    mentioned += member.mentions.size();
  }
  BOOST_TEST(seen == demo::seen_to_be_here().size());
  BOOST_TEST(mentioned == 1U);
  const auto reacted = std::ranges::count(demo::acts(), demo::Act::Kind::react, &demo::Act::kind);
  const auto marks = told.log.rows(store::Family::marks);
  BOOST_TEST(std::ranges::count_if(marks, [](const auto& row) { return row.first[0] == 'r'; }) ==
             reacted);
  BOOST_TEST(all_events(told.log).find("\"moderated\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_question_stands_in_every_state_and_one_has_climbed) {
  for (const int hours : {-15, -8, 0, 2}) {  // at five in the morning, noon, eight, ten
    Told told({evening.ms + hours * std::int64_t{3'600'000}});
    BOOST_TEST_REQUIRE(!told.problem.has_value(), told.problem.value_or(""));
    const domain::World& world = told.tool.world();
    const auto& questions = world.questions();
    std::map<std::string_view, std::size_t> states;
    for (const auto& [place, row] : questions.all()) {
      ++states[word(row.state)];
      BOOST_TEST((row.answer_breaches == 0 || row.state == QuestionState::open));
      if (row.answer_breaches == 0) continue;
      BOOST_TEST(row.answer_breaches == 1U);
      BOOST_TEST(row.acknowledge_breached);
      BOOST_TEST_REQUIRE(row.co_owners.size() == 2U);
      BOOST_TEST(world.organisation().unit(row.co_owners.front())->name == "生产系统");
      BOOST_TEST((row.co_owners.back() == root_unit));
    }
    BOOST_TEST(states["open"] == 2U);
    BOOST_TEST(states["taken"] == 2U);
    BOOST_TEST(states["answered"] == 1U);
    const QuestionCounts counts = questions.counts().at(root_unit);
    BOOST_TEST(counts.withdrawn == 1U);
    BOOST_TEST(counts.solved == (hours == -15 ? 2U : 3U));
    BOOST_TEST(counts.late == 1U);
    BOOST_TEST(counts.open() == 5U);
  }
}

BOOST_AUTO_TEST_CASE(every_step_of_a_question_is_known_and_in_the_order_of_time) {
  std::map<std::string_view, const demo::QuestionStep*> last;
  for (const demo::QuestionStep& step : demo::question_steps()) {
    BOOST_TEST(is_known(step.who), step.who);
    const demo::QuestionStep*& before = last[step.question];
    BOOST_TEST((before == nullptr) == (step.move == QuestionMove::asked), step.question);
    if (before != nullptr) {
      const bool later = step.days_ago < before->days_ago ||
                         (step.days_ago == before->days_ago && step.clock > before->clock);
      BOOST_TEST(later, step.question << " at " << step.clock);
    }
    before = &step;
  }
}

BOOST_AUTO_TEST_CASE(a_drill_was_raised_followed_and_ended) {
  Told told(evening);
  BOOST_TEST_REQUIRE(!told.problem.has_value(), told.problem.value_or(""));
  const domain::World& world = told.tool.world();
  BOOST_TEST_REQUIRE(world.alerts().all().size() == 1U);
  const domain::Alert& alert = world.alerts().all().begin()->second;
  BOOST_TEST(alert.row.drill);
  BOOST_TEST((alert.row.state == AlertMove::all_clear));
  const domain::AlertFigures sum = domain::Alerts::sum(alert);
  BOOST_TEST(sum.targeted == 13U);
  BOOST_TEST(sum.reached[4] == 11U);
  BOOST_TEST(sum.ticked == 1U);
  BOOST_TEST(sum.answers == (std::vector<std::uint64_t>{9, 0, 2}),
             boost::test_tools::per_element());
  BOOST_TEST(alert.by_unit.size() == 4U);
  for (const demo::AlertStep& step : demo::alert_steps()) BOOST_TEST(is_known(step.who), step.who);
}

BOOST_AUTO_TEST_CASE(what_was_deleted_in_the_story_is_not_kept) {
  Told told(evening);
  BOOST_TEST(all_events(told.log).find("误发一条") == std::string::npos);
  BOOST_TEST(all_events(told.log).find("一板四十") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_is_said_before_it_is_time) {
  // 07:48 in China: of today's lines, those before that have been said.
  const Instant morning{evening.ms - (12 * 60 + 12) * std::int64_t{60'000}};
  Told told(morning);
  BOOST_TEST_REQUIRE(!told.problem.has_value());
  const std::string events = all_events(told.log);
  BOOST_TEST(events.find("今日值班冯磊。演练") != events.npos);  // 07:40
  BOOST_TEST(events.find("三班接班，七人到齐") == events.npos);  // 07:50
  for (const auto& [id, room] : told.tool.world().rooms()) {
    BOOST_TEST(room.row.last_at.ms <= morning.ms);
  }
}

BOOST_AUTO_TEST_CASE(it_can_be_told_at_any_hour_of_any_day) {
  for (int hour = 0; hour < 24; hour += 5) {
    Told told({evening.ms + hour * std::int64_t{3'600'000} + 1234 * day_ms});
    BOOST_TEST(!told.problem.has_value(), told.problem.value_or(""));
  }
}

BOOST_AUTO_TEST_CASE(three_guests_find_something_unread) {
  Told told(evening);
  const auto guests = demo::guests(told.tool.world());
  BOOST_TEST_REQUIRE(guests.size() == 3U);
  for (const auto& guest : guests) {
    Ordinal unread = 0;
    for (const auto& [id, room] : told.tool.world().rooms()) {
      const auto membership = room.members.find(guest.member);
      if (membership != room.members.end()) unread += room.row.last_n - membership->second.read_n;
    }
    BOOST_TEST((unread >= 5 && unread < 40), guest.name << " has " << unread);
  }
}

BOOST_AUTO_TEST_CASE(a_full_disk_ends_the_story_with_a_sentence) {
  testing::MemoryLog log;
  ServerTool tool(log);
  BOOST_TEST_REQUIRE(tool.load().is_ok());
  log.fail_next_sync(store::Status::error(store::Fault::io_error, "the disk said no"));
  const auto problem = demo::tell_story(tool, evening);
  BOOST_TEST_REQUIRE(problem.has_value());
  BOOST_TEST(problem->find("the disk said no") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
