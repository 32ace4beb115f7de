// What an accepted call is answered.
#include "protocol/encode.hpp"
#include "protocol/encode_alert.hpp"
#include "protocol/encode_talk.hpp"
#include "server/decider.hpp"

namespace xinqiao {

std::string Decider::result_of(const Heard& heard, const domain::Decision& decision) const {
  const Receipt& receipt = get<Receipt>(decision.outcome);
  const Command& command = heard.request.command;
  if (comes_in(command)) {
    domain::Caller caller;
    caller.member = receipt.member;
    caller.session = get<Session>(decision.marks.back()).session;
    return encode_session(whoami(world_, caller), heard.disclose);
  }
  if (holds_alternative<CreateLink>(command) || holds_alternative<ResetLinkFor>(command)) {
    return encode_link(receipt.member, heard.disclose, receipt.at);
  }
  if (const auto* invitation = get_if<CreateInvitation>(&command)) {
    return encode_invitation({invitation->invitation, heard.disclose, receipt.at});
  }
  if (holds_alternative<SetPassword>(command)) {
    return encode_login(world_.member(receipt.member)->credential->login);
  }
  if (holds_alternative<EndSession>(command) || holds_alternative<RevokeInvitation>(command) ||
      holds_alternative<EndSessions>(command)) {
    return "{}";
  }
  if (holds_alternative<SetRead>(command)) {
    return encode_read({receipt.room, receipt.seq, receipt.n, position_});
  }
  if (holds_alternative<ReportPost>(command) || holds_alternative<SettleReport>(command)) {
    return encode_report_receipt(receipt.n, receipt.at, receipt.already);
  }
  if (const auto* set = get_if<SetPresence>(&command)) return encode_presence(set->on);
  if (const auto* set = get_if<SetReaction>(&command)) {
    return encode_reaction(set->room, set->target, set->reaction);
  }
  if (holds_alternative<ReachAlert>(command) || holds_alternative<AnswerAlert>(command)) {
    return encode_own_alert(*world_.alerts().mark(receipt.room, receipt.member));
  }
  if (const auto* tick = get_if<TickAlert>(&command)) {
    return encode_ticked(*world_.alerts().mark(tick->room, tick->member));
  }
  if (const auto* set = get_if<SetListening>(&command)) return encode_listening(set->on);
  if (holds_alternative<AskTalk>(command) || holds_alternative<MoveTalk>(command)) {
    const TalkRow& row = *world_.talks().find(receipt.room);
    const bool waits = holds_alternative<AskTalk>(command) && row.state == TalkState::waiting;
    return encode_talk_receipt(receipt,
                               waits ? std::optional(world_.talks().ahead(row)) : std::nullopt,
                               decision.repeated);
  }
  if (holds_alternative<ConfirmNotice>(command)) {
    return encode_confirmed(receipt.room, receipt.seq);
  }
  return encode_receipt(receipt, decision.repeated);
}

}  // namespace xinqiao
