#include "server/pipeline.hpp"

#include "protocol/encode.hpp"
#include "server/bounded_queue.hpp"
#include "server/decider.hpp"
#include "server/keeper.hpp"
#include "server/password_desk.hpp"
#include "server/reader.hpp"
#include "server/recovery.hpp"
#include "server/steady.hpp"

#include <pthread.h>

#include <array>
#include <atomic>
#include <chrono>
#include <thread>

namespace xinqiao {
namespace {

// How long an idle stage sleeps at most: deadlines of the world are looked at this often.
constexpr std::chrono::milliseconds idle_wait{250};

// Whose password was looked at, and for whose verdict there was no room.

// As `top -H` shows it.
void name_thread(const char* name) {
  ::pthread_setname_np(::pthread_self(), name);
}

}  // namespace

struct Pipeline::Parts {
  Parts(store::Log& log_to_keep, const Clock& clock, Audience& audience, Metrics& counts,
        Options options)
      : log(log_to_keep),
        metrics(counts),
        passwords(counts, [this](Heard worked) { take_back(std::move(worked)); }),
        handover(options.group_commands),
        decider({log, clock, counts, passwords, present, options.backups},
                options.commands_per_second),
        reader(log, audience, counts, [this](Command command) { order(std::move(command)); }),
        keeper(log, handover, reader, audience, counts, std::move(options.on_failure),
               std::move(options.followers)) {}

  bool put(Heard&& one) {
    if (inbox.put(std::move(one))) return true;
    metrics.inbox_refused.fetch_add(1, std::memory_order_relaxed);
    metrics.refused_overload.fetch_add(1, std::memory_order_relaxed);
    return false;
  }

  // A request with its verdict goes the way of every other, and was let in before: refused now, it
  // would have counted as a wrong guess, whatever the password was. A worker's thread.
  void take_back(Heard worked) {
    worked.queued_ns = steady_ns();
    [[maybe_unused]] const bool is_taken = inbox.put_back(std::move(worked));  // until we stop
  }

  // What the server itself has to do next. One that finds no room is asked for again by the
  // decider.
  void order(Command command) {
    Heard own;
    own.caller = server_itself();
    own.request.id = "null";
    own.request.command = std::move(command);
    own.heard_ns = own.queued_ns = steady_ns();
    put(std::move(own));
  }

  store::Log& log;
  Metrics& metrics;
  BoundedQueue<Heard> inbox{limits::inbox_items, limits::inbox_bytes};
  PasswordDesk passwords;
  Present present;
  Handover handover;
  Decider decider;
  Reader reader;
  Keeper keeper;
  std::vector<Heard> heard;   // of this step; kept for its memory
  std::uint64_t offered = 0;  // number of the last group handed over
  std::atomic<bool> stopping{false};
  std::thread decider_thread;
  std::array<std::thread, 2> keeper_threads;
  std::thread reader_thread;
};

Pipeline::Pipeline(store::Log& log, const Clock& clock, Audience& audience, Metrics& metrics,
                   Options options)
    : parts_(std::make_unique<Parts>(log, clock, audience, metrics, std::move(options))) {}

Pipeline::~Pipeline() {
  stop();
}

Present& Pipeline::present() {
  return parts_->present;
}

store::Status Pipeline::load() {
  Start start;
  store::Status status = load_world(parts_->log, parts_->decider.world(), start);
  if (status.is_ok()) {
    parts_->decider.begin_at(start);
    parts_->metrics.position.store(start.position, std::memory_order_relaxed);
  }
  return status;
}

bool Pipeline::hear(Heard heard) {
  heard.heard_ns = heard.queued_ns = steady_ns();
  return parts_->put(std::move(heard));
}

// While there is no room they wait where they are: a mark is as little as a word worth a full disk.
void Pipeline::wrote(std::vector<AlertWritten>& written) {
  while (!written.empty() && parts_->log.has_room()) {
    const auto end = written.begin() +
                     static_cast<std::ptrdiff_t>(std::min(written.size(), limits::alerts_written));
    Heard own;
    own.caller = server_itself();
    own.request.id = "null";
    own.request.command = NoteWritten{{written.begin(), end}};
    if (!hear(std::move(own))) return;
    written.erase(written.begin(), end);
  }
}

std::size_t Pipeline::want(std::span<const FeedTask> tasks) {
  return parts_->reader.put(tasks);
}

bool Pipeline::decide_step() {
  Parts& parts = *parts_;
  const std::size_t room = parts.handover.room();
  if (room == 0) return false;
  parts.heard.clear();
  parts.inbox.take(parts.heard, room);
  const std::uint64_t kept = parts.keeper.kept();
  parts.decider.kept(kept);
  parts.metrics.inbox_items.store(parts.inbox.size(), std::memory_order_relaxed);
  parts.metrics.inbox_bytes.store(parts.inbox.bytes(), std::memory_order_relaxed);
  parts.metrics.decided_items.store(parts.handover.commands(), std::memory_order_relaxed);
  parts.metrics.password_items.store(parts.passwords.waiting(), std::memory_order_relaxed);
  parts.metrics.reader_items.store(parts.reader.queue().size(), std::memory_order_relaxed);
  parts.metrics.unkept_groups.store(parts.offered - kept, std::memory_order_relaxed);
  Group group = parts.decider.step(parts.heard);
  if (group.empty()) return false;
  parts.offered = group.number;
  parts.handover.offer(std::move(group));
  return true;
}

bool Pipeline::write_step() {
  return parts_->keeper.write_step();
}
bool Pipeline::sync_step() {
  return parts_->keeper.sync_step();
}
bool Pipeline::keep_step() {
  write_step();
  return sync_step();
}
bool Pipeline::read_step() {
  return parts_->reader.step();
}
bool Pipeline::password_step() {
  return parts_->passwords.step();
}

void Pipeline::start() {
  Parts& parts = *parts_;
  parts.decider_thread = std::thread([this, &parts] {
    name_thread("decide");
    while (true) {
      if (!parts.decider.has_more()) parts.inbox.wait(idle_wait);
      parts.handover.wait_for_room();
      const bool did = decide_step();
      if (!did && parts.stopping) break;
    }
    parts.handover.close();
  });
  // What one of them wrote it also syncs, unless the other has done so meanwhile.
  for (std::thread& thread : parts.keeper_threads) {
    thread = std::thread([this, &parts] {
      name_thread("keep");
      while (true) {
        parts.handover.wait_for_group();
        const bool wrote = write_step();
        const bool synced = sync_step();
        if (!wrote && !synced && parts.handover.is_closed()) break;
      }
    });
  }
  parts.passwords.start();
  parts.reader_thread = std::thread([this, &parts] {
    name_thread("read");
    while (true) {
      parts.reader.queue().wait(idle_wait);
      const bool did = read_step();
      if (!did && parts.stopping) break;
    }
  });
}

// Upstream first: the decider empties the inbox, the keeper keeps what was decided, then all is
// said.
void Pipeline::stop() {
  Parts& parts = *parts_;
  if (parts.stopping.exchange(true)) return;
  parts.passwords.stop();
  parts.inbox.close();
  if (parts.decider_thread.joinable()) parts.decider_thread.join();
  for (std::thread& thread : parts.keeper_threads) {
    if (thread.joinable()) thread.join();
  }
  parts.reader.queue().close();
  if (parts.reader_thread.joinable()) parts.reader_thread.join();
}

const domain::World& Pipeline::world() const {
  return parts_->decider.world();
}

}  // namespace xinqiao
