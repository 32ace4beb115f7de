#include "bench/grown.hpp"

#include "bench/filler.hpp"
#include "bench/plain_pages.hpp"
#include "bench/spawn.hpp"
#include "bench/tokens.hpp"
#include "server/reader.hpp"
#include "store/keys.hpp"
#include "store/record.hpp"
#include "store/rocks_log.hpp"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <thread>

namespace xinqiao::bench {
namespace {

namespace files = std::filesystem;

constexpr Nanos rest_most = 600 * nanos_per_second;
constexpr Nanos stop_most = 60 * nanos_per_second;
constexpr std::size_t events_a_page = 50;
constexpr std::size_t pages_to_warm = 50;

Nanos thread_cpu() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * nanos_per_second + time.tv_nsec;
}

double ms_of(Nanos nanos) {
  return static_cast<double>(nanos) / static_cast<double>(nanos_per_millisecond);
}

std::uint64_t bytes_in(const std::string& folder) {
  std::uint64_t bytes = 0;
  for (const auto& entry : files::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

// So that the next to read them needs the disk.
void let_go_of_pages(const std::string& folder) {
  for (const auto& entry : files::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) continue;
    ::fdatasync(file);
    ::posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    ::close(file);
  }
}

// Hears the pages, and that they are whole.
class Pages final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch> batch) override {
    for (const Instruction& instruction : *batch) {
      const auto* answer = get_if<xinqiao::Answer>(&instruction);
      if (answer == nullptr || !answer->accepted) ++refused_;
      if (answer != nullptr) bytes_ += answer->frame.bytes();
    }
  }
  std::uint64_t refused() const { return refused_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  std::uint64_t refused_ = 0;
  std::uint64_t bytes_ = 0;
};

// One store, as its server made it, and the server's reader over it.
struct GrownStore {
  explicit GrownStore(const std::string& binary) : server(binary) {}
  void close() {
    plain.close();
    reader.reset();
    log.reset();
  }

  Spawned server;
  std::map<RoomId, Seq> tops;
  std::unique_ptr<store::RocksLog> log;
  Pages told;
  Metrics metrics;
  std::unique_ptr<Reader> reader;
  PlainPages plain;
  Instant first;  // when the first and the last of it were said
  Instant last;
};

class Grown {
 public:
  explicit Grown(const GrownOptions& options)
      : options_(options), few_(options.spawn), many_(options.spawn), peopled_(options.spawn) {
    report_.options = options;
  }

  GrownReport run() {
    const Neighbours neighbours([this] {
      return own_cpu() + few_.server.cpu() + many_.server.cpu() + peopled_.server.cpu();
    });
    if (make_stores() && measure_pages()) measure_starts();
    report_.beside = neighbours.look();
    return std::move(report_);
  }

 private:
  bool fail(const std::string& problem) {
    if (report_.problem.empty()) report_.problem = problem;
    return report_.problem.empty();
  }

  bool make_stores() {
    const Nanos began = now_nanos();
    if (!(options_.filled.empty() ? make(many_, options_.members, options_.many) : take_over())) {
      return false;
    }
    report_.fill_seconds = ms_of(now_nanos() - began) / 1'000;
    if (!make(few_, options_.members, options_.few)) return false;
    if (!make(peopled_, options_.more_members, options_.few)) return false;
    report_.rest_seconds = come_to_rest();
    report_.store_bytes = bytes_in(many_.server.data_path());
    return report_.problem.empty();
  }

  bool make(GrownStore& store, std::uint64_t members, std::uint64_t messages) {
    if (!store.server.seed(members, options_.rooms, options_.rooms, options_.folder)) {
      return fail(store.server.problem());
    }
    return fail(fill_store({.data = store.server.data_path(),
                            .tokens = store.server.tokens_path(),
                            .posts = messages,
                            .posters = static_cast<std::size_t>(members)},
                           store.tops));
  }

