#include "tests/simulation/reckoning.hpp"

#include "protocol/limits.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <array>

namespace xinqiao::simulation {

void Reckoning::put(std::string_view key, std::string_view value) {
  const auto kept = store::decode_mark(key, value);
  if (!kept) return;
  if (const auto* reaction = get_if<ReactionMark>(&kept->mark)) {
    const Place place{reaction->room, reaction->target};
    reactions_[place][reaction->member] = reaction->reaction;
    note(place);
  } else if (const auto* confirmed = get_if<Confirmation>(&kept->mark)) {
    confirmers_[{confirmed->room, confirmed->seq}].insert(confirmed->member);
  }
}

void Reckoning::erase(std::string_view key) {
  if (key[0] != 'r' && key[0] != 'y') return;
  const Place place{RoomId{store::keys::number(key, 1, 0)}, store::keys::number(key, 1, 1)};
  const MemberId member{store::keys::number(key, 1, 2)};
  if (key[0] == 'y') {
    confirmers_[place].erase(member);
    return;
  }
  reactions_[place].erase(member);
  note(place);
}

std::string Reckoning::reactions(const Place& place) const {
  std::array<std::size_t, limits::reactions.size()> counts{};
  const auto found = reactions_.find(place);
  if (found != reactions_.end()) {
    for (const auto& [member, reaction] : found->second) ++counts[reaction - 1];
  }
  std::string text = "{";
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) continue;
    if (text.size() > 1) text += ',';
    text += '"' + std::string(limits::reactions[i]) + "\":" + std::to_string(counts[i]);
  }
  return text + '}';
}

void Reckoning::note(const Place& place) {
  were_[place].insert(reactions(place));
}

bool Reckoning::was_ever(const Place& place, const std::string& reactions) const {
  if (reactions == "{}") return true;
  const auto found = were_.find(place);
  return found != were_.end() && found->second.contains(reactions);
}

const std::set<MemberId>& Reckoning::confirmers(const Place& place) const {
  static const std::set<MemberId> nobody;
  const auto found = confirmers_.find(place);
  return found == confirmers_.end() ? nobody : found->second;
}

std::size_t Reckoning::reaction_marks() const {
  std::size_t marks = 0;
  for (const auto& [place, by_member] : reactions_) marks += by_member.size();
  return marks;
}

}  // namespace xinqiao::simulation
