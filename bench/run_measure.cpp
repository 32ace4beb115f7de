// The measured part of a run: the load and what is measured of it, and the steps of a search.
#include "bench/metrics_page.hpp"
#include "bench/run.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

namespace xinqiao::bench {
namespace {

constexpr double load_slack_seconds = 600;
constexpr double step_warmup_seconds = 0.5;
constexpr double drains_of_a_step = 10;
// So many bounds behind, a step cannot hold any more: the rest of it would only have to be drained.
constexpr double hopeless_bounds = 4;
constexpr std::uint64_t step_seeds = 1'000'003;

}  // namespace

bool Run::measure() {
  switch (scenario_.mode) {
    case Mode::search:
      return search();
    case Mode::idle:
      return be_idle();
    case Mode::latency:
    case Mode::saturation:
    case Mode::replay: {
      const bool is_drained = wait_for_start() && load() && drain();
      // What was not heard by then is found by the audit, also by an agent's.
      return (is_drained || is_short_) && wait_for_check() && is_drained;
    }
  }
  return false;
}

PostIndex Run::post(Listener member, RoomId room, std::string text, Nanos due, bool is_measured) {
  if (scenario_.adapter) return post_by_stranger(member, room, std::move(text), due, is_measured);
  Words words{.room = room, .text = std::move(text)};
  if (questions_) member = questions_->turn(member, words);
  const PostIndex post =
      audit_.sent(members_[member]->credential().member, words.room, words.text, due,
                  is_measured && (is_ours(member) || audit_.is_awaited(words.room)));
  if (!is_ours(member)) {
    audit_.is_foreign(post);
    return post;
  }
  if (starts_at_) {  // it was drawn before it is due, and waits for the moment
    const auto moment = std::chrono::steady_clock::time_point(std::chrono::nanoseconds(due));
    auto timer = std::make_shared<boost::asio::steady_timer>(context_, moment);
    timer->async_wait([this, timer, post, member, due, is_measured,
                       words = std::move(words)](boost::system::error_code cancelled) mutable {
      if (cancelled) return;
      if (is_measured) report_.late.record(now_nanos() - due);
      members_[member]->post(post, std::move(words));
    });
    return post;
  }
  if (questions_) {
    questions_->said(post, member, words);
  }
  members_[member]->post(post, std::move(words));
  return post;
}

// scenario: outlives the load.
void Run::make_load(const Scenario& scenario) {
  LoadGround ground{.context = context_,
                    .scenario = scenario,
                    .post = {},
                    .rooms_of = {},
                    .starts_at = starts_at_};
  ground.post = [this](Listener member, RoomId room, std::string text, Nanos due, bool measured) {
    return post(member, room, std::move(text), due, measured);
  };
  for (std::size_t member = 0; member < people_.size(); ++member) {
    ground.rooms_of.push_back(rooms_of(member));
  }
  if (scenario.mode == Mode::replay) {
    load_ = make_replay_load(std::move(ground), replay_, title_rooms_);
  } else if (scenario.mode == Mode::saturation) {
    load_ = make_saturation_load(std::move(ground));
  } else {
    load_ = make_open_load(std::move(ground));
  }
  ground_.on_answered = [this](PostIndex post) {
    load_->answered(post);
    if (questions_) {
      questions_->answered(post);
    }
  };
  audit_.on_heard_by_all = [this](PostIndex post) { load_->heard_by_all(post); };
}

bool Run::load() {
  make_load(scenario_);
  const double expected_seconds = scenario_.mode == Mode::replay
                                      ? static_cast<double>(replay_.lines.back().due) / 1e9
                                      : seconds_of(stretches_of(scenario_));
  const double most_seconds = expected_seconds * 2 + load_slack_seconds;
  start_beside();
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
  const bool is_done = turn_until([this] { return load_->is_done(); }, most_seconds, "posting");
  stop_beside();
  return is_done;
}

void Run::measure_from_now() {
  neighbours_ = std::make_unique<Neighbours>([this] { return own_cpu() + server_cpu(); });
  if (!scenario_.adapter) counts_before_ = read_metrics(door_);
  before_ = looks_now();
}

void Run::close_measurement() {
  const Looks now = looks_now();
  report_.window_seconds = static_cast<double>(now.at - before_.at) / 1e9;
  report_.window_deliveries = now.heard - before_.heard;
  report_.generator_cpu =
      static_cast<double>(now.generator_cpu - before_.generator_cpu) / 1e9 / report_.window_seconds;
  if (knows_server()) {
    report_.server_cpu_seconds = static_cast<double>(now.server_cpu - before_.server_cpu) / 1e9;
    report_.server_resident_kilobytes = server_resident();
    report_.own_kilobytes = server_own();
  }
  report_.beside = neighbours_->look();
  if (!starts_at_) report_.late = load_->late();
}

// Those of a search are its best step's, and are there already.
void Run::take_figures() {
  if (scenario_.mode == Mode::search) {
    return;
  }
  report_.latency = audit_.latency();
  report_.heard_by_all = audit_.heard_by_all();
  report_.acknowledgement = audit_.acknowledgement();
}

// Everything posted is answered and everything known is heard by everyone, or the time for it is
// over: what is missing then is found by the audit.
bool Run::drain() {
  const bool is_measured =
      turn_until([this] { return ground_.posts_open == 0 && audit_.unheard_measured() == 0; },
                 scenario_.drain_seconds, "draining");
  close_measurement();
  look_timer_.cancel();
  const auto is_quiet = [this] {
    return ground_.links_open == ours() && ground_.calls_open == 0 && audit_.is_complete();
  };
  const bool is_drained = is_measured && turn_until(is_quiet, scenario_.drain_seconds, "draining");
  is_short_ = !is_drained;
  return is_drained;
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

// --- The highest rate ---

bool Run::search() {
  RateSearch rates({.start = scenario_.posts_per_second,
                    .factor = scenario_.step_factor,
                    .narrow = scenario_.narrow,
                    .most = scenario_.rate_most});
  report_.search.emplace();
  for (std::uint64_t number = 1; !rates.is_done(); ++number) {
    auto step = try_rate(rates.rate(), number);
    if (!step) {
      return false;
    }
    const bool is_best = step->result == StepResult::held && rates.rate() > rates.best();
    rates.told(step->result);
    report_.search->steps.push_back(std::move(*step));
    if (is_best) {
      close_measurement();
      report_.latency = audit_.latency();
      report_.heard_by_all = audit_.heard_by_all();
      report_.acknowledgement = audit_.acknowledgement();
    }
  }
  report_.search->posts_per_second = rates.best();
  report_.search->is_open = rates.is_open();
  report_.search->why = rates.why();
  return rates.best() > 0 || fails("no rate held");
}

std::optional<SearchStep> Run::try_rate(double rate, std::uint64_t number) {
  step_ = scenario_;
  step_.posts_per_second = rate;
  step_.warmup_seconds = step_warmup_seconds;
  step_.seconds = scenario_.step_seconds;
  step_.seed = scenario_.seed + number * step_seeds;
  audit_.begin_figures();
  make_load(step_);
  const double most_seconds = 2 * (step_.warmup_seconds + step_.seconds) + load_slack_seconds;
  load_->start();
  if (!turn_until([this] { return load_->is_measured(); }, most_seconds, "warming up")) {
    return std::nullopt;
  }
  measure_from_now();
  const double hopeless_posts = rate * hopeless_bounds * scenario_.bound_ms / 1e3;
  const auto is_over = [this, hopeless_posts] {
    if (static_cast<double>(audit_.unheard_measured()) > hopeless_posts) load_->end_now();
    return load_->is_done();
  };
  if (!turn_until(is_over, most_seconds, "posting")) {
    return std::nullopt;
  }
  const Nanos end = now_nanos();
  const auto is_heard = [this] {
    return ground_.posts_open == 0 && audit_.unheard_measured() == 0;
  };
  // A step that was far too much takes its time to be over; it did not hold, and the search goes
  // on.
  const double patience_seconds = drains_of_a_step * scenario_.drain_seconds;
  if (!turn_until(is_heard, patience_seconds, "draining a step")) {
    return std::nullopt;
  }
  SearchStep step;
  step.posts_per_second = rate;
  step.backlog_ms = seconds_since(end) * 1e3;
  const Looks now = looks_now();
  const double seconds = static_cast<double>(now.at - before_.at) / 1e9;
  step.deliveries_per_second = static_cast<double>(now.heard - before_.heard) / seconds;
  step.server_cpu = static_cast<double>(now.server_cpu - before_.server_cpu) / 1e9 / seconds;
  step.generator_cpu =
      static_cast<double>(now.generator_cpu - before_.generator_cpu) / 1e9 / seconds;
  step.late_p99_ms = load_->late().quantile_ms(0.99);
  step.others_cores = neighbours_->look().others_cores;
  step.heard_by_all = audit_.heard_by_all();
  const auto is_quiet = [this] {
    return ground_.links_open == ours() && ground_.calls_open == 0 && audit_.is_complete();
  };
  if (!turn_until(is_quiet, patience_seconds, "draining a step")) {
    return std::nullopt;
  }
  judge(step);
  return step;
}

// What the generator's own delay did is in the figures too: a step that holds, holds. One that does
// not says nothing of the server when the generator had no more to give.
void Run::judge(SearchStep& step) const {
  const double p99 = step.heard_by_all.quantile_ms(0.99);
  const auto ms = [](double value) { return std::to_string(std::llround(value)) + " ms"; };
  if (!audit_.is_sound()) {
    step.why = "messages were lost, doubled, reordered or altered";
  } else if (p99 > scenario_.bound_ms) {
    step.why = "p99 " + ms(p99);
  } else if (step.backlog_ms > scenario_.bound_ms) {
    step.why = "a backlog of " + ms(step.backlog_ms);
  } else {
    step.result = StepResult::held;
    return;
  }
  const bool is_generators = audit_.is_sound() && (step.late_p99_ms > scenario_.late_ms ||
                                                   step.generator_cpu > scenario_.generator_cpu);
  step.result = is_generators ? StepResult::unclear : StepResult::failed;
  if (is_generators) step.why += ", by the generator";
}

bool Run::be_idle() {
  neighbours_ = std::make_unique<Neighbours>([this] { return own_cpu() + server_cpu(); });
  rest(scenario_.seconds);
  report_.window_seconds = scenario_.seconds;
  report_.beside = neighbours_->look();
  if (knows_server()) {
    report_.server_resident_kilobytes = server_resident();
    report_.own_kilobytes = server_own();
    report_.cache_kilobytes = cache_kilobytes_of(door_);
  }
  if (ground_.reconnects > 0) {
    return fails("idle members lost their links");
  }
  return ground_.problem.empty() || fails(ground_.problem);
}

}  // namespace xinqiao::bench
