// A backup is restored: what is true is what was kept before it was made, and nothing after.
#include "tests/simulation/ledger.hpp"

namespace xinqiao::simulation {

void Ledger::live_again(const Memory& memory, const std::vector<store::Batch>& batches) {
  for (const auto& [tag, said] : memory.sayings) {
    Saying saying = said;
    saying.room = {};
    saying.seq = 0;
    saying.member = {};
    sayings_.emplace(tag, std::move(saying));
  }
  auto next = memory.handed.begin();
  for (const store::Batch& batch : batches) {
    for (; next != memory.handed.end() && next->sync <= syncs_; ++next) {
      handed(next->room, next->member);
    }
    kept(batch);
  }
  for (auto& [tag, saying] : sayings_) {
    const bool is_kept = saying.seq != 0 || saying.member.value != 0;
    if (!saying.accepted || is_kept) continue;
    saying.accepted = false;
    saying.is_lost = true;
  }
}

}  // namespace xinqiao::simulation
