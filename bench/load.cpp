#include "bench/load.hpp"

#include "bench/roles.hpp"
#include "bench/words.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_map>

namespace xinqiao::bench {
namespace {

// How many post at a moment, in seconds after the start.
std::size_t posters_at(const LoadGround& ground, double seconds) {
  const std::size_t members = ground.rooms_of.size();
  const auto& scenario = ground.scenario;
  const std::size_t posters = scenario.posters > 0
                                  ? static_cast<std::size_t>(scenario.posters)
                                  : count_of(Role::writer, mix_at(scenario, seconds), members);
  return std::clamp(posters, std::size_t{1}, members);
}

// Draws who says what where, the same for the same seed.
class Draw {
 public:
  explicit Draw(const LoadGround& ground)
      : ground_(ground), random_(ground.scenario.seed * 7'919 + 1) {}

  Listener poster(double seconds) {
    return static_cast<Listener>(random_() % posters_at(ground_, seconds));
  }
  RoomId room(Listener poster) {
    const auto& rooms = ground_.rooms_of[poster];
    return rooms[random_() % rooms.size()];
  }
  std::string text() {
    const Scenario& s = ground_.scenario;
    const std::size_t spread = s.text_bytes_max - s.text_bytes_min + 1;
    return make_text(s.seed, ++texts_, s.text_bytes_min + random_() % spread);
  }

 private:
  const LoadGround& ground_;
  std::mt19937_64 random_;
  std::uint64_t texts_ = 0;
};

// Turns a moment of the steady clock into a timer's.
std::chrono::steady_clock::time_point moment(Nanos at) {
  return std::chrono::steady_clock::time_point(std::chrono::nanoseconds(at));
}

// One of several generators draws its posts before they are due, so that what another says is known
// here before it is heard; who posts waits for the moment.
constexpr Nanos drawn_before = nanos_per_second / 2;

class OpenLoad final : public Load {
 public:
  explicit OpenLoad(LoadGround ground)
      : ground_(std::move(ground)),
        early_(ground_.starts_at ? drawn_before : 0),
        draw_(ground_),
        stretches_(stretches_of(ground_.scenario)),
        schedule_(stretches_, ground_.scenario.arrivals, ground_.scenario.seed),
        timer_(ground_.context) {}

  void start() override {
    start_ = ground_.starts_at.value_or(now_nanos());
    measured_from_ = start_ + static_cast<Nanos>(ground_.scenario.warmup_seconds * 1e9);
    end_ = start_ + static_cast<Nanos>(seconds_of(stretches_) * 1e9);
    due_ = next_due();
    pump();
  }
  bool is_done() const override { return is_done_; }
  void end_now() override {
    timer_.cancel();
    is_done_ = true;
  }
  bool is_measured() const override { return now_nanos() >= measured_from_; }
  double progress() const override {
    return static_cast<double>(now_nanos() - start_) / static_cast<double>(end_ - start_);
  }
  Histogram late() const override { return late_; }

 private:
  void pump() {
    if (is_done_) return;
    for (Nanos now = now_nanos(); due_ - early_ <= now && due_ < end_; now = now_nanos()) {
      const Listener poster = draw_.poster(static_cast<double>(due_ - start_) / 1e9);
      ground_.post(poster, draw_.room(poster), draw_.text(), due_, due_ >= measured_from_);
      if (due_ >= measured_from_) {
        late_.record(now_nanos() - due_);
      }
      due_ = next_due();
    }
    // The load lasts as long as its stretches do, also when nothing more is due in them.
    is_done_ = due_ >= end_ && now_nanos() >= end_;
    if (!is_done_) {
      timer_.expires_at(moment(due_ < end_ ? due_ - early_ : end_));
      timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) {
          pump();
        }
      });
    }
  }

  Nanos next_due() {
    const Nanos next = schedule_.next();
    return next == Schedule::never ? next : start_ + next;
  }

  LoadGround ground_;
  const Nanos early_;
  Draw draw_;
  const std::vector<Stretch> stretches_;
  Schedule schedule_;
  boost::asio::steady_timer timer_;
  Nanos start_ = 0;
  Nanos measured_from_ = 0;
  Nanos end_ = 0;
  Nanos due_ = 0;
  bool is_done_ = false;
  Histogram late_;
};

class SaturationLoad final : public Load {
 public:
  explicit SaturationLoad(LoadGround ground) : ground_(std::move(ground)), draw_(ground_) {}