  bool take_over() {
    many_.server.take_over(options_.filled);
    std::unique_ptr<store::RocksLog> log;
    const auto status = store::RocksLog::open(many_.server.data_path(), {}, log);
    if (!status.is_ok()) return fail(status.message);
    const auto who = read_tokens(many_.server.tokens_path(), 1);
    if (const auto* problem = get_if<std::string>(&who)) return fail(*problem);
    options_.many = 0;
    for (const RoomId id : get<std::vector<Credential>>(who).front().rooms) {
      const auto record = log->get(store::Family::rows, store::keys::room(id));
      const auto row = record ? store::decode_room(*record) : std::nullopt;
      if (!row || row->last_seq <= options_.members) return fail("that store has other rooms");
      many_.tops[id] = row->last_seq;
      options_.many += row->last_seq - options_.members;  // each came in before
    }
    report_.options.many = options_.many;
    return many_.tops.size() == options_.rooms || fail("that store has other rooms");
  }

  // What RocksDB still has to rewrite of the large one is rewritten: a store that lives has done it
  // long ago.
  double come_to_rest() {
    std::unique_ptr<store::RocksLog> log;
    const auto status = store::RocksLog::open(many_.server.data_path(), {}, log);
    if (!status.is_ok()) return fail(status.message), 0;
    const Nanos began = now_nanos();
    int quiet = 0;
    while (quiet < 3 && now_nanos() - began < rest_most) {
      const Nanos before = own_cpu();
      std::this_thread::sleep_for(std::chrono::seconds(1));
      quiet = own_cpu() - before < nanos_per_second / 20 ? quiet + 1 : 0;
    }
    if (quiet < 3) fail("the store did not come to rest");
    return ms_of(now_nanos() - began) / 1'000;
  }

  // --- Start-up ---

  void measure_starts() {
    for (std::uint64_t round = 0; round <= options_.rounds && report_.problem.empty(); ++round) {
      StartRound one;
      start(few_, one.few_ms, one.few_cpu_ms);
      start(many_, one.many_ms, one.many_cpu_ms);
      start(peopled_, one.peopled_ms, one.peopled_cpu_ms);
      // The first time a server also makes what is derived.
      if (round > 0) report_.starts.push_back(one);
    }
  }

  // What nobody waits for: the index of words goes on where the start before ended, and RocksDB
  // rewrites what was filled a moment ago.
  static Nanos beside(pid_t server) {
    Nanos sum = 0;
    for (const auto& [thread, took] : cpu_of_threads(server)) {
      if (thread == "index" || thread.starts_with("rocksdb:")) sum += took;
    }
    return sum;
  }

  void start(GrownStore& store, double& ms, double& cpu_ms) {
    let_go_of_pages(store.server.data_path());
    store.server.take_another_port();
    const Nanos before = store.server.cpu();
    const Nanos began = now_nanos();
    if (!store.server.start()) return static_cast<void>(fail(store.server.problem()));
    ms = ms_of(now_nanos() - began);
    cpu_ms = ms_of(store.server.cpu() - before - beside(store.server.process()));
    store.server.ask_to_stop();
    const Nanos until = now_nanos() + stop_most;
    while (!store.server.has_ended() && now_nanos() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (!store.server.has_ended()) fail("a server did not end");
  }

  // --- Pages ---

  bool open(GrownStore& store) {
    const auto status = store::RocksLog::open(store.server.data_path(), {}, store.log);
    if (!status.is_ok()) return fail(status.message);
    store.reader = std::make_unique<Reader>(*store.log, store.told, store.metrics);
    const auto& [room, top] = *store.tops.begin();
    Decoder decoder;
    for (const Seq seq : {Seq{1}, top}) {
      const auto bytes = store.log->get(store::Family::events, store::keys::event(room, seq));
      Event event;
      if (!bytes || !decoder.event(*bytes, event)) return fail("an event cannot be read");
      (seq == 1 ? store.first : store.last) = event.at;
    }
    return store.plain.open(store.server.data_path()) || fail(store.plain.problem());
  }

  // Before any start, which lets go of what the kernel holds of the files.
  bool measure_pages() {
    if (!open(few_) || !open(many_)) return false;
    for (const PagePlace place : {PagePlace::latest, PagePlace::anywhere, PagePlace::at_time}) {
      read_pages(few_, place, pages_to_warm);
      read_pages(many_, place, pages_to_warm);
      plain_us(few_, place, pages_to_warm);
      plain_us(many_, place, pages_to_warm);
      for (std::uint64_t round = 0; round < options_.rounds && report_.problem.empty(); ++round) {
        PageRound one;
        const bool is_first = round % 2 == 0;
        if (is_first) measure(few_, place, one.few_us, one.few_p99_us);
        measure(many_, place, one.many_us, one.many_p99_us);
        if (!is_first) measure(few_, place, one.few_us, one.few_p99_us);
        if (is_first) one.plain_few_us = plain_us(few_, place, options_.pages);
        one.plain_many_us = plain_us(many_, place, options_.pages);
        if (!is_first) one.plain_few_us = plain_us(few_, place, options_.pages);
        report_.pages[static_cast<std::size_t>(place)].push_back(one);
      }
    }
    few_.close();
    many_.close();
    return report_.problem.empty();
  }

  void measure(GrownStore& store, PagePlace place, double& cpu_us, double& p99_us) {
    const Nanos before = thread_cpu();
    std::vector<Nanos> took = read_pages(store, place, options_.pages);
    cpu_us = ms_of(thread_cpu() - before) * 1'000 / static_cast<double>(took.size());
    std::sort(took.begin(), took.end());
    p99_us = ms_of(took[took.size() * 99 / 100]) * 1'000;
  }

  std::vector<Nanos> read_pages(GrownStore& store, PagePlace place, std::uint64_t count) {
    std::vector<Nanos> took;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Nanos began = now_nanos();
      if (!store.reader->put(task(store, place)) || !store.reader->step()) fail("no page was read");
      took.push_back(now_nanos() - began);
    }
    if (store.told.refused() > 0) fail("a page was refused");
    return took;
  }

