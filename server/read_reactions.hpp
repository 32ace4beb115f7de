// What is read from the log about posts beside their words: the totals of a history page, who
// reacted to a post, and what is pinned. Nothing where the log cannot be read. Threading: the
// reader thread.
#pragma once

#include <optional>
#include <string>

#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "server/group.hpp"
#include "store/log.hpp"

namespace xinqiao {

// Fills page.totals: reactions from the index, the caller's own, and the notices of the permit.
[[nodiscard]] bool read_totals(const store::Log& log, Decoder& decoder, const HistoryTask& task,
                               HistoryPage& page);

std::optional<std::string> read_reactions(const store::Log& log, const ListReactions& query);
std::optional<std::string> read_pins(const store::Log& log, const PinsTask& task);

}  // namespace xinqiao
