// The door itself, without a network: HTTP and WebSocket sessions of the server over a pair of
// sockets, a real pipeline behind them, all on one thread. TEXT: what a client says, whole and in
// pieces; TOKEN in it stands for a member's. Or frames over the echo path, after a good handshake.
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "server/clock.hpp"
#include "server/net/http_session.hpp"
#include "server/net/io_loop.hpp"
#include "server/tools.hpp"
#include "tests/fuzz/socket_model.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/memory_log.hpp"

namespace xinqiao::fuzz {
namespace {

constexpr std::string_view handshake =
    "GET /echo HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

// One member in one room, and a door that nobody but the test turns.
class House {
 public:
  House() {
    ServerTool tool(log_);
    hold(tool.load().is_ok(), "an empty log is loaded");
    token_ = *tool.start_session(*tool.add_member("王敏", true), "test");
    hold(tool.create_room(token_, "值班").has_value(), "a room is made");
    Pipeline::Options options{.commands_per_second = 0, .on_failure = {}};
    pipeline_.emplace(log_, clock_, switchboard_, metrics_, std::move(options));
    hold(pipeline_->load().is_ok(), "a log is loaded");
    net::Server::Options chosen;
    chosen.echo_path = "/echo";
    chosen.epoch = "0123456789abcdef";
    door_.emplace(std::move(chosen), *pipeline_, metrics_);
    loop_.emplace(0, *door_);
    loop_->sockets().run();
    std::vector<net::Switchboard::Line> lines;
    lines.emplace_back([this](std::shared_ptr<const TellBatch> batch) {
      loop_->post([this, batch = std::move(batch)] {
        loop_->hub().tell(*batch);
        loop_->settle();
      });
    });
    switchboard_.connect(std::move(lines));
  }
  ~House() { switchboard_.disconnect(); }
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  const std::string& token() const { return token_; }
  std::uint64_t guests() const { return metrics_.connections_opened - metrics_.connections_closed; }

  // The other end of a new connection.
  int connect() {
    int ends[2] = {-1, -1};
    hold(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) == 0,
         "there are sockets");
    auto place = door_->places.take("203.0.113.7");
    hold(place.has_value(), "there is a place");
    net::TcpSocket socket(loop_->context(), boost::asio::ip::tcp::v4(), ends[0]);
    auto session = std::make_shared<net::HttpSession>(*loop_, net::Wire(std::move(socket), nullptr),
                                                      std::move(*place));
    loop_->seat(session);
    session->start();
    settle();
    return ends[1];
  }

  void settle() {
    for (bool did = true; did;) {
      loop_->context().restart();
      did = loop_->context().poll() > 0;
      did = pipeline_->decide_step() || did;
      did = pipeline_->keep_step() || did;
      did = pipeline_->read_step() || did;
      did = pipeline_->password_step() || did;
    }
  }

 private:
  testing::MemoryLog log_;
  std::string token_;
  SystemClock clock_;
  Metrics metrics_;
  net::Switchboard switchboard_;
  std::optional<Pipeline> pipeline_;
  std::optional<net::Door> door_;
  std::optional<net::IoLoop> loop_;
};

class Guest {
 public:
  explicit Guest(House& house) : house_(house), socket_(house.connect()) {}
  ~Guest() { ::close(socket_); }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  // What does not fit waits until the server has read.
  void say(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      const std::size_t taken = sent > 0 ? static_cast<std::size_t>(sent) : 0;
      bytes.remove_prefix(taken);
      house_.settle();
      if (!hear() && taken == 0) return;
    }
  }
  void say_no_more() {
    ::shutdown(socket_, SHUT_WR);
    house_.settle();
    while (hear()) house_.settle();
  }
  const std::string& heard() const { return heard_; }

 private:
  // Whether anything came.
  bool hear() {
    bool came = false;
    char piece[16 * 1024];
    for (;;) {
      const ssize_t bytes = ::recv(socket_, piece, sizeof piece, 0);
      if (bytes <= 0) return came;
      heard_.append(piece, static_cast<std::size_t>(bytes));
      came = true;
    }
  }

  House& house_;
  const int socket_;
  std::string heard_;
};

// A new one now and then, and whenever somebody could have changed it.
House& house(bool is_new) {
  static std::unique_ptr<House> kept;
  static int uses = 0;
  if (!kept || is_new || ++uses % 100 == 0) kept = std::make_unique<House>();
  return *kept;
}

