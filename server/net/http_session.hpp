// One HTTP/1.1 connection: (shaking hands for TLS ->) reading -> (asking the pipeline) -> writing
// -> reading …, or it becomes a WebSocket. One request at a time; what is pipelined behind it
// waits. Every state has a deadline. Threading: its loop. Errors: whatever the client does ends at
// most this session.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <memory>
#include <optional>
#include <string>

#include "server/net/calls.hpp"
#include "server/net/entry.hpp"
#include "server/net/io_loop.hpp"
#include "server/net/reply.hpp"
#include "server/net/socket_engine.hpp"
#include "server/net/wire.hpp"

namespace xinqiao::net {

class HttpSession final : public Guest {
 public:
  HttpSession(IoLoop& loop, Wire wire, Places::Place place);
  void start();

  void look(std::int64_t now_ms) override;
  void go_on() override;
  void cut(CloseCode) override {}
  void server_stops() override;
  void drop() override;

 private:
  using error_code = boost::system::error_code;
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::span_body<const char>>;
  enum class State { shaking, reading, asking, writing, lingering, gone };

  void shake_hands();
  void read();
  void on_header(error_code failed, std::size_t bytes);
  void on_read(error_code failed);
  void answer(const Asked& asked);
  std::string client_of(const Asked& asked) const;
  // Of whose share the connection is from now on; false if that is used up.
  bool counts_for(const std::string& client) {
    return client == peer_ || client == place_.address() || place_.move_to(client);
  }
  void upgrade(const Asked& asked, SocketEngine::Use use);
  void call(const Asked& asked);
  void read_own(Command command, const Asked& asked, Use use = Use::reading);
  void ask_plainly(Command command, const Asked& asked);
  void my_data(const Asked& asked);
  void roster(const Asked& asked);
  void ask(Call call, const Asked& asked);
  void answered();
  void write(Reply reply);
  void on_written(error_code failed);
  void linger();
  void linger_on();
  // Whose time runs now.
  Deadline deadline() const {
    switch (state_) {
      case State::shaking:
        return Deadline::tls_handshake;
      case State::asking:
        return Deadline::exchange;
      case State::lingering:
        return Deadline::close;
      case State::reading:  // the first request, or one more
        return response_ ? Deadline::http_idle : Deadline::handshake;
      case State::writing:
      case State::gone:
        break;
    }
    return Deadline::http_idle;
  }

  IoLoop& loop_;
  Wire wire_;
  const std::string peer_;  // its address; the place may be of somebody behind it
  Places::Place place_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::shared_ptr<void> roster_place_;  // while a list of people is read
  State state_ = State::shaking;
  bool is_lost_ = false;  // speaks plain HTTP to a port of TLS
  bool stopping_ = false;
  std::int64_t deadline_ms_ = 0;
  // While the pipeline is asked:
  std::optional<ConnectionId> line_;
  std::string id_;
  std::string cookie_;  // to set when it is accepted
  std::string browser_cookie_;
  bool is_plain_ = false;
  std::string file_name_;   // to be kept under, by who asked
  bool is_secure_ = false;  // the page came by https
  // While writing:
  Reply reply_;
  std::optional<Response> response_;
  char scrap_[512];
};

}  // namespace xinqiao::net
