// A run that is one agent's part of a larger one: where it waits for the others.
#include "bench/run.hpp"

namespace xinqiao::bench {
namespace {

constexpr double orders_seconds = 3'600;

}  // namespace

std::size_t Run::ours() const {
  const auto& [index, of, everybody, orders] = options_.share;
  return (people_.size() + of - 1 - index) / of;
}

void Run::listen_to_orders() {
  if (!ground_.problem.empty()) return;
  if (const auto problem = options_.share.orders->problem()) ground_.problem = *problem;
}

bool Run::wait_for_start() {
  Orders* orders = options_.share.orders;
  if (orders == nullptr) return true;
  orders->is_ready();
  const auto is_told = [this, orders] {
    starts_at_ = orders->starts_at();
    return starts_at_.has_value();
  };
  return turn_until(is_told, orders_seconds, "waiting for the other agents");
}

bool Run::wait_for_check() {
  Orders* orders = options_.share.orders;
  if (orders == nullptr) return true;
  orders->is_drained();
  return turn_until([orders] { return orders->may_check(); }, orders_seconds,
                    "waiting for the other agents");
}

std::vector<Audit::Heard> Run::heard_by_all() const {
  auto all = audit_.measured_posts();
  for (Audit::Heard& one : all) one.due -= load_start_;
  return all;
}

std::vector<Run::Count> Run::room_counts() const {
  std::vector<Count> counts;
  for (const RoomId room : rooms_) {
    counts.push_back({.room = room,
                      .acknowledged = audit_.acknowledged_in(room),
                      .listeners = audit_.listeners(room)});
  }
  return counts;
}

}  // namespace xinqiao::bench
