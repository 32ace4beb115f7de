#include "bench/floor_sides.hpp"

#include "bench/metrics_page.hpp"
#include "bench/tokens.hpp"
#include "bench/words.hpp"
#include "protocol/limits.hpp"

namespace xinqiao::bench {

std::optional<Nanos> FloorSide::burst() {
  crowd_->expect(frames_at_once_);
  const Nanos began = fire();
  if (!problem_.empty() || !crowd_->hear_all(awake_)) return std::nullopt;
  return crowd_->last_heard() - began;
}

std::string FloorSide::problem() const {
  return problem_.empty() && crowd_ ? crowd_->problem() : problem_;
}

// --- A server of ours ---

ServerSide::ServerSide(ServerSideOptions options)
    : FloorSide(options.posts),
      options_(std::move(options)),
      server_(options_.binary, options_.spawn) {}

bool ServerSide::begin() {
  if (!server_.seed(options_.members, 1) || !server_.start()) {
    problem_ = server_.problem();
    return false;
  }
  auto who = read_tokens(server_.tokens_path(), options_.members);
  if (const auto* problem = get_if<std::string>(&who)) {
    problem_ = *problem;
    return false;
  }
  who_ = std::move(get<std::vector<Credential>>(who));
  return true;
}

bool ServerSide::come() {
  crowd_ = std::make_unique<Crowd>(server_.url(), who_, who_.front().rooms.front(), options_.packs);
  return crowd_->come();
}

FloorCounts ServerSide::counts() {
  double syncs = 0;
  if (counts_syncs()) {
    const auto metrics = read_metrics(crowd_->door());
    const auto groups = metrics.find("xinqiao_groups_total");
    if (groups == metrics.end()) problem_ = "the server's metrics cannot be read";
    syncs = groups == metrics.end() ? 0 : groups->second;
  }
  return {.sends = 0,
          .segments = static_cast<double>(crowd_->segments()),
          .syncs = syncs,
          .switches = switches_of(server_.process()),
          .threads = cpu_of_threads(server_.process()),
          .io_user = user_time_of(server_.process(), "io")};
}

Nanos ServerSide::fire() {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < options_.posts; ++i) {
    texts.push_back(make_text(1, ++texts_, options_.text_bytes));
  }
  const bool is_held = options_.held && options_.posts > 1;
  if (is_held && !server_.stop_now()) problem_ = "the server could not be stopped";
  const Nanos began = now_nanos();
  crowd_->post(texts);
  if (!is_held) return began;
  const Nanos goes_on = now_nanos();
  server_.go_on();
  return goes_on;
}

// The index of words gathers, and commits once a second.
void ServerSide::come_to_rest() {
  constexpr Nanos look = nanos_per_second / 4;
  constexpr int looks_most = 40;
  if (!counts_syncs()) return crowd_->rest(6 * look);
  for (int i = 0; i < looks_most && problem_.empty(); ++i) {
    crowd_->rest(look);
    if (is_indexed(crowd_->door())) return;
  }
  problem_ = "the index of words does not come to its end";
}

// Whoever reads the metrics needs a connection too.
bool ServerSide::counts_syncs() const {
  return options_.members < limits::connections;
}

std::vector<std::string> ServerSide::told_frames() {
  return burst() ? crowd_->frames() : std::vector<std::string>{};
}

// --- The bare server ---

BareSide::BareSide(std::vector<std::string> frames, std::uint64_t members,
                   BareFanOut::Options options)
    : FloorSide(frames.size()), frames_(std::move(frames)), members_(members), options_(options) {}

bool BareSide::begin() {
  if (bare_.start(frames_, options_)) return true;
  problem_ = bare_.problem();
  return false;
}

bool BareSide::come() {
  const std::string scheme = options_.tls ? "https" : "http";
  crowd_ = std::make_unique<Crowd>(scheme + "://127.0.0.1:" + std::to_string(bare_.port()),
                                   std::vector<Credential>(members_), RoomId{});
  return crowd_->come();
}

FloorCounts BareSide::counts() {
  return {.sends = static_cast<double>(bare_.sends()),
          .segments = static_cast<double>(crowd_->segments()),
          .syncs = 0,
          .switches = switches_of(bare_.process()),
          .threads = {}};
}

Nanos BareSide::fire() {
  const Nanos began = now_nanos();
  bare_.fire();
  problem_ = bare_.problem();
  return began;
}

}  // namespace xinqiao::bench
