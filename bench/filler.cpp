#include "bench/filler.hpp"

#include "bench/clock.hpp"
#include "bench/tokens.hpp"
#include "bench/turnstile.hpp"
#include "bench/words.hpp"
#include "protocol/limits.hpp"
#include "server/credentials.hpp"
#include "server/domain/world.hpp"
#include "server/pipeline.hpp"
#include "store/rocks_log.hpp"

#include <algorithm>
#include <memory>
#include <vector>

namespace xinqiao::bench {
namespace {

// Enough for a full group at each stage, and fewer of each poster than an outbox remembers.
constexpr std::uint64_t under_way_most = 4 * limits::group_commands;
constexpr std::uint64_t of_each_most = limits::outbox_window / 2;
constexpr std::uint64_t filler_texts = 4'096;

struct FillPoster {
  TokenHash token{};
  std::vector<RoomId> rooms;
  std::uint64_t n = 0;
};

std::vector<FillPoster> posters_of(const std::vector<Credential>& who) {
  std::vector<FillPoster> posters;
  for (const Credential& one : who) {
    posters.push_back({.token = hash_secret(one.token), .rooms = one.rooms, .n = 0});
  }
  return posters;
}

// outbox: another one each time, so that nothing is taken for a repeat of what was said before.
Heard post_of(FillPoster& poster, const std::string& outbox, std::uint64_t number,
              std::string text) {
  Heard heard;
  heard.caller = poster.token;
  heard.request.id = "1";
  heard.request.guard.emplace<OutboxPlace>(outbox, ++poster.n);
  heard.request.command.emplace<Post>(poster.rooms[number % poster.rooms.size()], std::move(text),
                                      std::nullopt);
  return heard;
}

// A text of another beginning for each post, and words that are made but once.
class Texts {
 public:
  explicit Texts(std::size_t bytes) {
    for (std::uint64_t i = 0; i < filler_texts; ++i) texts_.push_back(make_text(2, i, bytes));
  }
  std::string operator()(std::uint64_t number) const {
    std::string text = std::to_string(number) + " ";
    text += texts_[number % texts_.size()];
    return text;
  }

 private:
  std::vector<std::string> texts_;
};

}  // namespace

std::string fill_store(const FillOptions& options, std::map<RoomId, Seq>& tops) {
  auto read = read_tokens(options.tokens, options.posters);
  if (const auto* problem = get_if<std::string>(&read)) return *problem;
  std::vector<FillPoster> posters = posters_of(get<std::vector<Credential>>(read));
  std::unique_ptr<store::RocksLog> log;
  if (const auto status = store::RocksLog::open(options.data, {}, log); !status.is_ok()) {
    return status.message;
  }
  SystemClock clock;
  Turnstile turnstile;
  Metrics metrics;
  Pipeline pipeline(*log, clock, turnstile, metrics, {.commands_per_second = 0, .on_failure = {}});
  if (const auto status = pipeline.load(); !status.is_ok()) return status.message;
  pipeline.start();
  const Texts texts(options.text_bytes);
  const std::string outbox = "fill-" + std::to_string(now_nanos());
  const std::uint64_t most = std::min(under_way_most, of_each_most * posters.size());
  std::string problem;
  for (std::uint64_t said = 0; said < options.posts && problem.empty();) {
    const std::uint64_t answered = turnstile.answered();
    if (said - answered >= most) {
      turnstile.wait_beyond(answered);
      continue;
    }
    // Each poster goes on to its next room when all have said one.
    FillPoster& poster = posters[said % posters.size()];
    const std::uint64_t room = said + said / posters.size();
    if (!pipeline.hear(post_of(poster, outbox, room, texts(said)))) problem = "the inbox was full";
    ++said;
  }
  for (auto now = turnstile.answered(); now < options.posts && problem.empty();
       now = turnstile.answered()) {
    turnstile.wait_beyond(now);
  }
  pipeline.stop();
  if (turnstile.refused() != 0) problem = std::to_string(turnstile.refused()) + " were refused";
  for (const FillPoster& poster : posters) {
    for (const RoomId id : poster.rooms) {
      const auto* room = pipeline.world().room(id);
      if (room != nullptr) tops[id] = room->row.last_seq;
    }
  }
  return problem.empty() ? log->failure().message : problem;
}

}  // namespace xinqiao::bench
