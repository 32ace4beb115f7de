#include "server/backup_desk.hpp"

#include "protocol/json_writer.hpp"
#include "protocol/limits.hpp"
#include "store/manifest.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <system_error>
#include <utility>

namespace xinqiao {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "xinqiao-";
constexpr std::size_t said_bytes = 500;

// "xinqiao-2026-11-26T174600Z"
std::string name_at(Instant now) {
  const std::time_t seconds = now.ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t size = std::strftime(text.data(), text.size(), "%FT%H%M%SZ", &utc);
  return std::string(prefix) + std::string(text.data(), size);
}

// The last line of what a process says, until it says no more.
std::string last_line(int from) {
  std::string all;
  std::array<char, 4096> part;
  while (true) {
    const ssize_t got = ::read(from, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    all.append(part.data(), static_cast<std::size_t>(got));
    if (all.size() > 2 * said_bytes) all.erase(0, all.size() - said_bytes);
  }
  while (!all.empty() && all.back() == '\n') all.pop_back();
  const auto line = all.rfind('\n');
  return line == std::string::npos ? all : all.substr(line + 1);
}

// Its output goes into `said`, and it gets nothing else of ours: no sockets, no files of the store,
// no blocked signals. 0, or an errno.
int spawn(const std::string& program, std::array<std::string, 6> words, int said, int& process) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, said, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, said, STDERR_FILENO);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  ::sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  std::array<char*, 7> argv{};
  std::ranges::transform(words, argv.begin(), [](std::string& word) { return word.data(); });
  const int failed =
      ::posix_spawn(&process, program.c_str(), &actions, &attributes, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return failed;
}

}  // namespace

BackupDesk::BackupDesk(Options options) : options_(std::move(options)), made_(found()) {}

BackupDesk::~BackupDesk() {
  stop();
}

void BackupDesk::start(Instant now) {
  const std::lock_guard lock(mutex_);
  if (is_stopped_ || is_running_ || options_.folder.empty()) return;
  if (thread_.joinable()) thread_.join();  // it has done its work
  is_running_ = true;
  failed_.clear();
  thread_ = std::thread([this, name = name_at(now)] { run(name); });
}

void BackupDesk::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    if (process_ > 0) ::kill(process_, SIGTERM);
  }
  if (thread_.joinable()) thread_.join();
}

void BackupDesk::run(const std::string& name) {
  ::pthread_setname_np(::pthread_self(), "backup");
  std::string said;
  int status = -1;
  std::array<int, 2> pipe{-1, -1};
  int failed = ::pipe2(pipe.data(), O_CLOEXEC) == 0 ? 0 : errno;
  if (failed == 0) {
    int process = 0;
    failed =
        spawn(options_.program,
              {"xinqiao", "backup", "--data", options_.data, "--to", options_.folder + "/" + name},
              pipe[1], process);
    ::close(pipe[1]);
    if (failed == 0) {
      {
        const std::lock_guard lock(mutex_);
        process_ = process;
        if (is_stopped_) ::kill(process, SIGTERM);
      }
      said = last_line(pipe[0]);
      status = end_of(process);
    }
    ::close(pipe[0]);
  }
  if (failed != 0) said = std::system_category().message(failed);
  std::vector<Made> now = found();
  const std::lock_guard lock(mutex_);
  is_running_ = false;
  made_ = std::move(now);
  if (status == 0) return;
  failed_ = said.empty() ? "the backup was ended" : said;
  if (options_.metrics != nullptr) options_.metrics->backups_failed.fetch_add(1);
}

// Its exit status. It is not reaped before stop() can no longer take its number for a living one's.
int BackupDesk::end_of(int process) {
  siginfo_t ended{};
  while (::waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT) < 0 &&
         errno == EINTR) {
  }
  const std::lock_guard lock(mutex_);
  process_ = 0;
  int status = -1;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// A folder without a manifest is no backup.
std::vector<BackupDesk::Made> BackupDesk::found() const {
  std::vector<Made> all;
  if (options_.folder.empty()) return all;
  std::error_code error;
  for (fs::directory_iterator at(options_.folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (!name.starts_with(prefix) || name.find(".unfinished-") != name.npos) continue;
    std::ifstream file(at->path() / store::manifest_file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    store::Manifest manifest;
    if (!store::decode_manifest(text, manifest).is_ok()) continue;
    all.push_back({name, manifest.made, manifest.bytes()});
  }
  std::ranges::sort(all, std::greater{}, &Made::name);
  if (all.size() > limits::backups_listed) all.resize(limits::backups_listed);
  return all;
}

std::string BackupDesk::report() const {
  const std::lock_guard lock(mutex_);
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("set_up").boolean(!options_.folder.empty());
  json.key("running").boolean(is_running_);
  if (!failed_.empty()) json.key("failed").string(failed_);
  json.key("backups").begin_array();
  for (const Made& one : made_) {
    json.begin_object().key("name").string(one.name).key("made").string(one.when);
    json.key("bytes").integer(static_cast<std::int64_t>(one.bytes)).end_object();
  }
  json.end_array().end_object();
  return text;
}

}  // namespace xinqiao
