#include "server/net/socket_engine.hpp"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <utility>

#include "protocol/limits.hpp"
#include "server/net/entry.hpp"

namespace xinqiao::net {
namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

// Any handshake that Beast takes: its answer is for nobody.
SocketEngine::Handshake made_up_handshake() {
  SocketEngine::Handshake handshake{http::verb::get, "/ws", 11};
  handshake.set(http::field::host, "localhost");
  handshake.set(http::field::upgrade, "websocket");
  handshake.set(http::field::connection, "upgrade");
  handshake.set(http::field::sec_websocket_key, "AAAAAAAAAAAAAAAAAAAAAA==");
  handshake.set(http::field::sec_websocket_version, "13");
  return handshake;
}

std::size_t most_bytes(SocketEngine::Use use) {
  return use == SocketEngine::Use::echo ? limits::echo_bytes : limits::frame_bytes;
}

// How many bytes a letter has that begins so; 0 for a byte that goes on.
std::size_t letter_bytes(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xc0) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

}  // namespace

struct SocketEngine::Parts {
  Parts(SocketStream::executor_type executor, Use use)
      // Beast wants room for a byte before it looks at a last frame that is empty.
      : stream(SocketStream(executor, side)), buffer(most_bytes(use) + 1) {
    stream.read_message_max(most_bytes(use));
    if (use == Use::echo) return;
    stream.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
      response.set(http::field::sec_websocket_protocol, subprotocol);
      response.set(http::field::server, "xinqiao");
    }));
  }

  BeastSide side;
  FrameTracker tracker;
  websocket::stream<SocketStream> stream;
  boost::beast::flat_buffer buffer;
};

SocketEngine::SocketEngine(SocketStream::executor_type executor, Use use,
                           std::function<void()> on_left)
    : parts_(std::make_unique<Parts>(executor, use)) {
  parts_->side.on_left = std::move(on_left);
}

SocketEngine::~SocketEngine() = default;

bool SocketEngine::accept(const Handshake& handshake) {
  error_code failed;
  parts_->stream.accept(handshake, failed);
  return !failed;
}

void SocketEngine::resume() {
  static const Handshake handshake = made_up_handshake();
  parts_->side.swallows = true;
  const bool is_open = accept(handshake);
  parts_->side.swallows = false;
  if (!is_open) parts_->side.to_send.clear();
}

void SocketEngine::read(Done done) {
  parts_->buffer.consume(parts_->buffer.size());
  if (parts_->buffer.capacity() > limits::text_bytes) parts_->buffer.shrink_to_fit();
  parts_->stream.async_read(
      parts_->buffer, [done = std::move(done)](error_code failed, std::size_t) { done(failed); });
}

std::string_view SocketEngine::message() const {
  const auto bytes = parts_->buffer.cdata();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

bool SocketEngine::is_text() const {
  return parts_->stream.got_text();
}

bool SocketEngine::is_cut_text() const {
  if (!is_text()) return false;
  const std::string_view text = message();
  for (std::size_t back = 1; back <= std::min<std::size_t>(text.size(), 4); ++back) {
    const std::size_t bytes = letter_bytes(static_cast<unsigned char>(text[text.size() - back]));
    if (bytes > 0) return bytes > back;
  }
  return false;
}

void SocketEngine::close(std::uint16_t code, std::string_view reason, Done done) {
  const websocket::close_reason said(static_cast<websocket::close_code>(code),
                                     boost::beast::string_view(reason.data(), reason.size()));
  parts_->stream.async_close(said, [done = std::move(done)](error_code failed) { done(failed); });
}

BeastSide& SocketEngine::side() {
  return parts_->side;
}

FrameTracker& SocketEngine::tracker() {
  return parts_->tracker;
}

bool SocketEngine::is_at_rest() const {
  const BeastSide& side = parts_->side;
  return side.read && !side.written && !side.ended && side.to_send.empty() &&
         !parts_->tracker.open_since();
}

}  // namespace xinqiao::net
