// What raising an alert for everybody costs the server itself, by stage, and that it was written to
// all of them: decided (with what is recorded), written to the store, synced. Time is that of the
// one thread that does it, but for the sync, which is the disk's.
#include "protocol/limits.hpp"
#include "server/credentials.hpp"
#include "server/decider.hpp"
#include "server/pipeline.hpp"
#include "store/rocks_log.hpp"

#include <benchmark/benchmark.h>

#include <stdlib.h>
#include <time.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace {

using namespace xinqiao;

double thread_ms() {
  ::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Nobody final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch>) override {}
};

// A server without doors: as many members without a home, all of them signed in, one an owner.
class Works {
 public:
  explicit Works(std::uint64_t members) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "xinqiao-alert-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    if (!store::RocksLog::open(folder_ + "/data", {}, log_).is_ok()) return;
    pipeline_ = std::make_unique<Pipeline>(*log_, clock_, nobody_, metrics_,
                                           Pipeline::Options{.commands_per_second = 0});
    if (!pipeline_->load().is_ok()) return;
    is_there_ = true;
    for (std::uint64_t i = 0; i < members; ++i) {
      const std::string who = std::to_string(i);
      const TokenHash link = hash_secret("link " + who);
      say(server_itself(), AddMember{"工友 " + who, i == 0});
      say(server_itself(), CreateLink{MemberId{i + 1}, link});
      say(server_itself(),
          StartSession{link, hash_secret("claim"), hash_secret("token " + who), "bench"});
      if (i % limits::group_commands == 0) settle();
    }
    settle();
    token_ = hash_secret("token 0");
    is_there_ = is_there_ && pipeline_->world().session(token_) != nullptr;
  }
  ~Works() {
    pipeline_.reset();
    log_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Works(const Works&) = delete;
  Works& operator=(const Works&) = delete;

  bool is_there() const { return is_there_; }
  const TokenHash& owner() const { return token_; }
  Pipeline& pipeline() { return *pipeline_; }
  const domain::World& world() const { return pipeline_->world(); }

  void say(const TokenHash& caller, Command command) {
    Heard heard;
    heard.caller = caller;
    heard.request.id = "0";
    heard.request.command = std::move(command);
    if (!pipeline_->hear(std::move(heard))) is_there_ = false;
  }
  void settle() {
    while (pipeline_->decide_step() || pipeline_->keep_step()) {
    }
  }

 private:
  std::string folder_;
  std::unique_ptr<store::RocksLog> log_;
  SystemClock clock_;
  Nobody nobody_;
  Metrics metrics_;
  std::unique_ptr<Pipeline> pipeline_;
  TokenHash token_{};
  bool is_there_ = false;
};

// The stages of what was said before, until nothing is left to do.
class Stages {
 public:
  void run(Pipeline& pipeline) {
    for (bool goes_on = true; goes_on;) {
      const double before = thread_ms();
      goes_on = pipeline.decide_step();
      const double decided = thread_ms();
      goes_on = pipeline.write_step() || goes_on;
      const double written = thread_ms();
      const auto began = std::chrono::steady_clock::now();
      goes_on = pipeline.sync_step() || goes_on;
      const std::chrono::duration<double, std::milli> synced =
          std::chrono::steady_clock::now() - began;
      decide_ += decided - before;
      write_ += written - decided;
      sync_ += synced.count();
    }
  }
  void report(benchmark::State& state) const {
    const auto each = benchmark::Counter::kAvgIterations;
    state.counters["decide_ms"] = {decide_, each};
    state.counters["write_ms"] = {write_, each};
    state.counters["sync_ms"] = {sync_, each};
  }

 private:
  double decide_ = 0;
  double write_ = 0;
  double sync_ = 0;
};

RaiseAlert raising() {
  return {{root_unit}, true, "演练", "这是演练，请点一下。", {"收到"}};
}
void clear(Works& works, RoomId room) {
  works.say(works.owner(), MoveAlert{AlertMove::all_clear, room, "演练结束。"});
  works.settle();
}

void raise_for_all(benchmark::State& state) {
  Works works(static_cast<std::uint64_t>(state.range(0)));
  if (!works.is_there()) return state.SkipWithError("the works could not be made");
  Stages stages;
  for (auto _ : state) {
    const RoomId room = works.world().next_room();
    works.say(works.owner(), raising());
    stages.run(works.pipeline());
    state.PauseTiming();
    clear(works, room);
    state.ResumeTiming();
  }
  stages.report(state);
}
BENCHMARK(raise_for_all)->Arg(1'000)->Arg(15'900)->Iterations(10)->UseRealTime();

void note_written_to_all(benchmark::State& state) {
  Works works(static_cast<std::uint64_t>(state.range(0)));
  if (!works.is_there()) return state.SkipWithError("the works could not be made");
  Stages stages;
  for (auto _ : state) {
    state.PauseTiming();
    const RoomId room = works.world().next_room();
    works.say(works.owner(), raising());
    works.settle();
    std::vector<AlertWritten> written;
    for (const auto& [id, member] : works.world().members()) written.push_back({room, id});
    state.ResumeTiming();
    works.pipeline().wrote(written);
    stages.run(works.pipeline());
    state.PauseTiming();
    clear(works, room);
    state.ResumeTiming();
  }
  stages.report(state);
}
BENCHMARK(note_written_to_all)->Arg(1'000)->Arg(15'900)->Iterations(10)->UseRealTime();

}  // namespace
