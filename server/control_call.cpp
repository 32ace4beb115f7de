#include "server/control_call.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>

namespace xinqiao {
namespace {

std::string said(const std::string& what, int error) {
  return what + ": " + std::generic_category().message(error);
}

// A socket's address has room for a hundred bytes, a folder's name may be longer: so it is reached
// through the folder, opened.
sockaddr_un address_in(int folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path =
      "/proc/self/fd/" + std::to_string(folder) + "/" + std::string(control::socket_file);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

std::optional<std::string> read_line(int socket) {
  std::string line;
  char piece[control::line_bytes];
  while (line.size() < control::line_bytes) {
    pollfd waiting{socket, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, ControlCall::patience_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
    const ssize_t count = ::recv(socket, piece, sizeof(piece), 0);
    if (count <= 0) return std::nullopt;
    line.append(piece, static_cast<std::size_t>(count));
    if (line.ends_with('\n')) return line.substr(0, line.size() - 1);
  }
  return std::nullopt;
}

}  // namespace

ControlCall::~ControlCall() {
  if (socket_ >= 0) ::close(socket_);
}

ControlCall::Outcome ControlCall::ask(const std::string& folder, const control::Request& request) {
  const int opened = ::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) return said("cannot open " + folder, errno);
  socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_un address = address_in(opened);
  const int connected =
      ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  const int error = errno;
  ::close(opened);
  if (connected != 0) {
    if (error == ENOENT || error == ECONNREFUSED) return Absent{};
    return said("cannot reach the server that has " + folder + "; is it yours?", error);
  }
  const std::string line = control::encode(request);
  if (::send(socket_, line.data(), line.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(line.size())) {
    return said("the server does not hear", errno);
  }
  const auto heard = read_line(socket_);
  if (!heard) return "the server that has " + folder + " did not answer";
  if (const auto answer = control::decode_answer(*heard)) return *answer;
  return "the server's answer cannot be read: is it of another version?";
}

}  // namespace xinqiao
