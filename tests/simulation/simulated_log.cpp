#include "tests/simulation/simulated_log.hpp"

#include "store/keys.hpp"

#include <utility>

namespace xinqiao::simulation {

using store::Batch;
using store::Family;
using store::Status;

namespace {

// True while it lives, also when the server dies meanwhile.
class During {
 public:
  explicit During(bool& flag) : flag_(flag) { flag_ = true; }
  ~During() { flag_ = false; }
  During(const During&) = delete;
  During& operator=(const During&) = delete;

 private:
  bool& flag_;
};

std::optional<std::string> value_at(const SimulatedLog::Rows& rows, std::string_view key) {
  const auto found = rows.find(key);
  if (found == rows.end()) return std::nullopt;
  return found->second;
}

}  // namespace

struct SimulatedLog::Sink {
  Families& families;
  Plant plant;
  std::vector<std::string>* overwritten = nullptr;

  Rows& rows(Family family) { return families.at(static_cast<std::size_t>(family)); }

  void put(Family family, std::string_view key, std::string_view value) {
    Rows& all = rows(family);
    // A tombstone that never reaches the disk.
    if (plant == Plant::resurrect_deleted && family == Family::events && all.contains(key)) return;
    if (overwritten != nullptr && family == Family::events && all.contains(key)) {
      overwritten->emplace_back(key);
    }
    // Nobody says that deleted words are still in the files.
    if (plant == Plant::forget_to_scrub && key == store::keys::scrub_due) return;
    // A row that does not follow what was decided.
    if (plant == Plant::lose_rows && family == Family::rows && key[0] == 'm' &&
        hash_of(value) % 4 == 0) {
      return;
    }
    // A room's row that stays behind its events.
    if (plant == Plant::reuse_seq && family == Family::rows && key[0] == 'r' && all.contains(key) &&
        hash_of(value) % 4 == 0) {
      return;
    }
    // A count of questions that stays behind their steps.
    if (plant == Plant::miscount_questions && family == Family::rows && key[0] == 'g' &&
        all.contains(key) && hash_of(value) % 4 == 0) {
      return;
    }
    // How far an alert has come with somebody, which stays behind.
    if (plant == Plant::forget_answers && family == Family::marks && key[0] == 't' &&
        hash_of(value) % 4 == 0) {
      return;
    }
    // The bytes of a talk that is forgotten stay.
    if (plant == Plant::remember_forgotten && family == Family::events && all.contains(key) &&
        value.find("\"kind\":\"talk\"") != std::string_view::npos) {
      return;
    }
    // The row of a talk that stays behind its steps.
    if (plant == Plant::stale_talk && family == Family::rows && key[0] == 't' &&
        all.contains(key) && hash_of(value) % 4 == 0) {
      return;
    }
    all.insert_or_assign(std::string(key), std::string(value));
  }
  void erase(Family family, std::string_view key) {
    // A reaction that is taken back and stays in the store.
    if (plant == Plant::keep_taken_back && family == Family::marks && key[0] == 'r') return;
    rows(family).erase(std::string(key));
  }
};

SimulatedLog::SimulatedLog(Story& story, Doom& doom, Plant plant)
    : story_(story), doom_(doom), plant_(plant) {
  // What a new store begins with.
  Batch begin;
  begin.put(Family::meta, store::keys::epoch, "5eed5eed5eed5eed");
  begin.put(Family::meta, store::keys::format, store::keys::number_value(1));
  begin.replay(Sink{families_, Plant::none});
  ahead_ = families_;
}

Status SimulatedLog::write(const Batch& batch) {
  if (failed_) {
    story_.broken("fail-stop", "the server writes again after a sync has failed");
    return Status::error(store::Fault::io_error, "the store has failed");
  }
  const During during(is_writing_);
  if (is_gate_closed_) check_gate(batch);
  doom_.pass(Point::before_write);
  if (while_writing) while_writing();
  if (failed_) return Status::error(store::Fault::io_error, "the store has failed meanwhile");
  if (plant_ == Plant::show_unsynced) batch.replay(Sink{ahead_, plant_});
  written_.push_back(plant_ == Plant::breach_twice ? say_again(batch) : batch);
  const bool is_full = std::exchange(write_fails_, false);
  const bool dies = doom_.is_due(Point::torn_write);
  is_torn_ = is_full || dies;
  if (dies) doom_.strike(Point::torn_write);
  if (is_full) {
    failed_ = true;
    doom_.hits.note(Fault::write_failed);
    story_.line("log: a write fails, the disk is full");
    return Status::error(store::Fault::no_space, "simulated full disk");
  }
  story_.line("log: " + std::to_string(batch.operations()) + " operations are written");
  doom_.pass(Point::after_write);
  return Status::ok();
}

Status SimulatedLog::sync() {
  if (failed_) {
    story_.broken("fail-stop", "the server syncs again after a sync has failed");
    return Status::error(store::Fault::io_error, "the store has failed");
  }
  const During during(is_syncing_);
  const std::size_t covered = unsynced();
  doom_.pass(Point::before_sync);
  if (while_syncing) while_syncing();
  doom_.pass(Point::in_sync);
  const Fate fate = std::exchange(fate_, Fate::kept);
  if (fate != Fate::failed_and_lost) keep(covered);
  doom_.pass(Point::after_sync);
  sync_failed_ = fate != Fate::kept;
  failed_ = failed_ || sync_failed_;
  if (fate == Fate::failed_and_lost) doom_.hits.note(Fault::sync_failed_and_lost);
  if (fate == Fate::failed_but_kept) doom_.hits.note(Fault::sync_failed_but_kept);
  story_.line("log: a sync of " + std::to_string(covered) + " batches " +
              (fate == Fate::kept              ? "is done"
               : fate == Fate::failed_but_kept ? "fails but they are there"
                                               : "fails"));
  if (fate != Fate::kept) return Status::error(store::Fault::io_error, "simulated failure");
  if (while_syncing) while_syncing();
  return Status::ok();
}

// What people say is refused while the disk is full; the house's own business goes on.
void SimulatedLog::check_gate(const Batch& batch) {
  struct Words {
    Story& story;
    void put(Family family, std::string_view, std::string_view value) {
      if (family != Family::events || value.find("\"kind\":\"post\"") == std::string_view::npos) {
        return;
      }
      story.broken("bounds", "words are taken while the disk is full: " + std::string(value));
    }
    void erase(Family, std::string_view) {}
  };
  batch.replay(Words{story_});
}

// A later breach of a question is kept in the words of its first.
Batch SimulatedLog::say_again(const Batch& batch) {
  struct Again {
    std::map<std::string, std::string>& breaches;
    Batch out;
    void put(Family family, std::string_view key, std::string_view value) {
      std::string text(value);
      const std::size_t body = text.find("\"target\":");
      const bool is_breach = family == Family::events && body != std::string::npos &&
                             text.find("\"move\":\"breached\"") != std::string::npos;
      if (is_breach) {
        const std::string words = text.substr(body);
        const std::string whose = std::string(key.substr(0, 8)) + words.substr(0, words.find(','));
        text.replace(body, std::string::npos, breaches.emplace(whose, words).first->second);
      }
      out.put(family, key, text);
    }
    void erase(Family family, std::string_view key) { out.erase(family, key); }
  };
  Again again{breaches_, {}};
  batch.replay(again);
  return std::move(again.out);
}

// What one sync covers becomes durable in one stroke.
void SimulatedLog::keep(std::size_t batches) {
  const auto end = written_.begin() + static_cast<std::ptrdiff_t>(batches);
  Batch all;
  for (auto batch = written_.begin(); batch != end; ++batch) all.append(*batch);
  written_.erase(written_.begin(), end);
  if (all.empty()) return;
  if (plant_ == Plant::tell_before_keep && ++syncs_ % 8 == 0) {
    late_.append(all);
    return;
  }
  if (!late_.empty()) keep(std::exchange(late_, {}));
  keep(all);
}

void SimulatedLog::keep(const Batch& batch) {
  if (plant_ == Plant::lose_last_sync) before_last_ = families_;
  if (on_keep) on_keep(batch);
  batch.replay(Sink{families_, plant_, &overwritten_});
}

std::optional<std::string> SimulatedLog::get(Family family, std::string_view key) const {
  doom_.pass(doom_.stage);
  return value_at(shown(family), key);
}

std::optional<std::string> SimulatedLog::kept(Family family, std::string_view key) const {
  return value_at(rows(family), key);
}

Status SimulatedLog::scan(Family family, std::string_view from, std::string_view to,
                          store::Order order, const Visit& visit) const {
  const Rows& all = shown(family);
  if (!to.empty() && from >= to) return Status::ok();
  auto first = all.lower_bound(from);
  auto last = to.empty() ? all.end() : all.lower_bound(to);
  while (first != last) {
    const auto row = order == store::Order::ascending ? first++ : --last;
    doom_.pass(doom_.stage);
    if (!visit(row->first, row->second)) break;
  }
  return Status::ok();
}

void SimulatedLog::restart(std::size_t survivors) {
  const bool lost_one = plant_ == Plant::lose_last_sync && survivors == 0;
  keep(survivors);
  if (plant_ == Plant::tear_batches && !written_.empty()) keep_half(written_.front());
  written_.clear();
  is_torn_ = false;
  failed_ = sync_failed_ = write_fails_ = false;
  fate_ = Fate::kept;
  late_.clear();
  if (lost_one && !before_last_[0].empty()) families_ = before_last_;
  if (plant_ == Plant::forget_receipts_on_restart) forget_marks('o');
  if (plant_ == Plant::forget_keys_on_restart) forget_marks('k');
  if (plant_ == Plant::forget_read_marks_on_restart) forget_marks('w');
  if (plant_ == Plant::show_unsynced) ahead_ = families_;
}

// The first half of a batch that must be there as a whole or not at all.
void SimulatedLog::keep_half(const Batch& batch) {
  struct Half {
    std::size_t left;
    Batch out;
    void put(Family family, std::string_view key, std::string_view value) {
      if (left == 0) return;
      --left;
      out.put(family, key, value);
    }
    void erase(Family family, std::string_view key) {
      if (left == 0) return;
      --left;
      out.erase(family, key);
    }
  };
  Half half{batch.operations() / 2, {}};
  batch.replay(half);
  keep(half.out);
}

SimulatedLog::Image SimulatedLog::image() const {
  return {families_, overwritten_};
}

void SimulatedLog::restore(const Image& image) {
  families_ = image.families;
  overwritten_ = image.overwritten;
  written_.clear();
  is_torn_ = failed_ = sync_failed_ = write_fails_ = false;
  fate_ = Fate::kept;
  late_.clear();
  before_last_ = {};
  if (plant_ == Plant::same_epoch_after_restore) return;
  std::string epoch = std::to_string(++epochs_);
  epoch.insert(0, 16 - epoch.size(), '0');
  Rows& meta = families_.at(static_cast<std::size_t>(Family::meta));
  meta.insert_or_assign(std::string(store::keys::epoch), epoch);
}

void SimulatedLog::heal() {
  fate_ = Fate::kept;
  write_fails_ = false;
  has_room_ = true;
}

void SimulatedLog::scrub() {
  Rows& meta = families_.at(static_cast<std::size_t>(Family::meta));
  const bool is_due = meta.erase(std::string(store::keys::scrub_due)) != 0;
  std::erase_if(overwritten_, [&](const std::string& key) {
    const RoomId room{store::keys::number(key, 0, 0)};
    return is_due || meta.contains(store::keys::forgotten(room));
  });
  const auto talks = store::keys::forgotten_talks;
  meta.erase(meta.lower_bound(talks), meta.lower_bound(store::keys::after_prefix(talks)));
}

void SimulatedLog::forget_marks(char letter) {
  Rows& marks = families_.at(static_cast<std::size_t>(Family::marks));
  const std::string from(1, letter);
  marks.erase(marks.lower_bound(from), marks.lower_bound(store::keys::after_prefix(from)));
}

const SimulatedLog::Rows& SimulatedLog::shown(Family family) const {
  const Families& families = plant_ == Plant::show_unsynced ? ahead_ : families_;
  return families.at(static_cast<std::size_t>(family));
}

const SimulatedLog::Rows& SimulatedLog::rows(Family family) const {
  return families_.at(static_cast<std::size_t>(family));
}

}  // namespace xinqiao::simulation
