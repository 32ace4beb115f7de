#include "server/net/metrics_text.hpp"

#include "protocol/error.hpp"
#include "protocol/limits.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <vector>

namespace xinqiao::net {
namespace {

using Families = std::vector<prometheus::MetricFamily>;
using prometheus::MetricType;
constexpr double ns_in_a_second = 1e9;

// --- Rows of one number ---

struct Row {
  const char* name;
  MetricType type;
  double scale;  // of what is counted, so that it has the unit of the name
  Metrics::Count Metrics::*value;
  const char* help;
};
constexpr double as_counted = 1;
constexpr auto counter = MetricType::Counter;
constexpr auto gauge = MetricType::Gauge;

constexpr std::array rows = std::to_array<Row>({
    {"xinqiao_heard_total", counter, as_counted, &Metrics::heard, "Requests taken from sessions."},
    {"xinqiao_answered_total", counter, as_counted, &Metrics::answered,
     "Requests decided, kept and told."},
    {"xinqiao_refused_total", counter, as_counted, &Metrics::refused,
     "Requests refused by the decider, for any reason."},
    {"xinqiao_refused_overload_total", counter, as_counted, &Metrics::refused_overload,
     "Not taken: the inbox or the queue of passwords was full."},
    {"xinqiao_refused_rate_total", counter, as_counted, &Metrics::refused_rate,
     "Refused: too many of one member, or too many guesses."},
    {"xinqiao_refused_space_total", counter, as_counted, &Metrics::refused_space,
     "Refused: the disk is nearly full."},
    {"xinqiao_decided_total", counter, as_counted, &Metrics::decided,
     "Commands that changed the world."},
    {"xinqiao_events_total", counter, as_counted, &Metrics::events, "Events of all rooms."},
    {"xinqiao_repeats_total", counter, as_counted, &Metrics::repeats,
     "Calls answered from a receipt."},
    {"xinqiao_groups_total", counter, as_counted, &Metrics::groups,
     "Commit groups kept; each is one sync."},
    {"xinqiao_kept_bytes_total", counter, as_counted, &Metrics::kept_bytes, "Bytes kept."},
    {"xinqiao_position", gauge, as_counted, &Metrics::position, "Last kept position of the log."},
    {"xinqiao_deliveries_total", counter, as_counted, &Metrics::deliveries,
     "Events handed to sockets."},
    {"xinqiao_bytes_out_total", counter, as_counted, &Metrics::bytes_out,
     "Bytes written to sockets."},
    {"xinqiao_sockets_deflating", gauge, as_counted, &Metrics::sockets_deflating,
     "WebSockets that take compressed frames."},
    {"xinqiao_frames_deflated_total", counter, as_counted, &Metrics::frames_deflated,
     "Frames compressed, each once for all who take it so."},
    {"xinqiao_deflate_in_bytes_total", counter, as_counted, &Metrics::deflate_bytes_in,
     "Bytes of these frames before."},
    {"xinqiao_deflate_out_bytes_total", counter, as_counted, &Metrics::deflate_bytes_out,
     "Bytes of these frames after."},
    {"xinqiao_messages_inflated_total", counter, as_counted, &Metrics::messages_inflated,
     "Messages that came compressed."},
    {"xinqiao_history_pages_total", counter, as_counted, &Metrics::history_pages,
     "History pages read."},
    {"xinqiao_feed_pages_total", counter, as_counted, &Metrics::feed_pages,
     "Pages read to bring sockets up to date."},
    {"xinqiao_feeds_put_off_total", counter, as_counted, &Metrics::feeds_put_off,
     "Times that pages waited to be asked for, since the queue was full."},
    {"xinqiao_passwords_total", counter, as_counted, &Metrics::passwords,
     "Passwords checked or made."},
    {"xinqiao_password_seconds_total", counter, 1 / ns_in_a_second, &Metrics::password_ns,
     "Time that took the workers."},
    {"xinqiao_searches_total", counter, as_counted, &Metrics::searches, "Searches answered."},
    {"xinqiao_search_seconds_total", counter, 1 / ns_in_a_second, &Metrics::search_ns,
     "Time spent searching."},
    {"xinqiao_index_events_total", counter, as_counted, &Metrics::indexed,
     "Events read into the search index."},
    {"xinqiao_index_rebuilds_total", counter, as_counted, &Metrics::index_rebuilds,
     "Times the search index was begun anew."},
    {"xinqiao_index_lag_events", gauge, as_counted, &Metrics::index_lag,
     "Events kept and not yet in the search index."},
    {"xinqiao_index_documents", gauge, as_counted, &Metrics::index_documents,
     "Documents in the search index: messages of a room that followed closely are one."},
    {"xinqiao_rollback_claims_total", counter, as_counted, &Metrics::rollback_claims,
     "Devices that held more than the server."},
    {"xinqiao_connections_opened_total", counter, as_counted, &Metrics::connections_opened,
     "Connections taken."},
    {"xinqiao_connections_closed_total", counter, as_counted, &Metrics::connections_closed,
     "Connections ended."},
    {"xinqiao_connections_slow_total", counter, as_counted, &Metrics::connections_slow,
     "Closed because they read too slowly."},
    {"xinqiao_connections_refused_total", counter, as_counted, &Metrics::connections_refused,
     "Not taken: the server or the address has enough."},
    {"xinqiao_sockets_refused_total", counter, as_counted, &Metrics::sockets_refused,
     "Sockets closed at once: the member has enough."},
    {"xinqiao_sockets_parked", gauge, as_counted, &Metrics::sockets_parked,
     "WebSockets that keep no reader."},
    {"xinqiao_accepts_failed_total", counter, as_counted, &Metrics::accepts_failed,
     "Times that no connection could be taken, mostly for want of descriptors."},
    {"xinqiao_tls_failed_total", counter, as_counted, &Metrics::tls_failed,
     "Ended before they spoke TLS."},
    {"xinqiao_outbox_bytes", gauge, as_counted, &Metrics::outbox_bytes,
     "Bytes that wait for sockets, each counted for every socket it waits for."},
    {"xinqiao_outboxes_behind", gauge, as_counted, &Metrics::outboxes_behind,
     "Sockets for which more than half of what may wait does."},
    {"xinqiao_tells_held_up_total", counter, as_counted, &Metrics::tells_held_up,
     "Tellings that waited for the I/O threads."},
    {"xinqiao_members", gauge, as_counted, &Metrics::members, "Members, the deactivated too."},
    {"xinqiao_members_here", gauge, as_counted, &Metrics::members_here, "Members with a socket."},
    {"xinqiao_rooms", gauge, as_counted, &Metrics::rooms, "Rooms, the archived too."},
    {"xinqiao_alerts_open", gauge, as_counted, &Metrics::alerts_open,
     "Alerts and drills that are not over."},
    {"xinqiao_alerts_written_total", counter, as_counted, &Metrics::alerts_written,
     "Alerts written to somebody's socket, and that known to the log."},
    {"xinqiao_questions_open", gauge, as_counted, &Metrics::questions_open,
     "Questions that nobody has closed."},
    {"xinqiao_questions_overdue", gauge, as_counted, &Metrics::questions_overdue,
     "Of these, past their next deadline."},
    {"xinqiao_question_breaches_total", counter, as_counted, &Metrics::breaches,
     "Deadlines of questions that were missed."},
    {"xinqiao_talks_waiting", gauge, as_counted, &Metrics::talks_waiting,
     "Talks that wait for a listener."},
    {"xinqiao_talks_open", gauge, as_counted, &Metrics::talks_open,
     "Talks of two who have not ended them."},
    {"xinqiao_totals_waiting", gauge, as_counted, &Metrics::totals_waiting,
     "Rooms whose totals changed and are not told yet."},
    {"xinqiao_guess_places", gauge, as_counted, &Metrics::places_slowed,
     "Addresses and browsers whose wrong passwords are remembered."},
    {"xinqiao_guess_logins", gauge, as_counted, &Metrics::logins_guessed,
     "Logins whose wrong passwords are remembered."},
    {"xinqiao_paces", gauge, as_counted, &Metrics::paces_kept,
     "Members and addresses whose pace is remembered."},
    {"xinqiao_scrubs_total", counter, as_counted, &Metrics::scrubs,
     "Times deleted words were taken off the disk."},
    {"xinqiao_scrubs_failed_total", counter, as_counted, &Metrics::scrubs_failed,
     "Times that did not succeed."},
    {"xinqiao_checkpoints_total", counter, as_counted, &Metrics::checkpoints,
     "Checkpoints made for backups."},
    {"xinqiao_checkpoints_failed_total", counter, as_counted, &Metrics::checkpoints_failed,
     "Checkpoints refused or failed."},
    {"xinqiao_last_checkpoint_timestamp_seconds", gauge, 1e-3, &Metrics::checkpoint_ms,
     "When the last one was made; 0 = none since the start."},
    {"xinqiao_backups_failed_total", counter, as_counted, &Metrics::backups_failed,
     "Backups asked for in the page that failed."},
});

void add(Families& families, MetricType type, const char* name, const char* help, double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  metric.gauge.value = value;
  families.push_back({name, help, type, {metric}});
}

// --- Rows with a label ---

prometheus::ClientMetric labelled(const char* label, std::string_view value, double number) {
  prometheus::ClientMetric metric;
  metric.label = {{label, std::string(value)}};
  metric.counter.value = number;
  metric.gauge.value = number;
  return metric;
}

double number_of(const Metrics::Count& count) {
  return static_cast<double>(count.load(std::memory_order_relaxed));
}

// Every reason, by its name on the wire: those that were never given too, so that whoever watches
// them sees the first.
prometheus::MetricFamily refusals(const Metrics& metrics) {
  prometheus::MetricFamily family{
      "xinqiao_refusals_total", "Refusals told to anybody, by reason.", counter, {}};
  for (std::size_t i = 1; i < metrics.refused_for.size(); ++i) {
    if (!is_reason(static_cast<std::uint8_t>(i))) continue;
    const std::string_view name = row(static_cast<Reason>(i)).name;
    family.metric.push_back(labelled("reason", name, number_of(metrics.refused_for[i])));
  }
  return family;
}

prometheus::MetricFamily closes(const Metrics& metrics) {
  prometheus::MetricFamily family{
      "xinqiao_closes_total", "Sockets closed by the server, by close code.", counter, {}};
  for (const CloseCode code : {CloseCode::going_away, CloseCode::slow, CloseCode::overloaded,
                               CloseCode::login, CloseCode::bad_input}) {
    family.metric.push_back(
        labelled("code", row(code).name, number_of(metrics.closed_with[Metrics::place_of(code)])));
  }
  return family;
}

// By the names of the bounds in protocol/limits.hpp.
prometheus::MetricFamily deadlines(const Metrics& metrics) {
  constexpr std::array<std::string_view, 8> names{
      "tls_handshake_ms", "handshake_ms",   "message_ms", "exchange_ms",
      "http_idle_ms",     "write_stall_ms", "close_ms",   "user_timeout_ms"};
  static_assert(names.size() == std::tuple_size_v<decltype(metrics.ran_out)>);
  prometheus::MetricFamily family{
      "xinqiao_deadlines_total", "Connections whose time for something ran out.", counter, {}};
  for (std::size_t i = 0; i < names.size(); ++i) {
    family.metric.push_back(labelled("bound", names[i], number_of(metrics.ran_out[i])));
  }
  return family;
}

prometheus::MetricFamily http_answers(const Metrics& metrics) {
  prometheus::MetricFamily family{
      "xinqiao_http_answers_total", "Answers over HTTP, by status.", counter, {}};
  for (std::size_t status = 0; status < metrics.http_answers.size(); ++status) {
    const double count = number_of(metrics.http_answers[status]);
    if (count == 0 && status != 200 && status != 503) continue;
    family.metric.push_back(labelled("status", std::to_string(status), count));
  }
  return family;
}

// --- Queues ---

struct Queue {
  const char* name;
  Metrics::Count Metrics::*items;
  std::size_t most;
  Metrics::Count Metrics::*refused;  // none: who brings more waits
};
constexpr std::array queues = std::to_array<Queue>({
    {"inbox", &Metrics::inbox_items, limits::inbox_items, &Metrics::inbox_refused},
    {"inbox_bytes", &Metrics::inbox_bytes, limits::inbox_bytes, nullptr},
    {"decided", &Metrics::decided_items, limits::group_commands, nullptr},
    {"told", &Metrics::told_items, limits::told_items, nullptr},
    {"passwords", &Metrics::password_items, limits::password_items, &Metrics::passwords_refused},
    {"reader", &Metrics::reader_items, limits::reader_items, &Metrics::reads_refused},
    {"searches", &Metrics::search_items, limits::search_items, &Metrics::searches_refused},
    {"index", &Metrics::index_items, limits::index_items, &Metrics::index_drops},
    {"alerts_unsaid", &Metrics::alerts_unsaid, limits::alerts_unsaid, nullptr},
});

void add_queues(Families& families, const Metrics& metrics) {
  prometheus::MetricFamily items{"xinqiao_queue_items", "What waits, by queue.", gauge, {}};
  prometheus::MetricFamily most{"xinqiao_queue_limit", "How much may wait, by queue.", gauge, {}};
  prometheus::MetricFamily refused{
      "xinqiao_queue_refused_total", "What a full queue did not take, by queue.", counter, {}};
  for (const Queue& queue : queues) {
    items.metric.push_back(labelled("queue", queue.name, number_of(metrics.*queue.items)));
    most.metric.push_back(labelled("queue", queue.name, static_cast<double>(queue.most)));
    if (queue.refused == nullptr) continue;
    refused.metric.push_back(labelled("queue", queue.name, number_of(metrics.*queue.refused)));
  }
  for (auto* family : {&items, &most, &refused}) families.push_back(std::move(*family));
  add(families, gauge, "xinqiao_unkept_groups", "Groups decided and not yet kept.",
      number_of(metrics.unkept_groups));
}

// --- Waits ---

struct Wait {
  const char* name;
  Times Metrics::*times;
  const char* help;
};
constexpr std::array waits = std::to_array<Wait>({
    {"xinqiao_answer_wait_seconds", &Metrics::answer_wait,
     "From a request heard to its answer told."},
    {"xinqiao_inbox_wait_seconds", &Metrics::inbox_wait, "From a request heard to decided."},
    {"xinqiao_write_seconds", &Metrics::write_time, "Writing a commit group."},
    {"xinqiao_sync_seconds", &Metrics::sync_time, "Syncing what is written."},
    {"xinqiao_tell_wait_seconds", &Metrics::tell_wait,
     "From told to carried out by all I/O threads."},
    {"xinqiao_read_wait_seconds", &Metrics::read_wait,
     "A page of the past, from asked for to being read."},
    {"xinqiao_search_wait_seconds", &Metrics::search_wait,
     "A search, from permitted to being looked for."},
    {"xinqiao_password_wait_seconds", &Metrics::password_wait,
     "A password, from heard to a worker."},
});

void add_wait(Families& families, const Wait& wait, const Times& times) {
  prometheus::ClientMetric metric;
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i <= Times::ends_ns.size(); ++i) {
    so_far += times.count_at(i);
    const double end = i < Times::ends_ns.size()
                           ? static_cast<double>(Times::ends_ns[i]) / ns_in_a_second
                           : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({so_far, end});
  }
  metric.histogram.sample_count = so_far;
  metric.histogram.sample_sum = static_cast<double>(times.sum_ns()) / ns_in_a_second;
  families.push_back({wait.name, wait.help, MetricType::Histogram, {metric}});
}

// --- The process and its disk ---

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// The kernel says so since 6.2; before, they have to be counted.
double open_descriptors() {
  constexpr const char* folder = "/proc/self/fd";
  struct stat found {};
  if (::stat(folder, &found) == 0 && found.st_size > 0) return static_cast<double>(found.st_size);
  std::error_code failed;
  double count = 0;
  for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end;
       at.increment(failed)) {
    ++count;
  }
  return count;
}

