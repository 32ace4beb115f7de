// The rules of resume (README.md section 5) as one pure function: from what a device has and where
// the room ends to what it will be sent. examples/resume/ has its cases; the server and every
// client are tested with the same ones. Threading: pure.
#pragma once

#include <vector>

#include "protocol/command.hpp"
#include "protocol/ids.hpp"

namespace xinqiao {

struct ResumePlan {
  Seq first{};  // every event in [first, top] that is not in `have` is sent
  Seq top{};
  bool complete = false;     // no hole between the oldest event it had (or first) and the live end
  bool rolled_back = false;  // it holds more than there is: `have` proves nothing, send without it
};

// have: disjoint, ascending, as the decoder checked it. What lies below the oldest event in it is
// history's business. At most limits::resume_events are sent, the newest ones, and none below
// `bottom`: what was said before is not this member's to see.
ResumePlan plan_resume(const std::vector<Interval>& have, Seq top, Seq bottom = 1);

}  // namespace xinqiao
