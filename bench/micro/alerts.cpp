// What raising an alert for everybody costs the server itself, by stage, and that it was written to
// all of them: decided (with what is recorded), written to the store, synced. Time is that of the
// one thread that does it, but for the sync, which is the disk's.
#include "bench/micro/works.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

namespace {

using namespace xinqiao;
using bench::thread_ms;
using bench::Works;

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
