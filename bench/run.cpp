#include "bench/run.hpp"

#include "bench/tokens.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <random>

namespace xinqiao::bench {
namespace {

constexpr std::size_t handshakes_at_once = 64;
constexpr double setup_seconds = 300;
constexpr double check_seconds = 600;
constexpr double load_slack_seconds = 600;

Nanos own_cpu() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto nanos = [](const timeval& time) {
    return Nanos{time.tv_sec} * nanos_per_second + Nanos{time.tv_usec} * 1'000;
  };
  return nanos(usage.ru_utime) + nanos(usage.ru_stime);
}

double seconds_since(Nanos start) {
  return static_cast<double>(now_nanos() - start) / 1e9;
}

}  // namespace

Run::Run(Scenario scenario, RunOptions options)
    : scenario_(std::move(scenario)),
      options_(std::move(options)),
      ground_{.context = context_,
              .door = door_,
              .audit = audit_,
              .random = std::mt19937_64(scenario_.seed + 17),
              .run_id = 0,
              .on_answered = {}} {
  // Two runs against one store must not share outboxes or keys.
  std::random_device device;
  ground_.run_id = std::uint64_t{device()} << 32 | device();
}

bool Run::fails(std::string problem) {
  report_.problem = std::move(problem);
  return false;
}

template <class Done>
bool Run::turn_until(Done done, double seconds, const char* what) {
  const Nanos until = now_nanos() + static_cast<Nanos>(seconds * 1e9);
  while (!done()) {
    context_.restart();
    context_.run_one_for(std::chrono::milliseconds(20));
    if (!ground_.problem.empty()) {
      return fails(std::string(what) + ": " + ground_.problem);
    }
    if (now_nanos() > until) {
      return fails(std::string(what) + " took too long");
    }
  }
  return true;
}

Report Run::run() {
  const Nanos start = now_nanos();
  report_.scenario = scenario_;
  const bool went_well = prepare() && connect() && make_rooms() && make_room_of_questions() &&
                         listen() && load() && drain() && check_history() && check_file_order() &&
                         check_questions();
  report_.verdict = audit_.verdict();
  if (went_well && !report_.passed()) {
    report_.problem = "messages were lost, doubled, reordered or altered";
  }
  report_.latency = audit_.latency();
  report_.heard_by_all = audit_.heard_by_all();
  report_.acknowledgement = audit_.acknowledgement();
  report_.reconnects = ground_.reconnects;
  report_.repeats = ground_.repeats;
  report_.refusals = ground_.refusals;
  report_.closes = ground_.closes;
  report_.total_seconds = seconds_since(start);
  for (const auto& member : members_) {
    member->leave();
  }
  return std::move(report_);
}

bool Run::prepare() {
  std::string tokens = options_.tokens;
  std::string url = options_.url;
  if (!options_.spawn.empty()) {
    spawned_ = std::make_unique<Spawned>(options_.spawn);
    if (!spawned_->seed(scenario_.members, scenario_.rooms) || !spawned_->start()) {
      return fails(spawned_->problem());
    }
    tokens = spawned_->tokens_path();
    url = spawned_->url();
  }
  if (!read_url(url, door_)) {
    return fails("the address must be http://IP:PORT, not " + url);
  }
  auto credentials = read_tokens(tokens, scenario_.members);
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
    const auto index = static_cast<Listener>(members_.size());
    members_.push_back(std::make_unique<Member>(ground_, index, std::move(credential)));
  }
  report_.members = members_.size();
  return true;
}

bool Run::connect() {
  const Nanos start = now_nanos();
  for (std::size_t i = 0; i < members_.size(); ++i) {
    members_[i]->connect();
    const auto may_go_on = [&] { return ground_.links_open + handshakes_at_once > i + 1; };
    if (!turn_until(may_go_on, setup_seconds, "connecting")) {
      return false;
    }
  }
  const bool all = turn_until([&] { return ground_.links_open == members_.size(); }, setup_seconds,
                              "connecting");
  report_.connect_seconds = seconds_since(start);
  return all;
}

