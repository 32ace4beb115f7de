// One page of a room's past, read from the log: which events, and what later edits say about them.
// Threading: any thread with a Decoder of its own.
#pragma once

#include <string>

#include "protocol/command.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "protocol/variant.hpp"
#include "store/log.hpp"

namespace xinqiao {

// Events of [bottom, top] only: what the caller may see.
variant<HistoryPage, store::Status> read_history(const store::Log& log, Decoder& decoder,
                                                 const History& query, Seq top, Seq bottom);

}  // namespace xinqiao
