// Start here. The door: HTTP and WebSocket on one port, plain or through TLS, over a Pipeline.
//
//   Switchboard switchboard;                       // the Pipeline's Audience
//   Pipeline pipeline(log, clock, switchboard, …);
//   Server server({.port = 8420, …}, switchboard, pipeline, metrics);
//   if (auto trouble = server.start()) …           // a sentence for the operator
//   …
//   server.stop(drain);                            // before pipeline.stop()
//
// Each I/O thread has an io_context and a Hub of its own; a connection stays on its thread for
// life. Threading: start and stop from one thread; the rest after start from any. Errors: start
// says what is wrong; after that nothing throws and nobody waits without a bound.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "protocol/limits.hpp"
#include "server/metrics.hpp"
#include "server/net/certificates.hpp"
#include "server/net/switchboard.hpp"
#include "server/network.hpp"
#include "server/pipeline.hpp"
#include "web-client/page.hpp"

namespace xinqiao::net {

// Whether writes are taken; `why` is what /readyz says when they are not.
struct Readiness {
  bool ready = true;
  std::string why;
  std::uint64_t disk_free_bytes = 0;  // of the store; 0 = there is no disk
  std::uint64_t disk_floor_bytes = 0;
  std::uint64_t store_cache_bytes = 0;  // blocks of the store that are kept in memory
};

class Server {
 public:
  struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0 = any free one; see address()
    std::size_t threads = 1;
    std::vector<std::string>
        origins;  // further pages that may call, as `https://host[:port]`, compared exactly
    std::string public_url;                  // where members find it, if that is somewhere else
    std::vector<IpNetwork> trusted_proxies;  // whose X-Forwarded-For and -Proto count
    const Certificates* tls = nullptr;       // outlives the server; none = plain
    bool hsts = false;                       // pages tell browsers to come by https only
    std::size_t connections = limits::connections;
    std::size_t connections_per_address = limits::connections_per_address;
    std::size_t outbox_bytes = limits::outbox_bytes;
    std::size_t readers_at_ease = limits::readers_at_ease;
    std::int64_t beat_ms = limits::beat_ms;
    std::int64_t look_ms = 250;      // how often deadlines are looked at
    std::span<const PageFile> page;  // empty = no page is served
    std::string epoch;               // said by /healthz
    bool deflates = true;            // permessage-deflate, with those who offer it
    std::string echo_path;           // where messages come back, for tests of RFC 6455; empty = off
    // What deadlines are measured with; any I/O thread. None = the steady clock of the machine.
    std::function<std::int64_t()> steady_ms;
    std::function<Readiness()> readiness;  // any I/O thread; must not wait. None = always ready
  };

  Server(Options options, Switchboard& switchboard, Pipeline& pipeline, Metrics& metrics);
  ~Server();  // stops at once if still running
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds and starts the threads; a sentence if it could not.
  [[nodiscard]] std::optional<std::string> start();
  // "127.0.0.1:8420", with the port it really has.
  std::string address() const;
  std::uint16_t port() const;
  // Takes no more connections, says going_away (4000) to every socket after what waits for it, and
  // lets HTTP exchanges end; what is left after `drain` is dropped. Joins the threads.
  void stop(std::chrono::milliseconds drain);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao::net
