#include "server/net/control_door.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

namespace xinqiao::net {
namespace {

namespace asio = boost::asio;
using asio::local::stream_protocol;
using error_code = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using Acceptor = asio::basic_socket_acceptor<stream_protocol, Executor>;
using Socket = asio::basic_stream_socket<stream_protocol, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::chrono::milliseconds accept_pause{150};  // out of descriptors

bool may_enter(Socket& socket) {
  ucred peer{};
  socklen_t size = sizeof(peer);
  if (getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return false;
  return peer.uid == geteuid() || peer.uid == 0;
}

}  // namespace

struct ControlDoor::Parts {
  explicit Parts(Options chosen) : options(std::move(chosen)) {}

  void accept();
  std::optional<std::string> listen();

  const Options options;
  std::size_t guests = 0;  // before what holds them
  asio::io_context context{1};
  Acceptor acceptor{context};
  Timer pause{context};
  int folder = -1;  // opened, so that its name may be of any length
  std::thread thread;
};

// Lives in what it waits for; goes when nothing is left to wait for.
class ControlDoor::Guest : public std::enable_shared_from_this<Guest> {
 public:
  Guest(Parts& door, Socket socket)
      : door_(door), socket_(std::move(socket)), deadline_(door.context) {
    ++door_.guests;
  }
  ~Guest() { --door_.guests; }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  void start() {
    wait_no_longer_than(door_.options.line_time);
    asio::async_read_until(socket_, asio::dynamic_buffer(line_, control::line_bytes), '\n',
                           [self = shared_from_this()](error_code failed, std::size_t bytes) {
                             if (failed) return self->end();
                             self->reply(bytes);
                           });
  }

 private:
  void wait_no_longer_than(std::chrono::milliseconds time) {
    deadline_.expires_after(time);
    deadline_.async_wait([weak = weak_from_this()](error_code cancelled) {
      const auto self = weak.lock();
      if (self && !cancelled) self->end();
    });
  }

  void reply(std::size_t bytes) {
    reply_ = door_.options.answer(std::string_view(line_).substr(0, bytes - 1));
    wait_no_longer_than(door_.options.line_time);
    asio::async_write(socket_, asio::buffer(reply_.line),
                      [self = shared_from_this()](error_code failed, std::size_t) {
                        if (failed || !self->reply_.held) return self->end();
                        self->hold();
                      });
  }

  // Until the other side ends it, or says more than it should.
  void hold() {
    wait_no_longer_than(door_.options.held_time);
    socket_.async_read_some(asio::buffer(&more_, 1),
                            [self = shared_from_this()](error_code, std::size_t) { self->end(); });
  }

  void end() {
    error_code ignored;
    socket_.close(ignored);
    deadline_.cancel();
    reply_.held.reset();
  }

  Parts& door_;
  Socket socket_;
  Timer deadline_;
  std::string line_;
  ControlReply reply_;
  char more_ = 0;
};

ControlDoor::ControlDoor(Options options) : parts_(std::make_unique<Parts>(std::move(options))) {}

ControlDoor::~ControlDoor() {
  stop();
}

std::optional<std::string> ControlDoor::start() {
  if (auto trouble = parts_->listen()) {
    return "no control socket in " + parts_->options.folder + ": " + *trouble;
  }
  parts_->accept();
  parts_->thread = std::thread([this] { parts_->context.run(); });
  return std::nullopt;
}

// Nobody can connect before listen, so nobody meets the socket with other rights than these. One
// that is there already was left by a server that was killed: this one has the store.
std::optional<std::string> ControlDoor::Parts::listen() {
  folder = ::open(options.folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return std::generic_category().message(errno);
  const std::string name(control::socket_file);
  ::unlinkat(folder, name.c_str(), 0);
  const std::string path = "/proc/self/fd/" + std::to_string(folder) + "/" + name;
  error_code failed;
  acceptor.open(stream_protocol(), failed);
  if (!failed) acceptor.bind(stream_protocol::endpoint(path), failed);
  if (failed) return failed.message();
  if (::fchmodat(folder, name.c_str(), 0600, 0) != 0) return std::generic_category().message(errno);
  acceptor.listen(static_cast<int>(options.connections), failed);
  if (failed) return failed.message();
  return std::nullopt;
}

void ControlDoor::Parts::accept() {
  acceptor.async_accept(context, [this](error_code failed, Socket socket) {
    if (failed == asio::error::operation_aborted) return;
    if (failed) {
      pause.expires_after(accept_pause);
      pause.async_wait([this](error_code cancelled) {
        if (!cancelled) accept();
      });
      return;
    }
    if (guests < options.connections && may_enter(socket)) {
      std::make_shared<Guest>(*this, std::move(socket))->start();
    }
    accept();
  });
}

void ControlDoor::stop() {
  if (!parts_) return;
  parts_->context.stop();
  if (parts_->thread.joinable()) parts_->thread.join();
  if (parts_->folder >= 0) {
    ::unlinkat(parts_->folder, std::string(control::socket_file).c_str(), 0);
    ::close(parts_->folder);
  }
  parts_.reset();
}

}  // namespace xinqiao::net
