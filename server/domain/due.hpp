// What falls due by time alone: sign-in links, invitations, remembered keys and claims, idle
// outboxes, welcomes, the names of those who confirmed a notice, and notices that wait. A deadline
// is a function of the row it belongs to, so that it needs no storage of its own.
//
//   what = 'l' link hash (32) | 'k' member (8, big endian) key (16) | 'o' member (8, big endian)
//   outbox | 'w' member (8, big endian) | 'n' notice that waits (8) | 'y' room (8) seq (8)
//   | 'i' invitation (32) | 'j' invitation (32) claim (32) | 'b' report (8)
// Threading: pure functions.
#pragma once

#include <optional>
#include <string>

#include "protocol/mark.hpp"

namespace xinqiao::domain {

std::string due_of_link(const TokenHash& link);
std::string due_of_key(MemberId member, const RepeatKey& key);
std::string due_of_outbox(MemberId member, const OutboxId& outbox);
std::string due_of_welcome(MemberId member);
std::string due_of_scheduled(std::uint64_t notice);
std::string due_of_confirmations(RoomId room, Seq seq);
std::string due_of_invitation(const TokenHash& invitation);
std::string due_of_report(std::uint64_t report);
std::string due_of_arrival(const TokenHash& invitation, const TokenHash& claim);

// Whom it is about, if a welcome is due.
std::optional<MemberId> welcome_of(const std::string& what);
// Which notice that waits, if that is due.
std::optional<std::uint64_t> scheduled_of(const std::string& what);
// Whose confirmations, if they are due to be forgotten.
struct NoticePlace {
  RoomId room;
  Seq seq{};
};
std::optional<NoticePlace> confirmations_of(const std::string& what);
// The mark that forgets it, of all else.
Mark forget(const std::string& what);

// When an outbox last used at this moment is forgotten: after outbox_idle_ms, rounded up to a whole
// day, so that the deadline moves once a day and not with every post.
Instant outbox_deadline(Instant last_used);

// When it is forgotten who confirmed a notice posted at this moment.
Instant confirmation_deadline(Instant posted);

// When a settled report is forgotten, with all its words.
Instant report_deadline(Instant settled);

// When an invitation is forgotten: some time after its end, so that who is late is told why.
Instant invitation_deadline(Instant expires);

// When one without a home should have been welcomed: the clock needs somebody who can hear it, so
// it starts no earlier than the reception.
Instant welcome_deadline(Instant waiting_since, Instant reception_since);

}  // namespace xinqiao::domain
