#include "tests/simulation/run.hpp"

namespace xinqiao::simulation {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::size_t rest_rounds_most = 3'000;

// How often each happening comes, before the seed's own taste.
constexpr std::array<std::size_t, 19> usual = {300, 200, 200, 200, 250, 250, 500, 400, 500, 300,
                                               60,  60,  4,   8,   4,   60,  4,   4,   3};

}  // namespace

Run::Run(std::uint64_t seed, Plant plant, bool aloud)
    : story_(aloud),
      random_(seed),
      log_(story_, plant),
      ledger_(story_, log_),
      follower_(story_),
      ground_{story_, random_, clock_, log_, ledger_, plant},
      office_(ground_) {
  static_assert(usual.size() == happenings);
  if (random_.chance(30)) ground_.commands_per_second = limits::commands_per_second;
  if (random_.chance(30)) ground_.outbox_bytes = random_.between(1'000, 16'000);
  const bool is_about_questions = random_.chance(30);
  if (!is_about_questions && random_.chance(25)) ground_.alert_percent = 60;
  if (is_about_questions) ground_.question_percent = 70;
  const bool is_about_talks = !is_about_questions && random_.chance(30);
  if (is_about_talks) ground_.talk_percent = 75;
  if (random_.chance(20)) {  // a busy room and late comers: more is missed than a resume brings
    ground_.burst_percent = 60;
    ground_.connect_percent = 3;
  }
  constexpr std::array<std::size_t, 4> tastes = {1, 2, 2, 6};
  for (std::size_t i = 0; i < happenings; ++i) {
    weights_[i] = usual[i] * random_.pick(tastes);
    if (is_about_questions && (i == act || i == jump)) weights_[i] *= 3;
    if (is_about_talks && i == act) weights_[i] *= 4;
    weight_ += weights_[i];
  }
  log_.on_keep = [this](const store::Batch& batch) {
    ledger_.kept(batch);
    follower_.kept(batch);
    if (ledger_.questions().has_moved()) {
      ledger_.questions().compare_counts(follower_.world(), "the follower");
    }
    ledger_.alerts().compare(follower_.world(), "the follower");
    if (ledger_.talks().has_moved()) {
      ledger_.talks().compare_counts(follower_.world(), "the follower");
    }
  };
  log_.while_syncing = [this] { while_syncing(); };
}

Outcome Run::go() {
  house_ = std::make_unique<House>(ground_);
  house_->open_doors();
  found();
  rest();
  const std::size_t acts = random_.between(2, 3);
  for (std::size_t i = 0; i < acts && !story_.is_broken(); ++i) {
    trouble(random_.between(1'000, 6'000));
    if (!story_.is_broken()) rest();
  }
  if (!story_.is_broken()) {
    crash();
    rest();
  }
  Outcome outcome;
  outcome.violation = story_.violation();
  outcome.last_lines.assign(story_.last_lines().begin(), story_.last_lines().end());
  outcome.hash = story_.hash();
  for (const auto& [id, room] : ledger_.rooms()) outcome.events += room.events.size();
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
    if (house_->has_failed()) crash();
    std::size_t at = random_.below(weight_);
    std::size_t what = 0;
    while (at >= weights_[what]) at -= weights_[what++];
    happen(static_cast<Happening>(what));
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
      if (line && line->client_open) {
        story_.line("line " + std::to_string(line->number) + " is lost");
        if (Device* device = owner_of(*line)) {
          device->line() == line ? device->drop_line() : device->exchange_over();
          line->client_open = false;
        }
        line->to_server.clear();
      }
      return;
    case half_open:
      if (line && !line->is_exchange) line->dead = true;
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
    case fail_sync:
      log_.next_sync(random_.chance(50) ? SimulatedLog::Fate::failed_and_lost
                                        : SimulatedLog::Fate::failed_but_kept);
      return;
    case crash_now:
      crash();
      return;
    case space:
      log_.set_room(random_.chance(50));
      return;
    default:
      return;
  }
}

void Run::jump_in_time() {
  constexpr std::array<std::int64_t, 8> jumps = {-24 * hour_ms, -hour_ms,         hour_ms / 60,
                                                 hour_ms,       25 * hour_ms,     25 * hour_ms,
                                                 73 * hour_ms,  24 * 40 * hour_ms};
  const std::int64_t by_ms = random_.pick(jumps);
  story_.line("the clock jumps by " + std::to_string(by_ms / 1'000) + " s");
  clock_.move(by_ms);
}

// The other threads have their turn while the disk works.
void Run::while_syncing() {
  for (std::size_t i = random_.below(4); i > 0; --i) {
    switch (random_.below(5)) {
      case 0:
        house_->decide_step();
        break;
      case 4:
        house_->write_step();
        break;
      case 1:
        house_->read_step();
        break;
      case 2:
        house_->hub_step(0);
        break;
      default:
        house_->hub_step(1);
        break;
    }
  }
}

void Run::crash() {
  story_.line("the server dies");
  for (const LinePtr& line : house_->lines()) {
    line->server_open = false;
    line->to_server.clear();
    while (!line->to_client.empty() && random_.chance(50)) line->to_client.pop_back();
  }
  const std::vector<LinePtr> orphans = house_->lines();
  house_.reset();
  const std::size_t survivors = random_.below(log_.unsynced() + 1);
  if (log_.unsynced() != 0) {
    story_.line("of " + std::to_string(log_.unsynced()) + " batches written and not synced " +
                std::to_string(survivors) + " are there");
  }
  log_.restart(survivors);
  house_ = std::make_unique<House>(ground_);
  house_->open_doors();
  story_.line("the server starts anew");
  follower_.compare(house_->world(), "after a restart");
  follower_.compare_rows(log_);
  for (const LinePtr& line : orphans) {
    if (Device* device = owner_of(*line)) {
      device->line() == line ? device->drop_line() : device->exchange_over();
    }
    if (office_.exchange() == line) office_.call_lost();
  }
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
    line.client_open = false;
  }
  house_->forget_closed_lines();
}

// --- Rest ---

void Run::rest() {
  story_.line("rest");
  log_.next_sync(SimulatedLog::Fate::kept);
  log_.set_room(true);
  if (house_->has_failed()) crash();
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
  ledger_.check_all();
  ledger_.check_notices(house_->world());
  ledger_.alerts().compare(house_->world(), "the world");
  ledger_.check_readers(house_->world());
  ledger_.check_questions(house_->world(), clock_.now());
  ledger_.talks().compare_counts(house_->world(), "the world");
  ledger_.talks().compare(house_->world());
  house_->check_last_totals();
  follower_.compare(house_->world(), "at rest");
  follower_.compare_rows(log_);
}

}  // namespace xinqiao::simulation