// A replay's rooms: one a title, made by the first member, joined by all.
bool Run::make_rooms() {
  if (scenario_.mode != Mode::replay) {
    return true;
  }
  rooms_.resize(replay_.titles.size());
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    const std::string key = make_key(ground_.run_id, i);
    members_[0]->call(
        [key, title = replay_.titles[i]](std::uint64_t id) {
          return create_room_request(id, key, title);
        },
        [this, i](const Answer& answer, std::string_view) { rooms_[i] = answer.room; });
  }
  const auto answered = [this] { return ground_.calls_open == 0; };
  if (!turn_until(answered, setup_seconds, "making rooms")) {
    return false;
  }
  for (std::size_t m = 1; m < members_.size(); ++m) {
    for (std::size_t i = 0; i < rooms_.size(); ++i) {
      const std::string key = make_key(ground_.run_id, m << 20 | i);
      members_[m]->call(
          [key, room = rooms_[i]](std::uint64_t id) { return join_room_request(id, key, room); },
          [](const Answer&, std::string_view) {});
    }
  }
  return turn_until(answered, setup_seconds, "joining rooms");
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

bool Run::check_questions() {
  if (!questions_) {
    return true;
  }
  questions_->read_figures();
  const auto answered = [this] { return ground_.calls_open == 0; };
  if (!turn_until(answered, check_seconds, "reading figures")) {
    return false;
  }
  report_.questions = questions_->sums();
  const std::string problem = questions_->problem();
  return problem.empty() || fails(problem);
}

bool Run::listen() {
  const Nanos start = now_nanos();
  std::map<RoomId, std::vector<std::size_t>> readers;
  for (std::size_t m = 0; m < members_.size(); ++m) {
    auto rooms = scenario_.mode == Mode::replay ? rooms_ : members_[m]->credential().rooms;
    if (rooms.empty()) {
      return fails("a member of the tokens file is in no room");
    }
    if (questions_) {
      rooms.push_back(questions_->room());
    }
    members_[m]->listen(rooms);
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
  const auto is_quiet = [this] { return ground_.calls_open == 0 && audit_.is_complete(); };
  const bool is_well = turn_until(is_quiet, setup_seconds, "listening");
  report_.setup_seconds = seconds_since(start);
  return is_well;
}

bool Run::load() {
  LoadGround ground{.context = context_, .scenario = scenario_, .post = {}, .rooms_of = {}};
  ground.post = [this](Listener member, RoomId room, std::string text, Nanos due, bool measured) {
    Words words{.room = room, .text = std::move(text)};
    if (questions_) {
      member = questions_->turn(member, words);
    }
    const PostIndex post =
        audit_.sent(members_[member]->credential().member, words.room, words.text, due, measured);
    if (questions_) {
      questions_->said(post, member, words);
    }
    members_[member]->post(post, std::move(words));
    return post;
  };
  for (const auto& member : members_) {
    ground.rooms_of.push_back(scenario_.mode == Mode::replay ? rooms_ : member->credential().rooms);
  }
  double expected_seconds = scenario_.warmup_seconds + scenario_.seconds;
  switch (scenario_.mode) {
    case Mode::latency:
      load_ = make_open_load(std::move(ground));
      break;
    case Mode::saturation:
      load_ = make_saturation_load(std::move(ground));
      break;
    case Mode::replay:
      expected_seconds = static_cast<double>(replay_.lines.back().due) / 1e9;
      load_ = make_replay_load(std::move(ground), replay_, title_rooms_);
      break;
  }
  ground_.on_answered = [this](PostIndex post) {
    load_->answered(post);
    if (questions_) {
      questions_->answered(post);
    }
  };
  audit_.on_heard_by_all = [this](PostIndex post) { load_->heard_by_all(post); };
  const double most_seconds = expected_seconds * 2 + load_slack_seconds;
  load_->start();
  if (!turn_until([this] { return load_->is_measured(); }, most_seconds, "warming up")) {
    return false;
  }
  measure_from_now();
  if (scenario_.kill_at > 0) {
    const auto is_time = [this] { return load_->progress() >= scenario_.kill_at; };
    if (!turn_until(is_time, most_seconds, "posting") || !kill_and_restart()) {
      return false;
    }
  }
  return turn_until([this] { return load_->is_done(); }, most_seconds, "posting");
}

void Run::measure_from_now() {
  window_start_ = now_nanos();
  generator_cpu_start_ = own_cpu();
  server_cpu_start_ = spawned_ ? spawned_->cpu() : 0;
  heard_start_ = audit_.heard_frames();
}

void Run::close_measurement() {
  report_.window_seconds = seconds_since(window_start_);
  report_.window_deliveries = audit_.heard_frames() - heard_start_;
  report_.generator_cpu =
      static_cast<double>(own_cpu() - generator_cpu_start_) / 1e9 / report_.window_seconds;
  if (spawned_) {
    report_.server_cpu_seconds = static_cast<double>(spawned_->cpu() - server_cpu_start_) / 1e9;
    report_.server_resident_kilobytes = spawned_->resident_kilobytes();
  }
  report_.late = load_->late();
}

bool Run::kill_and_restart() {
  if (!spawned_) {
    return fails("kill_at needs --spawn");
  }
  const Nanos start = now_nanos();
  spawned_->kill_now();
  if (!spawned_->start()) {
    return fails(spawned_->problem());
  }
  report_.restart_ms = seconds_since(start) * 1e3;
  return true;
}

// Everything posted is answered and everything known is heard by everyone, or the time for it is
// over: what is missing then is found by the audit.
bool Run::drain() {
  const bool is_measured =
      turn_until([this] { return ground_.posts_open == 0 && audit_.unheard_measured() == 0; },
                 scenario_.drain_seconds, "draining");
  close_measurement();
  const auto is_quiet = [this] {
    return ground_.links_open == members_.size() && ground_.calls_open == 0 && audit_.is_complete();
  };
  return is_measured && turn_until(is_quiet, scenario_.drain_seconds, "draining");
}

bool Run::check_history() {
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    const Seq first = audit_.first_of_run(rooms_[i]);
    read_room(in_[i].front(), rooms_[i], first == 0 ? 0 : first - 1);
    const auto may_go_on = [this] { return ground_.calls_open < handshakes_at_once; };
    if (!turn_until(may_go_on, check_seconds, "reading the log")) {
      return false;
    }
  }
  report_.is_history_checked =
      turn_until([this] { return ground_.calls_open == 0; }, check_seconds, "reading the log");
  return report_.is_history_checked;
}

