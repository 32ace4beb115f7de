// Start here. Hear, decide, keep, tell: the one way through the house.
//
//   hear (any thread) -> inbox -> decide_step -> group -> write_step -> sync_step -> Audience::tell
//                            |                              reader <-/
//       password_step <------/                                \-> read_step -> Audience::tell
//         \-> inbox, with a verdict in place of the password
// Every stage is a step over a bounded queue. start() gives them threads that step in a loop (two
// that write and sync in turn); a test or the simulator calls the steps itself, in any order.
// Errors: a failed keep calls on_failure once and nothing more is told. Threading: hear and want
// from any thread; steps from one thread each; see each method.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>

#include "protocol/limits.hpp"
#include "server/audience.hpp"
#include "server/clock.hpp"
#include "server/group.hpp"
#include "server/metrics.hpp"
#include "server/present.hpp"
#include "store/log.hpp"

namespace xinqiao {

class BackupDesk;
namespace domain {
class World;
}

class Pipeline {
 public:
  struct Options {
    double commands_per_second = limits::commands_per_second;  // a member; 0 = without limit
    std::size_t group_commands = limits::group_commands;       // a commit group has at most
    std::function<void(const store::Status&)> on_failure;      // a keeper thread
    Followers followers;
    BackupDesk* backups = nullptr;  // outlives it
  };

  Pipeline(store::Log& log, const Clock& clock, Audience& audience, Metrics& metrics,
           Options options);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // Loads rows and marks into the world and orders the first tick. Before anything else.
  store::Status load();

  // Takes a request. False: the inbox is full, the caller answers `overloaded` itself.
  [[nodiscard]] bool hear(Heard heard);
  // Alerts that were written, and to whom. What stays in the list was not taken: ask again later.
  void wrote(std::vector<AlertWritten>& written);
  // Takes feeds' wishes for pages: the first so many. Fewer than all: full, ask again later.
  [[nodiscard]] std::size_t want(std::span<const FeedTask> tasks);

  // Each does what waits in its queue now and says whether there was anything.
  bool decide_step();
  bool write_step();
  bool sync_step();
  bool keep_step();  // writes and syncs
  bool read_step();
  bool password_step();

  void start();  // threads
  void stop();   // takes no more, finishes what was taken, joins

  // For the hubs: they count who is here.
  Present& present();

  // Decider thread, or while nothing runs.
  const domain::World& world() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xinqiao
