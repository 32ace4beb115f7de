// Planted bugs: mistakes that a server could make, made on purpose, so that a test can prove that
// the simulator would see them. Most sit in the simulated parts around the real ones; some sit in
// the server's own code, of which planted/CMakeLists.txt compiles a second copy with the mistake in
// it, for xinqiao-simulate-planted and the test alone. Threading: constant table; the switch
// belongs to the one thread of the runs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace xinqiao::simulation {

// Whether this program's copies of the server's files have bugs in them (planted_code.cpp).
extern const bool has_planted_code;

enum class Plant : std::uint8_t {
  none,
  tell_before_keep,
  lose_last_sync,
  double_tell,
  swap_tells,
  skip_event_in_feed,
  lie_about_complete,
  forget_receipts_on_restart,
  forget_keys_on_restart,
  forget_read_marks_on_restart,
  reuse_seq,
  stale_membership,
  keep_ended_session,
  resurrect_deleted,
  forget_to_scrub,
  show_unsynced,
  feed_hidden_past,
  keep_gone_room,
  keep_taken_back,
  open_to_guesses,
  hide_a_member,
  miscount_members,
  tear_batches,
  lose_rows,
  same_epoch_after_restore,
  invent_totals,
  acknowledge_elsewhere,
  tell_other_words,
  lose_answers,
  boundless_outbox,
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
  // In the server's own code.
  tell_before_sync,
  go_on_after_failure,
  keep_read_pages,
  load_no_receipts,
  claim_complete,
  trust_old_epoch,
  write_on_full_disk,
  do_repeats_again,
  agree_alone,
};

struct Planted {
  std::string_view name;
  Plant plant;
  std::string_view invariant;  // that must be seen broken
  bool in_code = false;
  std::uint64_t seed{};  // that saw it the last time, if that took many: tried before all others
};

inline constexpr std::array plants = {
    Planted{"acknowledge_elsewhere", Plant::acknowledge_elsewhere, "I1"},
    Planted{"tell_other_words", Plant::tell_other_words, "I2"},
    Planted{"tell_before_keep", Plant::tell_before_keep, "I9"},
    Planted{"lose_last_sync", Plant::lose_last_sync, "I8"},
    Planted{"double_tell", Plant::double_tell, "I3"},
    Planted{"swap_tells", Plant::swap_tells, "I5"},
    Planted{"skip_event_in_feed", Plant::skip_event_in_feed, "I5"},
    Planted{"lie_about_complete", Plant::lie_about_complete, "I5", false, 326},
    Planted{"forget_receipts_on_restart", Plant::forget_receipts_on_restart, "I8"},
    Planted{"forget_keys_on_restart", Plant::forget_keys_on_restart, "I8"},
    Planted{"forget_read_marks_on_restart", Plant::forget_read_marks_on_restart, "I8"},
    Planted{"reuse_seq", Plant::reuse_seq, "I8"},
    Planted{"stale_membership", Plant::stale_membership, "I4"},
    Planted{"keep_ended_session", Plant::keep_ended_session, "L1", false, 126},
    Planted{"resurrect_deleted", Plant::resurrect_deleted, "I6"},
    Planted{"forget_to_scrub", Plant::forget_to_scrub, "I6"},
    Planted{"show_unsynced", Plant::show_unsynced, "I8"},
    Planted{"feed_hidden_past", Plant::feed_hidden_past, "I4"},
    Planted{"keep_gone_room", Plant::keep_gone_room, "L1"},
    Planted{"keep_taken_back", Plant::keep_taken_back, "I7", false, 119},
    Planted{"open_to_guesses", Plant::open_to_guesses, "I4"},
    Planted{"hide_a_member", Plant::hide_a_member, "I7"},
    Planted{"miscount_members", Plant::miscount_members, "I7"},
    Planted{"tear_batches", Plant::tear_batches, "I8"},
    Planted{"lose_rows", Plant::lose_rows, "I8"},
    Planted{"same_epoch_after_restore", Plant::same_epoch_after_restore, "I1"},
    Planted{"invent_totals", Plant::invent_totals, "I10"},
    Planted{"lose_answers", Plant::lose_answers, "L1"},
    Planted{"boundless_outbox", Plant::boundless_outbox, "bounds", false, 30},
    Planted{"breach_twice", Plant::breach_twice, "I11"},
    Planted{"sleep_over_deadlines", Plant::sleep_over_deadlines, "I11"},
    Planted{"stale_question", Plant::stale_question, "I11", false, 520},
    Planted{"miscount_questions", Plant::miscount_questions, "I8"},
    Planted{"forget_answers", Plant::forget_answers, "I8"},
    Planted{"alert_twice", Plant::alert_twice, "I12"},
    Planted{"alert_to_strangers", Plant::alert_to_strangers, "I12"},
    Planted{"written_too_soon", Plant::written_too_soon, "I12"},
    Planted{"remember_forgotten", Plant::remember_forgotten, "I13"},
    Planted{"overhear_talk", Plant::overhear_talk, "I13"},
    Planted{"stale_talk", Plant::stale_talk, "I8", false, 30},
    Planted{"tell_before_sync", Plant::tell_before_sync, "I9", true},
    Planted{"go_on_after_failure", Plant::go_on_after_failure, "I9", true},
    Planted{"keep_read_pages", Plant::keep_read_pages, "I6", true, 160},
    Planted{"load_no_receipts", Plant::load_no_receipts, "I8", true},
    Planted{"claim_complete", Plant::claim_complete, "I5", true, 326},
    Planted{"trust_old_epoch", Plant::trust_old_epoch, "I5", true},
    Planted{"write_on_full_disk", Plant::write_on_full_disk, "bounds", true},
    Planted{"do_repeats_again", Plant::do_repeats_again, "I3", true},
    Planted{"agree_alone", Plant::agree_alone, "I14", true},
};

// Each of them must have a plant.
inline constexpr std::array<std::string_view, 16> invariants = {
    "I1", "I2",  "I3",  "I4",  "I5",  "I6",  "I7", "I8",
    "I9", "I10", "I11", "I12", "I13", "I14", "L1", "bounds"};

inline std::optional<Planted> plant_named(std::string_view name) {
  for (const Planted& one : plants) {
    if (one.name == name) return one;
  }
  return std::nullopt;
}

// The plant of the run at hand, for the copies of the server's code.
inline Plant plant_in_code = Plant::none;
inline bool is_planted(Plant plant) {
  return plant_in_code == plant;
}

}  // namespace xinqiao::simulation