void Run::read_room(std::size_t reader, RoomId room, Seq after) {
  members_[reader]->call(
      [room, after](std::uint64_t id) { return history_request(id, room, after); },
      [this, reader, room, after](const Answer&, std::string_view frame) {
        const auto page = read_history(frame);
        if (!page) {
          ground_.problem = "an answer to history could not be read";
          return;
        }
        Seq last = after;
        for (const std::string& bytes : page->events) {
          const auto event = read_event(bytes);
          if (!event || event->seq != last + 1) {
            ground_.problem = "history has a hole or is out of order";
            return;
          }
          last = event->seq;
          audit_.kept(room, last, bytes);
        }
        if (last < page->top) {
          read_room(reader, room, last);
        }
      });
}

bool Run::check_file_order() {
  if (scenario_.mode != Mode::replay || !scenario_.ordered) {
    return true;
  }
  std::vector<std::vector<std::size_t>> wanted(replay_.titles.size());
  for (std::size_t i = 0; i < replay_.lines.size(); ++i) {
    wanted[replay_.lines[i].room].push_back(i);
  }
  bool is_same = true;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto posts = audit_.in_log_order(title_rooms_[i]);
    is_same = is_same && posts.size() == wanted[i].size();
    for (std::size_t j = 0; is_same && j < posts.size(); ++j) {
      const ReplayLine& line = replay_.lines[wanted[i][j]];
      is_same = audit_.is_post(posts[j], members_[line.from]->credential().member, line.text);
    }
  }
  report_.is_file_order = is_same;
  return is_same || fails("a room's log is not the file's lines in the file's order");
}

}  // namespace xinqiao::bench
