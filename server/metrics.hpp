// What the server counts. Counters only rise; gauges are set. No label ever names a member or a
// room. docs/metrics.md says what each means and which bound is seen by which; a test holds it
// against the live page. Threading: relaxed atomics, any thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "protocol/error.hpp"
#include "server/times.hpp"

namespace xinqiao {

// The times that a connection is given (protocol/limits.hpp, by their names there).
enum class Deadline : std::uint8_t {
  tls_handshake,
  handshake,
  message,
  exchange,
  http_idle,
  write_stall,
  close,
  user_timeout,  // the kernel's own
};

struct Metrics {
  using Count = std::atomic<std::uint64_t>;
  Count heard{};             // requests taken from sessions
  Count refused_overload{};  // not taken: the inbox, or the queue of passwords, was full
  Count refused_rate{};
  Count refused_space{};
  Count refused{};                        // refusals of the world
  std::array<Count, 256> refused_for{};   // all that were told to anybody, by Reason
  std::array<Count, 200> closed_with{};   // sockets, by CloseCode: see place_of
  std::array<Count, 600> http_answers{};  // by status
  std::array<Count, 8> ran_out{};         // connections that ended so, by Deadline
  Count answered{};                       // commands and queries told
  Times answer_wait;                      // from heard to told
  Times inbox_wait;                       // from heard, or back from a worker, to decided
  Times tell_wait;                        // from told to given to all whom it concerns
  Times read_wait;                        // of pages of the past, until they are read
  Times search_wait;                      // until one is looked for
  Times password_wait;                    // from heard to a worker
  Count decided{};                        // commands that changed the world
  Count events{};
  Count breaches{};           // deadlines of questions that passed and were said
  Count questions_open{};     // gauge
  Count questions_overdue{};  // gauge: of these, past what is owed next
  Count talks_waiting{};      // gauge: for a listener
  Count talks_open{};         // gauge: of two who talk
  Count alerts_open{};        // gauge
  Count alerts_written{};     // to how many they were written, and it is known
  Count members{};            // gauges: of the world
  Count rooms{};
  Count members_here{};    // gauge: with a socket
  Count places_slowed{};   // gauge: addresses and browsers whose guesses are counted
  Count logins_guessed{};  // gauge
  Count paces_kept{};      // gauge: members and addresses whose pace is remembered
  Count totals_waiting{};  // gauge: rooms whose totals changed and were not told yet
  Count groups{};          // commit groups kept (= syncs)
  Count kept_bytes{};
  Times write_time;           // of Log::write
  Times sync_time;            // of Log::sync
  Count repeats{};            // calls answered from a receipt
  Count passwords{};          // checked or made
  Count password_ns{};        // time that took the workers
  Count password_items{};     // gauge: sign-ins that wait for a worker
  Count passwords_refused{};  // the queue was full
  Count history_pages{};
  Count feed_pages{};
  Count reads_refused{};     // pages of the past: the queue was full
  Count feeds_put_off{};     // likewise, of sockets: asked for again
  Count searches{};          // answered with a page
  Count searches_refused{};  // too many waited
  Count search_ns{};         // time spent looking
  Count indexed{};           // events read into the index
  Count index_rebuilds{};    // begun
  Count index_drops{};       // rooms heard of while the queue was full: found by a sweep
  Count index_lag{};         // gauge: events kept and not yet in the index
  Count index_items{};       // gauge: rooms heard of, not yet looked at
  Count index_documents{};   // gauge: stretches in the index
  Count search_items{};      // gauge: searches that wait
  Count rollback_claims{};   // a device held more than the server has
  Count connections_opened{};
  Count connections_closed{};
  Count connections_slow{};     // closed because they read too slowly
  Count sockets_parked{};       // gauge: WebSockets that keep no reader
  Count tls_failed{};           // ended before they spoke TLS: not taken, too old, cut off
  Count connections_refused{};  // beyond what the server, or one address, may have
  Count sockets_refused{};      // beyond what one member may have
  Count accepts_failed{};       // out of descriptors, mostly
  Count deliveries{};           // event frames handed to sockets
  Count bytes_out{};
  Count sockets_deflating{};  // gauge: WebSockets that are told packed frames
  Count frames_deflated{};    // packed, each once for all
  Count deflate_bytes_in{};   // of these frames before it …
  Count deflate_bytes_out{};  // … and after
  Count messages_inflated{};  // that came packed
  Count outbox_bytes{};       // gauge: what waits for sockets
  Count outboxes_behind{};    // gauge: sockets for which more than half of what may wait does
  Count alerts_unsaid{};      // gauge: written, and the pipeline has not been told
  Count inbox_items{};        // gauge
  Count inbox_bytes{};        // gauge: of the words that wait in it
  Count inbox_refused{};      // not taken: it was full
  Count decided_items{};      // gauge: commands decided, and not yet written
  Count unkept_groups{};      // gauge
  Count told_items{};         // gauge: instructions that the I/O threads have not yet carried out
  Count tells_held_up{};      // times that a telling waited for them
  Count reader_items{};       // gauge
  Count position{};           // gauge: last kept
  Count scrubs{};             // of deleted words, and of talks that were forgotten
  Count scrubs_failed{};
  Count checkpoints{};  // made for backups
  Count checkpoints_failed{};
  Count checkpoint_ms{};   // gauge: when the last one was made
  Count backups_failed{};  // of those asked for in the page

  static constexpr std::size_t place_of(CloseCode code) {
    return static_cast<std::size_t>(code) - static_cast<std::size_t>(CloseCode::going_away);
  }
  void note_refusal(Reason reason) {
    refused_for[static_cast<std::uint8_t>(reason)].fetch_add(1, std::memory_order_relaxed);
  }
  void note_deadline(Deadline which) {
    ran_out[static_cast<std::uint8_t>(which)].fetch_add(1, std::memory_order_relaxed);
  }
  void note_close(CloseCode code) {
    closed_with[place_of(code)].fetch_add(1, std::memory_order_relaxed);
  }
  // reason: of a refusal that was found before the pipeline; none for all others.
  void note_http_answer(unsigned status, Reason reason, std::uint64_t bytes) {
    if (status < http_answers.size()) {
      http_answers[status].fetch_add(1, std::memory_order_relaxed);
    }
    if (reason != Reason::none) note_refusal(reason);
    bytes_out.fetch_add(bytes, std::memory_order_relaxed);
  }
};

}  // namespace xinqiao
