#include "protocol/error.hpp"

#include <array>
#include <cstdlib>

namespace xinqiao {
namespace {

// In the order of README.md section 6.
constexpr std::array reasons{
    ReasonRow{Reason::parse_error, -32700, "parse_error", Action::fix,
              "This is not one JSON text (RFC 8259, UTF-8)."},
    ReasonRow{Reason::invalid_request, -32600, "invalid_request", Action::fix,
              "This is not a single JSON-RPC 2.0 request."},
    ReasonRow{Reason::method_not_found, -32601, "method_not_found", Action::stop,
              "There is no such method here."},
    ReasonRow{Reason::invalid_params, -32602, "invalid_params", Action::fix,
              "A parameter is missing or has the wrong form; `field` names it."},
    ReasonRow{Reason::internal, -32603, "internal", Action::retry,
              "The server made a mistake. Try again."},
    ReasonRow{Reason::overloaded, 101, "overloaded", Action::retry,
              "The server has too much to do. Try again a little later."},
    ReasonRow{Reason::rate_limited, 102, "rate_limited", Action::retry,
              "Too many calls. Try again after `retry_ms`."},
    ReasonRow{Reason::hole, 103, "hole", Action::retry,
              "A call before this one is missing. Send from `next` on."},
    ReasonRow{Reason::low_space, 104, "low_space", Action::retry,
              "The server's disk is nearly full. Reading goes on; try again later."},
    ReasonRow{Reason::stopping, 105, "stopping", Action::retry,
              "The server is shutting down. Come back later."},
    ReasonRow{Reason::text_blank, 201, "text_blank", Action::fix,
              "The text holds nothing but white space."},
    ReasonRow{Reason::text_too_long, 202, "text_too_long", Action::fix,
              "The text is longer than `limits.text_bytes`."},
    ReasonRow{Reason::title_invalid, 203, "title_invalid", Action::fix,
              "The title or name is blank, too long, or has control characters."},
    ReasonRow{Reason::different_body, 204, "different_body", Action::stop,
              "The same guard was used before with another body."},
    ReasonRow{Reason::forgotten, 205, "forgotten", Action::stop,
              "This call is older than what is remembered of its outbox."},
    ReasonRow{Reason::guard_missing, 206, "guard_missing", Action::fix,
              "This call needs one repeat guard: `outbox` and `n`, or `key`."},
    ReasonRow{Reason::not_a_post, 207, "not_a_post", Action::stop,
              "There is no post at that place of the room."},
    ReasonRow{Reason::post_deleted, 208, "post_deleted", Action::stop, "The post was deleted."},
    ReasonRow{Reason::limit_reached, 209, "limit_reached", Action::stop,
              "A bound is reached; `field` names it."},
    ReasonRow{Reason::seq_unknown, 210, "seq_unknown", Action::fix,
              "The room does not reach that far."},
    ReasonRow{Reason::unit_cycle, 211, "unit_cycle", Action::stop,
              "A unit cannot be moved below itself."},
    ReasonRow{Reason::unit_not_empty, 212, "unit_not_empty", Action::stop,
              "The unit still holds what `field` names. Move or close that first."},
    ReasonRow{Reason::unit_closed, 213, "unit_closed", Action::stop, "The unit is closed."},
    ReasonRow{Reason::last_owner, 214, "last_owner", Action::stop,
              "The organisation needs an owner. Make another one first."},
    ReasonRow{Reason::room_archived, 215, "room_archived", Action::stop,
              "The room is archived: it can be read and nothing more."},
    ReasonRow{Reason::direct_room, 216, "direct_room", Action::stop,
              "A direct room belongs to its two members and never widens."},
    ReasonRow{Reason::member_inactive, 217, "member_inactive", Action::stop,
              "The member is deactivated."},
    ReasonRow{Reason::not_in_unit, 218, "not_in_unit", Action::stop,
              "The member does not belong to the room's unit."},
    ReasonRow{Reason::query_invalid, 231, "query_invalid", Action::fix,
              "This cannot be looked for. `field` says `query` where it has no word or sign, "
              "or names the bound it passes."},
    ReasonRow{Reason::notice_unknown, 241, "notice_unknown", Action::stop,
              "There is no such notice, or none that asks to be confirmed."},
    ReasonRow{Reason::not_bulletin, 242, "not_bulletin", Action::stop,
              "Notices are posted in bulletin rooms. Use `message.post` here."},
    ReasonRow{Reason::too_late, 243, "too_late", Action::stop, "The time for this is over."},
    ReasonRow{
        Reason::not_forwardable, 244, "not_forwardable", Action::stop,
        "Words of closed and direct rooms stay there. Only those of open rooms go elsewhere."},
    ReasonRow{Reason::password_weak, 250, "password_weak", Action::fix,
              "The password is too easy; `field` says why: length, common or login."},
    ReasonRow{Reason::password_not_due, 251, "password_not_due", Action::fix,
              "Say the old password, or come in by a new sign-in link first."},
    ReasonRow{Reason::login_invalid, 252, "login_invalid", Action::fix,
              "A login is one word of 2 to 64 bytes, without blanks."},
    ReasonRow{Reason::login_taken, 253, "login_taken", Action::fix,
              "Somebody has this login already. Choose another."},
    ReasonRow{Reason::name_misleading, 254, "name_misleading", Action::fix,
              "The name looks like that of somebody who holds a duty. Choose another."},
    ReasonRow{Reason::password_wrong, 255, "password_wrong", Action::fix,
              "The login or the password is wrong."},
    ReasonRow{Reason::muted, 261, "muted", Action::stop,
              "You may not speak in this room before `until`. Reading goes on, and so does taking "
              "back your own words."},
    ReasonRow{Reason::read_only, 262, "read_only", Action::stop,
              "In this room its arrangers alone speak now. Reading goes on."},
    ReasonRow{Reason::own_post, 263, "own_post", Action::stop,
              "This post is your own. Delete it instead."},
    ReasonRow{Reason::report_unknown, 264, "report_unknown", Action::stop,
              "There is no such report, or none that is yours to settle."},
    ReasonRow{Reason::report_settled, 265, "report_settled", Action::stop,
              "The report was settled already, with another outcome."},
    ReasonRow{
        Reason::nobody_above, 266, "nobody_above", Action::stop,
        "Nobody stands above the author, so there is nobody whom this could be told. Speak to "
        "an owner."},
    ReasonRow{
        Reason::reason_invalid, 267, "reason_invalid", Action::fix,
        "Say it in 1 to 200 characters on one line, without control characters; `field` names "
        "what is wrong."},
    ReasonRow{
        Reason::not_counted, 268, "not_counted", Action::stop,
        "Readers are counted in chats of many. In a bulletin the class of a notice says what is "
        "known of them, in a direct room a count would be a name."},
    ReasonRow{Reason::not_questions, 271, "not_questions", Action::stop,
              "Questions are asked in rooms of questions. This is none."},
    ReasonRow{
        Reason::question_needed, 272, "question_needed", Action::fix,
        "In a room of questions every message answers something: name it by `re`, or ask with "
        "`question.ask`, so that a clock runs."},
    ReasonRow{
        Reason::no_open_question, 273, "no_open_question", Action::stop,
        "There is no open question at that place: it was closed or withdrawn, or never asked."},
    ReasonRow{Reason::own_question, 274, "own_question", Action::stop,
              "You asked this yourself: somebody else has to answer."},
    ReasonRow{Reason::question_answered, 275, "question_answered", Action::stop,
              "The question is answered and waits for its asker."},
    ReasonRow{Reason::not_answered, 276, "not_answered", Action::stop,
              "The question is not answered yet."},
    ReasonRow{
        Reason::unit_out_of_reach, 277, "unit_out_of_reach", Action::stop,
        "A question goes up or down the line of its room's unit: only there may those who take "
        "it come into the room."},
    ReasonRow{Reason::questions_open, 278, "questions_open", Action::stop,
              "There are open questions. They have to be closed first, by those who asked them."},
    ReasonRow{Reason::alert_to_nobody, 281, "alert_to_nobody", Action::stop,
              "Nobody is at home in these units: there is nobody to alert."},
    ReasonRow{Reason::alert_over, 282, "alert_over", Action::stop,
              "The alert is over. Raise another one."},
    ReasonRow{Reason::alert_room, 283, "alert_room", Action::stop,
              "This room belongs to an alert: nobody comes, goes or speaks there but by it."},
    ReasonRow{Reason::talk_taken, 291, "talk_taken", Action::stop,
              "A listener has accepted this talk already."},
    ReasonRow{Reason::talk_over, 292, "talk_over", Action::stop,
              "The talk is over. Ask for another one."},
    ReasonRow{Reason::talk_open, 293, "talk_open", Action::stop,
              "The talk is not over yet: it has to be withdrawn or ended before it is forgotten."},
    ReasonRow{
        Reason::talk_line, 294, "talk_line", Action::stop,
        "Who asks stands in your own line of command and has asked whoever is on duty: such a talk "
        "is never offered to you."},
    ReasonRow{
        Reason::talk_room, 295, "talk_room", Action::stop,
        "This room belongs to a talk of two: what is said there is sealed, and nothing else is "
        "done there."},
    ReasonRow{Reason::not_a_listener, 296, "not_a_listener", Action::stop,
              "Only a listener who is on duty there, or was asked by name, may do this."},
    ReasonRow{Reason::talks_too_many, 297, "talks_too_many", Action::stop,
              "There are as many talks as there may be; `field` names the bound."},
    ReasonRow{Reason::talk_waits, 298, "talk_waits", Action::stop,
              "Nobody has accepted this talk yet."},
    ReasonRow{Reason::no_release, 299, "no_release", Action::stop,
              "Nothing is to be agreed to there: another owner has to propose it first, and open "
              "rooms need no release."},
    ReasonRow{Reason::login_required, 301, "login_required", Action::login, "Sign in first."},
    ReasonRow{Reason::link_unknown, 302, "link_unknown", Action::login,
              "There is no such sign-in link. Ask for a new one."},
    ReasonRow{Reason::link_used, 303, "link_used", Action::login,
              "This sign-in link was used already. Ask for a new one."},
    ReasonRow{Reason::link_expired, 304, "link_expired", Action::login,
              "This sign-in link is too old. Ask for a new one."},
    ReasonRow{Reason::invitation_unknown, 305, "invitation_unknown", Action::login,
              "There is no such invitation. Ask for a new one."},
    ReasonRow{Reason::invitation_used_up, 306, "invitation_used_up", Action::login,
              "This invitation was used as often as it may be. Ask for a new one."},
    ReasonRow{Reason::invitation_expired, 307, "invitation_expired", Action::login,
              "This invitation is too old. Ask for a new one."},
    ReasonRow{Reason::invitation_revoked, 308, "invitation_revoked", Action::login,
              "This invitation was taken back. Ask for a new one."},
    ReasonRow{Reason::not_member, 401, "not_member", Action::forbidden,
              "You are not in this room."},
    ReasonRow{Reason::not_author, 402, "not_author", Action::forbidden,
              "Only its author may do this to a post."},
    ReasonRow{Reason::not_organiser, 403, "not_organiser", Action::forbidden,
              "Only organisers may do this."},
    ReasonRow{Reason::room_unknown, 404, "room_unknown", Action::forbidden,
              "There is no such room."},
    ReasonRow{Reason::member_unknown, 405, "member_unknown", Action::forbidden,
              "There is no such member."},
    ReasonRow{Reason::unit_unknown, 406, "unit_unknown", Action::forbidden,
              "There is no such unit."},
    ReasonRow{
        Reason::not_above, 407, "not_above", Action::forbidden,
        "The member holds a duty here. Only one who stands above it, or another owner, may do "
        "this."},
    ReasonRow{Reason::not_responsible, 408, "not_responsible", Action::forbidden,
              "Only those who organise a unit that owns the question may do this."},
};

constexpr ReasonRow no_reason{Reason::none, 0, "none", Action::stop, ""};

constexpr std::array close_codes{
    CloseRow{CloseCode::going_away, "going_away", true}, CloseRow{CloseCode::slow, "slow", true},
    CloseRow{CloseCode::overloaded, "overloaded", true}, CloseRow{CloseCode::login, "login", false},
    CloseRow{CloseCode::bad_input, "bad_input", false},
};

// Where each reason stands in the table, so that row() is one look-up.
constexpr std::array<std::uint8_t, 256> make_places() {
  std::array<std::uint8_t, 256> places{};
  for (auto& place : places) place = 0xff;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    places[static_cast<std::size_t>(reasons[i].reason)] = static_cast<std::uint8_t>(i);
  }
  return places;
}
constexpr auto places = make_places();

}  // namespace

const ReasonRow& row(Reason reason) {
  if (reason == Reason::none) return no_reason;
  const std::uint8_t place = places[static_cast<std::size_t>(reason)];
  if (place == 0xff) std::abort();  // a byte that is no enumerator: our own mistake
  return reasons[place];
}

bool is_reason(std::uint8_t byte) {
  return byte == static_cast<std::uint8_t>(Reason::none) || places[byte] != 0xff;
}

std::string_view name(Action action) {
  switch (action) {
    case Action::retry:
      return "retry";
    case Action::fix:
      return "fix";
    case Action::login:
      return "login";
    case Action::forbidden:
      return "forbidden";
    case Action::stop:
      return "stop";
  }
  std::abort();
}

const CloseRow& row(CloseCode code) {
  for (const CloseRow& candidate : close_codes) {
    if (candidate.code == code) return candidate;
  }
  std::abort();
}

}  // namespace xinqiao
