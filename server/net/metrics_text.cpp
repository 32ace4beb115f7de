#include "server/net/metrics_text.hpp"

#include "protocol/error.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <vector>

namespace xinqiao::net {
namespace {

using Families = std::vector<prometheus::MetricFamily>;

void add(Families& families, prometheus::MetricType type, const char* name, const char* help,
         double value) {
  prometheus::ClientMetric metric;
  metric.counter.value = value;
  metric.gauge.value = value;
  families.push_back({name, help, type, {metric}});
}

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

// Every reason that was ever given, by its name on the wire.
prometheus::MetricFamily refusals(const Metrics& metrics) {
  prometheus::MetricFamily family{
      "xinqiao_refusals_total", "Refused, by reason.", prometheus::MetricType::Counter, {}};
  for (std::size_t i = 0; i < metrics.refused_for.size(); ++i) {
    const std::uint64_t count = metrics.refused_for[i].load();
    if (count == 0) continue;
    prometheus::ClientMetric metric;
    metric.label = {{"reason", std::string(row(static_cast<Reason>(i)).name)}};
    metric.counter.value = static_cast<double>(count);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

// How many wait, and never whose.
void add_waiting(Families& families, const Metrics& metrics) {
  add(families, prometheus::MetricType::Gauge, "xinqiao_talks_waiting",
      "Talks that wait for a listener.", static_cast<double>(metrics.talks_waiting.load()));
  add(families, prometheus::MetricType::Gauge, "xinqiao_talks_open",
      "Talks of two who have not ended them.", static_cast<double>(metrics.talks_open.load()));
  add(families, prometheus::MetricType::Gauge, "xinqiao_questions_open",
      "Questions that nobody has closed.", static_cast<double>(metrics.questions_open.load()));
  add(families, prometheus::MetricType::Gauge, "xinqiao_questions_overdue",
      "Of these, past their next deadline.", static_cast<double>(metrics.questions_overdue.load()));
}

}  // namespace

std::string metrics_text(const Metrics& metrics) {
  Families families;
  const auto count = [&](const char* name, const char* help, const Metrics::Count& value) {
    add(families, prometheus::MetricType::Counter, name, help, static_cast<double>(value.load()));
  };
  const auto gauge = [&](const char* name, const char* help, const Metrics::Count& value) {
    add(families, prometheus::MetricType::Gauge, name, help, static_cast<double>(value.load()));
  };
  const Metrics& m = metrics;
  count("xinqiao_heard_total", "Requests taken from sessions.", m.heard);
  count("xinqiao_refused_overload_total", "Not taken: the inbox was full.", m.refused_overload);
  count("xinqiao_refused_rate_total", "Refused: too many.", m.refused_rate);
  count("xinqiao_refused_space_total", "Refused: the disk is nearly full.", m.refused_space);
  count("xinqiao_refused_total", "Refused by the rules.", m.refused);
  families.push_back(refusals(m));
  count("xinqiao_answered_total", "Requests decided, kept and told.", m.answered);
  add(families, prometheus::MetricType::Counter, "xinqiao_answer_wait_seconds_total",
      "How long they waited in all, from heard to told.",
      static_cast<double>(m.waited_ns.load()) / 1e9);
  count("xinqiao_decided_total", "Commands that changed the world.", m.decided);
  count("xinqiao_events_total", "Events of all rooms.", m.events);
  add_waiting(families, m);
  count("xinqiao_question_breaches_total", "Deadlines of questions that were missed.", m.breaches);
  count("xinqiao_groups_total", "Commit groups kept; each is one sync.", m.groups);
  count("xinqiao_kept_bytes_total", "Bytes kept.", m.kept_bytes);
  add(families, prometheus::MetricType::Counter, "xinqiao_write_seconds_total",
      "Time spent writing groups.", static_cast<double>(m.write_ns.load()) / 1e9);
  add(families, prometheus::MetricType::Counter, "xinqiao_sync_seconds_total",
      "Time spent syncing them.", static_cast<double>(m.sync_ns.load()) / 1e9);
  count("xinqiao_repeats_total", "Calls answered from a receipt.", m.repeats);
  count("xinqiao_passwords_total", "Passwords checked or made.", m.passwords);
  add(families, prometheus::MetricType::Counter, "xinqiao_password_seconds_total",
      "Time that took the workers.", static_cast<double>(m.password_ns.load()) / 1e9);
  gauge("xinqiao_password_items", "Sign-ins that wait for a worker.", m.password_items);
  count("xinqiao_history_pages_total", "History pages read.", m.history_pages);
  count("xinqiao_feed_pages_total", "Pages read to bring sockets up to date.", m.feed_pages);
  count("xinqiao_searches_total", "Searches answered.", m.searches);
  count("xinqiao_searches_refused_total", "Searches refused: too many waited.", m.searches_refused);
  add(families, prometheus::MetricType::Counter, "xinqiao_search_seconds_total",
      "Time spent searching.", static_cast<double>(m.search_ns.load()) / 1e9);
  count("xinqiao_index_events_total", "Events read into the search index.", m.indexed);
  count("xinqiao_index_rebuilds_total", "Times the search index was begun anew.", m.index_rebuilds);
  count("xinqiao_index_drops_total", "Rooms not noted: the queue of the index was full.",
        m.index_drops);
  gauge("xinqiao_index_lag_events", "Events kept and not yet in the search index.", m.index_lag);
  gauge("xinqiao_index_items", "Rooms with news that wait to be indexed.", m.index_items);
  gauge("xinqiao_index_documents", "Messages in the search index.", m.index_documents);
  gauge("xinqiao_search_items", "Searches that wait.", m.search_items);
  count("xinqiao_rollback_claims_total", "Devices that held more than the server.",
        m.rollback_claims);
  count("xinqiao_connections_opened_total", "Connections taken.", m.connections_opened);
  count("xinqiao_connections_closed_total", "Connections ended.", m.connections_closed);
  count("xinqiao_connections_slow_total", "Closed because they read too slowly.",
        m.connections_slow);
  gauge("xinqiao_sockets_parked", "WebSockets that keep no reader.", m.sockets_parked);
  count("xinqiao_tls_failed_total", "Ended before they spoke TLS.", m.tls_failed);
  count("xinqiao_connections_refused_total", "Not taken: the server or the address has enough.",
        m.connections_refused);
  count("xinqiao_deliveries_total", "Events handed to sockets.", m.deliveries);
  count("xinqiao_bytes_out_total", "Bytes written to sockets.", m.bytes_out);
  gauge("xinqiao_inbox_items", "Requests that wait to be decided.", m.inbox_items);
  gauge("xinqiao_reader_items", "Pages of the past that wait to be read.", m.reader_items);
  gauge("xinqiao_unkept_groups", "Groups decided and not yet kept.", m.unkept_groups);
  gauge("xinqiao_position", "Last kept position of the log.", m.position);
  add(families, prometheus::MetricType::Counter, "process_cpu_seconds_total",
      "User and system time.", cpu_seconds());
  add(families, prometheus::MetricType::Gauge, "process_resident_memory_bytes", "Memory in use.",
      resident_bytes());
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace xinqiao::net
