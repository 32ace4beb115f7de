// The simulated store: sorted maps, of which all that was synced outlives a crash of the server; of
// what was written and not yet synced some beginning does (restart says how much). A batch is
// atomic. A sync may fail, and then what it should have covered may yet be there after the restart
// (the power went after the disk had it) or not (before); while it runs, the other threads of the
// server get their turn (while_syncing). Threading: belongs to its run.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "store/log.hpp"
#include "tests/simulation/plant.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

class SimulatedLog final : public store::Log {
 public:
  using Rows = std::map<std::string, std::string, std::less<>>;
  enum class Fate { kept, failed_and_lost, failed_but_kept };

  SimulatedLog(Story& story, Plant plant);

  store::Status write(const store::Batch& batch) override;
  store::Status sync() override;
  std::optional<std::string> get(store::Family family, std::string_view key) const override;
  store::Status scan(store::Family family, std::string_view from, std::string_view to,
                     store::Order order, const Visit& visit) const override;
  bool has_room() const override { return has_room_; }

  void set_room(bool has_room) { has_room_ = has_room; }
  void next_sync(Fate fate) { fate_ = fate; }
  bool has_failed() const { return failed_; }
  std::size_t unsynced() const { return written_.size(); }
  // The server starts anew over what was kept, and the first so many that were only written.
  void restart(std::size_t survivors);
  // What is durable, whatever get and scan show: for the checks.
  const Rows& rows(store::Family family) const;
  std::optional<std::string> kept(store::Family family, std::string_view key) const;

  std::function<void()> while_syncing;
  // What a sync covered is about to become durable; rows() are still those before it.
  std::function<void(const store::Batch&)> on_keep;

 private:
  using Families = std::array<Rows, store::family_count>;
  struct Sink;
  void keep(std::size_t batches);
  void keep(const store::Batch& batch);
  void forget_marks(char letter);
  store::Batch say_again(const store::Batch& batch);
  const Rows& shown(store::Family family) const;

  Story& story_;
  Plant plant_;
  Families families_;
  std::vector<store::Batch> written_;  // not yet synced, in order
  Families ahead_;                     // only for the plant that shows what is not synced
  Families before_last_;               // only for the plant that loses a batch
  store::Batch late_;                  // only for the plant that acknowledges too early
  Fate fate_ = Fate::kept;
  bool failed_ = false;
  bool has_room_ = true;
  std::size_t syncs_ = 0;  // of the plant that counts them
  std::map<std::string, std::string>
      breaches_;  // the first of a question, of the plant that repeats
};

}  // namespace xinqiao::simulation
