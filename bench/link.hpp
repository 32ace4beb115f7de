// One member's socket: connects, upgrades, hears frames, says frames. A link lives once: after
// on_closed it is done, and a member who comes back makes a new one. Bytes are received into one
// buffer shared by all links of the thread; what the kernel does not take is kept until it does.
// Threading: the thread that runs the io_context. Errors end the link by on_closed, once.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/clock.hpp"
#include "bench/frames.hpp"
#include "bench/tls_client.hpp"
#include "bench/upgrade.hpp"

namespace xinqiao::bench {

// Where the server is, and the buffer all links share.
struct Door {
  std::string host;  // an IP address
  std::uint16_t port = 0;
  bool tls = false;
  bool packs = false;  // every link offers permessage-deflate
  Unpacking unpacking;
  std::vector<char> scratch = std::vector<char>(256 * 1024);
};

// Splits http://IP:PORT or https://IP:PORT; false when it is none.
bool read_url(std::string_view url, Door& door);

class Link : public std::enable_shared_from_this<Link> {
 public:
  struct Ears {
    std::function<void(std::string_view text, Nanos at)> on_text;
    // close_code: of the server's close frame, 1006 without one. status: of a refused handshake,
    // otherwise 0.
    std::function<void(std::uint16_t close_code, unsigned status)> on_closed;
    std::function<void()> on_open = {};  // the handshake is through
    bool hears_binary = false;           // binary messages go to on_text too
  };
  Link(boost::asio::io_context& context, Door& door, Ears ears);

  // source: which 127.0.0.x to come from when the server is on this machine, since one address has
  // 28,000 ports.
  void open(std::string_view token, std::uint8_t source);
  // The same with a request of the caller's (upgrade_request).
  void open_with(const std::string& request, std::uint8_t source);
  void say(std::string_view text);
  void say_binary(std::string_view bytes);
  // Takes no more bytes a second from the socket than this, so that they pile up in the kernel and
  // then at the server; 0 = as they come. Its window is small only if it was slow when it opened.
  void pace(std::uint64_t bytes_per_second);
  // false: takes nothing more from the socket, until true.
  void listen(bool listens);
  std::string cipher() const { return tls_ ? tls_->cipher() : std::string(); }
  int descriptor() { return socket_.native_handle(); }
  // No more calls to the ears after this.
  void abandon();

 private:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp,
                                                  boost::asio::io_context::executor_type>;
  void wait_to_read();
  void wait_for_pace();
  void read_some();
  void read_slowly(std::size_t most);
  void hear(std::string_view bytes, Nanos at);  // as they came
  void take(std::string_view bytes, Nanos at);  // plain
  void put(Opcode opcode, std::string_view payload);
  void take_frames(std::string_view bytes, Nanos at);
  void flush();
  void fail(std::uint16_t close_code, unsigned status = 0);

  Socket socket_;
  Door& door_;
  Ears ears_;
  UpgradeReader upgrade_;
  FrameReader reader_;
  std::unique_ptr<TlsClient> tls_;
  std::string unsent_;
  std::uint64_t pace_ = 0;
  boost::asio::steady_timer pause_;
  std::uint32_t mask_ = 0x5bd1e995;
  bool is_open_ = false;
  bool listens_ = true;
  bool is_waiting_ = false;  // for something to read, or for the pace
  bool is_writing_ = false;
  bool is_done_ = false;
};

}  // namespace xinqiao::bench
