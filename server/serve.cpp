#include "server/serve.hpp"

#include "server/backup_desk.hpp"
#include "server/clock.hpp"
#include "server/control.hpp"
#include "server/first_start.hpp"
#include "server/listen_address.hpp"
#include "server/log.hpp"
#include "server/metrics.hpp"
#include "server/net/control_door.hpp"
#include "server/net/self_signed.hpp"
#include "server/net/server.hpp"
#include "server/network.hpp"
#include "server/outward/search.hpp"
#include "server/pipeline.hpp"
#include "server/public_url.hpp"
#include "store/rocks_log.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace xinqiao {
namespace {

using namespace std::chrono_literals;

constexpr auto drain_time = 5s;
// Deleted words leave the disk within a day. A scrub rewrites many events: it waits for a first
// quiet minute after the start, and then for half a day.
constexpr std::chrono::seconds scrub_first = 60s;
constexpr std::chrono::seconds scrub_pace = 12h;
// Talks that were forgotten: their own bytes alone are rewritten.
constexpr std::chrono::seconds forget_pace = 10s;
// Certificates change beside the server: who renews them may forget to tell it.
constexpr std::chrono::seconds certificate_pace = 24h;

// How the descriptors of the process are shared. A crowd at the door must not take from the store
// the file that it has to open next: that would be a failed disk.
struct Descriptors {
  int store_files{};
  std::size_t connections{};
};

constexpr rlim_t store_descriptors = 512;
constexpr rlim_t other_descriptors = 128;  // logs, loops, and who is turned away

// Asks for as many as are allowed; with fewer than the bounds want, sockets get half of them.
Descriptors share_descriptors() {
  constexpr rlim_t own_most = store_descriptors + other_descriptors;
  constexpr rlim_t wanted = limits::connections + own_most;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) limit = {1024, 1024};
  if (limit.rlim_cur < wanted) {
    rlimit raised = limit;
    raised.rlim_cur = std::min(wanted, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const rlim_t own = std::min(own_most, limit.rlim_cur / 2);
  const rlim_t left = std::min<rlim_t>(limit.rlim_cur - own, limits::connections);
  if (left < limits::connections) {
    say("open files are limited to " + std::to_string(limit.rlim_cur) + ": at most " +
        std::to_string(left) + " connections");
  }
  const rlim_t files = own > other_descriptors ? own - other_descriptors : 0;
  return {static_cast<int>(files), static_cast<std::size_t>(left)};
}

// Takes deleted words off the disk when it is due, beside the work of the server.
class Scrubber {
 public:
  Scrubber(store::RocksLog& log, Metrics& metrics)
      : log_(log), metrics_(metrics), thread_([this] { run(); }) {}
  ~Scrubber() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    log_.cancel_scrub();
    wake_.notify_all();
    thread_.join();
  }
  Scrubber(const Scrubber&) = delete;
  Scrubber& operator=(const Scrubber&) = delete;

 private:
  void run() {
    std::unique_lock lock(mutex_);
    auto until_scrub = scrub_first;
    while (!wake_.wait_for(lock, forget_pace, [&] { return stopping_; })) {
      until_scrub -= forget_pace;
      lock.unlock();
      if (log_.is_forgetting_due()) {
        report(log_.scrub_forgotten(), "scrubbed forgotten talks");
      }
      if (until_scrub <= 0s) {
        until_scrub = scrub_pace;
        if (log_.is_scrub_due()) report(log_.scrub(), "scrubbed deleted words");
      }
      lock.lock();
    }
  }

  void report(const store::Status& status, const char* what) {
    (status.is_ok() ? metrics_.scrubs : metrics_.scrubs_failed).fetch_add(1);
    say(status.is_ok() ? what : "scrub failed: " + status.message);
  }

  store::RocksLog& log_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

// Signals are taken by one thread that waits for them; all others have them blocked.
sigset_t awaited_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGHUP);
  return set;
}

// Whether a terminal is there to which this process belongs.
bool has_terminal() {
  const int terminal = ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (terminal >= 0) ::close(terminal);
  return terminal >= 0;
}

// --- TLS ---

using CertificatesPointer = std::unique_ptr<net::Certificates>;

// What the settings of TLS say together; each by itself is looked at by settings.
std::optional<std::string> wrong_with_tls(const ServeOptions& options) {
  const auto wrong = [&](const char* key, const std::string& value) -> std::optional<std::string> {
    if (options.tls == "files" && value.empty()) {
      return std::string("tls is 'files' but ") + key + " is not set: name a PEM file";
    }
    if (options.tls == "files" || value.empty()) return std::nullopt;
    return std::string(key) + " is set but tls is '" + options.tls +
           "': set tls to 'files', or leave " + key + " out";
  };
  const auto problem = wrong("tls_certificate", options.tls_certificate);
  return problem ? problem : wrong("tls_key", options.tls_key);
}

