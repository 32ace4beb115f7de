#include "bench/durable_sides.hpp"

#include "bench/clock.hpp"
#include "bench/process.hpp"
#include "bench/turnstile.hpp"
#include "bench/words.hpp"
#include "protocol/limits.hpp"
#include "server/credentials.hpp"
#include "server/pipeline.hpp"
#include "server/tools.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"

#include <rocksdb/db.h>

#include <algorithm>
#include <atomic>

namespace xinqiao::bench {
namespace {

constexpr std::uint64_t members = 200;
// Posts unanswered at once, of all members: two full groups for each stage (deciding, gathering,
// being written, being synced), so that one that was late finds work; of the largest groups one,
// below what their outboxes remember and the inbox holds.
constexpr std::uint64_t groups_under_way = 8;
constexpr std::uint64_t unanswered_most = 4 * limits::group_commands;
constexpr std::size_t kept_bytes_most = 64 * 1024 * 1024;
constexpr double lead_seconds = 0.5;
constexpr std::size_t text_bytes = 200;
constexpr std::uint64_t texts = 1'024;

// Our log, counting what passes and keeping copies while asked to.
class Watched final : public store::Log {
 public:
  explicit Watched(store::Log& log) : log_(log) {}

  store::Status write(const store::Batch& batch) override {
    std::uint64_t posts = 0;
    batch.replay(CountEvents{posts});
    groups_.fetch_add(1, std::memory_order_relaxed);
    bytes_.fetch_add(batch.bytes(), std::memory_order_relaxed);
    if (keeps_copies_.load(std::memory_order_acquire) && copied_ < kept_bytes_most) {
      copied_ += batch.bytes();
      copies_.push_back({batch, posts});
    }
    return log_.write(batch);
  }
  store::Status sync() override { return log_.sync(); }
  std::optional<std::string> get(store::Family family, std::string_view key) const override {
    return log_.get(family, key);
  }
  store::Status scan(store::Family family, std::string_view from, std::string_view to,
                     store::Order order, const Visit& visit) const override {
    return log_.scan(family, from, to, order, visit);
  }
  bool has_room() const override { return log_.has_room(); }

  // While no append is under way.
  void copy_from_now() {
    copies_.clear();
    copied_ = 0;
    keeps_copies_ = true;
  }
  void copy_no_more() { keeps_copies_ = false; }
  const std::vector<KeptBatch>& copies() const { return copies_; }
  std::uint64_t groups() const { return groups_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct CountEvents {
    std::uint64_t& posts;
    void put(store::Family family, std::string_view, std::string_view) {
      posts += family == store::Family::events ? 1 : 0;
    }
    void erase(store::Family, std::string_view) {}
  };
  store::Log& log_;
  std::atomic<bool> keeps_copies_{false};
  std::atomic<std::uint64_t> groups_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::size_t copied_ = 0;
  std::vector<KeptBatch> copies_;
};

struct Poster {
  TokenHash token{};
  std::vector<RoomId> rooms;
  std::uint64_t n = 0;
};

}  // namespace

struct PipelineSide::Parts {
  std::unique_ptr<store::RocksLog> rocks;
  std::unique_ptr<Watched> log;
  SystemClock clock;
  Turnstile turnstile;
  Metrics metrics;
  std::unique_ptr<Pipeline> pipeline;
  std::vector<Poster> posters;
  std::vector<std::string> texts;
  std::uint64_t said = 0;
  std::uint64_t unanswered = 0;
  std::string problem;

