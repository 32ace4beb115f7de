#include "bench/link.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace xinqiao::bench {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

// So many buffers of one socket are read before the others get their turn.
constexpr int reads_in_a_row = 4;
constexpr std::uint16_t closed_without_frame = 1006;
// A slow reader reads so often, from so small a buffer of the kernel's.
constexpr std::uint64_t reads_a_second = 10;
constexpr int slow_buffer_bytes = 4 * 1024;

}  // namespace

bool read_url(std::string_view url, Door& door) {
  door.tls = url.starts_with("https://");
  const std::string_view scheme = door.tls ? "https://" : "http://";
  if (!url.starts_with(scheme)) {
    return false;
  }
  url.remove_prefix(scheme.size());
  url = url.substr(0, url.find('/'));
  const std::size_t colon = url.rfind(':');
  if (colon == std::string_view::npos) {
    return false;
  }
  const std::string_view port = url.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), door.port);
  door.host = url.substr(0, colon);
  error_code bad;
  asio::ip::make_address(door.host, bad);
  return error == std::errc{} && end == port.data() + port.size() && !bad && door.port != 0;
}

Link::Link(asio::io_context& context, Door& door, Ears ears)
    : socket_(context.get_executor()),
      door_(door),
      ears_(std::move(ears)),
      tls_(door.tls ? std::make_unique<TlsClient>() : nullptr),
      pause_(context) {}

void Link::open(std::string_view token, std::uint8_t source) {
  const std::string host = door_.host + ":" + std::to_string(door_.port);
  open_with(upgrade_request(host, token, door_.packs ? packed_offer : std::string_view()), source);
}

void Link::open_with(const std::string& request, std::uint8_t source) {
  error_code error;
  const auto address = asio::ip::make_address(door_.host, error);
  const tcp::endpoint server(address, door_.port);
  socket_.open(server.protocol(), error);
  if (!error && address.is_v4() && address.is_loopback()) {
    const asio::ip::address_v4 from(asio::ip::address_v4::bytes_type{127, 0, 0, source});
    socket_.bind({from, 0}, error);
  }
  if (!error && pace_ > 0) {
    socket_.set_option(asio::socket_base::receive_buffer_size(slow_buffer_bytes), error);
  }
  if (tls_) {
    tls_->start(unsent_);
    tls_->write(request, unsent_);
  } else {
    unsent_ = request;
  }
  socket_.async_connect(server, [self = shared_from_this()](error_code failed) {
    if (failed || self->is_done_) {
      return self->fail(closed_without_frame);
    }
    error_code ignored;
    self->socket_.set_option(tcp::no_delay(true), ignored);
    self->socket_.non_blocking(true, ignored);
    self->flush();
    self->wait_to_read();
  });
}

void Link::listen(bool listens) {
  listens_ = listens;
  if (listens_ && !is_waiting_ && !is_done_) wait_to_read();
}

void Link::wait_to_read() {
  if (!listens_) return;
  is_waiting_ = true;
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
    self->is_waiting_ = false;
    if (self->is_done_) {
      return;
    }
    if (error) {
      return self->fail(closed_without_frame);
    }
    self->read_some();
  });
}

void Link::pace(std::uint64_t bytes_per_second) {
  pace_ = bytes_per_second;
}

