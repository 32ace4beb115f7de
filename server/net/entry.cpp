#include "server/net/entry.hpp"

#include <algorithm>
#include <cctype>

#include "server/credentials.hpp"
#include "server/net/deflate_offer.hpp"
#include "server/net/trim.hpp"

namespace xinqiao::net {
namespace {

constexpr std::string_view cookie_name = "xinqiao";
constexpr std::string_view browser_cookie_name = "xinqiao-browser";
constexpr std::size_t secret_letters = 43;  // as random_secret makes them

bool equal_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// Takes the next piece up to `separator` off the front of `rest`.
std::string_view next_piece(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const std::string_view piece = trim(rest.substr(0, end));
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  return piece;
}

std::string_view cookie_token(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::string_view piece = next_piece(cookies, ';');
    const auto equals = piece.find('=');
    if (equals != std::string_view::npos && piece.substr(0, equals) == name) {
      return piece.substr(equals + 1);
    }
  }
  return {};
}

std::string kept_cookie(std::string_view name, std::string_view value, bool secure) {
  std::string cookie(name);
  cookie.append("=").append(value);
  cookie += "; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000";
  if (secure) cookie += "; Secure";
  return cookie;
}

// host[:port] of an http(s) origin; empty for anything else (`null` too).
std::string_view host_of(std::string_view origin) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin.starts_with(scheme)) return origin.substr(scheme.size());
  }
  return {};
}

// 16 bytes in base64 are 22 characters and "==", and the last character carries 4 bits of nothing.
bool is_websocket_key(std::string_view key) {
  if (key.size() != 24 || !key.ends_with("==")) return false;
  const bool letters = std::ranges::all_of(key.substr(0, 22), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '/';
  });
  return letters && std::string_view("AQgw").find(key[21]) != std::string_view::npos;
}

}  // namespace

Presented presented(const Asked& asked) {
  constexpr std::string_view bearer = "bearer ";
  if (asked.authorization.size() > bearer.size() &&
      equal_but_for_case(asked.authorization.substr(0, bearer.size()), bearer)) {
    return {.token = trim(asked.authorization.substr(bearer.size())), .by_cookie = false};
  }
  const std::string_view token = cookie_token(asked.cookie, cookie_name);
  return {.token = token, .by_cookie = !token.empty()};
}

TokenHash caller_hash(const Presented& presented) {
  return presented.token.empty() ? TokenHash{} : hash_secret(presented.token);
}

bool is_origin_allowed(const Asked& asked, const Presented& presented, Use use,
                       std::span<const std::string> allowed) {
  if (asked.origins.empty()) {
    if (!presented.by_cookie) return true;
    if (use == Use::acting) return false;
    return asked.fetch_site.empty() || asked.fetch_site == "same-origin" ||
           asked.fetch_site == "none";
  }
  if (asked.origins.size() > 1 || asked.hosts.size() != 1) return false;
  const std::string_view origin = asked.origins.front();
  const std::string_view host = host_of(origin);
  const bool is_own = !host.empty() && equal_but_for_case(host, asked.hosts.front());
  // Whoever is on the way can make a page that came by http, and with that name.
  if (is_own && (!asked.is_secure || origin.starts_with("https://"))) return true;
  return std::ranges::find(allowed, origin) != allowed.end();
}

bool is_of_https(const Asked& asked) {
  return asked.is_secure || (!asked.origins.empty() && asked.origins.front().starts_with("https:"));
}

std::optional<Reply> refuse_coding(std::span<const std::string_view> transfer_encodings) {
  if (transfer_encodings.empty()) return std::nullopt;
  const bool is_known =
      transfer_encodings.size() == 1 && equal_but_for_case(transfer_encodings.front(), "chunked");
  if (is_known) return std::nullopt;
  Reply reply = plain_reply(501, "The only Transfer-Encoding here is chunked.");
  reply.close = true;
  return reply;
}

std::optional<Reply> refuse_handshake(const Handshake& handshake, bool is_ours) {
  if (!handshake.is_upgrade) {
    Reply reply = plain_reply(426, "This is a WebSocket: ask for an upgrade.");
    reply.headers.emplace_back("Upgrade", "websocket");
    return reply;
  }
  if (handshake.version != "13") {
    Reply reply = plain_reply(426, "Sec-WebSocket-Version must be 13.");
    reply.headers.emplace_back("Sec-WebSocket-Version", "13");
    return reply;
  }
  if (!is_websocket_key(handshake.key)) {
    return plain_reply(400, "Sec-WebSocket-Key must be 16 bytes in base64.");
  }
  if (!are_extensions(handshake.extensions)) {
    return plain_reply(400, "Sec-WebSocket-Extensions is no list of extensions.");
  }
  if (!is_ours) return std::nullopt;
  std::string_view protocols = handshake.protocols;
  while (!protocols.empty()) {
    if (next_piece(protocols, ',') == subprotocol) return std::nullopt;
  }
  return plain_reply(400, "The subprotocol xinqiao.v1 is required (Sec-WebSocket-Protocol).");
}

std::string session_cookie(std::string_view token, bool secure) {
  return kept_cookie(cookie_name, token, secure);
}

std::string browser_secret(const Asked& asked) {
  const std::string_view brought = cookie_token(asked.cookie, browser_cookie_name);
  return brought.size() == secret_letters ? std::string(brought) : random_secret();
}

std::string browser_cookie(std::string_view secret, bool secure) {
  return kept_cookie(browser_cookie_name, secret, secure);
}

std::string ended_cookie(bool secure) {
  std::string cookie(cookie_name);
  cookie += "=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0";
  if (secure) cookie += "; Secure";
  return cookie;
}

}  // namespace xinqiao::net
