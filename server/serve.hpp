// `xinqiao serve`: opens the store, starts the pipeline and the doors, and runs until SIGTERM or
// SIGINT; SIGHUP reads the certificate again. Prints `ready http://HOST:PORT` (https with TLS) on
// stdout when it can be talked to, and before it, while nobody lives in the store, the link by
// which its first owner comes in. Threading: the main thread, once.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "protocol/limits.hpp"
#include "store/rocks_log.hpp"

namespace xinqiao {

// Exit codes of every command of the binary.
enum Exit : int {
  exit_ok = 0,
  exit_problem = 1,  // verify found something, or a command could not do what it was asked
  exit_usage = 2,
  exit_store = 73,   // the folder cannot be opened: in use, newer, not a store, damaged
  exit_disk = 74,    // an I/O error while running: the server stopped so as to lose nothing
  exit_listen = 75,  // the address cannot be listened on
};

// Those that an operator may set stand in settings_table.cpp too.
struct ServeOptions {
  std::string data;  // folder of the store
  std::string listen = "127.0.0.1:8080";
  std::string tls = "off";      // or "auto", a certificate of our own making, or "files"
  std::string tls_certificate;  // PEM files, with "files"
  std::string tls_key;
  std::string public_url;                    // where members find it, if not where it listens
  std::vector<std::string> trusted_proxies;  // whose X-Forwarded-For counts: addresses, networks
  std::vector<std::string> origins;          // further origins that pages may come from
  unsigned threads = 1;                      // I/O threads
  std::string compression = "on";            // or "off": of frames, with those who offer it
  double commands_per_second = limits::commands_per_second;  // a member; 0 = without limit
  std::uint64_t disk_floor_bytes = store::RocksLog::Options{}.room_bytes;  // of free disk
  std::uint64_t ballast_bytes = store::RocksLog::Options{}.ballast_bytes;  // 0 = none
  std::string echo_path;      // where WebSocket messages come back, for tests; empty = nowhere
  std::string backup_folder;  // where owners' backups go; empty = they cannot make any
  // Called with where members find it once that is known, before `ready` is printed.
  std::function<void(const std::string& url)> on_ready;
};

int serve(const ServeOptions& options);

}  // namespace xinqiao