  void start() override {
    start_ = now_nanos();
    measured_from_ = start_ + static_cast<Nanos>(ground_.scenario.warmup_seconds * 1e9);
    end_ = measured_from_ + static_cast<Nanos>(ground_.scenario.seconds * 1e9);
    const std::size_t posters = posters_at(ground_, 0);
    for (std::size_t i = 0; i < posters * ground_.scenario.window; ++i) {
      say(static_cast<Listener>(i % posters));
    }
  }
  void heard_by_all(PostIndex post) override {
    const auto poster = poster_of_.find(post);
    if (poster != poster_of_.end() && now_nanos() < end_) {
      const Listener again = poster->second;
      poster_of_.erase(poster);
      say(again);
    }
  }
  bool is_done() const override { return now_nanos() >= end_; }
  bool is_measured() const override { return now_nanos() >= measured_from_; }
  double progress() const override {
    return static_cast<double>(now_nanos() - start_) / static_cast<double>(end_ - start_);
  }

 private:
  void say(Listener poster) {
    const Nanos now = now_nanos();
    const PostIndex post =
        ground_.post(poster, draw_.room(poster), draw_.text(), now, now >= measured_from_);
    poster_of_.emplace(post, poster);
  }

  LoadGround ground_;
  Draw draw_;
  std::unordered_map<PostIndex, Listener> poster_of_;  // of what is under way
  Nanos start_ = 0;
  Nanos measured_from_ = 0;
  Nanos end_ = 0;
};

class ReplayLoad final : public Load {
 public:
  ReplayLoad(LoadGround ground, const Replay& replay, std::vector<RoomId> rooms)
      : ground_(std::move(ground)),
        replay_(replay),
        rooms_(std::move(rooms)),
        waiting_(rooms_.size()),
        is_busy_(rooms_.size()),
        timer_(ground_.context) {}

  void start() override {
    start_ = now_nanos();
    pump();
  }
  void answered(PostIndex post) override {
    const auto found = room_of_.find(post);
    if (found == room_of_.end()) {
      return;
    }
    const std::size_t room = found->second;
    room_of_.erase(found);
    is_busy_[room] = false;
    if (!waiting_[room].empty()) {
      const std::size_t line = waiting_[room].front();
      waiting_[room].pop_front();
      say(line);
    }
  }
  bool is_done() const override { return said_ == replay_.lines.size(); }
  bool is_measured() const override { return true; }
  double progress() const override {
    return static_cast<double>(said_) / static_cast<double>(replay_.lines.size());
  }
  Histogram late() const override { return late_; }

 private:
  void pump() {
    const auto& lines = replay_.lines;
    while (next_ < lines.size() && start_ + lines[next_].due <= now_nanos()) {
      const std::size_t room = lines[next_].room;
      late_.record(now_nanos() - start_ - lines[next_].due);
      if (ground_.scenario.ordered && is_busy_[room]) {
        waiting_[room].push_back(next_);
      } else {
        say(next_);
      }
      ++next_;
    }
    if (next_ < lines.size()) {
      timer_.expires_at(moment(start_ + lines[next_].due));
      timer_.async_wait([this](boost::system::error_code cancelled) {
        if (!cancelled) {
          pump();
        }
      });
    }
  }
  void say(std::size_t index) {
    const ReplayLine& line = replay_.lines[index];
    is_busy_[line.room] = true;
    ++said_;
    const PostIndex post = ground_.post(static_cast<Listener>(line.from), rooms_[line.room],
                                        line.text, start_ + line.due, true);
    if (ground_.scenario.ordered) {
      room_of_.emplace(post, line.room);
    }
  }

  LoadGround ground_;
  const Replay& replay_;
  const std::vector<RoomId> rooms_;
  std::vector<std::deque<std::size_t>> waiting_;  // lines due, by room
  std::vector<bool> is_busy_;                     // a line of the room waits for its answer
  std::unordered_map<PostIndex, std::size_t> room_of_;
  boost::asio::steady_timer timer_;
  Nanos start_ = 0;
  std::size_t next_ = 0;
  std::size_t said_ = 0;
  Histogram late_;
};

}  // namespace

std::unique_ptr<Load> make_open_load(LoadGround ground) {
  return std::make_unique<OpenLoad>(std::move(ground));
}

std::unique_ptr<Load> make_saturation_load(LoadGround ground) {
  return std::make_unique<SaturationLoad>(std::move(ground));
}

std::unique_ptr<Load> make_replay_load(LoadGround ground, const Replay& replay,
                                       std::vector<RoomId> rooms) {
  return std::make_unique<ReplayLoad>(std::move(ground), replay, std::move(rooms));
}

}  // namespace xinqiao::bench
