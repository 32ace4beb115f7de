// The rules of the door on whatever a request may hold (server/net/reply.hpp: Asked), a line a
// field. The parser itself is Beast's: tests/integration/bad_input.test.mjs.
#include <algorithm>
#include <cctype>

#include "server/credentials.hpp"
#include "server/net/entry.hpp"
#include "server/net/forwarded.hpp"
#include "server/net/packed.hpp"
#include "server/net/page_reply.hpp"
#include "server/net/routes.hpp"
#include "server/net/trim.hpp"
#include "tests/fuzz/target.hpp"

namespace xinqiao::fuzz {
namespace {

using net::Asked;
using net::Reply;

constexpr PageFile page[] = {
    {"/", "text/html; charset=utf-8", "<p>心桥", "gz", "br", "\"one\"", false},
    {"/app-1a2b.js", "text/javascript", "1", "", "", "\"two\"", true},
    {"/index.en.html", "text/html; charset=utf-8", "<p>Xinqiao", "", "", "\"en\"", false},
};
const std::vector<std::string> origins = {"https://talk.example.org", "http://[::1]:8080"};

std::vector<std::string_view> pieces_of(std::string_view line, char separator) {
  std::vector<std::string_view> pieces;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(separator), line.size());
    pieces.push_back(line.substr(0, end));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return pieces;
}

// What a parser of HTTP lets through: no control characters, and no blanks in a target.
std::string_view field(Choices& lines) {
  const std::string_view line = lines.line();
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\x1f'; };
  return line.substr(0, std::ranges::find_if(line, is_control) - line.begin());
}
std::string_view word(Choices& lines) {
  const std::string_view line = field(lines);
  return line.substr(0, std::min(line.find_first_of(" \x1f"), line.size()));
}

Asked asked_in(Choices& lines) {
  Asked asked;
  asked.method = word(lines);
  asked.target = word(lines);
  asked.path = asked.target.substr(0, asked.target.find('?'));
  asked.query = asked.target.substr(std::min(asked.path.size() + 1, asked.target.size()));
  asked.hosts = {field(lines)};
  asked.origins = pieces_of(field(lines), '\x1f');
  asked.authorization = field(lines);
  asked.cookie = field(lines);
  asked.fetch_site = field(lines);
  asked.content_type = field(lines);
  asked.accept_encoding = field(lines);
  asked.accept_language = field(lines);
  asked.if_none_match = field(lines);
  asked.forwarded_for = pieces_of(field(lines), '\x1f');
  return asked;
}

void look_at_reply(const Reply& reply, const std::string& what) {
  hold(reply.status >= 200 && reply.status < 600, what + ": a status");
  for (const auto& [name, value] : reply.headers) {
    const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' '; };
    hold(!name.empty() && std::ranges::none_of(value, is_control),
         what + ": no line ends in " + name);
  }
}

std::string lower(std::string_view text) {
  std::string made;
  for (const unsigned char c : text) made += static_cast<char>(std::tolower(c));
  return made;
}

// Said once more: same host, or in the list, or none where that is allowed.
bool may_come(const Asked& asked, bool by_cookie, net::Use use) {
  if (asked.origins.size() > 1) return false;
  if (asked.origins.size() == 1) {
    const std::string origin(asked.origins[0]);
    if (std::ranges::count(origins, origin) > 0) return true;
    const std::string host = lower(asked.hosts[0]);
    return !host.empty() &&
           (origin.substr(0, 7) == "http://"
                ? lower(origin.substr(7)) == host
                : origin.substr(0, 8) == "https://" && lower(origin.substr(8)) == host);
  }
  const bool from_here =
      asked.fetch_site.empty() || asked.fetch_site == "none" || asked.fetch_site == "same-origin";
  return !by_cookie || (use == net::Use::reading && from_here);
}

