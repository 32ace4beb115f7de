// What falls due by time alone: sign-in links, remembered keys, idle outboxes. A deadline is a
// function of the row it belongs to, so that it needs no storage of its own.
//
//   what = 'l' link hash (32) | 'k' member (8, big endian) key (16) | 'o' member (8, big endian)
//   outbox
// Threading: pure functions.
#pragma once

#include <string>

#include "protocol/mark.hpp"

namespace xinqiao::domain {

std::string due_of_link(const TokenHash& link);
std::string due_of_key(MemberId member, const RepeatKey& key);
std::string due_of_outbox(MemberId member, const OutboxId& outbox);

// The mark that forgets it.
Mark forget(const std::string& what);

// When an outbox last used at this moment is forgotten: after outbox_idle_ms, rounded up to a whole
// day, so that the deadline moves once a day and not with every post.
Instant outbox_deadline(Instant last_used);

}  // namespace xinqiao::domain
