// Reactions and confirmations, counted naively from the marks that became durable; and every number
// that was ever true of a post. Threading: belongs to its run.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "protocol/ids.hpp"

namespace xinqiao::simulation {

class Reckoning {
 public:
  using Place = std::pair<RoomId, Seq>;

  void put(std::string_view key, std::string_view value);  // marks of any kind
  void erase(std::string_view key);

  // {"👍":2}, as totals say it.
  std::string reactions(const Place& place) const;
  bool was_ever(const Place& place, const std::string& reactions) const;
  std::size_t reaction_marks() const;  // that stand now
  const std::set<MemberId>& confirmers(const Place& place) const;

 private:
  void note(const Place& place);

  std::map<Place, std::map<MemberId, std::uint8_t>> reactions_;
  std::map<Place, std::set<std::string>> were_;
  std::map<Place, std::set<MemberId>> confirmers_;
};

}  // namespace xinqiao::simulation
