#include "bench/behaviour.hpp"

#include "bench/wire.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace xinqiao::bench {
namespace {

constexpr double turns_a_second = 10;
constexpr std::size_t rooms_marked = 4;  // of a reader at once: those it read last

}  // namespace

Behaviour::Behaviour(Ground& ground, std::vector<Participant*> people, Members& members,
                     const Scenario& scenario)
    : ground_(ground),
      people_(std::move(people)),
      members_(members),
      scenario_(scenario),
      random_(scenario.seed * 31 + 5),
      timer_(ground.context),
      roles_(people_.size(), Role::lurker),
      marked_(people_.size()) {}

void Behaviour::start() {
  start_ = now_nanos();
  turn();
}

void Behaviour::stop() {
  is_over_ = true;
  timer_.cancel();
  for (Participant* one : people_) one->pace(0);
}

void Behaviour::cut(double share) {
  for (Participant* one : people_) {
    const double drawn = static_cast<double>(random_() >> 11) * 0x1.0p-53;
    if (drawn < share) one->cut();
  }
}

void Behaviour::turn() {
  if (is_over_) return;
  const double seconds = seconds_since(start_);
  const Mix& mix = mix_at(scenario_, seconds);
  const auto reads_every = static_cast<std::uint64_t>(
      std::max(1.0, std::round(scenario_.read_seconds * turns_a_second)));
  for (std::size_t i = 0; i < people_.size(); ++i) {
    take_role(i, role_of(mix, i, people_.size()));
    if (roles_[i] == Role::reader && turns_ % reads_every == i % reads_every) mark(i);
    const double drawn = static_cast<double>(random_() >> 11) * 0x1.0p-53;
    if (roles_[i] == Role::flapping && drawn < 1 / (scenario_.flap_seconds * turns_a_second)) {
      people_[i]->cut();
    }
  }
  ++turns_;
  timer_.expires_after(std::chrono::milliseconds(static_cast<int>(1'000 / turns_a_second)));
  timer_.async_wait([this](boost::system::error_code cancelled) {
    if (!cancelled) turn();
  });
}

void Behaviour::take_role(std::size_t member, Role role) {
  if (role == roles_[member]) return;
  roles_[member] = role;
  const bool is_slow = role == Role::slow;
  people_[member]->pace(is_slow ? scenario_.slow_bytes_per_second : 0);
  if (is_slow) people_[member]->cut();  // a small window is taken by a new link alone
}

void Behaviour::mark(std::size_t member) {
  const auto& rooms = people_[member]->rooms();
  Seq heard = 0;
  for (std::size_t i = 0; i < std::min(rooms.size(), rooms_marked); ++i) {
    heard += ground_.audit.heard_up_to(static_cast<Listener>(member), rooms[i]);
  }
  if (heard == marked_[member]) return;
  marked_[member] = heard;
  for (std::size_t i = 0; i < std::min(rooms.size(), rooms_marked); ++i) {
    const RoomId room = rooms[i];
    const Seq seq = ground_.audit.heard_up_to(static_cast<Listener>(member), room);
    if (seq == 0) continue;
    ++marks_;
    members_[member]->call([room, seq](std::uint64_t id) { return read_request(id, room, seq); },
                           [](const Answer&, std::string_view) {});
  }
}

}  // namespace xinqiao::bench
