#include "tests/simulation/simulated_log.hpp"

#include "store/keys.hpp"

namespace xinqiao::simulation {

using store::Batch;
using store::Family;
using store::Status;

struct SimulatedLog::Sink {
  Families& families;
  Plant plant;

  Rows& rows(Family family) { return families.at(static_cast<std::size_t>(family)); }

  void put(Family family, std::string_view key, std::string_view value) {
    Rows& all = rows(family);
    // A tombstone that never reaches the disk.
    if (plant == Plant::resurrect_deleted && family == Family::events && all.contains(key)) return;
    // A room's row that stays behind its events.
    if (plant == Plant::reuse_seq && family == Family::rows && key[0] == 'r' && all.contains(key) &&
        hash_of(value) % 4 == 0) {
      return;
    }
    all.insert_or_assign(std::string(key), std::string(value));
  }
  void erase(Family family, std::string_view key) { rows(family).erase(std::string(key)); }
};

SimulatedLog::SimulatedLog(Story& story, Plant plant) : story_(story), plant_(plant) {
  // What a new store begins with.
  Batch begin;
  begin.put(Family::meta, store::keys::epoch, "5eed5eed5eed5eed");
  begin.put(Family::meta, store::keys::format, store::keys::number_value(1));
  begin.replay(Sink{families_, Plant::none});
}

Status SimulatedLog::append(const Batch& batch) {
  if (failed_) {
    story_.broken("fail-stop", "the server appends again after an append has failed");
    return Status::error(store::Fault::io_error, "the store has failed");
  }
  if (while_appending) while_appending();
  const Fate fate = std::exchange(fate_, Fate::kept);
  if (fate != Fate::failed_and_lost) keep(batch);
  failed_ = fate != Fate::kept;
  story_.line("log: append of " + std::to_string(batch.operations()) + " operations " +
              (fate == Fate::kept              ? "is kept"
               : fate == Fate::failed_but_kept ? "fails but is there"
                                               : "fails and is lost"));
  if (failed_) return Status::error(store::Fault::io_error, "simulated failure");
  if (while_appending) while_appending();
  return Status::ok();
}

void SimulatedLog::keep(const Batch& batch) {
  ++appends_;
  if (plant_ == Plant::tell_before_keep && appends_ % 8 == 0) {
    late_ = batch;
    return;
  }
  if (plant_ == Plant::lose_last_append) before_last_ = families_;
  if (!late_.empty()) {
    if (on_keep) on_keep(late_);
    late_.replay(Sink{families_, plant_});
    late_.clear();
  }
  if (on_keep) on_keep(batch);
  batch.replay(Sink{families_, plant_});
}

std::optional<std::string> SimulatedLog::get(Family family, std::string_view key) const {
  const Rows& all = rows(family);
  const auto found = all.find(key);
  if (found == all.end()) return std::nullopt;
  return found->second;
}

Status SimulatedLog::scan(Family family, std::string_view from, std::string_view to,
                          store::Order order, const Visit& visit) const {
  const Rows& all = rows(family);
  if (!to.empty() && from >= to) return Status::ok();
  auto first = all.lower_bound(from);
  auto last = to.empty() ? all.end() : all.lower_bound(to);
  while (first != last) {
    const auto row = order == store::Order::ascending ? first++ : --last;
    if (!visit(row->first, row->second)) break;
  }
  return Status::ok();
}

void SimulatedLog::restart() {
  failed_ = false;
  fate_ = Fate::kept;
  late_.clear();
  if (plant_ == Plant::lose_last_append && appends_ > 0) families_ = before_last_;
  if (plant_ == Plant::forget_receipts_on_restart) forget_marks('o');
  if (plant_ == Plant::forget_read_marks_on_restart) forget_marks('w');
}

void SimulatedLog::forget_marks(char letter) {
  Rows& marks = families_.at(static_cast<std::size_t>(Family::marks));
  const std::string from(1, letter);
  marks.erase(marks.lower_bound(from), marks.lower_bound(store::keys::after_prefix(from)));
}

const SimulatedLog::Rows& SimulatedLog::rows(Family family) const {
  return families_.at(static_cast<std::size_t>(family));
}

}  // namespace xinqiao::simulation
