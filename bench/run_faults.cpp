// What happens beside the load: faults at their moments, what members do besides posting, and a
// look at all counters once a second.
#include "bench/metrics_page.hpp"
#include "bench/run.hpp"

#include <algorithm>
#include <chrono>

namespace xinqiao::bench {
namespace {

constexpr auto between_looks = std::chrono::seconds(1);
constexpr auto between_peeks = std::chrono::milliseconds(10);

std::chrono::steady_clock::time_point moment_of(Nanos at) {
  return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(at));
}

}  // namespace

void Run::start_beside() {
  load_start_ = starts_at_.value_or(now_nanos());
  behaviour_ = std::make_unique<Behaviour>(ground_, people_, members_, scenario_);
  behaviour_->start();
  faults_ = scenario_.faults;
  std::sort(faults_.begin(), faults_.end(),
            [](const Fault& one, const Fault& other) { return one.at > other.at; });
  wait_for_fault();
  last_look_ = looks_now();
  look();
}

void Run::stop_beside() {
  fault_timer_.cancel();
  flood_timer_.cancel();
  crowd_timer_.cancel();
  if (spawned_) spawned_->go_on();
  behaviour_->stop();
  report_.marks = behaviour_->marks();
}

void Run::wait_for_fault() {
  if (faults_.empty()) return;
  const double at = scenario_.warmup_seconds + faults_.back().at;
  fault_timer_.expires_at(moment_of(load_start_ + static_cast<Nanos>(at * 1e9)));
  fault_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    const Fault fault = faults_.back();
    faults_.pop_back();
    happen(fault);
    wait_for_fault();
  });
}

void Run::happen(const Fault& fault) {
  report_.faults.push_back({seconds_since(load_start_) - scenario_.warmup_seconds, fault.what});
  const double at = report_.faults.back().at;
  if (!recovery_) recovery_ = std::make_unique<Recovery>(context_, members_);
  recovery_->before();
  switch (fault.what) {
    case FaultKind::cut:
      behaviour_->cut(fault.share);
      return recovery_->after("cut", at, false);
    case FaultKind::kill:
      if (!kill_and_restart()) ground_.problem = report_.problem;
      return recovery_->after("kill", at, true);
    case FaultKind::flood:
      return flood(fault);
    case FaultKind::crowd:
      return crowd(fault);
    case FaultKind::stop:
      spawned_->stop_now();
      go_on_timer_.expires_after(
          std::chrono::milliseconds(static_cast<std::int64_t>(fault.seconds * 1e3)));
      return go_on_timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) spawned_->go_on();
      });
    case FaultKind::restart:
      spawned_->ask_to_stop();
      recovery_->after("restart", at, true);
      return wait_for_end(now_nanos());
  }
}

// It is nobody who posts.
void Run::flood(const Fault& fault) {
  flood_ = std::make_unique<Flood>(context_, door_, members_.back()->credential(), fault.sockets,
                                   fault.window);
  flood_->begin();
  flood_timer_.expires_after(
      std::chrono::milliseconds(static_cast<std::int64_t>(fault.seconds * 1e3)));
  flood_timer_.async_wait([this](boost::system::error_code) { flood_->end(); });
}

void Run::crowd(const Fault& fault) {
  unknowns_ = std::make_unique<Unknowns>(context_, door_, fault.sockets);
  crowd_timer_.expires_after(
      std::chrono::milliseconds(static_cast<std::int64_t>(fault.seconds * 1e3)));
  crowd_timer_.async_wait([this](boost::system::error_code) { unknowns_.reset(); });
}

// When all is over.
void Run::note_overload() {
  if (recovery_) {
    recovery_->stop();
    report_.recoveries = recovery_->found();
  }
  if (flood_) {
    flood_->end();
    report_.flood = flood_->counts();
  }
  if (counts_before_.empty()) return;  // a stranger's server, or one that said nothing
  for (const auto& [name, value] : read_metrics(door_)) {
    const auto before = counts_before_.find(name);
    report_.counted[name] = before == counts_before_.end() ? value : value - before->second;
  }
}

// The members go on hearing while the server stops in good order.
void Run::wait_for_end(Nanos since) {
  go_on_timer_.expires_after(between_peeks);
  go_on_timer_.async_wait([this, since](boost::system::error_code cancelled) {
    if (cancelled) return;
    if (!spawned_->has_ended()) return wait_for_end(since);
    if (!spawned_->start()) ground_.problem = spawned_->problem();
    report_.restart_ms = seconds_since(since) * 1e3;
  });
}

Nanos Run::server_cpu() const {
  return spawned_ ? spawned_->cpu() : cpu_of(options_.process);
}

std::uint64_t Run::server_resident() const {
  return resident_kilobytes_of(spawned_ ? spawned_->process() : options_.process);
}

std::uint64_t Run::server_own() const {
  return own_kilobytes_of(spawned_ ? spawned_->process() : options_.process);
}

Looks Run::looks_now() const {
  return {.at = now_nanos(),
          .server_cpu = server_cpu(),
          .generator_cpu = own_cpu(),
          .heard = audit_.heard_frames()};
}

void Run::look() {
  look_timer_.expires_after(between_looks);
  look_timer_.async_wait([this](boost::system::error_code cancelled) {
    if (cancelled) return;
    const Looks now = looks_now();
    const double seconds = static_cast<double>(now.at - last_look_.at) / 1e9;
    const Histogram heard = audit_.take_recent();
    SecondLook look{.at = seconds_since(load_start_), .is_measured = load_->is_measured()};
    look.deliveries_per_second = static_cast<double>(now.heard - last_look_.heard) / seconds;
    if (knows_server()) {
      look.server_cpu = static_cast<double>(now.server_cpu - last_look_.server_cpu) / 1e9 / seconds;
      look.resident_kilobytes = server_resident();
      look.descriptors = spawned_ ? spawned_->descriptors() : 0;
    }
    look.generator_cpu =
        static_cast<double>(now.generator_cpu - last_look_.generator_cpu) / 1e9 / seconds;
    look.posts_heard = heard.count();
    look.p50_ms = heard.quantile_ms(0.5);
    look.p99_ms = heard.quantile_ms(0.99);
    report_.timeline.push_back(look);
    last_look_ = now;
    this->look();
  });
}

}  // namespace xinqiao::bench