void look_at_credentials(const Asked& asked) {
  const net::Presented shown = net::presented(asked);
  hold(shown.by_cookie || net::trim(shown.token) == shown.token, "no blanks around a token");
  const std::string_view from = shown.by_cookie ? asked.cookie : asked.authorization;
  hold(from.find(shown.token) != std::string_view::npos, "a token was said");
  hold(!shown.by_cookie || shown.token.find(';') == std::string_view::npos, "a cookie ends at ;");
  hold((net::caller_hash(shown) == TokenHash{}) == shown.token.empty(), "nobody is nobody");
  for (const net::Use use : {net::Use::reading, net::Use::acting}) {
    hold(
        net::is_origin_allowed(asked, shown, use, origins) == may_come(asked, shown.by_cookie, use),
        "where a request comes from is judged as RFC 6454 has it");
  }
  const std::string secret = net::browser_secret(asked);
  hold(secret.size() == 43, "a browser is known by so many letters");
}

void look_at_forwarded(const Asked& asked, std::string_view peer_line) {
  static const std::vector<IpNetwork> trusted = {*parse_ip_network("10.0.0.0/8"),
                                                 *parse_ip_network("fd00::/8")};
  const std::string peer(peer_line);
  const std::string client = net::client_address(peer, asked.forwarded_for, trusted);
  const auto parsed = parse_ip_address(peer);
  if (!parsed) return hold(client == peer, "who has no address stays who it is");
  const auto found = parse_ip_address(client);
  hold(found && to_string(*found) == client, "a client has an address, in its one form");
  if (!net::is_trusted(peer, trusted)) hold(*found == *parsed, "strangers speak for themselves");
  // Whatever was said by others stands further left, and does not count.
  if (net::is_trusted(client, trusted)) return;
  std::vector<std::string_view> more = {"203.0.113.9, 198.51.100.7"};
  more.insert(more.end(), asked.forwarded_for.begin(), asked.forwarded_for.end());
  hold(net::client_address(peer, more, trusted) == client, "what a client says does not count");
}

void look_at_page(const Asked& asked) {
  const auto reply = net::page_reply(page, asked);
  if (!reply) return;
  look_at_reply(*reply, "page");
  const bool is_packed = std::ranges::count(reply->headers, "Content-Encoding",
                                            [](const auto& header) { return header.first; }) > 0;
  hold(!is_packed || net::accepts(asked.accept_encoding, "br") ||
           net::accepts(asked.accept_encoding, "gzip"),
       "nothing is packed for who cannot unpack it");
  hold(reply->status != 304 || !asked.if_none_match.empty(), "nobody is told what it did not ask");
}

void look_at_handshake(const Asked& asked, Choices& lines) {
  net::Handshake handshake;
  handshake.is_upgrade = asked.method == "GET";
  handshake.version = field(lines);
  handshake.key = field(lines);
  handshake.protocols = field(lines);
  const auto refused = net::refuse_handshake(handshake);
  if (refused) return look_at_reply(*refused, "handshake");
  hold(handshake.is_upgrade && handshake.version == "13", "it is a handshake of RFC 6455");
  hold(handshake.key.size() == 24, "its key is of 16 bytes");
  hold(handshake.protocols.find(net::subprotocol) != std::string_view::npos, "it speaks ours");
}

}  // namespace

void http(std::string_view bytes) {
  Choices lines(bytes);
  const Asked without_body = asked_in(lines);
  look_at_forwarded(without_body, word(lines));
  look_at_handshake(without_body, lines);
  look_at_credentials(without_body);
  look_at_page(without_body);
  Asked asked = without_body;
  asked.body = lines.rest();
  const net::Route where = net::route(asked);
  if (const auto refused = net::refuse_call(asked, origins)) look_at_reply(*refused, "call");
  const auto roster = net::roster_of(asked, origins);
  if (const auto* refused = get_if<Reply>(&roster)) look_at_reply(*refused, "roster");
  const Reply lead = net::lead_to_https(asked, {});
  look_at_reply(lead, "lead");
  const auto to =
      std::ranges::find(lead.headers, "Location", [](const auto& h) { return h.first; });
  if (to == lead.headers.end()) return;
  hold(where == net::Route::plain && lead.status == 307, "only pages are shown the way");
  hold(to->second == "https://" + std::string(asked.hosts[0]) + std::string(asked.target),
       "the way leads to the same page");
  hold(asked.target.starts_with('/'), "the way leads to this host");
}

}  // namespace xinqiao::fuzz
