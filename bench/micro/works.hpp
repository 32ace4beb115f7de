// A server without doors, for measuring its stages one by one. Threading: one thread steps it.
#pragma once

#include <stdlib.h>
#include <time.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "protocol/limits.hpp"
#include "server/credentials.hpp"
#include "server/decider.hpp"
#include "server/pipeline.hpp"
#include "store/rocks_log.hpp"

namespace xinqiao::bench {

// The CPU time of the calling thread.
inline double thread_ms() {
  ::timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

class Nobody final : public Audience {
 public:
  void tell(std::shared_ptr<const TellBatch>) override {}
};

// A server without doors: as many members without a home, all of them signed in, one an owner.
class Works {
 public:
  explicit Works(std::uint64_t members) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "xinqiao-works-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data()) == nullptr ? "" : pattern;
    if (!store::RocksLog::open(folder_ + "/data", {}, log_).is_ok()) return;
    pipeline_ = std::make_unique<Pipeline>(*log_, clock_, nobody_, metrics_,
                                           Pipeline::Options{.commands_per_second = 0});
    if (!pipeline_->load().is_ok()) return;
    is_there_ = true;
    for (std::uint64_t i = 0; i < members; ++i) {
      const std::string who = std::to_string(i);
      const TokenHash link = hash_secret("link " + who);
      say(server_itself(), AddMember{"工友 " + who, i == 0});
      say(server_itself(), CreateLink{MemberId{i + 1}, link});
      say(server_itself(), StartSession{link, hash_secret("claim"), member(i), "bench"});
      if (i % limits::group_commands == 0) settle();
    }
    settle();
    is_there_ = is_there_ && pipeline_->world().session(owner_) != nullptr;
  }
  ~Works() {
    pipeline_.reset();
    log_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Works(const Works&) = delete;
  Works& operator=(const Works&) = delete;

  bool is_there() const { return is_there_; }
  const TokenHash& owner() const { return owner_; }
  static TokenHash member(std::uint64_t number) {
    return hash_secret("token " + std::to_string(number));
  }
  Pipeline& pipeline() { return *pipeline_; }
  const domain::World& world() const { return pipeline_->world(); }

  void say(const TokenHash& caller, Command command, Guard guard = {}) {
    Heard heard;
    heard.caller = caller;
    heard.request.id = "0";
    heard.request.command = std::move(command);
    heard.request.guard = std::move(guard);
    if (!pipeline_->hear(std::move(heard))) is_there_ = false;
  }
  void settle() {
    while (pipeline_->decide_step() || pipeline_->keep_step()) {
    }
  }

 private:
  std::string folder_;
  std::unique_ptr<store::RocksLog> log_;
  SystemClock clock_;
  Nobody nobody_;
  Metrics metrics_;
  std::unique_ptr<Pipeline> pipeline_;
  const TokenHash owner_ = member(0);
  bool is_there_ = false;
};

}  // namespace xinqiao::bench
