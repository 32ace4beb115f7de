// What befalls the server: it dies, inside a step or between two, by a kill or with the power; its
// disk is slow; its clock is wrong; its store is restored from a backup.
#include "tests/simulation/run.hpp"

#include <algorithm>
#include <utility>

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t decade_ms = std::int64_t{10} * 365 * 24 * hour_ms;
constexpr std::int64_t far_ahead_ms = 1'900'000'000'000;  // one decade ahead is enough
constexpr std::int64_t keys_forgotten_ms = 20 * hour_ms;

// Points inside a step at which the server may die while it runs.
constexpr std::array inside = {Point::deciding,    Point::before_write, Point::torn_write,
                               Point::after_write, Point::before_sync,  Point::in_sync,
                               Point::after_sync,  Point::before_tell,  Point::after_tell,
                               Point::reading,     Point::page_read};

}  // namespace

void Run::jump_in_time() {
  constexpr std::array<std::int64_t, 8> jumps = {-24 * hour_ms, -hour_ms,         hour_ms / 60,
                                                 hour_ms,       25 * hour_ms,     25 * hour_ms,
                                                 73 * hour_ms,  24 * 40 * hour_ms};
  const std::int64_t by_ms = random_.pick(jumps);
  story_.line("the clock jumps by " + std::to_string(by_ms / 1'000) + " s");
  doom_.hits.note(Fault::clock_jump);
  if (by_ms >= keys_forgotten_ms) {
    for (const auto& device : devices_) device->doubt_keys();
  }
  clock_.move(by_ms);
}

// A machine that comes back without power for its clock is wrong by years. Forwards this happens
// only while nothing is under way: what was sent before it and is heard after it the server could
// not know again, whatever it does.
void Run::jump_decades() {
  const bool is_ahead = clock_.now().ms < far_ahead_ms && random_.chance(50);
  story_.line(is_ahead ? "the clock is ten years ahead" : "the clock is ten years back");
  doom_.hits.note(is_ahead ? Fault::decade_ahead : Fault::decade_back);
  if (is_ahead) {
    for (const auto& device : devices_) device->doubt_keys();
  }
  clock_.move(is_ahead ? decade_ms : -decade_ms);
}

// The other threads, and the world outside, have their turn while the disk works.
void Run::others_turn() {
  if (is_disk_slow_) doom_.hits.note(Fault::slow_disk);
  for (std::size_t i = random_.below(is_disk_slow_ ? 40 : 4); i > 0; --i) {
    constexpr std::array turns = {decide, decide,  read,    hub_0, hub_1, hub_1, write,
                                  sync,   receive, deliver, drain, act,   tick};
    const Happening what = turns[random_.below(is_disk_slow_ ? turns.size() : 8)];
    if (what == write && log_.is_writing()) continue;
    if (what == sync && log_.is_syncing()) continue;
    happen(what);
  }
}

void Run::await_death() {
  doom_.await(random_.pick(inside), random_.between(1, 4));
}

// A kill closes all lines. A power cut does not: their clients do not know that nobody is there.
void Run::die(Fault how) {
  doom_.call_off();
  doom_.stage = Point::idle;
  doom_.hits.note(how);
  const bool is_power_cut = how == Fault::power_cut;
  story_.line(is_power_cut ? "the power is cut" : "the server dies");
  const std::vector<LinePtr> orphans = house_->lines();
  for (const LinePtr& line : orphans) {
    line->server_open = false;
    line->to_server.clear();
    if (is_power_cut && !line->is_exchange) line->dead = true;
    while (how != Fault::restart_in_order && !line->to_client.empty() && random_.chance(50)) {
      line->to_client.pop_back();
    }
  }
  house_.reset();
  if (is_power_cut && is_about_years_ && random_.chance(50)) jump_decades();
  const std::size_t survivors = random_.below(log_.unsynced() + 1);
  if (log_.unsynced() != 0) {
    story_.line("of " + std::to_string(log_.unsynced()) + " batches written and not synced " +
                std::to_string(survivors) + " are there");
  }
  log_.restart(survivors);
  start_again(orphans);
}

// What was heard is decided, kept and told; then the lines are closed.
void Run::stop_in_order() {
  bool did = true;
  while (did && !house_->has_failed()) {
    did = house_->decide_step();
    did = house_->write_step() || did;
    did = house_->sync_step() || did;
    did = house_->read_step() || did;
    for (std::uint32_t i = 0; i < House::threads; ++i) did = house_->hub_step(i) || did;
  }
  const std::vector<LinePtr> lines = house_->lines();
  for (const LinePtr& line : lines) house_->drain(*line, limits::frame_bytes);
  die(house_->has_failed() ? Fault::kill : Fault::restart_in_order);
}

// It may die again before it has loaded everything, more than once.
void Run::load_again() {
  while (true) {
    house_ = std::make_unique<House>(ground_);
    if (random_.chance(15)) doom_.await(Point::loading, random_.between(1, 60));
    if (random_.chance(5)) doom_.await(Point::loaded, 1);
    try {
      house_->open_doors();
      doom_.call_off();
      return;
    } catch (const ServerDies&) {
      story_.line("the server dies while it starts");
      doom_.stage = Point::idle;
      log_.restart(0);
    }
  }
}

void Run::start_again(const std::vector<LinePtr>& orphans) {
  load_again();
  stranger_.begin_anew();
  story_.line("the server starts anew");
  follower_->compare(house_->world(), "after a restart");
  follower_->compare_rows(log_);
  for (const LinePtr& line : orphans) {
    if (line->dead && line->client_open) {
      house_->adopt(line);
    } else {
      end_exchange(line);
    }
  }
}

// This end learns that the line is gone.
void Run::end_exchange(const LinePtr& line) {
  if (Device* device = owner_of(*line)) {
    device->line() == line ? device->drop_line() : device->exchange_over();
  }
  if (office_.exchange() == line) office_.call_lost();
  if (stranger_.exchange() == line) stranger_.exchange_over();
}

// All that was kept since the backup is gone, and so are those who came since.
void Run::restore_from_backup() {
  doom_.hits.note(Fault::restore);
  story_.line("the store is restored from a backup");
  doom_.call_off();
  const std::vector<LinePtr> orphans = house_->lines();
  for (const LinePtr& line : orphans) {
    line->server_open = false;
    line->to_server.clear();
  }
  house_.reset();
  log_.restore(backup_->image);
  kept_.resize(backup_->batches);
  const Ledger::Memory memory = ledger_->memory();
  ledger_.emplace(story_, log_);
  follower_.emplace(story_);
  ledger_->live_again(memory, kept_);
  for (const store::Batch& batch : kept_) follower_->kept(batch);
  start_again(orphans);
  // A link that was used since is good again: whoever has found it may come in.
  ground_.spent_links.clear();
  const auto is_there = [&](MemberId member) { return house_->world().member(member) != nullptr; };
  office_.forget(is_there);
  std::erase_if(devices_, [&](const auto& device) { return !is_there(device->member()); });
}

}  // namespace xinqiao::simulation