double most_descriptors() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<double>(limit.rlim_cur) : 0;
}

void add_process(Families& families, const Surroundings& around) {
  add(families, gauge, "xinqiao_ready", "1 while words are taken; /readyz says why not.",
      around.is_ready ? 1 : 0);
  add(families, gauge, "xinqiao_disk_free_bytes", "Free on the disk of the store.",
      static_cast<double>(around.disk_free_bytes));
  add(families, gauge, "xinqiao_disk_floor_bytes", "Below that no words are taken.",
      static_cast<double>(around.disk_floor_bytes));
  add(families, gauge, "xinqiao_store_cache_bytes",
      "Blocks of the store that are kept in memory, of at most 64 MiB.",
      static_cast<double>(around.store_cache_bytes));
  add(families, gauge, "xinqiao_connections_limit", "How many connections are taken at once.",
      static_cast<double>(around.connections));
  add(families, counter, "process_cpu_seconds_total", "User and system time.", cpu_seconds());
  add(families, gauge, "process_resident_memory_bytes", "Memory in use.", resident_bytes());
  add(families, gauge, "process_open_fds", "Open descriptors.", open_descriptors());
  add(families, gauge, "process_max_fds", "How many may be open.", most_descriptors());
}

}  // namespace

std::string metrics_text(const Metrics& metrics, const Surroundings& around) {
  Families families;
  for (const Row& row : rows) {
    add(families, row.type, row.name, row.help, number_of(metrics.*row.value) * row.scale);
  }
  for (auto* make : {refusals, closes, deadlines, http_answers}) families.push_back(make(metrics));
  add_queues(families, metrics);
  for (const Wait& wait : waits) add_wait(families, wait, metrics.*wait.times);
  add_process(families, around);
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace xinqiao::net
