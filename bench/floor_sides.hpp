// The sides of `floor`: each tells a burst of K frames to N sockets when asked. A server of ours is
// posted to by K members; the bare server has the same bytes ready and only sends. Threading: one
// thread; the servers are processes of their own. Errors are sentences in problem().
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/bare_fan_out.hpp"
#include "bench/crowd.hpp"
#include "bench/spawn.hpp"

namespace xinqiao::bench {

// What a side did so far; two of them make a difference.
struct FloorCounts {
  double sends = 0;     // calls of send(), where they are known
  double segments = 0;  // that the sockets heard
  double syncs = 0;
  Switches switches;
  std::map<std::string, Nanos> threads;
  Nanos io_user = 0;
};

class FloorSide {
 public:
  virtual ~FloorSide() = default;
  virtual bool begin() = 0;  // the process
  virtual bool come() = 0;   // the sockets
  virtual FloorCounts counts() = 0;
  virtual bool counts_sends() const = 0;
  virtual bool counts_syncs() const = 0;
  virtual Nanos cpu() const = 0;
  void leave() { crowd_.reset(); }
  bool is_there() const { return crowd_ != nullptr; }
  std::string cipher() const { return crowd_->cipher(); }  // while they are there

  // From the moment at which it should begin until the last has heard; nullopt: see problem().
  std::optional<Nanos> burst();
  void stay_awake(bool awake) { awake_ = awake; }  // Crowd::hear_all
  // Until what a burst left to do is done.
  virtual void come_to_rest() { crowd_->rest(20 * nanos_per_millisecond); }
  std::string problem() const;

 protected:
  explicit FloorSide(std::size_t frames) : frames_at_once_(frames) {}
  virtual Nanos fire() = 0;  // returns the moment
  std::size_t frames_at_once_;
  bool awake_ = false;
  std::unique_ptr<Crowd> crowd_;
  std::string problem_;
};

struct ServerSideOptions {
  std::string binary;
  std::uint64_t members = 0;
  std::size_t posts = 1;  // in a burst, each by another member
  std::size_t text_bytes = 200;
  // The server is stopped while the posts are put into its sockets, so that they are there at one
  // instant, as from many machines; alone they would come one after the other.
  bool held = true;
  bool packs = false;  // to members who take packed frames
  SpawnOptions spawn;
};

class ServerSide final : public FloorSide {
 public:
  explicit ServerSide(ServerSideOptions options);
  bool begin() override;
  bool come() override;
  FloorCounts counts() override;
  bool counts_sends() const override { return false; }
  bool counts_syncs() const override;
  void come_to_rest() override;
  Nanos cpu() const override { return server_.cpu(); }
  // The frames of one burst, as they were told. Empty: see problem().
  std::vector<std::string> told_frames();
  std::uint64_t resident_kilobytes() const { return server_.resident_kilobytes(); }

 private:
  Nanos fire() override;
  const ServerSideOptions options_;
  Spawned server_;
  std::vector<Credential> who_;
  std::uint64_t texts_ = 0;
};

class BareSide final : public FloorSide {
 public:
  BareSide(std::vector<std::string> frames, std::uint64_t members, BareFanOut::Options options);
  bool begin() override;
  bool come() override;
  FloorCounts counts() override;
  bool counts_sends() const override { return true; }
  bool counts_syncs() const override { return false; }
  Nanos cpu() const override { return bare_.cpu(); }

 private:
  Nanos fire() override;
  const std::vector<std::string> frames_;
  const std::uint64_t members_;
  const BareFanOut::Options options_;
  BareFanOut bare_;
};

}  // namespace xinqiao::bench
