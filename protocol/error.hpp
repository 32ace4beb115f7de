// Errors are data: one table of reasons (code, name, action) and one of close codes.
// README.md section 6 has the same tables for people; a test compares them.
// Threading: plain values and constant tables.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/ids.hpp"

namespace xinqiao {

enum class Action : std::uint8_t { retry, fix, login, forbidden, stop };

// Kept on disk in receipts as one byte: never renumber, only append.
enum class Reason : std::uint8_t {
  none = 0,
  parse_error = 1,
  invalid_request = 2,
  method_not_found = 3,
  invalid_params = 4,
  internal = 5,
  overloaded = 10,
  rate_limited = 11,
  hole = 12,
  low_space = 13,
  stopping = 14,
  text_blank = 20,
  text_too_long = 21,
  title_invalid = 22,
  different_body = 23,
  forgotten = 24,
  guard_missing = 25,
  not_a_post = 26,
  post_deleted = 27,
  limit_reached = 28,
  seq_unknown = 29,
  unit_cycle = 50,
  unit_not_empty = 51,
  unit_closed = 52,
  last_owner = 53,
  room_archived = 54,
  direct_room = 55,
  member_inactive = 56,
  not_in_unit = 57,
  notice_unknown = 70,
  not_bulletin = 71,
  too_late = 72,
  not_forwardable = 73,
  login_required = 30,
  link_unknown = 31,
  link_used = 32,
  link_expired = 33,
  not_member = 40,
  not_author = 41,
  not_organiser = 42,
  room_unknown = 43,
  member_unknown = 44,
  unit_unknown = 45,
  query_invalid = 60,
  password_wrong = 80,
  password_weak = 81,
  password_not_due = 82,
  login_invalid = 83,
  login_taken = 84,
  name_misleading = 85,
  invitation_unknown = 86,
  invitation_used_up = 87,
  invitation_expired = 88,
  invitation_revoked = 89,
  muted = 90,
  read_only = 91,
  not_above = 92,
  own_post = 93,
  report_unknown = 94,
  report_settled = 95,
  nobody_above = 96,
  reason_invalid = 97,
  not_counted = 98,
  not_questions = 100,
  question_needed = 101,
  no_open_question = 102,
  own_question = 103,
  question_answered = 104,
  not_answered = 105,
  unit_out_of_reach = 106,
  questions_open = 107,
  not_responsible = 108,
  alert_to_nobody = 109,
  alert_over = 110,
  alert_room = 111,
  talk_taken = 112,
  talk_over = 113,
  talk_open = 114,
  talk_line = 115,
  talk_room = 116,
  not_a_listener = 117,
  talks_too_many = 118,
  talk_waits = 119,
  no_release = 120,
};

struct ReasonRow {
  Reason reason;
  int code;                  // JSON-RPC error code
  std::string_view name;     // data.reason
  Action action;             // data.action
  std::string_view message;  // what to do, in plain English
};

// The row of a reason. Total: every enumerator has one.
const ReasonRow& row(Reason reason);
// Whether a byte that was kept is an enumerator.
bool is_reason(std::uint8_t byte);
std::string_view name(Action action);

// Whether a refusal for this reason is final, so that it consumes its outbox counter.
inline bool is_final(Reason reason) {
  const Action action = row(reason).action;
  return action != Action::retry && action != Action::login;
}

// What a caller is told when nothing was done.
struct Refusal {
  Reason reason = Reason::internal;
  std::string field{};        // first wrong field, or the bound's name; empty = none
  std::int64_t retry_ms = 0;  // 0 = none
  Instant until{};            // for `muted`: when it ends by itself
  std::uint64_t next = 0;     // for `hole`: the counter that is due
  bool consumed = false;      // the outbox counter is used up
  bool repeated = false;      // this is the first answer, told again
};

enum class CloseCode : std::uint16_t {
  going_away = 4000,
  slow = 4001,
  overloaded = 4002,
  login = 4100,
  bad_input = 4101,
};

struct CloseRow {
  CloseCode code;
  std::string_view name;  // sent as the close reason
  bool come_back;
};

const CloseRow& row(CloseCode code);

}  // namespace xinqiao
