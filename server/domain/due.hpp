// What falls due by time alone: sign-in links, remembered keys, idle outboxes, welcomes. A deadline
// is a function of the row it belongs to, so that it needs no storage of its own.
//
//   what = 'l' link hash (32) | 'k' member (8, big endian) key (16) | 'o' member (8, big endian)
//   outbox | 'w' member (8, big endian)
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

// Whom it is about, if a welcome is due.
std::optional<MemberId> welcome_of(const std::string& what);
// The mark that forgets it, of all else.
Mark forget(const std::string& what);

// When an outbox last used at this moment is forgotten: after outbox_idle_ms, rounded up to a whole
// day, so that the deadline moves once a day and not with every post.
Instant outbox_deadline(Instant last_used);

// When one without a home should have been welcomed: the clock needs somebody who can hear it, so
// it starts no earlier than the reception.
Instant welcome_deadline(Instant waiting_since, Instant reception_since);

}  // namespace xinqiao::domain
