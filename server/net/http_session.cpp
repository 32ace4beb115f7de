#include "server/net/http_session.hpp"

#include <algorithm>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>

#include "protocol/variant.hpp"
#include "server/credentials.hpp"
#include "server/net/entry.hpp"
#include "server/net/forwarded.hpp"
#include "server/net/routes.hpp"
#include "server/net/socket_session.hpp"

namespace xinqiao::net {
namespace {

namespace http = boost::beast::http;
using Message = http::request<http::string_body>;

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

std::vector<std::string_view> all(const Message& message, auto field) {
  std::vector<std::string_view> values;
  const auto [first, last] = message.equal_range(field);
  for (auto at = first; at != last; ++at) values.push_back(view(at->value()));
  return values;
}

Asked asked_in(const Message& message) {
  Asked asked;
  asked.method = view(message.method_string());
  asked.target = view(message.target());
  asked.path = asked.target.substr(0, asked.target.find('?'));
  asked.query = asked.target.substr(std::min(asked.path.size() + 1, asked.target.size()));
  asked.hosts = all(message, http::field::host);
  asked.origins = all(message, http::field::origin);
  asked.authorization = view(message[http::field::authorization]);
  asked.cookie = view(message[http::field::cookie]);
  asked.fetch_site = view(message["Sec-Fetch-Site"]);
  asked.content_type = view(message[http::field::content_type]);
  asked.accept_encoding = view(message[http::field::accept_encoding]);
  asked.accept_language = view(message[http::field::accept_language]);
  asked.if_none_match = view(message[http::field::if_none_match]);
  asked.forwarded_for = all(message, "X-Forwarded-For");
  asked.forwarded_proto = view(message["X-Forwarded-Proto"]);
  asked.body = message.body();
  return asked;
}

Handshake handshake_in(const Message& message) {
  return {.is_upgrade = boost::beast::websocket::is_upgrade(message),
          .version = view(message[http::field::sec_websocket_version]),
          .key = view(message[http::field::sec_websocket_key]),
          .protocols = view(message[http::field::sec_websocket_protocol]),
          .extensions = all(message, http::field::sec_websocket_extensions)};
}

// What could not be read at all.
std::optional<Reply> refuse_unread(boost::system::error_code failed) {
  Reply reply;
  if (failed == http::error::header_limit) {
    reply = plain_reply(431, "The header is too large.");
  } else if (failed == http::error::body_limit) {
    reply = plain_reply(413, "The body is too large.");
  } else if (failed.category() == make_error_code(http::error::bad_method).category() &&
             failed != http::error::end_of_stream && failed != http::error::partial_message) {
    reply = plain_reply(400, "This is not HTTP/1.1.");
  } else {
    return std::nullopt;
  }
  reply.close = true;
  return reply;
}

}  // namespace

HttpSession::HttpSession(IoLoop& loop, Wire wire, Places::Place place)
    : loop_(loop),
      wire_(std::move(wire)),
      peer_(place.address()),
      place_(std::move(place)),
      buffer_(limits::http_header_bytes + limits::frame_bytes) {}

void HttpSession::start() {
  if (wire_.is_tls()) return shake_hands();
  deadline_ms_ = loop_.now_ms() + limits::handshake_ms;
  read();
}

void HttpSession::shake_hands() {
  deadline_ms_ = loop_.now_ms() + limits::tls_handshake_ms;
  wire_.shake_hands([self = shared_from_this(), this](error_code failed) {
    if (state_ == State::gone) return;
    if (failed) {
      loop_.door().metrics.tls_failed.fetch_add(1, std::memory_order_relaxed);
      return drop();
    }
    is_lost_ = !wire_.is_tls();
    deadline_ms_ = loop_.now_ms() + limits::handshake_ms;
    read();
  });
}

// --- Reading ---

void HttpSession::read() {
  state_ = State::reading;
  roster_place_.reset();
  parser_.emplace();
  parser_->header_limit(limits::http_header_bytes);
  parser_->body_limit(limits::roster_bytes);  // by Content-Length; which route it is comes later
  auto done = [self = shared_from_this(), this](error_code failed, std::size_t bytes) {
    on_header(failed, bytes);
  };
  http::async_read_header(wire_, buffer_, *parser_, std::move(done));
}

// Beast bounds the first line and the fields each by themselves: the whole is bounded here.
void HttpSession::on_header(error_code failed, std::size_t bytes) {
  if (!failed && bytes > limits::http_header_bytes) failed = http::error::header_limit;
  if (failed) return on_read(failed);
  const auto codings = all(parser_->get(), http::field::transfer_encoding);
  if (auto refusal = refuse_coding(codings)) return write(std::move(*refusal));
  if (parser_->is_done()) return on_read(failed);
  const std::string_view target = view(parser_->get().target());
  if (target.substr(0, target.find('?')) != "/roster") {
    if (parser_->content_length().value_or(0) > limits::frame_bytes) {
      return on_read(make_error_code(http::error::body_limit));
    }
    parser_->body_limit(limits::frame_bytes);  // what comes in chunks has no length beforehand
  } else if (roster_place_ = loop_.roster_place(); roster_place_ == nullptr) {
    return write(too_many_rosters());
  }
  auto done = [self = shared_from_this(), this](error_code ended, std::size_t) { on_read(ended); };
  http::async_read(wire_, buffer_, *parser_, std::move(done));
}

void HttpSession::on_read(error_code failed) {
  if (state_ == State::gone) return;
  if (failed) {
    auto refusal = refuse_unread(failed);
    return refusal ? write(std::move(*refusal)) : drop();
  }
  Asked asked = asked_in(parser_->get());
  const bool is_by_proxy = is_trusted(peer_, loop_.door().options.trusted_proxies);
  asked.is_secure = wire_.is_tls() || (is_by_proxy && asked.forwarded_proto == "https");
  if (asked.hosts.size() != 1) {
    Reply reply = plain_reply(400, "One Host header is required.");
    reply.close = true;
    return write(std::move(reply));
  }
  if (is_lost_) return write(lead_to_https(asked, loop_.door().options.public_url));
  answer(asked);
}

void HttpSession::answer(const Asked& asked) {
  switch (route(asked, loop_.door().options.echo_path)) {
    case Route::socket:
      return upgrade(asked, SocketEngine::Use::calls);
    case Route::echo:
      return upgrade(asked, SocketEngine::Use::echo);
    case Route::call:
      return call(asked);
    case Route::boot:
      return read_own(Boot{}, asked);
    case Route::my_data:
      return my_data(asked);
    case Route::roster:
      return roster(asked);
    case Route::backups:
      if (asked.method == "GET") return read_own(ListBackups{}, asked);
      return read_own(BackUp{}, asked, Use::acting);
    case Route::plain:
      return write(plain_answer(asked, loop_.door()));
  }
}

void HttpSession::upgrade(const Asked& asked, SocketEngine::Use use) {
  const Presented shown = presented(asked);
  const bool is_ours = use == SocketEngine::Use::calls;
  if (auto refusal = refuse_handshake(handshake_in(parser_->get()), is_ours)) {
    return write(std::move(*refusal));
  }
  if (!is_origin_allowed(asked, shown, Use::acting, loop_.door().options.origins)) {
    return write(foreign_origin());
  }
  if (buffer_.size() > 0) {
    Reply reply = plain_reply(400, "Wait for the answer to the handshake.");
    reply.close = true;
    return write(std::move(reply));
  }
  if (!counts_for(client_of(asked))) return write(crowded());
  const auto self = shared_from_this();
  state_ = State::gone;
  Wire::Released released = wire_.release();
  auto session =
      SocketSession::make(loop_, released.socket, std::move(released.tls), std::move(place_), use);
  loop_.leave(*this);
  loop_.seat(session);
  session->start(parser_->release(), caller_hash(shown));
}

// --- Who asks, and how ---

// Behind a proxy that is trusted, whom it speaks for.
std::string HttpSession::client_of(const Asked& asked) const {
  return client_address(peer_, asked.forwarded_for, loop_.door().options.trusted_proxies);
}

// --- Asking the pipeline ---

void HttpSession::call(const Asked& asked) {
  if (auto refusal = refuse_call(asked, loop_.door().options.origins)) {
    return write(std::move(*refusal));
  }
  auto decoded = loop_.decoder().request(asked.body);
  if (const auto* wrong = get_if<DecodeError>(&decoded)) {
    return write(refusal_reply(400, wrong->id, wrong->refusal));
  }
  Request& request = get<Request>(decoded);
  const std::string id = request.id.empty() ? "null" : request.id;
  auto made = make_call(std::move(request), Transport::exchange);
  if (const auto* refusal = get_if<Refusal>(&made)) {
    return write(refusal_reply(200, id, *refusal));
  }
  ask(std::move(get<Call>(made)), asked);
}

void HttpSession::read_own(Command command, const Asked& asked, Use use) {
  if (!is_origin_allowed(asked, presented(asked), use, loop_.door().options.origins)) {
    return write(foreign_origin());
  }
  ask_plainly(std::move(command), asked);
}

// Its answer is the result alone, without an envelope.
void HttpSession::ask_plainly(Command command, const Asked& asked) {
  Call call;
  call.request.id = "null";
  call.request.command = std::move(command);
  is_plain_ = true;
  ask(std::move(call), asked);
}

void HttpSession::my_data(const Asked& asked) {
  const auto query = my_data_of(asked.query);
  if (!query) return write(plain_reply(400, "`after` is what `next` said."));
  file_name_ = "my-data.json";
  read_own(*query, asked);
}

void HttpSession::roster(const Asked& asked) {
  auto import = roster_of(asked, loop_.door().options.origins);
  if (auto* refusal = get_if<Reply>(&import)) return write(std::move(*refusal));
  ask_plainly(std::move(get<ImportRoster>(import)), asked);
}

void HttpSession::ask(Call call, const Asked& asked) {
  const Presented shown = presented(asked);
  const std::string client = client_of(asked);
  if (!counts_for(client)) return write(crowded());
  state_ = State::asking;
  deadline_ms_ = loop_.now_ms() + limits::exchange_ms;
  line_ = loop_.open(*this);
  id_ = call.request.id;
  is_secure_ = is_of_https(asked);
  cookie_ = call.cookie.empty() ? std::string() : session_cookie(call.cookie, is_secure_);
  if (call.ends_session && shown.by_cookie) cookie_ = ended_cookie(is_secure_);
  browser_cookie_.clear();
  auto* start = get_if<StartByPassword>(&call.request.command);
  if (start != nullptr && call.wants_cookie) {
    const std::string secret = browser_secret(asked);
    start->browser = hash_secret(secret);
    browser_cookie_ = browser_cookie(secret, is_secure_);
  }
  Heard heard{.from = *line_,
              .caller = caller_hash(shown),
              .address = client,
              .request = std::move(call.request),
              .disclose = std::move(call.disclose),
              .passwords = std::move(call.passwords)};
  if (loop_.door().pipeline.hear(std::move(heard))) return;
  loop_.close(*line_);
  write(refusal_reply(503, id_, inbox_is_full()));
}

void HttpSession::go_on() {
  if (state_ == State::asking && !loop_.hub().outbox(*line_)->empty()) answered();
}

void HttpSession::answered() {
  const Reason reason = loop_.hub().answered_reason(*line_);
  Reply reply = json_reply(reason == Reason::login_required ? 401 : 200, {});
  reply.frame = loop_.hub().outbox(*line_)->front();
  const auto packs = view(parser_->get()[http::field::accept_encoding]);
  if (is_plain_ && reason == Reason::none) reply = boot_reply(std::move(reply), packs);
  if (!file_name_.empty() && reason == Reason::none) {
    reply.headers.emplace_back("Content-Disposition",
                               "attachment; filename=\"" + file_name_ + "\"");
  }
  for (std::string* cookie : {&cookie_, &browser_cookie_}) {
    if (reason != Reason::none || cookie->empty()) continue;
    reply.headers.emplace_back("Set-Cookie", std::exchange(*cookie, {}));
  }
  loop_.close(*line_);
  write(std::move(reply));
}

// --- Writing ---

void HttpSession::write(Reply reply) {
  state_ = State::writing;
  deadline_ms_ = loop_.now_ms() + limits::http_idle_ms;
  is_plain_ = false;
  file_name_.clear();
  reply_ = std::move(reply);
  const Message& asked = parser_->get();
  response_.emplace();
  Response& response = *response_;
  response.version(11);
  response.result(reply_.status);
  response.keep_alive(!reply_.close && !stopping_ && asked.keep_alive());
  if (!reply_.content_type.empty()) response.set(http::field::content_type, reply_.content_type);
  response.set("X-Content-Type-Options", "nosniff");
  if (wire_.is_tls() && loop_.door().options.hsts) {
    response.set("Strict-Transport-Security", "max-age=31536000");
  }
  for (const auto& [name, value] : reply_.headers) response.insert(name, value);
  const std::string_view body = reply_.body();
  if (asked.method() != http::verb::head && reply_.status != 304) {
    response.body() = boost::beast::span<const char>(body.data(), body.size());
  }
  if (reply_.status != 304) response.content_length(body.size());
  loop_.door().metrics.note_http_answer(reply_.status, reply_.reason, response.body().size());
  auto done = [self = shared_from_this(), this](error_code failed, std::size_t) {
    on_written(failed);
  };
  http::async_write(wire_, response, std::move(done));
}

void HttpSession::on_written(error_code failed) {
  if (state_ == State::gone) return;
  if (failed) return drop();
  const bool last = response_->need_eof() || !response_->keep_alive();
  reply_ = {};
  if (last || stopping_) return linger();
  deadline_ms_ = loop_.now_ms() + limits::http_idle_ms;
  read();
}

// Closing a socket with unread bytes would reset it and might take the answer away: say that no
// more comes, then read until the client has closed too.
void HttpSession::linger() {
  state_ = State::lingering;
  deadline_ms_ = loop_.now_ms() + limits::close_ms;
  error_code failed;
  wire_.finish_writing(failed);
  if (failed) return drop();
  linger_on();
}

void HttpSession::linger_on() {
  auto done = [self = shared_from_this(), this](error_code failed, std::size_t) {
    if (state_ == State::gone) return;
    if (failed) return drop();
    linger_on();
  };
  wire_.next_layer().async_read_some(boost::asio::buffer(scrap_), std::move(done));
}

// --- Ending ---

void HttpSession::look(std::int64_t now_ms) {
  if (now_ms <= deadline_ms_) return;
  loop_.door().metrics.note_deadline(deadline());
  if (state_ != State::asking) return drop();
  loop_.close(*line_);
  write(refusal_reply(503, id_, inbox_is_full()));
}

void HttpSession::server_stops() {
  stopping_ = true;
  if (state_ == State::shaking || state_ == State::reading) drop();
}

void HttpSession::drop() {
  if (state_ == State::gone) return;
  const auto self = shared_from_this();
  state_ = State::gone;
  if (line_) loop_.close(*line_);
  wire_.close();
  loop_.leave(*this);
}

}  // namespace xinqiao::net
