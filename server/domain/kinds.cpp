#include "server/domain/kinds.hpp"

#include "protocol/limits.hpp"
#include "server/domain/alert/rules_alert.hpp"
#include "server/domain/question/rules_question.hpp"
#include "server/domain/release/rules_release.hpp"
#include "server/domain/talk/rules_talk.hpp"

#include <algorithm>

namespace xinqiao::domain::kinds {

std::optional<Refusal> check_rules(const RoomRules& rules) {
  if (rules.type == RoomType::questions) return check_question_room(rules);
  const bool is_made_otherwise = rules.type == RoomType::alert || rules.type == RoomType::talk;
  if (is_made_otherwise) return Refusal{Reason::invalid_params, "type"};  // raised, asked for
  return std::nullopt;
}

std::optional<Refusal> check_words(const Room& room, bool answers) {
  const bool is_loose = room.rules.rules.type == RoomType::questions && !answers;
  if (is_loose) return Refusal{Reason::question_needed, "re"};
  return std::nullopt;
}

std::optional<Refusal> check_archivist(const Scene& scene, const Room& room) {
  return check_organises_all(scene, room);
}

std::optional<Refusal> check_archive(const World& world, const Room& room) {
  if (auto refusal = check_not_talk(room)) return refusal;
  if (world.questions().in(room.row.room) > 0) return Refusal{Reason::questions_open, "room"};
  const Alert* alert = world.alerts().find(room.row.room);
  if (alert != nullptr && !is_over(alert->row)) return Refusal{Reason::alert_room, "room"};
  return std::nullopt;
}

std::optional<Refusal> check_speaking(const Room& room) {
  if (auto refusal = check_not_talk(room)) return refusal;
  return check_not_alert(room);
}

std::optional<Refusal> check_arranging(const Room& room) {
  if (auto refusal = check_not_talk(room)) return refusal;
  return check_not_alert(room);
}

bool has_all_rooms_one_may(const World& world, MemberId member) {
  const Member* known = world.member(member);
  if (known == nullptr) return false;
  const std::size_t held = world.rooms_held(*known);
  if (held < limits::rooms_per_member) return false;
  return held - std::min(held, alerts_of(world, member)) >= limits::rooms_per_member;
}

std::optional<Refusal> check_usual_calls(const Room& room) {
  return check_not_talk(room);
}

// What an alert has said has moved people: it is a record, and is put right by the next step.
std::optional<Refusal> check_taking_back(const Room& room) {
  if (auto refusal = check_not_talk(room)) return refusal;
  return check_not_alert(room);
}

void deactivated(const Scene& scene, MemberId member, OrganisationLog& log) {
  end_talks(scene, member, log);
  end_releases(scene, member, log);
}

void duty_taken(const Scene& scene, const StandingRow& standing, OrganisationLog& log) {
  if (!is_listener(standing)) decline_waiting(scene, standing.member, log);
  if (!is_owner(standing)) end_releases(scene, standing.member, log);
}

void end_marks(const World& world, const StandingRow& standing, std::vector<Mark>& marks) {
  const bool listens = standing.active && is_listener(standing);
  if (!listens) stop_listening(world, standing.member, marks);
}

void forget_marks(const World& world, MemberId member, std::vector<Mark>& marks) {
  forget_in_alerts(world, member, marks);
  stop_listening(world, member, marks);
}

std::string_view holds(const World& world, UnitId unit) {
  return world.questions().owned_by(unit) > 0 ? "questions" : "";
}

void taken_back(const Scene& scene, const Room& room, Seq target, Decision& decision) {
  withdraw_with_its_post(scene, room, target, decision);
}

void erased(const Scene& scene, MemberId member, OrganisationLog& log) {
  withdraw_all(scene, member, log);
  end_talks(scene, member, log);
  end_releases(scene, member, log);
}

void due(const Scene& scene, std::size_t most, OrganisationLog& log) {
  say_breaches(scene, most, log);
}

}  // namespace xinqiao::domain::kinds
