// What the server counts. Counters only rise; gauges are set. No label ever names a member or a
// room. Threading: relaxed atomics, any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace xinqiao {

struct Metrics {
  using Count = std::atomic<std::uint64_t>;
  Count heard{};             // requests taken from sessions
  Count refused_overload{};  // not taken: the inbox was full
  Count refused_rate{};
  Count refused_space{};
  Count refused{};                       // refusals of the world
  std::array<Count, 256> refused_for{};  // the same and those of the reader, by Reason
  Count answered{};                      // commands and queries told, and how long they waited
  Count waited_ns{};                     // in all, from heard to told
  Count decided{};                       // commands that changed the world
  Count events{};
  Count breaches{};           // deadlines of questions that passed and were said
  Count questions_open{};     // gauge
  Count questions_overdue{};  // gauge: of these, past what is owed next
  Count talks_waiting{};      // gauge: for a listener
  Count talks_open{};         // gauge: of two who talk
  Count groups{};             // commit groups kept (= syncs)
  Count kept_bytes{};
  Count write_ns{};        // time spent in Log::write
  Count sync_ns{};         // time spent in Log::sync
  Count repeats{};         // calls answered from a receipt
  Count passwords{};       // checked or made
  Count password_ns{};     // time that took the workers
  Count password_items{};  // gauge: sign-ins that wait for a worker
  Count history_pages{};
  Count feed_pages{};
  Count searches{};          // answered with a page
  Count searches_refused{};  // too many waited
  Count search_ns{};         // time spent looking
  Count indexed{};           // events read into the index
  Count index_rebuilds{};    // begun
  Count index_drops{};       // rooms heard of while the queue was full: found by a sweep
  Count index_lag{};         // gauge: events kept and not yet in the index
  Count index_items{};       // gauge: rooms heard of, not yet looked at
  Count index_documents{};   // gauge: messages in the index
  Count search_items{};      // gauge: searches that wait
  Count rollback_claims{};   // a device held more than the server has
  Count connections_opened{};
  Count connections_closed{};
  Count connections_slow{};     // closed because they read too slowly
  Count sockets_parked{};       // gauge: WebSockets that keep no reader
  Count tls_failed{};           // ended before they spoke TLS: not taken, too old, cut off
  Count connections_refused{};  // beyond what the server, or one address, may have
  Count deliveries{};           // event frames handed to sockets
  Count bytes_out{};
  Count inbox_items{};    // gauge
  Count unkept_groups{};  // gauge
  Count reader_items{};   // gauge
  Count position{};       // gauge: last kept
};

}  // namespace xinqiao