std::string with_token(std::string_view text, const std::string& token) {
  constexpr std::string_view mark = "TOKEN";
  std::string made(text);
  for (auto at = made.find(mark); at != made.npos; at = made.find(mark, at + token.size())) {
    made.replace(at, mark.size(), token);
  }
  return made;
}

// All that stands behind HTTP/1.1 where an answer begins.
std::vector<std::string> statuses(const std::string& heard) {
  constexpr std::string_view begin = "HTTP/1.1 ";
  std::vector<std::string> found;
  for (auto at = heard.find(begin); at != heard.npos; at = heard.find(begin, at + 1)) {
    found.push_back(heard.substr(at + begin.size(), 3));
  }
  return found;
}

std::vector<std::string> answers(House& here, std::string_view text, std::optional<unsigned> seed) {
  std::string heard;
  {
    Guest guest(here);
    if (seed) {
      in_pieces(text, *seed, [&](std::string_view piece) { guest.say(piece); });
    } else {
      guest.say(text);
    }
    guest.say_no_more();
    heard = guest.heard();
    hold(heard.empty() || heard.starts_with("HTTP/1.1 "), "an answer begins as one");
  }
  here.settle();
  hold(here.guests() == 0, "who has gone is gone");
  return statuses(heard);
}

// What can be said once alone, or has a pace, is not said twice.
void look_at_text(std::string_view said, std::uint8_t seed) {
  House& here = house(said.find("TOKEN") != std::string_view::npos);
  const std::string text = with_token(said, here.token());
  const auto pieces = answers(here, text, seed);
  for (const std::string& status : pieces) {
    // 501: a coding of the body that is not spoken here.
    hold(status < "500" || status == "501" || status == "503", "nothing breaks: " + status);
  }
  const bool is_plain = said.find("/rpc") == said.npos && said.find("TOKEN") == said.npos;
  if (!is_plain || text.find("pgrade") != text.npos) return;  // a handshake is answered, then more
  auto whole = answers(here, text, std::nullopt);
  // Of a header that never ends, what is wrong in it may be noticed or not.
  if (whole.size() == pieces.size() + 1 && whole.back() == "400") whole.pop_back();
  hold(whole == pieces, "whole or in pieces, the same is answered");
}

// The server's frames again.
SocketHeard heard_in(std::string_view bytes) {
  SocketHeard heard;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes.at(i)); };
  while (!bytes.empty()) {
    hold((at(0) & 0x70) == 0 && at(0) >= 0x80, "a frame of the server is whole, and plain");
    hold(at(1) < 0x80, "the server masks nothing");
    const std::size_t wide = at(1) == 126 ? 2 : at(1) == 127 ? 8 : 0;
    std::size_t length = wide == 0 ? at(1) : 0;
    for (std::size_t i = 0; i < wide; ++i) length = length << 8 | at(2 + i);
    const unsigned opcode = at(0) & 15u;
    hold(!heard.is_over, "nothing comes after a close frame");
    heard.is_over = opcode == 8;
    hold(bytes.size() >= 2 + wide + length, "a frame of the server is all there");
    const std::string_view payload = bytes.substr(2 + wide, length);
    if (opcode <= 2) {
      heard.messages.push_back((opcode == 1 ? "text " : "binary ") + std::string(payload));
    } else {
      heard.sent += bytes.substr(0, 2 + wide + length);
    }
    bytes.remove_prefix(2 + wide + length);
  }
  return heard;
}

void look_at_frames(std::string_view bytes, std::uint8_t seed) {
  const std::string stream = masked(bytes);
  House& here = house(false);
  SocketHeard heard;
  {
    Guest guest(here);
    guest.say(handshake);
    const std::size_t head = guest.heard().find("\r\n\r\n");
    hold(guest.heard().starts_with("HTTP/1.1 101 ") && head != std::string::npos, "it is open");
    in_pieces(stream, seed, [&](std::string_view piece) { guest.say(piece); });
    heard = heard_in(std::string_view(guest.heard()).substr(head + 4));
  }
  here.settle();
  hold(here.guests() == 0, "who has gone is gone");
  const SocketHeard wanted = expected(stream, limits::echo_bytes);
  hold(heard.messages == wanted.messages, "what was said comes back");
  hold(heard.is_over == wanted.is_over, "it is closed or goes on");
  hold(heard.sent == wanted.sent, "pings are answered, and a close");
}

}  // namespace

void door(std::string_view bytes) {
  Choices choices(bytes);
  const std::uint8_t how = choices.byte();
  if (how % 2 == 0) return look_at_text(choices.rest(), how);
  look_at_frames(choices.rest(), how);
}

}  // namespace xinqiao::fuzz
