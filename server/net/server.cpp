#include "server/net/server.hpp"

#include <netinet/tcp.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <future>
#include <utility>

#include "server/log.hpp"
#include "server/net/forwarded.hpp"
#include "server/net/http_session.hpp"
#include "server/net/io_loop.hpp"
#include "server/plant.hpp"

namespace xinqiao::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using error_code = boost::system::error_code;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

// Bytes beyond the kernel's small buffer wait in the outbox, where they are counted and shared.
void prepare(TcpSocket& socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::send_buffer_size(limits::socket_send_bytes), ignored);
  const unsigned timeout = limits::user_timeout_ms;
  setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
  socket.non_blocking(true, ignored);
}

void turn_away(TcpSocket& socket) {
  constexpr std::string_view full =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
      "Connection: close\r\n\r\n";
  error_code ignored;
  socket.write_some(asio::buffer(full.data(), full.size()), ignored);
  socket.close(ignored);
}

}  // namespace

struct Server::Parts {
  Parts(Options options, Switchboard& board, Pipeline& pipeline, Metrics& metrics)
      : switchboard(board), door(std::move(options), pipeline, metrics) {}

  Switchboard& switchboard;
  Door door;
  std::optional<Acceptor> acceptor;
  std::optional<Timer> pause;
  std::size_t next_loop = 0;
  bool is_short = false;  // of descriptors, and it has been said
  tcp::endpoint bound;
  bool running = false;

  std::optional<std::string> listen();
  void accept();
  void welcome(IoLoop& loop, TcpSocket socket);
};

Server::Server(Options options, Switchboard& switchboard, Pipeline& pipeline, Metrics& metrics) {
  parts_ = std::make_unique<Parts>(std::move(options), switchboard, pipeline, metrics);
}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

std::optional<std::string> Server::start() {
  Parts& parts = *parts_;
  const std::size_t threads = std::max<std::size_t>(parts.door.options.threads, 1);
  for (std::uint32_t i = 0; i < threads; ++i) {
    parts.door.loops.push_back(std::make_unique<IoLoop>(i, parts.door));
  }
  if (auto trouble = parts.listen()) {
    parts.acceptor.reset();
    parts.pause.reset();
    parts.door.loops.clear();
    return trouble;
  }
  std::vector<Switchboard::Line> lines;
  for (const auto& loop : parts.door.loops) {
    lines.emplace_back([loop = loop.get()](std::shared_ptr<const TellBatch> batch) {
      loop->post([loop, batch = std::move(batch)] {
        loop->hub().tell(*batch);
        loop->settle();
      });
    });
  }
  parts.switchboard.connect(std::move(lines));
  parts.running = true;
  for (const auto& loop : parts.door.loops) loop->run();
  parts.door.loops.front()->post([&parts] { parts.accept(); });
  return std::nullopt;
}

std::optional<std::string> Server::Parts::listen() {
  const Options& options = door.options;
  error_code failed;
  const auto address = asio::ip::make_address(options.host, failed);
  if (failed) return "not an IP address to listen on: " + options.host;
  auto& context = door.loops.front()->context();
  acceptor.emplace(context);
  pause.emplace(context);
  const tcp::endpoint wanted(address, options.port);
  acceptor->open(wanted.protocol(), failed);
  if (!failed) acceptor->set_option(asio::socket_base::reuse_address(true), failed);
  if (!failed) acceptor->bind(wanted, failed);
  if (!failed) acceptor->listen(asio::socket_base::max_listen_connections, failed);
  if (!failed) bound = acceptor->local_endpoint(failed);
  if (!failed) return std::nullopt;
  return "cannot listen on " + options.host + " port " + std::to_string(options.port) + ": " +
         failed.message();
}

// Sockets go round robin. Out of descriptors the kernel keeps the connection waiting and accept
// fails at once, again and again: pause, or the thread would do nothing else.
void Server::Parts::accept() {
  IoLoop& loop = *door.loops[next_loop++ % door.loops.size()];
  acceptor->async_accept(loop.context(), [this, &loop](error_code failed, TcpSocket socket) {
    if (failed == asio::error::operation_aborted || !acceptor->is_open()) return;
    if (!failed) {
      is_short = false;
      welcome(loop, std::move(socket));
      return accept();
    }
    if (is_planted("stop_accepting")) return;
    if (!std::exchange(is_short, true)) say("accept failed: " + failed.message());
    pause->expires_after(std::chrono::milliseconds(limits::accept_pause_ms));
    pause->async_wait([this](error_code cancelled) {
      if (!cancelled && acceptor->is_open()) accept();
    });
  });
}

void Server::Parts::welcome(IoLoop& loop, TcpSocket socket) {
  error_code failed;
  const auto peer = socket.remote_endpoint(failed);
  if (failed) return;
  prepare(socket);
  const Options& options = door.options;
  const std::string address = client_address(peer.address().to_string(), {}, {});
  const bool is_proxy = is_trusted(address, options.trusted_proxies);
  auto place =
      door.places.take(address, is_proxy ? Places::Share::of_all : Places::Share::of_address);
  if (!place) return options.tls == nullptr ? turn_away(socket) : void();
  TlsSession tls;
  if (options.tls != nullptr) {
    tls = options.tls->begin(socket.native_handle());
    if (!tls) return;
  }
  Wire wire(std::move(socket), std::move(tls));
  auto session = std::make_shared<HttpSession>(loop, std::move(wire), std::move(*place));
  loop.post([&loop, session = std::move(session)] {
    loop.seat(session);
    session->start();
  });
}

std::string Server::address() const {
  const auto address = parts_->bound.address();
  const std::string host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return host + ":" + std::to_string(port());
}

std::uint16_t Server::port() const {
  return parts_->bound.port();
}

void Server::stop(std::chrono::milliseconds drain) {
  Parts& parts = *parts_;
  if (!parts.running) return;
  parts.running = false;
  IoLoop& first = *parts.door.loops.front();
  std::promise<void> closed;
  first.post([&parts, &closed] {
    error_code ignored;
    parts.acceptor->close(ignored);
    parts.pause->cancel();
    closed.set_value();
  });
  closed.get_future().wait();
  const auto deadline = std::chrono::steady_clock::now() + drain;
  for (const auto& loop : parts.door.loops) {
    loop->post([loop = loop.get()] { loop->server_stops(); });
  }
  for (const auto& loop : parts.door.loops) loop->join_until(deadline);
  parts.switchboard.disconnect();
  parts.acceptor.reset();
  parts.pause.reset();
  parts.door.loops.clear();
}

}  // namespace xinqiao::net
