// The simulated store: sorted maps, of which all that was synced outlives a crash of the server; of
// what was written and not yet synced some beginning does (restart says how much). A batch is
// atomic: one that was cut short by a crash is not there. A write may fail on a full disk, whole or
// in the middle. A sync may fail, and then what it should have covered may yet be there after the
// restart (the power went after the disk had it) or not (before); while either runs, the other
// threads of the server get their turn. What is overwritten lies in the files until a scrub. An
// image of it all is a backup. Threading: belongs to its run.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "store/log.hpp"
#include "tests/simulation/doom.hpp"
#include "tests/simulation/plant.hpp"
#include "tests/simulation/story.hpp"

namespace xinqiao::simulation {

class SimulatedLog final : public store::Log {
 public:
  using Rows = std::map<std::string, std::string, std::less<>>;
  using Families = std::array<Rows, store::family_count>;
  enum class Fate { kept, failed_and_lost, failed_but_kept };

  SimulatedLog(Story& story, Doom& doom, Plant plant);

  store::Status write(const store::Batch& batch) override;
  store::Status sync() override;
  std::optional<std::string> get(store::Family family, std::string_view key) const override;
  store::Status scan(store::Family family, std::string_view from, std::string_view to,
                     store::Order order, const Visit& visit) const override;
  bool has_room() const override { return has_room_; }

  void set_room(bool has_room) { has_room_ = has_room; }
  // What is written next was decided while there was no room: no words may be in it.
  void set_gate(bool is_closed) { is_gate_closed_ = is_closed; }
  void next_sync(Fate fate) { fate_ = fate; }
  void next_write_fails() { write_fails_ = true; }  // the disk is full
  void heal();                                      // from now on the disk is large and sound
  bool has_sync_failed() const { return sync_failed_; }
  bool is_writing() const { return is_writing_; }
  bool is_syncing() const { return is_syncing_; }
  // Whole batches that were written and are not synced.
  std::size_t unsynced() const { return written_.size() - (is_torn_ ? 1 : 0); }
  // The server starts anew over what was kept, and the first so many that were only written.
  void restart(std::size_t survivors);

  // What a backup holds. The store that is made of it says so by another epoch.
  struct Image;
  Image image() const;
  void restore(const Image& image);

  // As RocksLog::scrub and scrub_forgotten: what was overwritten leaves the files where the store
  // says that this is due. overwritten(): what is still there.
  void scrub();
  std::size_t overwritten() const { return overwritten_.size(); }
  // What is durable, whatever get and scan show: for the checks.
  const Rows& rows(store::Family family) const;
  std::optional<std::string> kept(store::Family family, std::string_view key) const;

  std::function<void()> while_writing;
  std::function<void()> while_syncing;
  // What a sync covered is about to become durable; rows() are still those before it.
  std::function<void(const store::Batch&)> on_keep;

 private:
  struct Sink;
  void keep(std::size_t batches);
  void keep(const store::Batch& batch);
  void keep_half(const store::Batch& batch);
  void forget_marks(char letter);
  void check_gate(const store::Batch& batch);
  store::Batch say_again(const store::Batch& batch);
  const Rows& shown(store::Family family) const;

  Story& story_;
  Doom& doom_;
  Plant plant_;
  Families families_;
  std::vector<std::string> overwritten_;  // keys of events whose first bytes are still in a file
  std::size_t epochs_ = 1;
  std::vector<store::Batch> written_;  // not yet synced, in order
  bool is_torn_ = false;               // of the last of those only a part was written
  bool is_writing_ = false;
  bool is_syncing_ = false;
  bool write_fails_ = false;
  bool is_gate_closed_ = false;
  Families ahead_;        // only for the plant that shows what is not synced
  Families before_last_;  // only for the plant that loses a batch
  store::Batch late_;     // only for the plant that acknowledges too early
  Fate fate_ = Fate::kept;
  bool failed_ = false;
  bool sync_failed_ = false;
  bool has_room_ = true;
  std::size_t syncs_ = 0;  // of the plant that counts them
  std::map<std::string, std::string>
      breaches_;  // the first of a question, of the plant that repeats
};

struct SimulatedLog::Image {
  Families families;
  std::vector<std::string> overwritten;
};

}  // namespace xinqiao::simulation
