#include "server/outward/search.hpp"

#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "server/outward/index_folder.hpp"

namespace xinqiao::outward {
namespace {

constexpr std::chrono::milliseconds idle_wait{250};
// What is found is committed once a second: until then waking for each word is no gain.
constexpr std::chrono::milliseconds gather_time{250};
// Linux knows niceness of single threads. What members wait for goes first.
constexpr int index_niceness = 10;

std::int64_t steady_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace

TextSearch::TextSearch(const store::Log& log, const std::string& data, const std::string& epoch,
                       Audience& audience, Metrics& metrics)
    : indexer_(log, index_folder(data), epoch, news_, metrics),
      searcher_(log, index_folder(data), indexer_, audience, metrics) {}

TextSearch::~TextSearch() {
  stop();
}

Followers TextSearch::followers() {
  Followers followers;
  followers.kept = [this](const TellBatch& tells, bool has_redactions) {
    if (has_redactions) searcher_.note_redactions();
    news_.note(tells);
  };
  followers.search = [this](SearchTask task) { return searcher_.put(std::move(task)); };
  return followers;
}

void TextSearch::start() {
  index_thread_ = std::thread([this] { index_until_stopped(); });
  search_thread_ = std::thread([this] { search_until_stopped(); });
}

void TextSearch::index_until_stopped() {
  ::pthread_setname_np(::pthread_self(), "index");
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), index_niceness);
  bool is_first_time = true;
  while (!stopping_) {
    if (indexer_.step(steady_ms())) continue;
    // What reading much at once took goes back, or this thread would keep it for good. Once: later
    // there is less of it, and whoever asks for memory meanwhile waits.
    if (is_first_time && !indexer_.is_behind()) {
      ::malloc_trim(0);
      is_first_time = false;
    }
    news_.wait(idle_wait);
    news_.gather(gather_time);
  }
  indexer_.finish();
}

void TextSearch::search_until_stopped() {
  ::pthread_setname_np(::pthread_self(), "search");
  while (true) {
    searcher_.queue().wait(idle_wait);
    const bool did = searcher_.step();
    if (!did && stopping_) break;
  }
}

void TextSearch::stop() {
  if (stopping_.exchange(true)) return;
  news_.close();
  searcher_.queue().close();
  if (index_thread_.joinable()) index_thread_.join();
  if (search_thread_.joinable()) search_thread_.join();
}

}  // namespace xinqiao::outward