// Nothing has been read yet. Null: no TLS.
CertificatesPointer certificates(const ServeOptions& options, const ListenAddress& address) {
  if (options.tls == "files") {
    return std::make_unique<net::Certificates>(
        net::Certificates::Files{options.tls_certificate, options.tls_key});
  }
  if (options.tls != "auto") return nullptr;
  net::Certificates::Own own{options.data + "/tls", {}, net::machine_names()};
  if (address.host != "0.0.0.0" && address.host != "::") own.needed.push_back(address.host);
  const std::string host = host_of_url(options.public_url);
  if (!host.empty()) own.needed.push_back(host);
  return std::make_unique<net::Certificates>(std::move(own));
}

// What the browsers of members will show, and what is right to do then.
void introduce(const net::Certificates& certificates, const std::string& data) {
  std::printf(
      "TLS with a certificate of our own making, kept in %s/tls, valid until %s. Its SHA-256 "
      "fingerprint:\n\n  %s\n\n"
      "Browsers do not know who made it, so each warns once (\"Your connection is not private\", "
      "\"Potential security risk\",\n您的连接不是私密连接). Compare the fingerprint with the one "
      "that "
      "the browser shows for the certificate; if they are\nthe same, go on (\"Advanced\", "
      "\"Proceed\").\n",
      data.c_str(), certificates.last_day().c_str(), certificates.fingerprint().c_str());
}

class RunningServer {
 public:
  RunningServer(const ServeOptions& options, const ListenAddress& address, std::size_t connections,
                std::unique_ptr<store::RocksLog> log, CertificatesPointer certificates)
      : log_(std::move(log)),
        certificates_(std::move(certificates)),
        control_line_(switchboard_),
        backups_({.data = options.data, .folder = options.backup_folder, .metrics = &metrics_}),
        search_(*log_, options.data, log_->report().epoch, switchboard_, metrics_),
        pipeline_(*log_, clock_, control_line_, metrics_,
                  {.commands_per_second = options.commands_per_second,
                   .on_failure = [this](const store::Status& status) { disk_failed(status); },
                   .followers = search_.followers(),
                   .backups = &backups_}),
        server_(server_options(options, address, connections), switchboard_, pipeline_, metrics_),
        control_({.folder = options.data, .answer = [this](std::string_view line) {
                    return answer_control({*log_, pipeline_, control_line_, metrics_}, line);
                  }}) {}

  int run(const ServeOptions& options, bool has_begun_in_terminal) {
    // Before all that takes time: who finds the store taken asks here.
    if (const auto trouble = control_.start()) say(*trouble);
    if (const store::Status status = pipeline_.load(); !status.is_ok()) {
      say(status.message);
      return exit_store;
    }
    const std::optional<std::string> first = invite_first_owner(pipeline_);
    pipeline_.start();
    search_.start();
    if (const auto trouble = server_.start()) {
      say(*trouble);
      pipeline_.stop();
      search_.stop();
      return exit_listen;
    }
    const std::string url = member_address("", certificates_ != nullptr, server_.address());
    if (options.on_ready) options.on_ready(options.public_url.empty() ? url : options.public_url);
    if (certificates_ && certificates_->is_own()) introduce(*certificates_, options.data);
    // Not into the log: whoever reads it would be the owner.
    if (first) {
      const std::string& shown = options.public_url.empty() ? url : options.public_url;
      std::printf("nobody lives here yet; open %s/#first=%s\n", shown.c_str(), first->c_str());
    }
    std::printf("ready %s\n", url.c_str());
    std::fflush(stdout);
    say("ready at " + url);
    if (!options.echo_path.empty()) say("FOR TESTS: anybody is echoed at " + options.echo_path);
    {
      Scrubber scrubber(*log_, metrics_);
      wait_for_stop(has_begun_in_terminal);
      say("stopping");
      server_.stop(drain_time);
      backups_.stop();
    }
    pipeline_.stop();
    search_.stop();
    say("stopped");
    return has_failed_ ? exit_disk : exit_ok;
  }

 private:
  net::Server::Options server_options(const ServeOptions& options, const ListenAddress& address,
                                      std::size_t connections) {
    net::Server::Options made;
    made.host = address.host;
    made.port = address.port;
    made.threads = options.threads;
    made.connections = connections;
    made.origins = options.origins;
    if (!options.public_url.empty()) made.origins.push_back(options.public_url);
    made.public_url = options.public_url;
    for (const std::string& one : options.trusted_proxies) {
      if (const auto network = parse_ip_network(one)) made.trusted_proxies.push_back(*network);
    }
    made.tls = certificates_.get();
    // A browser that was told so lets nobody pass a certificate of our own making.
    made.hsts = certificates_ && !certificates_->is_own();
    made.page = page_files();
    made.deflates = options.compression == "on";
    made.echo_path = options.echo_path;
    made.epoch = log_->report().epoch;
    made.readiness = [this] {
      net::Readiness now;
      now.disk_free_bytes = log_->free_bytes();
      now.disk_floor_bytes = log_->floor_bytes();
      now.store_cache_bytes = log_->cached_bytes();
      if (const store::Status status = log_->failure(); !status.is_ok()) {
        now.why = status.message;
      } else if (!log_->has_room()) {
        now.why = "the disk is nearly full: words are refused, reading goes on";
      }
      now.ready = now.why.empty();
      return now;
    };
    return made;
  }

