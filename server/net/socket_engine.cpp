#include "server/net/socket_engine.hpp"

#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string>
#include <utility>
#include <vector>

#include "protocol/deflate.hpp"
#include "protocol/limits.hpp"
#include "server/net/deflate_offer.hpp"
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

// What does not shrink grows a little when it is packed.
std::size_t most_packed_bytes(std::size_t most) {
  return most + most / 64 + 64;
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
      : stream(SocketStream(executor, side)), buffer(most_bytes(use) + 1), most(most_bytes(use)) {
    stream.read_message_max(most);
    const bool is_ours = use == Use::calls;
    stream.set_option(
        websocket::stream_base::decorator([this, is_ours](websocket::response_type& response) {
          if (!extension.empty()) response.set(http::field::sec_websocket_extensions, extension);
          if (!is_ours) return;
          response.set(http::field::sec_websocket_protocol, subprotocol);
          response.set(http::field::server, "xinqiao");
        }));
  }

  void begin_to_deflate() {
    deflates = true;
    stream.read_message_max(most_packed_bytes(most));
    buffer.max_size(most_packed_bytes(most) + 1);
  }

  BeastSide side;
  FrameTracker tracker;
  websocket::stream<SocketStream> stream;
  boost::beast::flat_buffer buffer;
  const std::size_t most;  // of one message
  // permessage-deflate: what the handshake says of it, and the message at hand.
  std::string extension;
  bool deflates = false;
  FrameTracker::Packed packed = FrameTracker::Packed::no;
  std::string unpacked;
};

SocketEngine::SocketEngine(SocketStream::executor_type executor, Use use,
                           std::function<void()> on_left)
    : parts_(std::make_unique<Parts>(executor, use)) {
  parts_->side.on_left = std::move(on_left);
}

SocketEngine::~SocketEngine() = default;

bool SocketEngine::accept(const Handshake& handshake, bool may_deflate) {
  std::vector<std::string_view> offers;
  const auto [first, last] = handshake.equal_range(http::field::sec_websocket_extensions);
  for (auto at = first; at != last; ++at) {
    offers.emplace_back(at->value().data(), at->value().size());
  }
  if (const auto answer = may_deflate ? answer_to_deflate(offers) : std::nullopt) {
    parts_->extension = *answer;
    parts_->begin_to_deflate();
  }
  error_code failed;
  parts_->stream.accept(handshake, failed);
  return !failed;
}

bool SocketEngine::deflates() const {
  return parts_->deflates;
}

void SocketEngine::resume(bool deflates) {
  if (deflates) parts_->begin_to_deflate();
  static const Handshake handshake = made_up_handshake();
  parts_->side.swallows = true;
  const bool is_open = accept(handshake);
  parts_->side.swallows = false;
  if (!is_open) parts_->side.to_send.clear();
}

void SocketEngine::follow(std::span<std::uint8_t> bytes, std::int64_t now_ms) {
  if (parts_->deflates) return parts_->tracker.feed_unmarking(bytes, now_ms);
  parts_->tracker.feed(bytes, now_ms);
}

void SocketEngine::read(Done done) {
  parts_->packed = FrameTracker::Packed::no;
  parts_->unpacked.clear();
  if (parts_->unpacked.capacity() > limits::text_bytes) parts_->unpacked.shrink_to_fit();
  parts_->buffer.consume(parts_->buffer.size());
  if (parts_->buffer.capacity() > limits::text_bytes) parts_->buffer.shrink_to_fit();
  parts_->stream.async_read(
      parts_->buffer, [done = std::move(done)](error_code failed, std::size_t) { done(failed); });
}

std::optional<std::uint16_t> SocketEngine::unpack() {
  constexpr std::uint16_t bad_data = 1007;
  constexpr std::uint16_t too_large = 1009;
  if (!parts_->deflates) return is_cut_text() ? std::optional(bad_data) : std::nullopt;
  const auto packed = parts_->tracker.take_packed();
  if (packed == FrameTracker::Packed::no) {
    if (message().size() > parts_->most) return too_large;
    return is_cut_text() ? std::optional(bad_data) : std::nullopt;
  }
  const Inflated outcome = inflate_message(message(), parts_->most, parts_->unpacked);
  parts_->packed = packed;
  if (outcome == Inflated::too_large) return too_large;
  const bool is_sound = outcome == Inflated::whole && (!is_text() || is_utf8(parts_->unpacked));
  return is_sound ? std::nullopt : std::optional(bad_data);
}

bool SocketEngine::was_packed() const {
  return parts_->packed != FrameTracker::Packed::no;
}

std::string_view SocketEngine::message() const {
  if (was_packed()) return parts_->unpacked;
  const auto bytes = parts_->buffer.cdata();
  return {static_cast<const char*>(bytes.data()), bytes.size()};
}

bool SocketEngine::is_text() const {
  if (was_packed()) return parts_->packed == FrameTracker::Packed::text;
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
