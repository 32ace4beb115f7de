#include "bench/run.hpp"

#include "bench/metrics_page.hpp"
#include "bench/roles.hpp"
#include "bench/tokens.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <numeric>
#include <random>

namespace xinqiao::bench {
namespace {

constexpr std::size_t handshakes_at_once = 64;
constexpr double setup_seconds = 300;
constexpr int handlers_a_turn = 64;
constexpr std::uint64_t other_descriptors = 64;  // besides sockets: of the loop, of files
constexpr double nobody_seconds = 1;  // from look to look at a server that nobody knows yet
constexpr int nobody_looks = 120;
constexpr std::uint64_t still_kilobytes = 64;  // what is as much as before

}  // namespace

Run::Run(Scenario scenario, RunOptions options)
    : scenario_(std::move(scenario)),
      options_(std::move(options)),
      ground_{.context = context_,
              .door = door_,
              .audit = audit_,
              .random = std::mt19937_64(scenario_.seed + 17),
              .run_id = 0,
              .on_answered = {}},
      progress_(options_.progress, scenario_.name, std::cerr) {
  // Two runs against one store must not share outboxes or keys.
  std::random_device device;
  ground_.run_id = std::uint64_t{device()} << 32 | device();
  ground_.back_off_ms = scenario_.back_off_ms;
  ground_.back_off_ms_max = scenario_.back_off_ms_max;
  ground_.jitter = scenario_.jitter;
}

bool Run::fails(std::string problem) {
  if (report_.problem.empty()) report_.problem = std::move(problem);
  return false;
}

void Run::turn() {
  context_.restart();
  // What is ready besides costs no look at the clock, and not so much that nobody looks up.
  std::size_t done = context_.run_one_for(std::chrono::milliseconds(20));
  for (int i = 0; i < handlers_a_turn && done > 0; ++i) {
    done = context_.poll_one();
  }
  if (options_.share.orders != nullptr) listen_to_orders();
}

void Run::tell_progress(const char* what) {
  const Nanos now = now_nanos();
  if (!progress_.is_due(now)) return;
  Standing standing{.doing = what};
  if (load_) {
    standing.share = load_->progress();
    standing.posts = audit_.posts();
    standing.heard = audit_.heard_frames();
    standing.p99_ms = audit_.heard_by_all().quantile_ms(0.99);
  } else if (!people_.empty()) {
    standing.share = static_cast<double>(ground_.links_open) / static_cast<double>(people_.size());
  }
  progress_.tell(standing, now);
}

void Run::rest(double seconds) {
  const Nanos until = now_nanos() + static_cast<Nanos>(seconds * 1e9);
  while (now_nanos() < until && ground_.problem.empty()) turn();
}

// Until a server that nobody knows yet stands still. At its start it makes the index of words: what
// that takes for a while would pass for what it holds with nobody, and leave too little to members.
bool Run::come_to_rest() {
  rest(nobody_seconds);
  if (scenario_.mode != Mode::idle) return true;
  std::uint64_t before = 0;
  for (int look = 0; look < nobody_looks && ground_.problem.empty(); ++look) {
    const std::uint64_t own = server_own();
    const std::uint64_t apart = own > before ? own - before : before - own;
    if (apart <= still_kilobytes && is_indexed(door_)) return true;
    before = own;
    rest(nobody_seconds);
  }
  return fails("the server did not come to rest with nobody there");
}

Report Run::run() {
  const Nanos start = now_nanos();
  report_.scenario = scenario_;
  const bool is_ready =
      prepare() && connect() && make_rooms() && make_room_of_questions() && listen();
  const bool is_measured = is_ready && measure();
  // What somebody did not hear is told from what is not in the log, also when waiting for it was in
  // vain.
  const bool may_check = is_measured || (is_short_ && ground_.problem.empty());
  const bool went_well =
      may_check && check_log() && is_measured && check_file_order() && check_questions();
  report_.verdict = audit_.verdict();
  if (went_well && !report_.passed()) {
    report_.problem = "messages were lost, doubled, reordered or altered";
  }
  take_figures();
  note_overload();
  report_.reconnects = ground_.reconnects;
  report_.repeats = ground_.repeats;
  report_.refusals = ground_.refusals;
  report_.closes = ground_.closes;
  report_.total_seconds = seconds_since(start);
  for (Participant* one : people_) one->leave();
  progress_.end();
  return std::move(report_);
}

bool Run::prepare() {
  std::string tokens = options_.tokens;
  std::string url = options_.url;
  if (!options_.spawn.empty()) {
    SpawnOptions how;
    how.core = scenario_.pinned ? Core(server_core) : Core();
    how.threads = static_cast<unsigned>(scenario_.threads);
    how.tls = scenario_.tls;
    how.descriptors = scenario_.descriptors;
    how.commands_per_second = scenario_.commands_per_second;
    spawned_ = std::make_unique<Spawned>(options_.spawn, how);
    const bool has_even_rooms = scenario_.sizes == Sizes::even && scenario_.mode != Mode::replay;
    if (!spawned_->seed(scenario_.members, has_even_rooms ? scenario_.rooms : 0,
                        scenario_.rooms_each) ||
        !spawned_->start()) {
      return fails(spawned_->problem());
    }
    if (scenario_.pinned && (cores_online() <= generator_core || !stay_on(generator_core))) {
      return fails("pinned needs two cores");
    }
    tokens = spawned_->tokens_path();
    url = spawned_->url();
    if (!read_url(url, door_) || !come_to_rest()) return false;
    report_.resident_nobody_kilobytes = server_resident();
    report_.own_nobody_kilobytes = server_own();
  }
  if (options_.process > 0) {
    report_.resident_nobody_kilobytes = server_resident();
    report_.own_nobody_kilobytes = server_own();
  }
  if (url.empty()) url = target_of(*scenario_.adapter, {}).url;
  if (!read_url(url, door_)) {
    return fails("the address must be http://IP:PORT, not " + url);
  }
  if (scenario_.mode == Mode::idle && knows_server()) {
    report_.cache_nobody_kilobytes = cache_kilobytes_of(door_);
  }
  door_.packs = scenario_.packs;
  auto credentials = who_comes(tokens);
  if (const auto* problem = get_if<std::string>(&credentials)) {
    return fails(*problem);
  }
  if (scenario_.mode == Mode::replay) {
    auto replay = read_replay(scenario_, get_if<0>(&credentials)->size());
    if (const auto* problem = get_if<std::string>(&replay)) {
      return fails(*problem);
    }
    replay_ = std::move(get<Replay>(replay));
  }
  for (Credential& credential : get<0>(credentials)) {
    const auto index = static_cast<Listener>(people_.size());
    if (bench::is_apart(scenario_, index, get_if<0>(&credentials)->size())) audit_.set_apart(index);
    if (scenario_.adapter) {
      invite_stranger(index, std::move(credential));
    } else {
      members_.push_back(std::make_unique<Member>(ground_, index, std::move(credential)));
      people_.push_back(members_.back().get());
    }
  }
  report_.members = people_.size();
  return true;
}

bool Run::connect() {
  const Nanos start = now_nanos();
  if (const std::uint64_t most = descriptors_allowed(); ours() + other_descriptors > most) {
    return fails(std::to_string(ours()) + " sockets are more than the " + std::to_string(most) +
                 " descriptors that a process may have here: let agents make the load");
  }
  std::size_t begun = 0;
  for (std::size_t i = 0; i < people_.size(); ++i) {
    if (!is_ours(i)) continue;
    people_[i]->connect();
    ++begun;
    const auto may_go_on = [&] { return ground_.links_open + handshakes_at_once > begun; };
    if (!turn_until(may_go_on, setup_seconds, "connecting")) {
      return false;
    }
  }
  const bool all =
      turn_until([&] { return ground_.links_open == ours(); }, setup_seconds, "connecting");
  report_.connect_seconds = seconds_since(start);
  return all;
}

// A replay's rooms are one a title, joined by all; rooms by Zipf's law have the members drawn for
// them. Both are made by the first member.
bool Run::make_rooms() {
  std::vector<std::vector<std::size_t>> in;
  if (scenario_.mode == Mode::replay) {
    std::vector<std::size_t> all(people_.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    in.assign(replay_.titles.size(), all);
  } else if (scenario_.sizes == Sizes::zipf) {
    in = rooms_by_zipf(scenario_, people_.size());
  } else {
    return true;
  }
  rooms_.resize(in.size());
  made_rooms_of_.resize(people_.size());
  const bool is_made = scenario_.adapter || make_calls_for_rooms(in);
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (scenario_.adapter) rooms_[i] = {i + 1};  // a stranger's room is there when it is entered
    for (const std::size_t m : in[i]) made_rooms_of_[m].push_back(rooms_[i]);
  }
  return is_made;
}

bool Run::make_calls_for_rooms(const std::vector<std::vector<std::size_t>>& in) {
  for (std::size_t i = 0; i < in.size(); ++i) {
    const std::string key = make_key(ground_.run_id, i);
    const std::string title =
        i < replay_.titles.size() ? replay_.titles[i] : "Room " + std::to_string(i + 1);
    members_[in[i].front()]->call(
        [key, title](std::uint64_t id) { return create_room_request(id, key, title); },
        [this, i](const Answer& answer, std::string_view) { rooms_[i] = answer.room; });
  }
  const auto answered = [this] { return ground_.calls_open == 0; };
  if (!turn_until(answered, setup_seconds, "making rooms")) {
    return false;
  }
  for (std::size_t i = 0; i < in.size(); ++i) {
    for (const std::size_t m : in[i]) {
      if (m == in[i].front()) continue;  // made it
      const std::string key = make_key(ground_.run_id, m << 20 | i);
      members_[m]->call(
          [key, room = rooms_[i]](std::uint64_t id) { return join_room_request(id, key, room); },
          [](const Answer&, std::string_view) {});
    }
  }
  return turn_until(answered, setup_seconds, "joining rooms");
}

// Where a member may post.
const std::vector<RoomId>& Run::rooms_of(std::size_t member) const {
  return made_rooms_of_.empty() ? people_[member]->credential().rooms : made_rooms_of_[member];
}

bool Run::make_room_of_questions() {
  if (scenario_.questions == 0) {
    return true;
  }
  questions_ = std::make_unique<Questions>(ground_, members_, scenario_);
  const auto answered = [this] { return ground_.calls_open == 0; };
  questions_->make_room();
  questions_->read_figures();
  if (!turn_until(answered, setup_seconds, "making a room of questions")) {
    return false;
  }
  questions_->join_room();
  return turn_until(answered, setup_seconds, "joining the room of questions");
}

bool Run::listen() {
  const Nanos start = now_nanos();
  std::map<RoomId, std::vector<std::size_t>> readers;
  for (std::size_t m = 0; m < people_.size(); ++m) {
    if (!is_ours(m)) continue;
    auto rooms = rooms_of(m);
    if (rooms.empty()) {
      return fails("a member of the tokens file is in no room");
    }
    if (questions_) {
      rooms.push_back(questions_->room());
    }
    people_[m]->listen(rooms);
    for (const RoomId room : rooms) {
      readers[room].push_back(m);
    }
    // The first of a room learns where it stands, so that the others need not be fed its past.
    const auto may_go_on = [&] { return ground_.calls_open < handshakes_at_once; };
    if (!turn_until(may_go_on, setup_seconds, "listening")) {
      return false;
    }
  }
  title_rooms_ = std::move(rooms_);
  rooms_.clear();
  for (auto& [room, members] : readers) {
    rooms_.push_back(room);
    in_.push_back(std::move(members));
  }
  report_.rooms = rooms_.size();
  for (const auto& listeners : in_) report_.listenings += listeners.size();
  const auto is_quiet = [this] { return ground_.calls_open == 0 && audit_.is_complete(); };
  const bool is_well = turn_until(is_quiet, setup_seconds, "listening");
  report_.setup_seconds = seconds_since(start);
  return is_well;
}

}  // namespace xinqiao::bench
