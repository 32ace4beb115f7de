#include "server/verify_reactions.hpp"

#include "protocol/rows.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"

#include <map>
#include <utility>

#include "protocol/variant.hpp"

namespace xinqiao {

using store::Family;
using store::Order;
namespace keys = store::keys;

void verify_reactions(const store::Log& log, Problems& problems) {
  std::map<std::pair<RoomId, Seq>, ReactionTotals> counted;
  const auto read = log.scan(Family::marks, "r", keys::after_prefix("r"), Order::ascending,
                             [&](std::string_view key, std::string_view record) {
                               const auto kept = store::decode_mark(key, record);
                               if (!kept) return true;  // told already
                               const auto& mark = get<ReactionMark>(kept->mark);
                               ++counted[{mark.room, mark.target}].counts[mark.reaction - 1];
                               return true;
                             });
  problems.add_unreadable("reactions", read);
  const auto told =
      log.scan(Family::index, "t", keys::after_prefix("t"), Order::ascending,
               [&](std::string_view key, std::string_view record) {
                 const RoomId room{keys::number(key, 1, 0)};
                 const Seq seq = keys::number(key, 1, 1);
                 const auto found = counted.find({room, seq});
                 const auto totals = store::decode_totals(record);
                 if (!totals || found == counted.end() || *totals != found->second) {
                   problems.add("room " + std::to_string(room.value) + ": the totals of event " +
                                std::to_string(seq) + " differ from its reactions");
                 }
                 if (found != counted.end()) counted.erase(found);
                 return true;
               });
  problems.add_unreadable("totals", told);
  for (const auto& [place, totals] : counted) {
    problems.add("room " + std::to_string(place.first.value) + ": the totals of event " +
                 std::to_string(place.second) + " are missing");
  }
}

}  // namespace xinqiao