  bool prepare(const std::string& folder, std::uint64_t rooms);
  void say();
  void say_until(Nanos until);
  void settle();
};

// With one room all are in it; with more, each room has one of the members.
bool PipelineSide::Parts::prepare(const std::string& folder, std::uint64_t rooms) {
  if (const auto status = store::RocksLog::open(folder, {}, rocks); !status.is_ok()) {
    problem = status.message;
    return false;
  }
  ServerTool tool(*rocks);
  if (const auto status = tool.load(); !status.is_ok()) {
    problem = status.message;
    return false;
  }
  std::vector<std::string> tokens;
  for (std::uint64_t i = 0; i < members; ++i) {
    const auto member = tool.add_member("桥友 " + std::to_string(i + 1), i == 0);
    const auto token = member ? tool.start_session(*member, "bench") : std::nullopt;
    if (!token) {
      problem = tool.last_error();
      return false;
    }
    tokens.push_back(*token);
    posters.push_back({.token = hash_secret(*token), .rooms = {}, .n = 0});
  }
  for (std::uint64_t room = 0; room < rooms; ++room) {
    const auto made = tool.create_room(tokens[room % members], "房间");
    if (!made) {
      problem = tool.last_error();
      return false;
    }
    posters[room % members].rooms.push_back(made->room);
  }
  const RoomId first = posters[0].rooms.front();
  for (std::uint64_t i = 1; rooms == 1 && i < members; ++i) {
    if (!tool.command(tokens[i], first, JoinRoom{first})) {
      problem = tool.last_error();
      return false;
    }
    posters[i].rooms.push_back(first);
  }
  return true;
}

void PipelineSide::Parts::say() {
  const std::uint64_t index = said % members;
  Poster& poster = posters[index];
  Heard heard;
  heard.caller = poster.token;
  heard.request.id = "1";
  heard.request.guard.emplace<OutboxPlace>("bench-outbox", ++poster.n);
  heard.request.command.emplace<Post>(poster.rooms[poster.n % poster.rooms.size()],
                                      texts[said % texts.size()], std::nullopt);
  ++said;
  if (!pipeline->hear(std::move(heard))) problem = "the inbox was full";
}

void PipelineSide::Parts::say_until(Nanos until) {
  while (now_nanos() < until && problem.empty()) {
    const std::uint64_t answered = turnstile.answered();
    if (said - answered >= unanswered) {
      turnstile.wait_beyond(answered);
      continue;
    }
    // A few at once, so that the clock is not asked for every post.
    for (int i = 0; i < 64 && said - answered < unanswered; ++i) {
      say();
    }
  }
}

void PipelineSide::Parts::settle() {
  for (std::uint64_t answered = turnstile.answered(); answered < said;
       answered = turnstile.answered()) {
    turnstile.wait_beyond(answered);
  }
  if (turnstile.refused() != 0 && problem.empty()) problem = "posts were refused";
}

PipelineSide::PipelineSide(const std::string& folder, std::uint64_t rooms, std::uint64_t group)
    : parts_(std::make_unique<Parts>()) {
  parts_->unanswered = std::min(groups_under_way * group, unanswered_most);
  for (std::uint64_t i = 0; i < texts; ++i) {
    parts_->texts.push_back(make_text(1, i, text_bytes));
  }
  if (!parts_->prepare(folder, rooms)) return;
  parts_->log = std::make_unique<Watched>(*parts_->rocks);
  Pipeline::Options options{.commands_per_second = 0, .group_commands = group, .on_failure = {}};
  parts_->pipeline = std::make_unique<Pipeline>(*parts_->log, parts_->clock, parts_->turnstile,
                                                parts_->metrics, std::move(options));
  if (const auto status = parts_->pipeline->load(); !status.is_ok()) {
    parts_->problem = status.message;
    return;
  }
  parts_->pipeline->start();
}

PipelineSide::~PipelineSide() {
  if (parts_->pipeline) parts_->pipeline->stop();
}

namespace {

// The mean of what was noted since a look before.
struct Look {
  explicit Look(const Times& times)
      : times_(times), count_(times.count()), sum_ns_(times.sum_ns()) {}
  double mean_ms() const {
    const auto count = static_cast<double>(times_.count() - count_);
    return count > 0 ? static_cast<double>(times_.sum_ns() - sum_ns_) / count / 1e6 : 0;
  }