  // Such pages as the reader's, drawn anew, by RocksDB alone.
  double plain_us(GrownStore& store, PagePlace place, std::uint64_t count) {
    if (place == PagePlace::at_time) return 0;
    std::vector<HistoryTask> tasks;
    for (std::uint64_t i = 0; i < count; ++i) tasks.push_back(task(store, place));
    const Nanos before = thread_cpu();
    for (const HistoryTask& one : tasks) {
      const bool is_latest = place == PagePlace::latest;
      // A room of few has less than a page.
      const Seq end = std::min(is_latest ? one.top + 1 : one.history.value, one.top + 1);
      const Seq first = end > events_a_page ? end - events_a_page : 1;
      if (!store.plain.read(one.history.room, first, end - first)) fail(store.plain.problem());
    }
    return ms_of(thread_cpu() - before) * 1'000 / static_cast<double>(count);
  }

  HistoryTask task(GrownStore& store, PagePlace place) {
    auto found = store.tops.begin();
    std::advance(found, static_cast<std::ptrdiff_t>(draw(0, store.tops.size() - 1)));
    const auto& [room, top] = *found;
    HistoryTask task;
    task.id = "1";
    task.history.room = room;
    task.history.limit = events_a_page;
    task.top = top;
    task.member = MemberId{1};
    if (place == PagePlace::anywhere) {
      // Of the messages: what stands before them is who came in.
      task.history.from = HistoryFrom::before;
      const Seq messages = options_of(store) / options_.rooms;
      task.history.value = draw(std::max<Seq>(top - messages, events_a_page) + 1, top + 1);
    } else if (place == PagePlace::at_time) {
      task.history.from = HistoryFrom::at;
      task.history.value = draw(static_cast<std::uint64_t>(store.first.ms),
                                static_cast<std::uint64_t>(store.last.ms));
    }
    return task;
  }

  std::uint64_t options_of(const GrownStore& store) const {
    return &store == &many_ ? options_.many : options_.few;
  }
  std::uint64_t draw(std::uint64_t least, std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>(least, most)(random_);
  }

  GrownOptions options_;
  GrownReport report_;
  GrownStore few_;
  GrownStore many_;
  GrownStore peopled_;
  std::mt19937_64 random_{7};
};

}  // namespace

GrownReport measure_grown(const GrownOptions& options) {
  return Grown(options).run();
}

}  // namespace xinqiao::bench
