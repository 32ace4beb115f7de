#include "server/offline.hpp"

#include "protocol/limits.hpp"
#include "server/control_call.hpp"
#include "server/domain/world.hpp"
#include "server/outward/index_folder.hpp"
#include "server/reset_answer.hpp"
#include "server/roster.hpp"
#include "server/tools.hpp"
#include "server/verify.hpp"
#include "store/rocks_log.hpp"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "protocol/variant.hpp"

namespace xinqiao {
namespace {

// How long a running server may take to hear of a wish.
constexpr int rebuild_looks = 40;
constexpr std::chrono::milliseconds rebuild_look_pace{50};

int problem(Exit code, const std::string& what) {
  std::fprintf(stderr, "xinqiao: %s\n", what.c_str());
  return code;
}

// Opening would make a new store where none is; here there has to be one.
store::Status open_there(const std::string& data, std::unique_ptr<store::RocksLog>& log) {
  std::error_code error;
  if (!std::filesystem::exists(data, error)) {
    return store::Status::error(store::Fault::io_error, data + " is not there");
  }
  return store::RocksLog::open(data, {}, log);
}

void print_link(const std::string& member, const std::string& address, const std::string& secret) {
  std::printf("member %s\n%s/#link=%s\n", member.c_str(), address.c_str(), secret.c_str());
}

std::string summary(const VerifyReport& report) {
  const auto count = [](std::uint64_t number, const char* what) {
    return std::to_string(number) + " " + what;
  };
  return count(report.rooms, "rooms, ") + count(report.members, "members, ") +
         count(report.events, "events, ") + count(report.questions, "questions, ") +
         count(report.talks, "talks, ") + count(report.marks, "marks: ") +
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
  print_link(std::to_string(member->value), options.address, *secret);
  return exit_ok;
}

int reset_user(const ResetOptions& options) {
  ControlCall call;
  control::Request request{"reset_link", {{"who", options.who}}};
  if (options.end_sessions) request.params["end_sessions"] = "1";
  const auto outcome = call.ask(options.data, request);
  if (const auto* trouble = get_if<std::string>(&outcome)) {
    return problem(exit_problem, *trouble);
  }
  if (const auto* answer = get_if<control::Answer>(&outcome)) {
    if (!answer->is_ok()) return problem(exit_problem, answer->error);
    print_link(answer->result.at("member"), options.address, answer->result.at("secret"));
    return exit_ok;
  }
  std::unique_ptr<store::RocksLog> log;
  store::Status status = open_there(options.data, log);
  if (!status.is_ok()) return problem(exit_store, status.message);
  ServerTool tool(*log);
  status = tool.load();
  if (!status.is_ok()) return problem(exit_store, status.message);
  const auto made = tool.reset_link(options.who, options.end_sessions);
  if (!made) return problem(exit_problem, why_no_reset(tool.last_error()));
  print_link(made->member, options.address, made->secret);
  return exit_ok;
}

int take_roster(const RosterOptions& options) {
  const auto encoding = roster_encoding(options.encoding);
  if (!encoding) return problem(exit_usage, "--encoding wants utf-8 or gb18030");
  std::ifstream file(options.file, std::ios::binary);
  std::string bytes(limits::roster_bytes + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.is_open() || file.bad()) return problem(exit_problem, "cannot read " + options.file);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  if (bytes.size() > limits::roster_bytes) return problem(exit_problem, "the list is over 1 MiB");
  std::unique_ptr<store::RocksLog> log;
  store::Status status = open_there(options.data, log);
  if (!status.is_ok()) return problem(exit_store, status.message);
  ServerTool tool(*log);
  status = tool.load();
  if (!status.is_ok()) return problem(exit_store, status.message);
  const auto report =
      tool.import_roster({read_roster(bytes, *encoding), options.create_units, options.dry_run});
  if (!report) return problem(exit_problem, "the list was not taken in: " + tool.last_error());
  std::printf("%s\n", report->c_str());
  return report->find("\"problems_found\":0,") == std::string::npos ? exit_problem : exit_ok;
}

int verify_folder(const std::string& data) {
  std::unique_ptr<store::RocksLog> log;
  const store::Status status = open_there(data, log);
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
