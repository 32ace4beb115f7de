// Those who take packed frames (RFC 7692) hear the same as all others, from twins made once for all
// of them. What a connection keeps of it is one bit: each frame is packed alone.
#include "server/hub.hpp"
#include "server/hub_parts.hpp"

namespace xinqiao {

void Hub::deflate_for(ConnectionId connection) {
  Connection* found = find(connection);
  if (!found || found->deflates) return;
  found->deflates = true;
  metrics_.sockets_deflating.fetch_add(1, std::memory_order_relaxed);
}

bool Hub::deflates_for(ConnectionId connection) const {
  const Connection* found = find(connection);
  return found && found->deflates;
}

void Hub::forget_deflating(const Connection& gone) {
  if (gone.deflates) metrics_.sockets_deflating.fetch_sub(1, std::memory_order_relaxed);
}

Frame Hub::suited(const Connection& to, const Frame& frame) {
  return to.deflates ? deflated(frame) : frame;
}

// Which of all hubs makes it counts it.
Frame Hub::deflated(const Frame& frame) {
  bool is_new = false;
  Frame twin = frame.deflated(is_new);
  if (is_new) {
    metrics_.frames_deflated.fetch_add(1, std::memory_order_relaxed);
    metrics_.deflate_bytes_in.fetch_add(frame.bytes(), std::memory_order_relaxed);
    metrics_.deflate_bytes_out.fetch_add(twin.bytes(), std::memory_order_relaxed);
  }
  return twin;
}

// Packed one by one and then joined: so they are the same for who hears them apart.
Frame Hub::all_deflated(const Gathered& gathered) {
  std::vector<Frame> twins;
  twins.reserve(gathered.tells.size());
  for (const Tell* tell : gathered.tells) twins.push_back(deflated(tell->frame));
  return Frame::joined(twins);
}

const Frame& Hub::all_deflated(const FedEvents& events) {
  return events.all_packed([this](const Frame& frame) { return deflated(frame); });
}

}  // namespace xinqiao
