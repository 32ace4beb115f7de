// One page of the organisation's log, latest first, of the units in the permit alone.
// Bounds: limits::organisation_log_scanned events are looked at for one page. Errors: nothing, if
// an event of the log cannot be read. Threading: any thread with a Decoder of its own.
#pragma once

#include <optional>
#include <string>

#include "protocol/decode.hpp"
#include "server/group.hpp"
#include "store/log.hpp"

namespace xinqiao {

// The result object.
std::optional<std::string> read_organisation_log(const store::Log& log, Decoder& decoder,
                                                 const OrganisationLogTask& task);

// The unit whose organisers an event of the organisation's log concerns; 0 = all of it.
UnitId unit_concerned(const Event& event);

}  // namespace xinqiao
