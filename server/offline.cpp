#include "server/offline.hpp"

#include "server/domain/world.hpp"
#include "server/outward/index_folder.hpp"
#include "server/tools.hpp"
#include "server/verify.hpp"
#include "store/rocks_log.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

namespace xinqiao {
namespace {

// How long a running server may take to hear of a wish.
constexpr int rebuild_looks = 40;
constexpr std::chrono::milliseconds rebuild_look_pace{50};

int problem(Exit code, const std::string& what) {
  std::fprintf(stderr, "xinqiao: %s\n", what.c_str());
  return code;
}

std::string summary(const VerifyReport& report) {
  const auto count = [](std::uint64_t number, const char* what) {
    return std::to_string(number) + " " + what;
  };
  return count(report.rooms, "rooms, ") + count(report.members, "members, ") +
         count(report.events, "events, ") + count(report.marks, "marks: ") +
         (report.is_ok() ? "all is well" : count(report.problems_found, "problems"));
}

}  // namespace

int link(const LinkOptions& options) {
  std::unique_ptr<store::RocksLog> log;
  store::Status status = store::RocksLog::open(options.data, {}, log);
  if (!status.is_ok()) return problem(exit_store, status.message);
  ServerTool tool(*log);
  status = tool.load();
  if (!status.is_ok()) return problem(exit_store, status.message);

  std::optional<MemberId> member = MemberId{options.member};
  if (options.member == 0) {
    member = tool.add_member(options.name, options.organiser);
    if (!member) return problem(exit_problem, "the member was not added: " + tool.last_error());
  } else if (tool.world().member(*member) == nullptr) {
    return problem(exit_problem, "there is no member " + std::to_string(options.member));
  }
  const auto secret = tool.create_link(*member);
  if (!secret) return problem(exit_problem, "the link was not made: " + tool.last_error());
  std::printf("member %llu\n%s/#link=%s\n", static_cast<unsigned long long>(member->value),
              options.address.c_str(), secret->c_str());
  return exit_ok;
}

int verify_folder(const std::string& data) {
  // Opening would make a new store where none is; there is nothing to verify then.
  std::error_code error;
  if (!std::filesystem::exists(data, error)) return problem(exit_store, data + " is not there");
  std::unique_ptr<store::RocksLog> log;
  const store::Status status = store::RocksLog::open(data, {}, log);
  if (!status.is_ok()) return problem(exit_store, status.message);
  const VerifyReport report = verify(*log);
  for (const std::string& what : report.problems) std::printf("%s\n", what.c_str());
  if (report.problems_found > report.problems.size()) std::printf("… and more\n");
  std::printf("%s\n", summary(report).c_str());
  return report.is_ok() ? exit_ok : exit_problem;
}

int rebuild_search(const std::string& data) {
  std::error_code error;
  if (!std::filesystem::exists(data + "/xinqiao-store", error)) {
    return problem(exit_store, data + " is no data folder of xinqiao");
  }
  const std::string folder = outward::index_folder(data);
  const store::Status status = outward::wish_rebuild(folder);
  if (!status.is_ok()) return problem(exit_problem, status.message);
  for (int i = 0; i < rebuild_looks && outward::is_rebuild_wished(folder); ++i) {
    std::this_thread::sleep_for(rebuild_look_pace);
  }
  if (outward::is_rebuild_wished(folder)) {
    std::printf("no server runs there: the search index is built anew at the next start\n");
  } else {
    std::printf("the running server builds the search index anew; it goes on serving\n");
  }
  return exit_ok;
}

}  // namespace xinqiao