void Link::wait_for_pace() {
  is_waiting_ = true;
  pause_.expires_after(std::chrono::milliseconds(1'000 / reads_a_second));
  pause_.async_wait([self = shared_from_this()](error_code cancelled) {
    self->is_waiting_ = false;
    if (!cancelled && !self->is_done_) {
      self->wait_to_read();
    }
  });
}

void Link::read_some() {
  if (pace_ > 0) {
    const std::size_t bytes = static_cast<std::size_t>(pace_ / reads_a_second + 1);
    return read_slowly(std::min(bytes, door_.scratch.size()));
  }
  for (int i = 0; i < reads_in_a_row && !is_done_; ++i) {
    error_code error;
    const std::size_t bytes = socket_.read_some(asio::buffer(door_.scratch), error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      break;
    }
    if (error) {
      return fail(closed_without_frame);
    }
    hear(std::string_view(door_.scratch.data(), bytes), now_nanos());
    if (bytes < door_.scratch.size()) {
      break;  // the kernel had no more
    }
  }
  if (!is_done_) {
    wait_to_read();
  }
}

void Link::read_slowly(std::size_t most) {
  error_code error;
  const std::size_t bytes = socket_.read_some(asio::buffer(door_.scratch.data(), most), error);
  if (error && error != asio::error::would_block && error != asio::error::try_again) {
    return fail(closed_without_frame);
  }
  if (bytes > 0) {
    hear(std::string_view(door_.scratch.data(), bytes), now_nanos());
  }
  if (!is_done_) {
    wait_for_pace();
  }
}

void Link::hear(std::string_view bytes, Nanos at) {
  if (!tls_) {
    return take(bytes, at);
  }
  const bool is_sound = tls_->feed(bytes, unsent_, [this, at](std::string_view plain) {
    if (!is_done_) {
      take(plain, at);
    }
  });
  if (!is_sound && !is_done_) {
    return fail(closed_without_frame);
  }
  flush();
}

void Link::take(std::string_view bytes, Nanos at) {
  if (is_open_) {
    return take_frames(bytes, at);
  }
  std::string rest;
  switch (upgrade_.feed(bytes, rest)) {
    case UpgradeReader::State::incomplete:
      return;
    case UpgradeReader::State::refused:
      return fail(closed_without_frame, upgrade_.status());
    case UpgradeReader::State::open:
      is_open_ = true;
      // A link that was to offer it and is not taken at its word would measure something else.
      if (door_.packs && !upgrade_.is_packing()) return fail(closed_without_frame);
      if (door_.packs) reader_.take_packed(door_.unpacking);
      if (ears_.on_open) ears_.on_open();
      return take_frames(rest, at);
  }
}

void Link::take_frames(std::string_view bytes, Nanos at) {
  const bool is_sound = reader_.feed(bytes, [this, at](Opcode opcode, std::string_view payload) {
    if (is_done_) {
      return;
    }
    if (opcode == Opcode::text || (opcode == Opcode::binary && ears_.hears_binary)) {
      ears_.on_text(payload, at);
    } else if (opcode == Opcode::ping) {
      put(Opcode::pong, payload);
    } else if (opcode == Opcode::close) {
      const auto high = payload.size() < 2 ? 0 : static_cast<std::uint8_t>(payload[0]);
      const auto low = payload.size() < 2 ? 0 : static_cast<std::uint8_t>(payload[1]);
      fail(static_cast<std::uint16_t>(payload.size() < 2 ? 1005 : high << 8 | low));
    }
  });
  if (!is_sound && !is_done_) {
    fail(1002);
  }
}

void Link::say(std::string_view text) {
  if (is_done_) {
    return;
  }
  put(Opcode::text, text);
}

void Link::say_binary(std::string_view bytes) {
  if (!is_done_) put(Opcode::binary, bytes);
}

void Link::put(Opcode opcode, std::string_view payload) {
  mask_ = mask_ * 1'664'525U + 1'013'904'223U;
  if (tls_) {
    std::string frame;
    append_frame(frame, opcode, payload, mask_);
    tls_->write(frame, unsent_);
  } else {
    append_frame(unsent_, opcode, payload, mask_);
  }
  flush();
}

void Link::flush() {
  if (is_writing_ || is_done_ || unsent_.empty()) {
    return;
  }
  error_code error;
  const std::size_t bytes = socket_.write_some(asio::buffer(unsent_), error);
  unsent_.erase(0, bytes);
  if (error && error != asio::error::would_block && error != asio::error::try_again) {
    // Told from the loop, so that a caller of say is never told within it.
    is_writing_ = true;
    asio::post(socket_.get_executor(),
               [self = shared_from_this()] { self->fail(closed_without_frame); });
    return;
  }
  if (!unsent_.empty()) {
    is_writing_ = true;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](error_code failed) {
      self->is_writing_ = false;
      if (!failed && !self->is_done_) {
        self->flush();
      }
    });
  }
}

void Link::fail(std::uint16_t close_code, unsigned status) {
  if (is_done_) {
    return;
  }
  is_done_ = true;
  pause_.cancel();
  error_code ignored;
  socket_.close(ignored);
  ears_.on_closed(close_code, status);
}

void Link::abandon() {
  is_done_ = true;
  pause_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace xinqiao::bench
