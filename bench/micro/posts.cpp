// What a posted message costs the decider: admitted, decided, applied to the world, recorded as a
// row of the store, made into the frame that all will hear, answered, and handed to the keeper.
// The time of that thread alone, by so many posts that arrive together, in a room of a thousand.
#include "bench/micro/works.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace xinqiao;
using bench::thread_ms;
using bench::Works;

constexpr std::uint64_t posts_members = 1'000;
constexpr RoomId posts_room{1};

std::string posted_text() {
  std::string text;
  while (text.size() < 200) text += "二号泵房温度正常 ";
  return text;
}

void decide_posts(benchmark::State& state) {
  Works works(posts_members);
  works.say(works.owner(), CreateRoom{"调度室"});
  works.settle();
  std::vector<TokenHash> tokens;
  for (std::uint64_t i = 0; i < posts_members; ++i) {
    tokens.push_back(Works::member(i));
    if (i > 0) works.say(tokens.back(), JoinRoom{posts_room});
    works.settle();
  }
  const auto posts = static_cast<std::uint64_t>(state.range(0));
  const std::string text = posted_text();
  std::uint64_t n = 0;
  double decided = 0;
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < posts; ++i) {
      ++n;
      works.say(tokens[n % posts_members], Post{posts_room, text, std::nullopt},
                OutboxPlace{"bench-outbox", 1 + n / posts_members});
    }
    const double before = thread_ms();
    while (works.pipeline().decide_step()) {
    }
    const double took = thread_ms() - before;
    decided += took;
    state.SetIterationTime(took / 1e3);
    works.settle();
  }
  const bool is_whole = works.is_there() && works.world().room(posts_room)->row.last_seq > n;
  if (!is_whole) state.SkipWithError("the posts were not taken");
  state.counters["ns_a_post"] = decided * 1e6 / static_cast<double>(n);
}
BENCHMARK(decide_posts)
    ->Arg(1)
    ->Arg(8)
    ->Arg(32)
    ->Arg(1'000)
    ->UseManualTime()
    ->MinTime(0.05);  // of deciding: with the disk between, fifty times that

}  // namespace
