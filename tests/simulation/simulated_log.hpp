// The simulated store: sorted maps, of which all that was appended outlives a crash of the server.
// An append is atomic. It may fail, and then the batch may yet be there after the restart (the
// power went after the write) or not (before it); while it runs, the other threads of the server
// get their turn (while_appending). Threading: belongs to its run.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>

#include "store/log.hpp"
#include "tests/simulation/plant.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

class SimulatedLog final : public store::Log {
 public:
  using Rows = std::map<std::string, std::string, std::less<>>;
  enum class Fate { kept, failed_and_lost, failed_but_kept };

  SimulatedLog(Story& story, Plant plant);

  store::Status append(const store::Batch& batch) override;
  std::optional<std::string> get(store::Family family, std::string_view key) const override;
  store::Status scan(store::Family family, std::string_view from, std::string_view to,
                     store::Order order, const Visit& visit) const override;
  bool has_room() const override { return has_room_; }

  void set_room(bool has_room) { has_room_ = has_room; }
  void next_append(Fate fate) { fate_ = fate; }
  bool has_failed() const { return failed_; }
  void restart();  // the server starts anew over what was kept
  const Rows& rows(store::Family family) const;

  std::function<void()> while_appending;
  // The batch is about to become durable; rows() are still those before it.
  std::function<void(const store::Batch&)> on_keep;

 private:
  using Families = std::array<Rows, store::family_count>;
  struct Sink;
  void keep(const store::Batch& batch);
  void forget_marks(char letter);

  Story& story_;
  Plant plant_;
  Families families_;
  Families before_last_;  // only for plants that lose an append
  store::Batch late_;     // only for the plant that acknowledges too early
  Fate fate_ = Fate::kept;
  bool failed_ = false;
  bool has_room_ = true;
  std::size_t appends_ = 0;
};

}  // namespace xinqiao::simulation
