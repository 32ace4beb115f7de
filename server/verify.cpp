#include "server/verify.hpp"

#include "server/derived_rows.hpp"
#include "server/domain/world.hpp"
#include "server/verify_events.hpp"
#include "server/verify_marks.hpp"
#include "server/verify_reactions.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <utility>

namespace xinqiao {
namespace {

using store::Family;
using store::Order;
namespace keys = store::keys;

std::string describe_row(std::string_view key) {
  const auto number = [key](std::size_t index) {
    return std::to_string(keys::number(key, 1, index));
  };
  if (key.size() == 9 && key[0] == 'r') return "the row of room " + number(0);
  if (key.size() == 9 && key[0] == 'p') return "the row of member " + number(0);
  if (key.size() == 9 && key[0] == 'q') return "the rules of room " + number(0);
  if (key.size() == 9 && key[0] == 'u') return "the row of unit " + number(0);
  if (key.size() == 9 && key[0] == 'h') return "the standing of member " + number(0);
  if (key.size() == 9 && key[0] == 'i') return "the pins of room " + number(0);
  if (key.size() == 9 && key[0] == 'o') return "the order of room " + number(0);
  if (key.size() == 17 && key[0] == 'n') {
    return "the row of notice " + number(1) + " in room " + number(0);
  }
  if (key.size() == 17 && (key[0] == 'k' || key[0] == 'z')) {
    return "the row of question " + number(1) + " in room " + number(0);
  }
  if (key.size() == 9 && key[0] == 'l') return "the release of room " + number(0);
  if (key.size() == 9 && key[0] == 'j') return "the row of alert " + number(0);
  if (key.size() == 9 && key[0] == 't') return "the row of talk " + number(0);
  if (key.size() == 9 && key[0] == 'g') return "the count of questions in unit " + number(0);
  if (key.size() == 17 && key[0] == 'm') {
    return "the row of member " + number(1) + " in room " + number(0);
  }
  return "a row with an unknown key";
}

void compare_rows(const store::Log& log, const domain::World& world, Rows closed,
                  Problems& problems) {
  auto expected = rows_of(world, std::move(closed));
  const auto read = log.scan(Family::rows, "", "", Order::ascending, [&](auto key, auto record) {
    ++problems.report.rows;
    const auto found = expected.find(key);
    if (found == expected.end()) {
      problems.add(describe_row(key) + " follows from no event");
      return true;
    }
    if (found->second != record)
      problems.add(describe_row(key) + " differs from what the events say");
    expected.erase(found);
    return true;
  });
  problems.add_unreadable("rows", read);
  for (const auto& [key, record] : expected) problems.add(describe_row(key) + " is missing");
}

void check_counter(const store::Log& log, std::string_view key, std::uint64_t next,
                   Problems& problems) {
  const auto value = log.get(Family::meta, key);
  const bool is_number = value && value->size() == 8;
  // A store in which nothing of the kind was made yet has no counter.
  if (!value && next <= 1) return;
  if (!is_number || keys::number(*value, 0, 0) < next) {
    problems.add("the counter " + std::string(key) + " is not beyond the ids in use: at least " +
                 std::to_string(next) + " is needed");
  }
}

void check_meta(const store::Log& log, const domain::World& world, const Seen& seen,
                Problems& problems) {
  check_counter(log, keys::next_room, world.next_room().value, problems);
  check_counter(log, keys::next_member, world.next_member().value, problems);
  check_counter(log, keys::next_session, world.next_session().value, problems);
  const std::uint64_t next_unit = world.organisation().next_unit().value;
  if (next_unit > root_unit.value + 1) check_counter(log, keys::next_unit, next_unit, problems);
  const auto number_at = [&log](std::string_view key) {
    const auto value = log.get(Family::meta, key);
    return value && value->size() == 8 ? keys::number(*value, 0, 0) : 0;
  };
  if (number_at(keys::position) < seen.position) {
    problems.add("the position of the store, " + std::to_string(number_at(keys::position)) +
                 ", is behind a mark's, " + std::to_string(seen.position));
  }
  if (static_cast<std::int64_t>(number_at(keys::at)) < seen.at.ms) {
    problems.add("the time of the store is before that of an event");
  }
}

}  // namespace

void Problems::add(std::string sentence) {
  ++report.problems_found;
  if (report.problems.size() < verify_problems) report.problems.push_back(std::move(sentence));
}

void Problems::add_unreadable(std::string_view what, const store::Status& status) {
  if (!status.is_ok()) add("the " + std::string(what) + " cannot be read: " + status.message);
}

VerifyReport verify(const store::Log& log) {
  VerifyReport report;
  Problems problems{report};
  domain::World world;
  Seen seen;
  Rows closed;
  verify_events(log, world, closed, seen, problems);
  compare_rows(log, world, std::move(closed), problems);
  verify_marks(log, world, seen, problems);
  verify_reactions(log, problems);
  check_meta(log, world, seen, problems);
  for (const auto& [id, room] : world.rooms()) report.rooms += id == organisation_room ? 0 : 1;
  for (const auto& [id, member] : world.members()) report.members += member.row.member == id;
  return report;
}

}  // namespace xinqiao
