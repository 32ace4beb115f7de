// One rule a command: what it does, given that the caller is a member (or the server) and no
// repeat. A rule returns a Decision, or the Refusal alone; decide.cpp adds the guard's receipt.
// Threading: pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "protocol/variant.hpp"
#include "server/domain/decide.hpp"
#include "server/domain/rights.hpp"

namespace xinqiao::domain {

using Verdict = variant<Decision, Refusal>;

struct Scene {
  const World& world;
  const Caller& caller;
  const Context& context;
};

// The member, if the caller looks after it. To those who organise nothing, one that is not there
// (or is erased) and one that is look the same.
struct Person {
  const Member* member = nullptr;
  std::optional<Refusal> refusal;
};
Person find_person(const Scene& scene, MemberId id);
bool is_last_owner(const World& world, const StandingRow& standing);
// Who confirmed a post that is taken away, and whom it names.
void forget_what_was_known(const World& world, const Room& room, Seq target, Decision& decision);

// people
Verdict rule(const Scene& scene, const StartSession& command);
Verdict rule(const Scene& scene, const StartByPassword& command);
Verdict rule(const Scene& scene, const StartByInvitation& command);
Verdict rule(const Scene& scene, const EndSession& command);
Verdict rule(const Scene& scene, const SetPassword& command);
Verdict rule(const Scene& scene, const CreateInvitation& command);
Verdict rule(const Scene& scene, const RevokeInvitation& command);
Verdict rule(const Scene& scene, const CreateLink& command);
Verdict rule(const Scene& scene, const ResetLinkFor& command);
Verdict rule(const Scene& scene, const AddMember& command);
Verdict rule(const Scene& scene, const RenameMember& command);
Verdict rule(const Scene& scene, const EndSessions& command);
Verdict rule(const Scene& scene, const EraseMember& command);
Verdict rule(const Scene& scene, const EraseWords& command);
Verdict rule(const Scene& scene, const Tick& command);
// where members stand
Verdict rule(const Scene& scene, const SetHome& command);
Verdict rule(const Scene& scene, const WelcomeMember& command);
Verdict rule(const Scene& scene, const SetDuty& command);
Verdict rule(const Scene& scene, const SetActive& command);
// units
Verdict rule(const Scene& scene, const CreateUnit& command);
Verdict rule(const Scene& scene, const RenameUnit& command);
Verdict rule(const Scene& scene, const MoveUnit& command);
Verdict rule(const Scene& scene, const CloseUnit& command);
Verdict rule(const Scene& scene, const SetReception& command);
// rooms
Verdict rule(const Scene& scene, const CreateRoom& command);
Verdict rule(const Scene& scene, const JoinRoom& command);
Verdict rule(const Scene& scene, const LeaveRoom& command);
Verdict rule(const Scene& scene, const OpenDirect& command);
Verdict rule(const Scene& scene, const RenameRoom& command);
Verdict rule(const Scene& scene, const SetRoomRules& command);
Verdict rule(const Scene& scene, const ArchiveRoom& command);
Verdict rule(const Scene& scene, const AddToRoom& command);
Verdict rule(const Scene& scene, const RemoveFromRoom& command);
// words
Verdict rule(const Scene& scene, const Post& command);
Verdict rule(const Scene& scene, const Edit& command);
Verdict rule(const Scene& scene, const Delete& command);
Verdict rule(const Scene& scene, const SetRead& command);
Verdict rule(const Scene& scene, const SetReaction& command);
Verdict rule(const Scene& scene, const Recall& command);
Verdict rule(const Scene& scene, const SetPin& command);
Verdict rule(const Scene& scene, const Forward& command);
// order
Verdict rule(const Scene& scene, const RemovePost& command);
Verdict rule(const Scene& scene, const MuteMember& command);
Verdict rule(const Scene& scene, const UnmuteMember& command);
Verdict rule(const Scene& scene, const SetReadOnly& command);
Verdict rule(const Scene& scene, const MoveRelease& command);
Verdict rule(const Scene& scene, const ReportPost& command);
Verdict rule(const Scene& scene, const SettleReport& command);
Verdict rule(const Scene& scene, const SetPresence& command);
// notices
Verdict rule(const Scene& scene, const PostNotice& command);
Verdict rule(const Scene& scene, const ConfirmNotice& command);
Verdict rule(const Scene& scene, const CancelNotice& command);
// alerts (alert/)
Verdict rule(const Scene& scene, const RaiseAlert& command);
Verdict rule(const Scene& scene, const MoveAlert& command);
Verdict rule(const Scene& scene, const ReachAlert& command);
Verdict rule(const Scene& scene, const AnswerAlert& command);
Verdict rule(const Scene& scene, const TickAlert& command);
Verdict rule(const Scene& scene, const NoteWritten& command);  // by the server itself
// talks (talk/)
Verdict rule(const Scene& scene, const AskTalk& command);
Verdict rule(const Scene& scene, const MoveTalk& command);
Verdict rule(const Scene& scene, const SetListening& command);
// questions (question/)
Verdict rule(const Scene& scene, const MoveQuestion& command);

// Shared by the rules of words and of notices.
// Whether the member may say something new in the room.
std::optional<Refusal> check_speaking(const Scene& scene, const Room& room);
// Whether the member is silent there for a while.
std::optional<Refusal> check_muted(const Scene& scene, const Room& room);
// The post and its edits give way to tombstones, and what was known of it goes too.
Decision take_away(const Scene& scene, const Room& room, Seq target, EventBody body);
// What was reported by an erased member, or said by it, loses its words.
void forget_reported_words(const World& world, MemberId member, Decision& decision);
// A post that this member may see: what was said before it came into a room with a hidden past is
// as unknown to it as what was never said.
std::optional<Refusal> check_visible_post(const Scene& scene, const Entrance& entrance, Seq seq,
                                          std::string_view field);

}  // namespace xinqiao::domain
