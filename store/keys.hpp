// The key bytes of every row. Numbers are 8 bytes big endian, so that key order is number order.
//
//   events   room seq                    -> event bytes (JSON, as told)
//   rows     'r' room                    -> RoomRow
//            'm' room member             -> MembershipRow
//            'p' member                  -> MemberRow
//            'q' room                    -> RulesRow
//            'u' unit                    -> UnitRow
//            'h' member                  -> StandingRow
//            'n' room seq                -> NoticeRow
//            'i' room                    -> PinsRow
//            'o' room                    -> OrderRow
//            'l' room                    -> ReleaseRow
//            'k' room seq                -> QuestionRow      of an open question
//            'z' room seq                -> QuestionRow      of a closed one: start-up leaves it
//            'g' unit                    -> QuestionCounts
//            'j' room                    -> AlertRow
//            't' room                    -> TalkRow
//   marks    'f' member                  -> Profile
//            'l' link hash (32)          -> Link
//            's' session                 -> Session
//            'w' member room             -> ReadMark
//            'o' member outbox 0x00 slot -> OutboxReceipt    slot: 1 byte, n % 64
//            'k' member key (16)         -> KeyReceipt
//            'r' room target member      -> ReactionMark
//            'y' room seq member         -> Confirmation
//            'n' notice                  -> ScheduledNotice
//            'a' member room seq         -> Mention
//            'c' member                  -> Credential
//            'd' member browser (32)     -> Browser
//            'v' link hash (32)          -> ResetLink        erased with its link
//            'i' invitation (32)         -> Invitation
//            'j' invitation claim        -> Arrival          32 bytes each
//            'x' member                  -> Erasing
//            'p' member                  -> PresenceMark
//            'b' report                  -> Report
//            'e' room                    -> AlertAudience    of everybody it is for, at once
//            't' room member             -> AlertMark        over it: what is known of one
//            'g' member                  -> ListeningMark
//            (each value begins with the position of the entry that set it)
//   meta     "position" "at" "format" "next_room" "next_member" "next_session"
//            "next_unit"                 -> number
//            "epoch"                     -> 16 hex digits
//            "scrub_due"                 -> there, whatever it says, while deleted words are still
//                                           on the disk: put with each redaction, erased by
//                                           RocksLog::scrub
//            "forgotten" room            -> there while bytes of that talk are still on the disk:
//                                           put when it is forgotten, erased by
//                                           RocksLog::scrub_forgotten
//   index    'e' room target seq         -> empty: the edit at seq changed the post at target
//            't' room target             -> ReactionTotals of the post at target
//
// Threading: pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/ids.hpp"

namespace xinqiao::store::keys {

std::string event(RoomId room, Seq seq);
std::string room(RoomId room);
std::string membership(RoomId room, MemberId member);
std::string member(MemberId member);
std::string rules(RoomId room);
std::string unit(UnitId unit);
std::string standing(MemberId member);
std::string notice(RoomId room, Seq seq);
std::string pins(RoomId room);
std::string order(RoomId room);
std::string release(RoomId room);
std::string question(RoomId room, Seq seq);
std::string alert(RoomId room);
std::string alert_audience(RoomId room);
std::string alert_mark(RoomId room, MemberId member);
std::string talk(RoomId room);
inline constexpr std::string_view talks = "t";  // the prefix of all among the rows
std::string listening(MemberId member);
std::string forgotten(RoomId room);
std::string closed_question(RoomId room, Seq seq);
std::string question_counts(UnitId unit);
std::string profile(MemberId member);
std::string link(const TokenHash& link);
std::string session(SessionId session);
std::string read_mark(MemberId member, RoomId room);
std::string receipt(MemberId member, std::string_view outbox, std::uint64_t n);
std::string outbox(MemberId member, std::string_view outbox);  // the prefix of all its slots
std::string key_receipt(MemberId member, const RepeatKey& key);
std::string reaction(RoomId room, Seq target, MemberId member);
std::string reactions(RoomId room, Seq target);  // the prefix of all to one post
std::string confirmation(RoomId room, Seq seq, MemberId member);
std::string scheduled(std::uint64_t notice);
std::string mention(MemberId member, RoomId room, Seq seq);
std::string credential(MemberId member);
std::string browser(MemberId member, const TokenHash& browser);
std::string reset_link(const TokenHash& link);
std::string invitation(const TokenHash& invitation);
struct ArrivalKey {
  TokenHash invitation{};
  TokenHash claim{};
};
std::string arrival(const ArrivalKey& key);
std::string erasing(MemberId member);
std::string presence(MemberId member);
std::string report(std::uint64_t report);
inline constexpr std::string_view reports = "b";  // the prefix of all
std::string edit(RoomId room, Seq target, Seq seq);
std::string totals(RoomId room, Seq target);

inline constexpr std::string_view position = "position";
inline constexpr std::string_view at = "at";
inline constexpr std::string_view epoch = "epoch";
inline constexpr std::string_view format = "format";
inline constexpr std::string_view next_room = "next_room";
inline constexpr std::string_view next_member = "next_member";
inline constexpr std::string_view next_session = "next_session";
inline constexpr std::string_view next_unit = "next_unit";
inline constexpr std::string_view scrub_due = "scrub_due";
inline constexpr std::string_view forgotten_talks = "forgotten";  // the prefix of all

// Reading keys back. Offsets count 8-byte numbers after `prefix` bytes (0 for events, 1 for all
// else).
std::uint64_t number(std::string_view key, std::size_t prefix, std::size_t index);

// The smallest key greater than every key that begins with prefix.
std::string after_prefix(std::string_view prefix);

// 8 bytes big endian, for meta values and prefixes.
void append_number(std::string& out, std::uint64_t value);
std::string number_value(std::uint64_t value);

}  // namespace xinqiao::store::keys
