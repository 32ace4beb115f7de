// What is posted when: the three kinds of load, one class each. A load is driven by the event loop
// and never waits. Threading: the thread that runs the io_context.
#pragma once

#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "bench/audit.hpp"
#include "bench/histogram.hpp"
#include "bench/replay.hpp"
#include "bench/scenario.hpp"
#include "bench/schedule.hpp"

namespace xinqiao::bench {

// Posts for a member: what a load can do. Returns the post.
using Post = std::function<PostIndex(Listener member, RoomId room, std::string text, Nanos due,
                                     bool is_measured)>;

class Load {
 public:
  virtual ~Load() = default;
  virtual void start() = 0;
  virtual void answered(PostIndex) {}
  virtual void heard_by_all(PostIndex) {}
  virtual bool is_done() const = 0;
  virtual void end_now() {}             // an open load: nothing more is due
  virtual double progress() const = 0;  // 0 to 1
  // The warm-up is over.
  virtual bool is_measured() const = 0;
  virtual Histogram late() const { return {}; }
};

struct LoadGround {
  boost::asio::io_context& context;
  const Scenario& scenario;
  Post post;
  // rooms_of[member]: where the member may post.
  std::vector<std::vector<RoomId>> rooms_of;
  std::optional<Nanos> starts_at;  // none = at once; else of an open load
};

// Posts at the moments of a Schedule, by posters and rooms drawn from the seed.
std::unique_ptr<Load> make_open_load(LoadGround ground);
// Each poster keeps `window` posts that not everybody has heard yet.
std::unique_ptr<Load> make_saturation_load(LoadGround ground);
// The lines of a file; rooms[i] is the room of titles[i].
std::unique_ptr<Load> make_replay_load(LoadGround ground, const Replay& replay,
                                       std::vector<RoomId> rooms);

}  // namespace xinqiao::bench
