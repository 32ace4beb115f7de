// What a device makes of another epoch: the server's store was restored from a backup, and has lost
// what was said since. Mostly it begins anew, as the page does; now and then it tells what it held,
// as a client that looks at no epoch would.
#include "tests/simulation/device.hpp"

#include <utility>

namespace xinqiao::simulation {

// Another epoch: what it holds proves nothing, also of which rooms there are.
void Device::begin_anew(const std::string& epoch) {
  epoch_ = epoch;
  position_ = 0;
  is_in_doubt_ = false;
  rooms_.clear();
  alerts_.clear();
  offered_.clear();
  reacted_ = {};
}

// As one that does not look at the epoch of hello: it tells what it holds, and the server must not
// believe it. False: there is nothing to tell.
bool Device::resume_in_doubt(House& house) {
  Call made;
  made.is_in_doubt = true;
  const bool names_epoch = ground_.random.chance(50);
  for (auto& [id, view] : rooms_) {
    // Without the epoch, a server in which others have spoken meanwhile could not know.
    const KeptRoom* truth = ground_.ledger.room(id);
    const Seq top = truth == nullptr ? 0 : truth->events.size();
    if (view.joined && (names_epoch || view.newest() > top)) made.have[id] = view.intervals();
  }
  if (made.have.empty()) return false;
  is_in_doubt_ = true;
  call_resume(house, std::move(made), names_epoch);
  return true;
}

// What it told of an epoch that is over must count for nothing, or it must hear that words are
// lost.
void Device::hear_doubt_answered(House& house, const Call& call, const json::object& result) {
  begin_anew(std::string(text_in(result, "epoch")));
  Call as_new;
  json::array told;
  for (const json::value& value : result.at("rooms").as_array()) {
    const json::object& one = value.as_object();
    const RoomId id = RoomId{number_in(one, "room")};
    const std::vector<Interval>& had = call.have.at(id);
    const Seq top = number_in(one, "top");
    const bool names_epoch = call.params.contains("epoch");
    const bool is_beyond = !had.empty() && had.back().last > top;
    if (is_true(one, "gone")) continue;
    told.push_back(one);
    told.back().as_object().erase("rolled_back");
    if (is_true(one, "rolled_back") != (!names_epoch && is_beyond)) {
      broken("I5", "is not told that words are lost, or told without a reason");
    }
    // Others have spoken meanwhile, and it named no epoch: it was not to be known.
    if (!names_epoch && !is_beyond) return drop_line();
    as_new.have[id] = {};
    rooms_[id].joined = true;
  }
  json::object rest = result;
  rest["rooms"] = std::move(told);
  hear_resumed(as_new, rest);
  ask_for_list(house);
}

}  // namespace xinqiao::simulation
