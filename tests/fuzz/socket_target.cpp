// A WebSocket's reader (server/net/socket_engine.hpp) without a socket: a stream of a client's
// frames is heard whole, in pieces, and in pieces between which it is parked; all three say the
// same, and it is what RFC 6455 asks for (socket_model.hpp).
#include <cstring>
#include <memory>
#include <utility>

#include "protocol/limits.hpp"
#include "server/net/socket_engine.hpp"
#include "tests/fuzz/socket_model.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

enum class Parking { never, always };

class Line {
 public:
  explicit Line(Parking parking) : parking_(parking) {
    make();
    engine_->resume();
    read();
  }

  void feed(std::string_view bytes) {
    while (!bytes.empty() && !is_over()) {
      net::BeastSide& side = engine_->side();
      hold(static_cast<bool>(side.read) && side.read_to.size() > 0, "it reads on");
      const std::size_t part = std::min(bytes.size(), side.read_to.size());
      std::memcpy(side.read_to.data(), bytes.data(), part);
      engine_->tracker().feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), part}, 1);
      bytes.remove_prefix(part);
      side.read({}, part);
      settle();
    }
    if (parking_ == Parking::always && !is_over() && engine_->is_at_rest()) park();
  }

  const SocketHeard& heard() const { return heard_; }

 private:
  bool is_over() const { return heard_.is_over; }

  void make() {
    engine_ = std::make_unique<net::SocketEngine>(context_.get_executor(),
                                                  net::SocketEngine::Use::calls, [] {});
  }
  void park() {
    engine_.reset();
    make();
    engine_->resume();
    read();
  }

  void read() {
    engine_->read([this](boost::system::error_code failed) {
      if (failed) {
        heard_.is_over = true;
        return;
      }
      if (engine_->is_cut_text()) return refuse();
      heard_.messages.emplace_back(engine_->is_text() ? "text " : "binary ");
      heard_.messages.back() += engine_->message();
      wants_to_read_ = true;
    });
    settle();
  }

  // As a session does (server/net/socket_echo.cpp).
  void refuse() {
    heard_.is_over = true;
    engine_->close(1007, {}, [](boost::system::error_code) {});
  }

  // What Beast waits for, and what it posted.
  void settle() {
    for (bool goes_on = true; goes_on;) {
      context_.restart();  // what ended outside of it may have left it without work
      goes_on = context_.poll() > 0;
      net::BeastSide& side = engine_->side();
      if (side.written) {
        heard_.sent += std::exchange(side.to_send, {});
        side.written({}, std::exchange(side.just_taken, 0));
        goes_on = true;
      } else if (side.ended) {
        side.ended({});
        goes_on = true;
      }
      if (std::exchange(wants_to_read_, false)) {
        read();
        return;
      }
    }
  }

  const Parking parking_;
  boost::asio::io_context context_{1};
  std::unique_ptr<net::SocketEngine> engine_;
  SocketHeard heard_;
  bool wants_to_read_ = false;
};

void hold_same(const SocketHeard& one, const SocketHeard& other, const std::string& how) {
  hold(one.messages == other.messages, how + ", the same messages are heard");
  hold(one.is_over == other.is_over, how + ", it ends or goes on");
  hold(one.sent == other.sent, how + ", the same is answered");
}

}  // namespace

void socket(std::string_view bytes) {
  Choices choices(bytes);
  const std::uint8_t seed = choices.byte();
  const std::string stream = masked(choices.rest());

  Line whole(Parking::never);
  whole.feed(stream);
  for (const Parking parking : {Parking::never, Parking::always}) {
    Line pieces(parking);
    in_pieces(stream, seed, [&](std::string_view piece) { pieces.feed(piece); });
    hold_same(whole.heard(), pieces.heard(),
              parking == Parking::never ? "whole or in pieces" : "parked or not");
  }
  hold_same(whole.heard(), expected(stream, limits::frame_bytes), "as RFC 6455 has it");
}

}  // namespace xinqiao::fuzz
