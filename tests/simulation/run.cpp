#include "tests/simulation/run.hpp"

#include <algorithm>

namespace xinqiao::simulation {
namespace {

constexpr std::size_t rest_rounds_most = 3'000;

// How often each happening comes, before the seed's own taste.
constexpr std::array<std::size_t, 26> usual = {300, 200, 200, 200, 250, 250, 500, 400, 500,
                                               300, 60,  60,  4,   8,   4,   60,  4,   4,
                                               12,  1,   3,   3,   3,   1,   4,   8};

}  // namespace

Run::Run(std::uint64_t seed, Plant plant, bool aloud, Narrow narrow)
    : story_(aloud),
      random_(seed),
      log_(story_, doom_, plant),
      ledger_(std::in_place, story_, log_),
      follower_(std::in_place, story_),
      ground_{story_, random_, clock_, doom_, log_, *ledger_, plant},
      office_(ground_),
      stranger_(ground_),
      narrow_(narrow) {
  static_assert(usual.size() == happenings);
  plant_in_code = plant;
  if (random_.chance(30)) ground_.commands_per_second = limits::commands_per_second;
  if (random_.chance(30)) ground_.outbox_bytes = random_.between(1'000, 16'000);
  const bool is_about_questions = random_.chance(30);
  if (!is_about_questions && random_.chance(25)) ground_.alert_percent = 60;
  if (is_about_questions) ground_.question_percent = 70;
  const bool is_about_talks = !is_about_questions && random_.chance(30);
  if (is_about_talks) ground_.talk_percent = 75;
  if (random_.chance(20)) ground_.release_percent = 30;
  if (random_.chance(40)) ground_.direct_percent = 60;
  is_about_years_ = random_.chance(12);
  has_restores_ = random_.chance(25);
  if (random_.chance(20)) {  // a busy room and late comers: more is missed than a resume brings
    ground_.burst_percent = 60;
    ground_.burst_most = 150;
    ground_.late_percent = 40;
  }
  constexpr std::array<std::size_t, 4> tastes = {1, 2, 2, 6};
  for (std::size_t i = 0; i < happenings; ++i) {
    weights_[i] = usual[i] * random_.pick(tastes);
    if (is_about_questions && (i == act || i == jump)) weights_[i] *= 3;
    if (is_about_talks && i == act) weights_[i] *= 4;
    if ((narrow_.without >> i & 1U) != 0) weights_[i] = 0;
    weight_ += weights_[i];
  }
  log_.on_keep = [this](const store::Batch& batch) { keeps(batch); };
  log_.while_writing = [this] { others_turn(); };
  log_.while_syncing = [this] { others_turn(); };
}

void Run::keeps(const store::Batch& batch) {
  kept_.push_back(batch);
  ledger_->kept(batch);
  follower_->kept(batch);
  if (ledger_->questions().has_moved()) {
    ledger_->questions().compare_counts(follower_->world(), "the follower");
  }
  ledger_->alerts().compare(follower_->world(), "the follower");
  if (ledger_->talks().has_moved()) {
    ledger_->talks().compare_counts(follower_->world(), "the follower");
  }
}

Outcome Run::go() {
  house_ = std::make_unique<House>(ground_);
  house_->open_doors();
  found();
  rest();
  const std::size_t acts = random_.between(2, 3);
  for (std::size_t i = 0; i < acts && !story_.is_broken(); ++i) {
    trouble(std::min<std::size_t>(random_.between(1'000, 6'000), narrow_.steps_most));
    if (!story_.is_broken()) rest();
  }
  if (!story_.is_broken()) {
    house_->note_death();
    die(random_.chance(50) ? Fault::kill : Fault::power_cut);
    rest();
  }
  Outcome outcome;
  outcome.violation = story_.violation();
  outcome.last_lines.assign(story_.last_lines().begin(), story_.last_lines().end());
  outcome.hash = story_.hash();
  outcome.hits = doom_.hits;
  outcome.put_whole = ground_.put_whole;
  outcome.put_in_part = ground_.put_in_part;
  outcome.lines = story_.lines_told();
  for (const auto& [id, room] : ledger_->rooms()) outcome.events += room.events.size();
  return outcome;
}

void Run::found() {
  const std::size_t members = random_.between(2, 6);
  for (std::size_t i = 0; i < members; ++i) office_.add_member("member", i == 0);
}

void Run::operate_office() {
  office_.act(*house_);
  while (const auto done = office_.take_done()) {
    if (!done->is_link) {
      const std::size_t devices = random_.between(1, 2);
      for (std::size_t i = 0; i < devices; ++i) {
        const std::string name =
            "m" + std::to_string(done->member.value) + "-" + (i == 0 ? "page" : "phone");
        devices_.push_back(std::make_unique<Device>(ground_, name, done->member, done->organiser));
      }
      continue;
    }
    for (const auto& device : devices_) {
      if (device->member() != done->member || !device->needs_link()) continue;
      device->give_link(done->secret);
      break;
    }
  }
  if (!office_.is_idle()) return;
  for (const auto& device : devices_) {
    if (device->needs_link() && !device->exchange()) office_.make_link(device->member());
  }
}

// --- Trouble ---

void Run::trouble(std::size_t steps) {
  for (std::size_t step = 0; step < steps && !story_.is_broken(); ++step) {
    if (house_->has_failed()) die(Fault::kill);
    std::size_t at = random_.below(weight_);
    std::size_t what = 0;
    while (at >= weights_[what]) at -= weights_[what++];
    try {
      happen(static_cast<Happening>(what));
    } catch (const ServerDies&) {
      die(random_.chance(50) ? Fault::kill : Fault::power_cut);
    }
  }
}

void Run::happen(Happening what) {
  switch (what) {
    case decide:
      house_->decide_step();
      return;
    case write:
      house_->write_step();
      return;
    case sync:
      house_->sync_step();
      return;
    case read:
      house_->read_step();
      return;
    case hub_0:
      house_->hub_step(0);
      return;
    case hub_1:
      house_->hub_step(1);
      return;
    case operate:
      operate_office();
      return;
    case act:
      if (!devices_.empty()) random_.pick(devices_)->act(*house_);
      return;
    default:
      happen_outside(what);
      return;
  }
}

void Run::happen_outside(Happening what) {
  const LinePtr line = some_line();
  switch (what) {
    case receive:
      if (line) house_->receive(*line);
      return;
    case drain:
      if (line) house_->drain(*line, line->pace_bytes);
      return;
    case deliver:
      if (line) deliver_one(*line);
      return;
    case lose:
      if (line && line->client_open) lose_line(*line);
      return;
    case half_open:
      if (line && !line->is_exchange) {
        line->dead = true;
        doom_.hits.note(Fault::half_open);
      }
      return;
    case notice:
      if (line) notice_ends(*line);
      return;
    case tick:
      clock_.move(static_cast<std::int64_t>(random_.below(2'000)));
      return;
    case jump:
      jump_in_time();
      return;
    case guess:
      stranger_.act(*house_);
      return;
    default:
      happen_to_disk(what);
      return;
  }
}

void Run::happen_to_disk(Happening what) {
  switch (what) {
    case fail_sync:
      log_.next_sync(random_.chance(50) ? SimulatedLog::Fate::failed_and_lost
                                        : SimulatedLog::Fate::failed_but_kept);
      return;
    case die_now:
      if (random_.chance(10)) return stop_in_order();
      house_->note_death();
      die(random_.chance(50) ? Fault::kill : Fault::power_cut);
      return;
    case die_inside:
      await_death();
      return;
    case fill_disk:
      doom_.hits.note(Fault::disk_full);
      log_.set_room(false);
      if (random_.chance(50)) log_.next_write_fails();
      return;
    case space:
      log_.set_room(random_.chance(50));
      return;
    case slow_down:
      is_disk_slow_ = !is_disk_slow_;
      return;
    case back_up:
      if (has_restores_) backup_ = Backup{log_.image(), kept_.size()};
      return;
    case restore:
      if (backup_) restore_from_backup();
      return;
    case scrub:
      doom_.hits.note(Fault::scrub);
      log_.scrub();
      return;
    default:
      return;
  }
}

void Run::lose_line(Line& line) {
  story_.line("line " + std::to_string(line.number) + " is lost");
  doom_.hits.note(Fault::line_lost);
  if (Device* device = owner_of(line)) {
    device->line().get() == &line ? device->drop_line() : device->exchange_over();
    line.client_open = false;
  }
  // What was sent before may arrive all the same, after it was said again by another line.
  if (random_.chance(50)) line.to_server.clear();
}

// --- Lines ---

LinePtr Run::some_line() {
  const auto& lines = house_->lines();
  return lines.empty() ? nullptr : lines[random_.below(lines.size())];
}

Device* Run::owner_of(const Line& line) {
  for (const auto& device : devices_) {
    if (device->line().get() == &line || device->exchange().get() == &line) return device.get();
  }
  return nullptr;
}

bool Run::deliver_one(Line& line) {
  if (line.dead || line.to_client.empty()) return false;
  const Letter letter = std::move(line.to_client.front());
  line.to_client.pop_front();
  if (!line.client_open) return true;
  if (office_.exchange().get() == &line) {
    office_.hear(letter);
  } else if (stranger_.exchange().get() == &line) {
    stranger_.hear(letter);
  } else if (Device* device = owner_of(line)) {
    device->hear(*house_, letter);
  }
  return true;
}

// Each end sees sooner or later that the other is gone.
void Run::notice_ends(Line& line) {
  if (line.dead && line.client_open && random_.chance(50)) {
    if (Device* device = owner_of(line)) device->drop_line();
    line.client_open = false;
  } else if (!line.client_open || line.dead) {
    house_->notice_loss(line);
  } else if (!line.server_open && line.to_client.empty()) {
    Device* device = owner_of(line);
    if (device != nullptr)
      device->line().get() == &line ? device->line_closed() : device->exchange_over();
    if (office_.exchange().get() == &line) office_.call_lost();
    if (stranger_.exchange().get() == &line) stranger_.exchange_over();
    line.client_open = false;
  }
  house_->forget_closed_lines();
}

// --- Rest ---

void Run::rest() {
  story_.line("rest");
  log_.heal();
  is_disk_slow_ = false;
  doom_.call_off();
  if (house_->has_failed()) die(Fault::kill);
  for (int lists = 0; lists < 2 && !story_.is_broken(); ++lists) {
    std::size_t rounds = 0;
    while (!story_.is_broken() && (rest_round() || !is_at_rest())) {
      if (++rounds < rest_rounds_most) continue;
      for (const auto& device : devices_) {
        if (!device->is_settled()) {
          return story_.broken("L1", device->name() + " " + device->why_unsettled());
        }
      }
      return story_.broken("L1", "the house does not come to rest");
    }
    if (lists > 0 || story_.is_broken()) break;
    for (const auto& device : devices_) device->ask_for_list(*house_);
  }
  clock_.move(limits::tick_ms);  // what is due is said, the last totals are told
  while (!story_.is_broken() && rest_round()) {
  }
  log_.scrub();
  if (!story_.is_broken()) compare_all();
}

bool Run::is_at_rest() const {
  for (const auto& device : devices_) {
    if (!device->is_settled()) return false;
  }
  return office_.is_idle();
}

bool Run::rest_round() {
  bool did = false;
  operate_office();
  for (const auto& device : devices_) device->settle(*house_);
  const std::vector<LinePtr> lines = house_->lines();
  for (const LinePtr& line : lines) {
    while (house_->receive(*line)) did = true;
  }
  did = house_->decide_step() || did;
  did = house_->write_step() || did;
  did = house_->sync_step() || did;
  did = house_->read_step() || did;
  for (std::uint32_t i = 0; i < House::threads; ++i) {
    while (house_->hub_step(i)) did = true;
  }
  for (const LinePtr& line : lines) {
    if (house_->drain(*line, limits::frame_bytes)) did = true;
    while (deliver_one(*line)) did = true;
    notice_ends(*line);
  }
  clock_.move(did ? 50 : 500);
  return did;
}

void Run::compare_all() {
  for (const auto& device : devices_) device->check();
  ledger_->check_all();
  ledger_->check_notices(house_->world());
  ledger_->alerts().compare(house_->world(), "the world");
  ledger_->check_readers(house_->world());
  ledger_->check_questions(house_->world(), clock_.now());
  ledger_->talks().compare_counts(house_->world(), "the world");
  ledger_->talks().compare(house_->world());
  ledger_->check_releases(house_->world(), clock_.now());
  house_->check_last_totals();
  follower_->compare(house_->world(), "at rest");
  follower_->compare_rows(log_);
}

}  // namespace xinqiao::simulation