  // Nobody was told anything of the group that failed. The process ends: its sockets close, clients
  // come back to whatever starts next and send again what was not acknowledged.
  void disk_failed(const store::Status& status) {
    has_failed_ = true;
    say("the disk failed, stopping so as to lose nothing: " + status.message);
    std::fflush(nullptr);
    ::kill(::getpid(), SIGTERM);
  }

  // Until SIGTERM or SIGINT, or until the terminal that it was started from is closed. On SIGHUP
  // from elsewhere, and every day, the certificate is looked at again.
  void wait_for_stop(bool has_begun_in_terminal) {
    const sigset_t set = awaited_signals();
    const timespec pace{certificate_pace.count(), 0};
    while (true) {
      const int signal = sigtimedwait(&set, nullptr, &pace);
      if (signal == SIGTERM || signal == SIGINT) return;
      if (signal == SIGHUP && has_begun_in_terminal && !has_terminal()) return;
      if (signal == SIGHUP || (signal < 0 && errno == EAGAIN)) look_at_certificate();
    }
  }

  // Connections that are there keep what they began with; the next ones get what is good now.
  void look_at_certificate() {
    if (!certificates_) return say("tls is off: there is no certificate to read again");
    const auto trouble = certificates_->refresh(clock_.now());
    if (trouble) return say("the certificate was not changed, the one before stays: " + *trouble);
    say("certificate read, valid until " + certificates_->last_day() + ", SHA-256 " +
        certificates_->fingerprint());
  }

  std::unique_ptr<store::RocksLog> log_;
  CertificatesPointer certificates_;
  SystemClock clock_;
  Metrics metrics_;
  net::Switchboard switchboard_{&metrics_};
  ControlLine control_line_;
  BackupDesk backups_;
  std::atomic<bool> has_failed_{false};
  outward::TextSearch search_;
  Pipeline pipeline_;
  net::Server server_;
  net::ControlDoor control_;
};

}  // namespace

int serve(const ServeOptions& options) {
  const auto address = parse_listen_address(options.listen);
  if (!address) {
    say("--listen wants HOST:PORT, for example 127.0.0.1:8080, not " + options.listen);
    return exit_usage;
  }
  if (const auto problem = wrong_with_tls(options)) {
    say(*problem);
    return exit_usage;
  }
  CertificatesPointer tls = certificates(options, *address);
  const auto read_certificate = [&] { return tls->refresh(SystemClock{}.now()); };
  // Files are looked at before anything is touched; our own lies in the store's folder.
  if (const auto trouble = tls && !tls->is_own() ? read_certificate() : std::nullopt) {
    say(*trouble);
    return exit_usage;
  }
  // Before SIGHUP is held back: a terminal that is closed earlier ends the process by itself.
  const bool has_begun_in_terminal = has_terminal();
  // Before any thread is made, so that all inherit it.
  const sigset_t set = awaited_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  const Descriptors descriptors = share_descriptors();
  store::RocksLog::Options store_options;
  // RocksDB wants at least 20, so that it can work at all.
  store_options.open_files = std::max(descriptors.store_files, 20);
  store_options.room_bytes = options.disk_floor_bytes;
  store_options.ballast_bytes = options.ballast_bytes;
  store_options.on_unreadable = [](const store::Status& trouble) {
    say("A PART OF THE STORE CANNOT BE READ and is refused to whoever asks for it: restore a "
        "backup, "
        "or run `xinqiao verify` on a copy to see what is left: " +
        trouble.message);
  };
  std::unique_ptr<store::RocksLog> log;
  const store::Status status = store::RocksLog::open(options.data, store_options, log);
  if (!status.is_ok()) {
    say(status.message);
    return exit_store;
  }
  const store::OpenReport& report = log->report();
  if (report.lost_words) {
    say("WORDS ARE LOST: the store ends at position " + std::to_string(report.position) + " but " +
        std::to_string(report.high_water) +
        " was kept before; a new epoch begins, so that every device notices");
  }
  if (report.upgraded_from != 0) {
    say("the store was upgraded from format " + std::to_string(report.upgraded_from) +
        "; a backup of it as it was stands in its folder");
  }
  if (report.gave_ballast) say("the disk was full: the ballast file was given up to start");
  if (const auto trouble = tls && tls->is_own() ? read_certificate() : std::nullopt) {
    say(*trouble);
    return exit_store;
  }
  RunningServer server(options, *address, descriptors.connections, std::move(log), std::move(tls));
  return server.run(options, has_begun_in_terminal);
}

}  // namespace xinqiao
