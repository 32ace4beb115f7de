#include "bench/spawn.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace xinqiao::bench {
namespace {

constexpr Nanos ready_nanos = 60 * nanos_per_second;

}  // namespace

Spawned::Spawned(std::string binary, SpawnOptions options)
    : binary_(std::move(binary)), options_(options) {}

Spawned::~Spawned() {
  kill_now();
  if (!folder_.empty() && !is_borrowed_) {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
}

// The child dies with us (PDEATHSIG), so that a broken run leaves no server behind.
pid_t Spawned::launch(const std::vector<std::string>& arguments, int out) {
  std::vector<char*> raw;
  std::string program = binary_;
  std::vector<std::string> own = arguments;
  raw.push_back(program.data());
  for (std::string& argument : own) {
    raw.push_back(argument.data());
  }
  raw.push_back(nullptr);
  const std::string log = folder_ + "/server.log";
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) {
    return child;
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    ::_exit(127);
  }
  stay_on(options_.core);
  if (options_.descriptors > 0) {
    const rlimit few{options_.descriptors, options_.descriptors};
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  const int err = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  ::dup2(err, STDERR_FILENO);
  ::dup2(out >= 0 ? out : err, STDOUT_FILENO);
  ::execv(raw[0], raw.data());
  ::_exit(127);
}

bool Spawned::seed(std::uint64_t members, std::uint64_t rooms, std::uint64_t rooms_each,
                   const std::string& where) {
  const std::filesystem::path base =
      where.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(where);
  std::string pattern = (base / "xinqiao-bench-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    problem_ = "no temporary folder can be made";
    return false;
  }
  folder_ = pattern;
  const pid_t child = launch({"seed", "--data", data_path(), "--members", std::to_string(members),
                              "--rooms", std::to_string(rooms), "--rooms-per-member",
                              std::to_string(rooms_each), "--tokens", tokens_path()},
                             -1);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child || status != 0) {
    problem_ = binary_ + " seed failed: " + log_tail();
    return false;
  }
  return true;
}

void Spawned::take_over(const std::string& folder) {
  folder_ = folder;
  is_borrowed_ = true;
}

bool Spawned::start() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    problem_ = "no pipe can be made";
    return false;
  }
  server_ = launch({"serve", "--data", data_path(), "--listen", listen_, "--commands-per-second",
                    std::to_string(options_.commands_per_second), "--threads",
                    std::to_string(options_.threads), "--tls", options_.tls ? "auto" : "off"},
                   ends[1]);
  ::close(ends[1]);
  const bool is_ready = server_ > 0 && wait_for_ready(ends[0]);
  if (!is_ready) {
    problem_ = binary_ + " serve did not become ready: " + log_tail();
  }
  // The reading end stays open for the server's life: a write to a closed pipe would end it.
  server_out_ = ends[0];
  return is_ready;
}

bool Spawned::wait_for_ready(int in) {
  std::string said;
  const Nanos until = now_nanos() + ready_nanos;
  while (now_nanos() < until) {
    pollfd ready{.fd = in, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, 100) <= 0) {
      continue;
    }
    char buffer[512];
    const ssize_t bytes = ::read(in, buffer, sizeof buffer);
    if (bytes <= 0) {
      return false;  // it ended
    }
    said.append(buffer, static_cast<std::size_t>(bytes));
    const std::size_t at = said.find("ready http");
    const std::size_t end = at == std::string::npos ? at : said.find('\n', at);
    if (end != std::string::npos) {
      url_ = said.substr(at + 6, end - at - 6);
      listen_ = url_.substr(url_.find("://") + 3);
      return true;
    }
  }
  return false;
}

void Spawned::kill_now() {
  if (server_ > 0) {
    cpu_before_ += cpu_of(server_);
    ::kill(server_, SIGKILL);
    ::waitpid(server_, nullptr, 0);
    server_ = 0;
  }
  if (server_out_ >= 0) {
    ::close(server_out_);
    server_out_ = -1;
  }
}

void Spawned::ask_to_stop() {
  if (server_ > 0) ::kill(server_, SIGTERM);
}

bool Spawned::has_ended() {
  if (server_ > 0) {
    const Nanos cpu = cpu_of(server_);
    if (::waitpid(server_, nullptr, WNOHANG) == 0) return false;
    cpu_before_ += cpu;
    server_ = 0;
  }
  kill_now();  // what is left of it: the end of its pipe
  return true;
}

bool Spawned::stop_now() {
  int status = 0;
  return server_ > 0 && ::kill(server_, SIGSTOP) == 0 &&
         ::waitpid(server_, &status, WUNTRACED) == server_ && WIFSTOPPED(status);
}

void Spawned::go_on() {
  if (server_ > 0) ::kill(server_, SIGCONT);
}

Nanos Spawned::cpu() const {
  return cpu_before_ + (server_ > 0 ? cpu_of(server_) : 0);
}

std::uint64_t Spawned::resident_kilobytes() const {
  return resident_kilobytes_of(server_);
}

std::uint64_t Spawned::descriptors() const {
  return descriptors_of(server_);
}

std::string Spawned::log_tail() const {
  std::ifstream file(folder_ + "/server.log", std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  const std::string text = content.str();
  return text.size() > 1'000 ? text.substr(text.size() - 1'000) : text;
}

}  // namespace xinqiao::bench
