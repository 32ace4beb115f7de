#include "server/password_desk.hpp"

#include "protocol/limits.hpp"
#include "server/passwords.hpp"
#include "server/steady.hpp"

#include <pthread.h>

#include <chrono>
#include <utility>

namespace xinqiao {
namespace {

constexpr std::chrono::milliseconds idle_desk_wait{250};

void judge(StartByPassword& command, const PasswordTask& task) {
  command.credential = task.credential;
  const bool right = is_password(task.heard.passwords.given, task.credential);
  command.match = right ? Match::right : Match::wrong;
}

void judge(SetPassword& command, const PasswordTask& task) {
  const Passwords& passwords = task.heard.passwords;
  if (!passwords.given.empty()) {
    command.old_credential = task.credential;
    const bool right = is_password(passwords.given, task.credential);
    command.match = right ? Match::right : Match::wrong;
  }
  if (const auto refusal = check_password(passwords.fresh, task.login)) {
    command.weak = refusal->reason;
    command.weak_field = refusal->field;
    return;
  }
  if (command.match != Match::wrong) command.credential = hash_password(passwords.fresh);
  if (command.credential.empty()) command.weak = Reason::internal;  // no memory to make one
}

}  // namespace

bool needs_verdict(const Command& command) {
  if (const auto* start = get_if<StartByPassword>(&command)) {
    return start->match == Match::unchecked;
  }
  const auto* set = get_if<SetPassword>(&command);
  return set != nullptr && set->credential.empty() && set->weak == Reason::none;
}

PasswordDesk::PasswordDesk(Metrics& metrics, std::function<void(Heard)> back)
    : metrics_(metrics), back_(std::move(back)), queue_(limits::password_items) {}

PasswordDesk::~PasswordDesk() {
  stop();
}

bool PasswordDesk::step() {
  std::vector<PasswordTask> tasks;
  queue_.take(tasks, 1);
  if (tasks.empty()) return false;
  PasswordTask& task = tasks.front();
  const std::uint64_t began = steady_ns();
  metrics_.password_wait.note(began - task.heard.heard_ns);
  Heard heard = task.heard;
  if (auto* start = get_if<StartByPassword>(&heard.request.command)) judge(*start, task);
  if (auto* set = get_if<SetPassword>(&heard.request.command)) judge(*set, task);
  for (Passwords* passwords : {&heard.passwords, &task.heard.passwords}) {
    wipe(passwords->given);
    wipe(passwords->fresh);
  }
  metrics_.passwords.fetch_add(1, std::memory_order_relaxed);
  metrics_.password_ns.fetch_add(steady_ns() - began, std::memory_order_relaxed);
  back_(std::move(heard));
  return true;
}

void PasswordDesk::start() {
  for (std::size_t i = 0; i < limits::password_workers; ++i) {
    workers_.emplace_back([this] {
      ::pthread_setname_np(::pthread_self(), "password");
      is_password("", "");  // makes what unknown logins are held against, before anybody waits
      while (true) {
        queue_.wait(idle_desk_wait);
        const bool did = step();
        if (!did && queue_.is_closed()) break;
      }
    });
  }
}

void PasswordDesk::stop() {
  queue_.close();
  for (std::thread& worker : workers_) {
    if (worker.joinable()) worker.join();
  }
}

}  // namespace xinqiao
