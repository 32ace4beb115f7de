// The lines of a loop's hub and who sits on them: a guest, or nobody while a silent socket is
// parked (io_loop.hpp).
#include <utility>

#include "server/net/io_loop.hpp"
#include "server/net/socket_io.hpp"
#include "server/net/socket_session.hpp"

namespace xinqiao::net {
namespace {

// A slot is used again, so events may come late for one who had it before.
EpollSet::Name name_of(ConnectionId connection) {
  return connection.generation << 32 | connection.slot;
}

std::uint32_t short_of(std::int64_t ms) {
  return static_cast<std::uint32_t>(ms);
}

}  // namespace

ConnectionId IoLoop::open(Guest& guest) {
  const ConnectionId connection = hub_.open();
  if (connection.slot == lines_.size()) lines_.emplace_back();
  line(connection.slot).guest = &guest;
  return connection;
}

void IoLoop::close(ConnectionId connection) {
  if (!hub_.outbox(connection)) return;
  hub_.close(connection);
  line(connection.slot).guest = nullptr;
}

bool IoLoop::watch(int socket, ConnectionId connection) {
  return sockets_.add(socket, name_of(connection));
}

void IoLoop::park(ConnectionId connection, Parked parked) {
  Line& its = line(connection.slot);
  its.place = std::move(parked.place);
  its.told = {parked.told_ms, parked.errors_in_a_row};
}

std::size_t IoLoop::put(void* loop, int socket, std::string_view bytes) {
  if (socket >= 0) return plain_put(socket, bytes);
  const auto slot = static_cast<std::uint32_t>(through_guest({}) - socket);
  return static_cast<IoLoop*>(loop)->line(slot).guest->put(bytes);
}

Guest& IoLoop::guest_of(ConnectionId connection) {
  const Line& its = line(connection.slot);
  return its.place ? wake(connection) : *its.guest;
}

Guest& IoLoop::wake(ConnectionId connection) {
  Line& its = line(connection.slot);
  Parked parked{.place = std::exchange(its.place, {}),
                .told_ms = its.told.ms,
                .errors_in_a_row = its.told.errors_in_a_row};
  const auto session = std::make_shared<SocketSession>(*this, connection, std::move(parked));
  its.guest = session.get();
  seat(session);
  return *session;
}

void IoLoop::on_ready(EpollSet::Name name, Ready ready) {
  const auto slot = static_cast<std::uint32_t>(name);
  const auto connection = hub_.at_slot(slot);
  if (!connection || name_of(*connection) != name) return;
  if (line(slot).place && !ready.to_read) return;  // room to write, and nothing to say
  guest_of(*connection).on_ready(ready);
}

void IoLoop::look_at_parked(std::int64_t now_ms) {
  const std::int64_t beat_ms = door_.options.beat_ms;
  for (std::uint32_t slot = 0; slot < lines_.size(); ++slot) {
    Line& its = line(slot);
    if (!its.place) continue;
    const ConnectionId connection = *hub_.at_slot(slot);
    if (hub_.take_was_reached(connection)) its.told.ms = short_of(now_ms);
    if (short_of(now_ms) - its.told.ms < beat_ms) continue;
    its.told.ms = short_of(now_ms);
    hub_.push(connection, SocketSession::beat());
    static_cast<void>(hub_.take_was_reached(connection));
  }
}

}  // namespace xinqiao::net