 private:
  const Times& times_;
  std::uint64_t count_;
  std::uint64_t sum_ns_;
};

}  // namespace

PipelineSide::Result PipelineSide::run(double seconds) {
  Parts& parts = *parts_;
  parts.log->copy_from_now();
  parts.say_until(now_nanos() + static_cast<Nanos>(lead_seconds * 1e9));
  parts.log->copy_no_more();
  const Nanos start = now_nanos();
  const Nanos cpu = own_cpu();
  const std::uint64_t answered = parts.turnstile.answered();
  const std::uint64_t groups = parts.log->groups();
  const std::uint64_t bytes = parts.log->bytes();
  const Look writes(parts.metrics.write_time);
  const Look syncs(parts.metrics.sync_time);
  parts.say_until(start + static_cast<Nanos>(seconds * 1e9));
  const double posts = static_cast<double>(parts.turnstile.answered() - answered);
  const double busy = static_cast<double>(own_cpu() - cpu) / 1e9;
  const double took = static_cast<double>(now_nanos() - start) / 1e9;
  const double batches = static_cast<double>(parts.log->groups() - groups);
  const double size = static_cast<double>(parts.log->bytes() - bytes);
  const double write_ms = writes.mean_ms();
  const double sync_ms = syncs.mean_ms();
  parts.settle();
  return {.posts_per_second = posts / took,
          .posts_per_batch = batches > 0 ? posts / batches : 0,
          .bytes_per_post = posts > 0 ? size / posts : 0,
          .cores = busy / took,
          .write_ms = write_ms,
          .sync_ms = sync_ms};
}

const std::vector<KeptBatch>& PipelineSide::batches() const {
  return parts_->log->copies();
}
const std::string& PipelineSide::problem() const {
  return parts_->problem;
}

// --- RocksDB alone ---

struct RocksSide::Parts {
  std::unique_ptr<rocksdb::DB> db;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  std::string problem;
};

namespace {

struct Writer {
  rocksdb::WriteBatch& out;
  const std::vector<rocksdb::ColumnFamilyHandle*>& families;
  bool events_only;

  rocksdb::ColumnFamilyHandle* of(store::Family family) const {
    return families[1 + static_cast<std::size_t>(family)];
  }
  void put(store::Family family, std::string_view key, std::string_view value) {
    if (!events_only || family == store::Family::events) {
      out.Put(of(family), {key.data(), key.size()}, {value.data(), value.size()});
    }
  }
  void erase(store::Family family, std::string_view key) {
    if (!events_only) out.Delete(of(family), {key.data(), key.size()});
  }
};

}  // namespace

RocksSide::RocksSide(const std::string& folder) : parts_(std::make_unique<Parts>()) {
  const store::RocksLog::Options options;
  rocksdb::DB* db = nullptr;
  const auto status =
      rocksdb::DB::Open(store::rocks::database_options(options, true), folder,
                        store::rocks::all_families(options), &parts_->families, &db);
  parts_->db.reset(db);
  if (!status.ok()) parts_->problem = status.ToString();
}

RocksSide::~RocksSide() {
  for (rocksdb::ColumnFamilyHandle* family : parts_->families) {
    parts_->db->DestroyColumnFamilyHandle(family);
  }
}

double RocksSide::run(const std::vector<KeptBatch>& batches, double seconds, bool events_only) {
  if (batches.empty() || !parts_->problem.empty()) return 0;
  rocksdb::WriteOptions write;
  write.sync = true;
  rocksdb::WriteBatch out;
  std::uint64_t posts = 0;
  const Nanos start = now_nanos();
  const Nanos until = start + static_cast<Nanos>(seconds * 1e9);
  for (std::size_t i = 0; now_nanos() < until; i = (i + 1) % batches.size()) {
    out.Clear();
    batches[i].batch.replay(Writer{out, parts_->families, events_only});
    if (const auto status = parts_->db->Write(write, &out); !status.ok()) {
      parts_->problem = status.ToString();
      return 0;
    }
    posts += batches[i].posts;
  }
  return static_cast<double>(posts) / (static_cast<double>(now_nanos() - start) / 1e9);
}

const std::string& RocksSide::problem() const {
  return parts_->problem;
}

}  // namespace xinqiao::bench
