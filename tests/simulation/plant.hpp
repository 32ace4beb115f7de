// Planted bugs: mistakes that a server could make, made on purpose in the simulated parts around
// the real ones, so that a test can prove that the simulator would see them. Threading: constant
// table.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace xinqiao::simulation {

enum class Plant : std::uint8_t {
  none,
  tell_before_keep,
  lose_last_sync,
  double_tell,
  swap_tells,
  skip_event_in_feed,
  lie_about_complete,
  forget_receipts_on_restart,
  forget_read_marks_on_restart,
  reuse_seq,
  stale_membership,
  keep_ended_session,
  resurrect_deleted,
  show_unsynced,
  feed_hidden_past,
  keep_gone_room,
  keep_taken_back,
  breach_twice,
  sleep_over_deadlines,
  stale_question,
  miscount_questions,
  forget_answers,
  alert_twice,
  alert_to_strangers,
  written_too_soon,
  remember_forgotten,
  overhear_talk,
  stale_talk,
};

inline constexpr std::array plants = {
    std::pair<std::string_view, Plant>{"tell_before_keep", Plant::tell_before_keep},
    std::pair<std::string_view, Plant>{"lose_last_sync", Plant::lose_last_sync},
    std::pair<std::string_view, Plant>{"double_tell", Plant::double_tell},
    std::pair<std::string_view, Plant>{"swap_tells", Plant::swap_tells},
    std::pair<std::string_view, Plant>{"skip_event_in_feed", Plant::skip_event_in_feed},
    std::pair<std::string_view, Plant>{"lie_about_complete", Plant::lie_about_complete},
    std::pair<std::string_view, Plant>{"forget_receipts_on_restart",
                                       Plant::forget_receipts_on_restart},
    std::pair<std::string_view, Plant>{"forget_read_marks_on_restart",
                                       Plant::forget_read_marks_on_restart},
    std::pair<std::string_view, Plant>{"reuse_seq", Plant::reuse_seq},
    std::pair<std::string_view, Plant>{"stale_membership", Plant::stale_membership},
    std::pair<std::string_view, Plant>{"keep_ended_session", Plant::keep_ended_session},
    std::pair<std::string_view, Plant>{"resurrect_deleted", Plant::resurrect_deleted},
    std::pair<std::string_view, Plant>{"show_unsynced", Plant::show_unsynced},
    std::pair<std::string_view, Plant>{"feed_hidden_past", Plant::feed_hidden_past},
    std::pair<std::string_view, Plant>{"keep_gone_room", Plant::keep_gone_room},
    std::pair<std::string_view, Plant>{"keep_taken_back", Plant::keep_taken_back},
    std::pair<std::string_view, Plant>{"breach_twice", Plant::breach_twice},
    std::pair<std::string_view, Plant>{"sleep_over_deadlines", Plant::sleep_over_deadlines},
    std::pair<std::string_view, Plant>{"stale_question", Plant::stale_question},
    std::pair<std::string_view, Plant>{"miscount_questions", Plant::miscount_questions},
    std::pair<std::string_view, Plant>{"forget_answers", Plant::forget_answers},
    std::pair<std::string_view, Plant>{"alert_twice", Plant::alert_twice},
    std::pair<std::string_view, Plant>{"alert_to_strangers", Plant::alert_to_strangers},
    std::pair<std::string_view, Plant>{"written_too_soon", Plant::written_too_soon},
    std::pair<std::string_view, Plant>{"remember_forgotten", Plant::remember_forgotten},
    std::pair<std::string_view, Plant>{"overhear_talk", Plant::overhear_talk},
    std::pair<std::string_view, Plant>{"stale_talk", Plant::stale_talk},
};

inline std::optional<Plant> plant_named(std::string_view name) {
  for (const auto& [known, plant] : plants) {
    if (known == name) return plant;
  }
  return std::nullopt;
}

}  // namespace xinqiao::simulation
