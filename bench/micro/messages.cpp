// Decode, encode, decide: what one post costs before it is written. A post of 200 bytes, as the
// wire has it.
#include "bench/words.hpp"
#include "protocol/decode.hpp"
#include "protocol/encode.hpp"
#include "protocol/json_writer.hpp"
#include "server/domain/decide.hpp"

#include <benchmark/benchmark.h>

namespace {

using namespace xinqiao;

constexpr std::size_t text_bytes = 200;

std::string post_text() {
  return bench::make_text(1, 1, text_bytes);
}

std::string post_request() {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("jsonrpc").string("2.0").key("id").integer(17);
  json.key("method").string("message.post").key("params").begin_object();
  json.key("outbox").string("bench-outbox").key("n").integer(1).key("room").integer(1);
  json.key("text").string(post_text()).end_object().end_object();
  return text;
}

Event post_event() {
  return {.room = RoomId{1},
          .seq = 7,
          .at = {1'700'000'000'000},
          .by = MemberId{3},
          .n = 5,
          .body = Posted{post_text(), std::nullopt}};
}

void decode_request(benchmark::State& state) {
  Decoder decoder;
  const std::string text = post_request();
  for (auto _ : state) {
    benchmark::DoNotOptimize(decoder.request(text));
  }
}
BENCHMARK(decode_request);

void decode_event(benchmark::State& state) {
  Decoder decoder;
  const std::string bytes = encode_event(post_event());
  Event event;
  for (auto _ : state) {
    benchmark::DoNotOptimize(decoder.event(bytes, event));
  }
}
BENCHMARK(decode_event);

void encode_kept_event(benchmark::State& state) {
  const Event event = post_event();
  for (auto _ : state) {
    benchmark::DoNotOptimize(encode_event(event));
  }
}
BENCHMARK(encode_kept_event);

void encode_event_frame(benchmark::State& state) {
  const std::string bytes = encode_event(post_event());
  for (auto _ : state) {
    benchmark::DoNotOptimize(encode_notification("event", bytes));
  }
}
BENCHMARK(encode_event_frame);

// A world of one room with so many members, as the rules themselves make it.
class House {
 public:
  explicit House(std::int64_t members) {
    domain::Caller server;
    server.is_server = true;
    for (std::int64_t i = 1; i <= members; ++i) {
      const domain::Caller one = caller(i);
      take(server, AddMember{"桥友", i == 1});
      i == 1 ? take(one, CreateRoom{"房间"}) : take(one, JoinRoom{RoomId{1}});
    }
  }
  static domain::Caller caller(std::int64_t member) {
    domain::Caller one;
    one.member = MemberId{static_cast<std::uint64_t>(member)};
    return one;
  }
  void take(const domain::Caller& caller, const Command& command, const Guard& guard = {}) {
    const domain::Decision decision =
        domain::decide(world_, caller, guard, command, {.at = {++at_}, .target = {}});
    ++position_;
    for (const Event& event : decision.events) {
      world_.apply(event);
    }
    for (const Mark& mark : decision.marks) {
      world_.apply(mark, position_);
    }
  }

 private:
  domain::World world_;
  std::int64_t at_ = 1'700'000'000'000;
  Position position_ = 0;
};

void decide_and_apply(benchmark::State& state) {
  House house(state.range(0));
  const Command post = Post{RoomId{1}, post_text(), std::nullopt};
  std::uint64_t n = 0;
  const domain::Caller caller = House::caller(1);
  for (auto _ : state) {
    house.take(caller, post, OutboxPlace{"bench-outbox", ++n});
  }
}
BENCHMARK(decide_and_apply)->Arg(10)->Arg(1'000);

}  // namespace
