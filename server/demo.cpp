#include "server/demo.hpp"

#include "server/clock.hpp"
#include "server/demo_seed.hpp"
#include "server/loopback.hpp"
#include "server/terminal_qr.hpp"
#include "store/rocks_log.hpp"

#include <unistd.h>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

namespace xinqiao::demo {
namespace {

namespace files = std::filesystem;

int problem(Exit code, const std::string& what) {
  std::fprintf(stderr, "xinqiao demo: %s\n", what.c_str());
  return code;
}

std::optional<std::string> temporary_folder() {
  std::error_code error;
  const files::path place = files::temp_directory_path(error);
  if (error) return std::nullopt;
  std::string name = (place / "xinqiao-demo-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return std::nullopt;
  return name;
}

bool is_absent_or_empty(const files::path& folder) {
  std::error_code error;
  if (!files::exists(folder, error)) return true;
  return files::is_directory(folder, error) && files::is_empty(folder, error);
}

// A store that is open, with the server's own hands on it.
struct Workbench {
  std::unique_ptr<store::RocksLog> log;
  std::unique_ptr<ServerTool> tool;

  store::Status open(const std::string& folder) {
    store::Status status = store::RocksLog::open(folder, {}, log);
    if (!status.is_ok()) return status;
    tool = std::make_unique<ServerTool>(*log);
    return tool->load();
  }
};

// Seeds beside the folder and moves the result there: a start that was interrupted leaves no half
// of a story behind.
int seed(const files::path& folder) {
  files::path name = folder;
  if (!name.has_filename()) name = name.parent_path();
  const files::path beside = name.string() + ".new";
  std::error_code error;
  if (files::exists(beside / "xinqiao-store", error)) files::remove_all(beside, error);
  if (!is_absent_or_empty(beside)) {
    return problem(exit_store, beside.string() + " is in the way: move it elsewhere");
  }
  if (name.has_parent_path()) files::create_directories(name.parent_path(), error);
  {
    Workbench bench;
    const store::Status status = bench.open(beside.string());
    if (!status.is_ok()) return problem(exit_store, status.message);
    std::printf("Telling three weeks of talk to %s …\n", folder.string().c_str());
    std::fflush(stdout);
    const auto refused = tell_story(*bench.tool, SystemClock{}.now());
    if (refused) return problem(exit_problem, *refused);
  }
  files::rename(beside, name, error);
  if (error)
    return problem(exit_store, "could not move to " + name.string() + ": " + error.message());
  return exit_ok;
}

struct Invitation {
  Guest guest;
  std::string secret;
};

int invite(const std::string& folder, std::vector<Invitation>& invitations) {
  Workbench bench;
  const store::Status status = bench.open(folder);
  if (!status.is_ok()) return problem(exit_store, status.message);
  for (const Guest& guest : guests(bench.tool->world())) {
    const auto secret = bench.tool->create_link(guest.member);
    if (!secret) return problem(exit_problem, "no sign-in link: " + bench.tool->last_error());
    invitations.push_back({guest, *secret});
  }
  if (invitations.empty()) {
    return problem(exit_problem,
                   folder +
                       " holds another organisation, not the demo's. Use `xinqiao serve`, "
                       "or give the demo a folder of its own with --data");
  }
  return exit_ok;
}

void print(const std::string& url, const std::vector<Invitation>& invitations, bool qr) {
  const Ink ink = ::isatty(STDOUT_FILENO) == 1 ? Ink::ansi : Ink::plain;
  if (qr) {
    for (const Invitation& one : invitations) {
      std::printf("\n%s · %s\n", one.guest.name.c_str(), one.guest.post.c_str());
      for (const std::string& line : terminal_qr(url + "/#link=" + one.secret, ink)) {
        std::printf("%s\n", line.c_str());
      }
    }
  }
  std::printf(
      "\n心桥 Xinqiao, demo organisation %s\n\n"
      "Open each link in a browser of its own (a second profile, a private window or another "
      "browser);\neach signs in one person, once, within seven days:\n\n",
      std::string(organisation).c_str());
  for (const Invitation& one : invitations) {
    std::printf("  %s · %s\n  %s/#link=%s\n\n", one.guest.name.c_str(), one.guest.post.c_str(),
                url.c_str(), one.secret.c_str());
  }
  std::printf("Stop with Ctrl-C. Start again for fresh links; what was said stays.\n");
  std::fflush(stdout);
}

}  // namespace

int run(const DemoOptions& options) {
  if (!options.allow_public && !is_loopback(options.listen)) {
    return problem(exit_usage,
                   options.listen +
                       " can be reached from other machines, and whoever gets hold of a link is "
                       "signed in. If you want that, say --allow-public; otherwise listen on "
                       "127.0.0.1");
  }
  std::string folder = options.data;
  if (folder.empty()) {
    const auto made = temporary_folder();
    if (!made) return problem(exit_store, "no temporary folder can be made; name one with --data");
    folder = *made;
  }
  std::printf("Data: %s%s\n", folder.c_str(),
              options.data.empty() ? " (temporary: delete it when you are done)" : "");
  if (is_absent_or_empty(folder)) {
    if (const int code = seed(folder); code != exit_ok) return code;
  }
  std::vector<Invitation> invitations;
  if (const int code = invite(folder, invitations); code != exit_ok) return code;

  ServeOptions serving;
  serving.data = folder;
  serving.listen = options.listen;
  serving.tls = options.tls;
  serving.public_url = options.public_url;
  serving.on_ready = [&](const std::string& url) { print(url, invitations, options.qr); };
  return serve(serving);
}

}  // namespace xinqiao::demo
