// Who is named in a text: tokens `<@7>` and `<@all>`. Names are never in texts, so that they can
// change and be erased. Threading: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "server/domain/rules.hpp"

namespace xinqiao::domain {

struct Mentions {
  std::vector<MemberId> members;  // each once, ascending
  bool all = false;
};
Mentions mentions_in(std::string_view text);

// Whether this member may name those whom the text names: a bounded number of them, and all of a
// room only where it arranges it.
std::optional<Refusal> check_mentions(const World& world, const Caller& by, const Room& room,
                                      std::string_view text);

// One mark for each member of the room who is named, but for the one who names; those who have too
// many forget their oldest.
void add_mentions(const World& world, const Caller& by, const Event& post, std::string_view text,
                  std::vector<Mark>& marks);

}  // namespace xinqiao::domain
